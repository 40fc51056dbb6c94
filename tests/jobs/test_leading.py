"""Jobs that hand their work on as parts, and the spare runner that keeps paused jobs from standing in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from restorer.core.control import Control
from restorer.core.errors import BadInput, Cancelled
from restorer.jobs.asking import ask
from restorer.jobs.job import Job, JobState
from restorer.jobs.queue import JobQueue
from restorer.worker.task import Answer, Task


@dataclass(frozen=True, slots=True)
class One(Task[str]):
    lane: ClassVar[str] = "engine"

    name: str


@dataclass(frozen=True, slots=True)
class Many(Task[int]):
    """Hands on so many parts."""

    lane: ClassVar[str] = "batch"

    parts: int


class Hands:
    """Does a task once its name is let go; several may share what is done."""

    def __init__(self, done: list[str] | None = None) -> None:
        self.done: list[str] = [] if done is None else done
        self.free: set[str] = set()
        self.all_free = False
        self.began: list[str] = []

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        assert isinstance(task, One)
        assert control is not None
        self.began.append(task.name)
        while not (self.all_free or task.name in self.free):
            time.sleep(0.002)
            control.check()
        control.check()
        if task.name == "broken":
            raise BadInput("It is broken.")
        self.done.append(task.name)
        return task.name

    def close(self) -> None:
        self.all_free = True

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Leader(Hands):
    """Asks for the parts of a `Many`, one after the other."""

    def __init__(self, queue: JobQueue) -> None:
        super().__init__()
        self._queue = queue

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        assert isinstance(task, Many)
        assert control is not None
        for number in range(task.parts):
            control.check()
            ask(self._queue, One(f"part {number}"), control)
        return task.parts


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def queue(hands: Hands) -> Iterator[JobQueue]:
    with JobQueue({"engine": [hands]}) as queue:
        queue.lead("batch", Leader(queue))
        yield queue


def until(condition: Any) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def state(queue: JobQueue, job: Job) -> JobState:
    return queue.job(job.number).state


def test_photos_that_are_asked_for_later_come_between_the_parts(queue: JobQueue, hands: Hands) -> None:
    folder = queue.add(Many(3), "folder")
    until(lambda: hands.began == ["part 0"])
    queue.add(One("photo"))
    queue.add(One("another"))
    hands.all_free = True
    until(lambda: state(queue, folder) is JobState.DONE)
    assert hands.done == ["part 0", "photo", "another", "part 1", "part 2"]
    assert queue.job(folder.number).answer == 3


def test_a_folder_is_moved_before_other_jobs_with_its_parts(queue: JobQueue, hands: Hands) -> None:
    first = queue.add(One("first"))
    until(lambda: hands.began == ["first"])
    waiting = queue.add(One("waiting"))
    folder = queue.add(Many(3), "folder")
    until(lambda: len(queue.jobs()) == 4)  # its first part waits
    assert [job.title or job.task.name for job in queue.jobs()] == ["first", "waiting", "part 0", "folder"]
    queue.move(folder.number, before=waiting.number)
    assert [job.title or job.task.name for job in queue.jobs()] == ["first", "part 0", "folder", "waiting"]
    queue.move(folder.number, before=first.number)  # never before what runs
    queue.move(waiting.number, before=folder.number)
    assert [job.title or job.task.name for job in queue.jobs()] == ["first", "waiting", "part 0", "folder"]
    queue.move(waiting.number, before=None)
    hands.free = {"first"}
    until(lambda: hands.began == ["first", "part 0"])
    assert state(queue, waiting) is JobState.WAITING
    hands.all_free = True
    assert queue.wait_until_idle(30)
    assert state(queue, folder) is JobState.DONE


def test_a_cancelled_folder_ends_with_its_part_and_can_be_tried_again(queue: JobQueue, hands: Hands) -> None:
    folder = queue.add(Many(2), "folder")
    until(lambda: hands.began == ["part 0"])
    queue.cancel(folder.number)
    until(lambda: state(queue, folder) is JobState.CANCELLED)
    assert queue.wait_until_idle(30)
    assert hands.done == []
    hands.all_free = True
    queue.retry(folder.number)
    assert queue.wait_for_end(folder.number, 30)
    assert state(queue, folder) is JobState.DONE


def test_what_asking_raises_is_what_became_of_the_job(queue: JobQueue, hands: Hands) -> None:
    hands.free = {"broken", "fine"}
    assert ask(queue, One("fine"), Control()) == "fine"
    with pytest.raises(BadInput, match="It is broken"):
        ask(queue, One("broken"), Control())
    stopped = Control()
    threading.Timer(0.05, stopped.cancel).start()
    with pytest.raises(Cancelled):
        ask(queue, One("never"), stopped)
    assert queue.jobs() == ()


def test_a_paused_job_does_not_keep_others_from_the_device() -> None:
    done: list[str] = []
    main, spare = Hands(done), Hands(done)
    spare.all_free = True
    with JobQueue({"engine": [main]}, spares={"engine": spare}) as queue:
        paused = queue.add(One("paused"))
        until(lambda: main.began == ["paused"])
        queue.pause(paused.number)
        preview = queue.add(One("preview"))
        until(lambda: state(queue, preview) is JobState.DONE)
        queue.resume(paused.number)
        queue.add(One("next"))
        main.all_free = True
        assert queue.wait_until_idle(30)
    assert done == ["preview", "paused", "next"]
    assert spare.began == ["preview"], "it works only while the other rests"
