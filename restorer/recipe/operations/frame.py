"""Turn, mirror, crop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from restorer.core.geometry import Box, Size
from restorer.recipe.controls import Area, Choice, Flag
from restorer.recipe.operation import Operation

WHOLE = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Frame(Operation):
    """Turned clockwise first, then mirrored, then cropped. Loses nothing of what stays."""

    id: ClassVar[str] = "frame"
    title: ClassVar[str] = "Frame"
    summary: ClassVar[str] = "Turn, mirror or crop the photo without loss."

    turn: Annotated[
        int,
        Choice(
            label="Turn",
            tip="Turns the photo clockwise.",
            options=((0, "Not turned"), (90, "A quarter right"), (180, "Upside down"), (270, "A quarter left")),
        ),
    ] = 0
    mirror: Annotated[
        bool, Flag(label="Mirror", tip="Swaps left and right, for negatives and slides scanned from the wrong side.")
    ] = False
    crop: Annotated[
        tuple[float, float, float, float],
        Area(
            label="Crop",
            tip="The part of the photo that is kept, after turning. It belongs to this photo: "
            "presets and batches leave it out.",
        ),
    ] = WHOLE

    def identity(self) -> bool:
        return self.turn == 0 and not self.mirror and self.crop == WHOLE

    def turned_size(self, size: Size) -> Size:
        """The size after turning, before cropping."""
        return Size(size.height, size.width) if self.turn in (90, 270) else size

    def box(self, size: Size) -> Box:
        """What is kept of a picture of `size` (as it comes in), in px of the turned and mirrored picture.

        Edges are rounded to whole px; at least one px stays.
        """
        whole = self.turned_size(size)
        left, right = _span(self.crop[0], self.crop[2], whole.width)
        top, bottom = _span(self.crop[1], self.crop[3], whole.height)
        return Box(left, top, right, bottom)

    def output_size(self, size: Size) -> Size:
        box = self.box(size)
        return Size(box.width, box.height)


def _span(start: float, stop: float, length: int) -> tuple[int, int]:
    first = min(round(start * length), length - 1)
    return first, max(round(stop * length), first + 1)
