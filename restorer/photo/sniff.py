"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from restorer.photo.header_directory import TiffFile
from restorer.photo.source_file import SourceFile

HEAD_BYTES = 4096

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_STILL_BRANDS = {b"mif1", b"msf1", b"mif2", b"miaf"}

# Raw files that are not TIFF, or say what they are before their first directory.
_RAW_STARTS = (
    b"FUJIFILMCCD-RAW",
    b"IIRO",
    b"IIRS",
    b"MMOR",
    b"IIU\x00",
    b"FOVb",
    b"\x00MRM",
    b"II\x1a\x00\x00\x00HEAPCCDR",
)
_TIFF_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_DNG_VERSION = 50706
_CFA, _LINEAR_RAW = 32803, 34892
# Nikon, Sony, Pentax, Samsung and Kodak name their own compressions; no other TIFF uses these.
_RAW_COMPRESSIONS = {34713, 32767, 65535, 32770, 65000, 32769, 32867}


def sniff(path: Path) -> str | None:
    """The format's id ("jpeg", "png", "tiff", "webp", "bmp", "gif", "heif", "avif", "raw"), None for anything else.

    Raises
    ------
    RestorerError
        there is no such file, it is empty, or it must not be read.
    """
    with SourceFile(path) as file:
        return sniff_file(file)


def sniff_file(file: SourceFile) -> str | None:
    """`sniff` for a file that is open already."""
    head = file.read_at(0, HEAD_BYTES)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(_RAW_STARTS):
        return "raw"
    if head.startswith(_TIFF_STARTS):
        return "raw" if head[8:10] == b"CR" or _is_raw_tiff(file) else "tiff"
    if head[4:8] == b"ftyp":
        return _box_format(head)
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in _BMP_HEADERS:
        return "bmp"
    return None


_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124)}


def _box_format(head: bytes) -> str | None:
    """HEIF, AVIF or Canon's CR3 by the brands of the file-type box (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    if brands[0] == b"crx ":
        return "raw"
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return "avif"
        if brand in _HEIF_BRANDS:
            return "heif"
    return "heif" if brands[0] in _STILL_BRANDS else None


def _is_raw_tiff(file: SourceFile) -> bool:
    """Whether any directory of a TIFF holds a sensor's mosaic, so that its first picture is only a preview."""
    tiff = TiffFile.of(file)
    if tiff is None:
        return False
    for directory in tiff.with_children(limit=64):
        if directory.has(_DNG_VERSION) or directory.number(262) in (_CFA, _LINEAR_RAW):
            return True
        if directory.number(259) in _RAW_COMPRESSIONS:
            return True
    return False


def name_other(head: bytes) -> str:
    """What a file that `sniff` does not know seems to be: the words for “it is …”."""
    for start, title in _OTHERS:
        if start.match(head):
            return title
    return "an unknown kind of file" if not _is_text(head) else "a text"


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or not head:
            return False
        text = head[: error.start].decode("utf-8")
    return all(letter.isprintable() or letter in "\r\n\t\f" for letter in text)


def _starts(pattern: bytes) -> Callable[[str], tuple[re.Pattern[bytes], str]]:
    return lambda title: (re.compile(pattern, re.DOTALL | re.IGNORECASE), title)


_OTHERS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    _starts(rb"%PDF")("a PDF document"),
    _starts(rb"8BPS")("a Photoshop document"),
    _starts(rb"\xff\x0a|\x00\x00\x00\x0cJXL ")("JPEG XL"),
    _starts(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51")("JPEG 2000"),
    _starts(rb"%!|\xc5\xd0\xd3\xc6")("PostScript"),
    _starts(rb"\xef?\xbb?\xbf?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg")("an SVG drawing"),
    _starts(rb"\xef?\xbb?\xbf?\s*(<!--.*?-->\s*)*<(!DOCTYPE html|html|head|body)")("a web page"),
    _starts(rb"....ftyp|RIFF....AVI |\x1aE\xdf\xa3|\x00\x00\x01\xba|....moov|....mdat")("a video"),
    _starts(rb"PK\x03\x04|7z\xbc\xaf|Rar!|\x1f\x8b")("an archive"),
    _starts(rb"\x76\x2f\x31\x01")("OpenEXR"),
    _starts(rb"P[1-7]\s")("Netpbm"),
    _starts(rb"\x00\x00\x01\x00[\x01-\x40]\x00")("an icon"),
    # no magic number: kind of palette, kind of picture, and the bits of a pixel
    _starts(rb".[\x00\x01][\x01-\x03\x09-\x0b].{13}[\x08\x0f\x10\x18\x20]")("a TGA picture"),
)
