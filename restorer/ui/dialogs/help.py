"""Which keys do what, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from restorer import __version__
from restorer.ui.actions import SPECS
from restorer.ui.text import translated
from restorer.weights.own import all_weights

BUILT_WITH = ("PySide6-Essentials", "torch", "openvino", "pyvips", "pillow", "spandrel", "numpy")

# Keys of the canvas, which are no menu commands.
ON_THE_PHOTO = (
    ("Space + drag", "Move about"),
    ("Arrow keys", "Move about"),
    ("Wheel", "Zoom about the cursor"),
    ("Double click", "Fit, or 100 %"),
    ("\\", "Hold for the original"),
    ("Shift + left, right", "Move the handle of the split"),
)


class Shortcuts(QDialog):
    """All keys at one glance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        rows = [(_keys(spec.keys), _text(spec.text)) for spec in SPECS if spec.keys]
        rows += [(self.tr(keys), self.tr(what)) for keys, what in ON_THE_PHOTO]
        half = -(-len(rows) // 2)
        for number, (keys, what) in enumerate(rows):
            column = 2 * (number // half)
            key = QLabel(keys)
            key.setProperty("title", True)
            grid.addWidget(key, number % half, column)
            grid.addWidget(QLabel(what), number % half, column + 1)
        _finish(self, grid)


class About(QDialog):
    """Version, licences, and the promise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Restorer"))
        lines = [
            self.tr("Restorer {version}").format(version=__version__),
            self.tr("Photos stay on this computer. Nothing is sent anywhere."),
            self.tr("Free software under the MIT licence."),
            "",
            self.tr("Weights:"),
            *(f"{one.id}: {translated(one.entry.licence) if one.entry else self.tr('yours')}" for one in all_weights()),
            "",
            self.tr("Built with:"),
            *filter(None, map(_package, BUILT_WITH)),
        ]
        text = QLabel("\n".join(lines))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QVBoxLayout()
        inner.addWidget(text)
        _finish(self, inner)
        self.setMinimumWidth(460)


def _finish(dialog: QDialog, inner: QVBoxLayout | QGridLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(16, 16, 16, 16)
    rows.setSpacing(12)
    rows.addLayout(inner)
    rows.addWidget(buttons)


def _keys(keys: tuple[str, ...]) -> str:
    shown = (QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in keys)
    return ", ".join(shown)


def _text(text: str) -> str:
    return QCoreApplication.translate("actions", text).replace("&", "").removesuffix("…")


def _package(name: str) -> str:
    from importlib import metadata  # here, for it brings the reading of mail with it, which would cost the start

    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    licence = next((found[field] for field in ("License-Expression", "License") if field in found), "")
    return f"{name} {found['Version']}" + (f" ({licence})" if licence and len(licence) < 60 else "")
