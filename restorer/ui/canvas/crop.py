"""The part of a photo that is kept, drawn with handles."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen

from restorer.core.geometry import Size
from restorer.ui.canvas.tool import Point, Tool
from restorer.ui.canvas.view import View

Rect = tuple[float, float, float, float]
"""left, top, right, bottom in photo px."""

Handle = tuple[int, int]
"""Which edges are held: −1 left or top, 1 right or bottom, 0 neither; (0, 0) is the whole rectangle."""

LEAST_SHARE = 0.02
"""Of the photo's short side: no crop is smaller."""

KEY_SHARE = 0.01
"""Of the photo's sides, for one press of an arrow key."""

CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (0, 0): Qt.CursorShape.SizeAllCursor,
}

ARROWS: dict[Qt.Key, Point] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class CropTool(Tool):
    """A rectangle on the photo, moved and sized with mouse or keys.

    Signals
    -------
    rect_changed: it is another. accepted, rejected: Enter, Escape.
    """

    rect_changed = Signal()
    accepted = Signal()
    rejected = Signal()

    def __init__(self, whole: Size, rect: Rect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.whole = whole
        self.ratio: float | None = None
        self._rect = rect
        self._held: tuple[Handle, Point] | None = None

    @property
    def rect(self) -> Rect:
        return self._rect

    @property
    def crop(self) -> Rect:
        """As `Frame.crop` takes it: 0–1 of the sides."""
        left, top, right, bottom = self._rect
        width, height = self.whole.width, self.whole.height
        return left / width, top / height, right / width, bottom / height

    def set_rect(self, rect: Rect) -> None:
        if rect != self._rect:
            self._rect = rect
            self.rect_changed.emit()
            self.changed.emit()

    def set_ratio(self, ratio: float | None) -> None:
        """Width to height; None: free."""
        self.ratio = ratio
        if ratio is not None:
            self.set_rect(inscribed(self._rect, ratio))

    def press(self, at: Point, reach: float, button: Qt.MouseButton) -> bool:
        handle = handle_at(self._rect, at, reach)
        if button is not Qt.MouseButton.LeftButton or handle is None:
            return False
        self._held = (handle, at)
        return True

    def drag(self, at: Point) -> None:
        if self._held is None:
            return
        handle, last = self._held
        if handle == (0, 0):
            self.set_rect(moved(self._rect, at[0] - last[0], at[1] - last[1], self.whole))
            self._held = (handle, at)
        else:
            self.set_rect(dragged(self._rect, handle, at, self.whole, self.ratio))

    def release(self) -> None:
        self._held = None

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key is Qt.Key.Key_Escape:
            self.rejected.emit()
        elif key in ARROWS:
            across, down = ARROWS[key]
            dx, dy = across * KEY_SHARE * self.whole.width, down * KEY_SHARE * self.whole.height
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                _, _, right, bottom = self._rect
                handle = (int(across != 0), int(down != 0))
                self.set_rect(dragged(self._rect, handle, (right + dx, bottom + dy), self.whole, self.ratio))
            else:
                self.set_rect(moved(self._rect, dx, dy, self.whole))
        else:
            return False
        return True

    def cursor(self, at: Point, reach: float) -> Qt.CursorShape | None:
        handle = self._held[0] if self._held else handle_at(self._rect, at, reach)
        return None if handle is None else CURSORS[handle]

    def paint(self, painter: QPainter, view: View, ratio: float) -> None:
        left, top, right, bottom = self._rect
        kept = QRectF(QPointF(*view.to_screen(left, top)), QPointF(*view.to_screen(right, bottom)))
        photo = QRectF(QPointF(*view.to_screen(0, 0)), QPointF(*view.to_screen(self.whole.width, self.whole.height)))
        outside = QPainterPath()
        outside.addRect(photo)
        outside.addRect(kept)
        painter.fillPath(outside, QColor(0, 0, 0, 150))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 90), ratio))
        for third in (1 / 3, 2 / 3):
            x, y = kept.left() + third * kept.width(), kept.top() + third * kept.height()
            painter.drawLine(QPointF(x, kept.top()), QPointF(x, kept.bottom()))
            painter.drawLine(QPointF(kept.left(), y), QPointF(kept.right(), y))
        for width, colour in ((3 * ratio, QColor(0, 0, 0, 120)), (1.5 * ratio, QColor(255, 255, 255))):
            painter.setPen(QPen(colour, width))
            painter.drawRect(kept)
        painter.setPen(QPen(QColor(40, 40, 40), ratio))
        painter.setBrush(QColor(255, 255, 255))
        side = 10 * ratio
        for across in (0.0, 0.5, 1.0):
            for down in (0.0, 0.5, 1.0):
                if (across, down) != (0.5, 0.5):
                    x, y = kept.left() + across * kept.width(), kept.top() + down * kept.height()
                    painter.drawRect(QRectF(x - side / 2, y - side / 2, side, side))


def handle_at(rect: Rect, at: Point, reach: float) -> Handle | None:
    """What of the rectangle is held at a point; None outside."""
    left, top, right, bottom = rect
    x, y = at
    if not (left - reach <= x <= right + reach and top - reach <= y <= bottom + reach):
        return None
    return _side(x, left, right, reach), _side(y, top, bottom, reach)


def _side(at: float, start: float, stop: float, reach: float) -> int:
    near = min(reach, (stop - start) / 3)  # of a small rectangle the middle can still be held
    if at <= start + near:
        return -1
    return 1 if at >= stop - near else 0


def moved(rect: Rect, dx: float, dy: float, whole: Size) -> Rect:
    """The rectangle elsewhere, within the photo."""
    left, top, right, bottom = rect
    dx = min(max(dx, -left), whole.width - right)
    dy = min(max(dy, -top), whole.height - bottom)
    return left + dx, top + dy, right + dx, bottom + dy


def dragged(rect: Rect, handle: Handle, to: Point, whole: Size, ratio: float | None) -> Rect:
    """The rectangle with the held edges at `to`, within the photo; of the given ratio, where there is one.

    What is not held stays: the opposite corner, or of an edge the opposite edge and the middle.
    """
    least = LEAST_SHARE * whole.short_side
    across = _pulled(rect[0], rect[2], handle[0], to[0], whole.width, least)
    down = _pulled(rect[1], rect[3], handle[1], to[1], whole.height, least)
    if ratio is not None:
        wanted = across[1] - across[0] if handle[0] else 0.0
        if handle[1]:
            wanted = max(wanted, (down[1] - down[0]) * ratio)
        width = min(
            wanted, _room(rect[0], rect[2], handle[0], whole.width), ratio * _room(*rect[1::2], handle[1], whole.height)
        )
        across = _grown(rect[0], rect[2], handle[0], width)
        down = _grown(rect[1], rect[3], handle[1], width / ratio)
    return across[0], down[0], across[1], down[1]


def _pulled(start: float, stop: float, held: int, to: float, length: float, least: float) -> Point:
    to = min(max(to, 0.0), length)
    if held < 0:
        return max(0.0, min(to, stop - least)), stop
    if held > 0:
        return start, min(length, max(to, start + least))
    return start, stop


def _room(start: float, stop: float, held: int, length: float) -> float:
    """How long the span can become."""
    if held < 0:
        return stop
    if held > 0:
        return length - start
    return min(start + stop, 2 * length - start - stop)


def _grown(start: float, stop: float, held: int, size: float) -> Point:
    if held < 0:
        return stop - size, stop
    if held > 0:
        return start, start + size
    middle = (start + stop) / 2
    return middle - size / 2, middle + size / 2


def inscribed(rect: Rect, ratio: float) -> Rect:
    """The largest rectangle of a ratio within `rect`, about the same middle."""
    left, top, right, bottom = rect
    width = min(right - left, (bottom - top) * ratio)
    height = width / ratio
    x, y = (left + right) / 2, (top + bottom) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
