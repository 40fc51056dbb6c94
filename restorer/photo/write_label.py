"""A small line of text in the corner of a picture: that its colours are made up, say.

Neutral grey alone, so that it looks the same in every profile and leaves a grey picture grey.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips

_SHARE = 0.022  # of the short side: readable in a print, and small enough to be cut off
_LEAST_PX = 11
_DARKENED = 0.45  # what is left of the picture below the text


def labelled(image: Any, pixels: npt.NDArray[Any], text: str) -> Any:
    """`image` with `text` in its lower right corner, as a lazy libvips image.

    pixels: (h, w, 3 or 4) uint8 or uint16, those of `image`. A picture too small for the text stays as it is.
    """
    height, width = pixels.shape[:2]
    mask = _mask(text, max(_LEAST_PX, round(min(width, height) * _SHARE)))
    down, across = mask.shape
    if across > width or down > height:
        return image
    below = pixels[height - down :, width - across :]
    patch = below.copy()
    full = np.iinfo(pixels.dtype).max
    colour = below[..., :3].astype(np.float32) * _DARKENED
    patch[..., :3] = np.rint(colour + (full - colour) * mask[..., None])
    if patch.shape[2] == 4:
        patch[..., 3] = full
    kind = "uchar" if pixels.dtype == np.uint8 else "ushort"
    small = pyvips.Image.new_from_memory(patch.tobytes(), across, down, patch.shape[2], kind)
    return image.insert(small.copy(interpretation=image.interpretation), width - across, height - down)


def _mask(text: str, size_px: int) -> npt.NDArray[np.float32]:
    """How much each pixel is covered by the letters: (h, w) float32, 0–1, with a margin around them."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(size_px)  # Pillow brings it along: the same letters on every system
    left, top, right, bottom = font.getbbox(text)
    margin = max(3, size_px // 2)
    drawn = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin), 0)
    ImageDraw.Draw(drawn).text((margin - left, margin - top), text, fill=255, font=font)
    return np.asarray(drawn, np.float32) / np.float32(255)
