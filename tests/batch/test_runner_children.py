"""A batch with real child processes, some of which are killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from restorer.batch.events import BatchEvent, BatchProgressed
from restorer.batch.journal import Journal
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.runner import BatchRun
from restorer.core.files import Places
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner


@pytest.fixture
def children(places: Places) -> Iterator[tuple[ChildRunner, ChildRunner, Scratch]]:
    with Scratch(places.scratch) as scratch:
        yield ChildRunner(places, scratch), ChildRunner(places, scratch), scratch


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_children_that_are_killed_are_replaced_and_nothing_is_lost(
    source: Path,
    request_of: Callable[..., BatchRequest],
    begun: Callable[[BatchRequest], Journal],
    children: tuple[ChildRunner, ChildRunner, Scratch],
    photo: Callable[..., Path],
    hashes_below: Callable[[Path], dict[str, str]],
) -> None:
    for number in range(3):
        photo(source / f"more {number}.png", number)
    engine, files, scratch = children
    request = request_of(source)
    journal = begun(request)
    to_kill = {2: engine, 5: files}

    def kill(event: BatchEvent) -> None:
        if isinstance(event, BatchProgressed) and event.ended in to_kill:
            pid = to_kill.pop(event.ended).pid
            if pid is not None:
                os.kill(pid, signal.SIGKILL)

    with JobQueue({"engine": [engine], "files": [files]}) as jobs:
        BatchRun(request, journal, jobs, scratch, tell=kill).run()
    assert to_kill == {}
    assert journal.counts()[State.RESTORED] == 8
    outputs = hashes_below(request.output)
    assert all(row.output_sha256 == outputs[str(row.target)] for row in journal.rows(State.RESTORED))
    assert len(list(request.output.rglob(".*"))) == 1
