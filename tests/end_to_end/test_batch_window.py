"""A folder by the dialog, with the program's own children: as by shell, whatever dies and is closed on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.ui.application import Application
from restorer.ui.dialogs.batch_dialog import REPORT, BatchDialog

TESTSETS = Path(__file__).resolve().parents[2] / "../shared/testsets"
PRESET = "gentle-clean-up"
WAIT_MS = 280_000


@pytest.fixture
def application(qtbot: QtBot, tmp_path: Path) -> Iterator[Application]:
    running = Application(Places.below(tmp_path / "home"), Settings())
    running.window.show()
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Twelve small real photos, and what lies about in folders."""
    sources = sorted((TESTSETS / "OldPhotos").glob("*.*"))[:12]
    if len(sources) < 12:
        pytest.skip("The old photos of ../shared/testsets are not here.")
    folder = tmp_path / "scans"
    (folder / "1920s").mkdir(parents=True)
    for number, source in enumerate(sources):
        with Image.open(source) as photo:
            small = photo.convert("RGB").crop((0, 0, 180, 140))
        place = folder / "1920s" if number % 3 == 2 else folder
        small.save(place / f"{source.stem}{'.png' if number % 4 == 1 else '.jpg'}", quality=90)
    twin = folder / "twin.jpg"
    shutil.copy(folder / f"{sources[0].stem}.jpg", twin)
    shutil.copy(twin, folder / "TWIN.JPG")
    shutil.copy(twin, folder / "line\nbreak “and” ünïcode 📷.jpg")
    (folder / "junk.jpg").write_bytes(b"no photo at all")
    (folder / "cut off.png").write_bytes((folder / f"{sources[1].stem}.png").read_bytes()[:60])
    (folder / "notes.txt").write_text("not a photo")
    (folder / "gone.jpg").symlink_to(folder / "nowhere.jpg")
    return folder


def dialog_of(application: Application) -> BatchDialog:
    application.window.actions_["batch"].trigger()
    dialog = application.batches.dialog
    assert dialog is not None
    return dialog


def planned(application: Application, qtbot: QtBot, folder: Path, recipe: str) -> BatchDialog:
    dialog = dialog_of(application)
    dialog.form.recipe.setCurrentIndex(dialog.form.recipe.findData(recipe))
    dialog.set_inputs([folder])
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT_MS)
    return dialog


def outputs(folder: Path) -> dict[str, bytes]:
    """Of a folder of outputs: what was restored, by name."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if "report" not in path.name}


def busiest_child() -> psutil.Process:
    """The one that is at work."""
    children = psutil.Process().children(recursive=True)
    ours = [child for child in children if "restorer.worker.child" in " ".join(child.cmdline())]
    return max(ours, key=lambda child: child.cpu_times().user)


@pytest.mark.timeout(900)
def test_a_folder_by_the_dialog_is_as_by_shell(
    application: Application, qtbot: QtBot, scans: Path, tmp_path: Path
) -> None:
    model = application.batches.model
    dialog = planned(application, qtbot, scans, f"preset:{PRESET}")
    assert "18 photos in 2 folders, 1 other file" in dialog.counted.text()
    assert "16 to do, 1 skipped, 1 not readable" in dialog.counted.text()

    dialog.begin()
    qtbot.waitUntil(lambda: model.progress is not None and model.progress.ended >= 6, timeout=WAIT_MS)
    busiest_child().kill()
    dialog.close()
    assert application.batches.dialog is None
    assert model.running
    dialog = dialog_of(application)
    assert dialog.table.rowCount() == 18, "the dialog shows what runs"
    qtbot.waitUntil(lambda: not model.running, timeout=WAIT_MS)
    assert dialog.told.text() == "15 restored, 3 skipped (2 not readable)."
    by_dialog = scans.with_name("scans (restored)")
    page = (by_dialog / REPORT).read_text("utf-8")
    assert page.count("<article") == 18
    assert page.count("data:image/jpeg") == 30
    assert (by_dialog / REPORT).with_suffix(".csv").is_file()
    application.close()  # the shell's children find the machine's speeds as the window left them

    by_shell = tmp_path / "by shell"
    command = [sys.executable, "-m", "restorer.cli.main", "batch", scans, by_shell, "--preset", PRESET]
    surroundings = {**os.environ, "RESTORER_HOME": str(tmp_path / "home")}
    subprocess.run(list(map(str, command)), env=surroundings, capture_output=True, check=False, timeout=600)
    assert len(outputs(by_shell)) == 15
    assert outputs(by_dialog) == outputs(by_shell)


@pytest.mark.quality
@pytest.mark.timeout(3600)
def test_the_old_photos_are_restored_with_a_report(
    application: Application, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Says what became of them; look at the report (pytest's --basetemp says where it is kept)."""
    if not (TESTSETS / "OldPhotos").is_dir():
        pytest.skip("The old photos of ../shared/testsets are not here.")
    folder = tmp_path / "old photos"
    shutil.copytree(TESTSETS / "OldPhotos", folder)
    model = application.batches.model
    dialog = planned(application, qtbot, folder, "auto")
    qtbot.waitUntil(lambda: "on this computer" in dialog.told.text(), timeout=WAIT_MS)
    said = [dialog.counted.text(), dialog.told.text()]
    began = time.monotonic()
    dialog.begin()
    qtbot.waitUntil(lambda: not model.running, timeout=3_000_000)
    said += [dialog.told.text(), f"{time.monotonic() - began:.0f} s", str(dialog.form.output_folder / REPORT)]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *said, ""]))
    assert len(outputs(dialog.form.output_folder)) == len(list(folder.iterdir()))
