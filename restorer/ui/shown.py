"""Stores as pictures for the canvas, in the screen's colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from restorer.core.geometry import Box, Size
from restorer.photo.colour import from_srgb, is_srgb, to_srgb
from restorer.photo.dither import STEP, thresholds
from restorer.photo.photo import Photo
from restorer.photo.pyramid import Pyramid
from restorer.photo.store import Store
from restorer.ui.canvas.picture import Drawn


@dataclass(frozen=True, slots=True)
class StorePicture:
    """A photo's store on screen. key: names the content, see canvas.picture.Picture.

    left, top: where it lies in the whole picture, px. By its place a value of 16 bits becomes one of 8 just as in a
    lossless file, so that at 100 % the pixels are those of the file.
    """

    store: Store
    icc: bytes | None
    left: int = 0
    top: int = 0

    @staticmethod
    def of(photo: Photo, left: int = 0, top: int = 0) -> StorePicture:
        return StorePicture(photo.store, photo.facts.icc, left, top)

    @property
    def key(self) -> str:
        return str(self.store.folder)

    @property
    def size(self) -> Size:
        return self.store.size

    @property
    def levels(self) -> int:
        return Pyramid(self.store).levels

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        """See canvas.picture.Picture."""
        part = Pyramid(self.store).pixels(level)[box.top : box.bottom, box.left : box.right]
        icc = None if self.icc is None or is_srgb(self.icc) else self.icc
        if icc == screen:  # the photo's numbers are the screen's
            return self._eight_bits(part, level, box)
        light = to_srgb(part[..., :3].astype(np.float32) / np.float32(self.store.full), icc, clip=screen is None)
        colour = np.clip(np.rint(from_srgb(light, screen) * 255), 0, 255).astype(np.uint8)
        if part.shape[2] == 3:
            return colour
        return np.concatenate([colour, self._eight_bits(part[..., 3:], level, box)], axis=2)

    def _eight_bits(self, part: np.ndarray, level: int, box: Box) -> Drawn:
        """uint8; v·257 is v."""
        if self.store.bits == 8:
            return np.ascontiguousarray(part)
        if level:
            return ((part.astype(np.uint32) + STEP // 2) // STEP).astype(np.uint8)
        return ((part + thresholds(box.moved(self.left, self.top))[..., None].astype(np.uint32)) // STEP).astype(
            np.uint8
        )
