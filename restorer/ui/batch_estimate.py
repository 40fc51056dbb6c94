"""How long a folder will take on this computer: a few of its photos are restored in part, and the time is taken."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from restorer.analysis.proposal import resolve
from restorer.batch.photo_way import give_back
from restorer.batch.plan import Looked
from restorer.batch.request import BatchRequest
from restorer.core.control import Control
from restorer.core.errors import RestorerError
from restorer.core.geometry import Box, Size
from restorer.jobs.asking import ask
from restorer.jobs.estimate import Speeds
from restorer.jobs.queue import JobQueue
from restorer.photo.photo import Photo
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import Analyse, Open, Restore

log = logging.getLogger(__name__)

_SAMPLES = 3
"""Photos that are looked at where each gets what it needs; one is enough where all get the same."""

_SIDE = 768
"""px of the source, of the part that is restored to take the time."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """seconds: of the device, for all photos. measured_on: photos of this folder; 0: known from earlier work."""

    seconds: float
    measured_on: int = 0


class Estimator:
    """Blocks while it measures, so it belongs in a thread of its own."""

    def __init__(self, jobs: JobQueue, speeds: Speeds) -> None:
        self._jobs, self._speeds = jobs, speeds
        self._rates: dict[tuple[object, ...], float] = {}  # by photo and what is asked for

    def estimate(self, request: BatchRequest, photos: Sequence[Looked], control: Control) -> Estimate | None:
        """For those `photos` that are to be restored; None where none of the samples could be.

        Raises
        ------
        Cancelled
            `control` was asked to stop.
        """
        known = self._known(request, photos)
        if known is not None:
            return Estimate(known)
        rates = []
        for sample in _spread(photos, _SAMPLES if request.recipe is None else 1):
            try:
                key = (sample.photo.path, sample.photo.changed_ns, request.recipe, request.setup)
                if key not in self._rates:
                    self._rates[key] = self._rate(request, sample, control)
                rates.append(self._rates[key])
            except RestorerError as error:
                log.info("no time was taken on a photo: %s", error.detail)
        if not rates:
            return None
        known = self._known(request, photos)
        pixels = sum(photo.size.pixels for photo in photos)
        return Estimate(known if known is not None else sum(rates) / len(rates) * pixels, len(rates))

    def _known(self, request: BatchRequest, photos: Sequence[Looked]) -> float | None:
        """From earlier work; None where that is not known, as what automatic does is not."""
        if request.recipe is None:
            return None
        total = 0.0
        for photo in photos:
            seconds = self._speeds.seconds(request.recipe, photo.size, request.setup)
            if seconds is None:
                return None
            total += seconds
        return total

    def _rate(self, request: BatchRequest, looked: Looked, control: Control) -> float:
        """Seconds per px of the source, of one photo."""
        photo = ask(self._jobs, Open(looked.photo.path), control)
        try:
            recipe = self._recipe(request, photo, control)
            if not recipe.steps:
                return 0.0
            known = self._speeds.seconds(recipe, photo.size, request.setup)
            seconds = self._measured(recipe, photo, request, control) if known is None else known
            return seconds / photo.size.pixels
        finally:
            give_back(photo.store)

    def _recipe(self, request: BatchRequest, photo: Photo, control: Control) -> Recipe:
        recipe = request.recipe
        if recipe is None or not recipe.concrete():
            analysed = ask(self._jobs, Analyse(photo), control)
            recipe = resolve(recipe or analysed.proposal.recipe, analysed.findings)
        return recipe.active()

    def _measured(self, recipe: Recipe, photo: Photo, request: BatchRequest, control: Control) -> float:
        """The part is restored twice: the first time has networks loaded and compiled, which all photos share."""
        box = part_of(recipe.output_size(photo.size), photo.size)
        for _ in range(2):
            result = ask(self._jobs, Restore(photo, recipe, request.setup, box), control)
            if not result.unchanged:
                give_back(result.photo.store)
        self._speeds.learn(recipe, photo.size, request.setup, result.steps, box)
        return self._speeds.seconds(recipe, photo.size, request.setup) or 0.0


def part_of(output: Size, source: Size) -> Box | None:
    """The middle of the output, from _SIDE² px of the source; None: all of it."""
    grown = (output.pixels / source.pixels) ** 0.5
    width, height = (min(side, round(_SIDE * grown)) for side in (output.width, output.height))
    if (width, height) == (output.width, output.height):
        return None
    left, top = (output.width - width) // 2, (output.height - height) // 2
    return Box(left, top, left + width, top + height)


def _spread(photos: Sequence[Looked], number: int) -> list[Looked]:
    """So many of them, from all over the folder."""
    taken = min(number, len(photos))
    return [photos[(2 * place + 1) * len(photos) // (2 * taken)] for place in range(taken)]
