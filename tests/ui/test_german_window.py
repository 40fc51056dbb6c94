"""The real window in German: what it shows is German, and there is room for it."""

from __future__ import annotations

import functools
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from restorer.core.files import Places, resources
from restorer.core.settings import Settings
from restorer.ui.application import Application
from restorer.ui.language import speak

_WORD = re.compile(r"[^\W\d_]{2,}")

SAME = {
    # names
    "Restorer", "JPEG", "PNG", "TIFF", "WebP", "AVIF", "HEIC", "GIF", "BMP", "English", "Deutsch", "CPU",
    # the same word in both languages
    "Name", "Pause", "Gold", "Auto", "Original", "Format", "Details", "Position",
    # units, and the photo that is open
    "jpg", "px", "cm", "dpi",
}  # fmt: skip
"""Words that may stand alike in both languages."""

DIALOGS = ("preferences", "shortcuts", "about", "save_as", "save_all", "batch")
WIDE, HIGH = 1280, 720


@dataclass
class Seen:
    """What a session in one language showed.

    texts: all. tight: what was cut off. together: texts whose mnemonics are in reach at the same time. sizes: of the
    window and the dialogs. hidden_tools: whether the toolbar was too narrow for all of them.
    """

    texts: set[str] = field(default_factory=set)
    tight: list[str] = field(default_factory=list)
    together: list[list[str]] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    hidden_tools: bool = False

    def look(self, top: QWidget) -> None:
        """Take in a window or dialog as it is now."""
        QApplication.processEvents()
        self.texts |= set(shown(top))
        self.tight += cut_off(top)
        self.sizes.append((top.width(), top.height()))


@pytest.fixture(scope="module")
def seen(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """A session in English and one in German, by the language."""
    place = tmp_path_factory.mktemp("german")
    photo = place / "1.jpg"
    shutil.copy(next((resources() / "sample").glob("*.jpg")), photo)
    try:
        return {language: session(language, place / language, photo) for language in ("en", "de")}
    finally:
        speak(qapp, "en")


def session(language: str, home: Path, photo: Path) -> Seen:
    application = Application(Places.below(home), Settings(theme="dark", language=language))
    try:
        return walk(application, photo)
    finally:
        application.close()


def walk(application: Application, photo: Path) -> Seen:
    """Open a photo, have something done to it, and open everything there is to open."""
    found = Seen()
    window = application.window
    window.resize(WIDE, HIGH)
    window.show()
    wait(window.isVisible)
    found.look(window)
    application.documents.open([photo])
    model = application.documents.current
    assert model is not None
    wait(lambda: model.document.proposal is not None and bool(application.devices))
    window.actions_["auto"].trigger()
    found.look(window)
    bars = window.findChildren(QToolButton, "qt_toolbar_ext_button")
    found.hidden_tools = any(button.isVisible() for button in bars)
    window.actions_["crop"].trigger()
    wait(window.looking.frame.bar.isVisible)
    found.look(window)
    window.looking.frame.bar.rejected.emit()
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    found.together = [[action.text() for action in menu.actions()] for menu in (window.menuBar(), *menus)]
    for name in DIALOGS:
        ask(application, name, functools.partial(look_at_dialog, found))
    found.texts -= {device.title for device in application.devices}
    return found


def look_at_dialog(found: Seen, dialog: QDialog) -> None:
    tabs = dialog.findChild(QTabWidget)
    for page in range(1 if tabs is None else tabs.count()):
        if tabs is not None:
            tabs.setCurrentIndex(page)
        found.look(dialog)
        there = [widget for widget in dialog.findChildren(QWidget) if widget.isVisible()]
        found.together.append([widget.text() for widget in there if isinstance(widget, QAbstractButton | QLabel)])
        if tabs is not None:
            found.together[-1] += [tabs.tabText(place) for place in range(tabs.count())]


def ask(application: Application, name: str, look: Callable[[QDialog], None]) -> None:
    """Have a command open its dialog, `look` at it, and close it."""
    seen: list[QDialog] = []

    def seek() -> None:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        if not found or found[0].size() != found[0].size().expandedTo(found[0].minimumSizeHint()):  # not laid out yet
            QTimer.singleShot(50, application.window, seek)
            return
        try:
            look(found[0])
        finally:
            seen.append(found[0])
            found[0].close()

    QTimer.singleShot(0, application.window, seek)
    application.window.actions_[name].trigger()
    wait(lambda: bool(seen))


def wait(condition: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(240_000)
    while not condition():
        assert not deadline.hasExpired()
        QTest.qWait(20)  # events are handled meanwhile


def shown(top: QWidget) -> Iterator[str]:
    """Everything a person can read, hear or hover over below `top`."""
    for widget in (top, *top.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QMenu):
            yield widget.title()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
        if isinstance(widget, QSpinBox):
            yield from (widget.suffix(), widget.specialValueText())
        if isinstance(widget, QTabWidget):
            yield from (widget.tabText(place) for place in range(widget.count()))
        if isinstance(widget, QTableView) and widget.model() is not None:
            yield from (str(widget.model().headerData(place, widget.horizontalHeader().orientation()))
                        for place in range(widget.model().columnCount()))  # fmt: skip
    for action in top.findChildren(QAction):
        yield from (action.text(), action.toolTip(), action.iconText())


def words(text: str) -> str:
    """A text without mnemonics, names in quotes, paths and keys."""
    return re.sub(r"&(?=\w)|[„“][^”“]*[“”]|\S*/\S+|#\w+|\([^)]*(Ctrl|Strg)[^)]*\)", "", text).strip()


def test_nothing_english_is_left(seen: dict[str, Seen]) -> None:
    ours, theirs = ({words(text) for text in seen[language].texts} for language in ("en", "de"))
    same = {text for text in ours & theirs if _WORD.search(text)}
    left = sorted(text for text in same if not set(_WORD.findall(text)) <= SAME)
    assert len(theirs) > 150, "the window was not looked through"
    assert not left, f"The same in both languages: {left}"


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_mnemonic_leads_to_one_thing(seen: dict[str, Seen], language: str) -> None:
    for texts in seen[language].together:
        letters = Counter(found[1].lower() for text in texts for found in re.finditer(r"&([^&\s])", text))
        assert not [letter for letter, times in letters.items() if times > 1], texts


def test_there_is_room_for_german(seen: dict[str, Seen]) -> None:
    """No label or button is narrower than its words, no tool is behind the arrow, nothing outgrows a small screen."""
    german = seen["de"]
    assert not german.tight
    assert not german.hidden_tools
    assert max(wide for wide, _ in german.sizes) <= WIDE
    assert max(high for _, high in german.sizes) <= HIGH


def cut_off(top: QWidget) -> list[str]:
    """What is shown but has less room than its words need."""
    found = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisibleTo(top) or widget.width() == 0:
            continue
        needed = widget.sizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height():
                found.append(f"{widget.text()!r}: {widget.height()} px high")
        elif isinstance(widget, QLabel | QPushButton | QCheckBox | QToolButton) and needed.width() > widget.width():
            found.append(f"{widget.text()!r}: {widget.width()} of {needed.width()} px")
    for dock in top.findChildren(QDockWidget):
        if dock.isVisibleTo(top) and dock.fontMetrics().horizontalAdvance(dock.windowTitle()) > dock.width():
            found.append(dock.windowTitle())
    return found
