"""Settings are written when changes have come to rest, not at each, and none is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.core.settings import Settings, load_settings, save_settings
from restorer.ui.settings_keeper import SettingsKeeper


def test_many_changes_are_one_write_in_another_thread(qtbot: QtBot, places: Places) -> None:
    written: list[tuple[Settings, int]] = []

    def save(settings: Settings, where: Places) -> None:
        written.append((settings, threading.get_ident()))
        save_settings(settings, where)

    keeper = SettingsKeeper(places, save)
    settings = Settings()
    for number in range(2000):
        settings = settings.with_recent(Path(f"/photos/{number}.jpg"))
        keeper.keep(settings)
    assert written == []
    qtbot.waitUntil(lambda: load_settings(places) == settings, timeout=60_000)
    keeper.close()
    [(kept, thread)] = written
    assert kept == settings
    assert thread != threading.get_ident()


def test_changes_that_never_rest_are_written_all_the_same(qtbot: QtBot, places: Places) -> None:
    keeper = SettingsKeeper(places)
    numbers = iter(range(1_000_000))

    def written() -> bool:
        keeper.keep(Settings(keep_results=1 + next(numbers) % 1000))
        return load_settings(places) != Settings()

    qtbot.waitUntil(written, timeout=60_000)  # asks more often than QUIET_MS
    keeper.close()


def test_closing_writes_what_waits(qtbot: QtBot, places: Places) -> None:
    keeper = SettingsKeeper(places)
    keeper.keep(Settings(theme="light"))
    keeper.close()
    assert load_settings(places) == Settings(theme="light")


def test_what_cannot_be_written_is_told(qtbot: QtBot, places: Places) -> None:
    places.data.parent.mkdir(parents=True, exist_ok=True)
    places.data.write_text("a file where the folder should be")
    keeper = SettingsKeeper(places)
    told: list[tuple[RestorerError, int]] = []
    keeper.failed.connect(lambda error: told.append((error, threading.get_ident())))
    keeper.keep(Settings(theme="light"))
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    keeper.close()
    [(error, thread)] = told
    assert isinstance(error, RestorerError)
    assert thread == threading.get_ident()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such kill")
def test_what_was_kept_outlives_a_kill(places: Places, tmp_path: Path) -> None:
    """No closing is needed for what was chosen a while ago."""
    script = f"""
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from restorer.core.files import Places
from restorer.core.settings import Settings, load_settings
from restorer.ui.settings_keeper import SettingsKeeper
application = QCoreApplication([])
places = Places.below(Path({str(tmp_path / "home")!r}))
keeper = SettingsKeeper(places)
keeper.failed.connect(lambda error: print(error, flush=True))
keeper.keep(Settings(theme="light"))
look = QTimer()
look.timeout.connect(lambda: print("kept", flush=True) if load_settings(places) != Settings() else None)
look.start(50)
application.exec()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        said = window.stdout.readline()
        os.kill(window.pid, signal.SIGKILL)
    assert said == "kept\n"
    assert load_settings(places) == Settings(theme="light")
