"""How large a photo may be: looked at in the header, before a pixel is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from restorer.core.errors import BadInput
from restorer.core.geometry import Size


@dataclass(frozen=True, slots=True)
class Limits:
    """What is opened at most; a setting.

    max_pixels: width times height. max_side: of either, in px.
    max_profile_bytes: of the colour profile; a larger one is left out, and it is said.
    max_metadata_bytes: of each of EXIF, XMP and IPTC, unpacked; a larger one is left out, and it is said.
    max_pages: how many pages of a file are counted.
    """

    max_pixels: int = 250_000_000
    max_side: int = 100_000
    max_profile_bytes: int = 16 << 20
    max_metadata_bytes: int = 16 << 20
    max_pages: int = 1000

    def check(self, width: int, height: int, path: Path) -> Size:
        """The size as a value.

        Raises
        ------
        BadInput
            it is empty, or larger than the limits.
        """
        if width < 1 or height < 1:
            missing = "width" if width < 1 else "height"
            raise refusal(path, f"The picture has no {missing}, so there is nothing to show.")
        if width * height > self.max_pixels or max(width, height) > self.max_side:
            raise refusal(
                path,
                f"The file says it is {width} × {height} pixels ({_amount(width * height)}), which is too large.",
                detail=f"limits: {self.max_pixels} pixels, {self.max_side} a side",
            )
        return Size(width, height)


def refusal(path: Path, reason: str, *, detail: str = "") -> BadInput:
    """The error for a photo that is not opened; `reason` is a whole sentence."""
    return BadInput(f"“{shown(path)}” was not opened. {reason}", detail=f"{path!r}: {detail or reason}")


def shown(path: Path) -> str:
    """The file's name as it can be put into a sentence: what cannot be printed stands as �."""
    return "".join(letter if letter.isprintable() else "�" for letter in path.name)


def _amount(pixels: int) -> str:
    if pixels >= 1_000_000_000:
        return f"{pixels / 1e9:.3g} gigapixels"
    return f"{pixels / 1e6:.3g} megapixels"
