"""The same picture in two depths is the same; anything else is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from restorer.core.geometry import Size
from restorer.photo.same import same_pixels
from restorer.photo.store import Scratch, Store


def filled(scratch: Scratch, values: np.ndarray, bits: int) -> Store:
    writer = scratch.create(Size(values.shape[1], values.shape[0]), values.shape[2], bits)
    writer.pixels[:] = values
    return writer.finish()


def test_eight_bits_and_their_widening_are_the_same_picture(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (300, 7, 3)).astype(np.uint16)
    with Scratch(tmp_path) as scratch:
        narrow, wide = filled(scratch, values, 8), filled(scratch, values * 257, 16)
        assert same_pixels(narrow, wide)
        assert same_pixels(wide, narrow)
        other = values * 257
        other[299, 6, 2] ^= 1
        assert not same_pixels(narrow, filled(scratch, other, 16))
        assert not same_pixels(narrow, filled(scratch, values[:, :6], 8))
