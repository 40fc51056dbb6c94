"""The formats of photo files: what each is called, what it can hold, and what a source is saved as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """What a format's choice looks at: a photo's facts, or a header."""

    @property
    def format(self) -> str: ...

    @property
    def bits(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """What a format can do, as this program reads and writes it.

    bits: depths per channel that it is asked for, (8,) or (8, 16); empty where it is only read.
    depth_held: the bits per channel that a request for 16 really keeps.
    lossless: what is written decodes to the same pixels (WebP and AVIF: at quality 100 only).
    grey: a picture of one channel, and its grey profile, can be written.
    holds: which of "icc", "exif", "xmp", "iptc", "resolution" survive in it.
    max_side: px, the longest side that can be written; 0 where it is only read.
    default_quality: 1 to 100, 0 where there is no such choice.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    can_write: bool = False
    bits: tuple[int, ...] = ()
    depth_held: int = 8
    lossless: bool = False
    alpha: bool = False
    grey: bool = False
    holds: frozenset[str] = frozenset()
    max_side: int = 0
    default_quality: int = 0


_ALL = frozenset({"icc", "exif", "xmp", "iptc", "resolution"})
# Resolution stands in the EXIF of formats that have no place of their own for it.
_NO_IPTC = _ALL - {"iptc"}

# JPEG: SOF holds 16 bits, libjpeg stops at 65,500 (JPEG_MAX_DIMENSION). WebP: 14 bits (VP8 and VP8L headers).
# AVIF: one AV1 frame has up to 65,536 a side; 16,384 is what libavif and browsers take unasked.
FORMATS: tuple[Format, ...] = (
    Format("jpeg", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), True, (8,), 8, False, False, True, _ALL, 65_500, 92),
    Format("png", "PNG", (".png",), True, (8, 16), 16, True, True, True, _ALL, 2**31 - 1),
    Format("tiff", "TIFF", (".tif", ".tiff"), True, (8, 16), 16, True, True, True, _ALL, 2**31 - 1),
    Format("webp", "WebP", (".webp",), True, (8,), 8, False, True, False, _NO_IPTC, 16_383, 95),
    Format("avif", "AVIF", (".avif",), True, (8, 16), 10, False, True, False, _NO_IPTC, 16_384, 90),
    Format("heif", "HEIC", (".heic", ".heif", ".hif")),
    Format("gif", "GIF", (".gif",)),
    Format("bmp", "BMP", (".bmp", ".dib")),
    Format(
        "raw",
        "camera RAW",
        (
            ".dng",
            ".cr2",
            ".cr3",
            ".nef",
            ".arw",
            ".raf",
            ".orf",
            ".rw2",
            ".pef",
            ".srw",
            ".rwl",
            ".nrw",
            ".3fr",
            ".iiq",
        ),
    ),
)

WRITABLE: tuple[Format, ...] = tuple(one for one in FORMATS if one.can_write)


def format_of(identifier: str) -> Format:
    """The format called `identifier`.

    Raises
    ------
    KeyError
        there is none.
    """
    for one in FORMATS:
        if one.id == identifier:
            return one
    raise KeyError(identifier)


def by_suffix(suffix: str) -> Format | None:
    """The format that a suffix (".JPG") promises; None where it is nobody's. A file's content may be another."""
    return next((one for one in FORMATS if suffix.lower() in one.suffixes), None)


def suffix_for(identifier: str) -> str:
    """The suffix that new files of the format called `identifier` get, with its dot."""
    return format_of(identifier).suffixes[0]


def same_as_source(source: Source) -> str:
    """The id of the format that a photo is saved in when nothing else is asked for: its own, or the nearest one.

    HEIC of 8 bits becomes JPEG, HEIC of more bits and camera RAW become TIFF, GIF and BMP become PNG.
    """
    if format_of(source.format).can_write:
        return source.format
    if source.format in ("heif", "raw"):
        return "tiff" if source.format == "raw" or source.bits > 8 else "jpeg"
    return "png"
