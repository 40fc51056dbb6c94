"""Give a grey photo colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from restorer.recipe.controls import Hint, Points, Slider, Whole
from restorer.recipe.operation import Operation


@dataclass(frozen=True, slots=True)
class Colorize(Operation):
    """Colours for grey, sepia or faded photos. They are guessed, and the file says so."""

    id: ClassVar[str] = "colorize"
    title: ClassVar[str] = "Colour"
    summary: ClassVar[str] = "Give a grey, brown or faded photo likely colours. Colours that you know can be set."
    weights: ClassVar[str | None] = "colorize"

    strength: Annotated[
        float,
        Slider(
            label="Strength",
            low=0,
            high=100,
            unit="%",
            low_name="Subtle",
            high_name="Full",
            tip="How much of the guessed colour is laid over the photo. 0 leaves the photo as it is.",
        ),
    ] = 100.0
    saturation: Annotated[
        float,
        Slider(
            label="Saturation",
            low=0,
            high=200,
            unit="%",
            low_name="Pale",
            high_name="Vivid",
            tip="How strong the colours are; 100 is as the network guesses them.",
        ),
    ] = 100.0
    hints: Annotated[
        tuple[Hint, ...],
        Points(
            label="Colour hints",
            tip="Colours that you know, as dots or strokes on the photo. They belong to this photo: "
            "presets and batches leave them out.",
        ),
    ] = ()
    seed: Annotated[
        int,
        Whole(
            label="Variant",
            low=0,
            high=2**31 - 1,
            tip="Another number gives another guess where several colours are likely. The same number gives the same.",
            advanced=True,
        ),
    ] = 0

    def identity(self) -> bool:
        return self.strength == 0
