"""The jobs as a list for the window: those to come in their order, then those that have ended, the last first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from restorer.batch.summary import in_words as summed_up
from restorer.core.control import Progress
from restorer.jobs.estimate import in_words
from restorer.jobs.job import Job, JobEnded, JobEvent, JobProgressed, JobsCleared, JobState, OrderChanged
from restorer.jobs.words import STAGES
from restorer.ui.batch_lane import FolderProgress, RestoreFolder
from restorer.ui.text import number, translated
from restorer.ui.work import Work
from restorer.worker.messages import DeviceReport, Probe, Restore

JOB = Qt.ItemDataRole.UserRole
"""The role under which a row gives its job."""

SHARE = Qt.ItemDataRole.UserRole + 1
"""The role under which a row says how far its job is: 0–1, None where that is not to be shown."""

_COLLECT_MS = 20  # changes of order that come together are shown together
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class JobsModel(QAbstractListModel):
    """Follows the queue. A row keeps its selection when it moves."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = work.queue
        self._jobs: dict[int, Job] = {}
        self._order: list[int] = []
        self._rows: dict[int, int] = {}
        self._devices: tuple[DeviceReport, ...] = ()
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.setInterval(_COLLECT_MS)
        self._arranging.timeout.connect(self._arrange)
        work.happened.connect(self._heard)

    def job(self, index: _Index) -> Job | None:
        """The one in a row; None for no row."""
        return self._jobs[self._order[index.row()]] if index.isValid() else None

    def to_come(self, row: int) -> Job | None:
        """The one in a row, if there is such a row and it has not ended."""
        job = self._jobs[self._order[row]] if 0 <= row < len(self._order) else None
        return None if job is None or job.state.ended else job

    def any_ended(self) -> bool:
        return bool(self._order) and self._jobs[self._order[-1]].state.ended  # they stand behind the others

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self.job(index)
        if job is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return job.title
            case Qt.ItemDataRole.StatusTipRole:
                return describe(job, self._devices)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{job.title}: {describe(job, self._devices)}"
            case _ if role == JOB:
                return job
            case _ if role == SHARE:
                return None if job.state.ended or job.progress is None else share(job.progress)
        return None

    def _heard(self, event: JobEvent) -> None:
        if isinstance(event, OrderChanged | JobsCleared):
            self._arranging.start()
            return
        job = event.job
        if isinstance(event, JobEnded) and isinstance(job.task, Probe) and job.state is JobState.DONE:
            self._devices = job.answer
        if not job.listed:
            return
        row = self._rows.get(job.number)
        if row is not None:
            self._jobs[job.number] = job
            self.dataChanged.emit(self.index(row), self.index(row))
        if row is None or not isinstance(event, JobProgressed):
            self._arranging.start()

    def _arrange(self) -> None:
        """Show the jobs that there are, in the order that they have."""
        jobs = {job.number: job for job in self._queue.jobs() if job.listed}
        ended = [number for number, job in jobs.items() if job.state.ended]
        order = [number for number, job in jobs.items() if not job.state.ended] + ended[::-1]
        self._remove([row for row, number in enumerate(self._order) if number not in jobs])
        new = [number for number in order if number not in self._rows]
        if new:
            first = len(self._order)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._jobs = jobs
            self._take_order(self._order + new)
            self.endInsertRows()
        self._jobs = jobs
        if order != self._order:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            numbers = [self._order[index.row()] for index in before]
            self._take_order(order)
            self.changePersistentIndexList(before, [self.index(self._rows[number]) for number in numbers])
            self.layoutChanged.emit()
        if order:
            self.dataChanged.emit(self.index(0), self.index(len(order) - 1))

    def _remove(self, rows: list[int]) -> None:
        """Take rows out, those that lie side by side at once."""
        while rows:
            last = first = rows.pop()
            while rows and rows[-1] == first - 1:
                first = rows.pop()
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take_order(self._order[:first] + self._order[last + 1 :])
            self.endRemoveRows()

    def _take_order(self, order: list[int]) -> None:
        self._order = order
        self._rows = {number: row for row, number in enumerate(order)}


def share(progress: Progress) -> float:
    """How much of a job is done, 0–1."""
    here = progress.done / max(1, progress.total)
    return min(1.0, (progress.step - 1 + here) / max(1, progress.steps))


def describe(job: Job, devices: tuple[DeviceReport, ...] = ()) -> str:
    """Where a job is, in words."""
    if job.failure is not None:
        return translated(job.failure.sentence)
    if isinstance(job.task, RestoreFolder) and job.state is JobState.DONE:
        return translated(summed_up(job.answer))
    words = {
        JobState.WAITING: _tr("waiting"),
        JobState.HELD: _tr("held back"),
        JobState.PAUSED: _tr("paused"),
        JobState.STOPPING: _tr("stopping …"),
        JobState.DONE: _tr("done"),
        JobState.CANCELLED: _tr("stopped"),
    }
    progress, state = job.progress, words.get(job.state, "")
    if progress is None or job.state in (JobState.STOPPING, JobState.DONE, JobState.CANCELLED):
        return state or _tr("starting …")
    if isinstance(progress, FolderProgress):
        said = _of_a_folder(progress)
    else:
        said = [_step(progress), _left(progress.seconds_left), _device(job, devices)]
    return ", ".join(part for part in (state, *said) if part)


def _of_a_folder(progress: FolderProgress) -> list[str]:
    if progress.trouble:
        return [_tr("resting"), translated(progress.trouble)]
    photos = _tr("{done} of %Ln photo(s)", progress.total).format(done=number(progress.done))
    part = "" if progress.part is None else f" ({_step(progress.part)})"
    device = "CPU" if progress.device == "cpu" else progress.device
    return [photos, _left(progress.seconds_left), device, f"{progress.photo}{part}"]


def _step(progress: Progress) -> str:
    """“removing noise, tile 3 of 8”."""
    stage = translated(STAGES.get(progress.stage, progress.stage))
    if progress.total <= 1:
        return stage
    return _tr("{step}, tile {n} of {total}").format(
        step=stage, n=min(progress.done + 1, progress.total), total=progress.total
    )


def _left(seconds: float | None) -> str:
    return "" if seconds is None else _tr("{time} left").format(time=translated(in_words(seconds)))


def _device(job: Job, devices: tuple[DeviceReport, ...]) -> str:
    """What a photo is restored on; empty where that is not known yet."""
    if not isinstance(job.task, Restore):
        return ""
    wanted = job.task.setup.device
    found = [one for one in devices if one.usable and wanted in ("auto", one.id, one.id.partition(":")[0])]
    return "" if not found else "CPU" if found[0].id == "cpu" else found[0].title


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("JobsPanel", text, "", n)
