"""Tasks in this process, by the same protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from restorer.core.control import Control
from restorer.core.errors import BadInput, Cancelled
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.inline import InlineRunner
from restorer.worker.runner import Runner


@pytest.fixture
def tasks(small_tasks: str) -> Any:
    import small_tasks as module

    return module


@pytest.fixture
def inline(places: Places, scratch: Scratch, tasks: Any) -> Callable[[], Runner]:
    return lambda: InlineRunner(places, scratch, tasks.Tasks(places))


def test_it_answers_as_a_child_does(inline: Callable[[], Runner], scratch: Scratch, tasks: Any) -> None:
    with inline() as runner:
        assert runner.run(tasks.Say("hello")) == "hello"
        (store,) = runner.run(tasks.Paints())
        with pytest.raises(BadInput):
            runner.run(tasks.Fails(foreseen=True))
        stopped = Control()
        stopped.cancel()
        with pytest.raises(Cancelled):
            runner.run(tasks.Steps(3), stopped)
    assert (store.pixels() == 7).all()
    assert {entry.name for entry in scratch.folder.iterdir()} == {"lock", store.folder.parent.name}


def test_a_scratch_of_its_own_goes_with_it(places: Places, tasks: Any) -> None:
    with InlineRunner(places, carry_out=tasks.Tasks(places)) as runner:
        runner.run(tasks.Paints())
        assert len(list(places.scratch.iterdir())) == 1
    assert list(places.scratch.iterdir()) == []
