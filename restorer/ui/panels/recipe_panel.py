"""What is done to the photo: one card an operation, and what measuring proposes."""

from __future__ import annotations

import functools
import itertools

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from restorer.jobs.estimate import in_words
from restorer.recipe.operation import Operation, parameters
from restorer.recipe.operations import OPERATIONS
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.frame import Frame
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.panels.card import Card
from restorer.ui.panels.hints_row import HintsRow
from restorer.ui.panels.weights_row import WeightsRow
from restorer.ui.text import inside, translated
from restorer.weights.own import Weights


class RecipePanel(QWidget):
    """Shows the current document's recipe and sends changes to the document.

    Signals
    -------
    restore_asked: the whole photo is to be restored.
    """

    restore_asked = Signal()

    def __init__(self, documents: Documents, weights: tuple[Weights, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._model: DocumentModel | None = None
        self._gestures = itertools.count()
        self._gesture = 0
        self.auto = QPushButton(self.tr("Auto"))
        self.auto.setToolTip(self.tr("Measure the photo and do what it needs (Ctrl+Shift+A)"))
        self.auto.clicked.connect(self.apply_auto)
        self.presets = QPushButton(self.tr("Presets"))
        self.presets.setToolTip(self.tr("Recipes with a name: use one, or keep this one"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.cards = {kind.id: Card(kind) for kind in OPERATIONS if kind is not Frame}
        self.hints = HintsRow()
        self.cards[Colorize.id].add(self.hints)
        self.weights: dict[str, WeightsRow] = {}
        for card in self.cards.values():
            choices = tuple(one for one in weights if one.entry is None or one.entry.operation == card.kind.weights)
            if card.kind.weights is not None and choices:
                row = self.weights[card.kind.id] = WeightsRow(choices)
                row.chosen.connect(functools.partial(documents.choose_weights, card.kind.weights))
                card.add(row)
        self.restore = QPushButton(self.tr("Restore whole photo"))
        self.restore.setProperty("primary", True)
        self.restore.clicked.connect(self.restore_asked)
        self.pending = QLabel()
        self.pending.setWordWrap(True)
        self.pending.setProperty("faint", True)
        documents.setup_changed.connect(self.refresh)
        documents.learned.connect(self.refresh)
        self._lay()
        for card in self.cards.values():
            card.switched.connect(lambda on, kind=card.kind: self._switched(kind, on))
            card.changed.connect(self._changed)
        self.follow(None)

    def _lay(self) -> None:
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(12, 4, 12, 4)
        cards.setSpacing(8)
        for card in self.cards.values():
            cards.addWidget(card)
        cards.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("plain", True)  # of one colour with what stands above and below it
        scroll.setAccessibleName(self.tr("What is done to the photo"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        top, bottom = QVBoxLayout(), QVBoxLayout()
        beside = QHBoxLayout()
        beside.setSpacing(8)
        for button in (self.auto, self.presets):
            beside.addWidget(button, 1)
        top.addLayout(beside)
        for part, widgets in ((top, (self.said,)), (bottom, (self.pending, self.restore))):
            part.setContentsMargins(12, 8, 12, 8)
            part.setSpacing(8)
            for widget in widgets:
                part.addWidget(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(top)
        rows.addWidget(scroll, 1)
        rows.addLayout(bottom)
        # With larger letters, the rows on the cards need more room.
        self.setMinimumWidth(max(320, 45 * self.fontMetrics().averageCharWidth()))

    def follow(self, model: DocumentModel | None) -> None:
        """Show another document."""
        if self._model is not None:
            for signal in _signals(self._model):
                signal.disconnect(self.refresh)
        self._model = model
        if model is not None:
            for signal in _signals(model):
                signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document says now."""
        document = None if self._model is None else self._model.document
        self.setEnabled(document is not None and document.photo is not None)
        if document is None:
            self.said.setText("")
            return
        proposal = document.proposal
        self.auto.setEnabled(proposal is not None)
        if proposal is None:
            self.said.setText(self.tr("Measuring the photo …"))
        elif not proposal.recipe.steps:
            self.said.setText(self.tr("Nothing to restore: this photo looks clean."))
        else:
            found = ", ".join(inside(translated(step.title)) for step in proposal.recipe.steps)
            self.said.setText(self.tr("Measuring found something to do: {steps}.").format(steps=found))
        reasons = {} if proposal is None else {r.operation: r.sentence for r in (*proposal.reasons, *proposal.offers)}
        for name, card in self.cards.items():
            reason = translated(reasons.get(name, "")) or translated(card.kind.summary)
            card.show_step(document.recipe.step(name), document.measured, reason)
        pending = document.pending()
        self.restore.setEnabled(bool(pending) and document.concrete is not None)
        for name, row in self.weights.items():
            row.show_choice(self._documents.weights(name))
        titles = [card.kind.title for name, card in self.cards.items() if name in pending]
        self.pending.setText(self._pending_words(", ".join(map(translated, titles))))

    def _pending_words(self, titles: str) -> str:
        """What is still to run, and for how long."""
        if not titles or self._model is None:
            return ""
        text = self.tr("Still to run on the whole photo: {steps}.").format(steps=titles)
        seconds = self._documents.seconds(self._model)
        if seconds is not None:
            text += " " + self.tr("It will take {time} on this computer.").format(time=translated(in_words(seconds)))
        return text

    def bring_hints(self) -> None:
        """Scroll to where colours are chosen."""
        # A card that was switched on just now has its place only after the next layout.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.hints))

    def apply_auto(self) -> None:
        if self._model is not None:
            self._model.document.apply_proposal(self.tr("Auto"))

    def _switched(self, kind: type[Operation], on: bool) -> None:
        if self._model is None:
            return
        title = translated(kind.title)
        if on:
            self._model.document.set_step(self.tr("{operation} on").format(operation=title), kind())
        else:
            self._model.document.remove_step(self.tr("{operation} off").format(operation=title), kind.id)

    def _changed(self, step: Operation, field: str, finished: bool) -> None:
        """One drag of a handle is one change in the history: its gesture ends when the handle is let go."""
        if self._model is None:
            return
        parameter = next(p for p in parameters(type(step)) if p.name == field)
        title = f"{translated(step.title)}: {inside(translated(parameter.control.label))}"
        self._model.document.set_step(title, step, gesture=f"{parameter.key} {self._gesture}")
        if finished:
            self._gesture = next(self._gestures) + 1


def _signals(model: DocumentModel) -> tuple[SignalInstance, ...]:
    """All after which the panel may have to say something else."""
    return (
        model.photo_arrived,
        model.analysis_arrived,
        model.history_changed,
        model.result_arrived,
        model.results_changed,
    )
