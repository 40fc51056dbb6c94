"""A picture turned, mirrored and cropped while it is drawn, so that what it was lies under what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restorer.core.geometry import Box, Size
from restorer.recipe.operations.frame import Frame
from restorer.ui.canvas.picture import Drawn, Picture, level_size


@dataclass(frozen=True, slots=True)
class FramedPicture:
    """`inner` as `frame` shows it. At smaller levels the crop's edge lies within half a px of that level."""

    inner: Picture
    frame: Frame

    @property
    def key(self) -> str:
        return f"{self.inner.key} {self.frame.turn} {self.frame.mirror} {self.frame.crop}"

    @property
    def size(self) -> Size:
        return self.frame.output_size(self.inner.size)

    @property
    def levels(self) -> int:
        return self.inner.levels

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        """See canvas.picture.Picture."""
        inner = level_size(self.inner.size, level)
        turned = self.frame.turned_size(inner)
        start = self.frame.box(self.inner.size)
        # Rounding may lead one px over the edge of a level; the last row stands for it.
        left = min(round(start.left / 2**level), turned.width - 1)
        top = min(round(start.top / 2**level), turned.height - 1)
        wanted = box.moved(left, top)
        there = wanted.intersected(Box.of(turned))
        pixels = self.inner.read(level, source_box(there, self.frame, turned), screen)
        pixels = np.rot90(pixels, -self.frame.turn // 90)
        if self.frame.mirror:
            pixels = pixels[:, ::-1]
        missing = ((0, wanted.bottom - there.bottom), (0, wanted.right - there.right), (0, 0))
        return np.ascontiguousarray(np.pad(pixels, missing, mode="edge"))


def source_box(box: Box, frame: Frame, turned: Size) -> Box:
    """Where a box of the turned and mirrored picture (of size `turned`) lies in the picture as it was."""
    width, height = turned.width, turned.height
    if frame.mirror:
        box = Box(width - box.right, box.top, width - box.left, box.bottom)
    if frame.turn == 90:
        return Box(box.top, width - box.right, box.bottom, width - box.left)
    if frame.turn == 180:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    if frame.turn == 270:
        return Box(height - box.bottom, box.left, height - box.top, box.right)
    return box
