"""A line above the photo that says what happened, and goes away when it is read."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

MOST = 3


class Banners(QWidget):
    """The latest few sentences; nothing where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.shown: list[Banner] = []

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence, once; the oldest makes room."""
        if any(banner.sentence == sentence for banner in self.shown):
            return
        banner = Banner(sentence, warning)
        banner.close_button.clicked.connect(lambda: self.take(banner))
        self.shown.append(banner)
        self._rows.addWidget(banner)
        while len(self.shown) > MOST:
            self.take(self.shown[0])

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
        label = QLabel(self.tr("Problem: {sentence}").format(sentence=sentence) if warning else sentence)
        label.setWordWrap(True)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName(self.tr("Put this message away"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(label, 1)
        row.addWidget(self.close_button)
