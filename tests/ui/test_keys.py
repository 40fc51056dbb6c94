"""Every key of every command is pressed, and what it is for happens; the overlay names them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.actions import SPECS
from restorer.ui.application import Application
from restorer.ui.canvas.canvas import Compare
from restorer.ui.dialogs.help import Shortcuts
from restorer.ui.document_model import DocumentModel

LONG = 120_000
Pressed = Callable[[str], None]

DIALOGS = {
    "save_as": "SaveDialog",
    "save_all": "SaveAllDialog",
    "preferences": "Preferences",
    "shortcuts": "Shortcuts",
}
VIEWS = {
    "view_split": Compare.SPLIT,
    "view_after": Compare.AFTER,
    "view_side": Compare.SIDE,
    "view_changes": Compare.CHANGES,
}


def test_the_overlay_names_every_command(qtbot: QtBot) -> None:
    dialog = Shortcuts()
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for spec in SPECS:
        assert spec.text.replace("&", "").removesuffix("…") in texts
        for keys in spec.keys:
            assert any(QKeySequence(keys).toString() in text.split("\n") for text in texts)


def test_every_key_does_what_it_is_for(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    another: Path,
    tmp_path: Path,
    opened: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    when_asked: Callable[[Callable[[QDialog], None]], None],
) -> None:
    window, documents = application.window, application.documents
    third = tmp_path / "third.png"
    third.write_bytes(faded.read_bytes())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(third)], ""))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=LONG)
    done = set()

    def press(name: str, check: Callable[[], bool], before: Callable[[], object] = lambda: None) -> None:
        """Press each key of a command; after each, `check` comes true."""
        (spec,) = [spec for spec in SPECS if spec.id == name]
        assert spec.keys
        for keys in spec.keys:
            before()
            assert window.actions_[name].isEnabled(), name
            QTest.keySequence(window, QKeySequence(keys))
            qtbot.waitUntil(check, timeout=LONG)
        done.add(name)

    def current() -> DocumentModel:
        assert documents.current is not None
        return documents.current

    def fresh() -> None:
        current().document.change("Fade", Recipe((Fade(),)))

    def step(kind: str) -> object:
        return current().document.recipe.step(kind)

    opened(another)
    opened(faded)

    press("copy_recipe", lambda: window.recipes.copy_there, fresh)
    press("previous", lambda: current().title == "another.png", lambda: documents.set_current(documents.models[1]))
    press("paste_recipe", lambda: step("fade") is not None)
    press("next", lambda: current().title == "faded.png", lambda: documents.set_current(documents.models[0]))
    others = documents.models[0].document
    press("paste_recipe_all", lambda: others.recipe.step("fade") is not None, lambda: others.undo())
    press("undo", lambda: step("fade") is None, fresh)
    press("redo", lambda: step("fade") is not None, lambda: (fresh(), current().document.undo()))
    press("rotate_left", lambda: step("frame") == Frame(turn=270))
    press("rotate_right", lambda: step("frame") in (None, Frame()))
    press("flip", lambda: step("frame") == Frame(mirror=True))
    press("auto", lambda: current().document.history.present.title == "Auto")
    press("crop", lambda: window.looking.frame.active)
    press("hints", lambda: window.hints.active)
    assert not window.looking.frame.active
    window.hints.end()

    view = window.canvas

    def zoom() -> float:
        assert view.view is not None
        return view.view.zoom

    press("full", lambda: zoom() == 1.0, view.fit)
    press("zoom_in", lambda: zoom() > 1.0, lambda: view.zoom_to(1.0))
    press("zoom_out", lambda: zoom() < 1.0, lambda: view.zoom_to(1.0))
    press("fit", lambda: zoom() < 8.0, lambda: view.zoom_to(8.0))
    for name, compare in VIEWS.items():
        press(name, lambda compare=compare: view.compare is compare)
    press("log", lambda: window.log_dock.isVisible())
    fresh()
    press("restore", lambda: current().document.result() is not None)

    seen: list[str] = []

    def close_dialog(dialog: QDialog) -> None:
        seen.append(type(dialog).__name__)
        dialog.close()

    def in_front() -> None:
        """The dialog before is gone, and the window in front again, which is a window manager's business elsewhere."""
        qtbot.waitUntil(lambda: not window.findChildren(QDialog), timeout=LONG)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=LONG)

    for name, kind in DIALOGS.items():
        in_front()
        press(name, lambda kind=kind: seen[-1:] == [kind], lambda: when_asked(close_dialog))
    in_front()
    press("batch", lambda: application.batches.dialog is not None and application.batches.dialog.isVisible())
    assert application.batches.dialog is not None
    application.batches.dialog.close()
    in_front()

    press("open", lambda: any(model.title == "third.png" for model in documents.models))
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    QGuiApplication.clipboard().setImage(image)
    press("paste", lambda: any(model.document.draft for model in documents.models))
    qtbot.waitUntil(lambda: current().document.photo is not None, timeout=LONG)
    count = len(documents.models)
    press("close", lambda: len(documents.models) == count - 1)
    press("reopen", lambda: len(documents.models) == count)
    press("quit", lambda: not window.isVisible())
    assert done == {spec.id for spec in SPECS if spec.keys}
