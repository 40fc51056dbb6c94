"""Framed while drawing: the same pixels as the engine's frame, whatever is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Box, Size
from restorer.recipe.controls import Hint
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.frame import WHOLE, Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.canvas.crop import dragged, inscribed
from restorer.ui.canvas.framed import FramedPicture
from restorer.ui.canvas.picture import Drawn, level_size
from restorer.ui.framing import flipped, frame_of, reframed, rotated

HEIGHT, WIDTH = 37, 53


@dataclass(frozen=True)
class Numbers:
    """Every pixel another colour; smaller levels leave pixels out."""

    key: str = "numbers"
    size: Size = Size(WIDTH, HEIGHT)  # noqa: RUF009
    levels: int = 3

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        whole = np.arange(HEIGHT * WIDTH * 3).reshape(HEIGHT, WIDTH, 3).astype(np.uint8)[:: 2**level, :: 2**level]
        return whole[box.top : box.bottom, box.left : box.right]


def seen(frame: Frame) -> Drawn:
    """By the definition: turned clockwise, then mirrored, then cropped."""
    pixels = np.rot90(Numbers().read(0, Box(0, 0, WIDTH, HEIGHT)), -frame.turn // 90)
    if frame.mirror:
        pixels = pixels[:, ::-1]
    box = frame.box(Numbers.size)
    return pixels[box.top : box.bottom, box.left : box.right]


frames = st.builds(
    Frame,
    turn=st.sampled_from([0, 90, 180, 270]),
    mirror=st.booleans(),
    crop=st.sampled_from([WHOLE, (0.1, 0.2, 0.7, 0.9), (0.33, 0.0, 1.0, 0.55)]),
)


@given(frames)
def test_level_zero_is_exactly_what_the_frame_keeps(frame: Frame) -> None:
    picture = FramedPicture(Numbers(), frame)
    expected = seen(frame)
    assert np.array_equal(picture.read(0, Box.of(picture.size)), expected)
    assert np.array_equal(picture.read(0, Box(3, 2, 9, 7)), expected[2:7, 3:9])


@given(frames, st.integers(0, 2))
def test_every_level_answers_for_all_of_its_pixels(frame: Frame, level: int) -> None:
    picture = FramedPicture(Numbers(), frame)
    size = level_size(picture.size, level)
    assert picture.read(level, Box.of(size)).shape == (size.height, size.width, 3)


@given(frames)
def test_turning_and_flipping_are_of_what_is_seen(frame: Frame) -> None:
    frame = Frame(frame.turn, frame.mirror)
    assert np.array_equal(seen(rotated(frame, clockwise=True)), np.rot90(seen(frame), -1))
    assert np.array_equal(seen(rotated(frame, clockwise=False)), np.rot90(seen(frame)))
    assert np.array_equal(seen(flipped(frame)), seen(frame)[:, ::-1])


@given(frames, frames, st.floats(0.45, 0.6), st.floats(0.45, 0.5))
def test_hints_stay_on_what_they_lie_on(old: Frame, new: Frame, x: float, y: float) -> None:
    recipe = Recipe((old, Colorize(hints=(Hint(((x, y),), (255, 0, 0)),))))
    there = reframed(recipe, new, Numbers.size)
    assert frame_of(there) == (Frame() if new.identity() else new)
    step = there.step(Colorize)
    assert step is not None
    if step.hints:
        back = reframed(there, old, Numbers.size).step(Colorize)
        assert back is not None
        assert np.allclose(back.hints[0].points, [(x, y)])


@given(
    st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1])).filter(any),
    st.tuples(st.floats(-50, 500), st.floats(-50, 500)),
    st.sampled_from([None, 1.0, 16 / 9, 3 / 4]),
)
def test_a_dragged_rectangle_stays_in_the_photo_and_keeps_its_ratio(
    handle: tuple[int, int], to: tuple[float, float], ratio: float | None
) -> None:
    whole = Size(400, 300)
    rect = (100.0, 80.0, 260.0, 200.0) if ratio is None else inscribed((100.0, 80.0, 260.0, 200.0), ratio)
    left, top, right, bottom = dragged(rect, handle, to, whole, ratio)
    assert -1e-6 <= left < right <= whole.width + 1e-6
    assert -1e-6 <= top < bottom <= whole.height + 1e-6
    if ratio is not None:
        assert abs((right - left) / (bottom - top) - ratio) < 1e-6
