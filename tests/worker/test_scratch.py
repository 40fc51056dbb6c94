"""What a task may leave behind, and what removes the rest."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.photo.store import Scratch, Store
from restorer.worker.scratch import TaskScratch, discard, staging, stores_in, sweep_scratch, task_folder


@dataclass(frozen=True)
class Holder:
    name: str
    store: Store


def made(scratch: Scratch) -> Store:
    return scratch.create(Size(2, 2), 3, 8).finish()


def test_stores_are_found_however_deep_they_lie(scratch: Scratch) -> None:
    one, two = made(scratch), made(scratch)
    assert list(stores_in(("x", Holder("a", one), [Holder("b", two)], None, Holder))) == [one, two]


def test_a_task_keeps_what_it_answers_with_and_nothing_else(scratch: Scratch) -> None:
    with TaskScratch(task_folder(scratch)) as task:
        kept, _ = made(task), made(task)
        task.create(Size(2, 2), 3, 8)
        task.keep_only([kept])
    assert [entry.name for entry in task.folder.iterdir()] == [kept.folder.name]


def test_a_task_that_keeps_nothing_leaves_no_folder(scratch: Scratch) -> None:
    with TaskScratch(task_folder(scratch)) as task:
        made(task)
        task.keep_only([made(scratch)])
    assert not task.folder.exists()


def test_a_task_that_fails_leaves_nothing(scratch: Scratch) -> None:
    def fail(task: TaskScratch) -> None:
        made(task)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), TaskScratch(task_folder(scratch)) as task:
        fail(task)
    assert not task.folder.exists()


def test_staging_leaves_nothing_beside_the_target(scratch: Scratch, tmp_path: Path) -> None:
    target = tmp_path / "photo.jpg"
    with TaskScratch(task_folder(scratch)) as task:
        with staging(target, task) as staged:
            assert staged.name == target.name
            staged.write_bytes(b"half")
        assert list(task.folder.iterdir()) == []
        with pytest.raises(ZeroDivisionError), staging(target, task):
            raise ZeroDivisionError
    assert {entry.name for entry in tmp_path.iterdir()} == {"home"}


def test_staging_where_nothing_can_be_written_is_said_of_the_target(scratch: Scratch, tmp_path: Path) -> None:
    with (
        TaskScratch(task_folder(scratch)) as task,
        pytest.raises(RestorerError) as caught,
        staging(tmp_path / "gone" / "photo.jpg", task),
    ):
        pass
    assert "photo.jpg" in caught.value.sentence


def test_discarding_a_task_removes_its_staging_only(scratch: Scratch, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".restorer-of-somebody-else").mkdir()
    task = TaskScratch(task_folder(scratch))
    dying = staging(out / "photo.jpg", task)
    dying.__enter__().write_bytes(b"half")
    discard(task.folder)
    assert [entry.name for entry in out.iterdir()] == [".restorer-of-somebody-else"]
    assert not task.folder.exists()


def test_a_note_that_is_not_ours_removes_nothing(places: Places, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    task = places.scratch / "123-dead" / "task-1"
    task.mkdir(parents=True)
    (task / "precious.staging").write_text(str(precious))
    (task / ".restorer-abc.staging").write_text(str(precious))
    assert sweep_scratch(places.scratch) == 1
    assert precious.is_dir()


def test_sweeping_where_there_is_nothing_is_harmless(places: Places) -> None:
    assert sweep_scratch(places.scratch) == 0


@pytest.mark.parametrize("removals", range(1, 4))
def test_a_sweep_that_is_killed_itself_is_finished_by_the_next(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removals: int
) -> None:
    class Killed(BaseException):
        pass

    dead = places.scratch / "1-dead"
    for number in range(2):
        staged = tmp_path / f".restorer-{number}"
        staged.mkdir()
        (staged / "half.jpg").write_bytes(b"half")
        (dead / f"task-{number}").mkdir(parents=True)
        (dead / f"task-{number}" / f"{staged.name}.staging").write_text(str(staged), "utf-8")
    real, left = shutil.rmtree, [removals]

    def rmtree(path: Path, **how: bool) -> None:
        real(path, **how)
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", rmtree)
        with pytest.raises(Killed):
            sweep_scratch(places.scratch)
    sweep_scratch(places.scratch)
    assert not dead.exists()
    assert not list(tmp_path.glob(".restorer-*"))
