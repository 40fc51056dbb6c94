"""What is seen before there is a photo: what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from restorer.core.files import resources
from restorer.photo.formats import FORMATS
from restorer.ui.text import translated


class Welcome(QWidget):
    """Drop, paste or open.

    Signals
    -------
    open_asked: the person wants to choose files. sample_asked(list of paths): or to see what happens to ours.
    """

    open_asked = Signal()
    sample_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        title = QLabel(self.tr("Drop a photo here"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2)
        title.setFont(font)
        hint = QLabel(self.tr("or paste one (Ctrl+V), or open a file."))
        formats = QLabel(", ".join(translated(one.title) for one in FORMATS))
        promise = QLabel(self.tr("Photos stay on this computer. The original is never changed."))
        for label in (formats, promise):
            label.setProperty("faint", True)
        self.open_button = QPushButton(self.tr("Open…"))
        self.open_button.setProperty("primary", True)
        self.open_button.clicked.connect(self.open_asked)
        self.sample_button = QPushButton(self.tr("Try a sample"))
        self._sample = sorted((resources() / "sample").glob("*.jpg")) if (resources() / "sample").is_dir() else []
        self.sample_button.setVisible(bool(self._sample))
        self.sample_button.clicked.connect(self._ask_sample)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setSpacing(12)
        rows.addStretch(2)
        for label in (title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            rows.addWidget(label)
        rows.addLayout(buttons)
        rows.addSpacing(16)
        for label in (formats, promise):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            rows.addWidget(label)
        rows.addStretch(3)

    def _ask_sample(self) -> None:
        paths: list[Path] = list(self._sample)
        self.sample_asked.emit(paths)
