"""Colour is held: what a network did to the mean of a block of 64 × 64 px is put back, smoothly.

Networks shift colours: a grey photo turns a little green, a dark one lighter. No step but fade and colorize may. So
the mean of each block is compared with the source's, and where it left by more than `ALLOWED` the rest is added. What
is added passes from block to block without an edge: between the corners of a block, each of which has the mean of the
four blocks that meet there, it runs in straight lines; an arch (half a sine), which is nought at the block's edges,
brings the block's own mean to just what it must be. An even shift is met by an even correction, a lone one by a soft
spot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box

Light = npt.NDArray[np.float32]

BLOCK = 64
"""Side of a block, px of the source."""

ALLOWED = 0.7 / 255
"""How far a block's mean may leave the source's; below the 1/255 promised, for what rounding and resampling add."""


@dataclass(frozen=True, slots=True)
class BlockHold:
    """Holds the means of blocks; see `ColourHold` in step.py.

    name: of the weights, for the sentence.
    """

    name: str
    block: int = BLOCK
    reach: int = 1

    @property
    def warning(self) -> str:
        return f"The weights “{self.name}” shifted colours or brightness in places. They were put back as they were."

    def correction(self, drift: Light) -> Light | None:
        """What each block's mean must gain. None if nothing.

        A drift within `ALLOWED` is left. Of a larger one the less is left the larger it is: some of what is added may
        be clipped at black or white, and is lost then.
        """
        size = np.maximum(np.abs(drift), np.float32(ALLOWED))
        beyond = size - np.float32(ALLOWED) * (np.float32(ALLOWED) / size)
        return -np.copysign(beyond, drift) if beyond.any() else None

    def apply(self, pixels: Light, box: Box, scale: tuple[float, float], correction: Light, origin: Box) -> Light:
        """`pixels` (h, w, 3) of the output's `box` with the correction laid over them, not clamped.

        scale: output px per input px, across and down. origin: input px that `correction` covers; its right and bottom
        blocks may be cut off by the picture's edge.
        """
        down = _places(box.top, box.bottom, scale[1], origin.top, origin.bottom, self.block)
        across = _places(box.left, box.right, scale[0], origin.left, origin.right, self.block)
        corners = _corners(correction)
        spots = correction - (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
        # Down first, on the few columns of blocks; then across, in three sums of as many products for every px.
        part = down.part[:, None, None]
        edges = corners[down.block] * (1 - part) + corners[down.block + 1] * part
        spots = spots[down.block] * down.arch[:, None, None]
        left = edges.take(across.block, axis=1)
        slope = edges.take(across.block + 1, axis=1)
        slope -= left
        slope *= across.part[None, :, None]
        spot = spots.take(across.block, axis=1)
        spot *= across.arch[None, :, None]
        left += slope
        left += spot
        left += pixels
        return left


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Where the px of an axis lie: in which block, how far through it (0–1), and the arch there."""

    block: npt.NDArray[np.intp]
    part: Light
    arch: Light


def _places(start: int, stop: int, scale: float, first: int, last: int, block: int) -> _Places:
    """The places of the output px [start, stop), in the blocks that cover the input px [first, last)."""
    position = (np.arange(start, stop) + 0.5) / scale - first
    index = np.clip(np.floor(position / block), 0, -(-(last - first) // block) - 1).astype(np.intp)
    length = np.minimum(block, (last - first) - index * block)
    part = np.clip((position - index * block) / length, 0.0, 1.0)
    # The mean of sin(π(k + 1/2)/n) over k = 0 … n−1 is 1 / (n·sin(π/2n)): the arch's mean is made 1.
    count = length * scale
    arch = np.sin(np.pi * part) * count * np.sin(np.pi / (2 * count))
    return _Places(index, part.astype(np.float32), arch.astype(np.float32))


def _corners(correction: Light) -> Light:
    """(rows + 1, columns + 1, 3): at each corner the mean of the blocks that meet there; edges are repeated outside."""
    padded = np.pad(correction, ((1, 1), (1, 1), (0, 0)), mode="edge")
    corners: Light = (padded[:-1, :-1] + padded[1:, :-1] + padded[:-1, 1:] + padded[1:, 1:]) / np.float32(4)
    return corners
