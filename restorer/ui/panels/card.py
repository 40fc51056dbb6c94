"""One operation: a switch and its fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from restorer.recipe.operation import Operation, parameters
from restorer.ui.panels.fields import Field, field_for
from restorer.ui.text import translated


class Card(QFrame):
    """Shows a step of the recipe, or that there is none, and tells what the person wants instead.

    Signals
    -------
    switched(on): the operation is wanted, or not. changed(step, field, finished): a field has another value.
    """

    switched = Signal(bool)
    changed = Signal(object, str, bool)

    def __init__(self, kind: type[Operation], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._step: Operation = kind()
        self.setProperty("card", True)
        self.switch = QCheckBox(translated(kind.title))
        self.switch.setProperty("title", True)
        self.switch.setAccessibleDescription(translated(kind.summary))
        self.switch.toggled.connect(self.switched)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setProperty("faint", True)
        self.fields: dict[str, Field] = {}
        self._plain, self._advanced = QWidget(), QWidget()
        self.more = QToolButton()
        self.more.setText(self.tr("More"))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.toggled.connect(self._show_more)
        self._lay()

    def _lay(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(8)
        rows.addWidget(self.switch)
        rows.addWidget(self.reason)
        for part, advanced in ((self._plain, False), (self._advanced, True)):
            inner = QVBoxLayout(part)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(12)
            for parameter in parameters(self.kind):
                field = field_for(parameter) if parameter.control.advanced is advanced else None
                if field is not None:
                    field.changed.connect(lambda value, done, name=parameter.name: self._changed(name, value, done))
                    self.fields[parameter.name] = field
                    inner.addWidget(field)
        rows.addWidget(self._plain)
        has_more = any(
            self.fields[p.name].parentWidget() is self._advanced for p in parameters(self.kind) if p.name in self.fields
        )
        rows.addWidget(self.more)
        rows.addWidget(self._advanced)
        self._has_more = has_more
        self._show_more(False)
        self.show_step(None, frozenset(), translated(self.kind.summary))

    def add(self, row: QWidget) -> None:
        """One more row, below the fields that are always shown."""
        layout = self._plain.layout()
        assert layout is not None
        layout.addWidget(row)

    def show_step(self, step: Operation | None, measured: frozenset[str], reason: str) -> None:
        """Show what the recipe has for this operation (None: nothing), and why."""
        self.switch.blockSignals(True)
        self.switch.setChecked(step is not None)
        self.switch.blockSignals(False)
        self.reason.setText(reason)
        if step is not None:
            self._step = step
            for parameter, value in step.values():
                field = self.fields.get(parameter.name)
                if field is not None:
                    field.show_value(value)
                    field.show_measured(parameter.key in measured)
        self._plain.setVisible(step is not None)
        self.more.setVisible(step is not None and self._has_more)
        self._advanced.setVisible(step is not None and self.more.isChecked())

    def _show_more(self, more: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if more else Qt.ArrowType.RightArrow)
        self._advanced.setVisible(more)

    def _changed(self, name: str, value: Any, finished: bool) -> None:
        self._step = replace(self._step, **{name: value})
        self.changed.emit(self._step, name, finished)
