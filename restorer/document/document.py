"""The open photo: the one owner of its recipe, history and results.

Widgets read it, call its commands and listen to its events; workers' answers are given to it, never to widgets.
It belongs to one thread, the one that made it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from restorer.analysis.findings import Findings
from restorer.analysis.proposal import Proposal, resolve
from restorer.core.errors import RestorerError
from restorer.core.geometry import Size
from restorer.document.events import (
    AnalysisArrived,
    CleanChanged,
    Event,
    Failed,
    HistoryChanged,
    PhotoArrived,
    ResultArrived,
)
from restorer.document.history import History, HistoryEntry
from restorer.engines.values import Result
from restorer.photo.photo import Photo
from restorer.recipe.operation import Operation
from restorer.recipe.recipe import Recipe

Listener = Callable[[Event], None]


class Document:
    """One photo with everything that is done to it.

    source: the file, which is never written to. draft: the file is ours (a pasted picture) and not yet saved anywhere.
    """

    def __init__(self, source: Path, *, draft: bool = False) -> None:
        self.source = source
        self.draft = draft
        self.photo: Photo | None = None
        self.findings: Findings | None = None
        self.proposal: Proposal | None = None
        self._history = History.of(Recipe())
        self._clean: Recipe | None = None if draft else Recipe()
        self._results: dict[str, Result] = {}
        self._listeners: list[Listener] = []

    # ---- listening

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every event; what is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    # ---- reading

    @property
    def history(self) -> History:
        return self._history

    @property
    def recipe(self) -> Recipe:
        return self._history.present.recipe

    @property
    def measured(self) -> frozenset[str]:
        """Keys of the fields that measuring filled in and nobody has touched since."""
        return self._history.present.measured

    @property
    def clean_recipe(self) -> Recipe | None:
        """The recipe that was saved or opened last; None where nothing has been saved yet."""
        return self._clean

    @property
    def clean(self) -> bool:
        """Whether the present recipe is the one that was saved or opened."""
        return self._clean is not None and self.recipe.active() == self._clean.active()

    @property
    def concrete(self) -> Recipe | None:
        """The present recipe with every auto filled in; None while it has any and the photo is not measured yet."""
        active = self.recipe.active()
        if active.concrete():
            return active
        return None if self.findings is None else resolve(active, self.findings).active()

    @property
    def output_size(self) -> Size | None:
        """The size that the present recipe leads to, None while the photo is not read."""
        return None if self.photo is None else self.recipe.output_size(self.photo.size)

    def result(self) -> Result | None:
        """What came of just the present recipe, None where it has not been carried out."""
        recipe = self.concrete
        return None if recipe is None else self._results.get(recipe.digest)

    def reached(self) -> tuple[Recipe, Result] | None:
        """The longest beginning of the present recipe that has been carried out, and what came of it."""
        recipe = self.concrete
        if recipe is None:
            return None
        for length in range(len(recipe.steps), 0, -1):
            beginning = Recipe(recipe.steps[:length])
            found = self._results.get(beginning.digest)
            if found is not None:
                return beginning, found
        return None

    def pending(self) -> tuple[str, ...]:
        """Ids of the steps that have to run (again) before the result is that of the present recipe."""
        recipe = self.concrete
        steps = self.recipe.active().steps if recipe is None else recipe.steps
        reached = self.reached()
        done = 0 if reached is None else len(reached[0].steps)
        return tuple(step.id for step in steps[done:])

    # ---- commands

    def change(
        self, title: str, recipe: Recipe, *, gesture: str | None = None, measured: frozenset[str] | None = None
    ) -> None:
        """Make `recipe` the present one. Fields that differ from before cease to be `measured`, unless said so."""
        if measured is None:
            measured = frozenset(key for key in self.measured if _field(recipe, key) == _field(self.recipe, key))
        self._become(self._history.changed(HistoryEntry(title, recipe, measured, gesture)))

    def set_step(self, title: str, step: Operation, *, gesture: str | None = None) -> None:
        """Put one step into the recipe, in place of any of the same operation."""
        self.change(title, self.recipe.with_step(step), gesture=gesture)

    def remove_step(self, title: str, operation: str) -> None:
        self.change(title, self.recipe.without(operation))

    def apply_proposal(self, title: str) -> bool:
        """Make the proposed recipe the present one, keeping the frame. False while the photo has not been measured."""
        if self.proposal is None or self.findings is None:
            return False
        recipe = resolve(self.proposal.recipe, self.findings)
        frame = self.recipe.step("frame")
        if frame is not None:
            recipe = recipe.with_step(frame)
        measured = frozenset(p.key for step in recipe.steps if step.id != "frame" for p, _ in step.values())
        self.change(title, recipe, measured=measured)
        return True

    def undo(self) -> None:
        self._become(self._history.undone())

    def redo(self) -> None:
        self._become(self._history.redone())

    def go_to(self, place: int) -> None:
        """Go to an entry of the history."""
        self._become(self._history.at(place))

    def restore_history(self, history: History, *, clean: Recipe | None) -> None:
        """Take over what a draft or a sidecar kept. clean: the recipe that counts as saved, None: none does."""
        self._history = history
        self._clean = clean
        self._tell(HistoryChanged())
        self._tell(CleanChanged())

    def _become(self, history: History) -> None:
        if history is self._history:
            return
        was_clean = self.clean
        self._history = history
        self._tell(HistoryChanged())
        if self.clean != was_clean:
            self._tell(CleanChanged())

    # ---- what comes back

    def photo_arrived(self, photo: Photo) -> None:
        self.photo = photo
        self._tell(PhotoArrived())

    def analysis_arrived(self, findings: Findings, proposal: Proposal) -> None:
        self.findings, self.proposal = findings, proposal
        self._tell(AnalysisArrived())

    def result_arrived(self, recipe: Recipe, result: Result) -> None:
        """What came of a concrete recipe; it is kept also where the present one has moved on, for undo and redo."""
        digest = recipe.active().digest
        self._results[digest] = result
        self._tell(ResultArrived(digest))

    def saved(self, recipe: Recipe) -> None:
        """The result of `recipe` is in a file: that recipe is the clean one now."""
        self._clean = recipe
        self.draft = False
        self._tell(CleanChanged())

    def failed(self, doing: str, error: RestorerError) -> None:
        self._tell(Failed(doing, error))

    def results(self) -> tuple[Result, ...]:
        """All that is kept, oldest first."""
        return tuple(self._results.values())

    def forget(self, keep: int) -> None:
        """Give the disk space of all but the `keep` latest results and the present one back."""
        present = self.result()
        for digest, result in list(self._results.items())[: max(0, len(self._results) - keep)]:
            if result is not present:
                del self._results[digest]
                if self.photo is None or result.photo.store != self.photo.store:
                    result.photo.store.remove()


def _field(recipe: Recipe, key: str) -> Any:
    """The value of “operation.field” in a recipe, None where it has no such step."""
    operation, _, name = key.partition(".")
    step = recipe.step(operation)
    return None if step is None else getattr(step, name)
