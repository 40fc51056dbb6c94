"""What a person may hold over the photo: crop handles, colour hints, an eyedropper."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from restorer.ui.canvas.view import View

Point = tuple[float, float]


class Tool(QObject):
    """Draws over the photo and is given what mouse and keys do there. All points are in photo px of the `View`.

    This one does nothing; each tool answers for what concerns it.

    Signals
    -------
    changed: it looks different and is to be drawn again.
    """

    changed = Signal()

    def paint(self, painter: QPainter, view: View, ratio: float) -> None:
        """Draw, in device px. ratio: device px per device-independent px."""

    def press(self, at: Point, reach: float, button: Qt.MouseButton) -> bool:
        """Whether a press is taken, so that `drag` and `release` follow. reach: of a finger's breadth, in photo px."""
        return False

    def drag(self, at: Point) -> None:
        """The mouse moved while a press is held."""

    def release(self) -> None:
        """The press that was taken is over."""

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key is taken."""
        return False

    def cursor(self, at: Point, reach: float) -> Qt.CursorShape | None:
        """The cursor over a point, None: the usual one."""
        return None
