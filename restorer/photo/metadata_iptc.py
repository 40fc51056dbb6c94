"""IPTC-IIM records: what they say, and without their places (IPTC-NAA IIM 4.2)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from restorer.photo.xmp_packet import DUBLIN_CORE, IPTC_CORE, PHOTOSHOP

_UTF8 = b"\x1b%G"  # dataset 1:90 after ISO 2022
# Dataset of record 2 → XMP property and its kind (IPTC Photo Metadata Standard, IIM mapping).
_IN_XMP = {
    5: (DUBLIN_CORE, "title", "Alt"),
    25: (DUBLIN_CORE, "subject", "Bag"),
    40: (PHOTOSHOP, "Instructions", ""),
    55: (PHOTOSHOP, "DateCreated", ""),
    80: (DUBLIN_CORE, "creator", "Seq"),
    85: (PHOTOSHOP, "AuthorsPosition", ""),
    90: (PHOTOSHOP, "City", ""),
    92: (IPTC_CORE, "Location", ""),
    95: (PHOTOSHOP, "State", ""),
    100: (IPTC_CORE, "CountryCode", ""),
    101: (PHOTOSHOP, "Country", ""),
    103: (PHOTOSHOP, "TransmissionReference", ""),
    105: (PHOTOSHOP, "Headline", ""),
    110: (PHOTOSHOP, "Credit", ""),
    115: (PHOTOSHOP, "Source", ""),
    116: (DUBLIN_CORE, "rights", "Alt"),
    120: (DUBLIN_CORE, "description", "Alt"),
    122: (PHOTOSHOP, "CaptionWriter", ""),
}
# Record 2: content location, city, sublocation, province, country code, country.
_PLACES = {26, 27, 90, 92, 95, 100, 101}


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


def told(records: bytes) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """What the records say, as XMP says it: (namespace, name, kind) → values, for formats that hold XMP only."""
    found: dict[tuple[str, str, str], list[str]] = {}
    is_utf8 = False
    for record, dataset, raw in _datasets(records):
        content = raw[5:] if raw[3] < 0x80 else raw[5 + (int.from_bytes(raw[3:5], "big") & 0x7FFF) :]
        if (record, dataset) == (1, 90):
            is_utf8 = content == _UTF8
        elif record == 2 and dataset in _IN_XMP:
            value = _date(content) if dataset == 55 else _text(content, is_utf8=is_utf8)
            if value:
                found.setdefault(_IN_XMP[dataset], []).append(value)
    return {name: tuple(values if name[2] in ("Bag", "Seq") else values[:1]) for name, values in found.items()}


def _text(content: bytes, *, is_utf8: bool) -> str:
    """A text as it is meant: many writers use UTF-8 without saying so, the others mostly Windows' Latin letters."""
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError:
        decoded = content.decode("utf-8" if is_utf8 else "cp1252", "replace")
    return "".join(letter for letter in decoded if letter.isprintable() or letter in "\n\t").strip()


def _date(content: bytes) -> str | None:
    """CCYYMMDD as ISO 8601; months and days of 00 are not known."""
    digits = content.decode("ascii", "replace")
    if len(digits) != 8 or not digits.isdecimal() or digits[:4] == "0000":
        return None
    parts = [digits[:4], *(part for part in (digits[4:6], digits[6:]) if part != "00")]
    return "-".join(parts)
