"""Undo fading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from restorer.recipe.controls import Slider
from restorer.recipe.operation import Operation


@dataclass(frozen=True, slots=True)
class Fade(Operation):
    """Levels and colour cast of faded prints. What is right for the photo is measured when it runs."""

    id: ClassVar[str] = "fade"
    title: ClassVar[str] = "Undo fading"
    summary: ClassVar[str] = "Bring back the deep blacks, clean whites and true colours that a print has lost."

    strength: Annotated[
        float,
        Slider(
            label="Strength",
            low=0,
            high=100,
            unit="%",
            low_name="Subtle",
            high_name="Full",
            tip="How much of the measured correction is applied. 0 leaves the photo as it is.",
        ),
    ] = 100.0
    levels: Annotated[
        float,
        Slider(
            label="Contrast",
            low=0,
            high=100,
            unit="%",
            low_name="As it is",
            high_name="Full",
            tip="How far the darkest parts are brought back to black and the lightest to white.",
            advanced=True,
        ),
    ] = 100.0
    cast: Annotated[
        float,
        Slider(
            label="Colour cast",
            low=0,
            high=100,
            unit="%",
            low_name="Keep",
            high_name="Remove",
            tip="How much of the yellow, red or blue veil is taken away. Turn it down to keep a sepia tone.",
            advanced=True,
        ),
    ] = 100.0

    def identity(self) -> bool:
        return self.strength == 0 or (self.levels == 0 and self.cast == 0)
