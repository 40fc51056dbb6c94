"""Parts of a photo to measure: a fixed amount of work, however large it is, and always the same parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control
from restorer.photo.colour import to_srgb
from restorer.photo.photo import Photo
from restorer.photo.store import Pixels, Store

Array = npt.NDArray[np.float32]

SIDE = 64
MOST_TILES = 384
SMALL_SIDE = 512
# Lines read for one line of the small picture: enough to quiet noise, few enough for a hundred megapixels.
_LINES = 4


def sample_tiles(store: Store, control: Control | None = None) -> Array:
    """See `cut_tiles`; in the photo's own encoding."""
    return cut_tiles(store.pixels(), store.full, control)


def cut_tiles(pixels: Pixels | Array, full: float, control: Control | None = None) -> Array:
    """Squares spread evenly over a photo: (N, 64, 64, 3) float32, 0–255, N ≤ 384.

    pixels: (H, W, 3 or 4), 0 to `full`.

    Their corners are multiples of 16 px from the photo's, so that a JPEG grid lies alike in all. A photo that is
    smaller gives one rectangle of whole 16 × 16 blocks; below 16 px there is none. Squares with transparent pixels
    are left out.
    """
    height, width = (side // 16 * 16 for side in pixels.shape[:2])
    tall, wide = min(height, SIDE), min(width, SIDE)
    if not tall or not wide:
        return np.empty((0, SIDE, SIDE, 3), np.float32)
    down, across = _counts(height // tall, width // wide)
    tiles = []
    for top in _spread(height - tall, down):
        if control is not None:
            control.check()
        for left in _spread(width - wide, across):
            tile = pixels[top : top + tall, left : left + wide]
            if tile.shape[2] < 4 or (tile[..., 3] == full).all():
                tiles.append(tile[..., :3].astype(np.float32))
    if not tiles:
        return np.empty((0, tall, wide, 3), np.float32)
    return np.stack(tiles) * np.float32(255 / full)


def _counts(down: int, across: int) -> tuple[int, int]:
    """How many tiles to take each way, at most as many as fit and `MOST_TILES` in all."""
    if down * across <= MOST_TILES:
        return down, across
    shrink = (MOST_TILES / (down * across)) ** 0.5
    fewer = max(1, min(down, int(down * shrink)))
    return fewer, max(1, min(across, MOST_TILES // fewer))


def _spread(room: int, count: int) -> list[int]:
    """`count` places from 0 to `room`, multiples of 16."""
    if count == 1:
        return [room // 2 // 16 * 16]
    return [room * i // (count - 1) // 16 * 16 for i in range(count)]


def small_picture(photo: Photo, control: Control | None = None) -> Array:
    """The whole photo small: (h, w, 3) float32 sRGB 0–1, long side at most 512 px.

    Means of squares of pixels, of a few lines of each where the photo is large. Transparent parts have the mean
    colour of the rest.
    """
    store = photo.store
    every = max(1, -(-store.size.long_side // SMALL_SIDE))
    lines = min(every, _LINES)
    height, width = max(1, store.size.height // every), max(1, store.size.width // every)
    pixels = store.pixels()
    out = np.empty((height, width, store.channels), np.float32)
    for row in range(height):
        if control is not None and row % 32 == 0:
            control.check()
        out[row] = _line(pixels, row * every, lines, width, every)
    out /= store.full
    if store.channels == 4:
        clear = out[..., 3] < 0.999
        if clear.any() and not clear.all():
            out[clear, :3] = out[~clear, :3].mean(axis=0)
    return to_srgb(np.ascontiguousarray(out[..., :3]), photo.facts.icc)


def _line(pixels: Pixels, top: int, lines: int, width: int, every: int) -> Array:
    strip = pixels[top : top + lines, : max(1, width * every)]
    if strip.shape[1] < every:
        return np.asarray(strip.mean(axis=(0, 1), dtype=np.float32))[None]
    summed = strip.sum(axis=0, dtype=np.uint32).reshape(width, every, -1).sum(axis=1, dtype=np.float32)
    return np.asarray(summed / np.float32(strip.shape[0] * every))
