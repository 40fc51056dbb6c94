"""A folder of photos at once: what is found, what each will be called, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.plan import PlanProgress, State, check_folders
from restorer.batch.request import BatchRequest
from restorer.batch.session import Unfinished, unfinished
from restorer.batch.summary import in_words
from restorer.core.errors import BadRequest, RestorerError
from restorer.engines.values import Setup
from restorer.jobs.estimate import in_words as time_in_words
from restorer.ui.batch_estimate import Estimate
from restorer.ui.batch_lane import Begun, Checked
from restorer.ui.batch_model import BatchModel, Planned
from restorer.ui.dialogs.batch_buttons import BatchButtons
from restorer.ui.dialogs.batch_choices import Choice, losses, recalled, remember, space_needed, time_needed, to_do
from restorer.ui.dialogs.batch_form import BatchForm
from restorer.ui.dialogs.batch_table import PlanTable, notes_on, shown
from restorer.ui.text import number, translated

REPORT = "restorer-report.html"


class BatchDialog(QDialog):
    """Asks for a folder and how its photos are restored, and shows the batch while it runs.

    Closing it stops nothing: the model goes on, and another dialog on the same model shows it again. While one batch
    is at work others can be asked for, which come after it.
    """

    def __init__(
        self, model: BatchModel, recipes: tuple[Choice, ...], setup: Setup, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._setup = model, setup
        self._planned: Planned | None = None
        self._left: Unfinished | None = None
        self._page: Path | None = None
        self._looking = False
        self._asks_next = False  # for what comes after the one at work
        self._before: tuple[str, ...] = ()
        self.table = PlanTable()
        self.form = BatchForm(recipes)
        self.setWindowTitle(self.tr("Restore a folder"))
        self.setAcceptDrops(True)
        self._make()
        self._lay()
        self._recall()
        self._wire()
        if model.running and model.at_work is not None:
            self._show_begun(model.at_work)
        elif self.form.inputs and not model.running:
            self.look()
        self._show_state()

    def _make(self) -> None:
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setAccessibleName(self.tr("Photos and what they become"))
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setTabKeyNavigation(False)  # Tab leads on to the buttons
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("faint", True)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.middle.addWidget(self.view)
        self.counted, self.told, self.fault, self.following = QLabel(), QLabel(), QLabel(), QLabel()
        self.counted.setProperty("title", True)
        self.following.setProperty("faint", True)
        for label in (self.counted, self.told, self.fault, self.following):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.buttons = BatchButtons()
        self.start, self.go_on, self.another = self.buttons.start, self.buttons.go_on, self.buttons.another
        self.pause, self.stop, self.page = self.buttons.pause, self.buttons.stop, self.buttons.page

    def _lay(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(8)
        for widget in (self.form, self.counted, self.middle, self.bar, self.fault, self.told, self.following):
            rows.addWidget(widget)
        rows.setStretchFactor(self.middle, 1)
        rows.addLayout(self.buttons)
        self.resize(920, 620)

    def _wire(self) -> None:
        self.form.moved.connect(self.look)
        self.form.edited.connect(self.plan)
        self.start.clicked.connect(self.begin)
        self.go_on.clicked.connect(self.carry_on)
        self.page.clicked.connect(self.open_report)
        self.pause.clicked.connect(lambda: (self._model.resume if self._model.paused else self._model.pause)())
        self.stop.clicked.connect(self._model.stop)
        self.buttons.shut.clicked.connect(self.close)
        self.another.clicked.connect(lambda: self.ask_next(not self._asks_next))
        model = self._model
        model.looking.connect(self._show_looking)
        model.planned.connect(self._show_plan)
        model.estimated.connect(self._show_time)
        model.begun.connect(self._show_begun)
        model.checking.connect(self._show_checking)
        model.happened.connect(self._happened)
        model.noted.connect(self._show_note)
        model.changed.connect(self._show_state)
        model.ended.connect(self._ended)
        model.failed.connect(self._refuse)

    # What is asked for

    def set_inputs(self, paths: list[Path]) -> None:
        """Take these folders or files, to come after the batch at work; the outputs go beside the first."""
        if self._shows_run:
            self.ask_next(True)
        self.form.set_inputs(paths)

    def ask_next(self, asked: bool) -> None:
        """Ask for what comes after the batch at work, or show that one again."""
        self._asks_next = asked and self._model.running
        self._planned = self._left = None
        self._looking = False
        self._model.give_up_asking()
        if self._asks_next:
            self.form.forget_inputs()
            self.table.show((), ())
            for label in (self.counted, self.told, self.fault):
                self._say(label, "")
        elif self._model.at_work is not None:
            self._show_begun(self._model.at_work)
        self._show_state()

    @property
    def _shows_run(self) -> bool:
        return self._model.running and not self._asks_next

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_inputs([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _recall(self) -> None:
        self.form.blockSignals(True)
        self.form.recall(recalled(self._model.places))
        self.form.give_up_typing()
        self.form.blockSignals(False)

    # The plan

    def look(self) -> None:
        """Look through the folder again; names follow when that is done."""
        self._planned = self._left = self._page = None
        request = self._request()
        if request is None:
            self._say(self.counted, "")
            return
        self._left = unfinished(self._model.places, request.output)
        self._page = self._page_in(request.output) if (request.output / REPORT).is_file() else None
        self._say(self.counted, self.tr("Counting …"))
        self._say(self.told, "")
        self.bar.setRange(0, 0)
        self._looking = True
        self._model.look(request)
        self._show_state()

    def plan(self) -> None:
        """Settle what each photo would be called now."""
        self._planned = None
        request = None if self._shows_run else self._request()
        if request is not None:
            self._model.plan(request)
        self._show_state()

    def _request(self) -> BatchRequest | None:
        try:
            request = self.form.request(self._setup)
            check_folders(request)
            self._model.demand_free(request.output)
        except BadRequest as error:
            self._model.give_up_asking()
            self._refuse(error)
            return None
        self._say(self.fault, "")
        return request

    def _show_looking(self, progress: PlanProgress) -> None:
        total, looked = len(progress.found.photos), progress.looked_at
        also = self.tr(", {n} looked at").format(n=number(looked)) if looked else ""
        self._say(self.counted, f"{translated(str(progress.found))}{also} …")
        self.bar.setRange(0, total if looked else 0)
        self.bar.setValue(looked)

    def _show_plan(self, planned: Planned) -> None:
        self._planned = planned
        entries, request = planned.plan.entries, planned.request
        taken = self.tr("another has this name already")
        replaced = self.tr("replaces the file that is there")
        self.table.show(entries, request.inputs, notes_on(entries, request, taken, replaced))
        self._say(self.counted, f"{translated(str(planned.plan.found))}. {to_do(planned)}")
        space, enough = space_needed(planned)
        self._before = (
            *self._left_words(),
            space if enough else f"⚠ {space}",
            *(f"⚠ {sentence}" for sentence in losses(planned)),
        )
        waiting = bool(planned.waiting())
        self._say(self.told, "\n".join((*self._before, self.tr("Measuring how long it takes …"))) if waiting else "")
        self._looking = False
        self._show_state()

    def _left_words(self) -> tuple[str, ...]:
        """That an earlier batch can be continued, where one can."""
        if self._left is None or not self._left.left:
            return ()
        text = self.tr("An earlier batch into this folder was not finished; of its {total} photos {n} are left.")
        return (text.format(n=number(self._left.left), total=number(self._left.total)),)

    def _show_time(self, estimate: Estimate | None) -> None:
        if self._planned is not None:
            self._say(self.told, "\n".join((*self._before, time_needed(estimate))))

    def _refuse(self, error: RestorerError) -> None:
        self._say(self.fault, f"⚠ {shown(translated(error.sentence))}")
        self._looking = False
        if not self._shows_run:
            self._planned = None
            self._say(self.told, "")
        self._show_state()

    # The run

    def begin(self) -> None:
        """Start what is planned, when the batch at work has ended if there is one."""
        planned = self._planned
        if planned is not None and not self._shows_run:
            self._hand_over(lambda: self._model.start(planned, self._report_for(planned.request.output)))

    def carry_on(self) -> None:
        """Continue what was interrupted, or try again what failed."""
        if self._left is not None and not self._shows_run:
            request = self._left.request
            self._hand_over(lambda: self._model.carry_on(request, self._report_for(request.output)))

    def _hand_over(self, begin: Callable[[], None]) -> None:
        """Have the model take a batch over, and show the one that is at work then."""
        self._keep_choices()
        try:
            begin()
        except BadRequest as error:
            self._refuse(error)
            return
        if self._asks_next:
            self.ask_next(False)

    def open_report(self) -> None:
        """Show the page in the browser; it can be read while the batch runs."""
        if self._page is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._page)))

    def _report_for(self, output: Path) -> Path | None:
        return self._page_in(output) if self.form.report.isChecked() else None

    def _page_in(self, output: Path) -> Path:
        return output / REPORT

    def _keep_choices(self) -> None:
        remember(self._model.places, self.form.as_remembered())

    def _show_begun(self, begun: Begun) -> None:
        """The batch is at work: show it, whoever started it, and however far it is."""
        if self._asks_next:
            return
        self._planned = None
        self._page = begun.report
        self.form.show_request(begun.request)
        self.table.show(begun.entries, begun.request.inputs)
        self.table.mark_all(self._model.outcomes)
        total = len(begun.entries)
        self._say(self.counted, self.tr("%Ln photo(s) into “{output}”", "", total).format(output=begun.request.output))
        self._say(self.fault, self._trouble())
        self._say(self.told, "")
        self.bar.setRange(0, 0)
        if self._model.progress is not None:
            self._show_progress(self._model.progress)
        self._show_state()

    def _show_note(self, sentence: str) -> None:
        if not self._asks_next:
            self._say(self.told, shown(translated(sentence)))

    def _show_checking(self, checked: Checked) -> None:
        if self._asks_next:
            return
        self.bar.setRange(0, max(1, checked.total))
        self.bar.setValue(checked.done)
        text = self.tr("Checking what is there: {done} of {total}")
        self._say(self.told, text.format(done=number(checked.done), total=number(checked.total)))

    def _happened(self, event: BatchEvent) -> None:
        if self._asks_next:
            return
        match event:
            case PhotoEnded():
                row = self.table.mark(event.number, (event.state, event.reason))
                if row >= 0 and not self.view.hasFocus():  # nobody is reading elsewhere in it
                    self.view.scrollTo(self.table.index(row, 0))
            case BatchProgressed():
                self._show_progress(event)
            case BatchPaused() | BatchContinued():
                self._say(self.fault, self._trouble())

    def _show_progress(self, event: BatchProgressed) -> None:
        self.bar.setRange(0, max(event.total, 1))
        self.bar.setValue(event.ended)
        said = [self.tr("{done} of %Ln photo(s)", "", event.total).format(done=number(event.ended))]
        if event.seconds_left is not None:
            said.append(self.tr("{time} left").format(time=translated(time_in_words(event.seconds_left))))
        said += [shown(name) for name in event.at_work[:1]]
        self._say(self.told, ", ".join(said))

    def _trouble(self) -> str:
        trouble = self._model.trouble
        return self.tr("⚠ Paused. {why}").format(why=shown(translated(trouble))) if trouble else ""

    def _ended(self, counts: dict[State, int]) -> None:
        if self._asks_next:
            return
        self._say(self.told, translated(in_words(counts)) if any(counts.values()) else self.tr("Stopped."))
        self._say(self.fault, "")
        self._left = unfinished(self._model.places, self.form.output_folder)

    def _show_state(self) -> None:
        """Which parts can be used now."""
        model, shows_run = self._model, self._shows_run
        self.form.setEnabled(not shows_run)
        self.bar.setVisible(shows_run or self._looking)
        self.middle.setCurrentWidget(self.view if self.table.rowCount() else self.empty)
        self.empty.setText("" if self._looking else self.tr("Drop a folder or photos here, or choose them above."))
        self.buttons.show_run(model.state if model.running else None, shown=shows_run)
        self.start.setEnabled(not shows_run and self._planned is not None and bool(self._planned.waiting()))
        self.page.setVisible(not self._asks_next and self._page is not None and self._page.is_file())
        self.buttons.show_left(None if shows_run else self._left, after_another=model.running)
        then = ", ".join(model.following)
        self._say(self.following, self.tr("Next: {folders}").format(folders=shown(then)) if then else "")

    def _say(self, label: QLabel, text: str) -> None:
        """Show a label only where it says something."""
        label.setText(text)
        label.setVisible(bool(text))

    def done(self, result: int) -> None:
        """Closed, in whatever way."""
        self.form.give_up_typing()
        self._model.give_up_asking()
        super().done(result)
