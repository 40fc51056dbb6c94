"""Without a mouse, without seeing: keys that are each used once, and a name for everything that takes focus."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from restorer.recipe.operations import OPERATIONS
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.actions import SPECS
from restorer.ui.application import Application


def test_each_key_does_one_thing() -> None:
    keys = collections.Counter(QKeySequence(key).toString() for spec in SPECS for key in spec.keys)
    assert [key for key, count in keys.items() if count > 1 or not key] == []


def test_everything_that_takes_focus_has_a_name(
    application: Application, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    model.document.change("All", Recipe(tuple(kind() for kind in OPERATIONS if kind is not Frame)))
    for card in window.recipe_panel.cards.values():
        card.more.setChecked(True)
    window.actions_["crop"].trigger()
    nameless = []
    for widget in window.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or widget.focusProxy() is not None
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(window) and not inner:
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name).strip():
                nameless.append(f"{type(widget).__name__} {widget.toolTip()}")
    assert nameless == []


def test_the_split_moves_by_keys_and_recent_photos_are_listed(
    application: Application, qtbot: QtBot, faded: Path, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    model.document.set_step("Fade", Fade())
    before = window.canvas.split
    qtbot.keyClick(window.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.split < before
    window.actions_["close"].trigger()
    window.recent.fill()
    assert [action.text() for action in window.recent.actions()] == [faded.name]
    window.recent.actions()[0].trigger()
    assert [model.title for model in application.documents.models] == [faded.name]


def test_the_folder_dialog_opens_once_beside_the_window(application: Application, qtbot: QtBot) -> None:
    application.window.actions_["batch"].trigger()
    dialog = application.batches.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    application.window.actions_["batch"].trigger()
    assert application.batches.dialog is dialog
    dialog.close()
    application.window.actions_["batch"].trigger()
    assert application.batches.dialog is not dialog
