"""The tags of a TIFF file: what libvips does not write itself is appended, with a new first directory at the end."""

from __future__ import annotations

import os
import struct
from typing import IO

from restorer.core.errors import Internal
from restorer.photo.containers import Blobs
from restorer.photo.metadata_exif import (
    EXIF_DIRECTORY,
    GPS_DIRECTORY,
    INTEROPERABILITY,
    RESOLUTION_UNIT,
    X_RESOLUTION,
    Y_RESOLUTION,
    directories,
    rational,
)
from restorer.photo.tiff_directory import (
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Directory,
    DirectoryError,
    Field,
    Layout,
    Read,
    header,
    read_directory,
    serialise,
)

XMP, IPTC, PHOTOSHOP, ICC = 700, 33723, 34377, 34675
# Of the tags up to 700 these describe the picture and not how its pixels lie in the file.
_DESCRIBING = {269, 270, 271, 272, 285, 305, 306, 315, 316}
_NOT_CARRIED = {XMP, IPTC, PHOTOSHOP, ICC, EXIF_DIRECTORY, GPS_DIRECTORY, 33421, 33422, 37724, 42112, 42113}
_DNG = range(50_706, 52_600)
_IFD8 = 18  # BigTIFF's offset of a directory


def place_tiff_tags(file: IO[bytes], blobs: Blobs) -> None:
    """Append profile, XMP, IPTC, EXIF with its directories and the resolution to the TIFF in `file`.

    The EXIF's values are moved, since offsets in a TIFF count from the file's beginning: maker notes keep their
    bytes, but those that hold offsets of their own from the EXIF's beginning can no longer follow them.
    """
    read = _reader(file)
    try:
        layout, first = header(read(0, 16))
        own = read_directory(read, first, layout)
    except DirectoryError as error:
        raise Internal("Writing the photo failed inside the encoder.", detail=f"TIFF: {error}") from error
    fields: dict[int, Field] = {}
    for entry in own.entries:
        if entry.value is None:
            raise Internal("Writing the photo failed inside the encoder.", detail=f"TIFF: tag {entry.tag}")
        fields[entry.tag] = (entry.tag, entry.kind, entry.count, entry.value)
    end = file.seek(0, os.SEEK_END)
    appended = b"\0" * (end % 2)
    if blobs.exif is not None:
        for tag, kind, count, value in _described(blobs.exif, layout):
            fields.setdefault(tag, (tag, kind, count, value))
        appended = _with_directories(blobs.exif, layout, end, appended, fields)
    _add_blobs(fields, blobs, layout)
    at = end + len(appended)
    file.seek(end)
    file.write(appended)
    file.write(serialise(list(fields.values()), at, layout))
    file.seek(8 if layout.big else 4)
    file.write(struct.pack(layout.offset_code, at))


def _reader(file: IO[bytes]) -> Read:
    def read(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    return read


def _add_blobs(fields: dict[int, Field], blobs: Blobs, layout: Layout) -> None:
    for tag, kind, value in (
        (ICC, UNDEFINED, blobs.icc),
        (XMP, BYTE, blobs.xmp),
        (IPTC, UNDEFINED, blobs.iptc),
        (PHOTOSHOP, BYTE, blobs.photoshop),
    ):
        if value is not None:
            fields[tag] = (tag, kind, len(value), value)
    for tag in (X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT):
        fields.pop(tag, None)
    unit = 1
    across = down = 1.0
    if blobs.resolution is not None:
        unit, across, down = 2, blobs.resolution.x_dpi, blobs.resolution.y_dpi
    # Without a resolution the ratio of the sides is said, without a unit (TIFF 6.0, page 38).
    fields[X_RESOLUTION] = (X_RESOLUTION, RATIONAL, 1, rational(across, layout))
    fields[Y_RESOLUTION] = (Y_RESOLUTION, RATIONAL, 1, rational(down, layout))
    fields[RESOLUTION_UNIT] = (RESOLUTION_UNIT, SHORT, 1, struct.pack(layout.order + "H", unit))


def _described(exif: bytes, layout: Layout) -> list[Field]:
    """The first directory's fields that describe the picture, in the file's byte order."""
    own, top, *_ = directories(exif)
    return [
        field
        for field in moved(top, own, layout)
        if (field[0] in _DESCRIBING or field[0] > 700) and field[0] not in _NOT_CARRIED and field[0] not in _DNG
    ]


def moved(directory: Directory, own: Layout, layout: Layout) -> list[Field]:
    """A directory's fields in the byte order of `layout`; a tag that stands twice counts the first time.

    Those without a value that can be read are left behind.
    """
    same = own.order == layout.order
    fields: dict[int, Field] = {}
    for entry in directory.entries:
        if entry.value is not None:
            value = entry.value if same else entry.swapped()
            fields.setdefault(entry.tag, (entry.tag, entry.kind, entry.count, value))
    return list(fields.values())


def _with_directories(exif: bytes, layout: Layout, end: int, before: bytes, fields: dict[int, Field]) -> bytes:
    """`before` and the EXIF, GPS and interoperability directories, to stand at `end`; `fields` gets their pointers."""
    own, _, inner, gps, interoperability = directories(exif)
    kind = _IFD8 if layout.big else LONG
    appended = before

    def append(contents: list[Field]) -> bytes:
        nonlocal appended
        appended += b"\0" * ((end + len(appended)) % 2)
        at = end + len(appended)
        appended += serialise(contents, at, layout)
        return struct.pack(layout.offset_code, at)

    if inner is not None:
        inside = [one for one in moved(inner, own, layout) if one[0] != INTEROPERABILITY]
        if interoperability is not None:
            inside.append((INTEROPERABILITY, kind, 1, append(moved(interoperability, own, layout))))
        fields[EXIF_DIRECTORY] = (EXIF_DIRECTORY, kind, 1, append(inside))
    if gps is not None:
        fields[GPS_DIRECTORY] = (GPS_DIRECTORY, kind, 1, append(moved(gps, own, layout)))
    return appended
