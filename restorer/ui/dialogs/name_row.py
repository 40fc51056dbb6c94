"""A pattern for names, and what it makes of one photo: `{name} {preset}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from restorer.batch.names import FIELDS, Template, fit
from restorer.batch.plan import taken_on
from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.photo.formats import by_suffix, same_as_source, suffix_for
from restorer.photo.photo import SourceFacts
from restorer.ui.text import translated


@dataclass(frozen=True, slots=True)
class Subject:
    """A photo that is to be saved.

    title: as the window names it. source: its file. before, size: px of the source and of what is saved.
    done: what was done to it, for {preset}. coloured: colours in it were made up.
    """

    title: str
    source: Path
    facts: SourceFacts
    before: Size
    size: Size
    done: str = "restored"
    coloured: bool = False

    def values(self, kind: str) -> Mapping[str, str]:
        """Of each field of a pattern but the counter."""
        try:
            changed_ns = self.source.stat().st_mtime_ns
        except OSError:  # it has gone meanwhile; its picture is ours
            changed_ns = 0
        return {
            "name": self.source.stem,
            "folder": self.source.parent.name,
            "preset": self.done,
            "scale": f"{self.size.long_side / self.before.long_side:.3g}x",
            "width": str(self.size.width),
            "height": str(self.size.height),
            "format": kind,
            "date": taken_on(self.facts.exif, changed_ns),
        }

    def name(self, pattern: str, kind: str | None, counter: int = 1) -> tuple[str, str]:
        """Stem and suffix that a pattern makes. kind: of format, None: the source's, or the nearest.

        Raises
        ------
        BadRequest
            the pattern is of no use.
        """
        kind = kind or same_as_source(self.facts)
        pattern, typed = parted(pattern)
        parts = Template(pattern).filled(self.values(kind), counter)
        if len(parts) > 1:
            raise BadRequest(QCoreApplication.translate("NameRow", "A name cannot have a slash in it."))
        own = by_suffix(self.source.suffix)
        suffix = self.source.suffix if own is not None and own.id == kind else suffix_for(kind)
        return fit(parts[0]), typed or suffix


def parted(pattern: str) -> tuple[str, str]:
    """A pattern and the suffix of a photo that was typed behind it, empty where there is none."""
    stem, dot, suffix = pattern.rpartition(".")
    known = by_suffix(dot + suffix) if stem else None
    return (stem, dot + suffix) if known is not None and known.can_write else (pattern, "")


class NameRow(QWidget):
    """A line for the pattern, with a menu of what can stand in it.

    Signals
    -------
    changed: another pattern is typed.
    """

    changed = Signal()

    def __init__(self, pattern: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(pattern)
        self.line.setAccessibleName(self.tr("Name"))
        self.line.textChanged.connect(self.changed)
        self.insert = QPushButton("{ }")
        self.insert.setToolTip(self.tr("Put something that differs from photo to photo into the name"))
        self.insert.setAccessibleName(self.tr("Insert a field"))
        menu = QMenu(self)
        for name, what in FIELDS.items():
            action = menu.addAction(f"{{{name}}}   {translated(what)}")
            action.triggered.connect(lambda _checked=False, name=name: self.line.insert(f"{{{name}}}"))
        self.insert.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.insert)
        self.setFocusProxy(self.line)
        self.setTabOrder(self.line, self.insert)

    @property
    def pattern(self) -> str:
        return self.line.text()


class Elided(QLabel):
    """One line whose middle gives way where there is no room; the tip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("faint", True)

    def setText(self, text: str) -> None:
        """See `QLabel`."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """See `QLabel`."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
