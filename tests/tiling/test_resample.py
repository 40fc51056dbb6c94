"""A region is resampled as in the whole, bit for bit, and the whole as others do it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from restorer.core.geometry import Box, Size
from restorer.tiling.resample import Planes, covering, margin, needed, owned, resample


def picture(size: Size, seed: int = 0) -> Planes:
    return np.random.default_rng(seed).random((3, size.height, size.width), np.float32)


def whole(planes: Planes, source: Size, target: Size, box: Box | None = None) -> Planes:
    return resample(lambda b: planes[:, b.top : b.bottom, b.left : b.right], source, target, box or Box.of(target))


sides = st.integers(1, 90)


@settings(max_examples=60, deadline=None)
@given(st.data(), sides, sides, sides, sides)
def test_a_region_equals_the_whole_bit_for_bit(data: st.DataObject, w: int, h: int, tw: int, th: int) -> None:
    source, target = Size(w, h), Size(tw, th)
    planes = picture(source)
    left, top = data.draw(st.integers(0, tw - 1)), data.draw(st.integers(0, th - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, tw)), data.draw(st.integers(top + 1, th)))
    region = whole(planes, source, target, box)
    assert (region == whole(planes, source, target)[:, box.top : box.bottom, box.left : box.right]).all()


@pytest.mark.parametrize("target", [Size(64, 48), Size(100, 75), Size(30, 20), Size(33, 90)])
def test_it_is_lanczos_as_pillow_does_it_away_from_the_edges(target: Size) -> None:
    source = Size(64, 48)
    planes = picture(source)
    theirs = np.asarray(Image.fromarray(planes[0]).resize((target.width, target.height), Image.Resampling.LANCZOS))
    ours = whole(planes, source, target)[0]
    edge_x, edge_y = 4 * max(1, target.width // source.width + 1), 4 * max(1, target.height // source.height + 1)
    inner = (slice(edge_y, -edge_y), slice(edge_x, -edge_x))
    assert np.abs(theirs[inner] - ours[inner]).max() < 1e-5


def test_the_same_size_gives_the_same_pixels() -> None:
    planes = picture(Size(20, 10))
    assert np.abs(whole(planes, Size(20, 10), Size(20, 10)) - planes).max() == 0


@settings(deadline=None)
@given(sides, sides)
def test_flat_stays_flat(length: int, output: int) -> None:
    planes = np.full((1, length, length), 0.25, np.float32)
    made = whole(planes, Size(length, length), Size(output, output))
    assert np.abs(made - 0.25).max() < 1e-6


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(1, 900), st.integers(1, 64))
def test_touching_inputs_own_touching_outputs(length: int, output: int, core: int) -> None:
    edges = [*range(0, length, core), length]
    parts = [owned(a, b, length, output) for a, b in itertools.pairwise(edges)]
    assert parts[0][0] == 0
    assert parts[-1][1] == output
    assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))


@settings(deadline=None)
@given(st.data(), sides, sides, sides, sides)
def test_what_covers_a_box_owns_it_and_the_margin_is_enough(
    data: st.DataObject, w: int, h: int, tw: int, th: int
) -> None:
    source, target = Size(w, h), Size(tw, th)
    left, top = data.draw(st.integers(0, tw - 1)), data.draw(st.integers(0, th - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, tw)), data.draw(st.integers(top + 1, th)))
    cover = covering(box, source, target)
    across, down = owned(cover.left, cover.right, w, tw), owned(cover.top, cover.bottom, h, th)
    assert across[0] <= box.left
    assert across[1] >= box.right
    assert down[0] <= box.top
    assert down[1] >= box.bottom
    grown = cover.grown(max(margin(w, tw), margin(h, th))).intersected(Box.of(source))
    reads = needed(box, source, target)
    assert reads.intersected(grown) == reads
