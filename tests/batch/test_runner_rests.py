"""A batch that rests, and one that is stopped: what counts, and what is still at work."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restorer.batch.events import BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.journal import Journal
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.runner import BatchRun
from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.values import Setup
from restorer.jobs.estimate import Speeds
from restorer.jobs.job import JobEvent, JobPaused
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import Open, Restore, Save

Ask = Callable[..., BatchRequest]
Begin = Callable[[BatchRequest], Journal]


class Clock:
    """Stands in for the hours that a test cannot wait."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("restorer.batch.stopwatch.monotonic", lambda: self.now)


class RestingOnce(Control):
    """Paused for an hour when `begins` says so; asked twice, it has passed."""

    def __init__(self, clock: Clock, begins: Callable[[], bool]) -> None:
        super().__init__()
        self._clock, self._begins, self._asked = clock, begins, 0

    @property
    def paused(self) -> bool:
        if self._asked < 2 and self._begins():
            self._asked += 1
            self._clock.now += 3600 * (self._asked == 2)
        return self._asked == 1


@pytest.mark.parametrize("why", ["somebody", "trouble"])
def test_a_rest_does_not_count_in_the_time_that_is_left(
    source: Path,
    request_of: Ask,
    begun: Begin,
    meddled: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    why: str,
) -> None:
    request = request_of(source)
    journal = begun(request)
    clock, gone = Clock(monkeypatch), tmp_path / "unplugged"
    left: list[float] = []
    ended: list[str] = []
    rested: list[bool] = []

    def unplug(task: Any) -> None:
        if why == "trouble" and isinstance(task, Open) and task.path.name == "d.tif" and not rested:
            request.output.rename(gone)

    def tell(event: BatchEvent) -> None:
        match event:
            case PhotoEnded():
                clock.now += 10
                ended.append(event.source.name)
            case BatchProgressed(seconds_left=float(seconds)):
                left.append(seconds)
            case BatchPaused():
                rested.append(True)
                assert jobs.wait_until_idle(60)
                gone.rename(request.output)
                clock.now += 3600

    control = RestingOnce(clock, lambda: len(ended) >= 2) if why == "somebody" else Control()
    jobs, scratch = meddled(unplug)
    BatchRun(request, journal, jobs, scratch, control=control, tell=tell).run()
    assert journal.counts()[State.RESTORED] == 5
    assert clock.now == 3650, "it rested once"
    assert max(left) <= 40


def test_a_rest_is_no_work_on_a_photo_and_is_not_learnt_from(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, at_it, rests = Clock(monkeypatch), threading.Event(), threading.Event()
    monkeypatch.setattr("restorer.jobs.queue.time", SimpleNamespace(monotonic=lambda: clock.now))

    def hear(event: JobEvent) -> None:
        if isinstance(event, JobPaused):
            rests.set()

    def rest(task: Any) -> None:
        if isinstance(task, Restore):
            at_it.set()
            assert rests.wait(60)

    recipe = Recipe((Fade(strength=50),))
    request = request_of(source / "a.png", recipe=recipe)
    journal = begun(request)
    jobs, scratch = meddled(rest)
    jobs.listen(hear)
    speeds = Speeds(Places.below(source.parent / "other"))
    BatchRun(request, journal, jobs, scratch, control=RestingOnce(clock, at_it.is_set), speeds=speeds).run()
    (row,) = journal.rows(State.RESTORED)
    assert clock.now == 3600, "it rested once"
    assert row.seconds == 0, "nothing else took time"
    assert speeds.seconds(recipe, Size(40, 30), request.setup) is None


def test_it_ends_only_when_nothing_of_it_is_at_work_any_more(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins another batch into the folder then must not meet what is still being saved."""
    control, saving, may_end = Control(), threading.Event(), threading.Event()
    passing = itertools.count(step=5)  # each look at the clock is seconds after the one before
    monkeypatch.setattr("restorer.batch.runner.time", SimpleNamespace(monotonic=lambda: float(next(passing))))

    def save_slowly(task: Any) -> None:
        if isinstance(task, Save):
            saving.set()
            assert may_end.wait(60)

    request = request_of(source)
    journal = begun(request)
    jobs, scratch = meddled(save_slowly)

    def run() -> None:
        with contextlib.suppress(Cancelled):
            BatchRun(request, journal, jobs, scratch, control=control).run()

    running = threading.Thread(target=run)
    running.start()
    assert saving.wait(60)
    control.cancel()
    running.join(1)  # what does not wait has gone by then
    assert running.is_alive()
    may_end.set()
    running.join(60)
    assert not running.is_alive()
    assert [path.name for path in scratch.folder.iterdir()] == ["lock"]
    assert jobs.idle


class Tiles:
    """How many tiles a photo's restoring has done when it is asked to stop, and how many it does after that."""

    def __init__(self, control: Control, stop_at: int) -> None:
        self._control, self._stop_at = control, stop_at
        self.before = self.after = self.of = 0

    def follow(self, control: Control) -> Control:
        """In place of a task's own control."""

        def tell(progress: Progress) -> None:
            control.report(progress)
            if self._control.cancelled:
                self.after += 1
                return
            self.before, self.of = progress.done, progress.total
            if progress.done >= self._stop_at:
                self._control.cancel()
                until(lambda: control.cancelled)  # it reaches what is at work, and that before it ends

        return control.child(tell)


def until(true: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 60
    while not true():
        assert time.monotonic() < give_up_at
        time.sleep(0.005)


def test_cancelling_stops_a_photo_after_the_tile_at_hand(
    tmp_path: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any]
) -> None:
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 255, (256, 320, 3), np.uint8)
        (tmp_path / "in").mkdir(exist_ok=True)
        Image.fromarray(noise).save(tmp_path / "in" / f"{number}.png")
    control = Control()
    tiles = Tiles(control, 2)
    restored: list[str] = []

    def count(task: Any, task_control: Control) -> Control:
        if not isinstance(task, Restore):
            return task_control
        restored.append(str(task.photo.store.folder))
        return tiles.follow(task_control)

    request = request_of(
        tmp_path / "in", recipe=Recipe((Denoise(sigma=25),)), setup=Setup(device="cpu", precision="fp32", tile=64)
    )
    journal = begun(request)
    jobs, scratch = meddled(lambda _: None, count)
    with pytest.raises(Cancelled):
        BatchRun(request, journal, jobs, scratch, control=control).run()
    assert tiles.of >= 10, "there were more tiles to be done"
    assert tiles.before == 2
    assert tiles.after <= 1, "of the tile that was at hand"
    assert len(restored) == 1, "no other photo was begun"
    assert journal.counts()[State.WAITING] == 3
