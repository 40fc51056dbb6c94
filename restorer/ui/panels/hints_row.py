"""The colours that a person knows: choosing one, and how many lie on the photo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from restorer.ui.text import translated

Rgb = tuple[int, int, int]

RECENT = 8
_SIDE = 18

PALETTE: tuple[tuple[str, Rgb], ...] = (
    ("Light skin", (232, 190, 160)),
    ("Tanned skin", (198, 142, 104)),
    ("Dark skin", (112, 74, 52)),
    ("Fair hair", (196, 160, 104)),
    ("Brown hair", (84, 58, 40)),
    ("Leaves", (86, 125, 70)),
    ("Grass", (118, 150, 76)),
    ("Sky", (110, 160, 215)),
    ("Water", (70, 116, 140)),
    ("Wood", (120, 78, 48)),
    ("Brick", (158, 74, 56)),
    ("Stone", (150, 144, 134)),
    ("Linen", (240, 235, 220)),
    ("Denim", (70, 90, 130)),
    ("Red cloth", (178, 34, 34)),
    ("Gold", (212, 175, 55)),
)
"""What is often known of an old photo."""


class HintsRow(QWidget):
    """Buttons for placing colours on the photo.

    Signals
    -------
    placing(on): presses on the photo place colours from now on. picking(on): the next press takes one from the photo.
    clear_asked: all are to be taken away. recent_changed(tuple of "#RRGGBB"): the colours used last, latest first.
    """

    placing = Signal(bool)
    picking = Signal(bool)
    clear_asked = Signal()
    recent_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour: Rgb = PALETTE[0][1]
        self._recent: tuple[Rgb, ...] = ()
        self.place = QPushButton(self.tr("Place colours"))
        self.place.setCheckable(True)
        self.place.setToolTip(self.tr("Press on the photo where you know the colour, or draw over it (H)"))
        self.place.toggled.connect(self._place_toggled)
        self.swatch = QPushButton()
        self.swatch.setToolTip(self.tr("Choose any colour to place"))
        self.swatch.clicked.connect(self.ask_colour)
        self.pick = QPushButton(self.tr("From photo"))
        self.pick.setCheckable(True)
        self.pick.setToolTip(self.tr("Take the colour from a place on the photo"))
        self.pick.toggled.connect(self.picking)
        self.palette_buttons = [self._swatch_button(colour, name) for name, colour in PALETTE]
        self.recent = [self._swatch_button(None, "") for _ in range(RECENT)]
        self.count, self.recent_label = QLabel(), QLabel(self.tr("Used last"))
        for label in (self.count, self.recent_label):
            label.setProperty("faint", True)
        self.clear = QPushButton(self.tr("Remove all"))
        self.clear.clicked.connect(self.clear_asked)
        self._lay()
        self.choose(self.colour)
        self.show_recent(())
        self.show_count(0)

    def _swatch_button(self, colour: Rgb | None, name: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(_SIDE, _SIDE))
        button.setProperty("swatch", True)
        if colour is not None:
            button.setIcon(_icon(colour, _SIDE))
            button.setToolTip(f"{translated(name)} {_code(colour)}")
            button.setAccessibleName(translated(name))
            button.clicked.connect(lambda: self.choose(colour))
        else:
            button.clicked.connect(lambda: self.choose(self._recent[self.recent.index(button)]))
        return button

    def _lay(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        for row, widgets in enumerate(((self.place, self.swatch), (self.pick, self.clear))):
            for column, widget in enumerate(widgets):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        swatches = QGridLayout()
        swatches.setSpacing(4)
        for number, button in enumerate(self.palette_buttons):
            swatches.addWidget(button, number // RECENT, number % RECENT)
        recent = QHBoxLayout()
        recent.setSpacing(4)
        for button in self.recent:
            recent.addWidget(button)
        recent.addStretch(1)
        swatches.setColumnStretch(RECENT, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(grid)
        rows.addLayout(swatches)
        rows.addWidget(self.recent_label)
        rows.addLayout(recent)
        rows.addWidget(self.count)

    def _place_toggled(self, on: bool) -> None:
        self.place.setText(self.tr("Stop placing") if on else self.tr("Place colours"))
        self.placing.emit(on)

    def choose(self, colour: Rgb) -> None:
        """The colour that is placed next."""
        self.colour = colour
        self.swatch.setIcon(_icon(colour, _SIDE))
        self.swatch.setText(_code(colour))
        self.swatch.setAccessibleName(self.tr("Colour to place: {code}").format(code=_code(colour)))

    def keep(self) -> None:
        """The present colour was used: it is the latest of the recent ones."""
        recent = (self.colour, *(other for other in self._recent if other != self.colour))[:RECENT]
        if recent != self._recent:
            self._show_recent(recent)
            self.recent_changed.emit(tuple(map(_code, recent)))

    def show_recent(self, codes: tuple[str, ...]) -> None:
        """Take over what was kept, as `recent_changed` told it; what is no colour is left out."""
        colours = (QColor(code) for code in codes)
        self._show_recent(tuple((one.red(), one.green(), one.blue()) for one in colours if one.isValid())[:RECENT])

    def _show_recent(self, colours: tuple[Rgb, ...]) -> None:
        self._recent = colours
        self.recent_label.setVisible(bool(colours))
        for number, button in enumerate(self.recent):
            button.setVisible(number < len(colours))
            if number < len(colours):
                code = _code(colours[number])
                button.setIcon(_icon(colours[number], _SIDE))
                button.setToolTip(code)
                button.setAccessibleName(self.tr("Recent colour {code}").format(code=code))

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
