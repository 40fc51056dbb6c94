"""The row above the photo while it is cropped."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from restorer.core.geometry import Size

RATIOS: tuple[tuple[str, float | None], ...] = (
    ("Free", None),
    ("Original", 0.0),
    ("1 : 1", 1.0),
    ("5 : 4", 5 / 4),
    ("4 : 3", 4 / 3),
    ("3 : 2", 3 / 2),
    ("16 : 9", 16 / 9),
)
"""Title and width to height, lying; 0: that of the photo."""


class FrameBar(QFrame):
    """Turning, the crop's ratio, and what ends cropping.

    Signals
    -------
    turned(clockwise), flipped: of the photo. ratio_changed(ratio or None): width to height.
    whole_asked: nothing is to be cropped. accepted, rejected: cropping ends.
    """

    turned = Signal(bool)
    flipped = Signal()
    ratio_changed = Signal(object)
    whole_asked = Signal()
    accepted = Signal()
    rejected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", "note")
        self._photo = Size(1, 1)
        self.left = self._button(self.tr("Turn left"), lambda: self.turned.emit(False))
        self.right = self._button(self.tr("Turn right"), lambda: self.turned.emit(True))
        self.flip = self._button(self.tr("Flip"), self.flipped.emit)
        self.flip.setToolTip(self.tr("Swap left and right"))
        self.ratio = QComboBox()
        self.ratio.setAccessibleName(self.tr("Ratio of the sides"))
        for title, value in RATIOS:
            self.ratio.addItem(QCoreApplication.translate("FrameBar", title), value)
        self.ratio.currentIndexChanged.connect(self._tell_ratio)
        self.upright = self._button(self.tr("Swap sides"), self._tell_ratio)
        self.upright.setCheckable(True)
        self.upright.setToolTip(self.tr("Make the ratio upright instead of lying, or the other way about"))
        self.size_label = QLabel()
        self.whole = self._button(self.tr("Whole photo"), self.whole_asked.emit)
        self.cancel = self._button(self.tr("Cancel"), self.rejected.emit)
        self.done = self._button(self.tr("Crop"), self.accepted.emit)
        self.done.setProperty("primary", True)
        self.done.setToolTip(self.tr("Keep what lies within the frame (Enter)"))
        self._lay()

    def _lay(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for button in (self.left, self.right, self.flip):
            row.addWidget(button)
        row.addSpacing(8)
        for widget in (self.ratio, self.upright, self.size_label):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.whole, self.cancel, self.done):
            row.addWidget(button)

    def begin(self, photo: Size) -> None:
        """Another photo, or the same turned; the ratio stays, lying or upright as the photo."""
        self._photo = photo
        self.upright.setChecked(photo.height > photo.width)
        self._tell_ratio()

    def show_size(self, size: Size) -> None:
        """What would be kept."""
        self.size_label.setText(self.tr("{size} px").format(size=size))

    @property
    def chosen(self) -> float | None:
        """Width to height; None where any will do."""
        value: float | None = self.ratio.currentData()
        self.upright.setEnabled(bool(value) and value != 1.0)
        if value == 0.0:
            return self._photo.width / self._photo.height
        if value is None:
            return None
        return 1 / value if self.upright.isChecked() else value

    def _tell_ratio(self) -> None:
        self.ratio_changed.emit(self.chosen)

    def _button(self, text: str, do: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(do)
        return button
