"""Halved levels: means of two by two, made once, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.control import Control
from restorer.core.errors import BadInput, Cancelled
from restorer.core.geometry import Size
from restorer.photo.pyramid import Pyramid
from restorer.photo.store import Scratch, Store


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path) as scratch:
        yield scratch


def noise(scratch: Scratch, size: Size, channels: int, bits: int) -> Store:
    writer = scratch.create(size, channels, bits)
    writer.pixels[:] = np.random.default_rng(5).integers(0, 1 << bits, writer.pixels.shape)
    return writer.finish()


@pytest.mark.parametrize("bits", [8, 16])
def test_a_level_holds_the_means_of_the_one_above(bits: int, scratch: Scratch) -> None:
    store = noise(scratch, Size(600, 402), 3, bits)
    pyramid = Pyramid(store)
    assert pyramid.sizes == (Size(600, 402), Size(300, 201), Size(150, 101))
    means = store.pixels().reshape(201, 2, 300, 2, 3).mean(axis=(1, 3))
    assert np.abs(pyramid.pixels(1) - means).max() <= 1
    # The last row has no partner and stands for itself.
    assert np.abs(pyramid.pixels(2)[-1] - pyramid.pixels(1)[-1].reshape(150, 2, 3).mean(axis=1)).max() <= 1


def test_what_is_clear_lends_no_colour(scratch: Scratch) -> None:
    writer = scratch.create(Size(300, 300), 4, 8)
    writer.pixels[:, ::2] = (200, 40, 40, 255)
    writer.pixels[:, 1::2] = (0, 255, 255, 0)
    level = Pyramid(writer.finish()).pixels(1)
    assert np.abs(level.astype(int) - (200, 40, 40, 128)).max() <= 1


@given(width=st.integers(1, 5000), height=st.integers(1, 5000), scale=st.floats(0.001, 8))
@settings(max_examples=50, deadline=None)
def test_the_level_for_a_scale_has_every_detail(width: int, height: int, scale: float) -> None:
    pyramid = Pyramid(Store(Path("nowhere"), Size(width, height), 3, 8))
    level = pyramid.level_for(scale)
    assert level == 0 or 0.5**level >= scale
    assert level + 1 == pyramid.levels or 0.5 ** (level + 1) < scale


def test_levels_are_made_once_also_by_many(scratch: Scratch) -> None:
    store = noise(scratch, Size(1000, 700), 3, 16)
    assert not Pyramid(store).ready(2)
    with ThreadPoolExecutor(4) as pool:
        levels = list(pool.map(lambda _: np.array(Pyramid(store).pixels(2)), range(8)))
    assert all(np.array_equal(level, levels[0]) for level in levels)
    assert Pyramid(store).ready(2)
    assert sorted(path.name for path in store.folder.iterdir()) == ["pixels", "pixels.1", "pixels.2", "store.json"]


def test_a_store_that_has_gone_is_told_and_a_stop_is_kept(scratch: Scratch) -> None:
    store = noise(scratch, Size(600, 400), 3, 8)
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        Pyramid(store).pixels(1, control)
    store.remove()
    with pytest.raises(BadInput):
        Pyramid(store).pixels(1)
