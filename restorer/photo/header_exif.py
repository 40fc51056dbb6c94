"""A TIFF's or raw file's own tags as the EXIF block that they would be elsewhere."""

from __future__ import annotations

from restorer.photo.header_directory import Readable
from restorer.photo.limits import Limits
from restorer.photo.tiff_directory import (
    LONG,
    Directory,
    DirectoryError,
    Entry,
    Field,
    Layout,
    header,
    number,
    read_directory,
    serialise,
)

_EXIF, _GPS, _INTEROPERABILITY = 34665, 34853, 40965
# description, make, model, page name, date, artist, host, copyright
_DESCRIBING = {270, 271, 272, 285, 306, 315, 316, 33432}
_KEPT = _DESCRIBING | {274, 282, 283, 296, 305}
_LONG8, _IFD8 = 16, 18


def exif_of_tiff(file: Readable, limits: Limits, *, page: int = 0, described: bool = True) -> bytes | None:
    """The EXIF block: IFD0's describing tags, and the EXIF, GPS and interoperability directories.

    described: make one of the describing tags alone too. None where there is nothing of all this, where it is
    unsound, or larger than the limits.
    """
    try:
        own, top = _first_directory(file, limits, page)
    except DirectoryError:
        return None
    layout = Layout(own.order)
    fields = [_field(entry, own, layout) for entry in top.entries if entry.tag in _KEPT and entry.value]
    blob = b"II*\0\x08\0\0\0" if own.order == "<" else b"MM\0*\0\0\0\x08"
    pointed: list[tuple[int, list[Field]]] = []
    for tag in (_EXIF, _GPS):
        below = _below(file, limits, top.get(tag), own)
        if below is not None:
            pointed.append((tag, _fields(file, limits, below, own, layout)))
    if not pointed and not (described and any(field[0] in _DESCRIBING for field in fields)):
        return None
    # The first directory stands first, so its length is needed before the places of the others are known.
    at = 8 + len(serialise([*fields, *((tag, LONG, 1, b"\0\0\0\0") for tag, _ in pointed)], 8, layout))
    rest = b""
    for tag, inside in pointed:
        rest += b"\0" * ((at + len(rest)) % 2)
        fields.append((tag, LONG, 1, (at + len(rest)).to_bytes(4, "little" if own.order == "<" else "big")))
        rest += serialise(inside, at + len(rest), layout)
    whole = blob + serialise(fields, 8, layout) + rest
    return whole if len(whole) <= limits.max_metadata_bytes else None


def _first_directory(file: Readable, limits: Limits, page: int) -> tuple[Layout, Directory]:
    start = file.read_at(0, 16)
    # Olympus and Panasonic write other numbers where TIFF has 42.
    if start[:2] in (b"II", b"MM") and start[2:4] in (b"RO", b"RS", b"OR", b"U\0"):
        start = start[:2] + (b"*\0" if start[:2] == b"II" else b"\0*") + start[4:]
    own, offset = header(start)
    top = read_directory(_bounded(file, limits), offset, own)
    for _ in range(page):
        top = read_directory(_bounded(file, limits), top.following, own)
    return own, top


class _Bounded:
    """Reads that give nothing where more is asked for than a block may take."""

    def __init__(self, file: Readable, most: int) -> None:
        self._file = file
        self._most = most

    def __call__(self, offset: int, length: int) -> bytes:
        return self._file.read_at(offset, length) if length <= self._most else b""


def _bounded(file: Readable, limits: Limits) -> _Bounded:
    return _Bounded(file, limits.max_metadata_bytes)


def _below(file: Readable, limits: Limits, entry: Entry | None, own: Layout) -> Directory | None:
    """The directory that `entry` points to; None where there is none, or nothing sound."""
    if entry is None:
        return None
    try:
        return read_directory(_bounded(file, limits), number(entry, own), own)
    except DirectoryError:
        return None


def _fields(file: Readable, limits: Limits, directory: Directory, own: Layout, layout: Layout) -> list[Field]:
    """A directory's fields. The interoperability directory (R98 and such) is not carried: it points elsewhere."""
    kept = [entry for entry in directory.entries if entry.value is not None and entry.tag != _INTEROPERABILITY]
    return [_field(entry, own, layout) for entry in kept]


def _field(entry: Entry, own: Layout, layout: Layout) -> Field:
    """A field as a plain TIFF can hold it: eight-byte numbers of a BigTIFF become four-byte ones."""
    value = entry.value or b""
    if own.big and not layout.big and entry.kind in (_LONG8, _IFD8):
        order = "little" if own.order == "<" else "big"
        numbers = [int.from_bytes(value[at : at + 8], order) for at in range(0, len(value), 8)]  # type: ignore[arg-type]
        value = b"".join(min(n, 2**32 - 1).to_bytes(4, order) for n in numbers)  # type: ignore[arg-type]
        return entry.tag, LONG, entry.count, value
    return entry.tag, entry.kind, entry.count, value
