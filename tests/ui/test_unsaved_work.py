"""Killed in the middle of an edit, started again: the work is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

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
        assert any("Unsaved work" in banner.sentence for banner in application.window.banners.shown)
        application.window.keeper.take_back()
        model = application.documents.current
        assert model is not None
        assert model.document.source == faded
        assert model.document.recipe.step(Fade) == Fade(strength=37)
        assert not model.document.clean
    finally:
        application.close()
