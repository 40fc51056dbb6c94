"""Where one looks at a photo and how large: pure arithmetic, no Qt.

Photo coordinates are px of the photo as shown before restoring (its upright, framed source), origin top left. Screen
coordinates are device px of the canvas, origin top left. A result twice as large lies over the same photo coordinates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from restorer.core.geometry import Size

MOST = 32.0
"""Device px per photo px at which zooming in ends."""

LEAST_SIDE = 32.0
"""Device px that the photo's long side keeps when zooming out."""

STEPS = (
    1 / 64,
    1 / 32,
    1 / 16,
    1 / 8,
    1 / 6,
    1 / 4,
    1 / 3,
    1 / 2,
    2 / 3,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    16.0,
    32.0,
)
"""Where zooming by keys stops."""


@dataclass(frozen=True, slots=True)
class View:
    """What of `photo` is seen in `viewport` (device px).

    zoom: device px per photo px. x, y: the photo coordinates at the viewport's middle.
    fitted: follows the viewport, so that the whole photo stays in view when the window changes.
    margin: device px that a fitted photo leaves free on each side.
    """

    photo: Size
    viewport: Size
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    fitted: bool = True
    margin: int = 0

    @staticmethod
    def fit(photo: Size, viewport: Size, margin: int = 0) -> View:
        """The whole photo, in the middle, never larger than its own pixels."""
        across, down = (max(1, side - 2 * margin) for side in (viewport.width, viewport.height))
        zoom = min(1.0, across / photo.width, down / photo.height)
        return View(photo, viewport, zoom, photo.width / 2, photo.height / 2, fitted=True, margin=margin)

    def resized(self, viewport: Size) -> View:
        """The same view in a viewport of another size; a fitted one is fitted anew."""
        return View.fit(self.photo, viewport, self.margin) if self.fitted else replace(self, viewport=viewport)._held()

    def of(self, photo: Size) -> View:
        """The same place and zoom on another photo, relative to its size."""
        if self.fitted:
            return View.fit(photo, self.viewport, self.margin)
        x, y = self.x / self.photo.width * photo.width, self.y / self.photo.height * photo.height
        return replace(self, photo=photo, x=x, y=y)._held()

    def zoomed(self, zoom: float, about: tuple[float, float] | None = None) -> View:
        """At another zoom; the photo's point below `about` (screen; default the middle) stays where it is."""
        least = min(1.0, LEAST_SIDE / self.photo.long_side)
        zoom = min(MOST, max(least, zoom))
        screen = about or (self.viewport.width / 2, self.viewport.height / 2)
        at = self.to_photo(*screen)
        x = at[0] - (screen[0] - self.viewport.width / 2) / zoom
        y = at[1] - (screen[1] - self.viewport.height / 2) / zoom
        return replace(self, zoom=zoom, x=x, y=y, fitted=False)._held()

    def stepped(self, direction: int, about: tuple[float, float] | None = None) -> View:
        """At the next of the `STEPS`, in (1) or out (−1)."""
        if direction > 0:
            zoom = next((step for step in STEPS if step > self.zoom * 1.001), MOST)
        else:
            zoom = next((step for step in reversed(STEPS) if step < self.zoom / 1.001), STEPS[0])
        return self.zoomed(zoom, about)

    def moved(self, dx: float, dy: float) -> View:
        """The photo dragged by (dx, dy) device px."""
        return replace(self, x=self.x - dx / self.zoom, y=self.y - dy / self.zoom, fitted=False)._held()

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.origin
        return left + x * self.zoom, top + y * self.zoom

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.origin
        return (x - left) / self.zoom, (y - top) / self.zoom

    @property
    def origin(self) -> tuple[float, float]:
        """Where the photo's top left corner lies on screen: on a whole device px, so that 100 % is sharp."""
        return (
            round(self.viewport.width / 2 - self.x * self.zoom),
            round(self.viewport.height / 2 - self.y * self.zoom),
        )

    @property
    def visible(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of what is seen, in photo px, within the photo."""
        left, top = self.to_photo(0, 0)
        right, bottom = self.to_photo(self.viewport.width, self.viewport.height)
        return max(0.0, left), max(0.0, top), min(self.photo.width, right), min(self.photo.height, bottom)

    def _held(self) -> View:
        """Moved back so that the photo cannot be lost: its edge comes no further than the middle of the viewport,
        and an axis along which all of it fits stays in the middle."""
        return replace(
            self,
            x=_held(self.x, self.photo.width, self.viewport.width / self.zoom),
            y=_held(self.y, self.photo.height, self.viewport.height / self.zoom),
        )


def _held(middle: float, length: float, seen: float) -> float:
    if length <= seen:
        return length / 2
    return min(max(middle, seen / 2), length - seen / 2)


def level_for(zoom: float, levels: int) -> int:
    """The pyramid level (0 whole, each next half) to draw at `zoom` device px per px of level 0: never enlarged
    while there is a sharper one."""
    if zoom >= 1.0:
        return 0
    return min(levels - 1, max(0, math.floor(math.log2(1.0 / zoom))))
