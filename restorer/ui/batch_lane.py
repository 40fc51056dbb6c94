"""A folder as one job of the queue: led in a thread of its own, each of its photos' tasks a part of it."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.journal import Journal
from restorer.batch.plan import Entry, Plan, State
from restorer.batch.report import Report
from restorer.batch.request import BatchRequest
from restorer.batch.resume import take_up
from restorer.batch.runner import BatchRun
from restorer.batch.session import begin, open_journal
from restorer.core.control import Control, Progress
from restorer.core.errors import BadRequest, Cancelled
from restorer.core.files import Places
from restorer.jobs.estimate import Speeds
from restorer.jobs.job import JobEvent, JobProgressed, JobStarted
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.worker.runner import Runner
from restorer.worker.task import Answer, Task

log = logging.getLogger(__name__)

LANE = "batch"


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class RestoreFolder(Task[dict[State, int]]):
    """Restore what is planned; tried again, or where nothing is, what is left according to the journal of `output`.

    report: the page to write, None for none.
    """

    lane: ClassVar[str] = LANE

    output: Path
    report: Path | None = None
    planned: tuple[BatchRequest, Plan] | None = None

    # Each is itself alone: one that was begun must not be taken for another, and tasks without fields are all equal.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class FolderProgress(Progress):
    """How far a folder is; done, total: photos.

    photo: the one on the device, else the one that was begun last. part: how far that is. device: what the last photo
    was restored on, empty before. trouble: why it rests by itself, empty while it does not.
    """

    photo: str = ""
    part: Progress | None = None
    device: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """The batch is at work. entries: all of the plan, as they were at the start."""

    request: BatchRequest
    entries: tuple[Entry, ...]
    report: Path | None


@dataclass(frozen=True, slots=True)
class Checked:
    """So many of the outputs of an earlier run were compared with the journal."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Noted:
    """Something was found when a batch was continued."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Summed:
    """The batch is over, finished or stopped."""

    counts: dict[State, int]


LaneEvent = BatchEvent | Begun | Checked | Noted | Summed


class BatchLane(Runner):
    """A `Runner` for `JobQueue.lead`. tell: called in the threads of the queue."""

    def __init__(
        self, jobs: JobQueue, scratch: Scratch, places: Places, speeds: Speeds, tell: Callable[[LaneEvent], None]
    ) -> None:
        self._jobs, self._scratch, self._places, self._speeds = jobs, scratch, places, speeds
        self._tell = tell
        self._begun: weakref.WeakSet[RestoreFolder] = weakref.WeakSet()

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        """See `Runner.run`."""
        assert isinstance(task, RestoreFolder)
        control = control or Control()
        with open_journal(self._places, task.output) as journal:
            request, entries = self._taken_up(task, journal, control)
            self._tell(Begun(request, entries, task.report))
            report = None if task.report is None else Report(task.report, request, journal)
            try:
                if report is not None:
                    report.begin()
                self._carry_out(request, journal, report, control)
            finally:
                self._tell(Summed(journal.counts()))
            return journal.counts()

    def close(self) -> None:
        """Nothing is kept: what runs ends with its control."""

    def _taken_up(
        self, task: RestoreFolder, journal: Journal, control: Control
    ) -> tuple[BatchRequest, tuple[Entry, ...]]:
        """Begin what is planned, or take up what was begun."""
        if task.planned is not None and task not in self._begun:
            request, plan = task.planned
            begin(journal, request, plan)
            self._begun.add(task)
            return request, plan.entries
        recorded = journal.request(task.output)
        if recorded is None:
            raise BadRequest(f"There is nothing to continue in “{task.output}”.")
        for sentence in take_up(journal, task.output, control, lambda done, total: self._tell(Checked(done, total))):
            self._tell(Noted(sentence))
        return recorded, tuple(
            Entry(row.number, row.source, row.target, row.state, row.reason) for row in journal.rows()
        )

    def _carry_out(self, request: BatchRequest, journal: Journal, report: Report | None, control: Control) -> None:
        following = _Following(self._jobs.led, control)

        def tell(event: BatchEvent) -> None:
            if report is not None and isinstance(event, PhotoEnded):
                report.add(event.number)
            following.batch(event)
            self._tell(event)

        run = BatchRun(
            request,
            journal,
            self._jobs,
            self._scratch,
            control=control,
            tell=tell,
            pictures=report is not None,
            speeds=self._speeds,
        )
        end_listening = self._jobs.listen(following.job)
        try:
            run.run()
        except Cancelled:
            log.info("a batch was stopped")
            raise
        finally:
            end_listening()
            if report is not None:
                report.finish()


class _Following:
    """Joins what the batch tells and what its photo on the device tells to the progress of the one job."""

    def __init__(self, number: int | None, control: Control) -> None:
        self._number, self._control = number, control
        self._guard = threading.Lock()
        self._now = FolderProgress("batch", 0, 1)

    def batch(self, event: BatchEvent) -> None:
        match event:
            case PhotoEnded():
                self._report(device=event.report().device or self._now.device)
            case BatchProgressed():
                photo = self._now.photo if self._now.photo in event.at_work else "".join(event.at_work[:1])
                part = self._now.part if photo == self._now.photo else None
                self._report(
                    done=event.ended, total=max(1, event.total), seconds_left=event.seconds_left, photo=photo, part=part
                )
            case BatchPaused():
                self._report(trouble=event.sentence)
            case BatchContinued():
                self._report(trouble="")

    def job(self, event: JobEvent) -> None:
        if isinstance(event, JobStarted | JobProgressed):
            job = event.job
            if job.part_of == self._number and job.lane == "engine":
                self._report(photo=job.title, part=job.progress)

    def _report(self, **changes: Any) -> None:
        with self._guard:
            self._now = replace(self._now, **changes)
        self._control.report(self._now)
