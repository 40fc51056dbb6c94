"""How each task is carried out. The same code runs in a child process and inline.

The engines are imported when the first task needs them, so that a child which only reads and writes stays small.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from restorer import __version__
from restorer.analysis.findings import Findings
from restorer.analysis.measure import measure, measure_tone
from restorer.analysis.proposal import LEAST_SIGMA, propose, resolve
from restorer.core.control import Control, Progress
from restorer.core.errors import Internal, WeightsFailed
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.values import Result, StepReport
from restorer.photo.photo import Photo
from restorer.photo.provenance import Provenance
from restorer.photo.read import read_photo
from restorer.photo.same import same_pixels
from restorer.photo.store import Scratch, Store
from restorer.photo.thumbnail import read_thumbnail
from restorer.photo.write import Saved, check_target, may_copy
from restorer.photo.write_size import SizeEstimate, estimated_size
from restorer.recipe.codec import with_setting
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import (
    Analyse,
    Analysed,
    DeviceReport,
    EstimateSize,
    FileReport,
    Open,
    Probe,
    Restore,
    RestoreFile,
    Save,
    Thumbnail,
)
from restorer.worker.task import Task
from restorer.worker.writing import check_place, copy_of, put, write_restored

if TYPE_CHECKING:
    from restorer.engines.workbench import Workbench

log = logging.getLogger(__name__)

COLOURS_LOST = "The photo had colours of its own; guessed ones took their place."


class Tasks:
    """Carries tasks out, and keeps what stays warm between them. One at a time."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._bench: Workbench | None = None

    def __call__(self, task: Task[Any], scratch: Scratch, control: Control) -> Any:
        match task:
            case Open(path, limits):
                control.report(Progress("read", 0, 1))
                return read_photo(path, scratch, limits, control)
            case Analyse(photo):
                return self.analysed(photo, control)
            case Restore():
                return self.restore(task, scratch, control)
            case Save():
                return save(task, scratch, control)
            case RestoreFile():
                return self.restore_file(task, scratch, control)
            case EstimateSize():
                return estimate_size(task, control)
            case Thumbnail():
                return thumbnail(task, scratch)
            case Probe():
                return self.probe()
        raise Internal("Restorer was asked for something that it does not know.", detail=type(task).__name__)

    def analysed(self, photo: Photo, control: Control) -> Analysed:
        """Measure a photo and propose a recipe."""
        findings = self._measured(photo, control)
        return Analysed(findings, propose(findings))

    def restore(self, task: Restore, scratch: Scratch, control: Control) -> Result:
        """Carry a recipe out on a photo; what is to be measured is measured first, unless it is given."""
        recipe = self._settled(task.recipe, task.photo, task.findings, control)
        begun = task.begun
        if begun is None:
            return self._carried_out(task.photo, recipe, task, scratch, control)
        done = len(begun.recipe.steps)
        if recipe.steps[:done] != begun.recipe.steps:
            raise Internal("A restoration was to go on from another one.", detail=recipe.canonical)
        before, rest = begun.result, Recipe(recipe.steps[done:])
        result = self._carried_out(before.photo, rest, task, scratch, control)
        return replace(
            result,
            steps=(*before.steps, *result.steps),
            warnings=tuple(dict.fromkeys((*before.warnings, *result.warnings))),
            unchanged=before.unchanged and result.unchanged,
        )

    def restore_file(self, request: RestoreFile, scratch: Scratch, control: Control) -> FileReport:
        """File to file: read, measure where needed, restore, write, check.

        Raises
        ------
        RestorerError
            the file was not restored; nothing was written. `request.failed(error)` makes the report of it.
        Cancelled
            somebody asked to stop.
        """
        began = time.monotonic()
        source, target = request.source, request.target
        check_place(target, source, overwrite=request.overwrite, retried=request.retried)
        control.report(Progress("read", 0, 1))
        photo = read_photo(source, scratch, request.limits, control)
        recipe = self._chosen(request, photo, control)
        check_target(recipe.output_size(photo.size), target, request.options, photo.facts)
        result = self._carried_out(photo, recipe, request, scratch, control)
        unchanged = same_pixels(photo.store, result.photo.store)
        copied = unchanged and may_copy(photo.facts, target, request.options)
        control.report(Progress("write", 0, 1))
        if copied:
            write = copy_of(source, photo)
        else:
            steps = () if unchanged else result.steps
            write = write_restored(result.photo, request.options, provenance(recipe, steps), source, control)
        saved = put(write, target, source, scratch, overwrite=request.overwrite, retried=request.retried)
        return FileReport(
            source,
            saved.path,
            unchanged=copied,
            seconds=time.monotonic() - began,
            recipe=recipe,
            steps=result.steps,
            warnings=tuple(dict.fromkeys((*photo.facts.warnings, *result.warnings, *saved.warnings))),
        )

    def probe(self) -> tuple[DeviceReport, ...]:
        """Test every device."""
        return tuple(
            DeviceReport(
                verdict.device.id,
                verdict.device.title,
                verdict.device.memory,
                verdict.precision,
                verdict.passed,
                verdict.reason,
            )
            for verdict in self._workbench().verdicts()
        )

    def _chosen(self, request: RestoreFile, photo: Photo, control: Control) -> Recipe:
        """The recipe for this photo: proposed or given, with the settings on top, and nothing left to be measured."""
        findings = None
        recipe = request.recipe
        if recipe is None:
            findings = self._measured(photo, control)
            recipe = propose(findings).recipe
        for setting in request.settings:
            recipe = with_setting(recipe, setting)
        return self._settled(recipe, photo, findings, control)

    def _settled(self, recipe: Recipe, photo: Photo, findings: Findings | None, control: Control) -> Recipe:
        """`recipe` with nothing left to be measured and without steps that do nothing."""
        if not recipe.concrete():
            recipe = resolve(recipe, findings or self._measured(photo, control))
        return recipe.active()

    def _measured(self, photo: Photo, control: Control) -> Findings:
        """Everything that can be measured of a photo; of its noise, where it has some, a network is asked too."""
        control.report(Progress("analyse", 0, 1))
        findings = measure(photo, control)
        if findings.noise.sigma < LEAST_SIGMA:
            return findings
        from restorer.engines.estimate import estimate_noise

        try:
            told = estimate_noise(photo, self._workbench(), control)
        except WeightsFailed as error:  # what was measured without them does
            log.warning("%s (%s)", error.sentence, error.detail)
            return findings
        return findings if told is None else replace(findings, told=told[0])

    def _carried_out(
        self, photo: Photo, recipe: Recipe, task: Restore | RestoreFile, scratch: Scratch, control: Control
    ) -> Result:
        box = task.box if isinstance(task, Restore) else None
        if not recipe.steps and box is None:
            return Result(photo, unchanged=True)
        from restorer.engines.restore import restore

        bench = self._workbench()
        said = colours_lost(recipe, photo, task, control) if box is None else ()
        result = restore(photo, recipe, task.setup, scratch=scratch, control=control, box=box, workbench=bench)
        return replace(result, warnings=(*said, *result.warnings))

    def _workbench(self) -> Workbench:
        if self._bench is None:
            from restorer.engines.workbench import Workbench

            self._bench = Workbench(self._places)
        return self._bench


def colours_lost(recipe: Recipe, photo: Photo, task: Restore | RestoreFile, control: Control) -> tuple[str, ...]:
    """What is told where colours that a photo has give way to guessed ones."""
    if recipe.step(Colorize.id) is None:
        return ()
    findings = task.findings if isinstance(task, Restore) else None
    tone = measure_tone(photo, control) if findings is None else findings.tone
    return (COLOURS_LOST,) if tone.kind == "colour" else ()


def thumbnail(task: Thumbnail, scratch: Scratch) -> Store:
    """A small picture as a store."""
    pixels = read_thumbnail(task.of, task.side, task.limits)
    size = Size(pixels.shape[1], pixels.shape[0])
    with scratch.writing(size, 3, 8) as writer:
        writer.pixels[:] = pixels
        return writer.finish()


def save(task: Save, scratch: Scratch, control: Control) -> Saved:
    """Write an open photo into a file: byte for byte the source's where nothing was done that would change it."""
    control.report(Progress("write", 0, 1))
    if (
        task.source is not None
        and not task.recipe.active().steps
        and may_copy(task.photo.facts, task.target, task.options)
    ):
        write = copy_of(task.source, task.photo)
    else:
        write = write_restored(task.photo, task.options, provenance(task.recipe, task.steps), task.source, control)
    return put(write, task.target, task.source, scratch, overwrite=task.overwrite, retried=task.retried)


def estimate_size(task: EstimateSize, control: Control) -> SizeEstimate:
    """How large the file will be; of an unchanged photo that is copied, its source's length."""
    to_do = task.recipe.active().steps
    if not to_do and task.source is not None and may_copy(task.photo.facts, task.source, task.options):
        return SizeEstimate(task.photo.facts.size_bytes, exact=True)
    made = provenance(task.recipe, task.steps)
    told = estimated_size(task.photo, task.size, task.options, made, source=task.source, control=control)
    return told if bool(to_do) == bool(task.steps) else replace(told, exact=False)  # not restored yet


def provenance(recipe: Recipe, steps: tuple[StepReport, ...]) -> Provenance | None:
    """What the file tells of what was done; None where nothing was."""
    if not steps:
        return None
    weights = tuple((used.operation, used.id, used.sha256) for step in steps for used in step.weights)
    return Provenance(recipe.canonical, weights, __version__)
