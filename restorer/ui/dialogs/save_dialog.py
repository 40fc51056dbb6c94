"""Where and how the restored photo is saved, and what that would lose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from restorer.core.errors import RestorerError
from restorer.core.files import same_file
from restorer.core.geometry import Size
from restorer.photo.formats import WRITABLE, by_suffix, format_of, same_as_source, suffix_for
from restorer.photo.photo import SourceFacts
from restorer.photo.write import SaveOptions, what_is_lost

LOSSY = ("jpeg", "webp", "avif")


class SaveDialog(QDialog):
    """Asks for a file, its format and what goes into it. `target` and `options` are what was chosen."""

    def __init__(
        self, facts: SourceFacts, size: Size, source: Path, suggestion: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._facts, self._size, self._source = facts, size, source
        self.setWindowTitle(self.tr("Save the restored photo"))
        self.name = QLineEdit(suggestion.name)
        self.folder = QLineEdit(str(suggestion.parent))
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.clicked.connect(self._browse)
        self.format = QComboBox()
        own = same_as_source(facts)
        for one in WRITABLE:
            same = self.tr(" (as the source)") if one.id == own else ""
            self.format.addItem(f"{one.title}{same}", one.id)
        self.format.setCurrentIndex(self.format.findData(own))
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality_number = QSpinBox()
        for widget in (self.quality, self.quality_number):
            widget.setRange(1, 100)
        self.quality.setValue(self._quality_of(own))
        self.quality_number.setValue(self.quality.value())
        self.quality.valueChanged.connect(self.quality_number.setValue)
        self.quality_number.valueChanged.connect(self.quality.setValue)
        self.bits = QComboBox()
        self.metadata = QCheckBox(self.tr("Keep date, camera, keywords and other metadata"))
        self.metadata.setChecked(True)
        self.location = QCheckBox(self.tr("Keep the place where it was taken"))
        self.location.setChecked(True)
        self.metadata.toggled.connect(self.location.setEnabled)
        self.losses = QLabel()
        self.losses.setWordWrap(True)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel)
        self.buttons.button(buttons.Save).setProperty("primary", True)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self._lay()
        self._offer_bits()
        self.format.currentIndexChanged.connect(self._format_chosen)
        for signal in (self.bits.currentIndexChanged, self.metadata.toggled, self.location.toggled):
            signal.connect(self._tell)
        for line in (self.name, self.folder):
            line.textChanged.connect(self._tell)
        self._tell()

    def _lay(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        quality = QHBoxLayout()
        quality.addWidget(self.quality, 1)
        quality.addWidget(self.quality_number)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(_label(self.tr("&Folder"), self.folder), place)
        form.addRow(self.tr("F&ormat"), self.format)
        form.addRow(_label(self.tr("&Quality"), self.quality), quality)
        form.addRow(self.tr("&Bits per colour"), self.bits)
        form.addRow("", self.metadata)
        form.addRow("", self.location)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addLayout(form)
        rows.addWidget(self.losses)
        rows.addStretch(1)
        rows.addWidget(self.buttons)
        self.setMinimumWidth(520)

    # ---- what was chosen

    @property
    def target(self) -> Path:
        return Path(self.folder.text()).expanduser() / self.name.text()

    @property
    def options(self) -> SaveOptions:
        kind = str(self.format.currentData())
        options = SaveOptions(
            format=kind,
            bits=self.bits.currentData(),
            keep_metadata=self.metadata.isChecked(),
            keep_location=self.location.isChecked(),
        )
        return replace(options, quality=self.quality.value()) if kind in LOSSY else options

    # ---- keeping it consistent

    def _quality_of(self, kind: str) -> int:
        """What is proposed: the format's own, and no less than the source had."""
        own = format_of(kind).default_quality or 92
        return max(own, self._facts.jpeg_quality or 0) if kind == "jpeg" else own

    def _format_chosen(self) -> None:
        kind = str(self.format.currentData())
        self.name.setText(Path(self.name.text()).with_suffix(suffix_for(kind)).name)
        self.quality.setValue(self._quality_of(kind))
        self._offer_bits()
        self._tell()

    def _offer_bits(self) -> None:
        kind = str(self.format.currentData())
        self.bits.blockSignals(True)
        self.bits.clear()
        for bits in format_of(kind).bits:
            self.bits.addItem(str(bits), bits)
        self.bits.setCurrentIndex(max(0, self.bits.findData(self._facts.bits)))
        self.bits.blockSignals(False)
        self.bits.setEnabled(self.bits.count() > 1)
        for widget in (self.quality, self.quality_number):
            widget.setEnabled(kind in LOSSY)

    def _tell(self) -> None:
        """Say what saving so would lose, or why it cannot be; the button is off then."""
        fault = ""
        lost: tuple[str, ...] = ()
        kind = by_suffix(self.target.suffix)
        if kind is None or kind.id != self.format.currentData():
            fault = self.tr("The name needs the suffix {suffix}.").format(
                suffix=suffix_for(str(self.format.currentData()))
            )
        elif same_file(self.target, self._source):
            fault = self.tr("This is the original, which is never changed. Choose another name.")
        else:
            try:
                lost = what_is_lost(self._facts, self._size, self.target, self.options)
            except RestorerError as error:
                fault = error.sentence
        self.losses.setText(fault or "\n".join(lost) or self.tr("Everything the original holds is kept."))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not fault)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _save(self) -> None:
        if self.target.exists() and not self._may_replace():
            return
        self.accept()

    def _may_replace(self) -> bool:
        question = self.tr("“{name}” is there already. Replace it?").format(name=self.target.name)
        answer = QMessageBox.question(self, self.tr("Replace?"), question)
        return answer is QMessageBox.StandardButton.Yes


def _label(text: str, buddy: QWidget) -> QLabel:
    """A row's name whose mnemonic leads to `buddy`."""
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
