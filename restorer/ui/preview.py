"""Shows what a recipe does before it is carried out on the whole photo: the visible part first.

At 100 % and above the visible part is restored exactly as the file will have it. Below, a reduced copy of the photo is,
and is marked as approximate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

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
from restorer.ui.shown import StorePicture
from restorer.ui.work import Work
from restorer.worker.messages import Restore, Thumbnail

DELAY_MS = 120
"""How long a slider rests before its preview begins: a person hardly notices, and each step would cost a preview."""

REDUCED_SIDE = 1024
"""px of the long side of the copy that approximate previews are made from."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies over the original. exact: as the file will have it."""

    pictures: tuple[Placed, ...]
    exact: bool


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
        self._whole = False
        self._preview_store: Store | None = None
        self._reduced: dict[str, Photo] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._begin)
        documents.current_changed.connect(self._follow)
        documents.setup_changed.connect(self.refresh)

    def look(self, view: View) -> None:
        """One looks elsewhere. A preview of all of the photo serves for every view of it that is no larger than it."""
        before, self._view = self._view, view
        if not (self._whole and before is not None and before.zoom < 1.0 and view.zoom < 1.0):
            self.refresh()

    def refresh(self) -> None:
        """Something changed: what is being made is of no use any more."""
        self._whole = False
        self._stop()
        model = self._model
        if model is None or model.document.photo is None:
            return
        result = model.document.result()
        if result is not None:
            self._timer.stop()
            self.shown.emit(Shown((Placed.all_of(StorePicture.of(result.photo)),), exact=True))
        elif not model.document.recipe.without(Frame).active().steps:  # the photo itself is shown framed
            self._timer.stop()
            self.shown.emit(None)
        else:
            self._timer.start()

    def close(self) -> None:
        self._stop()
        self._timer.stop()
        self._drop_store()
        for photo in self._reduced.values():
            photo.store.remove()

    def _follow(self, model: DocumentModel | None) -> None:
        if self._model is not None:
            for signal in (self._model.photo_arrived, self._model.history_changed, self._model.analysis_arrived):
                signal.disconnect(self.refresh)
            self._model.result_arrived.disconnect(self.refresh)
        self._stop()
        self._model = model
        self.shown.emit(None)
        if model is not None:
            for signal in (model.photo_arrived, model.history_changed, model.analysis_arrived):
                signal.connect(self.refresh)
            model.result_arrived.connect(self.refresh)
            self.refresh()

    def _stop(self) -> None:
        if self._job is not None:
            self._work.forget(self._job)
            self._job = None
            self.working.emit(False)

    def _begin(self) -> None:
        model, view = self._model, self._view
        if model is None or view is None or model.document.photo is None:
            return
        recipe = model.document.concrete
        if recipe is None:
            return  # it is being measured; the analysis's arrival begins anew
        if view.zoom >= 1.0:
            self._exact(model, recipe, view)
        else:
            self._whole = True
            self._approximate(model, recipe)

    def _exact(self, model: DocumentModel, recipe: Recipe, view: View) -> None:
        photo = model.document.photo
        assert photo is not None
        whole = recipe.output_size(photo.size)
        box = visible_box(view, whole)
        if box.empty:
            return
        setup = self._documents.setup

        def arrived(result: Result) -> None:
            self._learn(model, recipe, photo.size, setup, result, box)
            self._arrived(Placed(StorePicture.of(result.photo), whole, box), result, exact=True)

        self._ask(Restore(photo, recipe, setup, box, model.document.findings), arrived)

    def _approximate(self, model: DocumentModel, recipe: Recipe) -> None:
        photo = model.document.photo
        assert photo is not None
        key = photo.facts.sha256
        reduced = self._reduced.get(key)
        if reduced is None:
            self._reduce(photo)
            return
        share = reduced.size.long_side / photo.size.long_side
        setup, lighter = self._documents.setup, for_reduced(recipe, share)

        def arrived(result: Result) -> None:
            self._learn(model, lighter, reduced.size, setup, result, None)
            self._arrived(Placed.all_of(StorePicture.of(result.photo)), result, exact=False)

        self._ask(Restore(reduced, lighter, setup, None, None), arrived)

    def _reduce(self, photo: Photo) -> None:
        """Make the small copy; then begin again."""

        def arrived(store: Store) -> None:
            facts = replace(photo.facts, icc=None, bits=8)
            self._reduced[photo.facts.sha256] = Photo(store, facts)
            self._job = None
            self._timer.start(0)

        self._job = self._work.ask(Thumbnail(photo, REDUCED_SIDE), "", arrived, self._failed, first=True, listed=False)
        self.working.emit(True)

    def _ask(self, task: Restore, done: Callable[[Result], None]) -> None:
        self._job = self._work.ask(task, "", done, self._failed, first=True, listed=False)
        self.working.emit(True)

    def _learn(
        self, model: DocumentModel, recipe: Recipe, size: Size, setup: Setup, result: Result, box: Box | None
    ) -> None:
        """A first idea of how long the whole photo will take, where there is none yet."""
        if self._documents.seconds(model) is None:
            self._documents.learn(recipe, size, setup, result, box)

    def _arrived(self, placed: Placed, result: Result, *, exact: bool) -> None:
        self._job = None
        self.working.emit(False)
        self.shown.emit(Shown((placed,), exact))
        self._drop_store()
        if not result.unchanged:
            self._preview_store = result.photo.store

    def _drop_store(self) -> None:
        if self._preview_store is not None:
            self._preview_store.remove()
            self._preview_store = None

    def _failed(self, error: RestorerError) -> None:
        self._job = None
        self.working.emit(False)
        if self._model is not None:
            self._model.document.failed("previewing", error)


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
