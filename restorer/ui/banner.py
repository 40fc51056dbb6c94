"""A line above the photo that says what happened, and goes away when it is read."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from restorer.ui.text import translated

MOST = 3


class Banners(QWidget):
    """The latest few sentences; nothing where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.shown: list[Banner] = []

    def say(
        self, sentence: str, *, warning: bool = False, offers: tuple[tuple[str, Callable[[], object]], ...] = ()
    ) -> None:
        """Show a sentence, once; the oldest makes room. offers: (label, what it does) of buttons beside it."""
        if any(banner.sentence == sentence for banner in self.shown):
            return
        banner = Banner(sentence, warning)
        for label, do in offers:
            banner.offer(label).clicked.connect(functools.partial(self._accept, banner, do))
        banner.close_button.clicked.connect(lambda: self.take(banner))
        self.shown.append(banner)
        self._rows.addWidget(banner)
        while len(self.shown) > MOST:
            self.take(self.shown[0])

    def _accept(self, banner: Banner, do: Callable[[], object]) -> None:
        self.take(banner)
        do()

    def take(self, banner: Banner) -> None:
        if banner in self.shown:
            self.shown.remove(banner)
            self._rows.removeWidget(banner)
            banner.deleteLater()


class Banner(QFrame):
    """One sentence with a button that puts it away. A warning says so in words too, for those who see no colour."""

    def __init__(self, sentence: str, warning: bool) -> None:
        super().__init__()
        self.sentence = sentence
        self.setProperty("banner", "warning" if warning else "note")
        said = translated(sentence)
        label = QLabel(self.tr("Problem: {sentence}").format(sentence=said) if warning else said)
        label.setWordWrap(True)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName(self.tr("Put this message away"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 4, 4)
        self._row.addWidget(label, 1)
        self._row.addWidget(self.close_button)

    def offer(self, label: str) -> QPushButton:
        """A button before the one that puts the banner away."""
        button = QPushButton(label)
        self._row.insertWidget(self._row.count() - 1, button)
        return button
