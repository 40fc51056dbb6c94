"""A PNG's chunks (ISO/IEC 15948; PNG 3rd edition): size, kind, metadata, and whether its end is there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from restorer.photo.header import Header
from restorer.photo.header_blobs import Blobs, exif_block, exif_orientation, exif_resolution, plausible
from restorer.photo.limits import Limits, refusal
from restorer.photo.photoshop_resources import iptc_records
from restorer.photo.source_file import SourceFile

_GREY, _PALETTE = 0, 3
_ALPHA_TYPES = {4, 6}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_XMP = b"XML:com.adobe.xmp\0"
_TEXT = {b"tEXt", b"zTXt", b"iTXt"}
_RAW_PROFILE = re.compile(rb"Raw profile type (exif|APP1|iptc|8bim|xmp|icc|icm)\0")
_RAW_NAMES = {b"exif": "exif", b"APP1": "exif", b"iptc": "iptc", b"8bim": "iptc", b"xmp": "xmp"}
_PIECE = 1 << 24
_MOST_CHUNKS = 10_000  # beside those of the pixels; decoders take their time for each
_TRANSFERS = {16: "PQ", 18: "HLG"}


def peek_png(file: SourceFile, limits: Limits) -> Header:
    """The header of a PNG."""
    width, height, depth, colour = _picture_header(file)
    size = limits.check(width, height, file.path)
    blobs = Blobs(limits)
    seen: set[bytes] = set()
    resolution = None
    pages = 1
    for kind, offset, length in _chunks(file):
        seen.add(kind)
        if kind == b"iCCP":
            _profile(file, blobs, offset, length)
        elif kind == b"eXIf" and blobs.admits("exif", length):
            blobs.put("exif", exif_block(file.read_at(offset, length)))
        elif kind in _TEXT:
            _text(file, blobs, kind, offset, length)
        elif kind == b"pHYs":
            physical = file.read_at(offset, 9)
            if physical[8:] == b"\1":
                per_metre = int.from_bytes(physical[:4], "big"), int.from_bytes(physical[4:8], "big")
                resolution = plausible(per_metre[0] * 0.0254, per_metre[1] * 0.0254)
        elif kind == b"cICP":
            _code_points(blobs, file.read_at(offset, 4))
        elif kind == b"acTL":
            pages = int.from_bytes(file.read_at(offset, 4), "big")
    if pages > 1:
        blobs.warn("The file holds an animation; its first picture was opened.")
    tag = exif_orientation(blobs.exif)
    return Header(
        format="png",
        stored=size,
        bits=16 if depth == 16 else 8,
        grey=colour in (_GREY, 4),
        alpha=colour in _ALPHA_TYPES or b"tRNS" in seen,
        orientation=tag or 1,
        tag=tag,
        pages=pages,
        whole=b"IEND" in seen,
        mend=None if b"IEND" in seen else _mend(file),
        icc=blobs.icc,
        exif=blobs.exif,
        xmp=blobs.xmp,
        iptc=blobs.iptc,
        resolution=resolution or exif_resolution(blobs.exif),
        content_credentials=b"caBX" in seen,
        warnings=tuple(blobs.warnings),
    )


def data_is_sound(file: SourceFile) -> bool:
    """Whether the checksums of the picture's data are right; reads the whole file."""
    for kind, offset, length in _chunks(file):
        if kind != b"IDAT":
            continue
        checksum = zlib.crc32(kind)
        for at in range(offset, offset + length, _PIECE):
            checksum = zlib.crc32(file.read_at(at, min(_PIECE, offset + length - at)), checksum)
        if checksum != int.from_bytes(file.read_at(offset + length, 4), "big"):
            return False
    return True


def _picture_header(file: SourceFile) -> tuple[int, int, int, int]:
    """Width, height, bit depth and colour type."""
    head = file.read_at(8, 25)
    if len(head) < 25 or head[4:8] != b"IHDR":
        raise refusal(file.path, "The file is cut off or damaged: it holds no picture.")
    if zlib.crc32(head[4:21]) != int.from_bytes(head[21:25], "big"):
        raise refusal(file.path, "The file is damaged: the header checksum is wrong.")
    width, height = int.from_bytes(head[8:12], "big"), int.from_bytes(head[12:16], "big")
    if head[16] not in _DEPTHS.get(head[17], ()):
        raise refusal(file.path, "The file is damaged: its header makes no sense.", detail=head.hex())
    return width, height, head[16], head[17]


def _chunks(file: SourceFile) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of the content of each chunk that is wholly there."""
    offset, others = 8, 0
    while True:
        head = file.read_at(offset, 8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if len(head) < 8 or offset + 12 + length > file.size:
            return
        others += kind != b"IDAT" or length == 0
        if others > _MOST_CHUNKS:
            raise refusal(file.path, "The file is damaged: it holds more parts than any picture does.")
        yield kind, offset + 8, length
        if kind == b"IEND":
            return
        offset += 12 + length


def _mend(file: SourceFile) -> tuple[int, bytes] | None:
    """Where the data is cut off: the length that its last chunk really has, and its place.

    libpng takes data in pieces of 8 KB and gives none of a piece that is not whole.
    """
    offset = 8
    for _, place, length in _chunks(file):
        offset = place + length + 4
    there = file.size - offset - 8
    if there < 1 or file.read_at(offset + 4, 4) != b"IDAT":
        return None
    return offset, there.to_bytes(4, "big")


def _profile(file: SourceFile, blobs: Blobs, offset: int, length: int) -> None:
    if blobs.icc is None and blobs.admits("icc", length):
        name, _, rest = file.read_at(offset, length).partition(b"\0")
        if len(name) <= 79 and rest[:1] == b"\0":
            blobs.put("icc", blobs.inflate("icc", rest[1:]))


def _text(file: SourceFile, blobs: Blobs, kind: bytes, offset: int, length: int) -> None:
    """XMP, and the hexadecimal blocks that ImageMagick and others keep in texts. Other texts are not looked at."""
    start = file.read_at(offset, min(length, 80))
    if start.startswith(_XMP):
        if blobs.xmp is None and blobs.admits("xmp", length):
            content = file.read_at(offset + len(_XMP), length - len(_XMP))
            blobs.put("xmp", _xmp(blobs, kind, content))
        return
    raw = _RAW_PROFILE.match(start)
    if raw is None or raw[1] not in _RAW_NAMES or kind == b"iTXt":
        return
    name = _RAW_NAMES[raw[1]]
    if getattr(blobs, name) is None and blobs.admits(name, length):
        content = file.read_at(offset + raw.end(), length - raw.end())
        unpacked = blobs.inflate(name, content[1:]) if kind == b"zTXt" else content
        _put_hex(blobs, name, unpacked or b"")


def _xmp(blobs: Blobs, kind: bytes, content: bytes) -> bytes | None:
    """The packet behind the keyword: in an iTXt as the standard says, in a zTXt or tEXt as libvips writes it."""
    if kind == b"tEXt":
        return content
    if kind == b"zTXt":
        return blobs.inflate("xmp", content[1:])
    packed, fields = content[:1] == b"\1", content[2:].split(b"\0", 2)
    if len(fields) != 3:
        return None
    return blobs.inflate("xmp", fields[2]) if packed else fields[2]


def _put_hex(blobs: Blobs, name: str, text: bytes) -> None:
    """A block written as: line end, name, line end, length, line end, hexadecimal digits."""
    parts = text.split(b"\n", 3)
    if len(parts) != 4:
        return
    try:
        content = bytes.fromhex(b"".join(parts[3].split()).decode("ascii"))
    except ValueError:
        blobs.warn(f"The {name.upper()} block is damaged.")
        return
    if name == "exif":
        blobs.put("exif", exif_block(content))
    elif name == "iptc" and content.startswith(b"8BIM"):
        blobs.put("iptc", iptc_records(content))
    else:
        blobs.put(name, content)


def _code_points(blobs: Blobs, content: bytes) -> None:
    """cICP (ITU-T H.273): high dynamic range is opened as it is stored."""
    if len(content) == 4 and content[1] in _TRANSFERS:
        blobs.warn(
            f"The picture is meant for screens of high dynamic range ({_TRANSFERS[content[1]]}); "
            "it is opened as stored and may look flat."
        )
