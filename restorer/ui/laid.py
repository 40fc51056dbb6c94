"""What previews have made so far: of which recipe, which parts of it exactly, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.canvas.picture import Placed
from restorer.ui.shown import StorePicture

FIRST_SIDE = 256
"""px of the middle that is made first where nobody knows yet how the engine cuts the picture."""

REACH = 192
"""px of a step's picture around a part by which its colours are held, and a little more: a part that lies so far
within a tile is made by that tile alone."""

MOST_PIXELS = 64_000_000
"""Of all parts together; beyond it the oldest are given up."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is previewed. Two that are alike have the same pixels."""

    photo: Photo
    recipe: Recipe
    setup: Setup

    @property
    def size(self) -> Size:
        """Of the whole result."""
        return self.recipe.output_size(self.photo.size)


@dataclass(frozen=True, slots=True)
class Cut:
    """How the engine cuts a picture, in px of the whole result. core: side of its tiles, on a grid from the origin.
    reach: how far within a tile a part must lie to need no other."""

    core: float
    reach: float

    @staticmethod
    def of(steps: tuple[StepReport, ...], wanted: Wanted) -> Cut | None:
        """As it was told after an earlier part; None where not just one step is cut."""
        cores = [step.tile for step in steps if step.tile]
        framed = Recipe(tuple(step for step in wanted.recipe.steps if step.id == Frame.id))
        scale = wanted.size.width / framed.output_size(wanted.photo.size).width
        return Cut(cores[0] * scale, REACH * scale) if len(cores) == 1 else None


class Laid:
    """The parts that are there of one wanted picture. rough: all of it, approximately."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.rough: Placed | None = None
        self._parts: list[tuple[Box, Placed]] = []
        self._stores: dict[Placed, Store] = {}

    def add(self, photo: Photo, box: Box, *, ours: bool) -> None:
        """A part that is exact. ours: its store is removed with it."""
        placed = Placed(StorePicture.of(photo, box.left, box.top), self.wanted.size, box)
        for part in [part for part in self._parts if part[0].intersected(box) == part[0]]:
            self._parts.remove(part)
            self._remove(part[1])
        self._parts.append((box, placed))
        if ours:
            self._stores[placed] = photo.store

    def add_rough(self, photo: Photo, *, ours: bool) -> None:
        """All of it, made from a small copy."""
        self.rough = Placed.all_of(StorePicture.of(photo))
        if ours:
            self._stores[self.rough] = photo.store

    @property
    def pictures(self) -> tuple[Placed, ...]:
        """Later ones lie over earlier ones."""
        rough = () if self.rough is None else (self.rough,)
        return (*rough, *(placed for _, placed in self._parts))

    def meets(self, seen: Box) -> bool:
        """Whether any of `seen` is there exactly."""
        return any(not part.intersected(seen).empty for part, _ in self._parts)

    def missing(self, seen: Box) -> Box:
        """The smallest box around what of `seen` is not there exactly; empty where all is."""
        left = [seen]
        for part, _ in self._parts:
            left = [piece for one in left for piece in without(one, part)]
        return around(left)

    def give_up_oldest(self) -> None:
        """Keep within MOST_PIXELS, the newest part always."""
        while len(self._parts) > 1 and sum(box.width * box.height for box, _ in self._parts) > MOST_PIXELS:
            _, placed = self._parts.pop(0)
            self._remove(placed)

    def clear(self) -> None:
        """Give all disk space back."""
        self.rough, self._parts = None, []
        for placed in list(self._stores):
            self._remove(placed)

    def _remove(self, placed: Placed) -> None:
        store = self._stores.pop(placed, None)
        if store is not None:
            store.remove()


def without(box: Box, hole: Box) -> list[Box]:
    """What is left of a box, as boxes that do not overlap."""
    cut = box.intersected(hole)
    if cut.empty:
        return [box]
    pieces = (
        Box(box.left, box.top, box.right, cut.top),
        Box(box.left, cut.bottom, box.right, box.bottom),
        Box(box.left, cut.top, cut.left, cut.bottom),
        Box(cut.right, cut.top, box.right, cut.bottom),
    )
    return [piece for piece in pieces if not piece.empty]


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of them; an empty one where there are none."""
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def first_part(missing: Box, cut: Cut | None) -> Box:
    """What of a box to make first, so that something exact is seen soon: what one tile makes.

    cut: None where it is not known; then it is a little around the middle. Of a small box it is all.
    """
    if _pixels(missing) <= 4 * FIRST_SIDE**2:
        return missing
    if cut is None or cut.core <= 2 * cut.reach:
        x, y, half = (missing.left + missing.right) // 2, (missing.top + missing.bottom) // 2, FIRST_SIDE // 2
        return Box(x - half, y - half, x + half, y + half).intersected(missing)
    columns, rows = _meeting(missing.left, missing.right, cut), _meeting(missing.top, missing.bottom, cut)
    if len(columns) * len(rows) == 1:
        return missing
    inner = (_within(column, row, cut).intersected(missing) for column in columns for row in rows)
    best = max(inner, key=_pixels)
    return missing if best.empty else best


def _meeting(start: int, stop: int, cut: Cut) -> range:
    """The tiles along an axis that a part from start to stop is made from."""
    return range(max(0, floor((start - cut.reach) / cut.core)), floor((stop - 1 + cut.reach) / cut.core) + 1)


def _within(column: int, row: int, cut: Cut) -> Box:
    """The px of a tile that need no other tile."""
    left, top = column * cut.core, row * cut.core
    return Box(
        ceil(left + (cut.reach if column else 0)),
        ceil(top + (cut.reach if row else 0)),
        floor(left + cut.core - cut.reach),
        floor(top + cut.core - cut.reach),
    )


def _pixels(box: Box) -> int:
    return 0 if box.empty else box.width * box.height
