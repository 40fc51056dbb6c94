"""IPTC-IIM and the Photoshop image resources that carry it (IPTC-NAA IIM 4.2; Adobe Photoshop File Formats)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_IPTC_RESOURCE = 0x0404
_PHOTOSHOP = b"Photoshop 3.0\0"
# Record 2: content location, city, sublocation, province, country code, country.
_PLACES = {26, 27, 90, 92, 95, 100, 101}


def bare(blob: bytes) -> bytes | None:
    """The IIM records of `blob`, which may stand in Photoshop's resources; None where there are none."""
    blob = blob.removeprefix(_PHOTOSHOP)
    if blob[:1] == b"\x1c":
        return blob
    return next((content for number, content in _resources(blob) if number == _IPTC_RESOURCE and content), None)


def _resources(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while raw[at : at + 4] == b"8BIM" and at + 12 <= len(raw):
        number = struct.unpack_from(">H", raw, at + 4)[0]
        at += 6 + (raw[at + 6] + 2 & ~1)
        length = int.from_bytes(raw[at : at + 4], "big")
        yield number, raw[at + 4 : at + 4 + length]
        at += 4 + length + length % 2


def as_resource(records: bytes) -> bytes:
    """IIM records as the one image resource of a Photoshop block."""
    content = records + b"\0" * (len(records) % 2)
    return b"8BIM" + struct.pack(">HHI", _IPTC_RESOURCE, 0, len(records)) + content


def without_places(records: bytes) -> bytes:
    """The records without those that name a place; what cannot be read as records is cut off."""
    return b"".join(raw for record, dataset, raw in _datasets(records) if not (record == 2 and dataset in _PLACES))


def _datasets(records: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(records) and records[at] == 0x1C:
        record, dataset, length = struct.unpack_from(">BBH", records, at + 1)
        start = at + 5
        if length & 0x8000:  # an extended dataset: the length's own length comes first
            width = length & 0x7FFF
            length = int.from_bytes(records[start : start + width], "big")
            start += width
        if start + length > len(records):
            return
        yield record, dataset, records[at : start + length]
        at = start + length
