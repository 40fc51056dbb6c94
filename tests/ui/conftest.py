"""A real window over folders of its own, with real child processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.ui.application import Application


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


@pytest.fixture
def application(qtbot: QtBot, places: Places) -> Iterator[Application]:
    """The whole program; afterwards nothing of it is left."""
    running = Application(places, Settings(theme="dark", language="en"))
    running.window.resize(1280, 800)
    running.window.show()
    qtbot.waitExposed(running.window)
    try:
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
        qtbot.waitUntil(lambda: model.document.proposal is not None, timeout=120_000)

    return do
