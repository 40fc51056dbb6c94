"""A JPEG's segments (ITU-T T.81, annex B): size, kind, metadata, quality, and whether its end is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, exif_block, exif_orientation, exif_resolution, plausible
from restorer.photo.header_xmp import Extension
from restorer.photo.limits import Limits, refusal
from restorer.photo.photo import Resolution
from restorer.photo.photoshop_resources import iptc_records
from restorer.photo.source_file import SourceFile

_SOI, _EOI, _SOS, _DQT = 0xD8, 0xD9, 0xDA, 0xDB
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_READ_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_PROGRESSIVE = {0xC2, 0xCA}
_APP = range(0xE0, 0xF0)
# How many bytes are searched for the next marker at first, and at most at a time
_LOOK, _CHUNK = 64, 1 << 20
# More of these than any real file has are not looked at.
_MOST_SEGMENTS, _MOST_SCANS = 20_000, 2_000
_XMP_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")  # filling bytes need no place in it: only the last one counts

# ITU-T T.81, table K.1, in the zigzag order of a DQT segment
_LUMINANCE = (
    *(16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51),
    *(61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77),
    *(113, 121, 112, 100, 120, 92, 101, 103, 99),
)


@dataclass(slots=True)
class _Found:
    """What the segments before the first scan held."""

    blobs: Blobs
    frame: int = 0
    precision: int = 0
    width: int = 0
    height: int = 0
    components: int = 0
    scan_at: int = 0
    quality: int | None = None
    density: Resolution | None = None
    credentials: bool = False
    extension: Extension = field(default_factory=Extension)
    profile_parts: dict[int, bytes] = field(default_factory=dict)
    profile_count: int = 0


def peek_jpeg(file: SourceFile, limits: Limits) -> Header:
    """The header of a JPEG. `whole` is left true: see `scans`."""
    found = _read_segments(file, limits)
    _check_frame(file, found)
    size = limits.check(found.width, found.height, file.path)
    blobs = found.blobs
    _join_profile(found)
    _join_xmp(found)
    tag = exif_orientation(blobs.exif)
    return Header(
        format="jpeg",
        stored=size,
        bits=8,
        grey=found.components == 1,
        alpha=False,
        orientation=tag or 1,
        tag=tag,
        colours="CMYK" if found.components == 4 else "RGB",
        icc=blobs.icc,
        exif=blobs.exif,
        xmp=blobs.xmp,
        iptc=blobs.iptc,
        resolution=exif_resolution(blobs.exif) or found.density,
        jpeg_quality=found.quality,
        content_credentials=found.credentials,
        warnings=tuple(blobs.warnings),
    )


@dataclass(frozen=True, slots=True)
class Scans:
    """whole: the end marker of the picture is there. progressive: by several scans; started: how many began."""

    whole: bool
    progressive: bool
    started: int


def scans(file: SourceFile) -> Scans:
    """Look through the coded data for its markers, up to the end of the first picture."""
    started, progressive = 0, False
    offset = 2
    for _ in range(_MOST_SEGMENTS + _MOST_SCANS):
        marker, offset = _next_marker(file, offset)
        if marker in (0, _EOI):
            return Scans(marker == _EOI, progressive, started)
        if marker == _SOI:
            return Scans(False, progressive, started)
        progressive = progressive or marker in _PROGRESSIVE
        started += marker == _SOS
        if marker != 0x01:
            offset += max(2, int.from_bytes(file.read_at(offset, 2), "big"))
    return Scans(False, progressive, started)


def _next_marker(file: SourceFile, offset: int) -> tuple[int, int]:
    """The next marker from `offset` on that is neither a stuffed byte nor a restart, and the place after it."""
    length = _LOOK
    while offset < file.size:
        chunk = file.read_at(offset, length)
        hit = _MARKER.search(chunk)
        if hit:
            return hit[1][0], offset + hit.end()
        # The last byte may be the first half of a marker.
        offset += max(1, len(chunk) - 1) if offset + len(chunk) < file.size else len(chunk)
        length = min(_CHUNK, length * 16)
    return 0, file.size


def _read_segments(file: SourceFile, limits: Limits) -> _Found:
    found = _Found(Blobs(limits))
    for marker, offset, length in _segments(file):
        if marker in _FRAMES and not found.frame:
            frame = file.read_at(offset, 6)
            if len(frame) == 6:
                found.frame, found.precision, found.components = marker, frame[0], frame[5]
                found.height, found.width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
        elif marker == _DQT and found.quality is None:
            found.quality = _quality(file.read_at(offset, length))
        elif marker in _APP:
            _application(file, found, marker, offset, length)
    return found


def _segments(file: SourceFile) -> Iterator[tuple[int, int, int]]:
    """Marker, place and length of the content of each segment before the first scan."""
    offset = 2
    for _ in range(_MOST_SEGMENTS):
        marker, offset = _next_marker(file, offset)
        if marker in (0, _EOI, _SOS):
            return
        length = int.from_bytes(file.read_at(offset, 2), "big")
        if length < 2:
            continue
        yield marker, offset + 2, length - 2
        offset += length


def _application(file: SourceFile, found: _Found, marker: int, offset: int, length: int) -> None:
    head = file.read_at(offset, min(length, 80))
    blobs = found.blobs
    if marker == 0xE0 and head.startswith(b"JFIF\0") and len(head) >= 12:
        factor = {1: 1.0, 2: 2.54}.get(head[7])
        if factor:
            across, down = int.from_bytes(head[8:10], "big"), int.from_bytes(head[10:12], "big")
            found.density = plausible(across * factor, down * factor)
    elif marker == 0xE1 and head.startswith(b"Exif\0\0"):
        blobs.put("exif", exif_block(file.read_at(offset, length)))
    elif marker == 0xE1 and head.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
        blobs.put("xmp", file.read_at(offset + 29, length - 29))
    elif marker == 0xE1 and head.startswith(_XMP_EXTENSION):
        skip = len(_XMP_EXTENSION)
        found.extension.add(file.read_at(offset + skip, length - skip))
    elif marker == 0xE2 and head.startswith(b"ICC_PROFILE\0") and len(head) >= 14:
        _profile_part(file, found, head, offset, length)
    elif marker == 0xEB and head[:2] == b"JP" and (b"c2pa" in head or b"jumb" in head):
        found.credentials = True  # JUMBF (ISO/IEC 19566-5) in APP11 is how C2PA is embedded
    elif marker == 0xED and head.startswith(b"Photoshop 3.0\0"):
        blobs.put("iptc", iptc_records(file.read_at(offset + 14, length - 14)))


def _profile_part(file: SourceFile, found: _Found, head: bytes, offset: int, length: int) -> None:
    """One of up to 255 pieces of the profile (ICC.1:2022, B.4)."""
    number, found.profile_count = head[12], head[13]
    total = sum(map(len, found.profile_parts.values())) + length - 14
    if number not in found.profile_parts and found.blobs.admits("icc", total):
        found.profile_parts[number] = file.read_at(offset + 14, length - 14)


def _join_profile(found: _Found) -> None:
    if not found.profile_parts:
        return
    numbers = range(1, found.profile_count + 1)
    if all(number in found.profile_parts for number in numbers):
        found.blobs.put("icc", b"".join(found.profile_parts[number] for number in numbers))
    else:
        found.blobs.warn("A piece of the colour profile is missing; the colours are taken as sRGB.")


def _join_xmp(found: _Found) -> None:
    if found.blobs.xmp is not None:
        found.blobs.xmp, missing = found.extension.joined(found.blobs.xmp)
        if missing:
            found.blobs.warn(missing)


def _check_frame(file: SourceFile, found: _Found) -> None:
    if not found.frame:
        raise refusal(file.path, "The file is cut off or damaged: it holds no picture.")
    if found.precision != 8:
        raise refusal(file.path, f"This JPEG holds {found.precision} bits per colour, which is not read.")
    if found.frame not in _READ_FRAMES:
        raise refusal(
            file.path, "This JPEG is coded in a way that is not read (lossless).", detail=f"frame 0x{found.frame:02X}"
        )
    if found.components not in (1, 3, 4):
        raise refusal(file.path, f"This JPEG has {found.components} colour channels, which is not read.")


def _quality(tables: bytes) -> int | None:
    """The quality whose scaled table K.1 is nearest to the first table of a DQT segment, 1 to 100.

    The scaling is that of the Independent JPEG Group's library (jcparam.c, jpeg_quality_scaling).
    """
    if not tables:
        return None
    wide = tables[0] >> 4 != 0
    raw = tables[1 : 129 if wide else 65]
    if len(raw) != (128 if wide else 64):
        return None
    table = np.frombuffer(raw, ">u2" if wide else "u1").astype(np.int64)
    return int(np.abs(_scaled_tables() - table).sum(axis=1).argmin()) + 1


def _scaled_tables() -> npt.NDArray[np.int64]:
    """(100, 64): table K.1 at each quality."""
    quality = np.arange(1, 101)
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    scaled: npt.NDArray[np.int64] = np.clip((np.array(_LUMINANCE)[None] * scale[:, None] + 50) // 100, 1, 255)
    return scaled
