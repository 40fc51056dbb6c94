"""From an operation to the step that carries it out: a new one is a module in `operations/` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from restorer.core.control import Control
from restorer.core.errors import Internal
from restorer.engines.operations import colorize, denoise, fade, frame, upscale
from restorer.engines.operations.request import Request
from restorer.engines.picture import Picture
from restorer.engines.step import PreparedStep
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import SourceFacts
from restorer.recipe.operation import Operation

Preparer = Callable[[Request[Any]], PreparedStep]

_PREPARERS: dict[str, Preparer] = {
    "frame": frame.prepare,
    "fade": fade.prepare,
    "denoise": denoise.prepare,
    "colorize": colorize.prepare,
    "upscale": upscale.prepare,
}


def prepare(
    operation: Operation,
    source: Picture,
    facts: SourceFacts,
    setup: Setup,
    workbench: Workbench,
    control: Control | None = None,
    before: tuple[PreparedStep, ...] = (),
) -> PreparedStep:
    """Make an operation ready to run.

    source: the framed source photo (for frame the photo as it came). facts: of the photo as the step receives it.
    before: what has been prepared to run before this step; colorize wants to see a faded photo mended.

    Raises
    ------
    BadRequest
        weights were named that there are not, or that are for something else.
    WeightsFailed
        weights are missing or damaged.
    Cancelled
        somebody asked to stop.
    """
    preparer = _PREPARERS.get(operation.id)
    if preparer is None:
        raise Internal(
            "This version of Restorer cannot carry out one of the steps.", detail=f"no engine: {operation.id}"
        )
    return preparer(Request(operation, source, facts, setup, workbench, control, before))
