"""Long work is told of outside the window, where one looks elsewhere; its progress stands on the taskbar."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from restorer.core.control import Progress
from restorer.core.files import Places
from restorer.jobs.job import Job, JobEnded, JobState
from restorer.jobs.queue import JobQueue
from restorer.ui.notices import LONG_S, Notices, _share
from restorer.ui.work import Work
from restorer.worker.messages import Probe

ENDED = Job(1, "aunt.jpg", Probe(), "engine", state=JobState.DONE, seconds=LONG_S + 1)


@pytest.fixture
def notices(qtbot: QtBot) -> tuple[Notices, list[tuple[str, str]], QWidget]:
    told: list[tuple[str, str]] = []
    window = QWidget()
    qtbot.addWidget(window)
    work = Work(JobQueue({}))
    return Notices(work, window, lambda title, text: told.append((title, text))), told, window


def test_long_work_is_told_when_one_looks_elsewhere(notices: tuple[Notices, list[tuple[str, str]], QWidget]) -> None:
    made, told, _window = notices
    made._work.happened.emit(JobEnded(ENDED))
    assert told == [("Restorer is done", "aunt.jpg")]
    made._work.happened.emit(JobEnded(replace(ENDED, seconds=LONG_S - 1)))
    made._work.happened.emit(JobEnded(replace(ENDED, listed=False)))
    made._work.happened.emit(JobEnded(replace(ENDED, state=JobState.CANCELLED)))
    assert len(told) == 1
    made._work.happened.emit(JobEnded(replace(ENDED, state=JobState.FAILED)))
    assert told[1] == ("Restorer could not finish everything", "Failed: aunt.jpg")
    made.wanted = False
    made._work.happened.emit(JobEnded(ENDED))
    assert len(told) == 2


def test_who_looks_is_not_told(notices: tuple[Notices, list[tuple[str, str]], QWidget], qtbot: QtBot) -> None:
    made, told, window = notices
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=60_000)
    made._work.happened.emit(JobEnded(ENDED))
    assert told == []


def test_progress_is_that_of_all_jobs() -> None:
    half = replace(ENDED, state=JobState.RUNNING, progress=Progress("denoise", 5, 10))
    waiting = replace(ENDED, state=JobState.WAITING)
    assert _share([half]) == pytest.approx(0.5)
    assert _share([half, waiting]) == pytest.approx(0.25)


@pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or shutil.which("dbus-monitor") is None,
    reason="a session bus and its monitor are not installed here.",
)
def test_the_launcher_hears_how_far_it_is(tmp_path: Path) -> None:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    heard = tmp_path / "heard"
    surroundings = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address, "QT_QPA_PLATFORM": "offscreen"}
    with heard.open("w") as file:
        watch = ["dbus-monitor", "--session", "interface='com.canonical.Unity.LauncherEntry'"]
        monitor = subprocess.Popen(watch, stdout=file, env=surroundings)
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "from restorer.ui.notices import _send_launcher\n"
        "application = QCoreApplication([])\n"
        "_send_launcher(0.25)\n_send_launcher(None)\n"
        "application.processEvents()\n"
    )
    try:
        end = time.monotonic() + 60
        while "boolean true" not in heard.read_text() and time.monotonic() < end:
            subprocess.run([sys.executable, "-c", code], env=surroundings, check=True, timeout=60)
        text = heard.read_text()
    finally:
        for process in (monitor, daemon):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        daemon.stdout.close()
    assert 'string "application://restorer.desktop"' in text
    assert "double 0.25" in text
    assert "boolean true" in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="notify-send is Linux' way")
def test_notify_send_is_asked_where_it_is_there(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: Places
) -> None:
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/heard"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    window = QWidget()
    qtbot.addWidget(window)
    made = Notices(Work(JobQueue({})), window)
    made._work.happened.emit(JobEnded(replace(ENDED, title="--help & <aunt>.jpg")))
    heard = tmp_path / "heard"
    qtbot.waitUntil(lambda: heard.exists() and heard.read_text().count("\n") == 5, timeout=60_000)
    assert heard.read_text().splitlines()[2:] == ["--", "Restorer is done", "--help & <aunt>.jpg"]
