"""Where each format keeps its metadata: blobs put, byte for byte, into files that were just written bare.

JPEG: ITU-T T.81 segments, JFIF 1.02, XMP part 3 (also extended XMP), ICC.1 annex B.4. PNG: third edition, with the
"Raw profile type iptc" that ImageMagick, exiv2 and ExifTool share for IPTC. WebP: RIFF container (RFC 9649).
AVIF: ISO/IEC 23008-12 items. TIFF stands in containers_tiff.py.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from restorer.core.errors import Internal
from restorer.photo.photo import Resolution

Head = Callable[[bytes], bytes | None]

_SEGMENT = 65_533  # bytes a JPEG segment holds beside its length
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION_MARK = b"http://ns.adobe.com/xmp/extension/\0"
EXIF_MARK = b"Exif\0\0"
ICC_MARK = b"ICC_PROFILE\0"
JPEG_EXIF_ROOM = _SEGMENT - len(EXIF_MARK)
JPEG_XMP_ROOM = _SEGMENT - len(XMP_MARK)
JPEG_IPTC_ROOM = _SEGMENT
JPEG_ICC_ROOM = 255 * (_SEGMENT - len(ICC_MARK) - 2)


@dataclass(frozen=True, slots=True)
class Blobs:
    """What goes into a file beside its pixels.

    exif: from its TIFF header on. xmp: the packet. xmp_extension: what a JPEG's packet has no room for, to which
    the packet refers. photoshop: an image resource block ("8BIM" …) with the IPTC in it. iptc: the same IPTC bare.
    """

    icc: bytes | None = field(default=None, repr=False)
    exif: bytes | None = field(default=None, repr=False)
    xmp: bytes | None = field(default=None, repr=False)
    xmp_extension: bytes | None = field(default=None, repr=False)
    photoshop: bytes | None = field(default=None, repr=False)
    iptc: bytes | None = field(default=None, repr=False)
    resolution: Resolution | None = None


def jpeg_head(blobs: Blobs) -> Head:
    """Puts the segments behind a JPEG's first two bytes."""
    segments = b"".join(_jpeg_segments(blobs))
    return lambda start: start[:2] + segments + start[2:] if len(start) >= 2 else None


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _jpeg_segments(blobs: Blobs) -> Iterator[bytes]:
    unit, across, down = 0, 1, 1
    if blobs.resolution is not None:
        unit = 1
        across, down = (min(65_535, max(1, round(dpi))) for dpi in (blobs.resolution.x_dpi, blobs.resolution.y_dpi))
    yield _segment(0xE0, b"JFIF\0" + struct.pack(">HBHHBB", 0x0102, unit, across, down, 0, 0))
    if blobs.exif is not None:
        yield _segment(0xE1, EXIF_MARK + blobs.exif)
    if blobs.xmp is not None:
        yield _segment(0xE1, XMP_MARK + blobs.xmp)
    yield from _extension_segments(blobs.xmp_extension)
    if blobs.photoshop is not None:
        yield _segment(0xED, b"Photoshop 3.0\0" + blobs.photoshop)
    if blobs.icc is not None:
        room = _SEGMENT - len(ICC_MARK) - 2
        pieces = [blobs.icc[at : at + room] for at in range(0, len(blobs.icc), room)]
        for index, piece in enumerate(pieces, 1):
            yield _segment(0xE2, ICC_MARK + bytes((index, len(pieces))) + piece)


def _extension_segments(extension: bytes | None) -> Iterator[bytes]:
    """XMP specification part 3, 1.1.3.1: GUID, whole length, place, piece."""
    if extension is None:
        return
    guid = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper().encode()
    for at in range(0, len(extension), 65_400):
        place = struct.pack(">II", len(extension), at)
        yield _segment(0xE1, EXTENSION_MARK + guid + place + extension[at : at + 65_400])


PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_IPTC_KEY = b"Raw profile type iptc"
PNG_ICC_KEY = b"icc"
PNG_XMP_KEY = b"XML:com.adobe.xmp"


def png_head(blobs: Blobs) -> Head:
    """Puts the chunks between a PNG's header and its first picture data, and drops the encoder's own."""
    ours = b"".join(_png_chunks(blobs))

    def head(start: bytes) -> bytes | None:
        at = len(PNG_SIGNATURE) + 25
        while len(start) >= at + 8:
            (length,) = struct.unpack_from(">I", start, at)
            if start[at + 4 : at + 8] == b"IDAT":
                return start[: len(PNG_SIGNATURE) + 25] + ours + start[at:]
            at += length + 12
        return None

    return head


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_chunks(blobs: Blobs) -> Iterator[bytes]:
    if blobs.icc is not None:
        yield _chunk(b"iCCP", PNG_ICC_KEY + b"\0\0" + zlib.compress(blobs.icc, 6))
    if blobs.resolution is not None:
        per_metre = [round(dpi / 0.0254) for dpi in (blobs.resolution.x_dpi, blobs.resolution.y_dpi)]
        yield _chunk(b"pHYs", struct.pack(">IIB", *(min(0x7FFFFFFF, max(1, one)) for one in per_metre), 1))
    if blobs.exif is not None:
        yield _chunk(b"eXIf", blobs.exif)
    if blobs.xmp is not None:
        yield _chunk(b"iTXt", PNG_XMP_KEY + b"\0\0\0\0\0" + blobs.xmp)
    if blobs.photoshop is not None:
        text = b"\niptc\n%8d\n" % len(blobs.photoshop) + _hex_lines(blobs.photoshop)
        yield _chunk(b"zTXt", PNG_IPTC_KEY + b"\0\0" + zlib.compress(text, 6))


def _hex_lines(data: bytes) -> bytes:
    digits = data.hex().encode()
    return b"".join(digits[at : at + 72] + b"\n" for at in range(0, len(digits), 72))


def wrap_webp(file: IO[bytes], blobs: Blobs) -> None:
    """Wrap the bare WebP in `file` into the extended container with profile, EXIF and XMP."""
    file.seek(0)
    whole = file.read()
    if whole[:4] != b"RIFF" or whole[8:12] != b"WEBP":
        raise Internal("Writing the photo failed inside the encoder.", detail="no WebP came out")
    chunks = list(_riff_chunks(whole))
    if blobs.icc is None and blobs.exif is None and blobs.xmp is None:
        return
    canvas = _webp_canvas(chunks)
    flags = (0x20 if blobs.icc else 0) | (0x08 if blobs.exif else 0) | (0x04 if blobs.xmp else 0)
    flags |= 0x10 if _webp_alpha(chunks) else 0
    body = _riff(b"VP8X", bytes((flags, 0, 0, 0)) + canvas)
    if blobs.icc is not None:
        body += _riff(b"ICCP", blobs.icc)
    body += b"".join(_riff(kind, content) for kind, content in chunks if kind in (b"ALPH", b"VP8 ", b"VP8L"))
    if blobs.exif is not None:
        body += _riff(b"EXIF", blobs.exif)
    if blobs.xmp is not None:
        body += _riff(b"XMP ", blobs.xmp)
    file.seek(0)
    file.write(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP")
    file.write(body)
    file.truncate()


def _riff(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _riff_chunks(whole: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(whole):
        (length,) = struct.unpack_from("<I", whole, at + 4)
        yield whole[at : at + 4], whole[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_canvas(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Width − 1 and height − 1 in three bytes each, from whichever header the picture has."""
    for kind, content in chunks:
        if kind == b"VP8X":
            return content[4:10]
        if kind == b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 1)
            sides = (bits & 0x3FFF, (bits >> 14) & 0x3FFF)
            return b"".join(struct.pack("<I", side)[:3] for side in sides)
        if kind == b"VP8 ":
            sides = struct.unpack_from("<HH", content, 6)
            return b"".join(struct.pack("<I", (side & 0x3FFF) - 1)[:3] for side in sides)
    raise Internal("Writing the photo failed inside the encoder.", detail="a WebP without a picture")


def _webp_alpha(chunks: list[tuple[bytes, bytes]]) -> bool:
    for kind, content in chunks:
        if kind == b"VP8X":
            return bool(content[0] & 0x10)
        if kind == b"VP8L":
            return bool(struct.unpack_from("<I", content, 1)[0] >> 28 & 1)
    return False


def place_avif_exif(file: IO[bytes], blobs: Blobs) -> None:
    """Point the EXIF item that the encoder made to our own bytes, which go to the end in a box of their own.

    The item's entry in `iloc` has fields of fixed width, so nothing else in the file moves.
    """
    if blobs.exif is None:
        return
    head = _avif_head(file)
    meta = next((box for box in _boxes(head, 0, len(head)) if box[0] == b"meta"), None)
    if meta is None:
        raise Internal("Writing the photo failed inside the encoder.", detail="an AVIF without a meta box")
    inner = {kind: (start, end) for kind, start, end in _boxes(head, meta[1] + 4, meta[2])}
    item = _exif_item(head, *inner[b"iinf"])
    entry = _item_location(head, *inner[b"iloc"], item)
    old_at, old_length = struct.unpack_from(">I", head, entry)[0], struct.unpack_from(">I", head, entry + 10)[0]
    payload = struct.pack(">I", 0) + blobs.exif
    end = file.seek(0, os.SEEK_END)
    file.write(struct.pack(">I", len(payload) + 8) + b"mdat" + payload)
    file.seek(entry)
    file.write(struct.pack(">I", end + 8))
    file.seek(entry + 10)
    file.write(struct.pack(">I", len(payload)))
    file.seek(old_at)
    file.write(bytes(old_length))


def _avif_head(file: IO[bytes]) -> bytes:
    """The file up to the end of its first two boxes, of which the second says what is where."""
    file.seek(0)
    head = file.read(4)
    first = struct.unpack(">I", head)[0]
    file.seek(first)
    second = struct.unpack(">I", file.read(4))[0]
    file.seek(0)
    return file.read(first + second)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the content of each box between two places."""
    while start + 8 <= end:
        (length,) = struct.unpack_from(">I", data, start)
        if length < 8:
            return
        yield data[start + 4 : start + 8], start + 8, min(end, start + length)
        start += length


def _exif_item(data: bytes, start: int, end: int) -> int:
    for kind, inside, _ in _boxes(data, start + 6, end):
        if kind == b"infe" and data[inside + 8 : inside + 12] == b"Exif":
            return int(struct.unpack_from(">H", data, inside + 4)[0])
    raise Internal("Writing the photo failed inside the encoder.", detail="an AVIF without its EXIF item")


def _item_location(data: bytes, start: int, end: int, item: int) -> int:
    """Where the base offset of an item stands; its only extent's length follows ten bytes later."""
    if data[start] != 0 or data[start + 4 : start + 6] != b"\x44\x40":
        raise Internal("Writing the photo failed inside the encoder.", detail="an iloc box of another shape")
    (count,) = struct.unpack_from(">H", data, start + 6)
    at = start + 8
    for _ in range(count):
        identifier, _, _, extents = struct.unpack_from(">HHIH", data, at)
        if identifier == item and extents == 1:
            return at + 4
        at += 10 + extents * 8
    raise Internal("Writing the photo failed inside the encoder.", detail="an item without a place")
