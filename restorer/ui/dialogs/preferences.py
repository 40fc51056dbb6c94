"""What can be chosen for good. Every change takes effect at once and is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from restorer.core.settings import Settings
from restorer.worker.messages import DeviceReport


class Preferences(QDialog):
    """Shows settings and tells of every change.

    change: called with the new settings.
    """

    def __init__(
        self,
        settings: Settings,
        devices: tuple[DeviceReport, ...],
        change: Callable[[Settings], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._change = settings, change
        self.setWindowTitle(self.tr("Preferences"))
        self.theme = self._combo(
            "theme",
            (("system", self.tr("As the system")), ("dark", self.tr("Dark")), ("light", self.tr("Light"))),
        )
        self.device = self._combo("device", (("auto", self.tr("The fastest")), *map(self._device, devices)))
        for row, device in enumerate(devices, start=1):
            if not device.usable:
                self.device.model().item(row).setEnabled(False)  # type: ignore[attr-defined]
        self.precision = self._combo(
            "precision",
            (
                ("auto", self.tr("What this computer does best")),
                ("fp32", self.tr("32 bits: slowest, exact")),
                ("bf16", self.tr("16 bits (bf16)")),
                ("fp16", self.tr("16 bits (fp16)")),
            ),
        )
        self.keep_results = QSpinBox()
        self.keep_results.setRange(1, 100)
        self.keep_results.setValue(settings.keep_results)
        self.keep_results.valueChanged.connect(lambda value: self._set("keep_results", value))
        self.save_recipe = QCheckBox(self.tr("Keep the recipe beside the photo when saving"))
        self.save_recipe.setChecked(settings.save_recipe)
        self.save_recipe.toggled.connect(lambda on: self._set("save_recipe", on))
        self._lay()

    def _lay(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("&Theme"), self.theme)
        form.addRow(self.tr("&Device"), self.device)
        form.addRow(self.tr("&Precision"), self.precision)
        form.addRow(self.tr("&Results kept for undo, per photo"), self.keep_results)
        form.addRow(self.save_recipe)
        note = QLabel(
            self.tr("Every device was compared with the processor; one that computes wrongly is not offered.")
        )
        note.setWordWrap(True)
        note.setProperty("faint", True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self.restore_defaults)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addLayout(form)
        rows.addWidget(note)
        rows.addStretch(1)
        rows.addWidget(buttons)
        self.setMinimumWidth(480)

    def restore_defaults(self) -> None:
        """Everything as it was at first; recent photos and the window's place stay."""
        kept = self._settings
        fresh = Settings(folder=kept.folder, recent=kept.recent, window=kept.window, panels=kept.panels)
        for name, box in (
            ("theme", self.theme),
            ("device", self.device),
            ("precision", self.precision),
        ):
            box.setCurrentIndex(max(0, box.findData(getattr(fresh, name))))
        self.keep_results.setValue(fresh.keep_results)
        self.save_recipe.setChecked(fresh.save_recipe)

    def _combo(self, name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
        box = QComboBox()
        for value, title in choices:
            box.addItem(title, value)
        box.setCurrentIndex(max(0, box.findData(getattr(self._settings, name))))
        box.currentIndexChanged.connect(lambda _row: self._set(name, box.currentData()))
        return box

    def _device(self, device: DeviceReport) -> tuple[str, str]:
        if device.usable:
            return device.id, f"{device.title} ({device.precision})"
        return device.id, self.tr("{title}: not used, {reason}").format(title=device.title, reason=device.reason)

    def _set(self, name: str, value: Any) -> None:
        changed = replace(self._settings, **{name: value})
        if changed != self._settings:
            self._settings = changed
            self._change(changed)
