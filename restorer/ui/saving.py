"""Saving: one photo, or all that were restored; what is not restored yet is restored first."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from restorer.jobs.job import JobEnded, JobEvent, JobState
from restorer.photo.write import Saved, SaveOptions
from restorer.photo.write_size import SizeEstimate
from restorer.recipe.presets import Presets
from restorer.ui.dialogs.asking import answered
from restorer.ui.dialogs.name_row import Subject
from restorer.ui.dialogs.save_all_dialog import Many, SaveAllDialog
from restorer.ui.dialogs.save_dialog import SaveDialog
from restorer.ui.dialogs.save_form import Estimate
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.recipes import portable
from restorer.ui.text import translated
from restorer.ui.work import Work
from restorer.worker.messages import EstimateSize, Save


@dataclass(frozen=True, slots=True)
class _Wish:
    target: Path
    options: SaveOptions
    overwrite: bool


@dataclass(slots=True)
class _Group:
    """Photos that are saved together. left: those that are neither saved nor failed yet."""

    folder: Path
    left: set[DocumentModel]
    saved: int = 0
    failed: list[str] = field(default_factory=list)


class Saving(QObject):
    """Asks where to, has restored what is still to be, and has it written.

    Signals
    -------
    said(sentence): for the person. changed: other photos can be saved now.
    """

    said = Signal(str)
    changed = Signal()

    def __init__(self, documents: Documents, work: Work, presets: Presets, window: QWidget) -> None:
        super().__init__(window)
        self._documents, self._work, self._presets, self._window = documents, work, presets, window
        self.folder, self.names = "", "{name} (restored)"
        self._wishes: dict[DocumentModel, _Wish] = {}
        self._group: _Group | None = None
        documents.added.connect(self._added)
        documents.removed.connect(functools.partial(self._give_up, reason=""))
        documents.saved.connect(self._saved)
        documents.stopped.connect(self._stopped)
        documents.setup_changed.connect(self._go_on_otherwise)
        work.happened.connect(self._heard)

    # ---- asking

    def ask(self) -> None:
        """Ask where the current photo is to be saved, and how."""
        model = self._documents.current
        if model is None or model.document.photo is None:
            return
        dialog = SaveDialog(
            self.subject(model),
            self.folder_for(model),
            translated(self.names),
            self.estimate(model),
            parent=self._window,
        )
        if answered(dialog):
            self.save(model, dialog.target, dialog.options, overwrite=dialog.overwrite)

    def ask_all(self) -> None:
        """Ask where all photos are to be saved to which something is done."""
        models = self.worth_saving()
        if not models:
            return
        unfinished = sum(bool(model.document.pending()) for model in models)
        many = Many(tuple(map(self.subject, models)), unfinished)
        dialog = SaveAllDialog(many, self.folder_for(models[0]), translated(self.names), parent=self._window)
        if answered(dialog):
            self.save_all(models, dialog.targets, dialog.options)

    def worth_saving(self) -> tuple[DocumentModel, ...]:
        """The photos that are read and to which something is done."""
        models = self._documents.models
        return tuple(one for one in models if one.document.photo is not None and one.document.recipe.active().steps)

    def folder_for(self, model: DocumentModel) -> Path:
        """Where it is saved unless another place is chosen: as preferred, else beside the source."""
        if self.folder and Path(self.folder).is_dir():
            return Path(self.folder)
        if model.document.draft:
            return Path(
                QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation) or Path.home()
            )
        return model.document.source.parent

    def subject(self, model: DocumentModel) -> Subject:
        """What a dialog has to know of a photo."""
        document = model.document
        photo, size = document.photo, document.output_size
        assert photo is not None
        assert size is not None
        recipe = portable(document.recipe).active()
        done = next((one.name for one in self._presets.all() if one.recipe.active() == recipe), "restored")
        coloured = recipe.step("colorize") is not None
        return Subject(model.title, document.source, photo.facts, photo.size, size, done, coloured)

    def estimate(self, model: DocumentModel) -> Estimate:
        """How a dialog asks how large the file will be."""
        document = model.document
        result, photo, size = document.result(), document.photo, document.output_size
        assert photo is not None
        assert size is not None
        there = photo if result is None else result.photo
        steps = () if result is None else result.steps
        recipe = document.concrete or document.recipe.active()

        def ask(options: SaveOptions, done: Callable[[SizeEstimate | None], None]) -> Callable[[], None]:
            task = EstimateSize(there, size, document.source, options, recipe, steps)
            number = self._work.ask(task, "", done, lambda _error: done(None), first=True, listed=False)
            return lambda: self._work.forget(number)

        return ask

    # ---- saving

    def save(self, model: DocumentModel, target: Path, options: SaveOptions, *, overwrite: bool = False) -> None:
        """Write the result, carrying the recipe out first where that is still to be done.

        overwrite: an existing file is replaced; a source never is.
        """
        self._write(model, _Wish(target, options, overwrite))

    def save_all(self, models: tuple[DocumentModel, ...], targets: tuple[Path, ...], options: SaveOptions) -> None:
        """Write several; one that fails does not stop the others. A label goes on coloured ones alone."""
        self._group = _Group(targets[0].parent, set(models))
        for model, target in zip(models, targets, strict=True):
            coloured = model.document.recipe.active().step("colorize") is not None
            self.save(model, target, options if coloured else replace(options, label=""))

    def _go_on(self, model: DocumentModel) -> None:
        wish = self._wishes.pop(model, None)
        if wish is not None:
            self._write(model, wish)

    def _write(self, model: DocumentModel, wish: _Wish) -> None:
        """Have it written, or restored first: then it is a wish from that moment on, and no earlier stop ends it."""
        if not self._documents.save(model, wish.target, wish.options, overwrite=wish.overwrite):
            self._documents.restore(model)
            self._wishes[model] = wish

    def _go_on_otherwise(self) -> None:
        """Results are made in another way now: what was being made for a file is made anew."""
        for model in tuple(self._wishes):
            self._go_on(model)

    def _added(self, model: DocumentModel) -> None:
        model.analysis_arrived.connect(lambda: self._go_on(model))
        model.result_arrived.connect(lambda _digest: self._go_on(model))
        model.history_changed.connect(self.changed)
        model.failed.connect(lambda _doing, error: self._give_up(model, reason=error.sentence))

    def _saved(self, model: DocumentModel, saved: Saved) -> None:
        group = self._group
        for warning in saved.warnings:
            self.said.emit(f"{model.title}: {warning}")
        if group is None or model not in group.left:
            self.said.emit(self.tr("Saved as {name}.").format(name=saved.path.name))
            return
        group.left.discard(model)
        group.saved += 1
        self._tell_group()

    def _give_up(self, model: DocumentModel, reason: str) -> None:
        """A photo that is not saved after all; the others are."""
        self._wishes.pop(model, None)
        group = self._group
        if group is not None and model in group.left:
            group.left.discard(model)
            group.failed.append(f"{model.title}: {reason or self.tr('closed before it was saved.')}")
            self._tell_group()

    def _tell_group(self) -> None:
        group = self._group
        if group is None or group.left:
            return
        self._group = None
        if group.saved:
            text = self.tr("Saved in “{folder}”: {n}.").format(folder=group.folder.name, n=group.saved)
            self.said.emit(text)
        if group.failed:
            self.said.emit(self.tr("Not saved: {what}").format(what=" ".join(group.failed)))

    def _heard(self, event: JobEvent) -> None:
        """A file of many whose writing was stopped by hand is not waited for."""
        if not isinstance(event, JobEnded) or event.job.state is not JobState.CANCELLED or self._group is None:
            return
        task = event.job.task
        for model in tuple(self._group.left):
            if isinstance(task, Save) and task.source == model.document.source:
                self._give_up(model, reason=self.tr("stopped."))

    def _stopped(self, model: DocumentModel) -> None:
        """What was stopped by hand is not saved by a later result."""
        if model in self._wishes:
            self._give_up(model, reason=self.tr("stopped."))
