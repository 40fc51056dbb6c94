"""Where and how the restored photo is saved, and what that would lose."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import same_file
from restorer.photo.formats import by_suffix
from restorer.photo.write import SaveOptions, what_is_lost
from restorer.ui.dialogs.name_row import Elided, NameRow, Subject, parted
from restorer.ui.dialogs.save_form import Estimate, SaveForm, labelled
from restorer.ui.text import translated


class SaveDialog(QDialog):
    """Asks for a file, its format and what goes into it. `target`, `options` and `overwrite` are what was chosen."""

    def __init__(
        self,
        subject: Subject,
        folder: Path,
        pattern: str,
        estimate: Estimate | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._subject = subject
        self.overwrite = False
        self.setWindowTitle(self.tr("Save the restored photo"))
        self.name = NameRow(pattern)
        self.preview, self.losses = Elided(), QLabel()
        self.losses.setWordWrap(True)
        self.folder, self.browse = QLineEdit(str(folder)), QPushButton(self.tr("Browse…"))
        self.form = SaveForm(subject.facts, coloured=subject.coloured, estimate=estimate)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel)
        self.save = self.buttons.button(buttons.Save)
        self.save.setProperty("primary", True)
        self._lay()
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self.form.stop)
        self.name.changed.connect(self._named)
        self.folder.textChanged.connect(self._tell)
        self.form.format.currentIndexChanged.connect(self._format_chosen)
        self.form.changed.connect(self._tell)
        self._named()

    def _lay(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow(labelled(self.tr("&Name"), self.name), self.name)
        form.addRow("", self.preview)
        form.addRow(labelled(self.tr("&Folder"), self.folder), place)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addLayout(form)
        rows.addWidget(self.form)
        rows.addWidget(self.losses)
        rows.addStretch(1)
        rows.addWidget(self.buttons)
        in_line((form, self.form.rows))
        self.setMinimumWidth(560)

    # ---- what was chosen

    @property
    def target(self) -> Path:
        """
        Raises
        ------
        BadRequest
            the pattern of the name is of no use.
        """
        stem, suffix = self._subject.name(self.name.pattern, self.form.kind)
        return Path(self.folder.text()).expanduser().absolute() / f"{stem}{suffix}"

    @property
    def options(self) -> SaveOptions:
        return self.form.options

    # ---- keeping it consistent

    def _named(self) -> None:
        """A suffix that is typed chooses the format."""
        typed = by_suffix(parted(self.name.pattern)[1])
        if typed is not None and typed.id != self.form.kind:
            self.form.choose_format(typed.id)
        self._tell()

    def _format_chosen(self) -> None:
        """A format that is chosen takes the suffix that was typed away."""
        stem, typed = parted(self.name.pattern)
        kind = by_suffix(typed)
        if kind is not None and kind.id != self.form.kind:
            self.name.line.setText(stem)

    def _tell(self) -> None:
        """Say what saving so would lose, or why it cannot be; the button is off then."""
        fault = ""
        lost: tuple[str, ...] = ()
        try:
            target = self.target
            self.preview.setText(self.tr("Becomes “{name}”").format(name=target.name))
            if same_file(target, self._subject.source):
                raise BadRequest(self.tr("This is the original, which is never changed. Choose another name."))
            if not target.parent.is_dir():
                raise BadRequest(self.tr("There is no folder “{folder}”.").format(folder=target.parent))
            lost = what_is_lost(self._subject.facts, self._subject.size, target, self.options)
        except RestorerError as error:
            fault = translated(error.sentence)
        if fault:
            self.losses.setText(self.tr("Not possible: {why}").format(why=fault))
        else:
            self.losses.setText("\n".join(map(translated, lost)) or self.tr("Everything the original holds is kept."))
        self.save.setEnabled(not fault)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _accept(self) -> None:
        self.overwrite = self.target.exists()
        if not self.overwrite or self._may_replace():
            self.accept()

    def _may_replace(self) -> bool:
        question = self.tr("“{name}” is there already. Replace it?").format(name=self.target.name)
        answer = QMessageBox.question(self, self.tr("Replace?"), question)
        return answer is QMessageBox.StandardButton.Yes


def in_line(forms: Iterable[QFormLayout]) -> None:
    """Have the names of rows in several forms be equally wide, so that the fields stand below each other."""
    labels = []
    for form in forms:
        for row in range(form.rowCount()):
            item = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            label = None if item is None else item.widget()
            if label is not None:
                labels.append(label)
    widest = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(widest)
