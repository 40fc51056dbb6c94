"""Looking about, by the pixels that are on screen: every pixel of the picture has a colour of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPainter, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Box, Size
from restorer.ui.canvas import paint
from restorer.ui.canvas.canvas import Canvas, Compare
from restorer.ui.canvas.picture import Drawn, Placed, level_size

WIDTH, HEIGHT = 1200, 900
VIEWPORT = Size(400, 300)


@dataclass(frozen=True)
class Places:
    """Red and green say the column, green and blue the row; `enlarged` times as large, each pixel so often."""

    enlarged: int = 1
    tint: int = 0
    levels: int = 3

    @property
    def key(self) -> str:
        return f"places {self.enlarged} {self.tint}"

    @property
    def size(self) -> Size:
        return Size(WIDTH * self.enlarged, HEIGHT * self.enlarged)

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        size = level_size(self.size, level)
        held = box.intersected(Box.of(size))
        x = (np.arange(held.left, held.right) * 2**level // self.enlarged)[None, :]
        y = (np.arange(held.top, held.bottom) * 2**level // self.enlarged)[:, None]
        return np.stack(np.broadcast_arrays(x % 256, (x // 256) * 16 + y // 256 + self.tint, y % 256), 2).astype(
            np.uint8
        )


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(VIEWPORT.width, VIEWPORT.height)
    with qtbot.waitExposed(made, timeout=60_000):
        made.show()
    made.show_photo(Placed.all_of(Places()))
    yield made
    made.tiles.close()


def pixels(qtbot: QtBot, canvas: Canvas) -> np.ndarray:
    """(h, w, 3) int, once everything could be drawn: a tile that is missed while painting is asked for."""
    image = canvas.grab().toImage()
    while canvas.tiles._wanted:
        qtbot.waitUntil(lambda: not canvas.tiles._wanted, timeout=60_000)
        image = canvas.grab().toImage()
    drawn = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return drawn[:, : image.width(), 2::-1].astype(int)


def place(colour: np.ndarray) -> tuple[int, int]:
    """The column and row that a colour says."""
    red, green, blue = (int(part) for part in colour)
    return red + 256 * (green // 16), blue + 256 * (green % 16)


def at(qtbot: QtBot, canvas: Canvas, x: int, y: int) -> tuple[int, int]:
    """Which pixel of the picture is seen at a point of the canvas."""
    return place(pixels(qtbot, canvas)[y, x])


def test_a_hundred_per_cent_shows_every_pixel_once(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_to(1.0)
    seen = pixels(qtbot, canvas)
    left, top = place(seen[0, 0])
    assert (left, top) == ((WIDTH - VIEWPORT.width) // 2, (HEIGHT - VIEWPORT.height) // 2)
    part = Box(left, top, left + VIEWPORT.width, top + VIEWPORT.height)
    assert np.array_equal(seen, Places().read(0, part))


@pytest.mark.parametrize("zoom", [2, 3, 8])
def test_above_a_hundred_per_cent_pixels_are_squares(qtbot: QtBot, canvas: Canvas, zoom: int) -> None:
    canvas.zoom_to(zoom)
    seen = pixels(qtbot, canvas)
    columns = [place(colour)[0] for colour in seen[10]]
    edges = np.flatnonzero(np.diff(columns))
    assert set(np.diff(edges)) == {zoom}
    assert set(np.diff(columns)) == {0, 1}


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Qt.Key.Key_Left, (-40, 0)),
        (Qt.Key.Key_Right, (40, 0)),
        (Qt.Key.Key_Up, (0, -30)),
        (Qt.Key.Key_Down, (0, 30)),
    ],
)
def test_arrow_keys_look_further_that_way(qtbot: QtBot, canvas: Canvas, key: Qt.Key, moved: tuple[int, int]) -> None:
    canvas.zoom_to(1.0)
    x, y = at(qtbot, canvas, 200, 150)
    qtbot.keyClick(canvas, key)
    assert at(qtbot, canvas, 200, 150) == (x + moved[0], y + moved[1])


def test_dragging_with_space_moves_the_photo_with_the_hand_even_from_the_split_line(
    qtbot: QtBot, canvas: Canvas
) -> None:
    canvas.show_after((Placed.all_of(Places(tint=8)),))
    canvas.set_compare(Compare.SPLIT)
    canvas.zoom_to(1.0)
    before = at(qtbot, canvas, 120, 40)
    start, end = QPoint(200, 150), QPoint(255, 130)
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.split == 0.5
    assert at(qtbot, canvas, 120 + 55, 40 - 20) == before


def test_the_wheel_and_a_pinch_zoom_about_the_pointer(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_to(1.0)
    point = QPointF(310, 70)
    under = at(qtbot, canvas, 310, 70)
    for event in (wheel(canvas, point, 240), pinch(canvas, point, 0.5)):
        assert canvas.view is not None
        zoom = canvas.view.zoom
        QApplication.sendEvent(canvas, event)
        assert canvas.view.zoom > 1.3 * zoom
        near = at(qtbot, canvas, 310, 70)
        assert max(abs(near[0] - under[0]), abs(near[1] - under[1])) <= 1
    QApplication.sendEvent(canvas, pinch(canvas, point, -0.5))
    assert canvas.view.zoom == pytest.approx(1.44 * 1.5 * 0.5)


def wheel(canvas: Canvas, point: QPointF, turned: int) -> QWheelEvent:
    none = Qt.KeyboardModifier.NoModifier
    where = canvas.mapToGlobal(point)
    return QWheelEvent(
        point, where, QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )


def pinch(canvas: Canvas, point: QPointF, value: float) -> QNativeGestureEvent:
    where = canvas.mapToGlobal(point)
    kind = Qt.NativeGestureType.ZoomNativeGesture
    return QNativeGestureEvent(
        kind, QPointingDevice.primaryPointingDevice(), 2, point, where, where, value, QPointF(), 0
    )


@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_a_result_four_times_as_large_lies_just_over_the_photo(qtbot: QtBot, canvas: Canvas, zoom: float) -> None:
    canvas.zoom_to(zoom)
    canvas.pan(0.4, -0.3)
    before = pixels(qtbot, canvas)
    canvas.show_after((Placed.all_of(Places(enlarged=4)),))
    assert np.array_equal(pixels(qtbot, canvas), before)
    part = Box(400, 360, 2800, 3000)
    canvas.show_after((Placed(Part(part, 8), Size(4 * WIDTH, 4 * HEIGHT), part),))
    over = pixels(qtbot, canvas)
    inside = over[..., 1] % 16 >= 8
    assert inside.any()
    over[..., 1] -= 8 * inside
    assert np.array_equal(over, before)


@dataclass(frozen=True)
class Part:
    """A region of the picture four times as large, in its own pixels."""

    box: Box
    tint: int
    levels: int = 3

    @property
    def key(self) -> str:
        return f"part {self.box} {self.tint}"

    @property
    def size(self) -> Size:
        return Size(self.box.width, self.box.height)

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        moved = box.moved(self.box.left // 2**level, self.box.top // 2**level)
        return Places(4, self.tint).read(level, moved)


def test_split_side_by_side_and_the_held_key_by_their_pixels(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_to(1.0)
    before = pixels(qtbot, canvas)
    canvas.show_after((Placed.all_of(Places(tint=8)),))
    after = pixels(qtbot, canvas)
    assert np.array_equal(after - before, np.broadcast_to([0, 8, 0], before.shape))
    qtbot.keyPress(canvas, Qt.Key.Key_Backslash)
    assert np.array_equal(pixels(qtbot, canvas), before)
    qtbot.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert np.array_equal(pixels(qtbot, canvas), after)

    canvas.set_compare(Compare.SPLIT)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    qtbot.mouseMove(canvas, QPoint(100, 20))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    split = pixels(qtbot, canvas)
    assert np.array_equal(split[:, :85], before[:, :85])
    assert np.array_equal(split[:, 115:], after[:, 115:])
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.split == pytest.approx(0.27)

    canvas.set_compare(Compare.SIDE)
    canvas.pan(0.2, 0.1)
    side = pixels(qtbot, canvas)
    half = VIEWPORT.width // 2
    left, right = side[:, : half - 3], side[:, half + 3 :]
    assert np.array_equal(right[:, : half - 6] - [0, 8, 0], left[:, 3:])  # both look at the same place


SHARP = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
sys.path.insert(0, {folder!r})
from test_canvas import HEIGHT, VIEWPORT, WIDTH, Box, Canvas, Placed, Places
application = QApplication(sys.argv)
canvas = Canvas()
canvas.resize(VIEWPORT.width, VIEWPORT.height)
canvas.show()
canvas.show_photo(Placed.all_of(Places()))
canvas.zoom_to(1.0)
image = canvas.grab().toImage()
while canvas.tiles._wanted:  # a tile that is missed while painting is asked for
    while canvas.tiles._wanted:
        application.processEvents()
    image = canvas.grab().toImage()
drawn = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)[..., 2::-1]
left, top = (WIDTH - image.width()) // 2, (HEIGHT - image.height()) // 2
part = Places().read(0, Box(left, top, left + image.width(), top + image.height()))
print(image.width(), image.height(), np.array_equal(drawn, part))
canvas.tiles.close()
"""


ALONE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
sys.path.insert(0, {folder!r})
from test_canvas import Canvas, Placed, Places
application = QApplication(sys.argv)
canvas = Canvas()
canvas.resize(1000, 800)
canvas.show()
canvas.show_photo(Placed.all_of(Places()))
canvas.zoom_to(0.8)
canvas.grab()
while canvas.tiles._wanted:
    while canvas.tiles._wanted:
        application.processEvents()
    canvas.grab()
pooled = [task for task in Path("/proc/self/task").iterdir() if "pooled" in (task / "comm").read_text()]
print(len(pooled) <= canvas.tiles._pool.maxThreadCount())
canvas.tiles.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are named so on Linux")
def test_the_window_s_thread_draws_alone() -> None:
    """Without waiting for threads of Qt's own, which on a busy computer come late; in a fresh process, without any."""
    code = ALONE.format(folder=os.path.dirname(__file__))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True"], done.stderr


def test_tiles_are_drawn_in_bands_as_if_drawn_at_once(
    qtbot: QtBot, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas.show_after((Placed.all_of(Places(tint=8)),))
    canvas.set_compare(Compare.SPLIT)
    for zoom in (0.37, 0.8, 1.0, 2.6):
        canvas.zoom_to(zoom)
        banded = pixels(qtbot, canvas)
        with monkeypatch.context() as patch:
            patch.setattr(paint, "BAND", 10_000)
            assert np.array_equal(pixels(qtbot, canvas), banded)


def test_on_a_screen_twice_as_dense_a_pixel_of_the_photo_is_one_of_the_screen() -> None:
    """In a process of its own: the density is told once, before Qt starts."""
    code = SHARP.format(folder=os.path.dirname(__file__))
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == [str(2 * VIEWPORT.width), str(2 * VIEWPORT.height), "True"], done.stderr


def test_what_lies_below_is_there_as_soon_as_it_is_looked_at(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_compare(Compare.CHANGES)
    canvas.show_after((Placed.all_of(Places(tint=8)),), (Placed.all_of(Places(tint=8)),))
    pixels(qtbot, canvas)
    canvas.hold_original(True)
    shown = canvas.grab().toImage()
    assert not canvas.tiles._wanted, "nothing has to be made first"
    canvas.hold_original(False)
    assert canvas.grab().toImage() != shown


def test_a_result_with_a_hole_shows_the_photo_below(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_compare(Compare.CHANGES)
    part = Box(0, 0, WIDTH, HEIGHT // 2)
    placed = Placed(Places(), Size(WIDTH, HEIGHT), part)
    canvas.show_after((placed,), (placed,))
    assert (pixels(qtbot, canvas)[-20] == pixels_of_photo_alone(canvas, qtbot)[-20]).all()


def pixels_of_photo_alone(canvas: Canvas, qtbot: QtBot) -> np.ndarray:
    canvas.hold_original(True)
    return pixels(qtbot, canvas)


def test_an_error_while_drawing_leaves_no_painter_at_work(
    canvas: Canvas, qtbot: QtBot, qtlog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_painter: QPainter) -> None:
        raise ValueError("drawn wrongly")

    with monkeypatch.context() as patched:
        patched.setattr(canvas, "_paint", fail)
        with pytest.raises(ValueError, match="drawn wrongly") as raised:
            canvas.repaint()
    canvas.repaint()
    assert raised.tb is not None, "the traceback, which knows the painter, has been kept so far"
    assert pixels(qtbot, canvas).std() > 0
    assert not [record.message for record in qtlog.records if "painter" in record.message.lower()]
