"""Take out noise and JPEG damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from restorer.recipe.controls import Slider
from restorer.recipe.operation import Operation


@dataclass(frozen=True, slots=True)
class Denoise(Operation):
    """Grain, sensor noise and JPEG damage. Out comes photo + strength · (network's picture − photo)."""

    id: ClassVar[str] = "denoise"
    title: ClassVar[str] = "Remove noise"
    summary: ClassVar[str] = "Take out grain, sensor noise and JPEG blocks, and keep what is really in the photo."
    weights: ClassVar[str | None] = "denoise"

    strength: Annotated[
        float,
        Slider(
            label="Strength",
            low=0,
            high=100,
            unit="%",
            low_name="Subtle",
            high_name="Strong",
            tip="How much of the noise that was found is taken out. 0 leaves the photo as it is.",
        ),
    ] = 100.0
    grain: Annotated[
        float,
        Slider(
            label="Keep grain",
            low=0,
            high=100,
            unit="%",
            low_name="Smooth",
            high_name="Grainy",
            tip="Leaves this much of the photo's own fine grain in, without its coloured specks, "
            "so that skin and walls do not look like plastic.",
        ),
    ] = 0.0
    sigma: Annotated[
        float | None,
        Slider(
            label="Noise",
            low=0,
            high=75,
            unit="of 255",
            low_name="None",
            high_name="Heavy",
            step=0.5,
            auto=True,
            tip="How strong the noise in the photo is: the standard deviation of its brightness on the scale 0–255. "
            "“Auto” measures it.",
            advanced=True,
        ),
    ] = None
    jpeg: Annotated[
        float | None,
        Slider(
            label="JPEG damage",
            low=0,
            high=100,
            low_name="None",
            high_name="Heavy",
            auto=True,
            tip="How strongly the photo was compressed: 100 less the JPEG quality, 0 for none. “Auto” measures it.",
            advanced=True,
        ),
    ] = None

    def identity(self) -> bool:
        return self.strength == 0 or (self.sigma == 0 and self.jpeg == 0)
