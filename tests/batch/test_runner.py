"""A batch at work, with the real tasks on real files."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.journal import MARKER, Journal
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.resume import take_up
from restorer.batch.runner import BatchRun
from restorer.core.control import Control
from restorer.core.errors import Cancelled
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.jobs.estimate import Speeds
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import Open, Restore, RestoreFile
from restorer.worker.process import ChildDied

Photo = Callable[..., Path]
Ask = Callable[..., BatchRequest]
Begin = Callable[[BatchRequest], Journal]
Hashes = Callable[[Path], dict[str, str]]


def states(journal: Journal) -> dict[str, str]:
    return {row.source.name: row.state.value for row in journal.rows()}


def test_a_folder_is_restored_and_the_rest_is_skipped_with_reasons(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, hashes_below: Hashes
) -> None:
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*")}
    originals = hashes_below(source)
    request = request_of(source)
    journal = begun(request)
    told: list[BatchEvent] = []
    lanes.run(request, journal, tell=told.append)
    assert states(journal) == dict.fromkeys(["a.png", "b.jpg", "c.png", "d.tif", "e.png"], "restored") | {
        "junk.jpg": "unreadable"
    }
    assert set(hashes_below(request.output)) == {"a.png", "b.jpg", "sub/c.png", "sub/d.tif", "sub/deep/e.png"}
    assert hashes_below(source) == originals
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*")} == before
    assert [path.name for path in request.output.rglob(".*")] == [MARKER]
    assert [path.name for path in lanes.scratch.folder.iterdir()] == ["lock"]
    for row in journal.rows(State.RESTORED):
        assert row.output_sha256 == hashes_below(request.output)[str(row.target)]
        assert row.source_sha256 == originals[str(row.source.relative_to(source))]
    assert sum(isinstance(event, PhotoEnded) for event in told) == 5
    last = [event for event in told if isinstance(event, BatchProgressed)][-1]
    assert (last.ended, last.total) == (6, 6)


@pytest.mark.parametrize("recipe", ["turned", "auto", "nothing"])
def test_outputs_are_the_bytes_that_restoring_one_file_gives(
    source: Path,
    request_of: Ask,
    begun: Begin,
    lanes: Any,
    hashes_below: Hashes,
    tmp_path: Path,
    recipe: str,
) -> None:
    request = request_of(source)
    if recipe == "auto":
        (source / "b.jpg").unlink()  # its damage would ask for a network, which takes long
    if recipe != "turned":
        request = request_of(source, recipe=None if recipe == "auto" else Recipe(), options=SaveOptions(format="png"))
    journal = begun(request)
    lanes.run(request, journal)
    runner = InlineRunner(lanes.places, lanes.scratch)
    for row in journal.rows(State.RESTORED, State.UNCHANGED):
        assert row.target is not None
        target = tmp_path / "alone" / row.target
        target.parent.mkdir(parents=True, exist_ok=True)
        report = runner.run(RestoreFile(row.source, target, request.recipe, options=request.options))
        assert report.error is None
    assert hashes_below(tmp_path / "alone") == hashes_below(request.output)
    assert len(hashes_below(request.output)) >= 4


def test_what_needs_nothing_is_copied_and_said(source: Path, request_of: Ask, begun: Begin, lanes: Any) -> None:
    request = request_of(source, recipe=Recipe())
    journal = begun(request)
    lanes.run(request, journal)
    assert states(journal)["b.jpg"] == "unchanged"
    assert (request.output / "b.jpg").read_bytes() == (source / "b.jpg").read_bytes()


def test_how_long_it_takes_is_learnt_for_the_next_batch(
    source: Path, request_of: Ask, begun: Begin, lanes: Any
) -> None:
    recipe = Recipe((Fade(strength=50),))
    request = request_of(source, recipe=recipe)
    speeds = Speeds(lanes.places)
    assert speeds.seconds(recipe, Size(40, 30), request.setup) is None
    lanes.run(request, begun(request), speeds=speeds)
    assert speeds.seconds(recipe, Size(40, 30), request.setup) is not None


def test_a_photo_that_kills_two_children_is_set_aside_and_the_rest_goes_on(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any]
) -> None:
    def crash(task: Any) -> None:
        if isinstance(task, Open) and task.path.name == "c.png":
            raise ChildDied("The process that worked on this crashed.", detail="twice")

    request = request_of(source)
    journal = begun(request)
    jobs, scratch = meddled(crash)
    BatchRun(request, journal, jobs, scratch).run()
    assert states(journal)["c.png"] == "set aside"
    assert sum(state == "restored" for state in states(journal).values()) == 4
    assert take_up(journal, request.output) == ()
    assert states(journal)["c.png"] == "waiting"


def test_a_source_that_changes_while_it_is_restored_is_read_again(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any], photo: Photo, tmp_path: Path
) -> None:
    changed = []

    def change(task: Any) -> None:
        if isinstance(task, Restore) and not changed:
            changed.append(photo(source / "a.png", 77))

    request = request_of(source, recursive=False)
    journal = begun(request)
    jobs, scratch = meddled(change)
    BatchRun(request, journal, jobs, scratch).run()
    row = next(row for row in journal.rows() if row.source.name == "a.png")
    assert row.state is State.RESTORED
    with InlineRunner(Places.below(tmp_path / "other")) as runner:
        runner.run(RestoreFile(source / "a.png", tmp_path / "alone.png", request.recipe))
    assert (request.output / "a.png").read_bytes() == (tmp_path / "alone.png").read_bytes()


def test_a_source_that_never_rests_is_given_up_with_a_sentence(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any], photo: Photo
) -> None:
    def change(task: Any) -> None:
        if isinstance(task, Open) and task.path.name == "a.png":
            photo(source / "a.png", time.monotonic_ns() % 251)

    request = request_of(source, recursive=False)
    journal = begun(request)
    jobs, scratch = meddled(change)
    BatchRun(request, journal, jobs, scratch).run()
    row = next(row for row in journal.rows() if row.source.name == "a.png")
    assert row.state is State.UNREADABLE
    assert "keeps changing" in row.reason


def test_an_unplugged_drive_pauses_the_batch_and_it_goes_on_when_it_is_back(
    source: Path, request_of: Ask, begun: Begin, meddled: Callable[..., Any], tmp_path: Path, hashes_below: Hashes
) -> None:
    request = request_of(source)
    journal = begun(request)
    gone = tmp_path / "unplugged"

    def unplug(task: Any) -> None:
        if isinstance(task, Open) and task.path.name == "d.tif" and not told_paused:
            request.output.rename(gone)
            request.output.mkdir()  # as the empty place of a drive looks

    told_paused: list[str] = []
    went_on: list[bool] = []

    def tell(event: BatchEvent) -> None:
        match event:
            case BatchPaused(sentence):
                told_paused.append(sentence)
                assert jobs.wait_until_idle(60)
                shutil.rmtree(request.output)
                gone.rename(request.output)
            case BatchContinued():
                went_on.append(True)

    jobs, scratch = meddled(unplug)
    BatchRun(request, journal, jobs, scratch, tell=tell).run()
    assert len(told_paused) == 1
    assert "unplugged" in told_paused[0]
    assert went_on == [True]
    assert journal.counts()[State.RESTORED] == 5
    assert len(hashes_below(request.output)) == 5


def test_a_full_disk_pauses_the_batch_and_it_goes_on_when_there_is_room(
    tmp_path: Path, request_of: Ask, begun: Begin, lanes: Any, photo: Photo, hashes_below: Hashes
) -> None:
    out = tmp_path / "small"
    out.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a small disk needs to be root")
    if os.system(f"mount -t tmpfs -o size=256k none '{out}'") != 0:
        pytest.skip("a small disk cannot be mounted here")
    try:
        for number in range(6):
            photo(tmp_path / "in" / f"{number}.png", number)
        request = request_of(tmp_path / "in", output=out, options=SaveOptions(format="tiff"))
        journal = begun(request)
        filler = out / "filler"
        with filler.open("wb") as file:
            free = shutil.disk_usage(out).free
            file.write(b"x" * (free - 16384))
        told: list[BatchEvent] = []

        def tell(event: BatchEvent) -> None:
            told.append(event)
            if isinstance(event, BatchPaused):
                assert "full" in event.sentence
                assert lanes.jobs.wait_until_idle(60)
                assert not [path for path in out.rglob(".restorer-*") if path.name != MARKER]
                filler.unlink()

        lanes.run(request, journal, tell=tell)
        assert [type(event) for event in told if isinstance(event, (BatchPaused, BatchContinued))] == [
            BatchPaused,
            BatchContinued,
        ]
        assert journal.counts()[State.RESTORED] == 6
        assert len(hashes_below(out)) == 6
    finally:
        os.system(f"umount '{out}'")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs to be root")
def test_a_folder_that_can_only_be_read_pauses_the_batch(
    tmp_path: Path, source: Path, request_of: Ask, begun: Begin, lanes: Any
) -> None:
    out = tmp_path / "locked"
    out.mkdir()
    if os.system(f"mount -t tmpfs -o size=4m none '{out}'") != 0:
        pytest.skip("a small disk cannot be mounted here")
    try:
        request = request_of(source, output=out)
        journal = begun(request)
        assert os.system(f"mount -o remount,ro '{out}'") == 0
        paused: list[str] = []

        def tell(event: BatchEvent) -> None:
            if isinstance(event, BatchPaused):
                paused.append(event.sentence)
                assert os.system(f"mount -o remount,rw '{out}'") == 0

        lanes.run(request, journal, tell=tell)
        assert len(paused) == 1
        assert "written" in paused[0]
        assert journal.counts()[State.RESTORED] == 5
    finally:
        os.system(f"umount '{out}'")


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right on Windows")
def test_nothing_is_written_through_a_link_out_of_the_folder_of_outputs(
    tmp_path: Path, source: Path, request_of: Ask, begun: Begin, lanes: Any
) -> None:
    request = request_of(source)
    journal = begun(request)
    (tmp_path / "elsewhere").mkdir()
    (request.output / "sub").symlink_to(tmp_path / "elsewhere")
    lanes.run(request, journal)
    assert list((tmp_path / "elsewhere").iterdir()) == [] or not any((tmp_path / "elsewhere").rglob("*.png"))
    assert states(journal)["c.png"] == "failed"
    assert states(journal)["a.png"] == "restored"


def test_cancelling_leaves_nothing_and_the_rest_is_done_later(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, hashes_below: Hashes
) -> None:
    request = request_of(source)
    journal = begun(request)
    control = Control()

    def stop_after_two(event: BatchEvent) -> None:
        if isinstance(event, PhotoEnded) and journal.counts()[State.RESTORED] >= 2:
            control.cancel()

    with pytest.raises(Cancelled):
        lanes.run(request, journal, control=control, tell=stop_after_two)
    assert [path.name for path in request.output.rglob(".*")] == [MARKER]
    assert [path.name for path in lanes.scratch.folder.iterdir()] == ["lock"]
    assert 2 <= journal.counts()[State.RESTORED] < 5
    take_up(journal, request.output)
    again: list[str] = []
    lanes.run(
        request, journal, tell=lambda event: again.append(event.source.name) if isinstance(event, PhotoEnded) else None
    )
    assert journal.counts()[State.RESTORED] == 5
    assert len(hashes_below(request.output)) == 5
    assert len(again) <= 3


def test_pausing_starts_nothing_until_it_is_continued(source: Path, request_of: Ask, begun: Begin, lanes: Any) -> None:
    request = request_of(source)
    journal = begun(request)
    control = Control()
    control.pause()
    running = threading.Thread(target=lanes.run, args=(request, journal), kwargs={"control": control})
    running.start()
    time.sleep(0.5)
    assert not [path for path in request.output.rglob("*") if path.name != MARKER]
    control.resume()
    running.join(60)
    assert not running.is_alive()
    assert journal.counts()[State.RESTORED] == 5
