"""`read_photo`: from a file to a photo in a store."""

from __future__ import annotations

from pathlib import Path

from restorer.core.control import Control
from restorer.core.errors import NoRoom
from restorer.photo import read_heif, read_pillow, read_raw, read_vips
from restorer.photo.header import Header
from restorer.photo.header_tiff import needs_pillow
from restorer.photo.limits import Limits, shown
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.raster import Raster, lay
from restorer.photo.read_colour import Colours, settle
from restorer.photo.read_header import peek, peek_file
from restorer.photo.source_file import SourceFile
from restorer.photo.store import Scratch

__all__ = ["peek", "read_photo"]


def read_photo(path: Path, scratch: Scratch, limits: Limits, control: Control | None = None) -> Photo:
    """Decode `path` into a store of `scratch`, upright, and say what the file said.

    Raises
    ------
    BadInput
        it is no photo that is read, is damaged, is larger than `limits`, or less than half of it is there.
    NoRoom
        disk or memory is short.
    Cancelled
        `control` was asked to stop; nothing is left behind.
    """
    with SourceFile(path) as file:
        header = peek_file(file, limits)
        colours = settle(header)
        digest = file.sha256(control)
        try:
            raster = _decode(file, header, colours, limits)
            store = lay(raster, header.orientation, scratch, control)
        except MemoryError as error:
            raise NoRoom(f"There is not enough memory to open “{shown(path)}”.", detail=repr(error)) from error
        return Photo(store, _facts(file, header, colours, raster, digest))


def _decode(file: SourceFile, header: Header, colours: Colours, limits: Limits) -> Raster:
    """Each format by the library that reads all of it; measured on a collection of odd files."""
    if header.format == "heif":
        return read_heif.raster(file, header, limits)
    if header.format == "raw":
        return read_raw.raster(file, limits)
    if header.format == "bmp":
        return read_pillow.raster_of_bmp(file, limits)
    if header.format == "tiff" and needs_pillow(file, limits):
        return read_pillow.raster_of_tiff(file, header, limits)
    return read_vips.raster(file, header, colours, limits)


def _facts(file: SourceFile, header: Header, colours: Colours, raster: Raster, digest: str) -> SourceFacts:
    return SourceFacts(
        format=header.format,
        bits=raster.bits,
        grey=raster.bands < 3,
        alpha=raster.bands in (2, 4),
        sha256=digest,
        size_bytes=file.size,
        orientation=header.tag or 1,
        icc=colours.kept,
        converted_from=colours.converted_from,
        exif=header.exif,
        xmp=header.xmp,
        iptc=header.iptc,
        resolution=header.resolution,
        jpeg_quality=header.jpeg_quality,
        content_credentials=header.content_credentials,
        warnings=(*header.warnings, *colours.warnings, *raster.warnings),
    )
