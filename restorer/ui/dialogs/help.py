"""Which keys do what, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from restorer import __version__
from restorer.ui.actions import SPECS
from restorer.ui.menus import MENUS
from restorer.ui.text import translated
from restorer.weights.own import all_weights

BUILT_WITH = ("PySide6-Essentials", "torch", "openvino", "numba", "pyvips", "pillow", "spandrel", "numpy")

# Keys of the canvas, which are no menu commands.
ON_THE_PHOTO = (
    ("Space + drag", "Move about"),
    ("Arrow keys", "Move about"),
    ("Wheel", "Zoom about the cursor"),
    ("Double click", "Fit, or 100 %"),
    ("\\", "Hold for the original"),
    ("Shift + left, right", "Move the handle of the split"),
)


# Menus of the overlay's columns, by their places in MENUS; the last column has the canvas' keys below.
_COLUMNS = ((0, 1), (2, 4), (3,))


class Shortcuts(QDialog):
    """All commands and keys at one glance, by menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        specs = {spec.id: spec for spec in SPECS}
        groups = [
            (_plain(QCoreApplication.translate("menus", title)), [specs[name] for name in names if name in specs])
            for title, names in MENUS
        ]
        columns = QHBoxLayout()
        columns.setSpacing(20)
        for places in _COLUMNS:
            grid = QGridLayout()
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(5)
            for place in places:
                title, listed = groups[place]
                _group(grid, title, [(_keys(spec.keys), _text(spec.text)) for spec in listed])
            if places == _COLUMNS[-1]:
                shown = [(self.tr(keys), self.tr(what)) for keys, what in ON_THE_PHOTO]
                _group(grid, self.tr("On the photo"), shown)
            grid.setRowStretch(grid.rowCount(), 1)
            columns.addLayout(grid)
        _finish(self, columns)


class About(QDialog):
    """Version, licences, and the promise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Restorer"))
        title = QLabel(self.tr("Restorer {version}").format(version=__version__))
        title.setProperty("title", True)
        icon = QLabel()
        icon.setPixmap(QApplication.windowIcon().pixmap(64, 64))
        lines = [
            self.tr("Photos stay on this computer. Nothing is sent anywhere."),
            self.tr("Free software under the MIT licence."),
            "",
            self.tr("Weights:"),
            *(f"{one.id}: {translated(one.entry.licence) if one.entry else self.tr('yours')}" for one in all_weights()),
            "",
            self.tr("Built with:"),
            *filter(None, map(_package, BUILT_WITH)),
        ]
        text = QLabel("\n".join(lines))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QHBoxLayout()
        inner.setSpacing(16)
        inner.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.addWidget(title)
        beside.addWidget(text)
        inner.addLayout(beside, 1)
        _finish(self, inner)
        self.setMinimumWidth(460)


def _group(grid: QGridLayout, title: str, rows: list[tuple[str, str]]) -> None:
    """A title and a row for each (keys, what they do), below what the grid has already."""
    row = grid.rowCount()
    label = QLabel(title)
    label.setProperty("title", True)
    label.setContentsMargins(0, 10 if row > 1 else 0, 0, 2)
    grid.addWidget(label, row, 0, 1, 2)
    for number, (keys, what) in enumerate(rows, start=row + 1):
        key = QLabel(keys or "–")
        key.setProperty("faint", True)
        grid.addWidget(QLabel(what), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(key, number, 1)


class _Page(QScrollArea):
    """Wants to be as large as what is on it; smaller than the screen allows, it scrolls."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setProperty("plain", True)

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        bars = self.verticalScrollBar().sizeHint().width(), self.horizontalScrollBar().sizeHint().height()
        return self._page.sizeHint() + QSize(*bars)

    def showEvent(self, event: QShowEvent) -> None:
        """See `QWidget`. A window is at first no larger than two thirds of the screen; this one may be."""
        window = self.window()
        # Not `window.screen()`: PySide takes what it answers for the window's own and deletes the screen with it.
        screen = QGuiApplication.screenAt(window.geometry().center()) or QGuiApplication.primaryScreen()
        window.resize(window.sizeHint().boundedTo(screen.availableSize() * 0.95))
        super().showEvent(event)


def _finish(dialog: QDialog, inner: QHBoxLayout) -> None:
    """Lay a dialog out: what there is to read, scrolled where the screen is too small for it, and a button."""
    page = QWidget()
    inner.setContentsMargins(0, 0, 0, 0)
    page.setLayout(inner)
    scroll = _Page(page)
    scroll.setAccessibleName(dialog.windowTitle())
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(16, 16, 16, 16)
    rows.setSpacing(12)
    rows.addWidget(scroll, 1)
    rows.addWidget(buttons)


def _keys(keys: tuple[str, ...]) -> str:
    shown = (QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in keys)
    return "\n".join(shown)


def _text(text: str) -> str:
    return _plain(QCoreApplication.translate("actions", text)).removesuffix("…")


def _plain(text: str) -> str:
    return text.replace("&", "")


def _package(name: str) -> str:
    from importlib import metadata  # here, for it brings the reading of mail with it, which would cost the start

    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    licence = next((found[field] for field in ("License-Expression", "License") if field in found), "")
    return f"{name} {found['Version']}" + (f" ({licence})" if licence and len(licence) < 60 else "")
