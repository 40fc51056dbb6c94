"""Which weights an operation runs with: by name, with licence and cost."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from restorer.ui.text import number, translated
from restorer.weights.own import Weights


class WeightsRow(QWidget):
    """A list of names, and below it what is known of the chosen ones.

    Signals
    -------
    chosen(id): other weights are wanted; empty: the default ones.
    """

    chosen = Signal(str)

    def __init__(self, choices: tuple[Weights, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._speeds: Mapping[str, float] = {}
        name = QLabel(self.tr("Weights"))
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Weights"))
        self.box.setToolTip(self.tr("The trained network that does the work."))
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.addItem(self.tr("Restorer's choice"), "")
        for weights in choices:
            self.box.addItem("", weights.id)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setProperty("faint", True)
        name.setBuddy(self.box)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.box, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(row)
        rows.addWidget(self.facts)
        self.box.currentIndexChanged.connect(self._tell)
        self.show_speeds({})

    def show_speeds(self, speeds: Mapping[str, float]) -> None:
        """Show how fast weights are here: seconds per megapixel by id, "" for the default ones."""
        self._speeds = speeds
        for row, weights in enumerate(self._choices, start=1):
            self.box.setItemText(row, " · ".join(filter(None, (translated(weights.title), *self._beside(weights)))))
        self._say()

    def _beside(self, weights: Weights) -> tuple[str, str]:
        """Licence and speed, as far as they are known."""
        licence = "" if weights.entry is None else _short(weights.entry.licence)
        seconds = self._seconds(weights)
        return licence, "" if seconds is None else self.tr("{n} s/MP").format(n=number(seconds))

    def _seconds(self, weights: Weights) -> float | None:
        default = weights.entry is not None and weights.entry.default
        return self._speeds.get(weights.id, self._speeds.get("") if default else None)

    def show_choice(self, name: str) -> None:
        """Show what is chosen, telling nobody."""
        self.box.blockSignals(True)
        self.box.setCurrentIndex(max(0, self.box.findData(name)))
        self.box.blockSignals(False)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.chosen.emit(self.box.currentData())

    def _say(self) -> None:
        name = self.box.currentData()
        shown = [weights for weights in self._choices if weights.id == name]
        if not name:
            shown = [weights for weights in self._choices if weights.entry is not None and weights.entry.default]
        self.facts.setText("\n".join(map(self._facts, shown)))
        self.facts.setToolTip(
            "\n".join(translated(weights.entry.licence) for weights in shown if weights.entry is not None)
        )

    def _facts(self, weights: Weights) -> str:
        entry = weights.entry
        if entry is None:
            return self.tr("{title}: your own file").format(title=weights.title)
        text = self.tr("{title}. Licence: {licence}.").format(
            title=translated(entry.title), licence=_short(entry.licence)
        )
        seconds = self._seconds(weights)
        if seconds is not None:
            text += " " + self.tr("Here {n} s per megapixel.").format(n=number(seconds))
        elif entry.tflop_per_megapixel:
            text += " " + self.tr("Cost: {n} TFLOP a megapixel.").format(n=number(entry.tflop_per_megapixel))
        return text


def _short(licence: str) -> str:
    """A licence's name without what it says in brackets."""
    return licence.partition(" (")[0]
