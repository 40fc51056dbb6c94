"""The widget on which photos are looked at, before and after."""

from __future__ import annotations

import enum
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from restorer.core.geometry import Size
from restorer.ui.canvas.paint import paint_line, paint_pictures, paint_split_handle
from restorer.ui.canvas.picture import Placed
from restorer.ui.canvas.screen import screen_profile
from restorer.ui.canvas.tiles import TileCache
from restorer.ui.canvas.tool import Point, Tool
from restorer.ui.canvas.view import View

HANDLE_PX = 24
"""How near to the split line a press takes hold of it, in device-independent px."""

REACH_PX = 12
"""How near to what a tool drew a press takes hold of it, in device-independent px."""

PAN_SHARE = 0.1
"""Of the viewport, for one press of an arrow key."""

SPLIT_STEP = 0.02
"""Of the canvas's width, for one press of an arrow key with Shift."""


class Compare(enum.Enum):
    """How before and after are shown."""

    AFTER = "after"
    SPLIT = "split"
    SIDE = "side"
    CHANGES = "changes"


class Canvas(QWidget):
    """Shows one photo, before and after, and lets one move about in it.

    Signals
    -------
    view_changed(View): one looks elsewhere. original_held(bool): the original is shown for as long as a key is held.
    """

    view_changed = Signal(object)
    original_held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Photo"))
        self.tiles = TileCache(self)
        self.tiles.arrived.connect(self.update)
        self._tool: Tool | None = None
        self._using_tool = False
        self._before: Placed | None = None
        self._after: tuple[Placed, ...] = ()
        self._changes: tuple[Placed, ...] = ()
        self._compare = Compare.AFTER
        self._split = 0.5
        self._view: View | None = None
        self._holding_original = False
        self._drag: QPointF | None = None
        self._dragging_split = False
        self._space = False
        self._in_window: QWindow | None = None

    # ---- what is shown

    def show_photo(self, before: Placed | None, view: View | None = None) -> None:
        """Show another photo (None: none), from `view` or as a whole."""
        self.tiles.forget_wanted()
        self._before, self._after, self._changes = before, (), ()
        if before is None:
            self._view = None
        elif view is not None:
            self._set_view(replace(view, margin=0).of(before.whole).resized(self._viewport()))
        else:
            self._set_view(View.fit(before.whole, self._viewport()))
        self.update()

    def replace_before(self, before: Placed) -> None:
        """The same photo in another frame; one goes on looking at the same place."""
        self._before = before
        if self._view is not None:
            self._set_view(self._view.of(before.whole))
        self.update()

    def show_after(self, after: tuple[Placed, ...], changes: tuple[Placed, ...] = ()) -> None:
        """What came of the photo: later ones lie over earlier ones. changes: the maps of what changed in each."""
        self._after, self._changes = after, changes
        self.update()

    @property
    def compare(self) -> Compare:
        return self._compare

    def set_compare(self, compare: Compare) -> None:
        if compare is not self._compare:
            self._compare = compare
            if self._view is not None:
                self._set_view(self._view.resized(self._viewport()))
            self.update()

    @property
    def split(self) -> float:
        """Where before ends and after begins, 0–1 of the canvas's width."""
        return self._split

    def set_split(self, split: float) -> None:
        self._split = min(1.0, max(0.0, split))
        self.update()

    @property
    def tool(self) -> Tool | None:
        return self._tool

    def set_tool(self, tool: Tool | None) -> None:
        """Draw with another tool, and let it have mouse and keys first; None: look only."""
        if self._tool is not None:
            self._tool.changed.disconnect(self.update)
        self._tool, self._using_tool = tool, False
        if tool is not None:
            tool.changed.connect(self.update)
        self.unsetCursor()
        self.update()

    def hold_original(self, hold: bool) -> None:
        """Show the original alone for as long as this is on."""
        if hold != self._holding_original:
            self._holding_original = hold
            self.original_held.emit(hold)
            self.update()

    # ---- where one looks

    @property
    def view(self) -> View | None:
        return self._view

    def fit(self, margin: int = 0) -> None:
        """margin: px left free around the photo."""
        if self._view is not None:
            self._set_view(View.fit(self._view.photo, self._viewport(), round(margin * self.devicePixelRatioF())))

    def zoom_to(self, zoom: float) -> None:
        """Device px per photo px; 1 is 100 %."""
        if self._view is not None:
            self._set_view(self._view.zoomed(zoom))

    def zoom_step(self, direction: int) -> None:
        if self._view is not None:
            self._set_view(self._view.stepped(direction))

    def pan(self, across: float, down: float) -> None:
        """By shares of the viewport; the photo moves the other way."""
        if self._view is not None:
            self._set_view(self._view.moved(-across * self._view.viewport.width, -down * self._view.viewport.height))

    def _set_view(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self.tiles.forget_wanted()
            self.view_changed.emit(view)
            self.update()

    def _viewport(self) -> Size:
        """In device px; of one half where two pictures lie side by side."""
        ratio = self.devicePixelRatioF()
        width = self.width() // 2 if self._compare is Compare.SIDE else self.width()
        return Size(max(1, round(width * ratio)), max(1, round(self.height() * ratio)))

    def _device(self, point: QPointF) -> tuple[float, float]:
        """A point of the widget in device px of its viewport."""
        ratio = self.devicePixelRatioF()
        x = point.x() * ratio
        if self._compare is Compare.SIDE and x >= self._viewport().width:
            x -= self._viewport().width
        return x, point.y() * ratio

    # ---- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()  # an error's traceback would keep it, and Qt does not outlive a painter that is at work

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        if self._before is None or self._view is None:
            return
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        whole = QRect(0, 0, round(self.width() * ratio), round(self.height() * ratio))
        before, half = (self._before,), self._viewport().width
        # What covers a part lies over the photo as it was.
        after = (self._before, *(self._changes if self._compare is Compare.CHANGES else self._after))
        if self._holding_original or not self._after:
            if self._compare is Compare.SIDE and not self._holding_original:
                self._paint_beside(painter, whole, half, half, before, before)
            else:
                self._paint_in(painter, whole, 0, before)
        elif self._compare is Compare.SPLIT:
            at = round(self._split * whole.width())
            self._paint_beside(painter, whole, at, 0, before, after)
            paint_split_handle(painter, QPointF(at, whole.height() / 2), ratio)
        elif self._compare is Compare.SIDE:
            self._paint_beside(painter, whole, half, half, before, after)
        else:
            self._paint_in(painter, whole, 0, after)
        if self._tool is not None and not self._holding_original:
            view = self._view.viewport
            painter.setClipRect(QRect(0, 0, view.width, view.height))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._tool.paint(painter, self._view, ratio)

    def _paint_in(self, painter: QPainter, clip: QRect, shift: int, pictures: tuple[Placed, ...]) -> None:
        assert self._view is not None
        paint_pictures(painter, clip, shift, pictures, self._view, self.tiles)

    def _paint_beside(
        self, painter: QPainter, whole: QRect, at: int, shift: int, left: tuple[Placed, ...], right: tuple[Placed, ...]
    ) -> None:
        """Two stacks of pictures with a line between them at `at`. shift: of the right one's viewport."""
        self._paint_in(painter, QRect(0, 0, at, whole.height()), 0, left)
        self._paint_in(painter, QRect(at, 0, whole.width() - at, whole.height()), shift, right)
        paint_line(painter, at, whole.height(), self.devicePixelRatioF())

    # ---- the screen

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window().windowHandle()
        if window is not None and window is not self._in_window:
            self._in_window = window
            window.screenChanged.connect(lambda _screen: self._take_screen())
            self._take_screen()

    def _take_screen(self) -> None:
        """Another screen may have other colours and another density."""
        if self._in_window is not None:
            self.tiles.set_screen(screen_profile(self._in_window))
        if self._view is not None:
            self._set_view(self._view.resized(self._viewport()))

    # ---- mouse and keys

    def sizeHint(self) -> QSize:
        return QSize(900, 640)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._view is not None:
            self._set_view(self._view.resized(self._viewport()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._view is None:
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._set_view(self._view.zoomed(self._view.zoom * 1.2 ** (turned / 120), self._device(event.position())))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
            and self._view is not None
        ):
            self._set_view(self._view.zoomed(self._view.zoom * (1 + event.value()), self._device(event.position())))
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._view is None:
            return
        panning = event.button() is Qt.MouseButton.MiddleButton or self._space
        if not panning:
            if event.button() is Qt.MouseButton.LeftButton and self._near_split(event.position().toPoint()):
                self._dragging_split = True
                return
            if self._tool is not None and self._tool.press(self._at(event.position()), self._reach(), event.button()):
                self._using_tool = True
                return
        if panning or event.button() is Qt.MouseButton.LeftButton:
            self._drag = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging_split:
            self.set_split(event.position().x() / max(1, self.width()))
        elif self._using_tool and self._tool is not None:
            self._tool.drag(self._at(event.position()))
        elif self._drag is not None and self._view is not None:
            ratio = self.devicePixelRatioF()
            moved = (event.position() - self._drag) * ratio
            self._drag = event.position()
            self._set_view(self._view.moved(moved.x(), moved.y()))
        else:
            self._show_cursor(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._using_tool and self._tool is not None:
            self._tool.release()
        self._dragging_split, self._using_tool, self._drag = False, False, None
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._view is None or self._tool is not None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._view.fitted:
            self._set_view(self._view.zoomed(1.0, self._device(event.position())))
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-PAN_SHARE, 0.0),
            Qt.Key.Key_Right: (PAN_SHARE, 0.0),
            Qt.Key.Key_Up: (0.0, -PAN_SHARE),
            Qt.Key.Key_Down: (0.0, PAN_SHARE),
        }
        if self._tool is not None and self._tool.key(event):
            return
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and self._compare is Compare.SPLIT and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.set_split(self._split + (SPLIT_STEP if key is Qt.Key.Key_Right else -SPLIT_STEP))
        elif key is Qt.Key.Key_Space:
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif key is Qt.Key.Key_Backslash:
            self.hold_original(True)
        elif key in moves:
            self.pan(*moves[key])
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space:
            self._space = False
            self.unsetCursor()
        elif key is Qt.Key.Key_Backslash:
            self.hold_original(False)
        else:
            super().keyReleaseEvent(event)

    def _near_split(self, point: QPoint) -> bool:
        return (
            self._compare is Compare.SPLIT
            and bool(self._after)
            and abs(point.x() - self._split * self.width()) <= HANDLE_PX / 2
        )

    def _show_cursor(self, point: QPointF) -> None:
        shape = None
        if self._tool is not None and self._view is not None:
            shape = self._tool.cursor(self._at(point), self._reach())
        if self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._near_split(point.toPoint()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif shape is not None:
            self.setCursor(shape)
        else:
            self.unsetCursor()

    def _at(self, point: QPointF) -> Point:
        """A point of the widget in photo px."""
        assert self._view is not None
        return self._view.to_photo(*self._device(point))

    def _reach(self) -> float:
        assert self._view is not None
        return REACH_PX * self.devicePixelRatioF() / self._view.zoom
