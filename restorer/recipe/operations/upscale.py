"""Make a photo larger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from restorer.core.geometry import Size
from restorer.recipe.controls import Slider, Whole, number_text
from restorer.recipe.operation import Operation

LARGEST = 8.0
CM_PER_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Upscale(Operation):
    """Super-resolution by any factor. A print's width goes before a long side, and that before the factor."""

    id: ClassVar[str] = "upscale"
    title: ClassVar[str] = "Enlarge"
    summary: ClassVar[str] = "Make the photo larger and sharper, to a factor, a size in pixels or a print's width."
    weights: ClassVar[str | None] = "upscale"

    factor: Annotated[
        float,
        Slider(
            label="Factor",
            low=1,
            high=LARGEST,
            unit="×",
            low_name="As it is",
            high_name="Eight times",
            step=0.5,
            tip="How many times as wide and high the photo becomes.",
        ),
    ] = 2.0
    detail: Annotated[
        float,
        Slider(
            label="Detail",
            low=0,
            high=100,
            unit="%",
            low_name="Faithful",
            high_name="Detailed",
            tip="Faithful shows only what the photo holds. Detailed looks crisper, but invents fine texture.",
        ),
    ] = 0.0
    long_side: Annotated[
        int,
        Whole(
            label="Long side",
            low=0,
            high=65_500,
            unit="px",
            zero_name="use the factor",
            tip="Makes the longer side just so many pixels, in place of the factor. A larger photo is left as it is.",
            advanced=True,
        ),
    ] = 0
    width_cm: Annotated[
        float,
        Slider(
            label="Print width",
            low=0,
            high=500,
            unit="cm",
            step=0.5,
            tip="Makes the photo large enough for a print of this width, in place of factor and long side. 0 is off.",
            advanced=True,
        ),
    ] = 0.0
    dpi: Annotated[
        int,
        Whole(
            label="Print resolution",
            low=30,
            high=2400,
            unit="dpi",
            tip="Pixels per inch of the print; 300 is usual for photos held in the hand.",
            advanced=True,
        ),
    ] = 300

    def identity(self) -> bool:
        return self.factor == 1 and self.long_side == 0 and self.width_cm == 0

    def wanted_factor(self, size: Size) -> float:
        """The factor asked for, as a photo of `size` would need it; may lie outside 1 to 8."""
        if self.width_cm > 0:
            return self.width_cm / CM_PER_INCH * self.dpi / size.width
        if self.long_side > 0:
            return self.long_side / size.long_side
        return self.factor

    def factor_for(self, size: Size) -> float:
        """The factor that a photo of `size` gets: what was asked for, held between 1 and 8."""
        return min(max(self.wanted_factor(size), 1.0), LARGEST)

    def output_size(self, size: Size) -> Size:
        return size.scaled(self.factor_for(size))

    def limit_warning(self, size: Size) -> str | None:
        """A sentence where the photo cannot become as large as asked, or is larger already."""
        wanted = self.wanted_factor(size)
        if wanted > LARGEST:
            return (
                f"Enlarged {number_text(LARGEST)} times to {self.output_size(size)} pixels: "
                f"the size asked for would be {wanted:.1f} times."
            )
        if wanted < 1:
            return f"Not enlarged: with {size} pixels the photo is already larger than asked for."
        return None
