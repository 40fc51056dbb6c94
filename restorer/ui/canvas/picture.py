"""Pictures that can be drawn: anything that answers for a rectangle at a level of a pyramid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size

Drawn = npt.NDArray[np.uint8]


class Picture(Protocol):
    """A picture in several sizes. It is asked from several threads at once."""

    @property
    def key(self) -> str:
        """Names the content: two pictures with one key look the same."""
        ...

    @property
    def size(self) -> Size:
        """In px, of level 0."""
        ...

    @property
    def levels(self) -> int:
        """How many levels there are; each next one has half the sides, rounded up."""
        ...

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        """(h, w, 3) or (h, w, 4, not premultiplied) uint8, of `box` in px of `level`.

        screen: the profile in whose numbers colours are wanted; None: sRGB.
        """
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture that shows `box` of a whole of `whole` px, as a preview of a region does."""

    picture: Picture
    whole: Size
    box: Box

    @staticmethod
    def all_of(picture: Picture) -> Placed:
        return Placed(picture, picture.size, Box.of(picture.size))


def level_size(size: Size, level: int) -> Size:
    """Sides of a level: halved `level` times, rounded up."""
    return Size(-(-size.width // 2**level), -(-size.height // 2**level))
