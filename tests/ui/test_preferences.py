"""Preferences take effect at once and are there after a restart; a second start hands over its files."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings, load_settings
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.fade import Fade
from restorer.ui.actions import SPECS
from restorer.ui.application import Application
from restorer.ui.dialogs.help import About, Shortcuts
from restorer.ui.dialogs.preferences import Preferences
from restorer.ui.language import speak
from restorer.ui.theme import LIGHT
from restorer.worker.messages import DeviceReport

LONG = 120_000
SPEEDS = {"cpu": 1.24}
DEVICES = (
    DeviceReport("cuda:0", "A fast card", 8 << 30, "bf16", True),
    DeviceReport("cuda:1", "A broken card", 8 << 30, "fp32", False, "it computes otherwise than the processor"),
    DeviceReport("cpu", "A processor", 16 << 30, "fp32", True),
)


@pytest.fixture
def made(qtbot: QtBot, places: Places) -> tuple[Preferences, list[Settings]]:
    heard: list[Settings] = []
    dialog = Preferences(Settings(), DEVICES, heard.append, places, lambda one: SPEEDS.get(one.id))
    qtbot.addWidget(dialog)
    return dialog, heard


def choose(box: QComboBox, value: object) -> None:
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


def test_every_change_is_told_at_once(made: tuple[Preferences, list[Settings]], tmp_path: Path) -> None:
    dialog, heard = made
    choose(dialog.theme, "light")
    choose(dialog.language, "de")
    choose(dialog.device, "cuda:0")
    choose(dialog.precision, "fp32")
    choose(dialog.memory_mb, 2048)
    choose(dialog.disk_gb, 5)
    dialog.keep_results.setValue(9)
    dialog.save_recipe.setChecked(True)
    dialog.tell_ends.setChecked(False)
    dialog.save_folder.setText(str(tmp_path))
    dialog.save_folder.editingFinished.emit()
    dialog.save_names.line.setText("{date} {name}")
    wanted = Settings(
        theme="light", language="de", device="cuda:0", precision="fp32", memory_mb=2048, disk_gb=5, keep_results=9,
        save_recipe=True, tell_ends=False, save_folder=str(tmp_path), save_names="{date} {name}",
    )  # fmt: skip
    assert heard[-1] == wanted
    dialog.restore_defaults()
    assert heard[-1] == Settings()
    assert dialog.save_names.pattern == Settings().save_names


def test_defaults_leave_what_is_not_on_the_pages_and_a_reset_does_not(qtbot: QtBot, places: Places) -> None:
    heard: list[Settings] = []
    before = Settings(theme="light", recent=("aunt.jpg",), window="abc", weights=("denoise=mine",))
    dialog = Preferences(before, DEVICES, heard.append, places, lambda _: None)
    qtbot.addWidget(dialog)
    dialog.restore_defaults()
    assert heard[-1] == replace(before, theme="system")
    dialog.reset()
    assert heard[-1] == Settings()


def test_a_pattern_of_no_use_is_told_and_not_kept(made: tuple[Preferences, list[Settings]]) -> None:
    dialog, heard = made
    dialog.save_names.line.setText("{nmae}")
    assert "Did you mean" in dialog.names_fault.text()
    assert heard == []
    dialog.save_names.line.setText("{name} new")
    assert dialog.names_fault.text() == ""
    assert heard[-1].save_names == "{name} new"


def test_a_device_that_failed_its_test_is_shown_but_not_offered(made: tuple[Preferences, list[Settings]]) -> None:
    dialog, _ = made
    row = dialog.device.findData("cuda:1")
    assert not dialog.device.model().item(row).isEnabled()
    rows = [[item.text(column) for column in range(4)] for item in map(dialog.device_list.topLevelItem, range(3))]
    assert rows[0] == ["A fast card", "✓ passed", "bf16", "not measured yet"]
    assert "otherwise" in rows[1][1]
    assert rows[2] == ["A processor", "✓ passed", "fp32", "1.2 s per megapixel"]


def restarted(application: Application, places: Places) -> Application:
    application.close()
    return Application(places)


CHOSEN = Settings(
    theme="light", language="de", device="cpu", precision="fp32", memory_mb=512, keep_results=3, disk_gb=7,
    save_names="{name} new", save_recipe=True, tell_ends=False, weights=("denoise=denoise-restorer",),
)  # fmt: skip


def test_each_preference_does_what_it_says_after_a_restart(
    qtbot: QtBot, places: Places, faded: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    first = Application(places, Settings())
    weights = first.window.recipe_panel.weights["denoise"].box.itemData(1)
    first.change(replace(CHOSEN, save_folder=str(out), weights=()))
    first.documents.choose_weights("denoise", weights)
    running = restarted(first, places)
    try:
        documents, window = running.documents, running.window
        assert running.qt.palette().window().color() == QColor(LIGHT.window)
        assert QLocale().language() is QLocale.Language.German
        assert (documents.setup.device, documents.setup.precision) == ("cpu", "fp32")
        assert documents.setup.memory_mb == 512
        assert documents.setup.weights == (("denoise", weights),)
        assert (documents.keep_results, documents.disk_gb) == (3, 7)
        assert running.notices.wanted is False
        documents.open([faded])
        model = documents.current
        assert model is not None
        qtbot.waitUntil(lambda: model.document.proposal is not None, timeout=LONG)
        assert window.recipe_panel.weights["denoise"].box.currentData() == weights
        assert (window.saving.folder_for(model), window.saving.names) == (out, "{name} new")
        model.document.set_step("Fade", Fade())
        window.saving.save(model, out / "new.png", SaveOptions())
        qtbot.waitUntil(lambda: find_sidecar_of(faded), timeout=LONG)
        assert [step.device for step in model.document.result().steps] == ["cpu"]  # type: ignore[union-attr]
    finally:
        running.close()
        speak(running.qt, "en")


def find_sidecar_of(photo: Path) -> bool:
    return photo.with_name(f"{photo.name}.restorer.json").exists()


def test_weights_that_are_gone_are_not_asked_for_and_not_forgotten(qtbot: QtBot, places: Places) -> None:
    running = Application(places, Settings(weights=("denoise=gone", "upscale=gone")))
    try:
        assert running.documents.setup.weights == ()
        running.documents.choose_weights("denoise", running.window.recipe_panel.weights["denoise"].box.itemData(1))
        assert "upscale=gone" in running.settings.weights
        assert "denoise=gone" not in running.settings.weights
    finally:
        running.close()


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


def test_what_was_opened_is_remembered(application: Application, qtbot: QtBot, places: Places, faded: Path) -> None:
    application.documents.open([faded])
    qtbot.waitUntil(lambda: load_settings(places).recent == (str(faded),), timeout=60_000)


def test_what_macos_asks_to_open_is_opened(places: Places, faded: Path) -> None:
    code = f"""
        from PySide6.QtCore import QCoreApplication, QUrl
        from PySide6.QtGui import QFileOpenEvent
        from restorer.ui.application import qt_application
        application = qt_application()
        application.open_asked.connect(print)
        QCoreApplication.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile({str(faded)!r})))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr([faded])


def test_help_names_every_key_and_every_weights_file(qtbot: QtBot) -> None:
    for dialog in (Shortcuts(), About()):
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.width() > 200
