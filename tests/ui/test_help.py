"""The dialogs of the help menu."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from restorer.ui.dialogs.help import About, Shortcuts


@pytest.mark.parametrize("kind", [About, Shortcuts])
def test_the_screen_outlives_the_dialog(qtbot: QtBot, kind: type[QDialog]) -> None:
    """What is asked of a screen must not make PySide delete it together with the dialog that asked."""
    gone: list[bool] = []
    listening = QGuiApplication.primaryScreen().destroyed.connect(lambda: gone.append(True))
    dialog = kind()
    dialog.itself = dialog  # a cycle, as slots make them, so that collecting garbage ends it
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.close()
    del dialog

    gc.collect()

    assert not gone
    QGuiApplication.primaryScreen().disconnect(listening)
