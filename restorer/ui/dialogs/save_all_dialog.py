"""All restored photos into one folder: how they are called, and what that would lose."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from restorer.batch.names import Names
from restorer.core.errors import RestorerError
from restorer.photo.write import SaveOptions, what_is_lost
from restorer.ui.dialogs.name_row import Elided, NameRow, Subject
from restorer.ui.dialogs.save_dialog import in_line
from restorer.ui.dialogs.save_form import SaveForm, labelled
from restorer.ui.text import translated

_SHOWN = 3  # names that are shown before it starts


@dataclass(frozen=True, slots=True)
class Many:
    """Photos that are to be saved. unfinished: how many of them are to be restored first."""

    subjects: tuple[Subject, ...]
    unfinished: int = 0


class SaveAllDialog(QDialog):
    """Asks for a folder, names and formats. `targets` and `options` are what was chosen."""

    def __init__(self, many: Many, folder: Path, pattern: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._many = many
        self.setWindowTitle(self.tr("Save all restored photos"))
        text = self.tr("Photos to save: {n}.").format(n=len(many.subjects))
        if many.unfinished:
            text += " " + self.tr("Of these, {n} are restored first.").format(n=many.unfinished)
        self.counted = QLabel(text)
        self.name = NameRow(pattern)
        self.preview, self.losses = Elided(), QLabel()
        for label in (self.counted, self.losses):
            label.setWordWrap(True)
        self.folder, self.browse = QLineEdit(str(folder)), QPushButton(self.tr("Browse…"))
        self.form = SaveForm(None, coloured=any(one.coloured for one in many.subjects))
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.SaveAll | buttons.Cancel)
        self.save = self.buttons.button(buttons.SaveAll)
        self.save.setProperty("primary", True)
        self._lay()
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name.changed.connect(self._tell)
        self.folder.textChanged.connect(self._tell)
        self.form.changed.connect(self._tell)
        self._tell()

    def _lay(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow(labelled(self.tr("&Names"), self.name), self.name)
        form.addRow("", self.preview)
        form.addRow(labelled(self.tr("&Folder"), self.folder), place)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addWidget(self.counted)
        rows.addLayout(form)
        rows.addWidget(self.form)
        rows.addWidget(self.losses)
        rows.addStretch(1)
        rows.addWidget(self.buttons)
        in_line((form, self.form.rows))
        self.setMinimumWidth(560)

    @property
    def targets(self) -> tuple[Path, ...]:
        """A free path for each photo, in their order: none that exists, and no two that meet.

        Raises
        ------
        BadRequest
            the pattern of the names is of no use.
        """
        folder = Path(self.folder.text()).expanduser().absolute()
        names = Names()
        made = []
        for number, subject in enumerate(self._many.subjects, start=1):
            stem, suffix = subject.name(self.name.pattern, self.form.kind, number)
            name = names.give(PurePosixPath(), stem, suffix, lambda name: not (folder / name).exists())
            made.append(folder / name)
        return tuple(made)

    @property
    def options(self) -> SaveOptions:
        """For all; a label is meant for those alone whose colours are made up."""
        return self.form.options

    def _tell(self) -> None:
        try:
            targets = self.targets
            lost = self._lost(targets)
            fault = "" if targets[0].parent.is_dir() else self.tr("There is no such folder.")
        except RestorerError as error:
            targets, lost, fault = (), [], translated(error.sentence)
        shown = [self.tr("“{name}”").format(name=target.name) for target in targets[:_SHOWN]] + (
            ["…"] if len(targets) > _SHOWN else []
        )
        self.preview.setText(", ".join(shown))
        if fault:
            self.losses.setText(self.tr("Not possible: {why}").format(why=fault))
        else:
            self.losses.setText("\n".join(lost) or self.tr("Everything the originals hold is kept."))
        self.save.setEnabled(not fault)

    def _lost(self, targets: tuple[Path, ...]) -> list[str]:
        """What formats would drop, each sentence once with how many photos it concerns."""
        counts: collections.Counter[str] = collections.Counter()
        for subject, target in zip(self._many.subjects, targets, strict=True):
            try:
                counts.update(what_is_lost(subject.facts, subject.size, target, self.options))
            except RestorerError as error:  # that one will fail, and the others be saved
                counts[error.sentence] += 1
        return [self.tr("{sentence} (photos: {n})").format(sentence=translated(one), n=n) for one, n in counts.items()]

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)
