"""`read_photo`: from a file to a photo in a store."""

from __future__ import annotations

from pathlib import Path

from restorer.core.control import Control
from restorer.photo import read_vips
from restorer.photo.header import Header
from restorer.photo.limits import Limits, refusal
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.raster import Raster, lay
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
        digest = file.sha256(control)
        try:
            raster = _decode(file, header, limits)
            store = lay(raster, header.orientation, scratch, control)
        except MemoryError as error:
            raise refusal(path, "There is not enough memory for it.", detail=repr(error)) from error
        return Photo(store, _facts(file, header, raster, digest))


def _decode(file: SourceFile, header: Header, limits: Limits) -> Raster:
    return read_vips.raster(file, header, limits)


def _facts(file: SourceFile, header: Header, raster: Raster, digest: str) -> SourceFacts:
    warnings = [*header.warnings]
    if raster.missing:
        warnings.append(raster.missing)
    return SourceFacts(
        format=header.format,
        bits=raster.bits,
        grey=raster.bands < 3,
        alpha=raster.bands in (2, 4),
        sha256=digest,
        size_bytes=file.size,
        orientation=header.tag or 1,
        icc=header.icc,
        exif=header.exif,
        xmp=header.xmp,
        iptc=header.iptc,
        resolution=header.resolution,
        jpeg_quality=header.jpeg_quality,
        content_credentials=header.content_credentials,
        warnings=tuple(warnings),
    )
