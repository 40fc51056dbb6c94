"""Jobs in their order: what starts when, what is told, and what can be asked meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from restorer.core.control import Control, Progress
from restorer.core.errors import BadInput, BadRequest, Cancelled
from restorer.jobs.job import (
    Job,
    JobAdded,
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
from restorer.jobs.queue import JobQueue
from restorer.worker.control import JobControl
from restorer.worker.task import Answer, Task


@dataclass(frozen=True, slots=True)
class Quick(Task[str]):
    name: str


@dataclass(frozen=True, slots=True)
class Gated(Task[str]):
    """Ends when its gate is opened; looks at its control every 5 ms."""

    lane: ClassVar[str] = "engine"

    name: str


@dataclass(frozen=True, slots=True)
class Broken(Task[str]):
    foreseen: bool = True


class Hands:
    """A runner in this process. It stands in for children, which tests/worker proves; here order is at stake."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gates: dict[str, threading.Event] = {}
        self.closed = False

    def gate(self, name: str) -> threading.Event:
        return self.gates.setdefault(name, threading.Event())

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        assert isinstance(control, JobControl)
        match task:
            case Quick(name):
                control.check()
            case Gated(name):
                control.report(Progress("steps", 0, 1))
                while not self.gate(name).wait(0.005):
                    control.check()
                    if self.closed:
                        raise Cancelled
            case Broken(foreseen):
                control.note("It went wrong once already.")
                if foreseen:
                    raise BadInput("“x.jpg” is damaged.", detail="at byte 7")
                raise KeyError("oh")
            case _:
                raise AssertionError(task)
        self.done.append(name)
        return name

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def queue(hands: Hands) -> Iterator[JobQueue]:
    with JobQueue({"engine": [hands]}) as queue:
        yield queue


@pytest.fixture
def events(queue: JobQueue) -> list[JobEvent]:
    heard: list[JobEvent] = []
    queue.listen(heard.append)
    return heard


def until(queue: JobQueue, job: Job, *states: JobState) -> Job:
    deadline = time.monotonic() + 60
    while queue.job(job.number).state not in states:
        assert time.monotonic() < deadline, queue.job(job.number)
        time.sleep(0.005)
    return queue.job(job.number)


def kinds(events: list[JobEvent], number: int) -> list[type]:
    return [type(event) for event in events if getattr(getattr(event, "job", None), "number", None) == number]


def test_jobs_run_in_the_order_of_adding(queue: JobQueue, hands: Hands) -> None:
    names = [f"photo {n}" for n in range(20)]
    for name in names:
        queue.add(Quick(name), name)
    assert queue.wait_until_idle(60)
    assert hands.done == names
    assert [job.answer for job in queue.jobs()] == names


def test_a_jobs_life_is_told_in_order(queue: JobQueue, hands: Hands, events: list[JobEvent]) -> None:
    job = queue.add(Gated("a"), "a")
    until(queue, job, JobState.RUNNING)
    hands.gate("a").set()
    assert queue.wait_until_idle(60)
    deadline = time.monotonic() + 60
    while not isinstance(events[-1], JobEnded):  # told by a thread after the queue is idle
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert kinds(events, job.number) == [JobAdded, JobStarted, JobProgressed, JobEnded]
    ended = events[-1]
    assert isinstance(ended, JobEnded)
    assert ended.job.state is JobState.DONE
    assert ended.job.answer == "a"
    assert ended.job.seconds is not None


def test_jobs_are_added_while_others_run_and_may_come_first(queue: JobQueue, hands: Hands) -> None:
    running = queue.add(Gated("running"))
    until(queue, running, JobState.RUNNING)
    queue.add(Quick("last"))
    queue.add(Quick("first"), first=True)
    hands.gate("running").set()
    assert queue.wait_until_idle(60)
    assert hands.done == ["running", "first", "last"]


def test_a_failure_is_kept_with_its_reason_and_the_rest_goes_on(
    queue: JobQueue, hands: Hands, events: list[JobEvent]
) -> None:
    broken, worse = queue.add(Broken()), queue.add(Broken(foreseen=False))
    queue.add(Quick("after"))
    assert queue.wait_until_idle(60)
    failure = queue.job(broken.number).failure
    assert failure is not None
    assert (failure.kind, failure.sentence, failure.detail) == ("BadInput", "“x.jpg” is damaged.", "at byte 7")
    assert isinstance(failure.error(), BadInput)
    assert queue.job(worse.number).failure is not None
    assert queue.job(broken.number).notes == ("It went wrong once already.",)
    assert any(isinstance(event, JobNoted) for event in events)
    assert hands.done == ["after"]


def test_cancel_shows_at_once_and_ends_the_job(queue: JobQueue, events: list[JobEvent]) -> None:
    job = queue.add(Gated("never"))
    until(queue, job, JobState.RUNNING)
    began = time.monotonic()
    queue.cancel(job.number)
    assert time.monotonic() - began < 0.2
    assert queue.job(job.number).state in (JobState.STOPPING, JobState.CANCELLED)
    until(queue, job, JobState.CANCELLED)
    queue.cancel(job.number)
    assert kinds(events, job.number)[-2:] == [JobStopping, JobEnded]


def test_a_waiting_job_that_is_cancelled_never_starts(queue: JobQueue, hands: Hands) -> None:
    running = queue.add(Gated("running"))
    waiting = queue.add(Quick("waiting"))
    queue.cancel(waiting.number)
    assert queue.job(waiting.number).state is JobState.CANCELLED
    hands.gate("running").set()
    assert queue.wait_until_idle(60)
    assert hands.done == ["running"]
    assert queue.job(running.number).state is JobState.DONE


def test_pause_rests_a_running_job_and_holds_a_waiting_one(
    queue: JobQueue, hands: Hands, events: list[JobEvent]
) -> None:
    running, held, free = queue.add(Gated("running")), queue.add(Quick("held")), queue.add(Quick("free"))
    until(queue, running, JobState.RUNNING)
    queue.pause(held.number)
    queue.pause(running.number)
    assert queue.job(running.number).state is JobState.PAUSED
    assert queue.job(held.number).state is JobState.HELD
    hands.gate("running").set()
    queue.resume(running.number)
    until(queue, free, JobState.DONE)
    assert queue.wait_until_idle(60)
    assert hands.done == ["running", "free"]
    queue.resume(held.number)
    until(queue, held, JobState.DONE)
    assert JobPaused in kinds(events, held.number)


def test_pausing_all_starts_nothing_that_is_listed_until_all_is_resumed(queue: JobQueue, hands: Hands) -> None:
    running = queue.add(Gated("running"))
    until(queue, running, JobState.RUNNING)
    queue.pause_all()
    assert queue.job(running.number).state is JobState.PAUSED
    hands.gate("running").set()
    later = queue.add(Quick("later"))
    queue.resume(running.number)
    until(queue, running, JobState.DONE)
    preview = queue.add(Quick("preview"), listed=False)
    deadline = time.monotonic() + 60
    while "preview" not in hands.done and time.monotonic() < deadline:
        time.sleep(0.005)
    assert hands.done == ["running", "preview"]
    assert queue.job(later.number).state is JobState.WAITING
    with pytest.raises(BadRequest):
        queue.job(preview.number)
    queue.resume_all()
    until(queue, later, JobState.DONE)


def test_waiting_jobs_change_places_but_never_before_running_ones(
    queue: JobQueue, hands: Hands, events: list[JobEvent]
) -> None:
    running = queue.add(Gated("running"))
    until(queue, running, JobState.RUNNING)
    a, b, c = (queue.add(Quick(name)) for name in "abc")
    queue.move(c.number, before=running.number)
    queue.move(a.number, before=None)
    changed = [event for event in events if isinstance(event, OrderChanged)]
    assert changed[-1].numbers == (running.number, c.number, b.number, a.number)
    queue.move(running.number, before=None)
    hands.gate("running").set()
    assert queue.wait_until_idle(60)
    assert hands.done == ["running", "c", "b", "a"]


def test_what_failed_is_retried_when_asked(queue: JobQueue, hands: Hands, events: list[JobEvent]) -> None:
    job = queue.add(Gated("a"))
    until(queue, job, JobState.RUNNING)
    queue.retry(job.number)  # not ended: stays as it is
    queue.cancel(job.number)
    until(queue, job, JobState.CANCELLED)
    hands.gate("a").set()
    queue.retry(job.number)
    done = until(queue, job, JobState.DONE)
    assert done.tries == 2
    assert JobRetried in kinds(events, job.number)
    queue.retry(job.number)
    assert queue.job(job.number).state is JobState.DONE


def test_clearing_forgets_what_has_ended_and_nothing_else(
    queue: JobQueue, hands: Hands, events: list[JobEvent]
) -> None:
    done, running = queue.add(Quick("done")), queue.add(Gated("running"))
    until(queue, running, JobState.RUNNING)
    queue.clear_ended()
    assert [job.number for job in queue.jobs()] == [running.number]
    assert events[-1] == JobsCleared((done.number,))
    hands.gate("running").set()


def test_lanes_run_beside_each_other() -> None:
    engine, files = Hands(), Hands()
    with JobQueue({"engine": [engine], "files": [files]}) as queue:
        slow = queue.add(Gated("slow"))
        quick = queue.add(Quick("quick"))
        until(queue, quick, JobState.DONE)
        assert files.done == ["quick"]
        assert queue.job(slow.number).state is JobState.RUNNING
        other = queue.add(Quick("elsewhere"), lane="engine")
        engine.gate("slow").set()
        until(queue, other, JobState.DONE)
        assert engine.done == ["slow", "elsewhere"]


def test_two_runners_of_a_lane_share_its_jobs() -> None:
    one, other = Hands(), Hands()
    with JobQueue({"engine": [one, other]}) as queue:
        jobs = [queue.add(Gated(name)) for name in "ab"]
        for job in jobs:
            until(queue, job, JobState.RUNNING)
        for name in "ab":
            one.gate(name).set()
            other.gate(name).set()
        assert queue.wait_until_idle(60)
    assert sorted(one.done + other.done) == ["a", "b"]
    assert len(one.done) == 1


def test_a_listener_may_ask_the_queue_and_a_faulty_one_harms_nobody(queue: JobQueue, hands: Hands) -> None:
    heard: list[JobEvent] = []

    def chain(event: JobEvent) -> None:
        if isinstance(event, JobEnded) and event.job.title == "one":
            queue.add(Quick("two"), "two")
            assert queue.jobs()

    def faulty(event: JobEvent) -> None:
        raise ValueError

    queue.listen(chain)
    end = queue.listen(faulty)
    queue.listen(heard.append)
    queue.add(Quick("one"), "one")
    deadline = time.monotonic() + 60
    while hands.done != ["one", "two"] and time.monotonic() < deadline:
        time.sleep(0.005)
    end()
    assert hands.done == ["one", "two"]
    numbers = [event.job.number for event in heard if isinstance(event, JobEnded | JobAdded)]
    assert numbers == sorted(numbers)


def test_all_are_cancelled_though_some_are_cleared_meanwhile(queue: JobQueue) -> None:
    queue.pause_all()
    waiting = [queue.add(Quick(name), name) for name in "abc"]

    def clear(event: JobEvent) -> None:
        """As whoever asked does with answers that are not wanted."""
        if isinstance(event, JobEnded) and event.job.number == waiting[2].number:
            queue.cancel(waiting[1].number)
            queue.clear_ended()

    end = queue.listen(clear)
    queue.cancel_all()
    end()
    assert queue.job(waiting[0].number).state is JobState.CANCELLED


def test_closing_cancels_everything_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    hands = Hands()
    queue = JobQueue({"engine": [hands]})
    running, waiting = queue.add(Gated("running")), queue.add(Quick("waiting"))
    until(queue, running, JobState.RUNNING)
    queue.close()
    queue.close()
    assert [queue.job(job.number).state for job in (running, waiting)] == [JobState.CANCELLED] * 2
    assert set(threading.enumerate()) == before
    assert hands.closed
