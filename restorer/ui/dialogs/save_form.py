"""What goes into a file that is saved: format, depth, quality, profile, metadata, a label."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from restorer.photo.formats import WRITABLE, format_of, same_as_source
from restorer.photo.photo import SourceFacts
from restorer.photo.write import SaveOptions
from restorer.photo.write_pixels import converts
from restorer.photo.write_size import SizeEstimate

LOSSY = ("jpeg", "webp", "avif")
_WAIT_MS = 250  # after the last change before the size is asked for
_FALLBACK_QUALITY = 92

Estimate = Callable[[SaveOptions, Callable[[SizeEstimate | None], None]], Callable[[], None]]
"""Ask how large a file will be; the answer is None where nobody can tell. What is returned takes the question back."""


class SaveForm(QWidget):
    """Rows of choices. `options` is what was chosen.

    facts: of the one photo that is saved, None for many. coloured: colours in it were made up.

    Signals
    -------
    changed: something else is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        facts: SourceFacts | None,
        *,
        coloured: bool,
        estimate: Estimate | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._facts, self._estimate = facts, estimate
        self._take_back: Callable[[], None] = lambda: None
        self.format, self.bits, self.profile = QComboBox(), QComboBox(), QComboBox()
        self.quality, self.quality_number = QSlider(Qt.Orientation.Horizontal), QSpinBox()
        self.quality_number.setAccessibleName(self.tr("Quality"))
        self.size_said = QLabel()
        self.size_said.setProperty("faint", True)
        self.metadata = QCheckBox(self.tr("Keep date, camera, keywords and other metadata"))
        self.location = QCheckBox(self.tr("Keep the place where it was taken"))
        self.label = QCheckBox(self.tr("Write “Colourised” into the corner"))
        self.label.setToolTip(self.tr("The metadata say it in any case."))
        self.label.setVisible(coloured)
        for box in (self.metadata, self.location):
            box.setChecked(True)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT_MS)
        self._waiting.timeout.connect(self._ask_size)
        self._fill()
        self._lay()
        self._offer()
        self._wire()

    def _fill(self) -> None:
        own = None if self._facts is None else same_as_source(self._facts)
        if own is None:
            self.format.addItem(self.tr("As each original"), None)
        for one in WRITABLE:
            self.format.addItem(self.tr("{title} (as the source)").format(title=one.title), one.id)
            if one.id != own:
                self.format.setItemText(self.format.count() - 1, one.title)
        self.format.setCurrentIndex(max(0, self.format.findData(own)))
        self.profile.addItem(self.tr("Keep the photo's own"), "keep")
        self.profile.addItem(self.tr("Convert to sRGB"), "srgb")
        if self._facts is not None and not converts(self._facts.icc):
            self.profile.setItemText(0, self.tr("sRGB, as the photo has"))
            self.profile.setEnabled(False)
        for widget in (self.quality, self.quality_number):
            widget.setRange(1, 100)

    def _lay(self) -> None:
        quality = QHBoxLayout()
        quality.addWidget(self.quality, 1)
        quality.addWidget(self.quality_number)
        self.rows = rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(8)
        rows.addRow(self.tr("F&ormat"), self.format)
        rows.addRow(labelled(self.tr("&Quality"), self.quality), quality)
        if self._estimate is not None:
            rows.addRow(self.tr("File size"), self.size_said)
        rows.addRow(self.tr("&Bits per colour"), self.bits)
        rows.addRow(self.tr("Colour &profile"), self.profile)
        for box in (self.metadata, self.location, self.label):
            rows.addRow("", box)

    def _wire(self) -> None:
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.quality.valueChanged.connect(self.quality_number.setValue)
        self.quality_number.valueChanged.connect(self.quality.setValue)
        self.metadata.toggled.connect(self.location.setEnabled)
        for signal in (
            self.quality.valueChanged,
            self.bits.currentIndexChanged,
            self.profile.currentIndexChanged,
            self.metadata.toggled,
            self.location.toggled,
            self.label.toggled,
        ):
            signal.connect(self._tell)
        self._tell()

    @property
    def kind(self) -> str | None:
        """The format's id, None: as each original."""
        chosen = self.format.currentData()
        return None if chosen is None else str(chosen)

    @property
    def options(self) -> SaveOptions:
        return SaveOptions(
            format=self.kind,
            bits=self.bits.currentData(),
            quality=self.quality.value() if self.kind in LOSSY else None,
            keep_metadata=self.metadata.isChecked(),
            keep_location=self.location.isChecked(),
            profile=str(self.profile.currentData()),
            label=self.tr("Colourised") if self.label.isChecked() else "",
        )

    def choose_format(self, kind: str) -> None:
        self.format.setCurrentIndex(self.format.findData(kind))

    def stop(self) -> None:
        """Nobody wants to know the size any more."""
        self._waiting.stop()
        self._take_back()

    # ---- keeping it consistent

    def _quality_of(self, kind: str | None) -> int:
        """What is proposed: the format's own, and no less than the source had."""
        own = _FALLBACK_QUALITY if kind is None else format_of(kind).default_quality or _FALLBACK_QUALITY
        source = 0 if self._facts is None else self._facts.jpeg_quality or 0
        return max(own, source) if kind == "jpeg" else own

    def _format_chosen(self) -> None:
        self._offer()
        self._tell()

    def _offer(self) -> None:
        """The depths and the quality that the format has."""
        for widget in (self.bits, self.quality, self.quality_number):
            widget.blockSignals(True)
        self.bits.clear()
        if self.kind is None:
            self.bits.addItem(self.tr("As each original"), None)
        for bits in (8, 16) if self.kind is None else format_of(self.kind).bits:
            self.bits.addItem(str(bits), bits)
        self.bits.setCurrentIndex(max(0, self.bits.findData(None if self._facts is None else self._facts.bits)))
        self.bits.setEnabled(self.bits.count() > 1)
        for widget in (self.quality, self.quality_number):
            widget.setValue(self._quality_of(self.kind))
            widget.setEnabled(self.kind in LOSSY)
        for widget in (self.bits, self.quality, self.quality_number):
            widget.blockSignals(False)

    def _tell(self) -> None:
        if self._estimate is not None:
            self._take_back()
            self.size_said.setText(self.tr("…"))
            self._waiting.start()
        self.changed.emit()

    def _ask_size(self) -> None:
        if self._estimate is not None:
            self._take_back = self._estimate(self.options, self._show_size)

    def _show_size(self, estimate: SizeEstimate | None) -> None:
        if estimate is None:
            self.size_said.setText(self.tr("not known"))
            return
        text = QLocale().formattedDataSize(estimate.bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        self.size_said.setText(text if estimate.exact else self.tr("about {size}").format(size=text))


def labelled(text: str, buddy: QWidget) -> QLabel:
    """A row's name whose mnemonic leads to `buddy`."""
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
