"""The map of changes is grey where nothing changed and lighter the more did, also over larger results."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from restorer.core.geometry import Box, Size
from restorer.ui.canvas.changes import ChangesPicture
from restorer.ui.canvas.picture import Drawn, Placed


@dataclass(frozen=True)
class Still:
    pixels: Drawn = field(compare=False)
    key: str = "still"
    levels: int = 1

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        return self.pixels[box.top : box.bottom, box.left : box.right]


def flat(height: int, width: int, value: int) -> Drawn:
    return np.full((height, width, 3), value, np.uint8)


def test_what_is_alike_is_grey_and_what_differs_more_is_lighter() -> None:
    after = flat(20, 30, 100)
    after[:, 10:20] = 110
    after[:, 20:] = 200
    drawn = ChangesPicture(Placed.all_of(Still(flat(20, 30, 100))), Placed.all_of(Still(after, "after")))
    shown = drawn.read(0, Box(0, 0, 30, 20)).astype(int)
    assert (shown[:, :10].max(axis=2) == shown[:, :10].min(axis=2)).all()
    weights = np.array([0.2126, 0.7152, 0.0722])
    assert shown[0, 15] @ weights != shown[0, 5] @ weights
    assert shown[0, 25] @ weights > shown[0, 15] @ weights + 50


def test_a_larger_result_is_compared_with_the_place_it_came_from() -> None:
    ramp = np.repeat(np.linspace(0, 240, 25).astype(np.uint8)[None, :, None], 20, axis=0).repeat(3, axis=2)
    before = Placed.all_of(Still(ramp))
    # Four times as large, linearly between pixel middles: nothing was invented.
    places = np.clip((np.arange(100) + 0.5) / 4 - 0.5, 0, 24)
    line = np.interp(places, np.arange(25), ramp[0, :, 0])
    large = np.rint(line).astype(np.uint8)[None, :, None].repeat(80, axis=0).repeat(3, axis=2)
    region = Placed(Still(large[8:40, 20:60], "part"), Size(100, 80), Box(20, 8, 60, 40))
    shown = ChangesPicture(before, region).read(0, Box(0, 0, 40, 32)).astype(int)
    assert (shown.max(axis=2) == shown.min(axis=2)).all()
