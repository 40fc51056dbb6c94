"""One row for one field of an operation, made from what the field says of itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from restorer.recipe.controls import Choice, Flag, Slider, Whole
from restorer.recipe.operation import Parameter
from restorer.ui.text import translated


class ResetLabel(QLabel):
    """A field's name; a double click puts the field back to its default."""

    reset = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.reset.emit()


class Field(QWidget):
    """One field. `show_value` never emits; what the person does does.

    Signals
    -------
    changed(value, finished): finished is false while a handle is being dragged.
    """

    changed = Signal(object, bool)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._showing = False
        self.name = ResetLabel(translated(parameter.control.label))
        self.name.reset.connect(lambda: self.changed.emit(parameter.default, True))
        tip = translated(parameter.control.tip)
        self.setToolTip(f"{tip}\n{self.tr('Double-click the name for the default.')}")
        self.mark = QLabel()
        self.mark.setProperty("faint", True)

    def show_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        self._showing = True
        try:
            self._show(value)
        finally:
            self._showing = False

    def show_measured(self, measured: bool) -> None:
        """Mark the field as filled in by measuring, in words."""
        self.mark.setText(self.tr("measured") if measured else "")

    @abstractmethod
    def _show(self, value: Any) -> None: ...

    def _tell(self, value: Any, finished: bool = True) -> None:
        if not self._showing:
            self.changed.emit(value, finished)

    def _named(self, widget: QWidget) -> None:
        """What screen readers say of `widget`."""
        widget.setAccessibleName(translated(self.parameter.control.label))
        widget.setAccessibleDescription(translated(self.parameter.control.tip))


class SliderField(Field):
    """A slider with named ends, a number to type, and “Auto” where the field can be measured."""

    def __init__(self, parameter: Parameter, control: Slider, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._control = control
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((control.high - control.low) / control.step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.installEventFilter(_NoWheel(self))
        self.number = QDoubleSpinBox()
        self.number.setRange(control.low, control.high)
        self.number.setSingleStep(control.step)
        self.number.setDecimals(0 if control.step >= 1 else 1)
        self.number.setSuffix(f" {translated(control.unit)}" if control.unit else "")
        self.number.setKeyboardTracking(False)
        self.number.installEventFilter(_NoWheel(self))
        self._named(self.slider)
        self._named(self.number)
        self.auto = QCheckBox(self.tr("Auto")) if control.auto else None
        self._lay()
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(lambda: self._tell(self._slider_value()))
        self.number.valueChanged.connect(self._typed)
        if self.auto is not None:
            self._named(self.auto)
            self.auto.toggled.connect(self._auto_toggled)

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.name)
        top.addWidget(self.mark)
        top.addStretch(1)
        if self.auto is not None:
            top.addWidget(self.auto)
        top.addWidget(self.number)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(top)
        rows.addWidget(self.slider)
        if self._control.low_name or self._control.high_name:
            ends = QHBoxLayout()
            for text, align in (
                (self._control.low_name, Qt.AlignmentFlag.AlignLeft),
                (self._control.high_name, Qt.AlignmentFlag.AlignRight),
            ):
                label = QLabel(translated(text))
                label.setProperty("faint", True)
                label.setAlignment(align)
                ends.addWidget(label)
            rows.addLayout(ends)

    def _slider_value(self) -> float:
        return self._control.low + self.slider.value() * self._control.step

    def _slid(self) -> None:
        if self._showing:
            return
        value = self._slider_value()
        self._showing = True
        self.number.setValue(value)
        self._showing = False
        self._tell(value, finished=not self.slider.isSliderDown())

    def _typed(self, value: float) -> None:
        if not self._showing:
            self._tell(value)

    def _auto_toggled(self, auto: bool) -> None:
        self._tell(None if auto else self.number.value())

    def _show(self, value: Any) -> None:
        automatic = value is None
        if self.auto is not None:
            self.auto.setChecked(automatic)
        self.slider.setEnabled(not automatic)
        self.number.setEnabled(not automatic)
        if not automatic:
            self.number.setValue(value)
            if not self.slider.isSliderDown():
                self.slider.setValue(round((value - self._control.low) / self._control.step))


class WholeField(Field):
    """A whole number to type."""

    def __init__(self, parameter: Parameter, control: Whole, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.number = QSpinBox()
        self.number.setRange(control.low, control.high)
        self.number.setSuffix(f" {translated(control.unit)}" if control.unit else "")
        self.number.setKeyboardTracking(False)
        self.number.installEventFilter(_NoWheel(self))
        if control.zero_name and control.low == 0:
            self.number.setSpecialValueText(translated(control.zero_name))
        self._named(self.number)
        _in_a_row(self, self.number)
        self.number.valueChanged.connect(lambda value: self._tell(value))

    def _show(self, value: Any) -> None:
        self.number.setValue(value)


class ChoiceField(Field):
    """One of a few values."""

    def __init__(self, parameter: Parameter, control: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.box = QComboBox()
        self.box.installEventFilter(_NoWheel(self))
        for value, title in control.options:
            self.box.addItem(translated(title), value)
        self._named(self.box)
        _in_a_row(self, self.box)
        self.box.currentIndexChanged.connect(lambda _: self._tell(self.box.currentData()))

    def _show(self, value: Any) -> None:
        self.box.setCurrentIndex(self.box.findData(value))


class FlagField(Field):
    """Yes or no."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.box = QCheckBox()
        self._named(self.box)
        _in_a_row(self, self.box)
        self.box.toggled.connect(lambda on: self._tell(on))

    def _show(self, value: Any) -> None:
        self.box.setChecked(bool(value))


def field_for(parameter: Parameter) -> Field | None:
    """The row for a field; None for those that are set on the photo itself (crop, colour hints)."""
    control = parameter.control
    if isinstance(control, Slider):
        return SliderField(parameter, control)
    if isinstance(control, Whole):
        return WholeField(parameter, control)
    if isinstance(control, Choice):
        return ChoiceField(parameter, control)
    if isinstance(control, Flag):
        return FlagField(parameter)
    return None


def _in_a_row(field: Field, widget: QWidget) -> None:
    row = QHBoxLayout(field)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field.name)
    row.addWidget(field.mark)
    row.addStretch(1)
    row.addWidget(widget)


class _NoWheel(QObject):
    """Scrolling the panel must not change what happens to lie below the cursor."""

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        if event.type() == event.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False
