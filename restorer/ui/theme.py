"""The one palette: neutral greys, so that nothing beside a photo changes how its colours look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from restorer.core.files import resources

GRID = 8
"""px; all spacing is a multiple of half of it."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What each thing is drawn in.

    canvas: behind the photo (the palette's Shadow). field: where one types. line: between parts. edge: around what can
    be filled in, at least 3:1 from what is beside it. note, warning: of banners.
    """

    canvas: str
    field: str
    window: str
    panel: str
    raised: str
    line: str
    edge: str
    text: str
    faint: str
    accent: str
    on_accent: str
    note: str
    warning: str


DARK = Colours(
    canvas="#1e1e1e",
    field="#1e1e1e",
    window="#262626",
    panel="#2b2b2b",
    raised="#383838",
    line="#454545",
    edge="#7d7d7d",
    text="#ececec",
    faint="#a8a8a8",
    accent="#4c8dd6",
    on_accent="#ffffff",
    note="#2f3b47",
    warning="#5a4520",
)
LIGHT = Colours(
    canvas="#b8b8b8",
    field="#ffffff",
    window="#f1f1f1",
    panel="#f7f7f7",
    raised="#ffffff",
    line="#cfcfcf",
    edge="#878787",
    text="#1f1f1f",
    faint="#636363",
    accent="#2566ad",
    on_accent="#ffffff",
    note="#dbe7f3",
    warning="#f6e4bd",
)


def colours(theme: str) -> Colours:
    """Those of "dark" or "light"; of "system" those that the system prefers."""
    if theme == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK
    return LIGHT if theme == "light" else DARK


def apply(application: QApplication, theme: str) -> Colours:
    """Dress the whole program."""
    chosen = colours(theme)
    application.setStyle("Fusion")
    application.setPalette(palette(chosen))
    application.setStyleSheet(sheet(chosen))
    return chosen


def palette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    result = QPalette()
    for name, colour in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.field),
        (role.Shadow, c.canvas),
        (role.AlternateBase, c.panel),
        (role.Text, c.text),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.faint),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.Mid, c.line),
        (role.Light, c.raised),
        (role.Dark, c.line),
    ):
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.faint))
    return result


def sheet(c: Colours) -> str:
    """What the palette cannot say."""
    check = (resources() / "icons" / "check.svg").as_posix()
    return f"""
    QToolBar {{ background: {c.panel}; border: 0; border-bottom: 1px solid {c.line}; padding: 4px; spacing: 4px; }}
    QToolButton {{ padding: 5px 9px; border-radius: 5px; border: 1px solid transparent; }}
    QToolButton:hover {{ background: {c.raised}; }}
    QToolButton:checked {{ background: {c.raised}; border-color: {c.line}; }}
    QToolButton[swatch="true"] {{ padding: 2px; }}
    QLineEdit[frame="true"] {{ background: {c.field}; border: 1px solid {c.edge}; border-radius: 4px; padding: 4px; }}
    QLineEdit[frame="true"]:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; background: {c.field}; border: 1px solid {c.edge};
        border-radius: 3px; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url({check}); }}
    QCheckBox::indicator:focus {{ border: 2px solid {c.accent}; }}
    QCheckBox::indicator:disabled {{ border-color: {c.line}; background: {c.panel}; }}
    QCheckBox::indicator:checked:disabled {{ background: {c.line}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QTabWidget::pane {{ border: 1px solid {c.line}; border-radius: 5px; }}
    QToolButton:focus, QPushButton:focus, QCheckBox:focus, QComboBox:focus {{ border: 1px solid {c.accent}; }}
    QPushButton {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 5px; padding: 6px 12px; }}
    QPushButton:hover {{ border-color: {c.faint}; }}
    QPushButton:checked {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton:disabled {{ color: {c.faint}; }}
    QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
    QPushButton[primary="true"]:focus {{ border-color: {c.text}; }}
    QPushButton:checked:focus {{ border-color: {c.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {c.raised}; color: {c.faint}; border-color: {c.line}; }}
    QFrame[card="true"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 8px; }}
    QLabel[faint="true"] {{ color: {c.faint}; }}
    QLabel[title="true"] {{ font-weight: 600; }}
    QFrame[banner="note"] {{ background: {c.note}; }}
    QFrame[banner="warning"] {{ background: {c.warning}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {c.panel}; border: 0; }}
    QScrollArea[plain="true"], QScrollArea[plain="true"] > QWidget > QWidget {{ background: {c.window}; }}
    QDockWidget {{ titlebar-close-icon: none; }}
    QDockWidget::title {{ background: {c.panel}; padding: 6px; }}
    QStatusBar {{ background: {c.panel}; border-top: 1px solid {c.line}; }}
    QListWidget[rows="true"]::item {{ padding: 4px 10px; }}
    QListWidget, QListView, QTreeView {{ background: {c.panel}; border: 0; }}
    """
