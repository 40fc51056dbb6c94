"""Presets, copying, history, weights and colour hints, on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from restorer.recipe.controls import Hint
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application
from restorer.ui.canvas.dots import DotTool
from restorer.ui.document_model import DocumentModel


def current(application: Application) -> DocumentModel:
    model = application.documents.current
    assert model is not None
    return model


def test_recipes_travel_by_preset_and_by_copy(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    another: Path,
    opened: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, recipes = application.window, application.window.recipes
    opened(faded)
    document = current(application).document
    step = Colorize(hints=(Hint(((0.5, 0.5),), (1, 2, 3)),))
    document.change("By hand", Recipe((Frame(turn=90), Fade(strength=40), step)))

    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("My way", True))
    recipes.ask_save()
    said = [banner.sentence for banner in window.banners.shown]
    assert any("Colour hints" in sentence and "Frame" in sentence for sentence in said)
    mine = recipes.presets.load("My way")
    assert mine.recipe == Recipe((Fade(strength=40), Colorize()))
    recipes.presets.give_out(mine.name, tmp_path / "out.json")
    recipes.presets.delete(mine.name)
    recipes.take_in(tmp_path / "out.json")
    menu = QMenu()
    recipes.fill(menu)
    entry = next(action for action in menu.actions() if action.text() == "My way")

    window.actions_["copy_recipe"].trigger()
    application.documents.open([another])
    assert document is not current(application).document
    window.actions_["paste_recipe_all"].trigger()
    assert current(application).document.recipe == mine.recipe
    assert document.recipe == mine.recipe.with_step(Frame(turn=90))
    current(application).document.undo()
    entry.trigger()
    assert current(application).document.recipe == mine.recipe

    panel = window.history_panel
    texts = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert texts == ["Opened", "Preset My way (now)"]
    panel.list.itemClicked.emit(panel.list.item(0))
    assert current(application).document.recipe == Recipe()
    assert panel.list.item(1).text() == "Preset My way (undone)"
    assert panel.list.item(0).font().bold()


def test_colour_hints_are_placed_moved_and_removed_on_the_photo(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, canvas = application.window, application.window.canvas
    document = current(application).document

    def hints() -> tuple[Hint, ...]:
        step = document.recipe.step(Colorize)
        return () if step is None else step.hints

    window.actions_["hints"].trigger()
    assert isinstance(canvas.tool, DotTool)
    row = window.recipe_panel.hints
    row.choose((200, 30, 40))
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert [hint.colour for hint in hints()] == [(200, 30, 40)]
    assert abs(hints()[0].points[0][0] - 0.5) < 0.01
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert len(hints()[0].points) == 1
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(canvas, middle + QPoint(20, 0))
    qtbot.mouseMove(canvas, middle + QPoint(40, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))
    assert hints()[0].points[0][0] > 0.55
    assert row.count.text().endswith("1")
    document.undo()
    assert abs(hints()[0].points[0][0] - 0.5) < 0.01  # a drag is one change
    qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=middle)
    assert hints() == ()
    document.undo()
    canvas.tool.selected = 0
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert hints() == ()

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 6):
        qtbot.mouseMove(canvas, middle + QPoint(20 * step, 10))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(100, 10))
    assert [len(hint.points) for hint in hints()] == [6]  # a stroke
    assert hints()[0].points[0][0] < hints()[0].points[-1][0] - 0.1
    document.undo()
    assert hints() == ()  # which is one change
    assert application.settings.colours == ("#C81E28",)

    row.pick.click()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert row.colour != (200, 30, 40)
    assert not row.pick.isChecked()
    assert hints() == ()
    window.actions_["crop"].trigger()
    assert not row.place.isChecked()
    assert window.looking.frame.active


def test_weights_are_chosen_by_name_and_time_is_told(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    model, panel = current(application), application.window.recipe_panel
    model.document.set_step("Denoise", Denoise(sigma=10, jpeg=0))
    qtbot.waitUntil(lambda: "on this computer" in panel.pending.text(), timeout=120_000)
    application.documents.restore(model)
    qtbot.waitUntil(lambda: model.document.result() is not None, timeout=120_000)
    row = panel.weights["denoise"]
    assert "Licence: MIT" in row.facts.text()
    row.box.setCurrentIndex(1)
    assert application.documents.setup.weights == (("denoise", row.box.currentData()),)
    assert model.document.result() is None
    assert model.document.pending() == ("denoise",)


def test_many_photos_are_read_when_they_are_looked_at(
    application: Application, qtbot: QtBot, faded: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(60)]
    for path in paths:
        path.write_bytes(faded.read_bytes())
    documents = application.documents
    documents.open(paths)
    assert [documents.being_read(model) for model in documents.models].count(True) == 1
    qtbot.waitUntil(lambda: len(documents.models) == 60, timeout=120_000)  # they are listed bit by bit
    documents.set_current(documents.models[59])
    qtbot.waitUntil(lambda: documents.models[59].document.photo is not None, timeout=120_000)
    assert documents.models[30].document.photo is None
