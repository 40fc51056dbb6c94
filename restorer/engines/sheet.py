"""The picture that a pass is writing, and giving mapped memory back while it does."""

from __future__ import annotations

import mmap

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.engines.picture import Picture
from restorer.photo.store import Pixels, Scratch, Store, StoreWriter

_FULL = 65_535
_PART = 1 << 22  # numbers narrowed at once


class Sheet:
    """An unfinished uint16 store that holds one box of a picture. Several threads may write, each its own px."""

    def __init__(self, scratch: Scratch, size: Size, box: Box, alpha: bool) -> None:
        """size: of the whole picture. box: the part of it that is made."""
        self.size, self.box = size, box
        self._writer: StoreWriter = scratch.create(Size(box.width, box.height), 4 if alpha else 3, 16)

    def put(self, box: Box, light: npt.NDArray[np.float32]) -> None:
        """Write colour (box.height, box.width, 3) float32, clamped to 0–1, where it falls on the sheet."""
        here = box.intersected(self.box)
        if not here.empty:
            light = light[here.top - box.top : here.bottom - box.top, here.left - box.left : here.right - box.left]
            self._at(here)[:, :, :3] = narrowed(light)

    def put_raw(self, box: Box, values: npt.NDArray[np.uint16]) -> None:
        """Write all channels (box.height, box.width, C) of a box on the sheet as they are."""
        self._at(box)[:] = values

    def put_alpha(self, box: Box, alpha: npt.NDArray[np.uint16]) -> None:
        """Write transparency (box.height, box.width) of a box on the sheet."""
        self._at(box)[:, :, 3] = alpha

    def picture(self) -> Picture:
        """What has been written so far, for reading."""
        return Picture(self._writer.pixels, self.size, self.box)

    def settle(self) -> None:
        """Let the system take what is written out of this process's memory."""
        let_go(self._writer.pixels)

    def finish(self) -> Store:
        """The finished store of the box; the sheet must not be used after it."""
        return self._writer.finish()

    def abandon(self) -> None:
        """Remove what was written."""
        self._writer.abandon()

    def _at(self, box: Box) -> Pixels:
        part: Pixels = self._writer.pixels[
            box.top - self.box.top : box.bottom - self.box.top, box.left - self.box.left : box.right - self.box.left
        ]
        return part


def narrowed(light: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
    """Float32 light, clamped to 0–1, as uint16, rounded to the nearest."""
    scaled = np.clip(light, 0.0, 1.0)
    scaled *= np.float32(_FULL)
    scaled += np.float32(0.5)
    return scaled.astype(np.uint16)


def widened(values: Pixels) -> npt.NDArray[np.uint16]:
    """uint8 or uint16 as uint16: an eight-bit v becomes v·257."""
    wide = values.astype(np.uint16)
    return wide if values.dtype == np.uint16 else wide * np.uint16(257)


def let_go(pixels: npt.NDArray[np.generic]) -> None:
    """Unmap the pages of a mapped file that were touched; they stay in the system's cache and come back when needed.

    Without it every page of a large photo that was ever looked at counts as memory of this process.
    """
    base: object = pixels
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
