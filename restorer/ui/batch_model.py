"""A batch as the window sees it: planned in threads of its own, run as a job of the queue, told of by signals."""

from __future__ import annotations

import functools
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from restorer.batch.events import BatchContinued, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.plan import Looked, Plan, PlanProgress, State, check_folders, look_through, settle
from restorer.batch.request import BatchRequest
from restorer.batch.scan import Scan
from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled, RestorerError, from_parts, to_parts
from restorer.core.files import Places
from restorer.jobs.estimate import Speeds
from restorer.jobs.job import Job, JobEnded, JobEvent, JobsCleared, JobStarted, JobState, OrderChanged
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.ui.batch_estimate import Estimate, Estimator
from restorer.ui.batch_lane import LANE, BatchLane, Begun, Checked, LaneEvent, Noted, RestoreFolder, Summed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it came of. looked: as many as there are entries."""

    request: BatchRequest
    plan: Plan
    looked: tuple[Looked, ...]

    def waiting(self) -> tuple[Looked, ...]:
        """The photos that there is something to do for."""
        pairs = zip(self.plan.entries, self.looked, strict=True)
        return tuple(one for entry, one in pairs if entry.state is State.WAITING)


class BatchModel(QObject):
    """Looks through folders, settles names, and has one batch at a time run beside whatever else the jobs have to do.

    What is asked for while one is at work waits in the queue until that has ended.

    It outlives the dialog that shows it, and so does a batch that runs: what a dialog needs to show it is kept here.

    Signals
    -------
    looking(PlanProgress): what was found so far. planned(Planned): names are settled.
    estimated(Estimate or None): how long that will take; None where it cannot be told.
    begun(Begun): the batch is at work. happened(BatchEvent): of the batch that runs.
    checking(Checked), noted(str): while a batch is continued, how far and what was found.
    changed: it runs, rests or stops otherwise than before, or others follow it.
    ended(dict[State, int]): the batch is over, stopped or not.
    failed(RestorerError): it could not be looked through, planned, begun or carried on.
    """

    looking = Signal(object)
    planned = Signal(object)
    estimated = Signal(object)
    begun = Signal(object)
    happened = Signal(object)
    checking = Signal(object)
    noted = Signal(str)
    changed = Signal()
    ended = Signal(object)
    failed = Signal(object)
    # From other threads to ours: the number of a question and what came of it; events of the lane and of the queue.
    _answered = Signal(int, object)
    _lane_told = Signal(object)
    _job_told = Signal(object)

    def __init__(
        self,
        jobs: JobQueue,
        scratch: Scratch,
        places: Places,
        speeds: Speeds | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self.places = jobs, places
        self.speeds = speeds or Speeds(places)
        self._estimator = Estimator(jobs, self.speeds)
        self._asking = Control()
        self._number = 0
        self._threads: list[threading.Thread] = []
        self._job: Job | None = None
        self._found: tuple[Scan, tuple[Looked, ...]] | None = None
        self._wanted: BatchRequest | None = None
        self._looking = False
        self.at_work: Begun | None = None
        self.outcomes: dict[int, tuple[State, str]] = {}  # by number, with the reason
        self.progress: BatchProgressed | None = None
        self.trouble = ""
        self.counts: dict[State, int] | None = None
        for signal, slot in (
            (self._answered, self._take),
            (self._lane_told, self._from_lane),
            (self._job_told, self._from_jobs),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        jobs.lead(LANE, BatchLane(jobs, scratch, places, self.speeds, self._lane_told.emit))
        self._end_listening = jobs.listen(self._heard)

    @property
    def running(self) -> bool:
        """A batch is at work, paused or still to begin."""
        return self._job is not None and not self._job.state.ended

    @property
    def state(self) -> JobState | None:
        """Of the batch's job; None before the first."""
        return None if self._job is None else self._job.state

    @property
    def paused(self) -> bool:
        """Somebody paused it."""
        return self.state in (JobState.PAUSED, JobState.HELD)

    @property
    def following(self) -> tuple[str, ...]:
        """What the batches are called that begin when the present one has ended."""
        return tuple(job.title for job in self._batches() if self._job is not None and job.number != self._job.number)

    def _batches(self) -> list[Job]:
        """All that have not ended, in their order."""
        return [job for job in self._jobs.jobs() if job.lane == LANE and not job.state.ended]

    # What is asked for

    def demand_free(self, output: Path) -> None:
        """Raises BadRequest where a batch into this folder is at work or waits."""
        tasks = [job.task for job in self._batches()]
        taken = {os.path.realpath(task.output) for task in tasks if isinstance(task, RestoreFolder)}
        if os.path.realpath(output) in taken:
            text = self.tr("Another batch goes into “{folder}”. Choose another folder, or wait until it has ended.")
            raise BadRequest(text.format(folder=output))

    def look(self, request: BatchRequest) -> None:
        """Look through the inputs, then plan; whatever was asked before is given up."""
        self._found, self._wanted, self._looking = None, request, True
        self._ask(functools.partial(self._look_through, request))

    def plan(self, request: BatchRequest) -> None:
        """Settle names anew for what was found (or is being found), as when the pattern for them was edited."""
        self._wanted = request
        if self._found is not None:
            self._ask(functools.partial(self._settle, request, self._found))
        elif not self._looking:
            self.look(request)

    def start(self, planned: Planned, report: Path | None) -> None:
        """Run a plan from its beginning."""
        self._run(
            RestoreFolder(planned.request.output, report, (planned.request, planned.plan)), planned.request.inputs
        )

    def carry_on(self, request: BatchRequest, report: Path | None) -> None:
        """Continue what was interrupted, as it was asked for then; if only failures are left, try these again."""
        self._run(RestoreFolder(request.output, report), request.inputs)

    def pause(self) -> None:
        if self._job is not None:
            self._jobs.pause(self._job.number)

    def resume(self) -> None:
        if self._job is not None:
            self._jobs.resume(self._job.number)

    def stop(self) -> None:
        """End the batch at the next tile; it can be continued later."""
        if self._job is not None:
            self._jobs.cancel(self._job.number)

    def give_up_asking(self) -> None:
        """Nobody wants to know any more what would be done."""
        self._looking = False
        self._stop_asking()

    def _stop_asking(self) -> None:
        self._number += 1
        self._asking.cancel()

    def close(self) -> None:
        """Stop everything and wait for it."""
        self.give_up_asking()
        ours = self._batches()
        for job in reversed(ours):  # so that none begins because another has ended
            self._jobs.cancel(job.number)
        for job in ours:
            self._jobs.wait_for_end(job.number)
        self._end_listening()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self, task: RestoreFolder, inputs: tuple[Path, ...]) -> None:
        self.demand_free(task.output)
        self.give_up_asking()
        place = inputs[0] if len(inputs) == 1 else inputs[0].parent
        others = self._batches()
        job = self._jobs.add(task, self.tr("Folder {name}").format(name=place.name))
        if not others and not self.running:  # where one has ended unheard, its end is told first
            self._forget()
            self._job = job
        self.changed.emit()

    def _forget(self) -> None:
        """What is known of the batch before."""
        self.at_work = self.progress = self.counts = None
        self.outcomes, self.trouble = {}, ""

    # In threads of their own

    def _ask(self, question: Callable[[int, Control], None]) -> None:
        self._stop_asking()
        self._asking = Control()
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(
            target=self._answer, args=(question, self._number, self._asking), name="batch-plan", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _answer(self, question: Callable[[int, Control], None], number: int, control: Control) -> None:
        try:
            question(number, control)
        except Cancelled:
            return
        except RestorerError as error:
            self._answered.emit(number, error)
        except Exception as error:
            # Not foreseen; the window must hear of it and live on.
            log.exception("planning failed")
            self._answered.emit(number, from_parts(*to_parts(error)))

    def _look_through(self, request: BatchRequest, number: int, control: Control) -> None:
        check_folders(request)
        tell = functools.partial(self._answered.emit, number)
        found = look_through(request, control, tell)
        tell(found)  # and then names are settled, as they are wanted by now

    def _settle(
        self, request: BatchRequest, found: tuple[Scan, tuple[Looked, ...]], number: int, control: Control
    ) -> None:
        check_folders(request)
        planned = Planned(request, settle(request, *found), found[1])
        control.check()
        self._answered.emit(number, planned)
        waiting = planned.waiting()
        if waiting:
            self._answered.emit(number, self._estimator.estimate(request, waiting, control))

    # In the window's thread

    def _take(self, number: int, answer: object) -> None:
        """What came of the question that was asked last."""
        if number != self._number:
            return
        match answer:
            case RestorerError():
                self._looking = False
                self.failed.emit(answer)
            case PlanProgress():
                self.looking.emit(answer)
            case Planned():
                self.planned.emit(answer)
            case Estimate() | None:
                self.estimated.emit(answer)
            case (Scan() as scan, tuple() as looked):
                self._found, self._looking = (scan, looked), False
                if self._wanted is not None:
                    self.plan(self._wanted)

    def _from_lane(self, event: LaneEvent) -> None:
        match event:
            case Begun():
                self._forget()
                self.at_work = event
                self.begun.emit(event)
            case Checked():
                self.checking.emit(event)
            case Noted(sentence):
                self.noted.emit(sentence)
            case Summed(counts):
                self.counts = counts
            case _:
                self._keep(event)
                self.happened.emit(event)

    def _keep(self, event: LaneEvent) -> None:
        match event:
            case PhotoEnded():
                self.outcomes[event.number] = (event.state, event.reason)
            case BatchProgressed():
                self.progress = event
            case BatchPaused(sentence):
                self.trouble = sentence
            case BatchContinued():
                self.trouble = ""

    def _heard(self, event: JobEvent) -> None:
        if not isinstance(event, OrderChanged | JobsCleared) and event.job.lane == LANE:
            self._job_told.emit(event)

    def _from_jobs(self, event: JobEvent) -> None:
        assert not isinstance(event, OrderChanged | JobsCleared)
        job, own = event.job, self._job is not None and event.job.number == self._job.number
        if not own and (self.running or not isinstance(event, JobStarted)):
            self.changed.emit()
            return
        was, self._job = self.state, job
        if isinstance(event, JobEnded):
            self._over(job)
        elif job.state is not was:
            self.changed.emit()

    def _over(self, job: Job) -> None:
        self.trouble = ""
        if job.failure is not None:
            self.failed.emit(job.failure.error())
        else:
            self.counts = self.counts or dict.fromkeys(State, 0)
            self.ended.emit(self.counts)
        self.counts = None  # the next that ends has its own
        self.changed.emit()
