"""Resampling by any factor, so that a region comes out bit for bit as in the whole.

Lanczos' windowed sinc with three lobes (C. E. Duchon, Lanczos Filtering in One and Two Dimensions, 1979), stretched
by the factor when a picture is made smaller, as in pillow and libvips. The phase of each output px is taken from its
position in the whole picture, and each is a sum of the same number of products in the same order: additions and
products of single numbers round the same wherever they stand in an array, which sums over an axis would not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.tiling.plan import mirrored

_LOBES = 3
_CHUNK = 1 << 16  # numbers worked on at once, so that they stay in the processor's cache

Planes = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """How the output px [start, stop) of one axis are made.

    index: (n, taps) px of the input, reflected at its ends. weight: (n, taps) float32, each row sums to 1.
    """

    index: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float32]

    @property
    def low(self) -> int:
        return int(self.index.min())

    @property
    def high(self) -> int:
        """One past the last input px."""
        return int(self.index.max()) + 1


def axis(length: int, output: int, start: int, stop: int) -> Axis:
    """The output px [start, stop) of an axis of `length` px that becomes `output` px long."""
    step = length / output
    stretch = max(1.0, step)
    taps = ceil(2 * _LOBES * stretch)
    centre = (np.arange(start, stop, dtype=np.float64) + 0.5) * step - 0.5
    first = np.floor(centre - taps / 2).astype(np.intp) + 1
    index = first[:, None] + np.arange(taps, dtype=np.intp)
    distance = (index - centre[:, None]) / stretch
    weight = np.where(np.abs(distance) < _LOBES, np.sinc(distance) * np.sinc(distance / _LOBES), 0.0)
    weight /= weight.sum(axis=1, keepdims=True)
    return Axis(mirrored(index, length), weight.astype(np.float32))


def margin(length: int, output: int) -> int:
    """How many px of the input an output px may look beyond the one it lies in."""
    return ceil(_LOBES * max(1.0, length / output)) + 1


def owned(start: int, stop: int, length: int, output: int) -> tuple[int, int]:
    """The output px [a, b) whose centres lie in the input px [start, stop) of an axis.

    Touching input ranges own touching output ranges; the whole owns the whole.
    """

    def first(edge: int) -> int:  # least o with (o + 1/2)·length/output ≥ edge
        return max(0, min(output, -((length - 2 * edge * output) // (2 * length))))

    return first(start), first(stop)


def covering(box: Box, source: Size, target: Size) -> Box:
    """The input px that own the output px of a box."""

    def span(start: int, stop: int, length: int, output: int) -> tuple[int, int]:
        return floor((2 * start + 1) * length / (2 * output)), floor((2 * stop - 1) * length / (2 * output)) + 1

    left, right = span(box.left, box.right, source.width, target.width)
    top, bottom = span(box.top, box.bottom, source.height, target.height)
    return Box(left, top, right, bottom)


def needed(box: Box, source: Size, target: Size) -> Box:
    """The input px that the output px of a box are made of."""
    rows = axis(source.height, target.height, box.top, box.bottom)
    columns = axis(source.width, target.width, box.left, box.right)
    return Box(columns.low, rows.low, columns.high, rows.high)


def resample(read: Callable[[Box], Planes], source: Size, target: Size, box: Box) -> Planes:
    """The px of `box` of a picture resampled from `source` to `target` size.

    read: answers for a box of the input, inside it, (C, h, w) float32.
    Returns (C, box.height, box.width) float32, not clamped.
    """
    rows = axis(source.height, target.height, box.top, box.bottom)
    columns = axis(source.width, target.width, box.left, box.right)
    part = read(Box(columns.low, rows.low, columns.high, rows.high))
    down = _weigh(part, rows)
    return _weigh(down.transpose(0, 2, 1), columns).transpose(0, 2, 1)


def _weigh(planes: Planes, way: Axis) -> Planes:
    """(C, n, m) → (C, len(way), m) along the middle axis."""
    channels, _, across = planes.shape
    planes = np.ascontiguousarray(planes)
    out = np.empty((channels, way.index.shape[0], across), np.float32)
    index = way.index - way.low
    rows = max(1, _CHUNK // max(1, across))
    for channel in range(channels):
        for top in range(0, out.shape[1], rows):
            chunk = slice(top, top + rows)
            total = out[channel, chunk]
            np.multiply(planes[channel].take(index[chunk, 0], axis=0), way.weight[chunk, 0, None], out=total)
            for tap in range(1, index.shape[1]):
                product = planes[channel].take(index[chunk, tap], axis=0)
                product *= way.weight[chunk, tap, None]
                total += product
    return out
