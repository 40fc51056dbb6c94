"""What is asked of the engines and what they answer: small values that cross process boundaries. No torch here."""

from __future__ import annotations

from dataclasses import dataclass

from restorer.core.geometry import Box, Size
from restorer.photo.photo import Photo
from restorer.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Setup:
    """How a person wants the work carried out.

    device: "auto", "cpu", "mps", "cuda" (the first) or "cuda:N".
    precision: "auto", "fp32", "bf16" or "fp16".
    tile: side of a core in px, None: chosen by memory and measurement.
    memory_mb: what a network may take of the memory, 0: chosen by what is free.
    weights: (operation, id in the catalogue or path of a file), for those where the default is not wanted.
    """

    device: str = "auto"
    precision: str = "auto"
    tile: int | None = None
    memory_mb: int = 0
    weights: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeightsUsed:
    """Weights that took part. share: their part in the mixture, 0–1 (1 where there was no other)."""

    operation: str
    id: str
    sha256: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class StepReport:
    """How one step went.

    seconds: of wall clock, from the step's first tile read to its last written, with the engine's set-up.
    tiles: how many tiles were restored (0 where nothing is tiled).
    device: "cpu", "cuda:0" …; precision: "fp32", "bf16", "fp16"; backend: "torch", "openvino", "winograd" or "numpy".
    tile: the cores that the step's picture was cut into, px (None where nothing is tiled).
    """

    operation: str
    weights: tuple[WeightsUsed, ...] = ()
    seconds: float = 0.0
    tiles: int = 0
    device: str = "cpu"
    precision: str = "fp32"
    backend: str = "numpy"
    tile: Size | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a restoration.

    photo: the restored picture, or where a box was asked for just that box.
    box: what was asked for, in px of the whole restored picture; None: the whole.
    unchanged: no step changed anything; `photo` is the photo that was given.
    """

    photo: Photo
    box: Box | None = None
    steps: tuple[StepReport, ...] = ()
    warnings: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """The first steps of a recipe, carried out already. recipe: those steps, concrete."""

    recipe: Recipe
    result: Result
