"""The queue of jobs: an order, a few workers, and events about all that happens. It knows no window."""

from __future__ import annotations

import contextlib
import functools
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from restorer.core.control import Progress
from restorer.core.errors import BadRequest, Cancelled, RestorerError, to_parts
from restorer.jobs.events import Listener, Teller
from restorer.jobs.job import (
    Failure,
    Job,
    JobAdded,
    JobContinued,
    JobEnded,
    JobEvent,
    JobNoted,
    JobPaused,
    JobProgressed,
    JobRetried,
    JobsCleared,
    JobStarted,
    JobState,
    JobStopping,
    OrderChanged,
)
from restorer.worker.control import JobControl
from restorer.worker.runner import Runner
from restorer.worker.task import Task

log = logging.getLogger(__name__)


class JobQueue:
    """Runs jobs in order, one per runner at a time, each runner in a thread of its own.

    lanes: the runners by the kind of work that they take (`Task.lane`): {"engine": [...], "files": [...]}. A job
    whose lane is not there goes to the first. spares: one more a lane, that works only while all others of the lane
    are held by paused jobs. The runners belong to the queue and are closed with it.

    Every method returns at once; what comes of it is told to the listeners, in order, from the workers'
    threads or the caller's.
    """

    def __init__(self, lanes: Mapping[str, Sequence[Runner]], spares: Mapping[str, Runner] | None = None) -> None:
        self._changed = threading.Condition()
        self._jobs: dict[int, Job] = {}
        self._order: list[int] = []  # of those that have not ended
        self._controls: dict[int, JobControl] = {}
        self._last = 0
        self._held = False
        self._closing = False
        self._teller = Teller()
        self._lanes = {lane: len(runners) for lane, runners in lanes.items()}
        self._leading: set[str] = set()
        self._led: dict[int, int] = {}  # by thread the number of the job that it leads
        self._runners: list[Runner] = []
        self._workers: list[threading.Thread] = []
        for lane, runners in lanes.items():
            for runner in runners:
                self._employ(lane, runner)
        for lane, runner in (spares or {}).items():
            self._employ(lane, runner, spare=True)

    def lead(self, lane: str, runner: Runner) -> None:
        """Open a lane whose jobs only hand work on: what `runner` adds in its thread are parts of the job at hand.

        Such a job keeps its place in the order while it is at work, and its parts are done where it stands. It
        gives way: what is added behind all others comes before it, until somebody moves it.
        """
        with self._changed:
            self._lanes[lane] = 1
            self._leading.add(lane)
        self._employ(lane, runner)

    @property
    def led(self) -> int | None:
        """The number of the job that the calling thread leads, if it leads one."""
        return self._led.get(threading.get_ident())

    def _employ(self, lane: str, runner: Runner, *, spare: bool = False) -> None:
        worker = threading.Thread(
            target=self._work, args=(lane, runner, spare), name=f"jobs-{lane}{'-spare' * spare}", daemon=True
        )
        self._runners.append(runner)
        self._workers.append(worker)
        worker.start()

    # What there is

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of every event from now on; call what is returned to end it."""
        return self._teller.listen(listener)

    def job(self, number: int) -> Job:
        """The job as it is now.

        Raises
        ------
        BadRequest
            there is none of this number (any more).
        """
        with self._changed:
            return self._known(number)

    def jobs(self) -> tuple[Job, ...]:
        """All jobs: those that have ended in the order of adding, then the others in the order of work."""
        with self._changed:
            ended = [job for job in self._jobs.values() if job.state.ended]
            return (*ended, *(self._jobs[number] for number in self._order))

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing waits, held jobs aside."""
        with self._changed:
            return self._is_idle()

    def wait_until_idle(self, timeout_s: float | None = None) -> bool:
        """Wait until `idle`; false if that took longer than `timeout_s`."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout_s)

    def wait_for_end(self, number: int, timeout_s: float | None = None) -> bool:
        """Wait until a job has ended; false if that took longer than `timeout_s`."""
        with self._changed:
            return self._changed.wait_for(lambda: number not in self._order, timeout_s)

    # What can be asked

    def add(
        self, task: Task[Any], title: str = "", *, first: bool = False, lane: str | None = None, listed: bool = True
    ) -> Job:
        """Put a task in the queue, behind all others or `first` among those that wait; a part: of its job's parts."""
        wanted = lane or task.lane
        with self._telling():
            self._last += 1
            known = wanted if wanted in self._lanes else next(iter(self._lanes))
            job = Job(self._last, title, task, known, listed, self.led)
            self._order.insert(self._place_for(job, first=first), job.number)
            self._jobs[job.number] = job
            self._tell(JobAdded(job))
        return job

    def cancel(self, number: int) -> None:
        """Stop a job, or never start it. One that has ended stays as it is."""
        with self._telling():
            job = self._known(number)
            if job.state is JobState.STOPPING:
                return
            if job.state.at_work:
                self._tell(JobStopping(self._change(number, state=JobState.STOPPING)))
                self._controls[number].cancel()
            elif not job.state.ended:
                self._end(number, state=JobState.CANCELLED)

    def cancel_all(self) -> None:
        """Stop all that runs and forget to start the rest."""
        with self._changed:
            numbers = tuple(reversed(self._order))
        for number in numbers:
            with contextlib.suppress(BadRequest):  # it ended meanwhile and was cleared
                self.cancel(number)

    def pause(self, number: int) -> None:
        """Rest at the next tile, or do not start yet."""
        with self._telling():
            job = self._known(number)
            if job.state is JobState.RUNNING:
                self._controls[number].pause()
                self._tell(JobPaused(self._change(number, state=JobState.PAUSED)))
            elif job.state is JobState.WAITING:
                self._tell(JobPaused(self._change(number, state=JobState.HELD)))

    def resume(self, number: int) -> None:
        """Go on after `pause`."""
        with self._telling():
            job = self._known(number)
            if job.state is JobState.PAUSED:
                self._controls[number].resume()
                self._tell(JobContinued(self._change(number, state=JobState.RUNNING)))
            elif job.state is JobState.HELD:
                self._tell(JobContinued(self._change(number, state=JobState.WAITING)))

    def pause_all(self) -> None:
        """Pause every listed job that runs, and start none until `resume_all`. What is not listed goes on."""
        with self._changed:
            self._held = True
            running = [job.number for job in self._jobs.values() if job.state is JobState.RUNNING and job.listed]
        for number in running:
            self.pause(number)

    def resume_all(self) -> None:
        """Go on with everything, jobs that were paused one by one too."""
        with self._changed:
            self._held = False
            self._changed.notify_all()
            resting = [number for number in self._order if self._jobs[number].state in (JobState.PAUSED, JobState.HELD)]
        for number in resting:
            self.resume(number)

    def retry(self, number: int) -> None:
        """Have a job that failed or was cancelled wait again, behind all others. Any other stays as it is."""
        with self._telling():
            if self._known(number).state not in (JobState.FAILED, JobState.CANCELLED):
                return
            job = self._change(number, state=JobState.WAITING, progress=None, failure=None, seconds=None)
            self._order.insert(self._place_for(job, first=False), number)
            self._tell(JobRetried(job))

    def move(self, number: int, before: int | None) -> None:
        """Put a job that waits, or one that leads, in front of another that has not ended, or (None) behind all."""
        with self._telling():
            job = self._known(number)
            moved = [one for one in self._order if one == number or self._waits_as_part_of(one, number)]
            if job.state.ended or (job.state.at_work and not self._leads(job)) or before in moved:
                return
            for one in moved:
                self._order.remove(one)
            place = self._start_of(before) if before in self._order else len(self._order)
            place = max(place, self._first_waiting())
            self._order[place:place] = moved
            self._tell(OrderChanged(tuple(self._order)))

    def clear_ended(self, numbers: Iterable[int] | None = None) -> None:
        """Forget jobs that have ended, all or these. Stores in their answers belong to whoever took them."""
        with self._telling():
            wanted = self._jobs if numbers is None else set(numbers)
            gone = tuple(number for number, job in self._jobs.items() if number in wanted and job.state.ended)
            for number in gone:
                del self._jobs[number]
            if gone:
                self._tell(JobsCleared(gone))

    def close(self) -> None:
        """Stop everything, and return when no thread and no child is left. What had not ended is cancelled."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
            self._changed.notify_all()
        self.cancel_all()
        for runner in self._runners:
            runner.close()
        for worker in self._workers:
            worker.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # How it is done

    def _work(self, lane: str, runner: Runner, spare: bool) -> None:
        while (job := self._next(lane, spare)) is not None:
            if self._leads(job):
                self._led[threading.get_ident()] = job.number
            began = time.monotonic()
            try:
                answer = runner.run(job.task, self._controls[job.number])
                outcome: dict[str, Any] = {"state": JobState.DONE, "answer": answer}
            except Cancelled:
                outcome = {"state": JobState.CANCELLED}
            except RestorerError as error:
                outcome = {"state": JobState.FAILED, "failure": Failure(*to_parts(error))}
            except Exception as error:
                # Not foreseen; the worker must live on for the jobs that wait.
                log.exception("job %d failed", job.number)
                outcome = {"state": JobState.FAILED, "failure": Failure(*to_parts(error))}
            self._led.pop(threading.get_ident(), None)
            with self._telling():
                del self._controls[job.number]
                self._end(job.number, **outcome, seconds=time.monotonic() - began)

    def _next(self, lane: str, spare: bool) -> Job | None:
        """Wait for the next job of this lane and mark it as running; None when the queue closes."""
        with self._telling():
            number = None
            while not self._closing and (number := self._startable(lane, spare)) is None:
                self._changed.wait()
            if self._closing or number is None:
                return None
            place = self._first_waiting()
            self._controls[number] = JobControl(
                functools.partial(self._progressed, number), functools.partial(self._noted, number)
            )
            job = self._change(number, state=JobState.RUNNING, tries=self._jobs[number].tries + 1)
            if not self._leads(job):
                self._order.remove(number)
                self._order.insert(place, number)
            self._tell(JobStarted(job))
            return job

    def _startable(self, lane: str, spare: bool) -> int | None:
        """The first that may start now; no more of a lane work at once than it has runners, the spare one aside."""
        taken = [job for job in self._at_work() if job.lane == lane]
        busy = sum(job.state is not JobState.PAUSED for job in taken)
        if busy >= self._lanes[lane] or (spare and len(taken) < self._lanes[lane]):
            return None
        for number in self._order:
            job = self._jobs[number]
            if job.state is JobState.WAITING and job.lane == lane and not (self._held and job.listed):
                return number
        return None

    def _is_idle(self) -> bool:
        return all(self._jobs[number].state is JobState.HELD for number in self._order)

    def _first_waiting(self) -> int:
        """Where in the order the jobs begin that no worker is taken by, but those that lead."""
        return sum(not self._leads(job) for job in self._at_work())

    def _at_work(self) -> list[Job]:
        """Those that a worker is taken by; each has a control."""
        return [self._jobs[number] for number in self._controls]

    def _leads(self, job: Job) -> bool:
        return job.lane in self._leading

    def _waits_as_part_of(self, number: int, leader: int) -> bool:
        return self._jobs[number].part_of == leader and not self._jobs[number].state.at_work

    def _start_of(self, number: int) -> int:
        """Where a job stands in the order, with the parts of it that wait before it."""
        place = self._order.index(number)
        while place and self._waits_as_part_of(self._order[place - 1], number):
            place -= 1
        return place

    def _place_for(self, job: Job, *, first: bool) -> int:
        """Where in the order a job comes that is new, or waits again."""
        if job.part_of in self._order:
            return self._start_of(job.part_of) if first else self._order.index(job.part_of)
        if first:
            return self._first_waiting()
        place = len(self._order)
        if not self._leads(job):
            while place and self._leads(self._jobs[self._order[place - 1]]):
                place = self._start_of(self._order[place - 1])
        return max(place, self._first_waiting())

    def _progressed(self, number: int, progress: Progress) -> None:
        with self._telling():
            self._tell(JobProgressed(self._change(number, progress=progress)))

    def _noted(self, number: int, sentence: str) -> None:
        with self._telling():
            notes = (*self._jobs[number].notes, sentence)
            self._tell(JobNoted(self._change(number, notes=notes), sentence))

    def _end(self, number: int, **outcome: Any) -> None:
        job = self._change(number, **outcome)
        self._order.remove(number)
        if not job.listed:
            del self._jobs[number]
        self._tell(JobEnded(job))

    def _change(self, number: int, **fields: Any) -> Job:
        job = self._jobs[number] = replace(self._jobs[number], **fields)
        return job

    def _known(self, number: int) -> Job:
        job = self._jobs.get(number)
        if job is None:
            raise BadRequest("This job is not in the list any more.", detail=f"job {number}")
        return job

    def _tell(self, event: JobEvent) -> None:
        """Note what has changed; it is told when the lock is free again."""
        self._teller.note(event)
        self._changed.notify_all()

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Hold the lock, then tell what was noted under it."""
        try:
            with self._changed:
                yield
        finally:
            self._teller.tell()
