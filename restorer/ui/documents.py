"""The photos that are open: opened, measured, restored and saved by jobs whose answers are given to their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal

from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.document.document import Document
from restorer.document.drafts import Draft, Drafts
from restorer.document.history import History
from restorer.document.results import disk_bytes
from restorer.document.sidecar import find_sidecar, save_sidecar
from restorer.engines.values import Result, Setup
from restorer.jobs.estimate import Speeds
from restorer.jobs.job import JobEnded, JobEvent, JobRetried, JobState, JobStopping
from restorer.photo.photo import Photo
from restorer.photo.write import Saved, SaveOptions
from restorer.recipe.recipe import Recipe
from restorer.ui.document_model import DocumentModel
from restorer.ui.opening import OpenFiles
from restorer.ui.slices import Slices
from restorer.ui.work import Work
from restorer.worker.messages import Analyse, Analysed, Open, Restore, Save


@dataclass(slots=True)
class _Making:
    """A photo that is being restored: what is made of it, how, by which job, and whether that was stopped by hand."""

    recipe: Recipe
    setup: Setup
    job: int
    stopped: bool = False


class Documents(QObject):
    """All open documents and the one that is looked at.

    Signals
    -------
    added(DocumentModel), removed(DocumentModel): the list changed. current_changed(DocumentModel or None): another one
    is looked at. saved(DocumentModel, Saved): a file was written. stopped(DocumentModel): restoring it was stopped by
    hand. noticed(str): a sentence for the person. setup_changed: results are made in another way now. learned: it is
    known better how long work takes.

    keep_results: of each photo, so many results are kept for undo. disk_gb: what the results of all may take of the
    disk together, 0: no limit.
    """

    added = Signal(object)
    removed = Signal(object)
    current_changed = Signal(object)
    saved = Signal(object, object)
    stopped = Signal(object)
    noticed = Signal(str)
    setup_changed = Signal()
    learned = Signal()
    _learnt = Signal()

    def __init__(self, work: Work, places: Places, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._places = places
        self._drafts = drafts
        self._models: list[DocumentModel] = []
        self._files = OpenFiles()
        self._opening = Slices(self._opened, self)
        self._running: dict[DocumentModel, _Making] = {}
        self._current: DocumentModel | None = None
        self._asked: set[DocumentModel] = set()
        self._setup = Setup()
        self.speeds = Speeds(places)
        self.keep_results = 6
        self.disk_gb = 0
        self.save_recipe = False
        self._disk = QThreadPool(self)
        self._disk.setMaxThreadCount(1)
        # It comes from another thread; here it changes to ours.
        self._learnt.connect(self.learned)
        work.happened.connect(self._heard)

    # ---- how results are made

    @property
    def setup(self) -> Setup:
        return self._setup

    @setup.setter
    def setup(self, setup: Setup) -> None:
        """Results that were made in another way do not count any more, and what is being made is not wanted."""
        if setup == self._setup:
            return
        self._setup = setup
        for model in self._models:
            self.cancel(model)
            model.document.use(setup)
        self.setup_changed.emit()

    def weights(self, operation: str) -> str:
        """The id of the weights chosen for an operation, empty where the default ones are."""
        return next((chosen for name, chosen in self._setup.weights if name == operation), "")

    def choose_weights(self, operation: str, chosen: str) -> None:
        """Restore with these weights from now on; empty: with the default ones."""
        others = tuple(pair for pair in self._setup.weights if pair[0] != operation)
        self.setup = replace(self._setup, weights=(*others, (operation, chosen)) if chosen else others)

    # ---- the list

    @property
    def models(self) -> tuple[DocumentModel, ...]:
        return tuple(self._models)

    @property
    def current(self) -> DocumentModel | None:
        return self._current

    def set_current(self, model: DocumentModel | None) -> None:
        if model is not self._current:
            self._current = model
            self.current_changed.emit(model)
            if model is not None and not self.being_read(model):
                self._begin_reading(model)

    def open(self, paths: Sequence[Path]) -> None:
        """Open photos, in the order given, and look at the first; one that is open already is only looked at.

        The others are read when they are looked at. Of very many, the later ones are listed while the window goes on.
        """
        for path in paths[:1]:
            self.set_current(self._opened(path))
        self._opening.add(paths[1:])

    def stop_opening(self) -> None:
        """List no more of the photos that were to be opened: the window closes."""
        self._opening.close()

    def open_draft(self, draft: Draft) -> DocumentModel:
        """Go on with work that an earlier window left."""
        return self.reopen(replace(draft, source=self._drafts.take(draft)))

    def reopen(self, draft: Draft) -> DocumentModel:
        """Go on with unsaved work on a photo. If that is open already, its recipe is a further step of its history."""
        model = self._files.find(draft.source)
        if model is not None:
            model.document.change(self.tr("Unsaved changes from before"), draft.history.present.recipe)
        else:
            document = Document(draft.source, draft=draft.pasted, setup=self._setup, discard=self._work.discard)
            document.restore_history(draft.history, clean=draft.clean)
            model = self._add(document)
        self.set_current(model)
        return model

    def open_pasted(self, path: Path) -> None:
        """A picture of the clipboard, which lies in our own folder until it is saved."""
        self.set_current(self._add(Document(path, draft=True, setup=self._setup, discard=self._work.discard)))

    def close(self, model: DocumentModel) -> None:
        """Stop showing a photo and give its disk space back; who hears of it can still see what was not saved."""
        self.cancel(model)
        place = self._models.index(model)
        self._models.remove(model)
        self._files.remove(model)
        self._asked.discard(model)
        if model is self._current:
            nearest = self._models[min(place, len(self._models) - 1)] if self._models else None
            self.set_current(nearest)
        model.close()
        document = model.document
        for result in document.results():
            document.give_up(result)
        if document.photo is not None:
            self._work.discard(document.photo.store)
        self.removed.emit(model)
        model.deleteLater()  # with it go the slots that hold it

    def _opened(self, path: Path) -> DocumentModel:
        """The photo of a file, as it is open already or is now."""
        return self._files.find(path) or self._add(Document(path, setup=self._setup, discard=self._work.discard))

    def _add(self, document: Document) -> DocumentModel:
        model = DocumentModel(document, self)
        self._models.append(model)
        self._files.add(model)
        self.added.emit(model)
        return model

    def being_read(self, model: DocumentModel) -> bool:
        """Whether the photo is read already, or will be without being looked at."""
        return model in self._asked

    def _begin_reading(self, model: DocumentModel) -> None:
        self._asked.add(model)
        self._work.ask(
            Open(model.document.source),
            self.tr("Open {name}").format(name=model.title),
            lambda photo: self._read(model, photo),
            lambda error: model.document.failed("opening", error),
            first=True,
            listed=False,
        )

    def _read(self, model: DocumentModel, photo: Photo) -> None:
        if model not in self._models:
            self._work.discard(photo.store)
            return
        document = model.document
        if document.history.present.recipe == Recipe() and not document.history.can_redo:
            self._take_sidecar(model, photo)
        document.photo_arrived(photo)
        for warning in photo.facts.warnings:
            self.noticed.emit(f"{model.title}: {warning}")
        self._work.ask(
            Analyse(photo),
            self.tr("Measure {name}").format(name=model.title),
            lambda analysed: self._measured(model, analysed),
            lambda error: document.failed("measuring", error),
            first=True,
            listed=False,
        )

    def _take_sidecar(self, model: DocumentModel, photo: Photo) -> None:
        document = model.document
        try:
            sidecar = find_sidecar(document.source, photo.facts.sha256, self._places)
        except RestorerError as error:
            self.noticed.emit(error.sentence)
            return
        if sidecar is None:
            return
        if not sidecar.matches:
            self.noticed.emit(
                self.tr(
                    "“{file}” holds a recipe that was made for another photo, or for {name} before it was changed. "
                    "It is not used."
                ).format(file=sidecar.path.name, name=model.title)
            )
            return
        kept = History.of(sidecar.recipe, self.tr("Recipe kept beside the photo"))
        document.restore_history(kept, clean=sidecar.recipe)

    def _measured(self, model: DocumentModel, analysed: Analysed) -> None:
        if model in self._models:
            model.document.analysis_arrived(analysed.findings, analysed.proposal)

    # ---- restoring

    def seconds(self, model: DocumentModel) -> float | None:
        """How long the present recipe will take on the whole photo; None where nobody knows."""
        photo, recipe = model.document.photo, model.document.concrete
        if photo is None or recipe is None or not recipe.steps:
            return None
        return self.speeds.seconds(recipe, photo.size, self.setup)

    def learn(self, recipe: Recipe, size: Size, setup: Setup, result: Result, box: Box | None = None) -> None:
        """Remember how long a recipe took on a photo of `size`; box: the part of the output that was made."""

        def write() -> None:  # waits for the disk
            self.speeds.learn(recipe, size, setup, result.steps, box)
            self._learnt.emit()

        self._disk.start(write)

    def restore(self, model: DocumentModel) -> bool:
        """Carry the present recipe out on the whole photo. False where nothing is to do or it cannot start yet."""
        document, recipe = model.document, model.document.concrete
        if document.photo is None or recipe is None or not recipe.steps or document.result() is not None:
            return False
        if self.restoring(model):
            return True
        self.cancel(model)
        photo, setup, begun = document.photo, self._setup, document.begun()

        def restored(result: Result) -> None:
            if begun is None:
                self.learn(recipe, photo.size, setup, result)
            self._restored(model, recipe, result, setup)

        job = self._work.ask(
            Restore(photo, recipe, setup, None, document.findings, begun),
            model.title,
            restored,
            lambda error: document.failed("restoring", error),
        )
        self._running[model] = _Making(recipe, setup, job)
        return True

    def restoring(self, model: DocumentModel) -> bool:
        """Whether just the present recipe is being carried out on the whole photo, or what came of it is on its way."""
        making = self._running.get(model)
        if making is None or (making.recipe, making.setup) != (model.document.concrete, self._setup):
            return False
        try:
            state = self._work.queue.job(making.job).state
        except BadRequest:
            return False
        return state not in (JobState.STOPPING, JobState.CANCELLED, JobState.FAILED)

    def cancel(self, model: DocumentModel) -> None:
        """Stop restoring a photo, if it is being restored."""
        self._look_for_stop(model)
        making = self._running.pop(model, None)
        if making is not None:
            self._work.forget(making.job)

    def _heard(self, event: JobEvent) -> None:
        if isinstance(event, JobStopping | JobEnded | JobRetried):
            for model, making in tuple(self._running.items()):
                if making.job == event.job.number:
                    self._look_for_stop(model)

    def _look_for_stop(self, model: DocumentModel) -> None:
        """Tell, once, that it was stopped by hand; also where something else is wanted before the news came."""
        making = self._running.get(model)
        if making is None:
            return
        try:
            state = self._work.queue.job(making.job).state
        except BadRequest:  # it ended and is forgotten
            return
        before, making.stopped = making.stopped, state in (JobState.STOPPING, JobState.CANCELLED)
        if making.stopped and not before:
            self.stopped.emit(model)

    def _restored(self, model: DocumentModel, recipe: Recipe, result: Result, setup: Setup) -> None:
        self._running.pop(model, None)
        if model not in self._models:
            self._work.discard(result.photo.store)
            return
        model.document.result_arrived(recipe, result, setup)
        model.document.forget(self.keep_results)
        self._keep_to_the_disk()
        for warning in result.warnings:
            self.noticed.emit(f"{model.title}: {warning}")

    def _keep_to_the_disk(self) -> None:
        """Give up results until what is left fits: of photos that are not looked at first, longest unused first."""
        kept = [(model, result) for model in self._models for result in model.document.results()]
        over = sum(disk_bytes(result) for _, result in kept) - self.disk_gb * 10**9
        if not self.disk_gb:
            return
        for model, result in sorted(kept, key=lambda one: one[0] is self._current):
            looked_at = model is self._current and result is model.document.result()
            if over > 0 and not looked_at and model not in self._running:
                over -= disk_bytes(result)
                model.document.give_up(result)

    # ---- saving

    def save(self, model: DocumentModel, target: Path, options: SaveOptions, *, overwrite: bool) -> bool:
        """Write the present result (or the photo as it is) to `target`. False while the recipe is not carried out."""
        document = model.document
        result, recipe = document.result(), document.concrete
        if document.photo is None or recipe is None or (result is None and recipe.steps):
            return False
        photo = document.photo if result is None else result.photo
        steps = () if result is None else result.steps
        kept = document.recipe
        self._work.ask(
            Save(photo, target, document.source, options, recipe, steps, overwrite),
            self.tr("Save {name}").format(name=target.name),
            lambda saved: self._saved(model, kept, saved),
            lambda error: document.failed("saving", error),
            first=True,
        )
        return True

    def _saved(self, model: DocumentModel, recipe: Recipe, saved: Saved) -> None:
        if model in self._models:
            model.document.saved(recipe)
            if self.save_recipe:
                self._keep_recipe(model.document)
        self.saved.emit(model, saved)

    def _keep_recipe(self, document: Document) -> None:
        """Beside the photo; a pasted one has no place of its own."""
        if document.photo is None or self._drafts.owns(document.source):
            return
        try:
            save_sidecar(document.source, document.photo.facts.sha256, document.recipe, self._places)
        except RestorerError as error:
            self.noticed.emit(error.sentence)
