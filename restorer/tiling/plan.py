"""Tiles on an absolute grid: whoever asks, and for whatever region, a pixel belongs to the same tile.

A *core* is the rectangle a tile owns, the *halo* what is read around it. Cores touch, cover the photo and never
overlap; every tile of a photo is read at one size, core + 2·halo, so that a network sees one input shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, lcm

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size


@dataclass(frozen=True, slots=True)
class Span:
    """One tile along one axis.

    core: [start, stop) px of the photo that this tile owns.
    read: core grown by the halo to the full side; what lies outside the photo is reflected.
    """

    core: tuple[int, int]
    read: tuple[int, int]


def cut(length: int, core: int, halo: int, start: int = 0, stop: int | None = None) -> list[Span]:
    """The spans of a photo's axis of `length` px cut at the multiples of `core`, those that meet [start, stop)."""
    stop = length if stop is None else min(stop, length)
    first = max(0, start) // core * core
    return [
        Span((a, min(a + core, length)), (a - halo, a + core + halo)) for a in range(first, stop, core) if stop > start
    ]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. core: px that it owns, inside the photo. read: what it is computed from, always one size."""

    core: Box
    read: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """How a photo is cut.

    core: of a tile that no edge cuts off, px. halo: px read around it.
    """

    size: Size
    core: Size
    halo: int

    @property
    def read(self) -> Size:
        """What every tile reads."""
        return self.core.grown(self.halo)

    def count(self, region: Box | None = None) -> int:
        """How many tiles the photo, or a region of it, has."""
        rows, columns = self._spans(region)
        return len(rows) * len(columns)

    def tiles(self, region: Box | None = None) -> Iterator[Tile]:
        """The tiles whose cores meet a region (the whole photo where None), row by row."""
        rows, columns = self._spans(region)
        for row in rows:
            for column in columns:
                yield Tile(
                    Box(column.core[0], row.core[0], column.core[1], row.core[1]),
                    Box(column.read[0], row.read[0], column.read[1], row.read[1]),
                )

    def needed(self, region: Box) -> Box:
        """The px of the photo that the tiles of a region are computed from."""
        rows, columns = self._spans(region)
        if not rows or not columns:
            return Box(0, 0, 0, 0)
        read = Box(columns[0].read[0], rows[0].read[0], columns[-1].read[1], rows[-1].read[1])
        return read.intersected(Box.of(self.size))

    def _spans(self, region: Box | None) -> tuple[list[Span], list[Span]]:
        region = region or Box.of(self.size)
        return (
            cut(self.size.height, self.core.height, self.halo, region.top, region.bottom),
            cut(self.size.width, self.core.width, self.halo, region.left, region.right),
        )


def rounded_up(length: int, multiple: int) -> int:
    """The least multiple of `multiple` that is at least `length`."""
    return -(-length // multiple) * multiple


def unit(multiple: int, block: int = 64) -> int:
    """The step in which cores may be sized: whole blocks of 64 px, and sides that the network accepts."""
    return lcm(block, multiple)


def snapped(box: Box, block: int, within: Size) -> Box:
    """A box grown outwards to the grid of blocks, and cut at the photo's edges."""
    grown = Box(
        box.left // block * block,
        box.top // block * block,
        rounded_up(box.right, block),
        rounded_up(box.bottom, block),
    )
    return grown.intersected(Box.of(within))


def computed_pixels(size: Size, core: Size, halo: int) -> int:
    """How many px a network computes for a whole photo, halos and what hangs over the edges included."""
    return ceil(size.width / core.width) * ceil(size.height / core.height) * core.grown(halo).pixels


def mirrored(position: npt.NDArray[np.intp], length: int) -> npt.NDArray[np.intp]:
    """Positions outside [0, length) mirrored about the centres of the end px, as often as it takes."""
    if length == 1:
        return np.zeros_like(position)
    period = 2 * (length - 1)
    folded = position % period
    return np.minimum(folded, period - folded)
