"""Decoding HEIF by libheif (pillow-heif): HEVC is what libvips' build lacks."""

from __future__ import annotations

import numpy as np

from restorer.photo.header import Header
from restorer.photo.header_heif import open_heif
from restorer.photo.limits import Limits, refusal
from restorer.photo.raster import Raster, strips_of, to_full_range
from restorer.photo.source_file import SourceFile


def raster(file: SourceFile, header: Header, limits: Limits) -> Raster:
    """The main picture, decoded whole and turned as the file says.

    Raises
    ------
    BadInput
        it is damaged or cut off.
    """
    image = open_heif(file)[header.page]
    try:
        pixels = np.asarray(image)
    except (ValueError, RuntimeError, SyntaxError, OSError, EOFError) as error:
        cut = "end of file" in str(error).lower() or "outside of file" in str(error).lower()
        reason = (
            "The file is cut off; this format gives nothing back when part is missing."
            if cut
            else "The file is damaged and cannot be read."
        )
        raise refusal(file.path, reason, detail=repr(error)) from error
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    size = limits.check(pixels.shape[1], pixels.shape[0], file.path)
    warnings: list[str] = []
    strips = ((top, to_full_range(strip, header.depth, warnings)) for top, strip in strips_of(pixels))
    return Raster(size, pixels.shape[2], 8 if pixels.itemsize == 1 else 16, strips, warnings)
