"""What recipes came to, kept so that a step that was computed once is there at once: by recipe and way of making."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from restorer.engines.values import Begun, Result, Setup
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Made:
    """Names a result: the digest of a concrete recipe, and all else that its pixels depend on.

    setup: with the weights of the recipe's own operations only; others changed nothing.
    """

    digest: str
    setup: Setup

    @staticmethod
    def by(recipe: Recipe, setup: Setup) -> Made:
        active = recipe.active()
        used = tuple(sorted(pair for pair in setup.weights if active.step(pair[0]) is not None))
        return Made(active.digest, replace(setup, weights=used))


class Results:
    """The results of one photo, the one looked at last at the end."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Made, Result] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, recipe: Recipe, setup: Setup) -> Result | None:
        """What came of just this recipe, made in just this way."""
        if not self._kept:  # the names of recipes cost something, and of very many photos most have no result
            return None
        return self._kept.get(Made.by(recipe, setup))

    def put(self, recipe: Recipe, setup: Setup, result: Result) -> Result | None:
        """Keep a result; the one whose place it takes, if another was there."""
        made = Made.by(recipe, setup)
        before = self._kept.pop(made, None)
        self._kept[made] = result
        return before if before is not None and before.photo.store != result.photo.store else None

    def look(self, recipe: Recipe, setup: Setup) -> None:
        """This one is looked at: it is the last to be given up."""
        if not self._kept:
            return
        made = Made.by(recipe, setup)
        if made in self._kept:
            self._kept.move_to_end(made)

    def begun(self, recipe: Recipe, setup: Setup) -> Begun | None:
        """The longest beginning of a concrete recipe that the rest can be carried on from bit for bit."""
        for length in range(len(recipe.steps), 0, -1):
            done, rest = recipe.steps[:length], recipe.steps[length:]
            # Colours are guessed from the photo as it was framed, not from what other steps made of it.
            if any(step.id == Colorize.id for step in rest) and any(step.id != Frame.id for step in done):
                continue
            found = self.get(Recipe(done), setup)
            if found is not None:
                return Begun(Recipe(done), found)
        return None

    def all(self) -> tuple[Result, ...]:
        """Longest unused first."""
        return tuple(self._kept.values())

    def give_up(self, result: Result) -> None:
        """Forget a result; its store is the caller's to remove."""
        for made in [made for made, kept in self._kept.items() if kept is result]:
            del self._kept[made]


def disk_bytes(result: Result) -> int:
    """What a result takes of the disk: its pixels, and a third for the smaller levels that it is looked at through."""
    store = result.photo.store
    return store.size.pixels * store.channels * (store.bits // 8) * 4 // 3
