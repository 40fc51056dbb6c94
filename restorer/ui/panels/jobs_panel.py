"""What is being done, how far it is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QFont, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from restorer.jobs.job import Job, JobState
from restorer.ui.batch_lane import LANE
from restorer.ui.icons import icon
from restorer.ui.jobs_model import SHARE, JobsModel
from restorer.ui.panels.cell import draw_cell
from restorer.ui.work import Work

_MARGIN, _BAR = 8, 4  # px
_MIDDLE, _RIGHT = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight


class JobsPanel(QWidget):
    """The jobs as a list, with buttons and keys for the one that is chosen there."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = work.queue
        self.jobs = JobsModel(work, self)
        self.view = QListView()
        self.view.setModel(self.jobs)
        self.view.setItemDelegate(JobDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 3 * _MARGIN)  # one row
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.setAccessibleName(self.tr("Jobs"))
        self.empty = QLabel(self.tr("Nothing is being done."))
        self.empty.setProperty("faint", True)
        self._icons: dict[QAction, str] = {}
        self.pause = self._action(self.tr("Pause"), "mdi6.pause", "Space", self._pause)
        self.cancel = self._action(self.tr("Cancel"), "mdi6.close", "Del", lambda job: self._queue.cancel(job.number))
        self.retry = self._action(self.tr("Retry"), "mdi6.refresh", "F5", lambda job: self._queue.retry(job.number))
        self.up = self._action(self.tr("Do earlier"), "mdi6.arrow-up", "Alt+Up", lambda _job: self._move(-1))
        self.down = self._action(self.tr("Do later"), "mdi6.arrow-down", "Alt+Down", lambda _job: self._move(1))
        self.clear = self._action(self.tr("Clear finished"), "mdi6.playlist-remove", "Shift+Del", None)
        self.clear.triggered.connect(lambda: self._queue.clear_ended())
        self._lay()
        self._soon = QTimer(self)  # many changes at once make one refresh
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._refresh)
        self._dress()
        for signal in (self.jobs.dataChanged, self.jobs.layoutChanged, self.jobs.rowsInserted, self.jobs.rowsRemoved):
            signal.connect(lambda *_: self._soon.start())
        self.view.selectionModel().currentChanged.connect(lambda *_: self._soon.start())
        self._refresh()

    def _action(self, text: str, glyph: str, keys: str, do: Callable[[Job], object] | None) -> QAction:
        action = QAction(text, self.view)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._icons[action] = glyph
        self._name(action, text)
        if do is not None:
            action.triggered.connect(lambda: self._with_current(do))
        self.view.addAction(action)
        return action

    def _name(self, action: QAction, text: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(text)
        action.setToolTip(f"{text} ({keys})")

    def _lay(self) -> None:
        self.buttons: dict[QAction, QToolButton] = {}
        row = QHBoxLayout()
        row.setSpacing(4)
        for action in self._icons:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.buttons[action] = button
            if action is self.clear:
                row.addStretch(1)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self.empty)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.WindowText).name()
        for action, glyph in self._icons.items():
            action.setIcon(icon(glyph, colour))

    # What is chosen, and what can be done about it

    def current(self) -> Job | None:
        """The job that is chosen in the list."""
        return self.jobs.job(self.view.currentIndex())

    def choose(self, number: int) -> None:
        """Choose a job by its number."""
        for row in range(self.jobs.rowCount()):
            job = self.jobs.job(self.jobs.index(row))
            if job is not None and job.number == number:
                self.view.setCurrentIndex(self.jobs.index(row))

    def _with_current(self, do: Callable[[Job], object]) -> None:
        job = self.current()
        if job is not None:
            do(job)

    def _pause(self, job: Job) -> None:
        rests = job.state in (JobState.PAUSED, JobState.HELD)
        (self._queue.resume if rests else self._queue.pause)(job.number)

    def _move(self, by: int) -> None:
        before, job = self._place(by), self.current()
        if before is not None and job is not None:
            self._queue.move(job.number, before.number if isinstance(before, Job) else None)

    def _place(self, by: int) -> Job | str | None:
        """The job that the chosen one would come before, "end" for behind all; None where it cannot go that way."""
        row = self.view.currentIndex().row()
        job, other = self.jobs.to_come(row), self.jobs.to_come(row + by)
        if job is None or other is None or not _movable(job):
            return None
        if by < 0:
            return other if _movable(other) else None
        return self.jobs.to_come(row + 2) or "end"

    def _refresh(self) -> None:
        """Which actions there are for the job that is chosen now."""
        if self.jobs.rowCount() and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.jobs.index(0))
        job = self.current()
        state = None if job is None else job.state
        self.empty.setVisible(not self.jobs.rowCount())
        self.view.setVisible(bool(self.jobs.rowCount()))
        for button in self.buttons.values():
            button.setVisible(bool(self.jobs.rowCount()))
        rests = state in (JobState.PAUSED, JobState.HELD)
        self._icons[self.pause] = "mdi6.play" if rests else "mdi6.pause"
        self.pause.setIcon(icon(self._icons[self.pause], self.palette().color(QPalette.ColorRole.WindowText).name()))
        self._name(self.pause, self.tr("Continue") if rests else self.tr("Pause"))
        self.pause.setEnabled(rests or state in (JobState.WAITING, JobState.RUNNING))
        self.cancel.setEnabled(state is not None and not state.ended and state is not JobState.STOPPING)
        self.retry.setEnabled(state in (JobState.FAILED, JobState.CANCELLED))
        self.up.setEnabled(self._place(-1) is not None)
        self.down.setEnabled(self._place(1) is not None)
        self.clear.setEnabled(self.jobs.any_ended())


class JobDelegate(QStyledItemDelegate):
    """A row: the title, two lines that say where the job is, and a bar."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, 3 * option.fontMetrics.lineSpacing() + 2 * _MARGIN + _BAR)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        draw_cell(painter, option, option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole
        line = option.fontMetrics.lineSpacing()
        place = option.rect.adjusted(_MARGIN, _MARGIN // 2, -_MARGIN, 0)
        painter.save()
        painter.setPen(option.palette.color(role.Text))
        heavy = QFont(option.font)
        heavy.setWeight(QFont.Weight.DemiBold)
        painter.setFont(heavy)
        place.setHeight(line)
        painter.drawText(place, 0, painter.fontMetrics().elidedText(option.text, _MIDDLE, place.width()))
        painter.setFont(option.font)
        painter.setPen(option.palette.color(role.Text if chosen else role.PlaceholderText))
        place.translate(0, line)
        place.setHeight(2 * line)
        # Words break, so a little less than two lines is sure to fit into them.
        said = option.fontMetrics.elidedText(index.data(Qt.ItemDataRole.StatusTipRole), _RIGHT, 9 * place.width() // 5)
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap), said)
        self._draw_bar(painter, option, QRect(place.left(), place.bottom() + 4, place.width(), _BAR), index.data(SHARE))
        painter.restore()

    def _draw_bar(self, painter: QPainter, option: QStyleOptionViewItem, bar: QRect, share: float | None) -> None:
        if share is None:
            return
        painter.fillRect(bar, option.palette.color(QPalette.ColorRole.Mid))
        bar.setWidth(round(bar.width() * share))
        painter.fillRect(bar, option.palette.color(QPalette.ColorRole.Highlight))


def _movable(job: Job) -> bool:
    """One that a worker is taken by stays where it is; a folder is only led."""
    return job.lane == LANE or not job.state.at_work
