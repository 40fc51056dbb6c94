"""The log: what happened, for those who want to know or to report it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from restorer.ui.log_lines import MOST, Line, LogLines


class LogPanel(QWidget):
    """Recent lines of a level and above, and a button that copies what a report needs.

    details: makes that text.
    """

    def __init__(self, lines: LogLines, details: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._details = lines, details
        self.level = QComboBox()
        for title, level in (
            (self.tr("Everything"), logging.INFO),
            (self.tr("Warnings and errors"), logging.WARNING),
            (self.tr("Errors"), logging.ERROR),
        ):
            self.level.addItem(title, level)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Log"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Nothing has happened yet that would be worth telling."))
        self.copy = QPushButton(self.tr("Copy details"))
        self.copy.setToolTip(
            self.tr(
                "For a bug report: versions, devices, settings and the last problems. No photo, no place of a file."
            )
        )
        self.copy.clicked.connect(self.copy_details)
        self.level.currentIndexChanged.connect(self._fill)
        self._lay()
        self._fill()
        lines.came.connect(self._add, Qt.ConnectionType.QueuedConnection)

    def _lay(self) -> None:
        label = QLabel(self.tr("Sho&w"))
        label.setBuddy(self.level)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.level)
        top.addStretch(1)
        top.addWidget(self.copy)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.addLayout(top)
        rows.addWidget(self.text, 1)

    def copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self.copy.setText(self.tr("Copied"))

    def _fill(self) -> None:
        self.text.setPlainText("\n".join(line.text for line in self._lines.lines if self._shown(line)))
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def _add(self, line: Line) -> None:
        if self._shown(line):
            self.text.appendPlainText(line.text)
        self.copy.setText(self.tr("Copy details"))

    def _shown(self, line: Line) -> bool:
        return line.level >= int(self.level.currentData())
