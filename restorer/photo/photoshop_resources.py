"""Photoshop's image resources, in which many files carry their IPTC texts (Adobe Photoshop File Formats)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_IPTC = 0x0404
_SIGNATURE = b"8BIM"
_BLOCK = b"Photoshop 3.0\0"  # what a JPEG's segment begins with
_RECORDS = b"\x1c"


def iptc_records(block: bytes) -> bytes | None:
    """The IPTC-IIM records of `block`: among its resources, or it is nothing but records. None where there are none."""
    block = block.removeprefix(_BLOCK)
    if block.startswith(_RECORDS):
        return block
    return next((content for number, content in _resources(block) if number == _IPTC and content), None)


def iptc_resource(records: bytes) -> bytes:
    """IIM records as the one image resource of a block."""
    return _SIGNATURE + struct.pack(">HHI", _IPTC, 0, len(records)) + records + b"\0" * (len(records) % 2)


def _resources(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each resource, up to one that is cut off."""
    at = 0
    while raw[at : at + 4] == _SIGNATURE and at + 8 <= len(raw):
        number = int.from_bytes(raw[at + 4 : at + 6], "big")
        at += 6 + (raw[at + 6] + 2 & ~1)  # a counted name, padded to even
        length = int.from_bytes(raw[at : at + 4], "big")
        at += 4
        if length > len(raw) - at:
            return
        yield number, raw[at : at + length]
        at += length + (length & 1)
