"""A dialog that was closed is gone; it does not stay as a hidden child of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from restorer.recipe.operations import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application

DIALOGS = ("preferences", "shortcuts", "about", "save_as", "save_all", "batch")


@pytest.mark.timeout(600)
def test_closed_dialogs_are_deleted(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    opened: Callable[[Path], None],
    when_asked: Callable[[Callable[[QDialog], None]], None],
) -> None:
    opened(faded)
    window, model = application.window, application.documents.current
    assert model is not None
    model.document.change("Fade", Recipe((Fade(strength=50),)))

    def none_left() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return window.findChildren(QDialog) == []

    for name in DIALOGS:
        shown: list[str] = []

        def dismiss(dialog: QDialog, shown: list[str] = shown) -> None:
            shown.append(dialog.windowTitle())
            dialog.reject()

        when_asked(dismiss)
        window.actions_[name].trigger()  # returns when a modal one is closed
        qtbot.waitUntil(lambda shown=shown: bool(shown), timeout=60_000)
        qtbot.waitUntil(none_left, timeout=60_000)
