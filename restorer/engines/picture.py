"""A picture as steps see it: pixels at hand, of the whole or of a part, read with reflection outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.photo.photo import Photo
from restorer.photo.store import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Some or all pixels of a picture that may still lie on the disk.

    pixels: (h, w, 3 or 4) uint8 or uint16, those of `box`; often a mapped file, or a turned view of one.
    size: of the whole picture.
    box: which part of it `pixels` holds.
    """

    pixels: Pixels
    size: Size
    box: Box

    @staticmethod
    def of(photo: Photo) -> Picture:
        """The whole of a photo."""
        return Picture(photo.store.pixels(), photo.size, Box.of(photo.size))

    @property
    def full(self) -> int:
        """The value of full light: 255 or 65,535."""
        return int(np.iinfo(self.pixels.dtype).max)

    @property
    def has_alpha(self) -> bool:
        return bool(self.pixels.shape[2] == 4)

    def raw(self, box: Box) -> Pixels:
        """(h, w, C) as stored, of a box that may reach outside the picture; there it is reflected.

        The box's reflection must lie in what is at hand.
        """
        if box.intersected(self.box) == box:
            return self.pixels[
                box.top - self.box.top : box.bottom - self.box.top, box.left - self.box.left : box.right - self.box.left
            ]
        rows = reflected(box.top, box.bottom, self.size.height)
        columns = reflected(box.left, box.right, self.size.width)
        top, left = int(rows.min()), int(columns.min())
        part = self.raw(Box(left, top, int(columns.max()) + 1, int(rows.max()) + 1))
        found: Pixels = part[rows - top][:, columns - left]
        return found

    def read(self, box: Box) -> npt.NDArray[np.float32]:
        """The colour of a box, (h, w, 3) float32, 0–1, without alpha; reflected outside the picture."""
        return self.raw(box)[:, :, :3].astype(np.float32) / np.float32(self.full)


def reflected(start: int, stop: int, length: int) -> npt.NDArray[np.intp]:
    """The indices 0 … length−1 that the positions start … stop−1 show when a picture is mirrored about the centres
    of its edge pixels, as often as it takes."""
    period = max(1, 2 * (length - 1))
    position = np.arange(start, stop) % period
    return np.minimum(position, period - position) if length > 1 else np.zeros(stop - start, np.intp)
