"""What previews have made so far: of which recipe, which parts of it exactly, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.canvas.picture import Placed
from restorer.ui.shown import StorePicture

FIRST_SIDE = 256
"""px of the result that are made first, as a square."""

REACH = 130
"""px of a step's picture around a part by which its colours are held, two blocks of 64 px, and a little more: a part
that lies so far within a tile is made by that tile alone."""

BLOCK = 64
"""px of a step's picture: sides of tiles are multiples of it."""

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

    @property
    def scale(self) -> float:
        """px of the result per px of the framed photo."""
        framed = Recipe(tuple(step for step in self.recipe.steps if step.id == Frame.id))
        return self.size.width / framed.output_size(self.photo.size).width


@dataclass(frozen=True, slots=True)
class Cut:
    """How the engine cuts a picture, in px of the whole result. width, height: of its tiles' cores, on a grid from the
    origin. reach: how far within a tile a part must lie to need no other."""

    width: float
    height: float
    reach: float

    @property
    def roomy(self) -> bool:
        """Whether anything lies so far within a tile."""
        return min(self.width, self.height) > 2 * self.reach

    @staticmethod
    def of(steps: tuple[StepReport, ...], wanted: Wanted) -> Cut | None:
        """As it was told after an earlier part; None where not just one step is cut."""
        cores = [step.tile for step in steps if step.tile is not None]
        scale = wanted.scale
        return Cut(cores[0].width * scale, cores[0].height * scale, REACH * scale) if len(cores) == 1 else None


@dataclass(frozen=True, slots=True)
class Quick:
    """Smaller tiles than the engine's own, for a first part. tile: their side, px of the step's picture."""

    tile: int
    cut: Cut

    @staticmethod
    def of(wanted: Wanted, own: Cut | None) -> Quick | None:
        """For a recipe of which one step is cut; None where the engine's own tiles are no larger."""
        scale = wanted.scale
        tile = (ceil(FIRST_SIDE / scale / BLOCK) + 2 * (REACH // BLOCK)) * BLOCK
        quick = Quick(tile, Cut(tile * scale, tile * scale, REACH * scale))
        smaller = own is None or quick.cut.width * quick.cut.height < own.width * own.height
        return quick if smaller else None


@dataclass(frozen=True, slots=True)
class _Part:
    """settled: made from the engine's own tiles, as the file will be; else from smaller ones, to be seen sooner."""

    box: Box
    placed: Placed
    store: Store
    settled: bool

    def alike(self, box: Box, store: Store) -> bool:
        """Whether a larger part, `box` of the result in `store`, has the same pixels here."""
        here = self.box.moved(-box.left, -box.top)
        return np.array_equal(self.store.pixels(), store.pixels()[here.top : here.bottom, here.left : here.right])


class Laid:
    """The parts that are there of one wanted picture. rough: all of it, approximately. discard: gives the disk space of
    what is not needed any more back."""

    def __init__(self, wanted: Wanted, discard: Callable[[Store], None] = Store.remove) -> None:
        self.wanted = wanted
        self._discard = discard
        self.rough: Placed | None = None
        self._parts: list[_Part] = []
        self._stores: dict[Placed, Store] = {}

    def add(self, photo: Photo, box: Box, *, ours: bool, settled: bool = True) -> bool:
        """A part that is exact. ours: its store is removed with it. False where parts made from smaller tiles, which
        it takes the place of, had other pixels: then those are not to be trusted here."""
        placed = Placed(StorePicture.of(photo, box.left, box.top), self.wanted.size, box)
        alike = True
        for part in [part for part in self._parts if part.box.intersected(box) == part.box]:
            alike = alike and (part.settled or not settled or part.alike(box, photo.store))
            self._parts.remove(part)
            self._remove(part.placed)
        self._parts.append(_Part(box, placed, photo.store, settled))
        if ours:
            self._stores[placed] = photo.store
        return alike

    def add_rough(self, photo: Photo, *, ours: bool) -> None:
        """All of it, made from a small copy."""
        self.rough = Placed.all_of(StorePicture.of(photo))
        if ours:
            self._stores[self.rough] = photo.store

    @property
    def pictures(self) -> tuple[Placed, ...]:
        """Later ones lie over earlier ones."""
        rough = () if self.rough is None else (self.rough,)
        return (*rough, *(part.placed for part in self._parts))

    def meets(self, seen: Box) -> bool:
        """Whether any of `seen` is there exactly."""
        return any(not part.box.intersected(seen).empty for part in self._parts)

    def missing(self, seen: Box) -> Box:
        """The smallest box around what of `seen` is not there from the engine's own tiles; empty where all is."""
        left = [seen]
        for part in self._parts:
            if part.settled:
                left = [piece for one in left for piece in without(one, part.box)]
        return around(left)

    def give_up_oldest(self) -> None:
        """Keep within MOST_PIXELS, the newest part always."""
        while len(self._parts) > 1 and sum(_pixels(part.box) for part in self._parts) > MOST_PIXELS:
            self._remove(self._parts.pop(0).placed)

    def clear(self) -> None:
        """Give all disk space back."""
        self.rough, self._parts = None, []
        for placed in list(self._stores):
            self._remove(placed)

    def _remove(self, placed: Placed) -> None:
        store = self._stores.pop(placed, None)
        if store is not None:
            self._discard(store)


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


def next_part(laid: Laid, missing: Box, cut: Cut | None, quick: Quick | None) -> tuple[Box, int | None]:
    """What of a box to make next, and the side of the tiles if it is not to be the engine's own.

    cut: how the engine cuts, where it is known. quick: smaller tiles, where they may be used.
    """
    if not laid.meets(missing):
        box = first_part(missing, cut if quick is None else quick.cut)
        return (box, None) if quick is None or box == missing else (box, quick.tile)
    middle = missing if cut is None else middle_part(missing, cut)
    return (missing if laid.missing(middle).empty else middle), None


def first_part(missing: Box, cut: Cut | None) -> Box:
    """What of a box to make first, so that something exact is seen soon: what one tile makes, near the middle.

    cut: None where it is not known. Then, or where no tile makes enough of the box, it is a little around the middle.
    Of a small box it is all.
    """
    if _pixels(missing) <= 4 * FIRST_SIDE**2:
        return missing
    if cut is not None and cut.roomy:
        columns, rows = _meeting(missing, cut)
        if len(columns) * len(rows) == 1:
            return missing
        inner = [_within(column, row, 1, 1, cut).intersected(missing) for column in columns for row in rows]
        best = max(inner, key=lambda box: (_pixels(box), -_distance(box, missing)))
        if _pixels(best) >= FIRST_SIDE**2 / 4:
            return best
    x, y, half = (missing.left + missing.right) // 2, (missing.top + missing.bottom) // 2, FIRST_SIDE // 2
    return Box(x - half, y - half, x + half, y + half).intersected(missing)


def middle_part(missing: Box, cut: Cut) -> Box:
    """What of a box to make next, where all of it takes many tiles: what up to a quarter of them make, around the
    middle; all of it where that is hardly more than a first part."""
    columns, rows = _meeting(missing, cut)
    across, down = len(columns) // 2, len(rows) // 2
    if not cut.roomy or not across or not down:
        return missing
    blocks = [
        _within(column, row, across, down, cut).intersected(missing)
        for column in columns[: len(columns) - across + 1]
        for row in rows[: len(rows) - down + 1]
    ]
    best = max(blocks, key=lambda box: (_pixels(box), -_distance(box, missing)))
    return missing if _pixels(best) < 4 * FIRST_SIDE**2 else best


def _distance(box: Box, other: Box) -> int:
    """Between the middles of two boxes, twice and squared, px."""
    across = box.left + box.right - other.left - other.right
    down = box.top + box.bottom - other.top - other.bottom
    return across * across + down * down


def _meeting(part: Box, cut: Cut) -> tuple[range, range]:
    """The columns and rows of tiles that a part is made from."""
    return (
        _along(part.left, part.right, cut.width, cut.reach),
        _along(part.top, part.bottom, cut.height, cut.reach),
    )


def _along(start: int, stop: int, core: float, reach: float) -> range:
    return range(max(0, floor((start - reach) / core)), floor((stop - 1 + reach) / core) + 1)


def _within(column: int, row: int, across: int, down: int, cut: Cut) -> Box:
    """The px of a block of tiles, of which (column, row) is the first, that need no other tile."""
    left, top = column * cut.width, row * cut.height
    return Box(
        ceil(left + (cut.reach if column else 0)),
        ceil(top + (cut.reach if row else 0)),
        floor(left + across * cut.width - cut.reach),
        floor(top + down * cut.height - cut.reach),
    )


def _pixels(box: Box) -> int:
    return 0 if box.empty else box.width * box.height
