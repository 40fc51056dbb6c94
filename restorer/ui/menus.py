"""Which commands stand in which menu, and on the toolbar."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from restorer.ui.actions import Actions

RECENT = "recent"

RECIPE = ("copy_recipe", "paste_recipe", "paste_recipe_all")

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("open", RECENT, "paste", "", "save_as", "save_all", "", "batch", "", "close", "reopen", "quit")),
    ("&Edit", ("undo", "redo", "", *RECIPE, "", "preferences")),
    (
        "Ph&oto",
        ("crop", "rotate_left", "rotate_right", "flip", "", "hints", "", "auto", "restore", "", "next", "previous"),
    ),
    (
        "&View",
        ("zoom_in", "zoom_out", "fit", "full", "", "view_after", "view_split", "view_side", "view_changes", "", "log"),
    ),
    ("&Help", ("shortcuts", "copy_details", "about")),
)

TOOLS = ("open", "save_as", "", "undo", "redo", "", "crop", "auto", "restore", "", "fit", "full", "")
COMPARE = ("view_after", "view_split", "view_side", "view_changes")

# Of these the icon says enough; their names are in menus, tips and for screen readers.
ICON_ONLY = ("undo", "redo", "fit", "full")


class RecentMenu(QMenu):
    """The photos that were opened last.

    Signals
    -------
    chosen(list of paths): one is to be opened again.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.paths: Callable[[], Iterable[str]] = tuple
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List those that are still there."""
        self.clear()
        for name in self.paths():
            path = Path(name)
            if path.is_file():
                action = self.addAction(path.name.replace("&", "&&"))
                action.setToolTip(name)
                action.setStatusTip(name)
                action.triggered.connect(functools.partial(self._choose, path))
        if not self.actions():
            self.addAction(self.tr("None yet")).setEnabled(False)

    def _choose(self, path: Path, _checked: bool = False) -> None:
        self.chosen.emit([path])


def fill_menus(window: QMainWindow, actions: Actions, recent: RecentMenu) -> None:
    for title, names in MENUS:
        menu = window.menuBar().addMenu(QCoreApplication.translate("menus", title))
        for name in names:
            if name == RECENT:
                menu.addMenu(recent)
            elif name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()


class Tools(QToolBar):
    """The commands that are used most. Where there is no room for all names, icons stand alone, the last first."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self._named: list[QToolButton] = []
        for name in (*TOOLS, *COMPARE):
            if not name:
                self.addSeparator()
                continue
            self.addAction(actions[name])
            button = self.widgetForAction(actions[name])
            assert isinstance(button, QToolButton)
            button.setAccessibleName(actions[name].iconText())
            if name not in ICON_ONLY:
                self._named.append(button)
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `QWidget`."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        over = self.sizeHint().width() - width
        shown = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        alone = Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._named:
            if button.toolButtonStyle() is not shown:
                over -= button.sizeHint().width()
                button.setToolButtonStyle(shown)
                over += button.sizeHint().width()
        for button in reversed(self._named):
            if over <= 0:
                return
            over -= button.sizeHint().width()
            button.setToolButtonStyle(alone)
            over += button.sizeHint().width()
