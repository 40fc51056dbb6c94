"""A small copy is made of means, whatever the sizes, without the picture in memory at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.control import Control
from restorer.core.errors import Cancelled
from restorer.core.geometry import Box, Size
from restorer.engines.picture import Picture
from restorer.engines.small_copy import SmallCopies, small_copy


def picture(width: int, height: int, channels: int = 3, dtype: type = np.uint16) -> Picture:
    rng = np.random.default_rng(width * 1000 + height)
    pixels = rng.integers(0, np.iinfo(dtype).max, (height, width, channels), dtype=dtype, endpoint=True)
    return Picture(pixels, Size(width, height), Box(0, 0, width, height))


@settings(max_examples=40, deadline=None)
@given(width=st.integers(1, 70), height=st.integers(1, 70), data=st.data())
def test_the_mean_is_kept_and_each_px_covers_its_own(width: int, height: int, data: st.DataObject) -> None:
    size = Size(data.draw(st.integers(1, width)), data.draw(st.integers(1, height)))
    source = picture(width, height, 4, np.uint8)
    copy = small_copy(source, size)
    assert copy.shape == (size.height, size.width, 3)
    rows = np.rint(np.arange(size.height + 1) * height / size.height).astype(int)
    columns = np.rint(np.arange(size.width + 1) * width / size.width).astype(int)
    row, column = data.draw(st.integers(0, size.height - 1)), data.draw(st.integers(0, size.width - 1))
    part = source.pixels[rows[row] : rows[row + 1], columns[column] : columns[column + 1], :3] / 255
    np.testing.assert_allclose(copy[row, column], part.mean((0, 1)), atol=1e-6)


def test_a_copy_of_the_same_size_is_the_picture() -> None:
    source = picture(30, 20)
    np.testing.assert_allclose(small_copy(source, source.size), source.pixels / 65535, atol=1e-7)


def test_it_can_be_stopped() -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        small_copy(picture(30, 20), Size(3, 2), control)


def test_a_kept_copy_is_the_same_and_is_not_made_again() -> None:
    """The pixels change below the name, which no store's do: what comes is what was kept."""
    copies, source = SmallCopies(), picture(90, 70)
    named = Picture(source.pixels.copy(), source.size, source.box, "photo")
    first = copies.get(named, Size(9, 7))
    assert np.array_equal(first, small_copy(source, Size(9, 7)))
    named.pixels[:] = 0
    assert copies.get(named, Size(9, 7)) is first
    assert not copies.get(named, Size(8, 6)).any()


def test_pictures_without_a_name_or_with_another_are_not_mistaken_and_few_are_kept() -> None:
    copies = SmallCopies()
    one, other = picture(90, 70), picture(90, 71)
    assert not np.array_equal(copies.get(one, Size(9, 7)), copies.get(other, Size(9, 7)))
    first = Picture(one.pixels, one.size, one.box, "0")
    kept = copies.get(first, Size(9, 7))
    for number in range(1, 20):
        copies.get(Picture(one.pixels, one.size, one.box, str(number)), Size(9, 7))
    again = copies.get(first, Size(9, 7))
    assert again is not kept
    assert np.array_equal(again, kept)
