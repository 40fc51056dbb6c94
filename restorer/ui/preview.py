"""Shows what a recipe does before it is carried out on the whole photo: the visible part first.

At 100 % and above the visible part is restored exactly as the file will have it: a small tile near its middle first,
of a large one a quarter next, then all. Below, a reduced copy of the photo is, and is marked as approximate; it also
stands for what is not exact yet.

Tiles of any size give the same pixels, but only the engine's own are those that the file is made of. So the first part,
made from a smaller tile, is made again with the rest. Where it ever differed, smaller tiles are not used any more.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from restorer.core.errors import RestorerError
from restorer.core.geometry import Box, Size
from restorer.engines.values import Result, Setup
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.frame import Frame
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe
from restorer.ui.canvas.picture import Placed
from restorer.ui.canvas.view import View
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.laid import Cut, Laid, Quick, Wanted, next_part
from restorer.ui.shown import StorePicture
from restorer.ui.work import Work
from restorer.worker.messages import Restore, Thumbnail

log = logging.getLogger(__name__)

LANE = "preview"
"""Of the queue: previews have a child of their own, so that a photo can be looked at while another is restored."""

DELAY_MS = 80
"""How long a slider rests before its preview begins: a person hardly notices, and each step would cost a preview."""

REDUCED_SIDE = 1024
"""px of the long side of the copy that approximate previews are made from."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies over the original. exact: all that is seen is as the file will have it. begun: some of it is. recipe:
    by which it was made."""

    pictures: tuple[Placed, ...]
    exact: bool
    begun: bool
    recipe: Recipe


_Way = tuple[Store, Setup, Size, tuple[str, ...], int]
"""What the engine's tiles depend on: photo, setup, size of the result, steps, and how many are done already."""


class Preview(QObject):
    """Follows the current document and the canvas's view.

    Signals
    -------
    shown(Shown or None): what to lay over the original, None: nothing. working(bool): one is being made.
    """

    shown = Signal(object)
    working = Signal(bool)

    def __init__(self, documents: Documents, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents, self._work = documents, work
        self._model: DocumentModel | None = None
        self._view: View | None = None
        self._job: int | None = None
        self._box: Box | None = None  # what of the result is being made exactly
        self._laid: Laid | None = None
        self._stale: Laid | None = None  # of the recipe before, shown until there is something of this one
        self._cuts: dict[_Way, Cut | None] = {}
        self._differ: set[tuple[Setup, tuple[str, ...]]] = set()  # setups and steps where smaller tiles do
        self._reduced: dict[str, Photo] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._go_on)
        documents.current_changed.connect(self._follow)
        documents.removed.connect(self._removed)

    @property
    def busy(self) -> bool:
        """Whether something is being made, or about to be."""
        return self._job is not None or self._timer.isActive()

    def look(self, view: View) -> None:
        """One looks elsewhere. What is being made goes on where it is still seen."""
        self._view = view
        if self._laid is None:
            self.refresh()
            return
        if self._job is not None and view.zoom >= 1.0:
            if self._box is not None and not self._box.intersected(self._seen(view)).empty:
                return
            self._stop()
        if self._job is None:
            self._tell()
            if self._task_left():
                self._timer.start()

    def refresh(self) -> None:
        """Something changed: what is being made may be of no use any more."""
        model = self._model
        document = None if model is None else model.document
        if document is None or document.photo is None:
            self._stop()
            return
        result = document.result()
        if result is not None:
            self._stop()
            self._forget()
            pictures = (Placed.all_of(StorePicture.of(result.photo)),)
            self.shown.emit(Shown(pictures, exact=True, begun=True, recipe=document.recipe))
        elif not document.recipe.without(Frame).active().steps:  # the photo itself is shown framed
            self._stop()
            self._forget()
            self.shown.emit(None)
        else:
            self._want(document.photo, document.concrete)

    def close(self) -> None:
        self._stop()
        self._forget()
        for photo in self._reduced.values():
            self._work.discard(photo.store)
        self._reduced.clear()

    def _want(self, photo: Photo, recipe: Recipe | None) -> None:
        """Begin anew, unless just this is wanted already."""
        if recipe is None:  # it is being measured; the analysis's arrival begins anew
            self._stop()
            return
        wanted = Wanted(photo, recipe, self._documents.setup)
        if self._laid is not None and self._laid.wanted == wanted:
            self._tell()
        else:
            self._stop()
            self._replace(wanted)
        if self._job is None:
            self._timer.start()

    def _replace(self, wanted: Wanted) -> None:
        """What there is of the recipe before stays in sight until there is something of this one, in its frame."""
        before, self._laid = self._laid, Laid(wanted, self._work.discard)
        if before is None or not before.pictures:
            return
        if before.wanted.photo != wanted.photo or before.wanted.recipe.step(Frame) != wanted.recipe.step(Frame):
            before.clear()
            return
        if self._stale is not None:
            self._stale.clear()
        self._stale = before

    def _follow(self, model: DocumentModel | None) -> None:
        if self._model is not None:
            for signal in _signals(self._model):
                signal.disconnect(self.refresh)
        self._stop()
        self._forget()
        self._model = model
        self.shown.emit(None)
        if model is not None:
            for signal in _signals(model):
                signal.connect(self.refresh)
            self.refresh()

    def _removed(self, model: DocumentModel) -> None:
        """Its small copy is of no use any more."""
        photo = model.document.photo
        others = (other.document.photo for other in self._documents.models)
        if photo is None or any(other and other.facts.sha256 == photo.facts.sha256 for other in others):
            return
        reduced = self._reduced.pop(photo.facts.sha256, None)
        if reduced is not None:
            self._work.discard(reduced.store)
        self._cuts = {way: cut for way, cut in self._cuts.items() if way[0] != photo.store}

    def _forget(self) -> None:
        for laid in (self._laid, self._stale):
            if laid is not None:
                laid.clear()
        self._laid = self._stale = None

    def _stop(self) -> None:
        self._timer.stop()
        self._box = None
        if self._job is not None:
            self._work.forget(self._job)
            self._job = None
            self.working.emit(False)

    # ---- making

    def _seen(self, view: View) -> Box:
        assert self._laid is not None
        return visible_box(view, self._laid.wanted.size)

    def _task_left(self) -> bool:
        """Whether anything of what is seen is to be made."""
        if self._laid is None or self._view is None:
            return False
        if self._view.zoom < 1.0:
            return self._laid.rough is None
        return not self._laid.missing(self._seen(self._view)).empty

    def _go_on(self) -> None:
        """Make the next of what is seen."""
        if self._laid is None or self._view is None or self._job is not None or not self._task_left():
            return
        if self._view.zoom < 1.0:
            self._approximate(self._laid)
        else:
            self._exact(self._laid, self._laid.missing(self._seen(self._view)))

    def _exact(self, laid: Laid, missing: Box) -> None:
        model, wanted = self._model, laid.wanted
        assert model is not None
        begun = model.document.begun()
        done = () if begun is None else begun.result.steps
        kinds = tuple(step.id for step in wanted.recipe.active().steps)
        there = () if begun is None else tuple(step.id for step in begun.recipe.steps)
        way = (wanted.photo.store, wanted.setup, wanted.size, kinds, len(done))
        tiled = sum(kind in (Denoise.id, Upscale.id) for kind in kinds if kind not in there)
        quick = None
        if tiled == 1 and (wanted.setup, kinds) not in self._differ:
            quick = Quick.of(wanted, self._cuts.get(way))
        box, tile = next_part(laid, missing, self._cuts.get(way), quick) if tiled else (missing, None)

        def arrived(result: Result) -> None:
            if begun is None:
                self._learn(model, wanted, result, box)
            if tile is None:
                self._cuts[way] = Cut.of(result.steps[len(done) :], wanted)
            self._box = None
            if not laid.add(result.photo, box, ours=not result.unchanged, settled=tile is None):
                self._differ.add((wanted.setup, kinds))
                log.info("smaller tiles give other pixels here: %s, %s", wanted.setup, kinds)
            laid.give_up_oldest()
            self._arrived()

        self._box = box
        setup = wanted.setup if tile is None else replace(wanted.setup, tile=tile)
        self._ask(Restore(wanted.photo, wanted.recipe, setup, box, model.document.findings, begun), arrived)

    def _approximate(self, laid: Laid) -> None:
        model, wanted = self._model, laid.wanted
        assert model is not None
        reduced = self._reduced.get(wanted.photo.facts.sha256)
        if reduced is None:
            self._reduce(wanted.photo)
            return
        lighter = for_reduced(wanted.recipe, reduced.size.long_side / wanted.photo.size.long_side)
        small = Wanted(reduced, lighter, wanted.setup)

        def arrived(result: Result) -> None:
            self._learn(model, small, result, None)
            laid.add_rough(result.photo, ours=not result.unchanged)
            self._arrived()

        self._ask(Restore(reduced, lighter, wanted.setup, None, None), arrived)

    def _reduce(self, photo: Photo) -> None:
        """Make the small copy; then go on."""

        def arrived(store: Store) -> None:
            self._reduced[photo.facts.sha256] = Photo(store, replace(photo.facts, icc=None, bits=8))
            self._job = None
            self._go_on()

        self._job = self._work.ask(Thumbnail(photo, REDUCED_SIDE), "", arrived, self._failed, first=True, listed=False)
        self.working.emit(True)

    def _ask(self, task: Restore, done: Callable[[Result], None]) -> None:
        self._job = self._work.ask(task, "", done, self._failed, first=True, listed=False, lane=LANE)
        self.working.emit(True)

    def _learn(self, model: DocumentModel, wanted: Wanted, result: Result, box: Box | None) -> None:
        """A first idea of how long the whole photo will take, where there is none yet."""
        if self._documents.seconds(model) is None:
            self._documents.learn(wanted.recipe, wanted.photo.size, wanted.setup, result, box)

    def _arrived(self) -> None:
        """Something is there; what is still missing comes next."""
        self._job = None
        left = self._task_left()
        if not left:
            self.working.emit(False)
        self._tell()
        if self._stale is not None and not left:
            self._stale.clear()
            self._stale = None
            self._tell()
        if left:
            self._go_on()

    def _tell(self) -> None:
        """Say what is there, if there is anything."""
        if self._laid is None or self._view is None:
            return
        stale = () if self._stale is None else self._stale.pictures
        pictures = (*stale, *self._laid.pictures)
        pixels = self._view.zoom >= 1.0  # below, what is there exactly is shown reduced
        exact, begun = pixels and not self._task_left(), pixels and self._laid.meets(self._seen(self._view))
        if pictures:
            made = self._laid if self._laid.pictures or self._stale is None else self._stale
            self.shown.emit(Shown(pictures, exact, begun, made.wanted.recipe))

    def _failed(self, error: RestorerError) -> None:
        self._job = None
        self._box = None
        self.working.emit(False)
        if self._model is not None:
            self._model.document.failed("previewing", error)


def _signals(model: DocumentModel) -> tuple[SignalInstance, ...]:
    """All after which another picture may be wanted."""
    return (
        model.photo_arrived,
        model.history_changed,
        model.analysis_arrived,
        model.result_arrived,
        model.results_changed,
    )


def visible_box(view: View, whole: Size) -> Box:
    """What `view` sees, in px of the restored picture of size `whole`, rounded outwards."""
    across, down = whole.width / view.photo.width, whole.height / view.photo.height
    left, top, right, bottom = view.visible
    seen = Box(math.floor(left * across), math.floor(top * down), math.ceil(right * across), math.ceil(bottom * down))
    return seen.intersected(Box.of(whole))


def for_reduced(recipe: Recipe, share: float) -> Recipe:
    """The recipe for a copy reduced to `share` of its sides: averaging takes noise with it, and enlarging what is
    shown smaller would only cost time."""
    recipe = recipe.without(Upscale)
    denoise = recipe.step(Denoise)
    if denoise is not None and denoise.sigma is not None:
        recipe = recipe.with_step(replace(denoise, sigma=denoise.sigma * share, jpeg=(denoise.jpeg or 0.0) * share))
    return recipe
