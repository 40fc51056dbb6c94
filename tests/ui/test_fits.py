"""For everyone: a name for whatever takes focus in any dialog and panel, focus that can be seen, and large letters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application, qt_application
from restorer.ui.dialogs.help import About, Shortcuts
from restorer.ui.dialogs.preferences import Preferences
from restorer.ui.dialogs.save_all_dialog import Many, SaveAllDialog
from restorer.ui.dialogs.save_dialog import SaveDialog
from restorer.worker.messages import DeviceReport

LONG = 120_000
DEVICES = (
    DeviceReport("cuda:0", "A card with quite a long name of its maker", 8 << 30, "bf16", True),
    DeviceReport("cpu", "A processor", 16 << 30, "fp32", True),
)


@pytest.fixture
def large(qtbot: QtBot, places: Places) -> Iterator[Application]:
    """The window at its least size, with letters half as large again."""
    qt = qt_application()
    usual = qt.font()
    font = qt.font()
    font.setPointSizeF(usual.pointSizeF() * 1.5)
    qt.setFont(font)
    running = Application(places, Settings(theme="light"))
    try:
        running.window.resize(1280, 720)
        with qtbot.waitExposed(running.window, timeout=LONG):
            running.window.show()
        yield running
    finally:
        running.close()
        qt.setFont(usual)


def dialogs(application: Application) -> Iterator[QDialog]:
    """Every dialog about the photo that is open; those with pages once for each."""
    window, model = application.window, application.documents.current
    assert model is not None
    saving = window.saving
    subject, folder = saving.subject(model), saving.folder_for(model)
    made: list[QDialog] = [
        SaveDialog(subject, folder, saving.names, parent=window),
        SaveAllDialog(Many((subject, subject), 1), folder, saving.names, parent=window),
        Shortcuts(window),
        About(window),
    ]
    preferences = Preferences(application.settings, DEVICES, lambda _: None, application.places, lambda _: 1.0, window)
    for dialog in (*made, preferences):
        dialog.show()
        # A window is at first at most two thirds of the screen, which is small where tests are run.
        dialog.resize(dialog.sizeHint().boundedTo(window.size()).expandedTo(dialog.minimumSizeHint()))
        pages = dialog.findChild(QTabWidget)
        for page in range(pages.count() if pages is not None else 1):
            if pages is not None:
                pages.setCurrentIndex(page)
            application.qt.processEvents()
            yield dialog
        dialog.close()


def colour(application: Application, qtbot: QtBot, path: Path) -> None:
    application.documents.open([path])
    model = application.documents.current
    assert model is not None
    qtbot.waitUntil(lambda: model.document.proposal is not None, timeout=LONG)
    model.document.change("All", Recipe((Fade(), Colorize())))


def test_all_that_takes_focus_in_dialogs_has_a_name(application: Application, qtbot: QtBot, faded: Path) -> None:
    colour(application, qtbot, faded)
    application.window.actions_["log"].trigger()
    nameless = []
    for parent in itertools.chain((application.window.log_dock,), dialogs(application)):
        for widget in parent.findChildren(QWidget):
            inner = widget.objectName().startswith("qt_") or widget.focusProxy() is not None
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(parent) and not inner:
                interface = QAccessible.queryAccessibleInterface(widget)
                if interface is None or not interface.text(QAccessible.Text.Name).strip():
                    nameless.append(f"{type(parent).__name__}: {type(widget).__name__} {widget.toolTip()}")
    assert nameless == []


def test_focus_can_be_seen(application: Application, qtbot: QtBot, faded: Path) -> None:
    colour(application, qtbot, faded)
    unseen = []
    for dialog in dialogs(application):
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow, timeout=LONG)
        for widget in dialog.findChildren(QWidget):
            kinds = isinstance(widget, QAbstractButton | QComboBox)
            if not (kinds and widget.isVisibleTo(dialog) and widget.isEnabled()):
                continue
            if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                continue
            dialog.setFocus()
            without = picture(widget)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if np.array_equal(without, picture(widget)):
                unseen.append(f"{type(dialog).__name__}: {type(widget).__name__} {widget.accessibleName()}")
    assert unseen == []


def test_large_letters_clip_nothing(large: Application, qtbot: QtBot, faded: Path, another: Path) -> None:
    large.documents.open([faded, another])
    colour(large, qtbot, faded)
    window = large.window
    assert (window.width(), window.height()) == (1280, 720)
    for shown in itertools.chain((window,), dialogs(large)):
        wait_until_whole(qtbot, shown)


def wait_until_whole(qtbot: QtBot, top: QWidget) -> None:
    """What changed is laid out as events are handled, and a screen may take back a size before it grants it."""

    def whole() -> None:
        assert clipped(top) == []

    qtbot.waitUntil(whole, timeout=LONG)


def clipped(top: QWidget) -> list[str]:
    """The texts that have less room than they need; what can be scrolled into view up and down has it."""
    found = []
    for widget in top.findChildren(QWidget):
        if not (isinstance(widget, QLabel | QAbstractButton | QComboBox) and widget.isVisible()):
            continue
        text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
        if not text:
            continue
        where = f"{type(top).__name__}: “{text}” {widget.width()} × {widget.height()}"
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + 1:
                found.append(where)
        elif isinstance(widget, QLabel):
            elided = type(widget).__name__ == "Elided"
            if not elided and widget.sizeHint().width() > widget.width() + 1:
                found.append(where)
        elif not isinstance(widget, QComboBox) and widget.minimumSizeHint().width() > widget.width() + 1:
            found.append(where)
        if not within(widget, top):
            found.append(f"{where} reaches out of what is seen")
    return found


def within(widget: QWidget, top: QWidget) -> bool:
    """Whether all of its width is seen."""
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        area = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        if isinstance(parent.parentWidget(), QScrollArea) and (area.left() < 0 or area.right() > parent.width() + 1):
            return False
        parent = parent.parentWidget()
    left = widget.mapTo(top, QPoint(0, 0)).x()
    return left >= 0 and left + widget.width() <= top.width() + 1


def picture(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), :3].copy()
