"""Turning and cropping in the window: at once, undoable, and the same in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Size
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.frame import Frame
from restorer.ui.application import Application
from restorer.ui.canvas.crop import CropTool

LONG = 120_000


def test_there_is_room_for_the_handles_of_a_photo_that_fills_the_canvas(
    application: Application, qtbot: QtBot, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    Image.fromarray(np.zeros((1500, 2000, 3), np.uint8)).save(tmp_path / "large.png")
    opened(tmp_path / "large.png")
    window, canvas = application.window, application.window.canvas
    before = canvas.view
    assert before is not None
    window.actions_["crop"].trigger()
    qtbot.waitUntil(
        lambda: canvas.view is not None and canvas.view.viewport != before.viewport, timeout=LONG
    )  # the bar
    left, top = canvas.view.to_screen(0, 0)
    right, bottom = canvas.view.to_screen(2000, 1500)
    width, height = canvas.view.viewport.width, canvas.view.viewport.height
    assert min(left, top, width - right, height - bottom) >= 15
    window.looking.frame.end()
    qtbot.waitUntil(lambda: canvas.view == before, timeout=LONG)


def test_turn_crop_undo_and_save(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, canvas = application.window, application.window.canvas
    model = application.documents.current
    assert model is not None
    assert canvas.view is not None
    window.actions_["rotate_right"].trigger()
    assert model.document.recipe.step(Frame) == Frame(turn=90)
    assert canvas.view.photo == Size(240, 320)

    before = canvas.view.viewport
    window.actions_["crop"].trigger()
    bar, tool = window.looking.frame.bar, canvas.tool
    assert bar.isVisible()
    qtbot.waitUntil(lambda: canvas.view is not None and canvas.view.viewport != before, timeout=LONG)
    assert isinstance(tool, CropTool)
    left, top = canvas.view.to_screen(0, 0)
    ratio = canvas.devicePixelRatioF()
    corner = QPoint(round(left / ratio) + 1, round(top / ratio) + 1)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(canvas, corner + QPoint(60, 80))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corner + QPoint(60, 80))
    assert tool.rect[0] > 40
    bar.ratio.setCurrentIndex(bar.ratio.findText("1 : 1"))
    assert abs((tool.rect[2] - tool.rect[0]) - (tool.rect[3] - tool.rect[1])) < 1e-6
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert not bar.isVisible()
    step = model.document.recipe.step(Frame)
    assert step is not None
    kept = step.output_size(Size(320, 240))
    assert kept.width == kept.height < 240
    assert canvas.view.photo == kept

    target = tmp_path / "cropped.png"
    window.saving.save(model, target, SaveOptions())
    qtbot.waitUntil(lambda: model.document.clean and target.exists(), timeout=LONG)
    box = step.box(Size(320, 240))
    turned = np.rot90(np.asarray(Image.open(faded)), -1)[box.top : box.bottom, box.left : box.right]
    assert np.array_equal(np.asarray(Image.open(target)), turned)

    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert model.document.recipe.step(Frame) is None
    assert canvas.view.photo == Size(320, 240)


def test_leaving_the_crop_changes_nothing(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    window.actions_["crop"].trigger()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.canvas.tool is None
    assert model.document.history.entries[1:] == ()
