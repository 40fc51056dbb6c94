"""The buttons of the batch dialog, and which of them can be used when."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from restorer.batch.session import Unfinished
from restorer.jobs.job import JobState
from restorer.ui.text import number


class BatchButtons(QHBoxLayout):
    """In a row; what they do is connected by the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.start = QPushButton(), QPushButton()
        self.page = QPushButton(_tr("&View report"))
        self.another = QPushButton()
        self.pause, self.stop = QPushButton(), QPushButton(_tr("S&top"))
        self.stop.setToolTip(_tr("Stop it; it can be continued later"))
        self.shut = QPushButton(_tr("C&lose"))
        self.setSpacing(8)
        for button in (self.go_on, self.page, self.another):
            self.addWidget(button)
        self.addStretch(1)
        for button in (self.stop, self.pause, self.shut, self.start):
            self.addWidget(button)
        for button in (self.go_on, self.page, self.another, self.pause, self.stop, self.shut):
            button.setAutoDefault(False)

    def show_run(self, state: JobState | None, *, shown: bool) -> None:
        """A batch is at work. state: its job's; None where none is at work. shown: that one, and not the next."""
        self.another.setVisible(state is not None)
        self.another.setText(_tr("An&other folder …") if shown else _tr("&Back to the one at work"))
        stopping = state is JobState.STOPPING
        for button in (self.pause, self.stop):
            button.setVisible(shown)
            button.setEnabled(not stopping)
        self.pause.setText(_tr("Continu&e") if state in (JobState.PAUSED, JobState.HELD) else _tr("&Pause"))
        self.stop.setText(_tr("Stopping …") if stopping else _tr("S&top"))
        self.start.setVisible(not shown)

    def show_left(self, left: Unfinished | None, *, after_another: bool) -> None:
        """What can be continued or tried again, or begun when the one at work has ended."""
        self.go_on.setVisible(left is not None)
        if after_another:
            self.start.setText(_tr("&Start after it"))
        else:
            self.start.setText(_tr("&Start") if left is None or not left.left else _tr("&Start afresh"))
        if left is not None:
            text = _tr("Continu&e {n} of {total}") if left.left else _tr("Retr&y {n} that failed")
            self.go_on.setText(text.format(n=number(left.left or left.failed), total=number(left.total)))
        _make_primary(self.go_on, left is not None)
        _make_primary(self.start, left is None)


def _make_primary(button: QPushButton, primary: bool) -> None:
    """The one that most people want, and that Enter presses."""
    button.setDefault(primary)
    if button.property("primary") != primary:
        button.setProperty("primary", primary)
        button.style().unpolish(button)
        button.style().polish(button)


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchDialog", text)
