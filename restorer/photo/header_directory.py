"""The directories of a TIFF file or an EXIF block (TIFF 6.0, section 2; BigTIFF), read with bounds on everything.

Only numbers, places and blobs are taken out; no picture is decoded here. A directory that leads outside the
file, back to itself or on forever simply ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_MAX_ENTRIES = 4096
_MAX_NUMBERS = 1 << 24
_SUB_DIRECTORIES = 330


class Readable(Protocol):
    """Bytes at any place: a file, or a block in memory."""

    def read_at(self, offset: int, length: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes in memory, as a `Readable`."""

    content: bytes = field(repr=False)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length] if offset >= 0 and length > 0 else b""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    place: int


class Directory:
    """One directory: tags and their values. A tag that is absent or broken has no value."""

    def __init__(self, tiff: TiffFile, offset: int, entries: dict[int, _Entry]) -> None:
        self._tiff = tiff
        self._entries = entries
        self.offset = offset

    def has(self, tag: int) -> bool:
        return tag in self._entries

    def numbers(self, tag: int, most: int = 16) -> tuple[float, ...]:
        """The values of a numeric tag, rationals divided out, at most `most` of them."""
        entry = self._entries.get(tag)
        if entry is None or entry.count > _MAX_NUMBERS:
            return ()
        count = min(entry.count, most)
        raw = self._tiff.source.read_at(entry.place, count * _SIZES[entry.kind])
        count = len(raw) // _SIZES[entry.kind]
        order = self._tiff.order
        if entry.kind in (5, 10):
            pairs = struct.unpack(f"{order}{2 * count}{'I' if entry.kind == 5 else 'i'}", raw[: 8 * count])
            return tuple(up / down if down else 0.0 for up, down in zip(pairs[::2], pairs[1::2], strict=True))
        code = _CODES.get(entry.kind)
        if code is None:
            return ()
        return struct.unpack(f"{order}{count}{code}", raw[: count * _SIZES[entry.kind]])

    def number(self, tag: int, default: int = 0) -> int:
        """The first value of a tag as a whole number."""
        found = self.numbers(tag, 1)
        return int(found[0]) if found and abs(found[0]) < 2**63 else default

    def length(self, tag: int) -> int:
        """How many bytes a tag's value takes, 0 where it is absent."""
        entry = self._entries.get(tag)
        return 0 if entry is None else entry.count * _SIZES[entry.kind]

    def blob(self, tag: int, most: int) -> bytes | None:
        """A tag's bytes as stored, None where it is absent, cut off or longer than `most`."""
        entry = self._entries.get(tag)
        length = self.length(tag)
        if entry is None or not 0 < length <= most:
            return None
        found = self._tiff.source.read_at(entry.place, length)
        return found if len(found) == length else None


class TiffFile:
    """A TIFF by its byte order and first directory."""

    def __init__(self, source: Readable, order: str, big: bool, first: int) -> None:
        self.source = source
        self.order = order
        self.big = big
        self._first = first

    @staticmethod
    def of(source: Readable) -> TiffFile | None:
        """The TIFF in `source`, None where it is none."""
        head = source.read_at(0, 16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 8:
            return None
        (magic,) = struct.unpack(order + "H", head[2:4])
        if magic == 43 and len(head) == 16:
            return TiffFile(source, order, True, struct.unpack(order + "Q", head[8:16])[0])
        # 42, and the numbers of makers' raw files (Olympus, Panasonic), which are TIFF otherwise
        return TiffFile(source, order, False, struct.unpack(order + "I", head[4:8])[0])

    def directories(self, limit: int) -> Iterator[Directory]:
        """The chain of pages, at most `limit`, each once."""
        seen: set[int] = set()
        offset = self._first
        while offset and offset not in seen and len(seen) < limit:
            seen.add(offset)
            directory, offset = self._read(offset)
            if directory is None:
                return
            yield directory

    def with_children(self, limit: int) -> Iterator[Directory]:
        """Pages and the directories below them (SubIFDs), at most `limit` in all, each once."""
        seen: set[int] = set()
        waiting = list(self.directories(limit))
        while waiting and len(seen) < limit:
            directory = waiting.pop(0)
            if directory.offset in seen:
                continue
            seen.add(directory.offset)
            yield directory
            for offset in directory.numbers(_SUB_DIRECTORIES, limit):
                child, _ = self._read(int(offset))
                if child is not None:
                    waiting.append(child)

    def _read(self, offset: int) -> tuple[Directory | None, int]:
        """The directory at `offset` and the place of the next."""
        count_code, count_size, entry_size, next_code = ("Q", 8, 20, "Q") if self.big else ("H", 2, 12, "I")
        raw = self.source.read_at(offset, count_size)
        if len(raw) < count_size:
            return None, 0
        count = struct.unpack(self.order + count_code, raw)[0]
        if count > _MAX_ENTRIES:
            return None, 0
        table = self.source.read_at(offset + count_size, count * entry_size)
        entries: dict[int, _Entry] = {}
        for index in range(len(table) // entry_size):
            tag, entry = self._entry(table, index * entry_size, offset + count_size + index * entry_size)
            if entry is not None:
                entries.setdefault(tag, entry)
        end = offset + count_size + count * entry_size
        raw = self.source.read_at(end, struct.calcsize(next_code))
        following = struct.unpack(self.order + next_code, raw)[0] if len(raw) == struct.calcsize(next_code) else 0
        return Directory(self, offset, entries), following

    def _entry(self, table: bytes, at: int, place: int) -> tuple[int, _Entry | None]:
        """One entry; its value stands in the entry itself where it fits."""
        width = 8 if self.big else 4
        code = "Q" if self.big else "I"
        tag, kind = struct.unpack_from(self.order + "HH", table, at)
        (count,) = struct.unpack_from(self.order + code, table, at + 4)
        if kind not in _SIZES:
            return tag, None
        inside = place + 4 + width
        if count * _SIZES[kind] > width:
            (inside,) = struct.unpack_from(self.order + code, table, at + 4 + width)
        return tag, _Entry(kind, count, inside)
