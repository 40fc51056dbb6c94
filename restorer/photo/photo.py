"""The photo as a value, and the one convention for pixels.

Pixels are row-major interleaved (H, W, C), RGB or RGBA (alpha not premultiplied), uint8 or uint16,
full range, in the source's own RGB encoding (the one its ICC profile describes; sRGB where it has none),
upright (orientation applied). A store decoded from an 8-bit source is uint8; whatever a step writes is
uint16, where an untouched 8-bit value v stands as v·257. Grey sources are held as three equal channels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from restorer.core.geometry import Size
from restorer.photo.store import Store


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels per inch, across and down."""

    x_dpi: float
    y_dpi: float


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the file said, kept so that it can be said again on saving.

    format: "jpeg", "png", "tiff", "webp", "bmp", "gif", "heif", "avif" or "raw".
    bits: depth worth keeping per channel, 8 or 16 (10 and 12 count as 16).
    grey: the file had one colour channel.
    alpha: the file had transparency.
    orientation: the EXIF orientation as stored, 1 to 8; the pixels have been turned already.
    icc: profile of the pixels in the store (None: sRGB). Of a grey source the profile of the grey.
    converted_from: what the pixels were before they became sRGB on entry ("CMYK", "Lab"), or None.
    exif, xmp, iptc: blobs as stored in the file, without container headers (exif from its TIFF header on).
    resolution: as stated in the file, None where it says nothing.
    jpeg_quality: estimated from the quantisation tables, 1 to 100, None if not a JPEG.
    sha256: of the source file's bytes, hex.
    size_bytes: of the source file.
    content_credentials: the file carries a C2PA manifest.
    warnings: sentences for the person: what is missing or was converted.
    """

    format: str
    bits: int
    grey: bool
    alpha: bool
    sha256: str
    size_bytes: int
    orientation: int = 1
    icc: bytes | None = field(default=None, repr=False)
    converted_from: str | None = None
    exif: bytes | None = field(default=None, repr=False)
    xmp: bytes | None = field(default=None, repr=False)
    iptc: bytes | None = field(default=None, repr=False)
    resolution: Resolution | None = None
    jpeg_quality: int | None = None
    content_credentials: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and what belongs to it. Never changed: a step makes a new one."""

    store: Store
    facts: SourceFacts

    @property
    def size(self) -> Size:
        return self.store.size
