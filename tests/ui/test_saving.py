"""Saved as asked: sizes told before, all at once, and nothing written by a result that came too late."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from restorer.photo.write import SaveOptions
from restorer.photo.write_size import SizeEstimate
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.upscale import Upscale
from restorer.ui.application import Application
from restorer.ui.dialogs.save_all_dialog import SaveAllDialog
from restorer.ui.dialogs.save_dialog import SaveDialog
from restorer.worker.messages import Restore

LONG = 240_000
Opened = Callable[[Path], None]
WhenAsked = Callable[[Callable[[QDialog], None]], None]


def test_the_size_is_that_of_the_file(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Opened
) -> None:
    opened(faded)
    saving, model = application.window.saving, application.documents.current
    assert model is not None
    model.document.set_step("Fade", Fade())
    heard: list[SizeEstimate | None] = []
    saving.estimate(model)(SaveOptions(format="jpeg"), heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=LONG)
    assert heard[0] is not None
    assert not heard[0].exact
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
    saving.estimate(model)(SaveOptions(format="jpeg"), heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=LONG)
    saving.save(model, tmp_path / "a.jpg", SaveOptions(format="jpeg"))
    qtbot.waitUntil((tmp_path / "a.jpg").exists, timeout=LONG)
    assert heard[1] == SizeEstimate((tmp_path / "a.jpg").stat().st_size, exact=True)


def test_the_dialog_shows_the_size_and_saves(
    application: Application, qtbot: QtBot, faded: Path, opened: Opened, when_asked: WhenAsked
) -> None:
    opened(faded)
    seen = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, SaveDialog)
        qtbot.waitUntil(lambda: "kB" in dialog.form.size_said.text(), timeout=LONG)
        seen.append(dialog.target)
        dialog.save.click()

    when_asked(answer)
    application.window.actions_["save_as"].trigger()
    assert seen == [faded.with_name("faded (restored).png")]
    qtbot.waitUntil(seen[0].exists, timeout=LONG)
    assert seen[0].read_bytes() == faded.read_bytes()


def test_all_are_saved_and_one_that_fails_stops_no_other(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    another: Path,
    tmp_path: Path,
    opened: Opened,
    when_asked: WhenAsked,
) -> None:
    for path in (faded, another):
        opened(path)
    models = application.documents.models
    for model in models:
        model.document.set_step("Fade", Fade())
    out = tmp_path / "out"
    out.mkdir()
    (out / "faded (restored).png").write_bytes(b"of somebody else")

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, SaveAllDialog)
        dialog.folder.setText(str(out))
        dialog.save.click()

    def said() -> str:
        return " ".join(banner.sentence for banner in application.window.banners.shown)

    when_asked(answer)
    application.window.actions_["save_all"].trigger()
    qtbot.waitUntil(lambda: "Saved in “out”: 2." in said(), timeout=LONG)
    for name in ("faded (restored) (2).png", "another (restored).png"):
        with Image.open(out / name) as image:
            assert image.size == (320, 240)
    assert (out / "faded (restored).png").read_bytes() == b"of somebody else"

    targets = (tmp_path, tmp_path / "third.png")
    application.window.saving.save_all(models, targets, SaveOptions())
    qtbot.waitUntil(lambda: "Not saved: faded.png" in said(), timeout=LONG)
    assert (tmp_path / "third.png").exists()


@pytest.mark.parametrize("wait", [True, False])
def test_what_was_stopped_is_not_saved_by_a_later_result(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Opened, wait: bool
) -> None:
    opened(faded)
    model = application.documents.current
    assert model is not None
    model.document.set_step("Enlarge", Upscale(factor=4.0))
    target = tmp_path / "never.png"
    application.window.saving.save(model, target, SaveOptions())
    queue = application.work.queue
    (number,) = [job.number for job in queue.jobs() if job.listed and not job.state.ended]
    queue.cancel(number)
    while wait and not queue.job(number).state.ended:  # no event is handled: the news of the stop comes late
        time.sleep(0.01)
    model.document.remove_step("Enlarge off", "upscale")
    model.document.set_step("Fade", Fade())
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=LONG)
    qtbot.waitUntil(lambda: queue.idle, timeout=LONG)
    assert not target.exists()


def test_what_is_asked_for_again_while_it_stops_is_saved(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Opened
) -> None:
    opened(faded)
    model = application.documents.current
    assert model is not None
    model.document.set_step("Fade", Fade())
    application.window.saving.save(model, tmp_path / "first.png", SaveOptions())
    queue = application.work.queue
    (number,) = [job.number for job in queue.jobs() if job.listed and not job.state.ended]
    queue.cancel(number)
    target = tmp_path / "again.png"
    application.window.saving.save(model, target, SaveOptions())
    qtbot.waitUntil(target.exists, timeout=LONG)
    assert not (tmp_path / "first.png").exists()


def test_a_result_that_is_on_its_way_is_not_made_again(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Opened
) -> None:
    """The queue knows that it is done before the window's thread has handled the news of it."""
    opened(faded)
    documents, queue = application.documents, application.work.queue
    model = documents.current
    assert model is not None
    model.document.set_step("Fade", Fade())
    documents.restore(model)
    (number,) = [job.number for job in queue.jobs() if job.listed]
    assert queue.wait_for_end(number, LONG / 1000)
    assert model.document.result() is None
    target = tmp_path / "new.png"
    application.window.saving.save(model, target, SaveOptions())
    qtbot.waitUntil(target.exists, timeout=LONG)
    assert [job.number for job in queue.jobs() if isinstance(job.task, Restore) and job.listed] == [number]


@pytest.mark.parametrize("existing", [True, False])
def test_a_file_that_came_meanwhile_is_not_replaced(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Opened, existing: bool
) -> None:
    opened(faded)
    model = application.documents.current
    assert model is not None
    target = tmp_path / "there.png"
    if existing:
        target.write_bytes(b"of somebody else")
    application.window.saving.save(model, target, SaveOptions(), overwrite=False)
    qtbot.waitUntil(lambda: bool(application.window.banners.shown), timeout=LONG)
    assert (target.read_bytes() == b"of somebody else") is existing
