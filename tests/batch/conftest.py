"""Small photos, and lanes that do the real tasks in this process."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restorer.batch.journal import Journal, journal_key, mark
from restorer.batch.plan import make_plan
from restorer.batch.request import BatchRequest
from restorer.batch.runner import BatchRun
from restorer.core.control import Control
from restorer.core.files import Places
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.worker.inline import InlineRunner
from restorer.worker.tasks import Tasks

TURNED = Recipe((Frame(turn=90),))


def save_photo(path: Path, number: int = 0, kind: str | None = None) -> Path:
    """A small picture that no other number has, without noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:30, 0:40]
    scene = np.stack([x * 6, y * 8, (x + y + number) % 256], axis=-1).astype(np.uint8)
    Image.fromarray(scene).save(path, kind)
    return path


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder` but hidden ones, by relative path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture
def photo() -> Callable[..., Path]:
    return save_photo


@pytest.fixture
def hashes_below() -> Callable[[Path], dict[str, str]]:
    return hashes


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Five photos in three folders, and two other files."""
    folder = tmp_path / "in"
    for number, name in enumerate(["a.png", "b.jpg", "sub/c.png", "sub/d.tif", "sub/deep/e.png"]):
        save_photo(folder / name, number)
    (folder / "junk.jpg").write_bytes(b"no photo at all")
    (folder / "notes.txt").write_text("x")
    return folder


@pytest.fixture
def request_of(tmp_path: Path) -> Callable[..., BatchRequest]:
    """A request from a folder into `out`, turning by a quarter where nothing else is said."""

    def made(given: Path, **fields: object) -> BatchRequest:
        plain = BatchRequest((given,), tmp_path / "out", TURNED, label="turned")
        return replace(plain, **fields)  # type: ignore[arg-type]

    return made


@pytest.fixture
def begun(places: Places) -> Iterator[Callable[[BatchRequest], Journal]]:
    """Plans a request and opens the journal with it."""
    opened: list[Journal] = []

    def begin(request: BatchRequest) -> Journal:
        journal = Journal(places.data / "journals" / f"{journal_key(request.output)}.sqlite")
        opened.append(journal)
        mark(request.output, journal)
        journal.begin(request, make_plan(request).entries)
        return journal

    yield begin
    for journal in opened:
        journal.close()


class Lanes:
    """A queue of jobs whose runners do the tasks in threads of this process."""

    def __init__(self, places: Places, scratch: Scratch) -> None:
        self.places, self.scratch = places, scratch
        self.jobs = JobQueue({"engine": [InlineRunner(places, scratch)], "files": [InlineRunner(places, scratch)]})

    def run(self, request: BatchRequest, journal: Journal, **how: object) -> None:
        BatchRun(request, journal, self.jobs, self.scratch, **how).run()  # type: ignore[arg-type]


@contextlib.contextmanager
def opened_lanes(places: Places) -> Iterator[Lanes]:
    with Scratch(places.scratch) as scratch:
        lanes = Lanes(places, scratch)
        with lanes.jobs:
            yield lanes


@pytest.fixture
def make_lanes() -> Callable[[Places], contextlib.AbstractContextManager[Lanes]]:
    return opened_lanes


@pytest.fixture
def lanes(places: Places) -> Iterator[Lanes]:
    with opened_lanes(places) as lanes:
        yield lanes


class Broken(Tasks):
    """The real tasks, but what `meddle` does first, and by a control that `follow` gives: for failures and instants
    that cannot be made otherwise.
    """

    meddle: Callable[[Any], None]
    follow: Callable[[Any, Control], Control]

    def __call__(self, task: Any, scratch: Scratch, control: Control) -> Any:
        type(self).meddle(task)
        return super().__call__(task, scratch, type(self).follow(task, control))


@pytest.fixture
def meddled(places: Places) -> Iterator[Callable[..., Any]]:
    """Lanes whose tasks are meddled with."""
    opened: list[Any] = []

    def made(
        meddle: Callable[[Any], None], follow: Callable[[Any, Control], Control] = lambda _, control: control
    ) -> tuple[JobQueue, Scratch]:
        meddling = {"meddle": staticmethod(meddle), "follow": staticmethod(follow)}
        table = type("Table", (Broken,), meddling)(places)
        scratch = Scratch(places.scratch)
        jobs = JobQueue(
            {"engine": [InlineRunner(places, scratch, table)], "files": [InlineRunner(places, scratch, table)]}
        )
        opened.append((jobs, scratch))
        return jobs, scratch

    yield made
    for jobs, scratch in opened:
        jobs.close()
        scratch.close()
