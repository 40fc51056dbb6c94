"""Whichever way a window or a photo was closed, unsaved work is offered again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.recipe.operations.fade import Fade
from restorer.ui.application import Application

EDIT = """
    import sys
    from pathlib import Path
    from restorer.core.files import Places
    from restorer.recipe.operations.fade import Fade
    from restorer.ui.application import Application

    application = Application(Places.below(Path({home!r})))
    application.window.show()
    application.documents.open([Path({photo!r})])
    application.documents.current.document.set_step("Undo fading", Fade(strength=37))
    application.qt.exec()
"""


def test_work_of_a_killed_window_comes_back(qtbot: QtBot, tmp_path: Path, faded: Path) -> None:
    home = tmp_path / "home"
    code = textwrap.dedent(EDIT.format(home=str(home), photo=str(faded)))
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not list(home.glob("data/drafts/*/*.json")):
            assert time.monotonic() < deadline, "no draft was kept"
            time.sleep(0.1)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    application = Application(Places.below(home))
    try:
        application.window.offer_left_behind()
        assert any("not been saved" in banner.sentence for banner in application.window.banners.shown)
        application.window.keeper.take_back()
        model = application.documents.current
        assert model is not None
        assert model.document.source == faded
        assert model.document.recipe.step(Fade) == Fade(strength=37)
        assert not model.document.clean
    finally:
        application.close()


def test_work_that_was_not_saved_at_the_end_is_offered_at_the_next_start(
    qtbot: QtBot, places: Places, faded: Path
) -> None:
    first = Application(places)
    first.documents.open([faded])
    assert first.documents.current is not None
    first.documents.current.document.set_step("Undo fading", Fade(strength=37))
    first.close()

    second = Application(places)
    try:
        second.window.offer_left_behind()
        (banner,) = second.window.banners.shown
        banner.findChildren(QPushButton)[0].click()
        model = second.documents.current
        assert model is not None
        assert model.document.source == faded
        assert model.document.recipe.step(Fade) == Fade(strength=37)
        model.document.undo()
        assert model.document.clean
    finally:
        second.close()
    assert not any((places.data / "drafts").iterdir()), "nothing is left to be saved"


@pytest.mark.parametrize("opened_meanwhile", [False, True])
def test_a_photo_closed_with_unsaved_work_is_opened_again_as_it_was(
    application: Application, faded: Path, another: Path, opened_meanwhile: bool
) -> None:
    documents, window = application.documents, application.window
    documents.open([another])
    window.close_photo()
    assert not window.banners.shown, "nothing was done to it"
    assert not window.keeper.can_reopen
    documents.open([faded])
    assert documents.current is not None
    documents.current.document.set_step("Undo fading", Fade(strength=20))
    documents.current.document.set_step("Undo fading", Fade(strength=37))
    window.close_photo()
    assert len(window.banners.shown) == 1
    if opened_meanwhile:
        documents.open([faded])
    window.actions_["reopen"].trigger()
    (model,) = documents.models
    assert model.document.recipe.step(Fade) == Fade(strength=37)
    model.document.undo()
    assert model.document.recipe.step(Fade) == (None if opened_meanwhile else Fade(strength=20))
    assert not window.keeper.can_reopen


def test_work_on_a_photo_that_is_away_is_kept_until_it_is_back(qtbot: QtBot, places: Places, faded: Path) -> None:
    first = Application(places)
    first.documents.open([faded])
    assert first.documents.current is not None
    first.documents.current.document.set_step("Undo fading", Fade(strength=37))
    first.close()
    away = faded.rename(faded.with_name("on another drive.png"))

    second = Application(places)
    second.window.keeper.take_back()
    assert second.documents.models == ()
    assert any("cannot be found" in banner.sentence for banner in second.window.banners.shown)
    second.close()
    away.rename(faded)

    third = Application(places)
    try:
        third.window.keeper.take_back()
        assert third.documents.current is not None
        assert third.documents.current.document.recipe.step(Fade) == Fade(strength=37)
    finally:
        third.close()
