"""A folder of photos at once: what is found, what each will be called, and how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.names import DEFAULT, FIELDS, Template
from restorer.batch.plan import Looked, Plan, PlanProgress, State, check_folders, settle
from restorer.batch.request import COLLISIONS, BatchRequest
from restorer.batch.scan import Scan
from restorer.batch.session import Unfinished, unfinished
from restorer.batch.summary import in_words
from restorer.core.errors import BadRequest, RestorerError
from restorer.engines.values import Setup
from restorer.jobs.estimate import in_words as time_in_words
from restorer.photo.formats import WRITABLE
from restorer.photo.write import SaveOptions
from restorer.ui.batch_model import BatchModel
from restorer.ui.dialogs.batch_choices import Choice, before, recalled, remember
from restorer.ui.dialogs.batch_table import PlanTable

REPORT = "restorer-report.html"
_EDIT_MS = 250  # after the last key before names are settled again


class BatchDialog(QDialog):
    """Asks for a folder and how its photos are restored, and shows the batch while it runs.

    Closing it stops nothing: the model goes on, and another dialog on the same model shows it again.
    """

    def __init__(
        self, model: BatchModel, recipes: tuple[Choice, ...], setup: Setup, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._recipes, self._setup = model, recipes, setup
        self._inputs: tuple[Path, ...] = ()
        self._found: Scan | None = None
        self._looked: tuple[Looked, ...] = ()
        self._plan: Plan | None = None
        self._left: Unfinished | None = None
        self.table = PlanTable()
        self.setWindowTitle(self.tr("Restore a folder"))
        self.setAcceptDrops(True)
        self._make()
        self._lay()
        self._editing = QTimer(self)
        self._editing.setSingleShot(True)
        self._editing.setInterval(_EDIT_MS)
        self._editing.timeout.connect(self.settle_names)
        self._recall()
        self._wire()
        self._show_running()

    def _make(self) -> None:
        self.source, self.output = QLineEdit(), QLineEdit()
        self.source.setReadOnly(True)
        self.source.setPlaceholderText(self.tr("Choose or drop a folder"))
        self.choose_source, self.choose_output = QPushButton(self.tr("Choose…")), QPushButton(self.tr("Choose…"))
        self.recursive = QCheckBox(self.tr("Subfolders too"))
        self.recursive.setChecked(True)
        self.recipe, self.format, self.collision = QComboBox(), QComboBox(), QComboBox()
        for choice in self._recipes:
            self.recipe.addItem(choice.title, choice.label)
        self.format.addItem(self.tr("As each original"), None)
        for one in WRITABLE:
            self.format.addItem(one.title, one.id)
        said = {
            "skip": self.tr("Leave it and skip the photo"),
            "rename": self.tr("Give the new one another name"),
            "overwrite": self.tr("Replace it"),
        }
        for collision in COLLISIONS:
            self.collision.addItem(said[collision], collision)
        self.template = QLineEdit(DEFAULT)
        self.template.setToolTip("\n".join(f"{{{name}}}: {text}" for name, text in FIELDS.items()))
        self.report = QCheckBox(self.tr("Write a report beside the outputs"))
        self.report.setChecked(True)
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.verticalHeader().hide()
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.counted, self.told, self.fault = QLabel(), QLabel(), QLabel()
        for label in (self.counted, self.told, self.fault):
            label.setWordWrap(True)
        self.bar = QProgressBar()
        self.go_on = QPushButton()
        self.start, self.pause = QPushButton(self.tr("Start")), QPushButton(self.tr("Pause"))
        self.start.setProperty("primary", True)
        self.stop, self.shut = QPushButton(self.tr("Stop")), QPushButton(self.tr("Close"))

    def _lay(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        for text, line, button in (
            (self.tr("&Photos"), self.source, self.choose_source),
            (self.tr("&Into"), self.output, self.choose_output),
        ):
            row = QHBoxLayout()
            row.addWidget(line, 1)
            row.addWidget(button)
            label = QLabel(text)
            label.setBuddy(line)
            form.addRow(label, row)
        form.addRow("", self.recursive)
        form.addRow(self.tr("&Restore"), self.recipe)
        form.addRow(self.tr("&Names"), self.template)
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.tr("If a name e&xists"), self.collision)
        form.addRow("", self.report)
        self.controls = QWidget()
        self.controls.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go_on)
        buttons.addStretch(1)
        for button in (self.stop, self.pause, self.shut, self.start):
            buttons.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(10)
        for widget in (self.controls, self.counted, self.view, self.fault, self.told, self.bar):
            rows.addWidget(widget)
        rows.setStretchFactor(self.view, 1)
        rows.addLayout(buttons)
        self.resize(780, 720)

    def _wire(self) -> None:
        self.choose_source.clicked.connect(self._ask_source)
        self.choose_output.clicked.connect(self._ask_output)
        self.recursive.toggled.connect(self._look)
        self.output.editingFinished.connect(self._look)
        self.template.textChanged.connect(self._editing.start)
        for box in (self.recipe, self.format, self.collision):
            box.currentIndexChanged.connect(self.settle_names)
        self.start.clicked.connect(self.begin)
        self.go_on.clicked.connect(self.carry_on)
        self.pause.clicked.connect(self._pause)
        self.stop.clicked.connect(self._model.stop)
        self.shut.clicked.connect(self.close)
        self._model.looking.connect(self._tell_found)
        self._model.found.connect(self._take)
        self._model.happened.connect(self._happened)
        self._model.noted.connect(self.told.setText)
        self._model.ended.connect(self._ended)
        self._model.failed.connect(self._failed)

    # What is asked for

    def set_inputs(self, paths: list[Path]) -> None:
        """Take these folders or files; the outputs go beside the first unless a place was chosen."""
        if not paths or self._model.running:
            return
        self._inputs = tuple(path.absolute() for path in paths)
        first = self._inputs[0]
        self.source.setText(", ".join(map(str, self._inputs)))
        self.output.setText(str(first.with_name(f"{first.stem if first.is_file() else first.name} (restored)")))
        self._look()

    def request(self) -> BatchRequest:
        """What is asked for now.

        Raises
        ------
        BadRequest
            it cannot be done so.
        """
        if not self._inputs:
            raise BadRequest(self.tr("Choose or drop a folder of photos."))
        if not self.output.text().strip():
            raise BadRequest(self.tr("Choose a folder for the restored photos."))
        choice = self._recipes[self.recipe.currentIndex()]
        return BatchRequest(
            self._inputs,
            Path(self.output.text()).expanduser().absolute(),
            choice.recipe,
            (),
            choice.label,
            self._setup,
            SaveOptions(format=self.format.currentData()),
            Template(self.template.text()),
            self.collision.currentData(),
            self.recursive.isChecked(),
        )

    def _ask_source(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Photos"), self.source.text())
        if folder:
            self.set_inputs([Path(folder)])

    def _ask_output(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Into"), self.output.text())
        if folder:
            self.output.setText(folder)
            self._look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_inputs([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    # The plan

    def _look(self) -> None:
        """Look through the folder again; names follow when that is done."""
        self._found, self._looked, self._plan = None, (), None
        try:
            request = self.request()
            check_folders(request)
        except BadRequest as error:
            self._refuse(error)
            return
        self._left = unfinished(self._model.places, request.output)
        self._model.look(request)
        self._show_running()

    def _tell_found(self, progress: PlanProgress) -> None:
        looked = self.tr(", {n} looked at").format(n=f"{progress.looked_at:,}") if progress.looked_at else ""
        self.counted.setText(f"{progress.found}{looked}…")

    def _take(self, found: Scan, looked: tuple[Looked, ...]) -> None:
        self._found, self._looked = found, looked
        self.settle_names()

    def settle_names(self) -> None:
        """Show what each photo would be called now."""
        self._plan = None
        if self._found is None or self._model.running:
            return
        try:
            request = self.request()
            check_folders(request)
            self._plan = settle(request, self._found, self._looked)
        except BadRequest as error:
            self._refuse(error)
            return
        self.fault.clear()
        self.table.show(self._plan.entries)
        self.counted.setText(f"{self._found}. {before(self._plan, request, self._looked, self._model.speeds)}")
        self._show_running()

    def _refuse(self, error: RestorerError) -> None:
        self.fault.setText(error.sentence)
        self.table.show(())
        self._show_running()

    # The run

    def begin(self) -> None:
        """Start what is planned."""
        if self._plan is None or self._model.running:
            return
        request = self.request()
        self._remember()
        self._model.start(request, self._plan, request.output / REPORT if self.report.isChecked() else None)
        self._show_running()

    def carry_on(self) -> None:
        """Continue what was interrupted."""
        if self._left is None or self._model.running:
            return
        output = self._left.request.output
        self.table.show(())
        self._model.carry_on(output, output / REPORT if self.report.isChecked() else None)
        self._show_running()

    def _pause(self) -> None:
        (self._model.resume if self._model.paused else self._model.pause)()
        self._show_running()

    def _happened(self, event: BatchEvent) -> None:
        match event:
            case PhotoEnded():
                row = self.table.mark(event)
                if row >= 0:
                    self.view.scrollTo(self.table.index(row, 0))
            case BatchProgressed():
                self.bar.setMaximum(max(event.total, 1))
                self.bar.setValue(event.ended)
                left = "" if event.seconds_left is None else time_in_words(event.seconds_left)
                said = self.tr("{done} of {total}").format(done=f"{event.ended:,}", total=f"{event.total:,}")
                self.told.setText(f"{said}, {self.tr('{time} left').format(time=left)}" if left else said)
            case BatchPaused():
                self.fault.setText(self.tr("Paused. {why}").format(why=event.sentence))
            case BatchContinued():
                self.fault.clear()

    def _ended(self, counts: dict[State, int]) -> None:
        self.told.setText(in_words(counts))
        if self._plan is not None:
            self._left = unfinished(self._model.places, Path(self.output.text()).expanduser().absolute())
        self._plan = None
        self._show_running()

    def _failed(self, error: RestorerError) -> None:
        self.fault.setText(error.sentence)
        self._show_running()

    def _show_running(self) -> None:
        """Which parts can be used now."""
        running = self._model.running
        self.controls.setEnabled(not running)
        self.bar.setVisible(running)
        for button in (self.pause, self.stop):
            button.setVisible(running)
        self.pause.setText(self.tr("Continue") if self._model.paused else self.tr("Pause"))
        waiting = self._plan is not None and any(entry.state is State.WAITING for entry in self._plan.entries)
        self.start.setEnabled(waiting and not running)
        self.go_on.setVisible(self._left is not None and not running)
        if self._left is not None:
            text = self.tr("Continue {n} of {total}") if self._left.left else self.tr("Retry {n} that failed")
            number = self._left.left or self._left.failed
            self.go_on.setText(text.format(n=f"{number:,}", total=f"{self._left.total:,}"))

    # What is remembered

    def _remember(self) -> None:
        remember(
            self._model.places,
            {
                "recipe": self.recipe.currentData(),
                "format": self.format.currentData(),
                "collision": self.collision.currentData(),
                "template": self.template.text(),
                "recursive": self.recursive.isChecked(),
                "report": self.report.isChecked(),
            },
        )

    def _recall(self) -> None:
        said = recalled(self._model.places)
        for box, name in ((self.recipe, "recipe"), (self.format, "format"), (self.collision, "collision")):
            box.setCurrentIndex(max(0, box.findData(said.get(name))))
        self.template.setText(str(said.get("template", DEFAULT)))
        self.recursive.setChecked(said.get("recursive") is not False)
        self.report.setChecked(said.get("report") is not False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._editing.stop()
        event.accept()
