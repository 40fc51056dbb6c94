"""What can be chosen for good. Every change takes effect at once, where nothing else is said, and is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from restorer.batch.names import Template
from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.ui.dialogs.name_row import NameRow
from restorer.ui.dialogs.save_form import labelled
from restorer.ui.text import number, translated
from restorer.worker.messages import DeviceReport

MEMORIES_MB = (512, 1024, 2048, 4096, 8192, 16_384, 32_768)
DISKS_GB = (1, 2, 5, 10, 20, 50, 100)

Speed = Callable[[DeviceReport], float | None]
"""Seconds that a device takes to remove noise from a megapixel, None where that was not measured yet."""


class Preferences(QDialog):
    """Shows settings and tells of every change.

    change: called with the new settings. places: folders that are shown. speed: see `Speed`.
    """

    def __init__(
        self,
        settings: Settings,
        devices: tuple[DeviceReport, ...],
        change: Callable[[Settings], None],
        places: Places,
        speed: Speed,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._change = settings, change
        self._shows: list[Callable[[Settings], None]] = []
        self.setWindowTitle(self.tr("Preferences"))
        self.tabs = QTabWidget()
        self.tabs.addTab(self._general(), self.tr("&General"))
        self.tabs.addTab(self._saving(), self.tr("&Saving"))
        self.tabs.addTab(self._computing(devices, speed), self.tr("&Computing"))
        self.tabs.addTab(self._disk(places), self.tr("D&isk"))
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Close | buttons.RestoreDefaults | buttons.Reset)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(buttons.RestoreDefaults).clicked.connect(self.restore_defaults)
        self.buttons.button(buttons.RestoreDefaults).setToolTip(self.tr("What is on these pages, as it was at first"))
        self.buttons.button(buttons.Reset).clicked.connect(self.ask_reset)
        self.buttons.button(buttons.Reset).setToolTip(
            self.tr("Everything that is remembered, the list of recent photos and the window's layout too")
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addWidget(self.tabs)
        rows.addWidget(self.buttons)
        self.setMinimumWidth(560)
        self._show(settings)

    # ---- pages

    def _general(self) -> QWidget:
        themes = (("system", self.tr("As the system")), ("dark", self.tr("Dark")), ("light", self.tr("Light")))
        self.theme = self._combo("theme", themes)
        # Languages are named in themselves, so that they are found by those who read no other.
        self.language = self._combo(
            "language", (("system", self.tr("As the system")), ("en", "English"), ("de", "Deutsch"))
        )
        self.tell_ends = self._check("tell_ends", self.tr("Tell when long work ends while another program is in front"))
        return _page(
            (self.tr("&Theme"), self.theme),
            (self.tr("&Language"), self.language),
            ("", _note(self.tr("Another language is spoken from the next start on."))),
            ("", self.tell_ends),
        )

    def _saving(self) -> QWidget:
        self.save_folder = QLineEdit()
        self.save_folder.setPlaceholderText(self.tr("Beside the original"))
        self.save_folder.setClearButtonEnabled(True)
        self.save_folder.setAccessibleName(self.tr("Folder"))
        self.save_folder.editingFinished.connect(lambda: self._set("save_folder", self.save_folder.text().strip()))
        self.save_folder.textChanged.connect(lambda text: None if text else self._set("save_folder", ""))
        self._shows.append(lambda settings: self.save_folder.setText(settings.save_folder))
        self.choose_folder = QPushButton(self.tr("Choose…"))
        self.choose_folder.clicked.connect(self._ask_folder)
        folder = QWidget()
        row = QHBoxLayout(folder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.save_folder, 1)
        row.addWidget(self.choose_folder)
        folder.setFocusProxy(self.save_folder)
        self.save_names = NameRow(translated(self._settings.save_names))
        self.save_names.changed.connect(self._names_changed)
        self._shows.append(lambda settings: self.save_names.line.setText(translated(settings.save_names)))
        self.names_fault = _note("")
        self.save_recipe = self._check("save_recipe", self.tr("Keep the recipe beside the photo when saving"))
        return _page(
            (self.tr("&Folder"), folder),
            (self.tr("&Names"), self.save_names),
            ("", self.names_fault),
            ("", self.save_recipe),
        )

    def _computing(self, devices: tuple[DeviceReport, ...], speed: Speed) -> QWidget:
        self.device = self._combo(
            "device", (("auto", self.tr("The fastest")), *((one.id, one.title) for one in devices))
        )
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
        sizes = ((size, self.tr("At most {n} GB").format(n=number(size / 1024))) for size in MEMORIES_MB)
        self.memory_mb = self._combo("memory_mb", ((0, self.tr("As much as is sensible")), *sizes))
        self.device_list = _device_list(self, devices, speed)
        return _page(
            (self.tr("&Device"), self.device),
            (self.tr("&Precision"), self.precision),
            (self.tr("&Memory for networks"), self.memory_mb),
            ("", self.device_list),
            ("", _note(self.tr("Each device was compared with the processor; one that computes wrongly is not used."))),
        )

    def _disk(self, places: Places) -> QWidget:
        self.keep_results = QSpinBox()
        self.keep_results.setRange(1, 100)
        self.keep_results.valueChanged.connect(lambda value: self._set("keep_results", value))
        self._shows.append(lambda settings: self.keep_results.setValue(settings.keep_results))
        sizes = ((size, self.tr("At most {n} GB").format(n=size)) for size in DISKS_GB)
        self.disk_gb = self._combo("disk_gb", ((0, self.tr("No limit")), *sizes))
        return _page(
            (self.tr("&Results kept for undo, per photo"), self.keep_results),
            (self.tr("All results &together"), self.disk_gb),
            _folder_row(self.tr("Presets, drafts, log"), places.data, self.tr("Open")),
            _folder_row(self.tr("May be deleted"), places.cache, self.tr("Open")),
        )

    # ---- changes

    def restore_defaults(self) -> None:
        """What is shown here as it was at first; recent photos, weights and the window's place stay."""
        kept = self._settings
        self._take(
            Settings(
                folder=kept.folder,
                recent=kept.recent,
                window=kept.window,
                panels=kept.panels,
                weights=kept.weights,
                colours=kept.colours,
            )
        )

    def ask_reset(self) -> None:
        """Everything that is remembered, if that is really meant."""
        question = self.tr(
            "Forget all preferences, chosen weights, recent photos and the window's layout? Presets and photos stay."
        )
        if QMessageBox.question(self, self.tr("Reset"), question) is QMessageBox.StandardButton.Yes:
            self.reset()

    def reset(self) -> None:
        self._take(Settings())

    def _take(self, settings: Settings) -> None:
        if settings != self._settings:
            self._settings = settings
            self._change(settings)
        self._show(settings)

    def _show(self, settings: Settings) -> None:
        for show in self._shows:
            show(settings)

    def _set(self, name: str, value: Any) -> None:
        changed = replace(self._settings, **{name: value})
        if changed != self._settings:
            self._settings = changed
            self._change(changed)

    def _combo(self, name: str, choices: Any) -> QComboBox:
        box = QComboBox()
        for value, title in choices:
            box.addItem(title, value)

        def show(settings: Settings) -> None:
            box.setCurrentIndex(max(0, box.findData(getattr(settings, name))))

        show(self._settings)
        box.currentIndexChanged.connect(lambda _row: self._set(name, box.currentData()))
        self._shows.append(show)
        return box

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(getattr(self._settings, name))
        box.toggled.connect(lambda on: self._set(name, on))
        self._shows.append(lambda settings: box.setChecked(getattr(settings, name)))
        return box

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.save_folder.text())
        if folder:
            self.save_folder.setText(folder)
            self._set("save_folder", folder)

    def _names_changed(self) -> None:
        """A pattern of no use is told, and the last good one stays."""
        try:
            Template(self.save_names.pattern)
        except BadRequest as error:
            self.names_fault.setText(translated(error.sentence))
            return
        self.names_fault.clear()
        self._set("save_names", self.save_names.pattern)


def _page(*rows: tuple[str, QWidget]) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(12, 12, 12, 12)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    for name, widget in rows:
        if name:
            form.addRow(labelled(name, widget), widget)
        elif isinstance(widget, QTreeWidget):
            form.addRow(widget)
        else:
            form.addRow("", widget)
    return page


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setWordWrap(True)
    note.setProperty("faint", True)
    return note


def _folder_row(name: str, folder: Path, open_: str) -> tuple[str, QWidget]:
    """A folder's path, to be read and copied, and a button that shows it in the system's own program for files."""
    line, button = QLineEdit(str(folder)), QPushButton(open_)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setCursorPosition(0)

    def show() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    button.clicked.connect(show)
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(line, 1)
    row.addWidget(button)
    widget.setFocusProxy(line)
    return name, widget


def _device_list(dialog: Preferences, devices: tuple[DeviceReport, ...], speed: Speed) -> QTreeWidget:
    """Every device with what its test said, the precision that it is fastest in, and how fast that is."""
    tr = dialog.tr
    tree = QTreeWidget()
    tree.setHeaderLabels([tr("Device"), tr("Self-test"), tr("Best in"), tr("Removing noise")])
    tree.setRootIsDecorated(False)
    tree.setAccessibleName(tr("Devices of this computer"))
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    for device in devices:
        seconds = speed(device)
        took = tr("not measured yet") if seconds is None else tr("{n} s per megapixel").format(n=number(seconds))
        passed = "✓ " + tr("passed") if device.usable else "✕ " + translated(device.reason)
        item = QTreeWidgetItem([device.title, passed, device.precision, took if device.usable else ""])
        for column in range(4):
            item.setToolTip(column, item.text(column))
        tree.addTopLevelItem(item)
    if not devices:
        tree.addTopLevelItem(QTreeWidgetItem([tr("The devices are being tested …")]))
    for column in range(4):
        mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
        tree.header().setSectionResizeMode(column, mode)
    tree.header().setStretchLastSection(False)
    tree.setFixedHeight(tree.sizeHintForRow(0) * (max(2, min(4, len(devices))) + 2))
    return tree
