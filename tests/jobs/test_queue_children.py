"""The queue with real child processes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from restorer.core.files import Places
from restorer.jobs.job import Job, JobEvent, JobNoted, JobProgressed, JobState
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner

ROOT = Path(__file__).resolve().parents[2]
AN_HOUR_S = 3600.0  # nobody waits for that: what lasts so long ends because it is stopped
TABLES = ROOT / "tests" / "worker" / "tables"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(TABLES))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TABLES), str(ROOT)]))
    import small_tasks

    return small_tasks


@pytest.fixture
def queue(tasks: Any, tmp_path: Path) -> Iterator[JobQueue]:
    places = Places.below(tmp_path)
    with Scratch(places.scratch) as scratch:
        lanes = {lane: [ChildRunner(places, scratch, table="small_tasks")] for lane in ("engine", "files")}
        with JobQueue(lanes) as queue:
            yield queue


def until(queue: JobQueue, job: Job, *states: JobState) -> Job:
    deadline = time.monotonic() + 60
    while queue.job(job.number).state not in states:
        assert time.monotonic() < deadline, queue.job(job.number)
        time.sleep(0.01)
    return queue.job(job.number)


def at_work(number: int) -> None:
    """Wait until so many children are there."""
    deadline = time.monotonic() + 60
    while len(children()) < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "restorer.worker.child" in " ".join(child.cmdline())]


def test_a_child_killed_mid_job_costs_a_note_and_nothing_else(queue: JobQueue, tasks: Any) -> None:
    events: list[JobEvent] = []
    moving = threading.Event()

    def hear(event: JobEvent) -> None:
        events.append(event)
        if isinstance(event, JobProgressed) and event.job.progress is not None and event.job.progress.done > 3:
            moving.set()

    queue.listen(hear)
    job = queue.add(tasks.Steps(60, each_s=0.02), "photo.jpg")
    after = queue.add(tasks.Say("after"), "next.jpg")
    assert moving.wait(60)
    (child,) = children()
    child.kill()
    done = until(queue, job, JobState.DONE)
    assert done.answer == 60
    assert done.tries == 1
    assert len(done.notes) == 1
    assert sum(isinstance(event, JobNoted) for event in events) == 1
    assert until(queue, after, JobState.DONE).answer == "after"


def test_a_job_that_kills_two_children_fails_with_the_reason_and_the_next_runs(
    queue: JobQueue, tasks: Any, tmp_path: Path
) -> None:
    deadly = queue.add(tasks.Kills(tmp_path / "deaths", times=9, target=tmp_path / "photo.jpg"), "photo.jpg")
    after = queue.add(tasks.Say("after"))
    failure = until(queue, deadly, JobState.FAILED).failure
    assert failure is not None
    assert "ended by the system" in failure.sentence
    assert until(queue, after, JobState.DONE).answer == "after"


def test_a_cancelled_job_leaves_the_machine_idle_though_it_does_not_hear(queue: JobQueue, tasks: Any) -> None:
    job = queue.add(tasks.Deaf(AN_HOUR_S))
    at_work(1)
    queue.cancel(job.number)
    until(queue, job, JobState.CANCELLED)
    assert children() == []


def test_closing_leaves_no_child(queue: JobQueue, tasks: Any) -> None:
    queue.add(tasks.Deaf(AN_HOUR_S))
    queue.add(tasks.Steps(int(AN_HOUR_S), each_s=1.0), lane="engine")
    at_work(2)
    closing = threading.Thread(target=queue.close, daemon=True)
    closing.start()
    closing.join(60)
    assert not closing.is_alive()
    assert children() == []
