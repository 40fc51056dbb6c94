"""One photo's way through a batch: the tasks that it needs, one after the other, and what is known of it so far.

The way is that of `RestoreFile`, cut where another photo's work may go on beside it; so the outputs are the same bytes.
"""

from __future__ import annotations

import contextlib
import enum
import os
import time
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar

from restorer.analysis.findings import Findings
from restorer.analysis.proposal import resolve
from restorer.batch.journal import Row, is_marked
from restorer.batch.pictures import as_jpeg
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.core.errors import BadInput, BadRequest
from restorer.engines.values import Result
from restorer.jobs.job import Failure
from restorer.photo.limits import Limits, refusal
from restorer.photo.photo import Photo
from restorer.photo.same import same_pixels
from restorer.photo.store import Store
from restorer.photo.write import Saved, check_target
from restorer.recipe.codec import with_setting
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import Analyse, Analysed, Open, Restore, Save, Thumbnail
from restorer.worker.task import Task

THUMBNAIL_SIDE = 240
_MOST_READINGS = 3


class Stage(enum.Enum):
    """Where a photo is on its way. AWAY: another machine goes all of it."""

    AWAY = "away"
    OPEN = "read"
    ANALYSE = "analyse"
    RESTORE = "restore"
    SAVE = "write"
    BEFORE = "thumbnail before"
    AFTER = "thumbnail after"
    END = "end"


@dataclass(slots=True, eq=False)
class PhotoWay:
    """A photo that is being worked on. `task` is what is to be done now; `answered` takes what came of it.

    stage: the one that it begins with. pictures: thumbnails are wanted for the report.
    worked: seconds of its tasks so far, pauses aside. rested: it was paused over one of them.
    failure: what went wrong on another machine.
    """

    row: Row
    request: BatchRequest
    limits: Limits
    pictures: bool
    stage: Stage = Stage.OPEN
    photo: Photo | None = None
    findings: Findings | None = None
    reasons: tuple[str, ...] = ()
    recipe: Recipe | None = None
    result: Result | None = None
    saved: Saved | None = None
    before: bytes | None = None
    after: bytes | None = None
    worked: float = 0.0
    rested: bool = False
    readings: int = 0
    began: float = field(default_factory=time.monotonic)
    seen: tuple[int, int] = (0, 0)
    failure: Failure | None = None

    @property
    def target(self) -> Path:
        assert self.row.target is not None  # rows without one never wait
        return self.request.output / self.row.target

    @property
    def unchanged(self) -> bool:
        return self.result is not None and self.result.unchanged

    def rest(self, seconds: float) -> None:
        """A pause of so long fell into its present task."""
        self.worked -= seconds
        self.rested = True

    def begun_before(self) -> None:
        """An earlier try ended, perhaps after it had put the output in its place."""
        self.row = replace(self.row, mode="begun")

    def task(self) -> Task[Any]:
        """What is to be done now.

        Raises
        ------
        RestorerError
            it cannot be done.
        """
        match self.stage:
            case Stage.AWAY:
                return GoAway(replace(self, stage=Stage.OPEN))
            case Stage.OPEN:
                self.readings += 1
                self.seen = as_it_is(self.row.source)
                return Open(self.row.source, self.limits)
            case Stage.ANALYSE:
                return Analyse(self._opened())
            case Stage.RESTORE:
                assert self.recipe is not None
                return Restore(self._opened(), self.recipe, self.request.setup)
            case Stage.SAVE:
                return self._save()
            case Stage.BEFORE:
                return Thumbnail(self._opened(), THUMBNAIL_SIDE)
            case _:
                assert self.result is not None
                return Thumbnail(self.result.photo, THUMBNAIL_SIDE)

    def _opened(self) -> Photo:
        assert self.photo is not None
        return self.photo

    def _save(self) -> Save:
        assert self.result is not None
        assert self.recipe is not None
        return Save(
            self.result.photo,
            self.target,
            self.row.source,
            self.request.options,
            Recipe() if self.unchanged else self.recipe,
            () if self.unchanged else self.result.steps,
            overwrite=self.request.collision == "overwrite" or self.row.mode == "replace",
            retried=self.row.mode == "begun",
        )

    def answered(self, answer: Any) -> None:
        """Take the answer of the present task and go to the next stage.

        Raises
        ------
        RestorerError
            the photo cannot be restored as asked.
        """
        match answer:
            case PhotoWay():
                self._came_back(answer)
            case Store():
                self._pictured(as_jpeg(answer))
                give_back(answer)
            case Photo():
                self.photo = answer
                self._after_reading()
            case Analysed(findings, proposal):
                self.findings = findings
                self.reasons = tuple(reason.sentence for reason in proposal.reasons)
                self._choose(proposal.recipe)
            case Result():
                unchanged = answer.unchanged or same_pixels(self._opened().store, answer.photo.store)
                self.result = Result(answer.photo, None, answer.steps, answer.warnings, unchanged)
                self.stage = Stage.SAVE
                if self.seen != as_it_is(self.row.source):
                    self._read_again()
            case Saved():
                self._demand_landed()
                self.saved = answer
                self.stage = Stage.BEFORE if self.pictures else Stage.END

    def _came_back(self, gone: PhotoWay) -> None:
        """Know what another machine knows; its working copies are gone already."""
        for known in fields(PhotoWay):
            setattr(self, known.name, getattr(gone, known.name))

    def _demand_landed(self) -> None:
        """Raises BadRequest if the drive went while the output was put on it, so that it lies elsewhere or nowhere."""
        output = self.request.output
        if is_marked(output) and os.path.lexists(self.target):
            return
        if output.is_dir() and not is_marked(output):
            self.target.unlink(missing_ok=True)  # it lies in the empty place of the drive
        raise BadRequest(f"“{self.target}” is not there any more.")

    def _after_reading(self) -> None:
        if self.seen != as_it_is(self.row.source):
            self._read_again()
        elif self.request.recipe is None:
            self.stage = Stage.ANALYSE
        else:
            self._choose(self.request.recipe)

    def _read_again(self) -> None:
        """The source has changed while it was read or worked on."""
        self.forget()
        self.photo = self.result = self.findings = None
        self.stage = Stage.OPEN
        if self.readings >= _MOST_READINGS:
            raise refusal(self.row.source, "Another program keeps changing it. Try again when that has ended.")

    def _choose(self, base: Recipe) -> None:
        """Settle the recipe, after measuring if it leaves something to that."""
        recipe = base
        for setting in self.request.settings:
            recipe = with_setting(recipe, setting)
        if not recipe.concrete():
            if self.findings is None:
                self.stage = Stage.ANALYSE
                return
            recipe = resolve(recipe, self.findings)
        photo = self._opened()
        self.recipe = recipe.active()
        check_target(self.recipe.output_size(photo.size), self.target, self.request.options, photo.facts)
        if self.recipe.steps:
            self.stage = Stage.RESTORE
        else:
            self.result = Result(photo, unchanged=True)
            self.stage = Stage.SAVE

    def _pictured(self, jpeg: bytes) -> None:
        """Take a thumbnail and go on."""
        if self.stage is Stage.BEFORE:
            self.before = jpeg
            self.stage = Stage.END if self.unchanged else Stage.AFTER
            self.after = jpeg if self.unchanged else None
        else:
            self.after = jpeg
            self.stage = Stage.END

    def forget(self) -> None:
        """Give the working copies back."""
        for photo in (self.photo, None if self.result is None else self.result.photo):
            if photo is not None:
                give_back(photo.store)

    @property
    def output_bytes(self) -> int:
        """A guess at the size of the output: before it is known as planned, then as it is without compression."""
        if self.result is None or self.photo is None:
            return self.row.output_bytes
        deep = self.photo.facts.bits > 8 if self.request.options.bits is None else self.request.options.bits > 8
        return max(self.row.output_bytes, self.result.photo.size.pixels * 3 * (2 if deep else 1))

    @property
    def copied(self) -> bool:
        """Whether the output is the source, byte for byte."""
        return self.saved is not None and self.photo is not None and self.saved.sha256 == self.photo.facts.sha256

    @property
    def state(self) -> State:
        """Of a photo that has been saved."""
        return State.UNCHANGED if self.unchanged else State.RESTORED

    @property
    def warnings(self) -> tuple[str, ...]:
        """Of reading, restoring and saving, each once."""
        parts = (
            () if self.photo is None else self.photo.facts.warnings,
            () if self.result is None else self.result.warnings,
            () if self.saved is None else self.saved.warnings,
        )
        return tuple(dict.fromkeys(sentence for part in parts for sentence in part))

    def told(self) -> dict[str, Any]:
        """What the report says of this photo."""
        said: dict[str, Any] = {"reasons": list(self.reasons), "warnings": list(self.warnings)}
        if self.photo is not None:
            said["size"] = [self.photo.size.width, self.photo.size.height]
        if self.result is not None:
            said["output_size"] = [self.result.photo.size.width, self.result.photo.size.height]
            said["steps"] = [
                {
                    "operation": step.operation,
                    "weights": [used.id for used in step.weights],
                    "seconds": round(step.seconds, 3),
                    "device": step.device,
                    "precision": step.precision,
                    "tiles": step.tiles,
                }
                for step in self.result.steps
            ]
        if self.recipe is not None:
            said["recipe"] = self.recipe.as_json()
        if self.findings is not None:
            said["measured"] = _measured(self.findings)
        return said


@dataclass(frozen=True, slots=True)
class GoAway(Task[PhotoWay]):
    """Go a photo's whole way at once, on a machine that shares the folders; the answer is the way as it ended."""

    lane: ClassVar[str] = "cluster"

    way: PhotoWay


def give_back(store: Store) -> None:
    """Remove a store, and the folder of the task that made it if nothing else lies in it."""
    store.remove()
    with contextlib.suppress(OSError):  # it holds other stores, or has gone with one
        store.folder.parent.rmdir()


def as_it_is(source: Path) -> tuple[int, int]:
    """Length in bytes and time of change (ns) of a file.

    Raises
    ------
    BadInput
        it is not there (any more).
    """
    try:
        facts = os.stat(source)
    except OSError as error:
        raise BadInput(f"“{source.name}” is not there (any more).", detail=repr(error)) from error
    return facts.st_size, facts.st_mtime_ns


def _measured(findings: Findings) -> dict[str, Any]:
    return {
        "noise": round(findings.noise.sigma, 1),
        "jpeg": findings.jpeg.quality,
        "faded": round(findings.fading.faded, 2),
        "edge_px": None if findings.blur.edge_px is None else round(findings.blur.edge_px, 1),
        "tone": findings.tone.kind,
    }
