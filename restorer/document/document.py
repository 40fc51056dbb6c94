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
    ResultsChanged,
)
from restorer.document.history import History, HistoryEntry
from restorer.document.results import Results
from restorer.engines.values import Begun, Result, Setup
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.recipe.operation import Operation
from restorer.recipe.recipe import Recipe

Listener = Callable[[Event], None]


class Document:
    """One photo with everything that is done to it.

    source: the file, which is never written to. draft: the file is ours (a pasted picture) and not yet saved anywhere.
    setup: how results are made; those of another setup are kept, and count again when it comes back.
    discard: gives the disk space of a result back that is not kept.
    """

    def __init__(
        self,
        source: Path,
        *,
        draft: bool = False,
        setup: Setup | None = None,
        discard: Callable[[Store], None] = Store.remove,
    ) -> None:
        self.source = source
        self.draft = draft
        self.photo: Photo | None = None
        self.findings: Findings | None = None
        self.proposal: Proposal | None = None
        self._history = History.of(Recipe())
        self._clean: Recipe | None = None if draft else Recipe()
        self._setup = setup or Setup()
        self._results = Results()
        self._discard = discard
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

    @property
    def setup(self) -> Setup:
        return self._setup

    def result(self) -> Result | None:
        """What came of just the present recipe in just the present setup, None where it has not been carried out."""
        recipe = self.concrete
        return None if recipe is None else self._results.get(recipe, self._setup)

    def begun(self) -> Begun | None:
        """The first steps of the present recipe, where they were carried out: the rest is carried on from there."""
        recipe = self.concrete
        return None if recipe is None else self._results.begun(recipe, self._setup)

    def pending(self) -> tuple[str, ...]:
        """Ids of the steps that have to run (again) before the result is that of the present recipe."""
        recipe, begun = self.concrete or self.recipe.active(), self.begun()
        done = 0 if begun is None else len(begun.recipe.steps)
        return tuple(step.id for step in recipe.steps[done:])

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

    def use(self, setup: Setup) -> None:
        """Results are made in this way from now on; those that were made in another do not count."""
        if setup != self._setup:
            self._setup = setup
            self._tell(ResultsChanged())

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
        self._look()
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

    def result_arrived(self, recipe: Recipe, result: Result, setup: Setup) -> None:
        """What came of a concrete recipe in a setup; it is kept also where the present ones have moved on, for undo
        and redo."""
        replaced = self._results.put(recipe, setup, result)
        if replaced is not None:
            self._remove(replaced)
        self._tell(ResultArrived(recipe.active().digest))

    def saved(self, recipe: Recipe) -> None:
        """The result of `recipe` is in a file: that recipe is the clean one now."""
        self._clean = recipe
        self.draft = False
        self._tell(CleanChanged())

    def failed(self, doing: str, error: RestorerError) -> None:
        self._tell(Failed(doing, error))

    def results(self) -> tuple[Result, ...]:
        """All that is kept, longest unused first."""
        return self._results.all()

    def forget(self, keep: int) -> None:
        """Give the disk space of all but the `keep` results that were looked at last and the present one back."""
        self._look()
        for result in self.results()[: max(0, len(self._results) - keep)]:
            if result is not self.result():
                self.give_up(result)

    def give_up(self, result: Result) -> None:
        """Give the disk space of a result back; its recipe has to run again."""
        present = self.result()
        self._results.give_up(result)
        self._remove(result)
        if result is present:
            self._tell(ResultsChanged())

    def _look(self) -> None:
        """What is looked at now is the last to be given up."""
        recipe = self.concrete
        if recipe is not None:
            self._results.look(recipe, self._setup)

    def _remove(self, result: Result) -> None:
        """A result whose step changed nothing shares the store of what it was made from."""
        store = result.photo.store
        others = [] if self.photo is None else [self.photo]
        others += [kept.photo for kept in self._results.all()]
        if all(other.store != store for other in others):
            self._discard(store)


def _field(recipe: Recipe, key: str) -> Any:
    """The value of “operation.field” in a recipe, None where it has no such step."""
    operation, _, name = key.partition(".")
    step = recipe.step(operation)
    return None if step is None else getattr(step, name)
