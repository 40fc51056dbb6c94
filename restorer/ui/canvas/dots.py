"""Coloured dots on the photo, placed, moved and taken away by hand; and an eyedropper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from restorer.core.geometry import Size
from restorer.ui.canvas.crop import ARROWS
from restorer.ui.canvas.tool import Point, Tool
from restorer.ui.canvas.view import View

DOT_PX = 8
"""Radius of a dot on screen, device-independent."""

KEY_SHARE = 0.005
"""Of the photo's sides, for one press of an arrow key."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot, or a stroke of several points. points: 0–1 of the photo's sides. colour: 0–255."""

    points: tuple[Point, ...]
    colour: tuple[int, int, int]


class DotTool(Tool):
    """Draws dots and tells what the person wants of them; it changes none itself.

    Signals
    -------
    placed(x, y): a new one, 0–1 of the sides. drawn(x, y): the one that was placed last goes on to here, as a stroke.
    drawing_ended: it is let go of. moved(number, dx, dy, finished): one by so much. removed(number).
    picked(x, y): while `picking`, the colour of this place is wanted. left: Escape.
    """

    placed = Signal(float, float)
    drawn = Signal(float, float)
    drawing_ended = Signal()
    moved = Signal(int, float, float, bool)
    removed = Signal(int)
    picked = Signal(float, float)
    left = Signal()

    def __init__(self, photo: Size, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photo = photo
        self.picking = False
        self.selected: int | None = None
        self._dots: tuple[Dot, ...] = ()
        self._last: Point | None = None
        self._reach = 0.0
        self._dragged = self._drawing = False

    @property
    def dots(self) -> tuple[Dot, ...]:
        return self._dots

    def show_dots(self, dots: tuple[Dot, ...]) -> None:
        self._dots = dots
        if self.selected is not None and self.selected >= len(dots):
            self.selected = None
        self.changed.emit()

    def press(self, at: Point, reach: float, button: Qt.MouseButton) -> bool:
        share = self._share(at)
        if not (0 <= share[0] <= 1 and 0 <= share[1] <= 1):
            return False
        if self.picking and button is Qt.MouseButton.LeftButton:
            self.picked.emit(*share)
            return True
        number = self._dot_at(at, reach)
        if button is Qt.MouseButton.RightButton:
            if number is not None:
                self.removed.emit(number)
            return True
        if button is not Qt.MouseButton.LeftButton:
            return False
        self._drawing = number is None
        if number is None:
            self.placed.emit(*share)
            number = len(self._dots) - 1
        self._reach = reach
        self.selected, self._last, self._dragged = number, share, False
        self.changed.emit()
        return True

    def drag(self, at: Point) -> None:
        if self.selected is None or self._last is None:
            return
        share = self._share(at)
        if self._drawing:
            last = self._px(self._last)
            # A hand that trembles sets a dot; what is drawn has a point every few screen px.
            if (at[0] - last[0]) ** 2 + (at[1] - last[1]) ** 2 >= self._reach**2 / 2:
                self.drawn.emit(min(1.0, max(0.0, share[0])), min(1.0, max(0.0, share[1])))
                self._last = share
            return
        self.moved.emit(self.selected, share[0] - self._last[0], share[1] - self._last[1], False)
        self._last, self._dragged = share, True

    def release(self) -> None:
        if self._drawing:
            self.drawing_ended.emit()
        elif self._dragged and self.selected is not None:
            self.moved.emit(self.selected, 0.0, 0.0, True)
        self._last, self._dragged, self._drawing = None, False, False

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selected is not None:
            self.removed.emit(self.selected)
        elif key in ARROWS and self.selected is not None:
            across, down = ARROWS[key]
            self.moved.emit(self.selected, across * KEY_SHARE, down * KEY_SHARE, True)
        else:
            return False
        return True

    def cursor(self, at: Point, reach: float) -> Qt.CursorShape | None:
        if not self.picking and self._dot_at(at, reach) is not None:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, view: View, ratio: float) -> None:
        for number, dot in enumerate(self._dots):
            places = [QPointF(*view.to_screen(*self._px(point))) for point in dot.points]
            held = number == self.selected
            for width, colour in ((5, QColor(0, 0, 0)), (3, QColor(255, 255, 255))):
                painter.setPen(QPen(colour, width * ratio))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolyline(QPolygonF(places))
            radius = (DOT_PX + (3 if held else 0)) * ratio
            painter.setPen(QPen(QColor(0, 0, 0), (5 if held else 4) * ratio))
            painter.drawEllipse(places[0], radius, radius)
            painter.setPen(QPen(QColor(255, 255, 255), 2 * ratio))
            painter.setBrush(QColor(*dot.colour))
            painter.drawEllipse(places[0], radius, radius)

    def _dot_at(self, at: Point, reach: float) -> int | None:
        """The dot below a point, the one drawn last where there are several."""
        for number in reversed(range(len(self._dots))):
            for point in self._dots[number].points:
                x, y = self._px(point)
                if (x - at[0]) ** 2 + (y - at[1]) ** 2 <= reach**2:
                    return number
        return None

    def _px(self, share: Point) -> Point:
        return share[0] * self.photo.width, share[1] * self.photo.height

    def _share(self, at: Point) -> Point:
        return at[0] / self.photo.width, at[1] / self.photo.height
