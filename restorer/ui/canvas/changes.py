"""The map of what changed: a grey photo, with a colour laid over each pixel that differs before and after."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.ui.canvas.picture import Drawn, Picture, Placed, level_size

FULL = 48
"""Levels of 255 that a pixel differs by where the brightest colour begins."""

SEEN = 2
"""Levels below which a difference is rounding and not shown."""

# Each step is also lighter than the one before, so that the map is read without seeing colours.
_RAMP = np.array([[88, 24, 150], [196, 58, 120], [246, 130, 48], [255, 250, 180]], np.float32)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ChangesPicture:
    """How `after` differs from `before`, in px of `after`, however much larger that is."""

    before: Placed
    after: Placed

    @property
    def key(self) -> str:
        return f"changes {self.before.picture.key} {self.after.picture.key} {self.after.box}"

    @property
    def size(self) -> Size:
        return self.after.picture.size

    @property
    def levels(self) -> int:
        return self.after.picture.levels

    def read(self, level: int, box: Box, screen: bytes | None = None) -> Drawn:
        """See canvas.picture.Picture. The map's colours are none of the photo's: each screen shows them its way."""
        del screen
        after = self.after.picture.read(level, box)[..., :3].astype(np.float32)
        across = self._places(level, box.left, box.right, self.after.box.left)
        down = self._places(level, box.top, box.bottom, self.after.box.top)
        shrunk = self.before.whole.width / self.after.whole.width
        source = self.before.picture
        source_level = min(source.levels - 1, max(0, round(math.log2(shrunk * 2**level))))
        tall = self.before.whole.height / self.after.whole.height
        before = sampled(source, source_level, across * shrunk / 2**source_level, down * tall / 2**source_level)
        return painted(after, np.abs(after - before).max(axis=2))

    @staticmethod
    def _places(level: int, start: int, stop: int, offset: int) -> Floats:
        """Middles of the level's pixels in px of the whole result."""
        places: Floats = (offset + (np.arange(start, stop, dtype=np.float32) + 0.5) * 2**level).astype(np.float32)
        return places


def changes_of(before: Placed, after: Placed) -> Placed:
    """The map, lying where `after` lies."""
    return Placed(ChangesPicture(before, after), after.whole, after.box)


def painted(photo: Floats, difference: Floats) -> Drawn:
    """(h, w, 3) uint8. photo: (h, w, 3), 0–255; difference: (h, w), in levels."""
    grey = 36 + 0.45 * photo @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    share = np.clip(difference / FULL, 0, 1)
    place = np.sqrt(share) * (len(_RAMP) - 1)
    first = np.minimum(place.astype(np.intp), len(_RAMP) - 2)
    part = (place - first)[..., None]
    colour = _RAMP[first] * (1 - part) + _RAMP[first + 1] * part
    colour = colour * (0.65 + 0.35 * (grey - 36) / 115)[..., None]  # so that the photo is seen through it
    cover = np.where(difference < SEEN, 0.0, 0.25 + 0.7 * share)[..., None]
    drawn: Drawn = np.rint(grey[..., None] * (1 - cover) + colour * cover).astype(np.uint8)
    return drawn


def sampled(picture: Picture, level: int, xs: Floats, ys: Floats) -> Floats:
    """(len(ys), len(xs), 3), 0–255: the picture's level at these places in its px, linearly between the pixels."""
    size = level_size(picture.size, level)
    left, x_share, columns = _neighbours(xs, size.width)
    top, y_share, rows = _neighbours(ys, size.height)
    box = Box(left, top, left + int(columns[1].max()) + 1, top + int(rows[1].max()) + 1)
    pixels = picture.read(level, box)[..., :3].astype(np.float32)
    wide = pixels[:, columns[0]] * (1 - x_share)[None, :, None] + pixels[:, columns[1]] * x_share[None, :, None]
    result: Floats = wide[rows[0]] * (1 - y_share)[:, None, None] + wide[rows[1]] * y_share[:, None, None]
    return result


def _neighbours(places: Floats, length: int) -> tuple[int, Floats, npt.NDArray[np.intp]]:
    """The first px needed, how far each place lies towards the second of its two neighbours, and these, counted from
    the first px: (2, n)."""
    held = np.clip(places - 0.5, 0, length - 1)
    lower = np.floor(held).astype(np.intp)
    upper = np.minimum(lower + 1, length - 1)
    first = int(lower.min())
    return first, (held - lower).astype(np.float32), np.stack([lower, upper]) - first
