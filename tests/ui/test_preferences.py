"""Preferences take effect at once and are there after a restart; a second start hands over its files."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings, load_settings
from restorer.ui.actions import SPECS
from restorer.ui.application import Application
from restorer.ui.dialogs.help import About, Shortcuts
from restorer.ui.dialogs.preferences import Preferences
from restorer.worker.messages import DeviceReport

DEVICES = (
    DeviceReport("cuda:0", "A fast card", 8 << 30, "bf16", True),
    DeviceReport("cuda:1", "A broken card", 8 << 30, "fp32", False, "it computes otherwise than the processor"),
    DeviceReport("cpu", "A processor", 16 << 30, "fp32", True),
)


def test_every_change_is_told_at_once(qtbot: QtBot) -> None:
    heard: list[Settings] = []
    dialog = Preferences(Settings(), DEVICES, heard.append)
    qtbot.addWidget(dialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    dialog.device.setCurrentIndex(dialog.device.findData("cuda:0"))
    dialog.keep_results.setValue(9)
    assert heard[-1] == Settings(theme="light", device="cuda:0", keep_results=9)
    dialog.restore_defaults()
    assert heard[-1] == Settings()


def test_a_device_that_failed_its_test_is_shown_but_not_offered(qtbot: QtBot) -> None:
    dialog = Preferences(Settings(), DEVICES, lambda _: None)
    qtbot.addWidget(dialog)
    row = dialog.device.findData("cuda:1")
    assert not dialog.device.model().item(row).isEnabled()
    assert "otherwise" in dialog.device.itemText(row)


def test_what_was_chosen_is_there_after_a_restart(application: Application, places: Places, faded: Path) -> None:
    application.change(Settings(theme="light", device="cpu", precision="fp32"))
    application.documents.open([faded])
    kept = load_settings(places)
    assert (kept.theme, kept.device, kept.precision) == ("light", "cpu", "fp32")
    assert kept.recent == (str(faded),)
    assert application.documents.setup.precision == "fp32"


def test_a_second_start_hands_its_files_to_the_open_window(
    application: Application, places: Places, qtbot: QtBot, faded: Path
) -> None:
    code = f"""
        from pathlib import Path
        from restorer.core.files import Places
        from restorer.ui.application import qt_application
        from restorer.ui.single import hand_over
        qt_application()
        print(hand_over(Places.below(Path({str(places.data.parent)!r})), [Path({str(faded)!r})]))
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    qtbot.waitUntil(lambda: len(application.documents.models) == 1, timeout=60_000)
    assert application.documents.models[0].document.source == faded
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
    assert process.communicate()[0].strip() == "True"


def test_no_key_means_two_things(application: Application) -> None:
    keys = [key for spec in SPECS for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_help_names_every_key_and_every_weights_file(qtbot: QtBot) -> None:
    for dialog in (Shortcuts(), About()):
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.width() > 200
