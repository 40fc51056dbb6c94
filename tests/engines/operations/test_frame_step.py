"""Turning, mirroring and cropping lose nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from restorer.photo.photo import Photo
from restorer.recipe.operations.frame import Frame


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_and_alpha_are_only_put_elsewhere(
    photo_of: Callable[..., Photo], go: Callable, turn: int, mirror: bool, dtype: type
) -> None:
    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (37, 53, 4), dtype=dtype, endpoint=True)
    expected = np.rot90(pixels, -turn // 90)
    expected = expected[:, ::-1] if mirror else expected
    height, width = expected.shape[:2]
    expected = expected[round(0.2 * height) : round(0.9 * height), round(0.1 * width) : round(0.7 * width)]
    photo = go(photo_of(pixels), Frame(turn=turn, mirror=mirror, crop=(0.1, 0.2, 0.7, 0.9))).photo
    wide = photo.store.bits == 16 and dtype is np.uint8
    np.testing.assert_array_equal(photo.store.pixels(), expected.astype(np.uint16) * 257 if wide else expected)


def test_a_quarter_to_the_right_brings_the_left_edge_up(photo_of: Callable[..., Photo], go: Callable) -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[:, 0] = 255
    framed = go(photo_of(pixels), Frame(turn=90)).photo.store.pixels()
    assert framed.shape == (6, 4, 3)
    assert framed[0].min() > 0
    assert framed[1:].max() == 0


def test_the_identity_is_the_same_photo(photo_of: Callable[..., Photo], go: Callable) -> None:
    photo = photo_of(np.zeros((4, 6, 3), np.uint8))
    result = go(photo, Frame())
    assert result.unchanged
    assert result.photo == photo
