"""Take the pictures of the README from the real window: `.venv/bin/python docs/screenshots.py [FOLDER]`.

The window is drawn in memory, restores the sample photo that the program brings along, and is grabbed. Needs a few
minutes on two cores.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice
from PySide6.QtWidgets import QWidget

from restorer.core.files import Places, resources
from restorer.core.settings import Settings
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Compare
from restorer.ui.document_model import DocumentModel

IMAGES = Path(__file__).resolve().parent / "images"
SAMPLE = resources() / "sample" / "lake-mcdonald.jpg"
WINDOW = (1200, 750)
MOST_BYTES = 300_000
LONG_S = 1800.0


def main(folder: Path) -> None:
    """Write restore.png (light), compare.png and batch.png (dark) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        application = opened(Path(home))
        restored(application)
        grab(application, application.window, folder / "restore.png")
        application.change(replace(application.settings, theme="dark"))
        application.window.actions_["view_side"].trigger()
        grab(application, application.window, folder / "compare.png")
        batch(application, folder / "batch.png")
        application.close()


def opened(home: Path) -> Application:
    """The window with the sample in it, measured."""
    application = Application(Places.below(home / "places"), Settings(theme="light", language="en"))
    application.window.resize(*WINDOW)
    application.window.show()
    application.documents.open([SAMPLE])
    wait(application, lambda: current(application).document.proposal is not None)
    return application


def current(application: Application) -> DocumentModel:
    model = application.documents.current
    assert model is not None
    return model


def restored(application: Application) -> None:
    """Carry out what is good for the sample, and show it in a split."""
    window, model = application.window, current(application)
    window.actions_["auto"].trigger()
    if not model.document.recipe.active().steps:
        model.document.change("Restore", Recipe((Fade(), Denoise())))
    application.documents.restore(model)
    wait(application, lambda: model.document.result() is not None)
    window.canvas.set_compare(Compare.SPLIT)
    window.looking.preview.refresh()


def batch(application: Application, target: Path) -> None:
    """A folder of photos, half way through."""
    album = Path(tempfile.gettempdir()) / "Album 1931"  # a path that can be shown
    outputs = album.with_name(f"{album.name} (restored)")
    album.mkdir()
    try:
        with Image.open(SAMPLE) as photo:
            width, height = photo.size
            for number in range(8):
                left, top = number % 4 * width // 8, number // 4 * height // 4
                part = photo.crop((left, top, left + width // 2, top + height // 2))
                part.resize((240, 240 * height // width)).save(album / f"Lake {number + 1}.jpg", quality=80)
        application.window.actions_["batch"].trigger()
        dialog = application.batches.dialog
        assert dialog is not None
        dialog.set_inputs([album])
        wait(application, dialog.start.isEnabled)
        dialog.begin()
        wait(application, lambda: len(application.batches.model.outcomes) >= 3)
        grab(application, dialog, target)
        application.batches.model.stop()
        wait(application, lambda: not application.batches.model.running)
    finally:
        for folder in (album, outputs):
            shutil.rmtree(folder, ignore_errors=True)


def wait(application: Application, until: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("The window did not get there.")
        application.qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def grab(application: Application, widget: QWidget, target: Path) -> None:
    """What is seen once every display tile is there, as a small PNG."""
    began = time.monotonic()
    wait(application, lambda: time.monotonic() - began > 2 and not application.window.canvas.tiles._wanted)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().toImage().save(buffer, "PNG")  # type: ignore[call-overload]
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    for colours in (256, 128, 64):
        picture.quantize(colours, dither=Image.Dither.FLOYDSTEINBERG).save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            return
    raise ValueError(f"{target.name} is larger than {MOST_BYTES} bytes.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
