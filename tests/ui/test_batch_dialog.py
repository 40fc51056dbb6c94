"""A folder restored through the dialog, with real child processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.operations.frame import Frame
from restorer.recipe.presets import Presets
from restorer.recipe.recipe import Recipe
from restorer.ui.batch_model import BatchModel
from restorer.ui.dialogs.batch_choices import choices
from restorer.ui.dialogs.batch_dialog import REPORT, BatchDialog
from restorer.worker.client import ChildRunner

TURNED = Recipe((Frame(turn=90),))


def paint(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:30, 0:40]
    Image.fromarray(np.stack([x * 6, y * 8, x + y + number], axis=-1).astype(np.uint8)).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(["a.png", "b.png", "sub/c.png"]):
        paint(tmp_path / "photos" / name, number)
    (tmp_path / "photos" / "junk.jpg").write_bytes(b"no photo")
    return tmp_path / "photos"


@pytest.fixture
def model(qtbot: QtBot, places: Places) -> Iterator[BatchModel]:
    with (
        Scratch(places.scratch) as scratch,
        JobQueue({"engine": [ChildRunner(places, scratch)], "files": [ChildRunner(places, scratch)]}) as jobs,
    ):
        model = BatchModel(jobs, scratch, places)
        yield model
        model.close()


def dialog_on(model: BatchModel, qtbot: QtBot) -> BatchDialog:
    dialog = BatchDialog(model, choices(Presets(model.places).all(), TURNED), Setup())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def names(dialog: BatchDialog) -> list[str]:
    return [str(dialog.table.data(dialog.table.index(row, 1))) for row in range(dialog.table.rowCount())]


def test_a_folder_is_counted_named_restored_and_reported(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    dialog = dialog_on(model, qtbot)
    dialog.recipe.setCurrentIndex(1)  # as the open photo
    with qtbot.waitSignal(model.found, timeout=30_000):
        dialog.set_inputs([folder])
    assert "4 photos in 2 folders" in dialog.counted.text()
    assert names(dialog)[:2] == ["a.png", "b.png"]
    assert "not a photo format" in names(dialog)[2]
    assert names(dialog)[3] == "sub/c.png"

    dialog.template.setText("{name} {preset}")
    qtbot.waitUntil(lambda: names(dialog)[0] == "a restored.png", timeout=5_000)
    dialog.template.setText("{nonsense}")
    qtbot.waitUntil(lambda: "nonsense" in dialog.fault.text(), timeout=5_000)
    assert not dialog.start.isEnabled()
    dialog.template.setText("{name} {preset}")
    qtbot.waitUntil(dialog.start.isEnabled, timeout=5_000)

    with qtbot.waitSignal(model.ended, timeout=120_000):
        dialog.begin()
        assert not dialog.controls.isEnabled()
    assert dialog.told.text() == "3 restored, 1 skipped (not readable)."
    out = folder.with_name("photos (restored)")
    assert sorted(path.name for path in out.rglob("*.png")) == ["a restored.png", "b restored.png", "c restored.png"]
    assert (out / REPORT).read_text("utf-8").count("data:image/jpeg") == 6

    again = dialog_on(model, qtbot)
    assert again.template.text() == "{name} {preset}", "what was chosen is remembered"


def test_a_batch_survives_the_dialog_and_can_be_continued(model: BatchModel, qtbot: QtBot, folder: Path) -> None:
    for number in range(12):
        paint(folder / f"more {number}.png", number)
    dialog = dialog_on(model, qtbot)
    dialog.recipe.setCurrentIndex(1)
    with qtbot.waitSignal(model.found, timeout=30_000):
        dialog.set_inputs([folder])
    dialog.begin()
    qtbot.waitUntil(lambda: dialog.bar.value() >= 3, timeout=120_000)
    dialog.close()
    assert model.running
    with qtbot.waitSignal(model.ended, timeout=60_000):
        model.stop()

    later = dialog_on(model, qtbot)
    with qtbot.waitSignal(model.found, timeout=30_000):
        later.set_inputs([folder])
    assert later.go_on.isVisible()
    assert "of 16" in later.go_on.text()
    with qtbot.waitSignal(model.ended, timeout=120_000):
        later.carry_on()
    assert later.told.text() == "15 restored, 1 skipped (not readable)."
    assert len(list(folder.with_name("photos (restored)").rglob("*.png"))) == 15
