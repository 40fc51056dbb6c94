"""A camera raw file's header, by LibRaw."""

from __future__ import annotations

import io
from typing import Any

from restorer.photo.header import Header
from restorer.photo.header_blobs import exif_orientation, exif_resolution, orientation_of
from restorer.photo.header_directory import TiffFile
from restorer.photo.header_exif import exif_of_tiff
from restorer.photo.limits import Limits, refusal
from restorer.photo.source_file import SourceFile

_SIDEWAYS = (5, 6)  # LibRaw's numbers for a quarter turn to the left and to the right


def peek_raw(file: SourceFile, limits: Limits) -> Header:
    """The header of a raw file. LibRaw turns the picture itself: there is nothing left to apply."""
    with open_raw(file) as raw:
        sizes = raw.sizes
    across, down = (sizes.height, sizes.width) if sizes.flip in _SIDEWAYS else (sizes.width, sizes.height)
    size = limits.check(across, down, file.path)
    tiff = TiffFile.of(file)
    exif = exif_of_tiff(file, limits, described=False)
    first = next(tiff.directories(1), None) if tiff is not None else None
    return Header(
        format="raw",
        stored=size,
        bits=16,
        grey=False,
        alpha=False,
        tag=exif_orientation(exif) or (orientation_of(first) if first is not None else 0),
        exif=exif,
        resolution=exif_resolution(exif),
    )


def open_raw(file: SourceFile) -> Any:
    """LibRaw's view of the file, to be used with `with`; the pixels are not unpacked yet.

    Raises
    ------
    BadInput
        LibRaw does not know it, or it is damaged.
    """
    import rawpy

    try:
        return rawpy.imread(io.BytesIO(file.read_at(0, file.size)))
    except rawpy.LibRawError as error:
        raise refusal(
            file.path, "This camera raw file is damaged, or of a camera that is not known.", detail=repr(error)
        ) from error
