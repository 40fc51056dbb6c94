"""The filmstrip shows photos as they lie now, and their state in words and a sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Box, Size
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.ui.application import Application
from restorer.ui.canvas.framed import FramedPicture
from restorer.ui.panels.filmstrip import framed

LONG = 120_000


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
def test_a_small_picture_is_framed_as_the_canvas_frames_the_photo(turn: int, mirror: bool) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (40, 60, 4), np.uint8)
    pixels[..., 3] = 255
    image = QImage(pixels.tobytes(), 60, 40, 240, QImage.Format.Format_RGBA8888)
    frame = Frame(turn=turn, mirror=mirror, crop=(0.25, 0.0, 1.0, 0.5))
    made = framed(image, frame).convertToFormat(QImage.Format.Format_RGBA8888)
    seen = np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.bytesPerLine() // 4, 4)
    seen = seen[:, : made.width()]

    class Whole:
        size, levels, key = Size(60, 40), 1, ""

        def read(self, _level: int, box: Box, _screen: bytes | None = None) -> np.ndarray:
            return pixels[box.top : box.bottom, box.left : box.right]

    picture = FramedPicture(Whole(), frame)  # type: ignore[arg-type]
    assert np.array_equal(seen, picture.read(0, Box.of(picture.size)))


def test_a_turned_photo_is_turned_in_the_strip_and_its_state_is_said(
    application: Application, qtbot: QtBot, faded: Path, another: Path, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    opened(another)
    opened(faded)
    strip, model = application.window.filmstrip, application.documents.current
    assert model is not None
    item = strip.item(1)
    wide = QSize(200, 200)
    qtbot.waitUntil(lambda: not item.icon().isNull(), timeout=LONG)
    size = item.icon().actualSize(wide)
    assert size.width() > size.height()
    application.window.actions_["rotate_left"].trigger()
    size = item.icon().actualSize(wide)
    assert size.width() < size.height()
    assert item.text() == "faded.png\n○ changed"
    model.document.set_step("Fade", Fade())
    application.documents.restore(model)
    qtbot.waitUntil(lambda: "▸ at work" in item.text() or "● not saved" in item.text(), timeout=LONG)
    qtbot.waitUntil(lambda: "● not saved" in item.text(), timeout=LONG)
    application.window.saving.save(model, tmp_path / "new.png", SaveOptions())
    qtbot.waitUntil(lambda: "✓ saved" in item.text(), timeout=LONG)
    with Image.open(tmp_path / "new.png") as image:
        assert image.height > image.width
