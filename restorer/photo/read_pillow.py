"""Decoding by Pillow: BMP, and the TIFFs that libvips' build lacks (8-bit Lab, old-style JPEG inside)."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from restorer.photo.header import Header
from restorer.photo.header_bmp import open_bmp
from restorer.photo.limits import Limits, refusal
from restorer.photo.raster import Raster, strips_of
from restorer.photo.read_vips import rows_missing
from restorer.photo.source_file import SourceFile

_DAMAGED = "The file is damaged and cannot be read."
_ERRORS = (OSError, SyntaxError, ValueError, KeyError, TypeError, IndexError, EOFError)
_UNCOMPRESSED = (0, 3)  # BI_RGB, BI_BITFIELDS
# Modes of Pillow that keep everything of a TIFF: those of 16 bits are cut to 8, so they are not taken.
_MODES = {"1": 1, "L": 1, "LA": 2, "P": 3, "RGB": 3, "RGBA": 4, "YCbCr": 3, "LAB": 3}


def raster_of_bmp(file: SourceFile, limits: Limits) -> Raster:
    """A BMP, decoded whole.

    Raises
    ------
    BadInput
        it is damaged, or less than half of its rows are there.
    """
    image = open_bmp(file)
    warnings: list[str] = []
    rows = _rows_of_bmp(file, image)
    if rows < image.height:
        if 2 * rows < image.height:
            raise refusal(
                file.path,
                "The file is cut off: most of the picture is missing.",
                detail=f"{rows} of {image.height} rows",
            )
        warnings.append(rows_missing(rows, image.height))
        content = file.read_at(0, file.size)
        image = open_bmp(file, content.ljust(image.tile[0][2] + image.height * _stride(file, image.width), b"\0"))
    return _raster(file, image, limits, warnings)


def raster_of_tiff(file: SourceFile, header: Header, limits: Limits) -> Raster:
    """A TIFF that libvips could not open, decoded whole; Lab becomes sRGB.

    Raises
    ------
    BadInput
        Pillow cannot open it either, or not without loss.
    """
    from PIL.TiffImagePlugin import TiffImageFile

    # The plugin itself and not Image.open, whose limit of pixels is global: ours is checked from the header.
    try:
        image = TiffImageFile(file.stream())
        image.seek(header.page)
    except _ERRORS as error:
        raise refusal(file.path, _DAMAGED, detail=repr(error)) from error
    if image.mode not in _MODES or header.bits != 8:
        raise refusal(file.path, "This TIFF is of a kind that is not read.", detail=image.mode)
    return _raster(file, image, limits, [])


def _raster(file: SourceFile, image: Any, limits: Limits, warnings: list[str]) -> Raster:
    size = limits.check(image.width, image.height, file.path)
    try:
        image.load()
    except _ERRORS as error:
        raise refusal(file.path, _DAMAGED, detail=repr(error)) from error
    bands = _MODES[image.mode]
    pixels = np.asarray(_plain(image))
    return Raster(size, bands, 8, strips_of(pixels), warnings)


def _plain(image: Any) -> Any:
    if image.mode == "LAB":
        from PIL import ImageCms

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    wanted = {"1": "L", "P": "RGB", "YCbCr": "RGB"}.get(image.mode, image.mode)
    return image if wanted == image.mode else image.convert(wanted)


def _rows_of_bmp(file: SourceFile, image: Any) -> int:
    """How many rows are there; a compressed BMP is taken as whole until decoding says otherwise."""
    if image.info.get("compression", 0) not in _UNCOMPRESSED:
        return int(image.height)
    there = (file.size - int(image.tile[0][2])) // max(1, _stride(file, image.width))
    return max(0, min(int(image.height), there))


def _stride(file: SourceFile, width: int) -> int:
    """Bytes of a row, which is padded to four."""
    head = io.BytesIO(file.read_at(14, 16))
    core = int.from_bytes(head.read(4), "little") == 12
    head.seek(10 if core else 14)
    bits = int.from_bytes(head.read(2), "little")
    return (width * bits + 31) // 32 * 4
