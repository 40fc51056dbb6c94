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
from restorer.photo.header_png import data_is_sound
from restorer.photo.header_tiff import rows_there
from restorer.photo.limits import Limits, refusal
from restorer.photo.raster import Raster, strip_rows, to_full_range
from restorer.photo.read_colour import Colours, plain_image
from restorer.photo.source_file import SourceFile

_DAMAGED = "The file is damaged and cannot be read."
_UNKNOWN_TIFF = "This TIFF is damaged, or of a kind that is not read."
_READ_FORMATS = {"uchar": np.uint8, "ushort": np.uint16, "uint": np.uint32, "float": np.float32, "double": np.float64}


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
        return loaders[header.format](
            file.vips(header.needs, header.mend), access="sequential", fail_on=fail_on, **options
        )
    except pyvips.Error as error:
        raise refusal(file.path, _broken(header), detail=str(error)) from error


def raster(file: SourceFile, header: Header, colours: Colours, limits: Limits) -> Raster:
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
    warnings = [] if missing is None else [missing]
    if header.format == "png" and header.whole and not data_is_sound(file):
        warnings.append("A checksum of the picture's data is wrong: part of it may be damaged.")
    image, pages = plain(file, header, colours)
    size = limits.check(image.width, image.height, file.path)
    if header.format == "gif" and pages > 1:
        warnings.append("The file holds an animation; its first picture was opened.")
    bits = 8 if image.format == "uchar" else 16
    return Raster(size, image.bands, bits, _strips(image, file, header, warnings), warnings)


def plain(file: SourceFile, header: Header, colours: Colours, **options: Any) -> tuple[Any, int]:
    """A pyvips.Image of grey or RGB, with alpha or without, as stored; and how many pictures the file holds.

    Raises
    ------
    BadInput
        the decoder refuses it, or it holds numbers that make no picture.
    """
    # Looked at first: two decoders must not take turns in one open file.
    opaque = header.format in ("gif", "webp") and _first_is_opaque(file, header)
    opened = open_image(file, header, **options)
    pages = opened.get("n-pages") if opened.get_typeof("n-pages") else 1
    if opaque and opened.bands in (2, 4):
        return opened[0 : opened.bands - 1], pages
    image = plain_image(opened, header, colours)
    if image.format not in _READ_FORMATS:
        raise refusal(file.path, "The file holds numbers of a kind that is not read.", detail=image.format)
    return image, pages


def _missing(file: SourceFile, header: Header, limits: Limits) -> tuple[int, str | None]:
    """How many rows are there, and the sentence about those that are not."""
    height = header.stored.height
    if header.format == "jpeg":
        return _missing_of_jpeg(file, header)
    if header.format == "tiff":
        rows = rows_there(file, limits)
    elif header.format == "gif":
        rows = _rows_of_gif(file, header)
    elif header.format == "png" and not header.whole:
        rows = _rows_readable(file, header)
    else:
        rows = height
    return rows, None if rows == height else rows_missing(rows, height)


def _missing_of_jpeg(file: SourceFile, header: Header) -> tuple[int, str | None]:
    height = header.stored.height
    found = scans(file)
    if found.whole:
        return height, None
    if found.progressive and found.started > 1:
        return height, "The file is cut off: the finer detail of the picture is missing."
    rows = _rows_readable(file, header)
    if rows == height:
        return rows, "The file is cut off at its very end; the picture is there."
    return rows, rows_missing(rows, height)


def rows_missing(rows: int, height: int) -> str:
    """The sentence for a picture of which only the first `rows` are there."""
    lost = height - rows
    return f"The file is cut off: {lost} of its {height} rows ({100 * lost / height:.2g} %) are missing."


def _rows_readable(file: SourceFile, header: Header) -> int:
    """How many rows can be decoded before the data ends, to within 16."""
    import pyvips

    rows, step = 0, 16
    try:
        image = open_image(file, header, fail_on="truncated")
        region = pyvips.Region.new(image)
        while rows < image.height:
            height = min(step, image.height - rows)
            region.fetch(0, rows, image.width, height)
            rows += height
    except (pyvips.Error, BadInput):
        return rows  # this is where the data ends
    return rows


def _rows_of_gif(file: SourceFile, header: Header) -> int:
    """How many rows of a GIF are there: of one that is cut off, those with anything that is not transparent."""
    try:
        open_image(file, header, fail_on="truncated")
    except BadInput:
        image = open_image(file, header)
        if image.bands != 4:
            return header.stored.height
        rows = image[3].project()[1]
        return int(np.count_nonzero(np.frombuffer(rows.write_to_memory(), np.uint32)))
    return header.stored.height


def _first_is_opaque(file: SourceFile, header: Header) -> bool:
    """Whether a GIF or an animation's first picture hides nothing although the file allows for it."""
    if header.format == "webp" and header.pages < 2:
        return False
    image = open_image(file, header)
    return image.bands in (2, 4) and bool(image[image.bands - 1].min() == 255)


def _strips(
    image: Any, file: SourceFile, header: Header, warnings: list[str]
) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    import pyvips

    dtype = np.dtype(_READ_FORMATS[image.format])
    rows = strip_rows(image.width, image.bands * dtype.itemsize)
    # A region reads in order in this one thread: with libvips' threads decoders were asked out of order at times.
    region = pyvips.Region.new(image)
    for top in range(0, image.height, rows):
        height = min(rows, image.height - top)
        try:
            read = region.fetch(0, top, image.width, height)
        except pyvips.Error as error:
            if 2 * top < image.height:
                raise refusal(file.path, _broken(header), detail=f"row {top}: {error}") from error
            warnings.append(rows_missing(top, image.height))
            return
        strip = np.frombuffer(read, dtype).reshape(height, image.width, image.bands)
        yield top, to_full_range(strip, header.depth, warnings)


def _broken(header: Header) -> str:
    if header.format in ("webp", "avif") and not header.whole:
        return "The file is cut off; this format gives nothing back when part is missing."
    return _UNKNOWN_TIFF if header.format == "tiff" else _DAMAGED
