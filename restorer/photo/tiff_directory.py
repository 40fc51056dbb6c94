"""TIFF image file directories: the shape of EXIF blobs and of TIFF files (TIFF 6.0, section 2; BigTIFF).

What is read may be hostile: every offset and count is checked against what is there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Bytes of one value by its type; 13 is IFD, 16 to 18 are BigTIFF's.
_WIDTH = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
# Bytes of the numbers a value is made of, which is what a change of byte order turns round.
_SWAPPED = _WIDTH | {5: 4, 10: 4}
_MAX_ENTRIES = 4096

SHORT, LONG, RATIONAL, UNDEFINED = 3, 4, 5, 7
ASCII, BYTE = 2, 1

Read = Callable[[int, int], bytes]


class DirectoryError(ValueError):
    """The bytes are no directory, or point outside of what is there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """order: "<" or ">". big: BigTIFF, with counts and offsets of eight bytes."""

    order: str
    big: bool = False

    @property
    def entry_length(self) -> int:
        return 20 if self.big else 12

    @property
    def offset_code(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def count_code(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def inline(self) -> int:
        return 8 if self.big else 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. value: its bytes in the order of its layout. at: where they stand, None when inside the entry.

    An entry whose value lies outside of the file has `value` None: it can be dropped, or kept as `field` says it.
    """

    tag: int
    kind: int
    count: int
    value: bytes | None
    field: bytes
    at: int | None = None

    def swapped(self) -> bytes:
        """The value in the other byte order; texts and undefined bytes as they are."""
        width = _SWAPPED.get(self.kind, 1)
        value = self.value or b""
        return b"".join(value[start : start + width][::-1] for start in range(0, len(value), width))


@dataclass(frozen=True, slots=True)
class Directory:
    """entries in the file's order. at, end: its table's place. following: offset of the next directory, 0 for none."""

    entries: tuple[Entry, ...]
    at: int
    end: int
    following: int

    def get(self, tag: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.tag == tag), None)


def header(start: bytes) -> tuple[Layout, int]:
    """Layout and offset of the first directory, from the first 16 bytes of a TIFF structure.

    Raises
    ------
    DirectoryError
        it is none.
    """
    order = {b"II": "<", b"MM": ">"}.get(start[:2])
    if order is None or len(start) < 8:
        raise DirectoryError("no byte order mark")
    (version,) = struct.unpack_from(order + "H", start, 2)
    if version == 42:
        return Layout(order), struct.unpack_from(order + "I", start, 4)[0]
    if version == 43 and len(start) >= 16:
        return Layout(order, big=True), struct.unpack_from(order + "Q", start, 8)[0]
    raise DirectoryError(f"version {version}")


def reader(data: bytes | bytearray) -> Read:
    """Reads from bytes in memory."""
    return lambda offset, length: bytes(data[offset : offset + length])


def _exactly(read: Read, offset: int, length: int) -> bytes:
    got = read(offset, length) if offset >= 0 else b""
    if len(got) != length:
        raise DirectoryError(f"{length} bytes at {offset} are not there")
    return got


def read_directory(read: Read, offset: int, layout: Layout) -> Directory:
    """The directory at `offset`.

    Raises
    ------
    DirectoryError
        its table is not all there, or larger than any real one.
    """
    if offset < 8:
        raise DirectoryError(f"a directory at {offset}")
    width = struct.calcsize(layout.count_code)
    (count,) = struct.unpack(layout.count_code, _exactly(read, offset, width))
    if not 0 < count <= _MAX_ENTRIES:
        raise DirectoryError(f"{count} entries")
    start = offset + width
    table = _exactly(read, start, count * layout.entry_length)
    after = read(start + len(table), layout.inline)
    following = struct.unpack(layout.offset_code, after)[0] if len(after) == layout.inline else 0
    step = layout.entry_length
    entries = tuple(_entry(read, table[index * step : (index + 1) * step], layout) for index in range(count))
    return Directory(entries, offset, start + len(table) + len(after), following)


def _entry(read: Read, raw: bytes, layout: Layout) -> Entry:
    tag, kind = struct.unpack_from(layout.order + "HH", raw)
    (count,) = struct.unpack_from(layout.offset_code, raw, 4)
    field = raw[-layout.inline :]
    length = count * _WIDTH.get(kind, 0)
    if kind not in _WIDTH:
        return Entry(tag, kind, count, None, field)
    if length <= layout.inline:
        return Entry(tag, kind, count, field[:length], field)
    (at,) = struct.unpack(layout.offset_code, field)
    value = read(at, length) if at >= 8 else b""
    return Entry(tag, kind, count, value if len(value) == length else None, field, at)


def number(entry: Entry, layout: Layout) -> int:
    """The first whole number of an entry of type SHORT, LONG, IFD or their eight-byte kin.

    Raises
    ------
    DirectoryError
        it holds none.
    """
    code = {1: "B", SHORT: "H", LONG: "I", 13: "I", 16: "Q", 18: "Q"}.get(entry.kind)
    if code is None or not entry.value:
        raise DirectoryError(f"tag {entry.tag} is no number")
    return int(struct.unpack_from(layout.order + code, entry.value)[0])


Field = tuple[int, int, int, bytes]  # tag, type, count, value in the layout's order


def serialise(fields: Sequence[Field], at: int, layout: Layout, following: int = 0) -> bytes:
    """A directory's table, to stand at `at` (even), followed by the values that do not fit into it."""
    ordered = sorted(fields, key=lambda field: field[0])
    table_length = struct.calcsize(layout.count_code) + len(ordered) * layout.entry_length + layout.inline
    table = struct.pack(layout.count_code, len(ordered))
    values = b""
    for tag, kind, count, value in ordered:
        table += struct.pack(layout.order + "HH", tag, kind) + struct.pack(layout.offset_code, count)
        if len(value) <= layout.inline:
            table += value.ljust(layout.inline, b"\0")
        else:
            values += b"\0" * (-(at + table_length + len(values)) % 2)
            table += struct.pack(layout.offset_code, at + table_length + len(values))
            values += value
    return table + struct.pack(layout.offset_code, following) + values
