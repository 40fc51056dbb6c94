"""Decoding by libvips: JPEG, PNG, TIFF, WebP, GIF, AVIF, in strips, so that large photos cost little memory.

Each format has its loader called by name: file names are never searched for options, and nothing but the
format that was recognised is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.core.errors import BadInput
from restorer.photo.header import Header
from restorer.photo.header_jpeg import scans
from restorer.photo.header_tiff import rows_there
from restorer.photo.limits import Limits, refusal
from restorer.photo.raster import Raster, strip_rows
from restorer.photo.source_file import SourceFile

_DAMAGED = "The file is damaged and cannot be read."


def open_image(file: SourceFile, header: Header, *, fail_on: str = "none", **options: Any) -> Any:
    """A pyvips.Image of the picture as stored, to be read from the top down.

    Raises
    ------
    BadInput
        the decoder refuses it.
    """
    import pyvips

    pyvips.cache_set_max(0)  # a cached decoder would keep files and memory
    loaders: dict[str, Callable[..., Any]] = {
        "jpeg": pyvips.Image.jpegload_source,
        "png": pyvips.Image.pngload_source,
        "tiff": pyvips.Image.tiffload_source,
        "webp": pyvips.Image.webpload_source,
        "gif": pyvips.Image.gifload_source,
        "avif": pyvips.Image.heifload_source,
    }
    if header.format == "tiff":
        options["page"] = header.page
    try:
        return loaders[header.format](file.vips(), access="sequential", fail_on=fail_on, **options)
    except pyvips.Error as error:
        raise refusal(file.path, _DAMAGED, detail=str(error)) from error


def raster(file: SourceFile, header: Header, limits: Limits) -> Raster:
    """The picture as strips.

    Raises
    ------
    BadInput
        it is damaged, or less than half of its rows are there.
    """
    rows, missing = _missing(file, header, limits)
    if 2 * rows < header.stored.height:
        raise refusal(
            file.path,
            "The file is cut off: most of the picture is missing.",
            detail=f"{rows} of {header.stored.height} rows",
        )
    image = _plain(open_image(file, header), header)
    size = limits.check(image.width, image.height, file.path)
    bits = 8 if image.format == "uchar" else 16
    return Raster(size, image.bands, bits, _strips(image, file), missing)


def _missing(file: SourceFile, header: Header, limits: Limits) -> tuple[int, str | None]:
    """How many rows are there, and the sentence about those that are not."""
    height = header.stored.height
    rows = height
    if header.format == "jpeg":
        found = scans(file)
        if not found.whole:
            if found.progressive and found.started > 1:
                return height, "The file is cut off: the finer detail of the picture is missing."
            rows = _rows_readable(file, header)
    elif header.format == "tiff":
        rows = rows_there(file, limits)
    elif not header.whole:
        rows = _rows_readable(file, header)
    if header.format == "jpeg" and rows == height and not found.whole:
        return rows, "The end of the file is missing, but none of the picture."
    return rows, None if rows == height else rows_missing(rows, height)


def rows_missing(rows: int, height: int) -> str:
    """The sentence for a picture of which only the first `rows` are there."""
    lost = height - rows
    return f"The file is cut off: {lost} of its {height} rows ({100 * lost / height:.2g} %) are missing."


def _rows_readable(file: SourceFile, header: Header) -> int:
    """How many rows can be decoded before the data ends."""
    import pyvips

    try:
        image = open_image(file, header, fail_on="truncated")
    except BadInput:
        return 0
    rows = 0
    step = 16
    try:
        while rows < image.height:
            height = min(step, image.height - rows)
            image.crop(0, rows, image.width, height).write_to_memory()
            rows += height
    except pyvips.Error:
        pass  # this is where the data ends
    return rows


def _plain(image: Any, header: Header) -> Any:
    """Grey or RGB with or without one alpha band, unsigned, 8 or 16 bit."""
    colours = 1 if header.grey else 3
    wanted = colours + header.alpha
    if image.bands > wanted:
        image = image[0:wanted]
    return image


def _strips(image: Any, file: SourceFile) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    import pyvips

    dtype = np.dtype(np.uint8 if image.format == "uchar" else np.uint16)
    rows = strip_rows(image.width, image.bands * dtype.itemsize)
    for top in range(0, image.height, rows):
        height = min(rows, image.height - top)
        try:
            strip = image.crop(0, top, image.width, height).write_to_memory()
        except pyvips.Error as error:
            raise refusal(file.path, _DAMAGED, detail=f"row {top}: {error}") from error
        yield top, np.frombuffer(strip, dtype).reshape(height, image.width, image.bands)
