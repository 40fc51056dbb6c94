"""EXIF: what must be changed when a photo is saved anew, and nothing else.

A blob is edited where it stands: maker notes and unknown tags keep their bytes *and their place*, since many maker
notes hold offsets from the blob's beginning. Only directories that grow move to the end.
(CIPA DC-008, "Exif 3.0"; TIFF 6.0.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from restorer.core.geometry import Size
from restorer.photo.photo import Resolution
from restorer.photo.tiff_directory import (
    LONG,
    RATIONAL,
    SHORT,
    Directory,
    DirectoryError,
    Entry,
    Field,
    Layout,
    header,
    number,
    read_directory,
    reader,
    serialise,
)

WIDTH, HEIGHT, ORIENTATION = 0x100, 0x101, 0x112
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x11A, 0x11B, 0x128
EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY = 0x8769, 0x8825, 0xA005
PIXEL_WIDTH, PIXEL_HEIGHT, MAKER_NOTE = 0xA002, 0xA003, 0x927C
_THUMBNAIL_AT, _THUMBNAIL_LENGTH = 0x201, 0x202
_STRIPS_AT, _STRIPS_LENGTH = 0x111, 0x117

Range = tuple[int, int]


def edited(blob: bytes, size: Size, resolution: Resolution | None, *, keep_location: bool) -> bytes | None:
    """`blob` for a picture of `size` that stands upright: orientation 1, true sizes, no embedded thumbnail.

    resolution: written where the blob says another or none. None where nothing is left.

    Raises
    ------
    DirectoryError
        the blob is no EXIF.
    """
    layout, first = header(blob[:16])
    if layout.big:
        raise DirectoryError("EXIF is never BigTIFF")
    data = bytearray(blob)
    top = read_directory(reader(blob), first, layout)
    exif, gps, interoperability = _below(blob, top, layout)
    freed = _thumbnail(blob, top, layout)
    dropped = {GPS_DIRECTORY} if gps is not None and not keep_location else set()
    if dropped and gps is not None:
        freed += _ranges(gps)
        gps = None
    if not keep_location:
        dropped.add(GPS_DIRECTORY)
    _zero(data, freed, [(0, 8), *(r for one in (top, exif, gps, interoperability) if one for r in _ranges(one))])
    changes = _sizes(top, (WIDTH, HEIGHT), size, layout) | _upright(top, layout)
    changes |= _resolution_fields(top, resolution, layout)
    if not changes and all(entry.tag in dropped for entry in top.entries):
        return None
    _rewrite(data, top, changes, dropped, layout, is_first=True)
    if exif is not None:
        _rewrite(data, exif, _sizes(exif, (PIXEL_WIDTH, PIXEL_HEIGHT), size, layout), set(), layout, is_first=False)
    return bytes(data)


def with_resolution_only(resolution: Resolution) -> bytes:
    """The smallest EXIF that says a resolution, for formats that have no other place for it."""
    layout = Layout("<")
    fields = _resolution_values(resolution, layout)
    return b"II*\0" + struct.pack("<I", 8) + serialise(list(fields.values()), 8, layout)


def directories(blob: bytes) -> tuple[Layout, Directory, Directory | None, Directory | None, Directory | None]:
    """Layout, first directory, and the EXIF, GPS and interoperability directories where they are sound.

    Raises
    ------
    DirectoryError
        the blob is no EXIF.
    """
    layout, first = header(blob[:16])
    top = read_directory(reader(blob), first, layout)
    return layout, top, *_below(blob, top, layout)


def _below(blob: bytes, top: Directory, layout: Layout) -> tuple[Directory | None, Directory | None, Directory | None]:
    exif = _pointed(blob, top.get(EXIF_DIRECTORY), layout)
    inside = _pointed(blob, exif.get(INTEROPERABILITY), layout) if exif is not None else None
    return exif, _pointed(blob, top.get(GPS_DIRECTORY), layout), inside


def _pointed(blob: bytes, entry: Entry | None, layout: Layout) -> Directory | None:
    """The directory that `entry` points to; None where there is none, or nothing sound."""
    if entry is None:
        return None
    try:
        return read_directory(reader(blob), number(entry, layout), layout)
    except DirectoryError:
        return None


def _thumbnail(blob: bytes, top: Directory, layout: Layout) -> list[Range]:
    """What the second directory and its picture take."""
    if not top.following or top.following == top.at:
        return []
    try:
        second = read_directory(reader(blob), top.following, layout)
    except DirectoryError:
        return []
    found = _ranges(second)
    for where, how_long in ((_THUMBNAIL_AT, _THUMBNAIL_LENGTH), (_STRIPS_AT, _STRIPS_LENGTH)):
        at, length = second.get(where), second.get(how_long)
        try:
            if at is not None and length is not None:
                start = number(at, layout)
                found.append((start, start + number(length, layout)))
        except DirectoryError:
            continue
    return found


def _ranges(directory: Directory) -> list[Range]:
    """The bytes that a directory's table and values take."""
    values = [(entry.at, entry.at + len(entry.value)) for entry in directory.entries if entry.at and entry.value]
    return [(directory.at, directory.end), *values]


def _zero(data: bytearray, freed: Iterable[Range], kept: list[Range]) -> None:
    """Blank what is freed and nobody else's; cut it off where it is the end."""
    for start, end in freed:
        start, end = max(0, start), min(len(data), end)
        pieces = [(start, end)]
        for keep_start, keep_end in kept:
            pieces = [
                part
                for left, right in pieces
                for part in ((left, min(right, keep_start)), (max(left, keep_end), right))
                if part[0] < part[1]
            ]
        for left, right in pieces:
            data[left:right] = bytes(right - left)
        if pieces and pieces[-1][1] == len(data):
            del data[pieces[-1][0] :]


def _sizes(directory: Directory, tags: tuple[int, int], size: Size, layout: Layout) -> dict[int, Field]:
    return {
        tag: (tag, LONG, 1, struct.pack(layout.order + "I", side))
        for tag, side in zip(tags, (size.width, size.height), strict=True)
        if directory.get(tag) is not None
    }


def _upright(top: Directory, layout: Layout) -> dict[int, Field]:
    if top.get(ORIENTATION) is None:
        return {}
    return {ORIENTATION: (ORIENTATION, SHORT, 1, struct.pack(layout.order + "H", 1))}


def _resolution_fields(top: Directory, resolution: Resolution | None, layout: Layout) -> dict[int, Field]:
    """What to set so that the blob says `resolution`; nothing where it does already, or where none is known."""
    if resolution is None or _says(top, resolution, layout):
        return {}
    return _resolution_values(resolution, layout)


def _says(top: Directory, resolution: Resolution, layout: Layout) -> bool:
    found = said_resolution(top, layout)
    return found is not None and all(
        abs(one - other) <= 0.005 for one, other in ((found.x_dpi, resolution.x_dpi), (found.y_dpi, resolution.y_dpi))
    )


def said_resolution(top: Directory, layout: Layout) -> Resolution | None:
    """The resolution that a first directory states, in pixels per inch."""
    across, down = top.get(X_RESOLUTION), top.get(Y_RESOLUTION)
    unit = top.get(RESOLUTION_UNIT)
    if across is None or down is None:
        return None
    try:
        inches = {2: 1.0, 3: 2.54}.get(2 if unit is None else number(unit, layout))
    except DirectoryError:
        return None
    values = [_rational(entry, layout) for entry in (across, down)]
    if inches is None or values[0] is None or values[1] is None:
        return None
    return Resolution(values[0] * inches, values[1] * inches)


def _rational(entry: Entry, layout: Layout) -> float | None:
    if entry.kind != RATIONAL or entry.value is None or len(entry.value) < 8:
        return None
    over, under = struct.unpack_from(layout.order + "II", entry.value)
    return over / under if under else None


def rational(value: float, layout: Layout) -> bytes:
    """A positive number as a RATIONAL, exact to a ten-thousandth."""
    under = 1 if value == round(value) else 10_000
    return struct.pack(layout.order + "II", min(round(value * under), 0xFFFFFFFF), under)


def _resolution_values(resolution: Resolution, layout: Layout) -> dict[int, Field]:
    return {
        X_RESOLUTION: (X_RESOLUTION, RATIONAL, 1, rational(resolution.x_dpi, layout)),
        Y_RESOLUTION: (Y_RESOLUTION, RATIONAL, 1, rational(resolution.y_dpi, layout)),
        RESOLUTION_UNIT: (RESOLUTION_UNIT, SHORT, 1, struct.pack(layout.order + "H", 2)),
    }


def _rewrite(
    data: bytearray,
    directory: Directory,
    changes: dict[int, Field],
    dropped: set[int],
    layout: Layout,
    *,
    is_first: bool,
) -> None:
    """Put the changed entries in place; a first directory that grows moves to the end, the others keep their count."""
    rows: dict[int, bytes] = {}
    for entry in directory.entries:
        if entry.tag not in dropped:
            head = struct.pack(layout.order + "HHI", entry.tag, entry.kind, entry.count)
            rows.setdefault(entry.tag, head + entry.field)
    for tag, kind, count, value in changes.values():
        if len(value) > 4:
            data += b"\0" * (len(data) % 2)
            field = struct.pack(layout.order + "I", len(data))
            data += value
        else:
            field = value.ljust(4, b"\0")
        rows[tag] = struct.pack(layout.order + "HHI", tag, kind, count) + field
    table = struct.pack(layout.order + "H", len(rows)) + b"".join(rows[tag] for tag in sorted(rows)) + bytes(4)
    room = directory.end - directory.at
    if len(table) <= room:
        data[directory.at : directory.end] = table.ljust(room, b"\0")
    elif is_first:
        data += b"\0" * (len(data) % 2)
        struct.pack_into(layout.order + "I", data, 4, len(data))
        data[directory.at : directory.end] = bytes(room)
        data += table
