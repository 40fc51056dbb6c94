"""A table of small tasks that child processes find by name, and runners on scratch folders of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner

ROOT = Path(__file__).resolve().parents[2]
TABLES = Path(__file__).parent / "tables"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


@pytest.fixture
def scratch(places: Places) -> Iterator[Scratch]:
    with Scratch(places.scratch) as scratch:
        yield scratch


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the table, which this process and its children can import."""
    monkeypatch.syspath_prepend(str(TABLES))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TABLES), str(ROOT)]))
    return "small_tasks"


@pytest.fixture
def runner(places: Places, scratch: Scratch, small_tasks: str) -> Iterator[ChildRunner]:
    with ChildRunner(places, scratch, table=small_tasks) as runner:
        yield runner
