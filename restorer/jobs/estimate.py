"""How long a restoration will take on this computer, from what earlier ones took."""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer.core.files import Places, write_whole
from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.recipe.operation import Operation
from restorer.recipe.recipe import Recipe

_KEPT = 12  # measurements of one kind of work, the newest
_FILE = "durations.json"
_VERSION = 1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One step as it went. megapixels: of its input."""

    megapixels: float
    seconds: float


class Speeds:
    """Seconds per megapixel by kind of work, kept in `places.cache` between starts. Safe in several threads.

    A kind of work is an operation with what was asked for (weights, device, precision) and, where it enlarges,
    how much: asked for the same again, this computer does the same again.
    """

    def __init__(self, places: Places) -> None:
        self._path = places.cache / _FILE
        self._guard = threading.Lock()
        self._kinds = _read(self._path)

    def learn(
        self, recipe: Recipe, size: Size, setup: Setup, steps: tuple[StepReport, ...], box: Box | None = None
    ) -> None:
        """Remember how long a recipe took.

        size: of the photo that it was carried out on. steps: as the result reports them.
        box: the part of the output that was asked for, None for all of it. A step cut into tiles is then measured by
        what its tiles cover, which for a small part is much more than the part.

        A cache that cannot be written is no failure: the next start measures anew.
        """
        share = 1.0 if box is None else min(1.0, box.width * box.height / recipe.output_size(size).pixels)
        kinds = {operation.id: (_kind(operation, before, setup), before) for operation, before in _walk(recipe, size)}
        with self._guard:
            for step in steps:
                if step.operation not in kinds or step.seconds <= 0:
                    continue
                kind, before = kinds[step.operation]
                pixels = before.pixels * share
                if box is not None and step.tile:
                    pixels = min(float(before.pixels), max(pixels, float(step.tiles * step.tile.pixels)))
                measured = Measurement(pixels / 1e6, step.seconds)
                self._kinds[kind] = (*self._kinds.get(kind, ()), measured)[-_KEPT:]
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._path, _written(self._kinds))
            except OSError as error:
                log.warning("speeds are not kept: %s", error)

    def seconds(self, recipe: Recipe, size: Size, setup: Setup) -> float | None:
        """How long `recipe` will take on a photo of `size`; None where a step of it was never measured here."""
        total = 0.0
        for operation, before in _walk(recipe, size):
            with self._guard:
                measured = self._kinds.get(_kind(operation, before, setup))
            if not measured:
                return None
            total += _typical(measured) * before.pixels / 1e6
        return total


def in_words(seconds: float) -> str:
    """For a person, before the work: “a few seconds”, “about 40 s”, “about 3 min”, “about 1 h 20 min”."""
    if seconds < 5:
        return "a few seconds"
    if seconds < 55:
        return f"about {math.ceil(seconds / 5) * 5} s"
    if seconds < 3570:
        return f"about {max(1, round(seconds / 60))} min"
    ten_minutes = round(seconds / 600)
    hours, rest = divmod(ten_minutes, 6)
    return f"about {hours} h" + (f" {rest * 10} min" if rest else "")


def _walk(recipe: Recipe, size: Size) -> Iterator[tuple[Operation, Size]]:
    """The steps that do something, each with the size of its input."""
    for operation in recipe.active().steps:
        yield operation, size
        size = operation.output_size(size)


def _kind(operation: Operation, before: Size, setup: Setup) -> str:
    """The name of a kind of work. Enlarging is told apart by doublings, since networks do ×2 or ×4."""
    after = operation.output_size(before)
    doublings = math.ceil(max(0.0, math.log2(after.long_side / before.long_side)) - 0.01)
    weights = next((chosen for name, chosen in setup.weights if name == operation.id), "default")
    return f"{operation.id} ×{2**doublings} {weights} {setup.device} {setup.precision}"


def _typical(measured: tuple[Measurement, ...]) -> float:
    """Seconds per megapixel: the median weighted by megapixels, so that a slow start on little counts little."""
    rates = sorted((one.seconds / one.megapixels, one.megapixels) for one in measured)
    half = sum(weight for _, weight in rates) / 2
    for rate, weight in rates:
        half -= weight
        if half <= 0:
            return rate
    return rates[-1][0]


def _written(kinds: dict[str, tuple[Measurement, ...]]) -> bytes:
    said = {kind: [[one.megapixels, one.seconds] for one in measured] for kind, measured in kinds.items()}
    return json.dumps({"version": _VERSION, "kinds": said}).encode("utf-8")


def _read(path: Path) -> dict[str, tuple[Measurement, ...]]:
    """What was kept; nothing where there is nothing, or nothing that can be read."""
    try:
        said: Any = json.loads(path.read_bytes())
        if said["version"] != _VERSION:
            return {}
        kinds = {
            str(kind): tuple(Measurement(float(megapixels), float(seconds)) for megapixels, seconds in measured)
            for kind, measured in said["kinds"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s is not used: %r", path.name, error)
        return {}
    return {kind: kept for kind, kept in kinds.items() if all(one.megapixels > 0 and one.seconds > 0 for one in kept)}
