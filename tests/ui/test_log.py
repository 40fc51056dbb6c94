"""The log: what is kept of what happened, what is told in a report, and what is nobody's business."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.log import log_file
from restorer.core.settings import Settings
from restorer.ui.application import Application
from restorer.ui.log_lines import LogLines, details, names_only
from restorer.ui.panels.log_panel import LogPanel
from restorer.worker.messages import DeviceReport

LONG = 120_000


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("saving /media/wedding/aunt.jpg", "saving …/aunt.jpg"),
        ("“/media/Our wedding/aunt.jpg” is a folder.", "“…/aunt.jpg” is a folder."),
        ("PosixPath('/media/family/aunt.jpg')", "PosixPath('…/aunt.jpg')"),
        (r"“D:\Our photos\aunt.jpg” is damaged", "“…/aunt.jpg” is damaged"),
        ("it took 3/4 s", "it took 3/4 s"),
        ("aunt.jpg: 12 and/or 13", "aunt.jpg: 12 and/or 13"),
    ],
)
def test_of_paths_the_last_part_is_kept(text: str, wanted: str) -> None:
    assert names_only(text) == wanted


@pytest.fixture
def silenced() -> Iterator[None]:
    """Some library has told all loggers to be quiet."""
    ours = logging.getLogger("restorer")
    before = logging.root.level, ours.level
    logging.root.setLevel(logging.CRITICAL)
    ours.setLevel(logging.NOTSET)
    yield
    logging.root.setLevel(before[0])
    ours.setLevel(before[1])


def test_lines_are_shown_by_level(qtbot: QtBot, silenced: None) -> None:
    lines = LogLines()
    try:
        panel = LogPanel(lines, lambda: "details")
        qtbot.addWidget(panel)
        log = logging.getLogger("restorer.somewhere")
        log.info("all is well")
        log.warning("hm")
        log.error("“/media/secret/aunt.jpg” is damaged")
        qtbot.waitUntil(lambda: "damaged" in panel.text.toPlainText(), timeout=LONG)
        assert "all is well" in panel.text.toPlainText()
        assert "secret" not in panel.text.toPlainText()
        panel.level.setCurrentIndex(1)
        assert "all is well" not in panel.text.toPlainText()
        assert "hm" in panel.text.toPlainText()
        panel.level.setCurrentIndex(2)
        assert "hm" not in panel.text.toPlainText()
        panel.copy.click()
        assert QGuiApplication.clipboard().text() == "details"
    finally:
        lines.close()
    log.error("nobody listens")
    assert "nobody" not in "".join(line.text for line in lines.lines)


def test_a_report_has_what_is_needed_and_no_place() -> None:
    devices = (DeviceReport("cpu", "A processor", 16 << 30, "fp32", True),)
    settings = Settings(folder="/media/secret", recent=("/media/secret/aunt.jpg",), save_folder="/media/secret/out")
    text = details(settings, devices, ())
    for wanted in ("Restorer ", "Python ", "Qt ", "torch ", "A processor", "self-test passed", "precision='auto'"):
        assert wanted in text
    assert "secret" not in text


@pytest.fixture
def fresh_loggers() -> None:
    """Loggers as in a new process: other tests share this one, and libraries that they load set loggers, too."""
    logging.disable(logging.NOTSET)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] == "restorer" and isinstance(logger, logging.Logger):
            logger.disabled, logger.propagate = False, True
            logger.setLevel(logging.NOTSET)


def test_a_banner_leads_to_the_log(
    fresh_loggers: None, application: Application, qtbot: QtBot, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(b"nothing of use")
    window = application.window
    assert not window.log_dock.isVisible()
    application.documents.open([junk])
    qtbot.waitUntil(lambda: bool(window.banners.shown), timeout=LONG)
    banner = window.banners.shown[0]
    (button,) = [one for one in banner.findChildren(type(window.log_panel.copy)) if one.text() == "Details"]
    button.click()
    assert window.log_dock.isVisible()
    assert window.actions_["log"].isChecked()
    qtbot.waitUntil(lambda: "junk.jpg" in window.log_panel.text.toPlainText(), timeout=LONG)
    assert str(tmp_path) not in window.log_panel.text.toPlainText()
    window.actions_["copy_details"].trigger()
    assert "opening failed: junk.jpg" in QGuiApplication.clipboard().text()
    window.actions_["log"].trigger()
    assert not window.log_dock.isVisible()


def test_a_start_writes_into_the_log_file(places: Places, tmp_path: Path) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(b"nothing of use")
    code = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from restorer.ui import application
asked = application.Application._opened
def closing(self, model):
    model.failed.connect(lambda *_: QTimer.singleShot(0, self.window.close))
    asked(self, model)
application.Application._opened = closing
sys.exit(application.run([Path({str(junk)!r})]))
"""
    surroundings = os.environ | {"RESTORER_HOME": str(places.data.parent), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], env=surroundings, check=True, timeout=120)
    text = log_file(places).read_text("utf-8")
    assert "opening failed: junk.jpg" in text
    assert str(tmp_path) not in text
