"""What is being done, how far it is, and what can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from restorer.jobs.job import Job, JobEvent, JobsCleared, JobState, OrderChanged
from restorer.ui.text import translated
from restorer.ui.work import Work

STAGES = {
    "read": "reading",
    "analyse": "measuring",
    "frame": "turning",
    "fade": "undoing the fading",
    "denoise": "removing noise",
    "colorize": "colouring",
    "upscale": "enlarging",
    "write": "saving",
}
STATES = {
    JobState.WAITING: "waiting",
    JobState.HELD: "held back",
    JobState.PAUSED: "paused",
    JobState.STOPPING: "stopping …",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "stopped",
}


class JobsPanel(QWidget):
    """A row for every job that is worth telling of."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.rows: dict[int, JobRow] = {}
        self.empty = QLabel(self.tr("Nothing is being done."))
        self.empty.setProperty("faint", True)
        clear = QPushButton(self.tr("Clear finished"))
        clear.clicked.connect(lambda: work.queue.clear_ended())
        self._list = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.empty)
        layout.addLayout(self._list)
        layout.addStretch(1)
        layout.addWidget(clear)
        self.clear = clear
        clear.hide()
        work.happened.connect(self._heard)

    def _heard(self, event: JobEvent) -> None:
        if isinstance(event, JobsCleared):
            for number in event.numbers:
                row = self.rows.pop(number, None)
                if row is not None:
                    row.deleteLater()
        elif not isinstance(event, OrderChanged) and event.job.listed:
            self._row(event.job).show_job(event.job)
        self.empty.setVisible(not self.rows)
        self.clear.setVisible(bool(self.rows))

    def _row(self, job: Job) -> JobRow:
        if job.number not in self.rows:
            self.rows[job.number] = JobRow(self._work, job.number)
            self._list.addWidget(self.rows[job.number])
        return self.rows[job.number]


class JobRow(QWidget):
    """One job: title, how far it is, and buttons for what can be done about it now."""

    def __init__(self, work: Work, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state, self.bar = QLabel(), QLabel(), QProgressBar()
        self.state.setProperty("faint", True)
        self.state.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(6)
        self.pause, self.resume = QPushButton(self.tr("Pause")), QPushButton(self.tr("Continue"))
        self.cancel, self.retry = QPushButton(self.tr("Cancel")), QPushButton(self.tr("Retry"))
        queue = work.queue
        for button, act in (
            (self.pause, queue.pause),
            (self.resume, queue.resume),
            (self.cancel, queue.cancel),
            (self.retry, queue.retry),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act(number))
        buttons = QHBoxLayout()
        buttons.addWidget(self.state, 1)
        for button in (self.pause, self.resume, self.cancel, self.retry):
            buttons.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 8)
        rows.addWidget(self.title)
        rows.addWidget(self.bar)
        rows.addLayout(buttons)

    def show_job(self, job: Job) -> None:
        self.title.setText(job.title)
        self.state.setText(describe(job))
        progress = job.progress
        if progress is not None:
            self.bar.setRange(0, max(1, progress.total * progress.steps))
            self.bar.setValue((progress.step - 1) * progress.total + progress.done)
        self.bar.setVisible(not job.state.ended)
        self.pause.setVisible(job.state in (JobState.WAITING, JobState.RUNNING))
        self.resume.setVisible(job.state in (JobState.HELD, JobState.PAUSED))
        self.cancel.setVisible(not job.state.ended and job.state is not JobState.STOPPING)
        self.retry.setVisible(job.state in (JobState.FAILED, JobState.CANCELLED))


def describe(job: Job) -> str:
    """Where a job is, in words."""
    if job.failure is not None:
        return job.failure.sentence
    if job.state is not JobState.RUNNING or job.progress is None:
        return translated(STATES.get(job.state, "starting …"))
    progress = job.progress
    text = f"{translated(STAGES.get(progress.stage, progress.stage))}, {progress.done} / {progress.total}"
    if progress.seconds_left is not None:
        text += translated(", {time} left").format(time=duration(progress.seconds_left))
    return text


def duration(seconds: float) -> str:
    """For people: “4 s”, “3 min”, “1 h 5 min”."""
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} s"
    if whole < 5400:
        return f"{round(whole / 60)} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
