"""Cores touch, cover and never overlap; a region's tiles are some of the photo's."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.geometry import Box, Size
from restorer.tiling.plan import Grid, computed_pixels, cut, mirrored, rounded_up, snapped, unit

lengths = st.integers(1, 700)
cores = st.sampled_from([1, 3, 64, 100, 128, 256])
sides = st.sampled_from([64, 128, 512])
halos = st.integers(0, 90)


@st.composite
def boxes(draw: st.DrawFn, size: Size) -> Box:
    left, top = draw(st.integers(0, size.width - 1)), draw(st.integers(0, size.height - 1))
    return Box(left, top, draw(st.integers(left + 1, size.width)), draw(st.integers(top + 1, size.height)))


@settings(deadline=None)
@given(lengths, cores, halos)
def test_spans_touch_cover_and_never_overlap(length: int, core: int, halo: int) -> None:
    spans = cut(length, core, halo)
    owned = [px for span in spans for px in range(*span.core)]
    assert owned == list(range(length))


@settings(deadline=None)
@given(lengths, cores, halos)
def test_every_tile_reads_one_side_around_its_core(length: int, core: int, halo: int) -> None:
    for span in cut(length, core, halo):
        assert span.read[1] - span.read[0] == core + 2 * halo
        assert span.read[0] == span.core[0] - halo
        assert span.read[1] >= span.core[1] + halo


@settings(deadline=None)
@given(st.data(), lengths, lengths, cores, halos)
def test_the_tiles_of_a_region_are_those_of_the_photo_that_meet_it(
    data: st.DataObject, width: int, height: int, core: int, halo: int
) -> None:
    grid = Grid(Size(width, height), Size(max(core, 32), 80), halo)
    region = data.draw(boxes(grid.size))
    whole = list(grid.tiles())
    part = list(grid.tiles(region))
    assert part == [tile for tile in whole if not tile.core.intersected(region).empty]
    assert len(part) == grid.count(region)
    assert len(whole) == grid.count()


@settings(deadline=None)
@given(st.data(), lengths, lengths, halos)
def test_what_a_region_needs_holds_the_reads_of_its_tiles(
    data: st.DataObject, width: int, height: int, halo: int
) -> None:
    grid = Grid(Size(width, height), Size(64, 48), halo)
    region = data.draw(boxes(grid.size))
    needed = grid.needed(region)
    for tile in grid.tiles(region):
        inside = tile.read.intersected(Box.of(grid.size))
        assert inside.intersected(needed) == inside


def test_an_empty_region_has_no_tiles() -> None:
    grid = Grid(Size(100, 100), Size(64, 64), 8)
    assert list(grid.tiles(Box(10, 10, 10, 20))) == []
    assert grid.needed(Box(10, 10, 10, 20)).empty


@settings(deadline=None)
@given(st.data(), lengths, lengths, st.sampled_from([16, 64]))
def test_a_snapped_box_holds_the_box_and_lies_on_the_grid(
    data: st.DataObject, width: int, height: int, block: int
) -> None:
    size = Size(width, height)
    box = data.draw(boxes(size))
    grown = snapped(box, block, size)
    assert grown.intersected(box) == box
    assert grown.left % block == 0
    assert grown.right % block == 0 or grown.right == width


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 300))
def test_mirroring_is_that_of_numpy(length: int, around: int) -> None:
    here = mirrored(np.arange(-around, length + around), length)
    assert (here == np.pad(np.arange(length), around, mode="reflect")).all()


def test_cores_come_in_whole_blocks_and_whole_multiples() -> None:
    assert unit(8) == 64
    assert unit(24) == 192
    assert rounded_up(65, 64) == 128


@settings(deadline=None)
@given(lengths, lengths, sides, sides, halos)
def test_computed_pixels_counts_every_tile(width: int, height: int, across: int, down: int, halo: int) -> None:
    grid = Grid(Size(width, height), Size(across, down), halo)
    assert computed_pixels(grid.size, grid.core, halo) == grid.count() * grid.read.pixels
    assert {Size(tile.read.width, tile.read.height) for tile in grid.tiles()} == {grid.read}
