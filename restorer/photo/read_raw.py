"""Developing camera raw files by LibRaw: 16 bits, the camera's white balance, sRGB."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.photo.header_raw import open_raw
from restorer.photo.limits import Limits, refusal
from restorer.photo.raster import Raster, strips_of
from restorer.photo.source_file import SourceFile

# IEC 61966-2-1's curve: power and slope at the foot
_SRGB_GAMMA = (2.4, 12.92)
# How much of the picture may become white when it is brightened: LibRaw's own 1 % burns skies out.
_BLOWN = 0.001


def raster(file: SourceFile, limits: Limits) -> Raster:
    """The developed picture, upright.

    Raises
    ------
    BadInput
        it is damaged, or of a kind that LibRaw cannot develop.
    """
    import rawpy

    try:
        with open_raw(file) as raw:
            pixels = developed(raw)
    except rawpy.LibRawError as error:
        raise refusal(
            file.path, "This camera raw file is damaged, or of a kind that is not read.", detail=repr(error)
        ) from error
    size = limits.check(pixels.shape[1], pixels.shape[0], file.path)
    return Raster(size, 3, 16, strips_of(pixels), [])


def developed(raw: Any, *, half_size: bool = False) -> npt.NDArray[Any]:
    """(H, W, 3) uint16 sRGB, upright, of a raw file that LibRaw has opened. half_size: quick, for looking only."""
    import rawpy

    pixels = raw.postprocess(
        half_size=half_size,
        output_bps=16,
        use_camera_wb=True,
        output_color=rawpy.ColorSpace.sRGB,
        gamma=_SRGB_GAMMA,
        auto_bright_thr=_BLOWN,
    )
    return np.asarray(pixels)
