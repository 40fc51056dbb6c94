"""What the batch itself looks at in pictures: whether a step changed anything, and small ones for the report."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from restorer.photo.store import Store

_ROWS = 256  # compared at a time
_QUALITY = 80


def same_pixels(one: Store, other: Store) -> bool:
    """Whether two stores hold the same picture; an 8-bit value v and a 16-bit one of v·257 are the same."""
    if one.folder == other.folder:
        return True
    if one.size != other.size or one.channels != other.channels:
        return False
    first, second = one.pixels(), other.pixels()
    for top in range(0, one.size.height, _ROWS):
        rows = slice(top, top + _ROWS)
        if not np.array_equal(_wide(first[rows]), _wide(second[rows])):
            return False
    return True


def _wide(pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint16]:
    """As 16-bit values."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    return pixels


def as_jpeg(thumbnail: Store) -> bytes:
    """A store of 8-bit sRGB, as the task `Thumbnail` makes it, as a small JPEG file."""
    written = io.BytesIO()
    Image.fromarray(np.asarray(thumbnail.pixels()[..., :3])).save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
