"""Colour hints: what is done to the dots on the photo becomes changes of its recipe."""

from __future__ import annotations

import itertools
from dataclasses import replace

from PySide6.QtCore import QObject

from restorer.core.errors import RestorerError
from restorer.recipe.controls import Hint
from restorer.recipe.operations.colorize import Colorize
from restorer.ui.canvas.canvas import Canvas
from restorer.ui.canvas.dots import Dot, DotTool
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.looking import Looking
from restorer.ui.panels.hints_row import HintsRow

MOST_POINTS = 500
"""Of one stroke: it crosses any screen many times."""


class HintMode(QObject):
    """Joins the row on the Colour card, the dots on the canvas and the document."""

    def __init__(
        self, canvas: Canvas, documents: Documents, looking: Looking, row: HintsRow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas, self._documents, self._looking, self.row = canvas, documents, looking, row
        self._tool: DotTool | None = None
        self._gestures = itertools.count()
        self._gesture = 0
        row.placing.connect(self._placing)
        row.picking.connect(self._picking)
        row.clear_asked.connect(self._clear)
        looking.frame.changed.connect(self._framing)
        documents.current_changed.connect(lambda _model: self._follow())
        documents.added.connect(self._added)

    @property
    def active(self) -> bool:
        """Whether presses on the photo place colours."""
        return self._tool is not None

    def begin(self) -> None:
        """Have presses on the photo place colours; colouring is switched on for that."""
        model = self._documents.current
        if model is None or model.document.photo is None or self.active:
            return
        self._looking.frame.end()
        if model.document.recipe.step(Colorize) is None:
            model.document.set_step(self.tr("Colour on"), Colorize())
        self._tool = DotTool(model.document.recipe.output_size(model.document.photo.size))
        self._tool.placed.connect(self._place)
        self._tool.drawn.connect(self._draw)
        self._tool.drawing_ended.connect(self._next_gesture)
        self._tool.moved.connect(self._move)
        self._tool.removed.connect(self._remove)
        self._tool.picked.connect(self._pick)
        self._tool.left.connect(self.end)
        self._canvas.set_tool(self._tool)
        self._canvas.setFocus()
        self._looking.note(
            self.tr(
                "Press where you know the colour, or draw over it. Drag a dot to move it; right-click or Delete takes "
                "it away."
            )
        )
        self._follow()

    def end(self) -> None:
        """Look only, again."""
        if self._tool is not None and self._canvas.tool is self._tool:
            self._canvas.set_tool(None)
        self._tool = None
        self._looking.note("")
        self.row.place.setChecked(False)
        self.row.pick.setChecked(False)

    def toggle(self) -> None:
        self.row.place.toggle()

    def _placing(self, on: bool) -> None:
        if not on:
            self.end()
            return
        self.begin()
        self.row.place.setChecked(self.active)

    def _picking(self, on: bool) -> None:
        if on:
            self.row.place.setChecked(True)
        if self._tool is not None:
            self._tool.picking = on

    def _framing(self) -> None:
        if self._looking.frame.active:
            self.end()

    def _added(self, model: DocumentModel) -> None:
        model.history_changed.connect(lambda: self._follow() if model is self._documents.current else None)

    def _follow(self) -> None:
        """Show the hints that the recipe has now."""
        step, before = self._step(), self._looking.framed()
        self.row.show_count(0 if step is None else len(step.hints))
        if self._tool is None:
            return
        if step is None or before is None:
            self.end()
            return
        self._tool.photo = before.size
        self._tool.show_dots(tuple(Dot(hint.points, hint.colour) for hint in step.hints))

    def _step(self) -> Colorize | None:
        model = self._documents.current
        return None if model is None else model.document.recipe.step(Colorize)

    def _set(self, title: str, hints: tuple[Hint, ...], gesture: str | None = None) -> None:
        model, step = self._documents.current, self._step()
        if model is not None and step is not None:
            model.document.set_step(title, replace(step, hints=hints), gesture=gesture)

    def _place(self, x: float, y: float) -> None:
        step = self._step()
        if step is not None:
            hints = (*step.hints, Hint(((x, y),), self.row.colour))
            self._set(self.tr("Colour placed"), hints, gesture=f"hint {self._gesture}")
            self.row.keep()

    def _draw(self, x: float, y: float) -> None:
        """The hint that was placed last becomes a stroke, and goes on."""
        step = self._step()
        if step is not None and step.hints and len(step.hints[-1].points) < MOST_POINTS:
            last = replace(step.hints[-1], points=(*step.hints[-1].points, (x, y)))
            self._set(self.tr("Colour placed"), (*step.hints[:-1], last), gesture=f"hint {self._gesture}")

    def _next_gesture(self) -> None:
        """What comes now is a change of its own in the history."""
        self._gesture = next(self._gestures) + 1

    def _move(self, number: int, dx: float, dy: float, finished: bool) -> None:
        step = self._step()
        if step is None or number >= len(step.hints):
            return
        points = tuple((_held(x + dx), _held(y + dy)) for x, y in step.hints[number].points)
        hints = list(step.hints)
        hints[number] = replace(hints[number], points=points)
        self._set(self.tr("Colour moved"), tuple(hints), gesture=f"hint {self._gesture}")
        if finished:
            self._next_gesture()

    def _remove(self, number: int) -> None:
        step = self._step()
        if step is not None and number < len(step.hints):
            self._set(self.tr("Colour removed"), step.hints[:number] + step.hints[number + 1 :])

    def _clear(self) -> None:
        self._set(self.tr("Colours removed"), ())

    def _pick(self, x: float, y: float) -> None:
        """Place with the colour of what is seen there: of the restored photo where there is one."""
        try:
            self.row.choose(self._looking.colour_at(x, y))
        except RestorerError as error:
            self._documents.noticed.emit(error.sentence)
        self.row.pick.setChecked(False)


def _held(share: float) -> float:
    return min(1.0, max(0.0, share))
