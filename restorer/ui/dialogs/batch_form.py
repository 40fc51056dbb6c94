"""What is asked for a folder: which photos, where to, how they are restored and what they are called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from restorer.batch.names import DEFAULT, FIELDS, Template
from restorer.batch.request import COLLISIONS, BatchRequest
from restorer.core.errors import BadRequest
from restorer.engines.values import Setup
from restorer.photo.formats import FORMATS, WRITABLE
from restorer.photo.write import SaveOptions
from restorer.ui.dialogs.batch_choices import Choice
from restorer.ui.text import number, translated

_EDIT_MS = 250  # after the last key before names are settled again


class BatchForm(QWidget):
    """The controls of the batch dialog, and what they say as a request.

    Signals
    -------
    moved: other photos, or another place for the outputs. edited: another recipe, or other names.
    """

    moved = Signal()
    edited = Signal()

    def __init__(self, recipes: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipes = recipes
        self.inputs: tuple[Path, ...] = ()
        self._make()
        self._lay()
        self._typing, self._placing = QTimer(self), QTimer(self)
        for timer, signal in ((self._typing, self.edited), (self._placing, self.moved)):
            timer.setSingleShot(True)
            timer.setInterval(_EDIT_MS)
            timer.timeout.connect(signal)
        self.choose_folder.clicked.connect(self._ask_folder)
        self.choose_files.clicked.connect(self._ask_files)
        self.choose_output.clicked.connect(self._ask_output)
        self.recursive.toggled.connect(self.moved)
        self.output.textEdited.connect(lambda: self._placing.start())
        self.template.textChanged.connect(lambda: self._typing.start())
        for box in (self.recipe, self.format, self.collision):
            box.currentIndexChanged.connect(lambda _index: self.edited.emit())

    def _make(self) -> None:
        self.source, self.output = QLineEdit(), QLineEdit()
        self.source.setReadOnly(True)
        self.source.setPlaceholderText(self.tr("Choose or drop a folder, or photos"))
        self.choose_folder = _button(self.tr("&Folder…"), self.tr("Choose a folder of photos"))
        self.choose_files = _button(self.tr("P&hotos…"), self.tr("Choose single photos"))
        self.choose_output = _button(self.tr("&Choose…"), self.tr("Choose where the restored photos go"))
        self.recursive = QCheckBox(self.tr("S&ubfolders too, kept as they are"))
        self.recursive.setChecked(True)
        self.recipe, self.format, self.collision = QComboBox(), QComboBox(), QComboBox()
        for choice in self._recipes:
            self.recipe.addItem(translated(choice.title), choice.key)
        self.format.addItem(self.tr("Each as its original"), None)
        for one in WRITABLE:
            self.format.addItem(one.title, one.id)
        said = {
            "skip": self.tr("Leave it, skip the photo"),
            "rename": self.tr("Add a number to the new one"),
            "overwrite": self.tr("Replace it"),
        }
        for collision in COLLISIONS:
            self.collision.addItem(said[collision], collision)
        for box in (self.recipe, self.format, self.collision):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        self.template = QLineEdit(DEFAULT)
        self.insert = _button(self.tr("I&nsert"), self.tr("Insert a part of names that differs from photo to photo"))
        fields = QMenu(self.insert)
        for name, text in FIELDS.items():
            fields.addAction(f"{{{name}}}  {translated(text)}").setData(f"{{{name}}}")
        fields.triggered.connect(lambda action: self.template.insert(str(action.data())))
        self.insert.setMenu(fields)
        self.report = QCheckBox(self.tr("&Write a report beside the outputs"))
        self.report.setChecked(True)

    def _lay(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        for row, (text, line, buttons) in enumerate(
            (
                (self.tr("&Photos"), self.source, (self.choose_folder, self.choose_files)),
                (self.tr("&Into"), self.output, (self.choose_output,)),
            )
        ):
            grid.addWidget(_label(text, line), row, 0)
            grid.addLayout(_row(line, *buttons), row, 1, 1, 3)
        grid.addWidget(_label(self.tr("&Restore"), self.recipe), 2, 0)
        grid.addWidget(self.recipe, 2, 1)
        grid.addWidget(_label(self.tr("For&mat"), self.format), 2, 2)
        grid.addWidget(self.format, 2, 3)
        grid.addWidget(_label(self.tr("N&ames"), self.template), 3, 0)
        grid.addLayout(_row(self.template, self.insert), 3, 1)
        grid.addWidget(_label(self.tr("If a name e&xists"), self.collision), 3, 2)
        grid.addWidget(self.collision, 3, 3)
        grid.addWidget(self.recursive, 4, 1)
        grid.addWidget(self.report, 4, 2, 1, 2)

    # What is asked for

    def set_inputs(self, paths: list[Path]) -> None:
        """Take these folders or files; the outputs go beside the first."""
        if not paths:
            return
        self.inputs = tuple(Path(os.path.abspath(path)) for path in paths)
        first = self.inputs[0]
        place = first if first.is_dir() else first.parent
        self.source.setText(self._named())
        self.output.setText(str(place.with_name(self.tr("{name} (restored)").format(name=place.name or "Restorer"))))
        self.moved.emit()

    def forget_inputs(self) -> None:
        """No folder is chosen any more; how its photos are restored stays."""
        self.give_up_typing()
        self.inputs = ()
        self.source.clear()
        self.output.clear()

    def _named(self) -> str:
        first = self.inputs[0]
        if len(self.inputs) == 1:
            return str(first)
        return self.tr("{first} and {n} more").format(first=first, n=number(len(self.inputs) - 1))

    @property
    def output_folder(self) -> Path:
        return Path(os.path.abspath(Path(self.output.text().strip()).expanduser()))

    def request(self, setup: Setup) -> BatchRequest:
        """What is asked for now.

        Raises
        ------
        BadRequest
            it cannot be done so.
        """
        if not self.inputs:
            raise BadRequest(self.tr("Choose or drop a folder of photos."))
        if not self.output.text().strip():
            raise BadRequest(self.tr("Choose a folder for the restored photos."))
        choice = self._recipes[self.recipe.currentIndex()]
        return BatchRequest(
            self.inputs,
            self.output_folder,
            choice.recipe,
            (),
            choice.label,
            setup,
            SaveOptions(format=self.format.currentData()),
            Template(self.template.text()),
            self.collision.currentData(),
            self.recursive.isChecked(),
        )

    def show_request(self, request: BatchRequest) -> None:
        """Say what is being done, without telling anybody of a change."""
        self.blockSignals(True)
        self.inputs = request.inputs
        self.source.setText(self._named())
        self.output.setText(str(request.output))
        self.template.setText(request.template.text)
        self.recursive.setChecked(request.recursive)
        same = [place for place, one in enumerate(self._recipes) if one.label == request.label]
        self.recipe.setCurrentIndex(same[0] if same else 0)
        self.format.setCurrentIndex(max(0, self.format.findData(request.options.format)))
        self.collision.setCurrentIndex(self.collision.findData(request.collision))
        self.give_up_typing()
        self.blockSignals(False)

    def give_up_typing(self) -> None:
        """What was typed just now is not told of."""
        self._typing.stop()
        self._placing.stop()

    # What is remembered

    def as_remembered(self) -> dict[str, Any]:
        return {
            "inputs": [os.fsencode(path).hex() for path in self.inputs],
            "output": os.fsencode(self.output_folder).hex(),
            "recipe": self.recipe.currentData(),
            "format": self.format.currentData(),
            "collision": self.collision.currentData(),
            "template": self.template.text(),
            "recursive": self.recursive.isChecked(),
            "report": self.report.isChecked(),
        }

    def recall(self, said: dict[str, Any]) -> None:
        """Take over what was chosen the last time; folders only where they are still there."""
        for box, name in ((self.recipe, "recipe"), (self.format, "format"), (self.collision, "collision")):
            box.setCurrentIndex(max(0, box.findData(said.get(name))))
        self.template.setText(str(said.get("template", DEFAULT)))
        self.recursive.setChecked(said.get("recursive") is not False)
        self.report.setChecked(said.get("report") is not False)
        try:
            inputs = [Path(os.fsdecode(bytes.fromhex(path))) for path in said.get("inputs", ())]
            output = os.fsdecode(bytes.fromhex(said.get("output", "")))
        except (TypeError, ValueError):
            return
        if inputs and output and all(map(os.path.lexists, inputs)):
            self.set_inputs(inputs)
            self.output.setText(output)

    # Asking

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Photos"), self._place())
        if folder:
            self.set_inputs([Path(folder)])

    def _ask_files(self) -> None:
        suffixes = " ".join(f"*{suffix}" for one in FORMATS for suffix in one.suffixes)
        wanted = self.tr("Photos ({s})").format(s=suffixes)
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Photos"), self._place(), wanted)
        self.set_inputs([Path(name) for name in names])

    def _place(self) -> str:
        return str(self.inputs[0]) if self.inputs else ""

    def _ask_output(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Into"), self.output.text())
        if folder:
            self.output.setText(folder)
            self.moved.emit()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    button.setAutoDefault(False)
    return button


def _label(text: str, buddy: QWidget) -> QLabel:
    """A row's name whose mnemonic leads to `buddy`."""
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    """Side by side; the first takes the room."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 0 if place else 1)
    return row
