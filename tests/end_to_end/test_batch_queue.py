"""A second folder asked for while one is restored: it waits in the queue, and is restored when the first has ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from restorer.batch.session import open_journal
from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.operations.frame import Frame
from restorer.recipe.presets import Presets
from restorer.recipe.recipe import Recipe
from restorer.ui.batch_lane import LANE
from restorer.ui.batch_model import BatchModel
from restorer.ui.dialogs.batch_choices import choices
from restorer.ui.dialogs.batch_dialog import BatchDialog
from restorer.worker.client import ChildRunner

TURNED = Recipe((Frame(turn=90),))
WAIT_MS = 120_000

pytestmark = pytest.mark.timeout(600)


def album(folder: Path, photos: int) -> Path:
    folder.mkdir()
    y, x = np.mgrid[0:30, 0:40]
    for number in range(photos):
        Image.fromarray(np.stack([x * 6, y * 8, x + y + number], axis=-1).astype(np.uint8)).save(
            folder / f"{number}.png"
        )
    return folder


@pytest.fixture
def model(qtbot: QtBot, tmp_path: Path) -> Iterator[BatchModel]:
    places = Places.below(tmp_path / "home")
    with (
        Scratch(places.scratch) as scratch,
        JobQueue({"engine": [ChildRunner(places, scratch)], "files": [ChildRunner(places, scratch)]}) as jobs,
    ):
        model = BatchModel(jobs, scratch, places)
        yield model
        model.close()


@pytest.fixture
def dialog(model: BatchModel, qtbot: QtBot) -> BatchDialog:
    dialog = BatchDialog(model, choices(Presets(model.places).all(), TURNED), Setup())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.recipe.setCurrentIndex(dialog.form.recipe.findData("open"))
    return dialog


def begin(dialog: BatchDialog, qtbot: QtBot, folder: Path) -> None:
    dialog.set_inputs([folder])
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
    dialog.begin()


def restored(folder: Path) -> int:
    return len(list(folder.with_name(f"{folder.name} (restored)").glob("*.png")))


def begin_and_hold(dialog: BatchDialog, model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    begin(dialog, qtbot, folder)
    qtbot.waitUntil(lambda: model.progress is not None and model.progress.ended >= 1, timeout=WAIT_MS)
    model.pause()
    qtbot.waitUntil(lambda: model.paused, timeout=WAIT_MS)


def test_another_folder_waits_and_is_restored_then(
    model: BatchModel, dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = album(tmp_path / "first", 9), album(tmp_path / "second", 2)
    begin_and_hold(dialog, model, qtbot, first)
    assert dialog.another.isVisible()

    dialog.another.click()
    assert dialog.form.isEnabled()
    assert dialog.table.rowCount() == 0
    assert not dialog.pause.isVisible()
    dialog.set_inputs([second])
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
    assert dialog.table.rowCount() == 2
    assert dialog.start.text().replace("&", "") == "Start after it"
    dialog.begin()
    assert dialog.table.rowCount() == 9, "the one at work is shown again"
    assert dialog.following.text() == "Next: Folder second"
    assert restored(second) == 0

    ended: list[object] = []
    model.ended.connect(ended.append)
    model.resume()
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=WAIT_MS)
    assert (restored(first), restored(second)) == (9, 2)
    assert dialog.told.text() == "2 restored."
    assert dialog.table.rowCount() == 2
    assert not dialog.following.isVisible()
    assert not model.running


def test_what_waits_can_be_taken_back_and_ends_with_the_window(
    model: BatchModel, dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second, third = (album(tmp_path / name, 3) for name in ("first", "second", "third"))
    begin_and_hold(dialog, model, qtbot, first)
    for folder in (second, third):
        begin(dialog, qtbot, folder)  # dropped on the dialog, as it were
    assert dialog.following.text() == "Next: Folder second, Folder third"
    queue = model._jobs
    (taken_back,) = (job.number for job in queue.jobs() if job.title == "Folder second")
    queue.cancel(taken_back)
    qtbot.waitUntil(lambda: dialog.following.text() == "Next: Folder third", timeout=WAIT_MS)
    model.close()
    assert not [job for job in queue.jobs() if job.lane == LANE and not job.state.ended]
    assert (restored(second), restored(third)) == (0, 0)


def test_two_into_one_folder_are_refused_with_a_sentence(
    model: BatchModel, dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = album(tmp_path / "first", 4), album(tmp_path / "second", 2)
    begin_and_hold(dialog, model, qtbot, first)
    into = dialog.form.output_folder
    (tmp_path / "link").symlink_to(into)
    dialog.set_inputs([second])
    for same in (into, tmp_path / "link"):
        dialog.form.output.setText(str(same))
        dialog.look()
        assert f"Another batch goes into “{same}”" in dialog.fault.text()
        assert not dialog.start.isEnabled()
        assert not dialog.counted.isVisible(), "nothing is counted any more"
    dialog.another.click()
    assert dialog.table.rowCount() == 4
    assert not dialog.fault.isVisible()
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        model.resume()
    assert restored(first) == 4


def test_a_folder_that_another_restorer_fills_is_refused_with_a_sentence(
    model: BatchModel, dialog: BatchDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    album(tmp_path / "first", 2)
    with open_journal(model.places, tmp_path / "first (restored)"):  # as a shell's batch has it
        with qtbot.waitSignal(model.failed, timeout=WAIT_MS):
            begin(dialog, qtbot, tmp_path / "first")
        assert "Another Restorer is at work on a batch into this folder" in dialog.fault.text()
        assert dialog.form.isEnabled()
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        dialog.look()
        qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
        dialog.begin()
    assert restored(tmp_path / "first") == 2
