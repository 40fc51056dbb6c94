"""What crosses to a child process and back, and what happens when either side ends before its time."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from restorer.core.control import Progress
from restorer.core.errors import BadInput, Cancelled, Internal
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.client import GRACE_S, ChildRunner
from restorer.worker.control import JobControl
from restorer.worker.process import ChildDied
from restorer.worker.scratch import sweep_scratch


@pytest.fixture
def tasks(small_tasks: str) -> Any:
    import small_tasks as module

    return module


def left_in(scratch: Scratch) -> list[str]:
    """What lies in the scratch beside its lock and its children's logs."""
    return [entry.name for entry in scratch.folder.iterdir() if entry.suffix != ".log" and entry.name != "lock"]


def after(seconds: float, act: Any) -> None:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


def test_tasks_run_in_one_child_that_stays(runner: ChildRunner, tasks: Any) -> None:
    assert runner.run(tasks.Say("hello")) == "hello"
    child = runner.run(tasks.WhoAmI())
    assert child != os.getpid()
    assert runner.run(tasks.WhoAmI()) == child == runner.pid


def test_foreseen_errors_cross_as_kind_sentence_and_detail(runner: ChildRunner, tasks: Any) -> None:
    with pytest.raises(BadInput) as caught:
        runner.run(tasks.Fails(foreseen=True))
    assert caught.value.sentence == "“x.jpg” is damaged."
    assert caught.value.detail == "at byte 7"


def test_unforeseen_errors_cross_with_their_trace_and_leave_the_child_alive(runner: ChildRunner, tasks: Any) -> None:
    child = runner.run(tasks.WhoAmI())
    with pytest.raises(Internal) as caught:
        runner.run(tasks.Fails(foreseen=False))
    assert "went wrong" in caught.value.sentence
    assert "small_tasks.py" in caught.value.detail
    assert "ZeroDivisionError" in caught.value.detail
    assert runner.run(tasks.WhoAmI()) == child


def test_an_answer_that_cannot_cross_fails_its_task_only(runner: ChildRunner, tasks: Any) -> None:
    with pytest.raises(Internal):
        runner.run(tasks.Unpicklable())
    assert runner.run(tasks.Say("still here")) == "still here"


def test_progress_comes_in_order_and_is_thinned(runner: ChildRunner, tasks: Any) -> None:
    heard: list[Progress] = []
    began = time.monotonic()
    runner.run(tasks.Steps(400, each_s=0.001), JobControl(heard.append))
    took = time.monotonic() - began
    assert [progress.done for progress in heard] == sorted(progress.done for progress in heard)
    assert heard[0].done == 1
    assert heard[-1].done == heard[-1].total == 400
    assert len(heard) <= took * 20 + 2


def test_stores_in_an_answer_outlive_the_child_and_nothing_else_does(
    runner: ChildRunner, scratch: Scratch, tasks: Any
) -> None:
    (store,) = runner.run(tasks.Paints())
    runner.close()
    assert (store.pixels() == 7).all()
    assert [entry.name for entry in store.folder.parent.iterdir()] == [store.folder.name]
    assert left_in(scratch) == [store.folder.parent.name]


def test_a_cancelled_task_stops_at_its_next_step_and_the_child_stays(
    runner: ChildRunner, scratch: Scratch, tasks: Any
) -> None:
    child = runner.run(tasks.WhoAmI())
    control = JobControl(lambda _: control.cancel())
    with pytest.raises(Cancelled):
        runner.run(tasks.Steps(10000, each_s=0.02), control)
    assert runner.run(tasks.WhoAmI()) == child
    assert left_in(scratch) == []


def test_a_child_that_does_not_hear_is_killed_after_its_grace_and_replaced(runner: ChildRunner, tasks: Any) -> None:
    child = runner.run(tasks.WhoAmI())
    control = JobControl()
    asked: list[float] = []
    after(0.2, lambda: (asked.append(time.monotonic()), control.cancel()))
    with pytest.raises(Cancelled):
        runner.run(tasks.Deaf(3600.0), control)
    assert time.monotonic() - asked[0] > GRACE_S - 0.1
    assert not psutil.pid_exists(child)
    assert runner.run(tasks.WhoAmI()) != child


def test_a_task_cancelled_before_it_began_never_runs(runner: ChildRunner, tasks: Any) -> None:
    control = JobControl()
    control.cancel()
    with pytest.raises(Cancelled):
        runner.run(tasks.Say("never"), control)
    assert runner.pid is None


def test_pause_rests_the_work_until_it_is_continued(runner: ChildRunner, tasks: Any, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    seen: list[int] = []

    def look() -> None:
        seen.append(len(journal.read_text().splitlines()))

    def pause(progress: Progress) -> None:
        if progress.done < 200 and not control.paused and not seen:
            control.pause()
            after(0.6, look)
            after(1.1, look)
            after(1.1, control.resume)

    control = JobControl(pause)
    assert runner.run(tasks.Steps(200, each_s=0.02, journal=journal), control) == 200
    assert seen[0] == seen[1] < 200
    look()
    assert seen[-1] == 200


def test_a_paused_task_can_be_cancelled(runner: ChildRunner, tasks: Any) -> None:
    child = runner.run(tasks.WhoAmI())

    def pause(_: Progress) -> None:
        control.pause()
        after(0.3, control.cancel)

    control = JobControl(pause)
    with pytest.raises(Cancelled):
        runner.run(tasks.Steps(10000, each_s=0.01), control)
    assert runner.run(tasks.WhoAmI()) == child  # it heard and stopped by itself


def test_a_task_whose_child_dies_is_tried_once_more(
    runner: ChildRunner, scratch: Scratch, tasks: Any, tmp_path: Path
) -> None:
    notes: list[str] = []
    out = tmp_path / "out"
    out.mkdir()
    task = tasks.Kills(tmp_path / "deaths", times=1, target=out / "photo.jpg")
    assert runner.run(task, JobControl(on_note=notes.append)) == "after 1 deaths"
    assert len(notes) == 1
    assert "tried once more" in notes[0]
    assert list(out.iterdir()) == []
    assert left_in(scratch) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize(
    ("ended_by", "words"), [(signal.SIGKILL, "memory ran out"), (signal.SIGSEGV, "crashed")], ids=["killed", "crashed"]
)
def test_a_second_death_fails_the_task_with_its_reason_and_leaves_nothing(
    runner: ChildRunner, scratch: Scratch, tasks: Any, tmp_path: Path, ended_by: signal.Signals, words: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    task = tasks.Kills(tmp_path / "deaths", times=9, target=out / "photo.jpg", signal=ended_by)
    with pytest.raises(ChildDied) as caught:
        runner.run(task)
    assert words in caught.value.sentence
    assert ended_by.name in caught.value.detail
    assert (tmp_path / "deaths").read_text() == "2"
    assert list(out.iterdir()) == []
    assert left_in(scratch) == []
    assert runner.run(tasks.Say("next")) == "next"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_crash_tells_where_it_happened(runner: ChildRunner, tasks: Any, tmp_path: Path) -> None:
    task = tasks.Kills(tmp_path / "deaths", times=9, target=tmp_path / "photo.jpg", signal=signal.SIGSEGV)
    with pytest.raises(ChildDied) as caught:
        runner.run(task)
    assert "small_tasks.py" in caught.value.detail


def test_a_child_killed_from_outside_mid_task_is_replaced(runner: ChildRunner, tasks: Any) -> None:
    first = runner.run(tasks.WhoAmI())
    after(0.3, lambda: psutil.Process(first).kill())
    assert runner.run(tasks.Steps(60, each_s=0.02)) == 60
    assert runner.pid != first


@pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by a POSIX signal")
def test_a_child_that_hangs_is_killed_and_replaced(
    places: Places, scratch: Scratch, tasks: Any, tmp_path: Path
) -> None:
    notes: list[str] = []
    task = tasks.Kills(tmp_path / "hangs", times=1, target=tmp_path / "photo.jpg", signal=signal.SIGSTOP)
    with ChildRunner(places, scratch, table="small_tasks", silence_s=5.0) as runner:
        assert runner.run(task, JobControl(on_note=notes.append)) == "after 1 deaths"
    assert len(notes) == 1
    assert "hung" in notes[0]


def test_a_child_that_died_while_idle_costs_no_try(runner: ChildRunner, tasks: Any, tmp_path: Path) -> None:
    first = runner.run(tasks.WhoAmI())
    psutil.Process(first).kill()
    psutil.wait_procs([psutil.Process(first)] if psutil.pid_exists(first) else [], timeout=60)
    task = tasks.Kills(tmp_path / "deaths", times=1, target=tmp_path / "photo.jpg")
    assert runner.run(task) == "after 1 deaths"


def test_a_child_can_be_warm_before_the_first_task(runner: ChildRunner, tasks: Any) -> None:
    runner.warm()
    deadline = time.monotonic() + 60
    while runner.pid is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    warm = runner.pid
    runner.warm()
    assert runner.run(tasks.WhoAmI()) == warm


def test_a_runner_closed_while_it_warms_leaves_no_child(places: Places, scratch: Scratch, tasks: Any) -> None:
    before = set(psutil.Process().children())
    for _ in range(3):
        runner = ChildRunner(places, scratch, table="small_tasks")
        runner.warm()
        runner.close()
    deadline = time.monotonic() + 60
    while set(psutil.Process().children()) != before:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_table_that_cannot_be_loaded_is_said(places: Places, scratch: Scratch, tasks: Any) -> None:
    with ChildRunner(places, scratch, table="no_such_table") as runner, pytest.raises(ChildDied) as caught:
        runner.run(tasks.Say("x"))
    assert "could not be started" in caught.value.sentence
    assert "no_such_table" in caught.value.detail


def test_closing_ends_the_child_and_its_task(runner: ChildRunner, scratch: Scratch, tasks: Any) -> None:
    child = runner.run(tasks.WhoAmI())
    ended: list[BaseException] = []

    def work() -> None:
        try:
            runner.run(tasks.Deaf(30.0))
        except Cancelled as stopped:
            ended.append(stopped)

    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(0.3)
    runner.close()
    worker.join(60)
    assert len(ended) == 1
    assert not psutil.pid_exists(child)
    assert left_in(scratch) == []
    assert list(scratch.folder.glob("*.log")) == []


def test_a_child_outlives_the_thread_that_first_used_it(runner: ChildRunner, tasks: Any) -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(runner.run(tasks.WhoAmI())))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert runner.run(tasks.WhoAmI()) == found[0]


OWNER = """
import sys, threading, time
from pathlib import Path
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner
import small_tasks

places = Places.below(Path(sys.argv[1]))
runner = ChildRunner(places, Scratch(places.scratch), table="small_tasks")
runner.run(small_tasks.Paints())
print(runner.run(small_tasks.WhoAmI()), flush=True)
runner.run(small_tasks.HoldsFile(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["working", "stuck"])
def test_a_child_whose_parent_is_killed_leaves_and_the_next_start_sweeps(
    places: Places, small_tasks: str, tmp_path: Path, stopped: bool
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "home"), str(out / "photo.jpg")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    child = psutil.Process(int(owner.stdout.readline()))
    deadline = time.monotonic() + 60
    while not list(out.glob(".restorer-*/photo.jpg")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    if stopped:
        child.suspend()
    owner.kill()
    owner.wait()
    owner.stdout.close()
    gone, _ = psutil.wait_procs([child], timeout=60)
    assert gone
    assert list(places.scratch.iterdir())
    assert sweep_scratch(places.scratch) == 1
    assert list(places.scratch.iterdir()) == []
    assert list(out.iterdir()) == []


def test_the_sweep_spares_what_a_living_owner_is_writing(
    scratch: Scratch, places: Places, runner: ChildRunner, tasks: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    control = JobControl()
    swept: list[int] = []

    def sweep() -> None:
        while not list(out.glob(".restorer-*/photo.jpg")):
            time.sleep(0.02)
        swept.append(sweep_scratch(places.scratch))
        swept.append(len(list(out.iterdir())))
        control.cancel()

    after(0, sweep)
    with pytest.raises(Cancelled):
        runner.run(tasks.HoldsFile(out / "photo.jpg"), control)
    assert swept == [0, 1]
    assert list(out.iterdir()) == []


def test_answers_and_cancels_never_meet_the_wrong_task(runner: ChildRunner, scratch: Scratch, tasks: Any) -> None:
    chance = random.Random(7)
    child = runner.run(tasks.WhoAmI())
    for turn in range(40):
        control = JobControl()
        after(chance.uniform(0, 0.04), control.cancel)
        with contextlib.suppress(Cancelled):
            assert runner.run(tasks.Steps(10, each_s=0.002), control) == 10
        assert runner.run(tasks.Say(str(turn))) == str(turn)
    assert runner.run(tasks.WhoAmI()) == child
    assert left_in(scratch) == []


@pytest.mark.parametrize("module", ["restorer.worker.client", "restorer.worker.messages", "restorer.worker.child"])
def test_what_the_window_imports_leads_to_no_network_library(small_tasks: str, module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('torch', 'openvino', 'spandrel', 'PySide6') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
