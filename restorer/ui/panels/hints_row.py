"""The colours that a person knows: choosing one, and how many lie on the photo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

Rgb = tuple[int, int, int]

RECENT = 6
START: tuple[Rgb, ...] = (
    (224, 172, 138),
    (86, 125, 70),
    (110, 160, 215),
    (120, 78, 48),
    (178, 34, 34),
    (240, 235, 220),
)
"""Skin, leaves, sky, wood, brick, linen: what is often known of an old photo."""


class HintsRow(QWidget):
    """Buttons for placing colours on the photo.

    Signals
    -------
    placing(on): presses on the photo place colours from now on. picking(on): the next press takes one from the photo.
    clear_asked: all are to be taken away.
    """

    placing = Signal(bool)
    picking = Signal(bool)
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour: Rgb = START[0]
        self._recent = list(START)
        self.place = QPushButton(self.tr("Place colours"))
        self.place.setCheckable(True)
        self.place.setToolTip(self.tr("Press on the photo where you know the colour (H)"))
        self.place.toggled.connect(self._place_toggled)
        self.swatch = QPushButton()
        self.swatch.setToolTip(self.tr("Choose the colour to place"))
        self.swatch.clicked.connect(self.ask_colour)
        self.pick = QPushButton(self.tr("From photo"))
        self.pick.setCheckable(True)
        self.pick.setToolTip(self.tr("Take the colour from a place on the photo"))
        self.pick.toggled.connect(self.picking)
        self.recent = [QToolButton() for _ in range(RECENT)]
        for number, button in enumerate(self.recent):
            button.setIconSize(QSize(20, 20))
            button.setProperty("swatch", True)
            button.clicked.connect(lambda _checked=False, n=number: self.choose(self._recent[n]))
        self.count = QLabel()
        self.count.setProperty("faint", True)
        self.clear = QPushButton(self.tr("Remove all"))
        self.clear.clicked.connect(self.clear_asked)
        self._lay()
        self.choose(self.colour)
        self.show_count(0)

    def _lay(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        recent = QHBoxLayout()
        recent.setSpacing(4)
        for button in self.recent:
            recent.addWidget(button)
        recent.addStretch(1)
        grid.addWidget(self.place, 0, 0)
        grid.addWidget(self.swatch, 0, 1)
        grid.addLayout(recent, 1, 0, 1, 2)
        grid.addWidget(self.pick, 2, 0)
        grid.addWidget(self.clear, 2, 1)
        grid.addWidget(self.count, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _place_toggled(self, on: bool) -> None:
        self.place.setText(self.tr("Stop placing") if on else self.tr("Place colours"))
        self.placing.emit(on)

    def choose(self, colour: Rgb) -> None:
        """The colour that is placed next; it becomes the latest of the recent ones."""
        self.colour = colour
        self._recent = [colour, *(other for other in self._recent if other != colour)][:RECENT]
        self.swatch.setIcon(_icon(colour, 20))
        self.swatch.setText(_code(colour))
        self.swatch.setAccessibleName(self.tr("Colour to place: {code}").format(code=_code(colour)))
        for button, one in zip(self.recent, self._recent, strict=False):
            button.setIcon(_icon(one, 20))
            button.setToolTip(_code(one))
            button.setAccessibleName(self.tr("Recent colour {code}").format(code=_code(one)))

    def ask_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(*self.colour), self, self.tr("Colour to place"))
        if chosen.isValid():
            self.choose((chosen.red(), chosen.green(), chosen.blue()))

    def show_count(self, count: int) -> None:
        """How many lie on the photo."""
        self.count.setText(self.tr("On the photo: {n}").format(n=count))
        self.clear.setEnabled(count > 0)


def _icon(colour: Rgb, side: int) -> QIcon:
    pixmap = QPixmap(side, side)
    pixmap.fill(QColor(*colour))
    return QIcon(pixmap)


def _code(colour: Rgb) -> str:
    return QColor(*colour).name().upper()
