"""A folder restored through the dialog, with real child processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from restorer.batch.plan import State
from restorer.core.control import Control
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
from restorer.ui.dialogs.batch_dialog import REPORT, BatchDialog
from restorer.worker.client import ChildRunner
from restorer.worker.runner import Runner
from restorer.worker.task import Answer, Task

TURNED = Recipe((Frame(turn=90),))
WAIT_MS = 120_000


def paint(path: Path, number: int, mode: str = "RGB") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:30, 0:40]
    Image.fromarray(np.stack([x * 6, y * 8, x + y + number], axis=-1).astype(np.uint8)).convert(mode).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(["a.png", "b.png", "sub/c.png"]):
        paint(tmp_path / "photos" / name, number)
    (tmp_path / "photos" / "junk.jpg").write_bytes(b"no photo")
    return tmp_path / "photos"


class Gate(Runner):
    """Does as another runner does; where only a few tasks may be done, the others wait until it is opened.

    So a batch is still at work when it is paused or stopped, however late one comes to it.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._closed = threading.Event()
        self._few = 0

    def close_after(self, few: int) -> None:
        self._few = few
        self._closed.set()

    def open(self) -> None:
        self._closed.clear()

    def run(self, task: Task[Answer], control: Control | None = None) -> Any:
        while self._closed.is_set() and not self._few:
            time.sleep(0.005)
            assert control is not None
            control.check()
        self._few = max(0, self._few - 1)
        return self._runner.run(task, control)

    def close(self) -> None:
        self.open()
        self._runner.close()


@pytest.fixture
def scratch(places: Places) -> Iterator[Scratch]:
    with Scratch(places.scratch) as scratch:
        yield scratch


@pytest.fixture
def gate(places: Places, scratch: Scratch) -> Gate:
    """Before the child that restores; open unless a test closes it."""
    return Gate(ChildRunner(places, scratch))


@pytest.fixture
def model(qtbot: QtBot, places: Places, scratch: Scratch, gate: Gate) -> Iterator[BatchModel]:
    with JobQueue({"engine": [gate], "files": [ChildRunner(places, scratch)]}) as jobs:
        model = BatchModel(jobs, scratch, places)
        yield model
        model.close()


def dialog_on(model: BatchModel, qtbot: QtBot, opened: Recipe = TURNED) -> BatchDialog:
    dialog = BatchDialog(model, choices(Presets(model.places).all(), opened), Setup())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def column(dialog: BatchDialog, number: int) -> list[str]:
    return [str(dialog.table.data(dialog.table.index(row, number))) for row in range(dialog.table.rowCount())]


def planned(dialog: BatchDialog, qtbot: QtBot, folder: Path) -> None:
    """As the open photo is restored, which turns it: quick, and seen in the outputs."""
    dialog.form.recipe.setCurrentIndex(dialog.form.recipe.findData("open"))
    dialog.set_inputs([folder])
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)


def test_a_folder_is_counted_named_restored_and_reported(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    assert "4 photos in 2 folders" in dialog.counted.text()
    assert "3 to do, 1 not readable" in dialog.counted.text()
    assert column(dialog, 0) == ["a.png", "b.png", "junk.jpg", "sub/c.png"]
    assert column(dialog, 1) == ["a.png", "b.png", "", "sub/c.png"]
    assert column(dialog, 2)[2].startswith("✗ not readable")

    names = dialog.form.template
    names.setText("{name} {preset}")
    qtbot.waitUntil(lambda: column(dialog, 1)[0] == "a restored.png", timeout=WAIT_MS)
    names.setText("{nonsense}")
    qtbot.waitUntil(lambda: "nonsense" in dialog.fault.text(), timeout=WAIT_MS)
    assert not dialog.start.isEnabled()
    names.setText("{name} {preset}")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)

    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        dialog.begin()
        assert not dialog.form.isEnabled()
    assert dialog.told.text() == "3 restored, 1 skipped (not readable)."
    assert [text[:2] for text in column(dialog, 2)] == ["✓ ", "✓ ", "✗ ", "✓ "]
    out = folder.with_name("photos (restored)")
    assert sorted(path.name for path in out.rglob("*.png")) == ["a restored.png", "b restored.png", "c restored.png"]
    assert (out / REPORT).read_text("utf-8").count("data:image/jpeg") == 6
    qtbot.waitUntil(dialog.page.isVisible, timeout=WAIT_MS)

    with qtbot.waitSignal(dialog.finished):
        dialog.close()
    again = dialog_on(model, qtbot)
    assert again.form.template.text() == "{name} {preset}", "what was chosen is remembered"
    assert again.form.inputs == (folder,)
    qtbot.waitUntil(lambda: len(column(again, 0)) == 4, timeout=WAIT_MS)


def test_a_batch_survives_the_dialog_and_can_be_continued(
    model: BatchModel, qtbot: QtBot, folder: Path, gate: Gate
) -> None:
    for number in range(12):
        paint(folder / f"more {number}.png", number)
    gate.close_after(4)
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    dialog.begin()
    qtbot.waitUntil(lambda: model.progress is not None and model.progress.ended >= 3, timeout=WAIT_MS)
    model.pause()
    qtbot.waitUntil(lambda: model.paused, timeout=WAIT_MS)
    dialog.close()
    assert model.running

    reopened = dialog_on(model, qtbot, Recipe())
    assert len(column(reopened, 0)) == 16
    assert sum(text.startswith("✓") for text in column(reopened, 2)) >= 2
    assert reopened.pause.text().replace("&", "") == "Continue"
    assert reopened.form.source.text() == str(folder)
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        reopened.stop.click()
    reopened.close()
    gate.open()

    later = dialog_on(model, qtbot)  # which remembers the folder
    qtbot.waitUntil(lambda: later.go_on.isVisible() and later.start.isEnabled(), timeout=WAIT_MS)
    assert "of 16" in later.go_on.text()
    assert "not finished" in later.told.text()
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        later.carry_on()
    assert later.told.text() == "15 restored, 1 skipped (not readable)."
    assert len(list(folder.with_name("photos (restored)").rglob("*.png"))) == 15


def test_collisions_and_losses_are_said_before_the_start(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    paint(folder / "A.jpg", 7)
    paint(folder / "clear.png", 8, "RGBA")
    paint(folder / "own (2).png", 9)
    dialog = dialog_on(model, qtbot)
    form = dialog.form
    form.format.setCurrentIndex(form.format.findData("jpeg"))
    planned(dialog, qtbot, folder)
    notes = dict(zip(column(dialog, 0), column(dialog, 2), strict=True))
    assert column(dialog, 1)[:2] == ["A.jpg", "a (2).jpg"]
    assert notes["a.png"] == "⚠ another has this name already"
    assert notes["own (2).png"] == notes["A.jpg"] == ""
    assert "JPEG has no transparency" in dialog.told.text()
    assert "are free" in dialog.told.text()
    qtbot.waitUntil(lambda: "on this computer" in dialog.told.text(), timeout=WAIT_MS)

    out = form.output_folder
    out.mkdir()
    (out / "A.jpg").write_bytes(b"older")
    form.collision.setCurrentIndex(form.collision.findData("overwrite"))
    qtbot.waitUntil(lambda: "⚠ replaces the file that is there" in column(dialog, 2), timeout=WAIT_MS)
    form.collision.setCurrentIndex(form.collision.findData("skip"))
    qtbot.waitUntil(lambda: any(text.startswith("– skipped") for text in column(dialog, 2)), timeout=WAIT_MS)


def test_what_is_dropped_is_taken(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    dialog = dialog_on(model, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / name)) for name in ("a.png", "b.png")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(QPoint(9, 9), copy, data, left, none))
    assert dialog.form.inputs == (folder / "a.png", folder / "b.png")
    assert dialog.form.output_folder == folder.with_name("photos (restored)")
    qtbot.waitUntil(lambda: column(dialog, 0) == ["a.png", "b.png"], timeout=WAIT_MS)


def test_a_name_that_is_no_text_is_shown_and_restored(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    paint(folder / "line\nbreak.png", 3)
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    assert "line\ufffdbreak.png" in column(dialog, 0)
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        dialog.begin()
    assert dialog.told.text().startswith("4 restored")


def test_a_retried_batch_goes_on_where_it_was(model: BatchModel, qtbot: QtBot, folder: Path, gate: Gate) -> None:
    """As the list of jobs does it: the job is tried again."""
    for number in range(8):
        paint(folder / f"more {number}.png", number)
    gate.close_after(4)
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    dialog.begin()
    qtbot.waitUntil(lambda: model.progress is not None and model.progress.ended >= 3, timeout=WAIT_MS)
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        model.stop()
    gate.open()
    out = folder.with_name("photos (restored)")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}
    assert 0 < len(before) < 11
    (job,) = [job for job in model._jobs.jobs() if job.lane == LANE]
    with qtbot.waitSignal(model.ended, timeout=WAIT_MS):
        model._jobs.retry(job.number)
    assert dialog.told.text() == "11 restored, 1 skipped (not readable)."
    assert {path: path.stat().st_mtime_ns for path in before} == before, "what was done stays as it was"


def test_a_batch_that_is_begun_before_the_end_of_another_was_heard_of_is_shown_after_it(
    model: BatchModel, qtbot: QtBot, folder: Path
) -> None:
    """The queue knows of an end before the window's thread has handled the news of it."""
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    first = dialog._planned
    assert first is not None
    dialog.form.output.setText(str(folder.with_name("second")))
    dialog.look()
    qtbot.waitUntil(lambda: dialog._planned is not None and dialog._planned != first, timeout=WAIT_MS)
    second = dialog._planned
    assert second is not None
    ended: list[dict[State, int]] = []
    model.ended.connect(ended.append)

    model.start(first, None)
    (job,) = [job for job in model._jobs.jobs() if job.lane == LANE]
    assert model._jobs.wait_for_end(job.number, WAIT_MS / 1000)
    model.start(second, None)
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=WAIT_MS)
    assert [counts[State.RESTORED] for counts in ended] == [3, 3]
    assert model.at_work is not None
    assert model.at_work.request == second.request


def test_everything_that_takes_focus_has_a_name_and_nothing_is_clipped(
    model: BatchModel, qtbot: QtBot, folder: Path
) -> None:
    dialog = dialog_on(model, qtbot)
    planned(dialog, qtbot, folder)
    nameless = []
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(dialog):
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name).strip():
                nameless.append(type(widget).__name__)
    assert nameless == []
    font = dialog.font()
    font.setPointSizeF(1.5 * font.pointSizeF())
    dialog.setFont(font)
    least = dialog.minimumSizeHint()
    assert least.width() <= 1280
    assert least.height() <= 680
