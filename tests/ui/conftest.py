"""A real window over folders of its own, with real child processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Canvas

LONG = 120_000


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


@pytest.fixture
def application(qtbot: QtBot, places: Places) -> Iterator[Application]:
    """The whole program; afterwards nothing of it is left."""
    running = Application(places, Settings(theme="dark", language="en"))
    try:
        running.window.resize(1280, 800)
        with qtbot.waitExposed(running.window, timeout=LONG):
            running.window.show()
        yield running
    finally:
        running.close()


@pytest.fixture
def faded(tmp_path: Path) -> Path:
    """A small photo of our own: soft shapes, faded and grainy."""
    return paint(tmp_path / "faded.png")


@pytest.fixture
def another(tmp_path: Path) -> Path:
    return paint(tmp_path / "another.png", seed=3)


def paint(path: Path, seed: int = 1) -> Path:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:240, 0:320] / 240
    shapes = np.stack([0.5 + 0.5 * np.sin(5 * x + k) * np.cos(4 * y - k) for k in range(3)], axis=2)
    faded = 0.25 + 0.45 * shapes * np.array([1.0, 0.9, 0.7]) + rng.normal(0, 0.05, shapes.shape)
    Image.fromarray((np.clip(faded, 0, 1) * 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def opened(application: Application, qtbot: QtBot) -> Callable[[Path], None]:
    """Open a photo and wait until it is read and measured."""

    def do(path: Path) -> None:
        application.documents.open([path])
        model = application.documents.current
        assert model is not None
        qtbot.waitUntil(lambda: model.document.proposal is not None, timeout=LONG)

    return do


@pytest.fixture
def drawn(qtbot: QtBot) -> Callable[[Canvas], np.ndarray]:
    """What a canvas shows once every tile of it is there: (h, w, 3) int, RGB."""

    def do(canvas: Canvas) -> np.ndarray:
        image = canvas.grab().toImage()
        while canvas.tiles._wanted:  # a tile that is missed while painting is asked for
            qtbot.waitUntil(lambda: not canvas.tiles._wanted, timeout=LONG)
            image = canvas.grab().toImage()
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
        return pixels[:, : image.width(), 2::-1].astype(int)

    return do


@pytest.fixture
def when_asked(application: Application) -> Callable[[Callable[[QDialog], None]], None]:
    """Have something done with the dialog that a command opens, once it is there: modal ones return when closed."""

    def do(answer: Callable[[QDialog], None]) -> None:
        def seek() -> None:
            found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
            if found:
                answer(found[0])
            else:
                QTimer.singleShot(10, application.window, seek)

        QTimer.singleShot(0, application.window, seek)

    return do
