"""A WebP's chunks (RFC 9649): size, alpha, metadata."""

from __future__ import annotations

from collections.abc import Iterator

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, exif_block, exif_orientation, exif_resolution
from restorer.photo.limits import Limits, refusal
from restorer.photo.source_file import SourceFile

_ALPHA = 0x10
_MOST_CHUNKS = 100_000
_METADATA = {b"ICCP": "icc", b"EXIF": "exif", b"XMP ": "xmp"}


def peek_webp(file: SourceFile, limits: Limits) -> Header:
    """The header of a WebP. Of an animation `alpha` is what the file says; its first picture may have none."""
    blobs = Blobs(limits)
    sides: tuple[int, int] | None = None
    alpha = credentials = False
    pages = 0
    for kind, offset, length in _chunks(file):
        start = file.read_at(offset, min(length, 16))
        if kind == b"VP8X" and len(start) >= 10:
            alpha = bool(start[0] & _ALPHA)
            sides = 1 + int.from_bytes(start[4:7], "little"), 1 + int.from_bytes(start[7:10], "little")
        elif kind == b"VP8 " and sides is None and start[3:6] == b"\x9d\x01\x2a" and len(start) >= 10:
            sides = (
                int.from_bytes(start[6:8], "little") & 0x3FFF,
                int.from_bytes(start[8:10], "little") & 0x3FFF,
            )
        elif kind == b"VP8L" and sides is None and start[:1] == b"\x2f" and len(start) >= 5:
            packed = int.from_bytes(start[1:5], "little")
            sides = 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
            alpha = bool(packed >> 28 & 1)
        elif kind in _METADATA and blobs.admits(_METADATA[kind], length):
            content = file.read_at(offset, length)
            blobs.put(_METADATA[kind], exif_block(content) if kind == b"EXIF" else content)
        credentials = credentials or kind == b"C2PA"
        pages += kind == b"ANMF"
    if sides is None:
        raise refusal(file.path, "The file is cut off or damaged: it holds no picture.")
    if pages > 1:
        blobs.warn("The file holds an animation; its first picture was opened.")
    tag = exif_orientation(blobs.exif)
    return Header(
        format="webp",
        stored=limits.check(*sides, file.path),
        bits=8,
        grey=False,
        alpha=alpha,
        orientation=tag or 1,
        tag=tag,
        pages=max(1, pages),
        whole=int.from_bytes(file.read_at(4, 4), "little") + 8 <= file.size,
        icc=blobs.icc,
        exif=blobs.exif,
        xmp=blobs.xmp,
        resolution=exif_resolution(blobs.exif),
        content_credentials=credentials,
        warnings=tuple(blobs.warnings),
    )


def _chunks(file: SourceFile) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of each chunk's content."""
    offset = 12
    for _ in range(_MOST_CHUNKS):
        head = file.read_at(offset, 8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[4:], "little")
        yield head[:4], offset + 8, length
        offset += 8 + length + (length & 1)
