"""What must be read and computed for a box of a pass's result."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from restorer.core.geometry import Box, Size
from restorer.engines.step import LocalPass, NetworkPass, ResizePass
from restorer.tiling import resample
from restorer.tiling.plan import Grid, Tile, rounded_up, snapped

HOLD_ROUNDS = 2
"""How often colours are put back: what is added may be clipped, and the second round adds what got lost."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A network pass over a picture.

    size: of the picture. enlarged: size · scale. target: the size wanted.
    halo: read around a core; margin: the part of it that resampling takes, whose px are restored too.
    area: the px of the picture that are restored; sheet: the px of the target that are written.
    """

    size: Size
    scale: int
    target: Size
    halo: int
    margin: int
    area: Box
    sheet: Box

    @property
    def enlarged(self) -> Size:
        return Size(self.size.width * self.scale, self.size.height * self.scale)

    @property
    def resampled(self) -> bool:
        return self.target != self.enlarged

    def grid(self, tile: Size) -> Grid:
        return Grid(self.size, tile, self.halo)

    def kept(self, tile: Tile) -> Box:
        """The px of the picture whose restored values a tile needs to write what it owns."""
        return tile.core.grown(self.margin).intersected(Box.of(self.size))

    def owned(self, box: Box) -> Box:
        """The px of the target that px of the picture own."""
        if not self.resampled:
            return box.scaled(self.scale)
        left, right = resample.owned(box.left, box.right, self.size.width, self.target.width)
        top, bottom = resample.owned(box.top, box.bottom, self.size.height, self.target.height)
        return Box(left, top, right, bottom)

    def needed(self, tile: Size, alpha: bool) -> Box:
        """The px of the picture that must be at hand."""
        need = self.grid(tile).needed(self.area)
        if alpha and self.target != self.size:
            other = resample.needed(self.sheet, self.size, self.target)
            need = Box(
                min(need.left, other.left),
                min(need.top, other.top),
                max(need.right, other.right),
                max(need.bottom, other.bottom),
            )
        return need


def margin_of(pass_: NetworkPass, size: Size) -> int:
    """Px beyond a core that resampling looks at, in px of the picture; 0 where nothing is resampled."""
    scale = pass_.network.facts.scale
    enlarged = Size(size.width * scale, size.height * scale)
    if pass_.output is None or pass_.output == enlarged:
        return 0
    across = resample.margin(enlarged.width, pass_.output.width)
    return ceil(max(across, resample.margin(enlarged.height, pass_.output.height)) / scale)


def layout(pass_: NetworkPass, size: Size, want: Box) -> Layout:
    """How to make the box `want` of the pass's result from a picture of `size`."""
    facts = pass_.network.facts
    target = output_size(pass_, size)
    margin = margin_of(pass_, size)
    halo = rounded_up(facts.halo + margin, facts.multiple)
    area = resample.covering(want, size, target)
    plain = Layout(size, facts.scale, target, halo, margin, area, want)
    if pass_.hold is None:
        return plain
    hold = pass_.hold
    area = snapped(area, hold.block, size).grown(HOLD_ROUNDS * hold.reach * hold.block).intersected(Box.of(size))
    return Layout(size, facts.scale, target, halo, margin, area, plain.owned(area))


def output_size(pass_: NetworkPass | LocalPass | ResizePass, size: Size) -> Size:
    """The size of a pass's result."""
    if isinstance(pass_, LocalPass):
        return size
    if pass_.output is not None:
        return pass_.output
    scale = pass_.network.facts.scale
    return Size(size.width * scale, size.height * scale)
