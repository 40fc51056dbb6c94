"""What a photo's file says before a pixel is decoded; `read_header` finds it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from restorer.core.geometry import Size
from restorer.photo.photo import Resolution


@dataclass(frozen=True, slots=True)
class Header:
    """What the file claims. The blobs are as in `SourceFacts`.

    format: as `sniff` names it. stored: the size before the orientation is applied.
    bits: 8 or 16, the depth worth keeping. grey, alpha: of the pixels as they will be opened.
    orientation: the EXIF orientation still to be applied, 1 to 8; tag: the one that the file states, 0 for none.
    colours: "RGB", "CMYK", "Lab" or "float": what has to be converted on entry.
    depth: of 16-bit formats that store fewer, the bits per channel that count.
    page: which page or directory holds the picture; pages: how many there are.
    whole: the end of the picture is there (True as well where only decoding can tell).
    needs: up to which byte the picture's data should reach, 0 where that is not said.
    mend: bytes of a file that is cut off that have to be others for the decoder to give all that is there, and where.
    icc: a profile as stored, usable or not.
    """

    format: str
    stored: Size
    bits: int
    grey: bool
    alpha: bool
    orientation: int = 1
    tag: int = 0
    colours: str = "RGB"
    depth: int = 16
    page: int = 0
    pages: int = 1
    whole: bool = True
    needs: int = 0
    mend: tuple[int, bytes] | None = None
    icc: bytes | None = field(default=None, repr=False)
    exif: bytes | None = field(default=None, repr=False)
    xmp: bytes | None = field(default=None, repr=False)
    iptc: bytes | None = field(default=None, repr=False)
    resolution: Resolution | None = None
    jpeg_quality: int | None = None
    content_credentials: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        """Upright."""
        if self.orientation >= 5:
            return Size(self.stored.height, self.stored.width)
        return self.stored
