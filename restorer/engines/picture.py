"""A picture as steps see it: pixels at hand, of the whole or of a part, read with reflection outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.photo.photo import Photo
from restorer.photo.store import Pixels
from restorer.tiling.plan import mirrored


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Some or all pixels of a picture that may still lie on the disk.

    pixels: (h, w, 3 or 4) uint8 or uint16, those of `box`; often a mapped file, or a turned view of one.
    size: of the whole picture.
    box: which part of it `pixels` holds.
    name: of the content, where it has one: two pictures of one name have the same px.
    """

    pixels: Pixels
    size: Size
    box: Box
    name: str = ""

    @staticmethod
    def of(photo: Photo) -> Picture:
        """The whole of a photo."""
        return Picture(photo.store.pixels(), photo.size, Box.of(photo.size), str(photo.store.folder))

    @property
    def full(self) -> int:
        """The value of full light: 255 or 65,535."""
        return int(np.iinfo(self.pixels.dtype).max)

    @property
    def has_alpha(self) -> bool:
        return bool(self.pixels.shape[2] == 4)

    def raw(self, box: Box) -> Pixels:
        """(h, w, C) as stored, of a box that may reach outside the picture but meets it.

        Outside, the part of the box that is inside is reflected, as often as it takes: so a tile needs no px but
        those it covers, and within a halo it is the reflection of the picture itself. The part inside must be at hand.
        """
        inside = box.intersected(Box.of(self.size))
        part = self.pixels[
            inside.top - self.box.top : inside.bottom - self.box.top,
            inside.left - self.box.left : inside.right - self.box.left,
        ]
        if inside == box:
            return part
        rows = mirrored(np.arange(box.top, box.bottom) - inside.top, inside.height)
        columns = mirrored(np.arange(box.left, box.right) - inside.left, inside.width)
        found: Pixels = part[rows][:, columns]
        return found

    def read(self, box: Box) -> npt.NDArray[np.float32]:
        """The colour of a box, (h, w, 3) float32, 0–1, without alpha; reflected outside the picture."""
        return self.raw(box)[:, :, :3].astype(np.float32) / np.float32(self.full)
