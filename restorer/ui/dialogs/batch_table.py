"""The plan of a batch as a table: each original, what it becomes, and what is to be known of it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette

from restorer.batch.names import key
from restorer.batch.plan import Entry, State
from restorer.batch.request import BatchRequest
from restorer.ui.text import translated

_NUMBERED = re.compile(r" \(\d+\)(?=\.[^.]*$|$)")
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()

Outcome = tuple[State, str]
"""Of a photo that has ended, with the reason."""


class PlanTable(QAbstractTableModel):
    """Three columns: original, output, and a sign with words: what is in the way before, what became of it after."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._below: tuple[Path, ...] = ()
        self._notes: Mapping[int, str] = {}
        self._ended: dict[int, Outcome] = {}
        self._signs = {
            State.RESTORED: self.tr("✓ restored"),
            State.UNCHANGED: self.tr("= left unchanged"),
            State.SKIPPED: self.tr("– skipped"),
            State.UNREADABLE: self.tr("✗ not readable"),
            State.FAILED: self.tr("✗ failed"),
            State.ASIDE: self.tr("✗ set aside"),
        }

    def show(self, entries: tuple[Entry, ...], below: tuple[Path, ...], notes: Mapping[int, str] | None = None) -> None:
        """Another plan. below: originals are named as they lie below these. notes: by number, before it begins."""
        self.beginResetModel()
        self._entries, self._below, self._notes, self._ended = entries, below, notes or {}, {}
        self.endResetModel()

    def mark(self, number: int, outcome: Outcome) -> int:
        """Say what became of a photo; its row, -1 where it is not in the table."""
        row = number - 1
        if not 0 <= row < len(self._entries):
            return -1
        self._ended[number] = outcome
        self.dataChanged.emit(self.index(row, 0), self.index(row, 2))
        return row

    def mark_all(self, outcomes: Mapping[int, Outcome]) -> None:
        """Say what became of many."""
        self.beginResetModel()
        self._ended.update(outcomes)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("Original"), self.tr("Becomes"), self.tr("State"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown(entry.source) if index.column() == 0 else self._text(entry, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(entry, index.column())
        return None

    def _text(self, entry: Entry, column: int) -> str:
        if column == 0:
            return shown(_below(entry.source, self._below))
        if column == 1:
            return "" if entry.target is None else shown(entry.target)
        state, reason = self._outcome(entry)
        if not state.ended:
            note = self._notes.get(entry.number, "")
            return f"⚠ {note}" if note else ""
        return self._signs[state] + (f": {shown(translated(reason))}" if reason else "")

    def _outcome(self, entry: Entry) -> Outcome:
        return self._ended.get(entry.number, (entry.state, entry.reason))

    def _colour(self, entry: Entry, column: int) -> Any:
        """A sign and words say it as well."""
        state = self._outcome(entry)[0]
        palette = QGuiApplication.palette()
        if state.ended and not state.done:
            return palette.color(QPalette.ColorRole.PlaceholderText)
        if column and not state.ended and entry.number in self._notes:
            return palette.color(QPalette.ColorRole.Link)
        return None


def notes_on(entries: tuple[Entry, ...], request: BatchRequest, numbered: str, replaced: str) -> dict[int, str]:
    """What is in the way of the names of those that wait, by number: `numbered` where another has the name, so that
    it got a number; `replaced` where a file is there that goes.
    """
    taken = {key(str(entry.target)) for entry in entries}
    found = {}
    for entry in entries:
        if entry.state is not State.WAITING or entry.target is None:
            continue
        number = _NUMBERED.search(entry.target.name)
        if number is not None and number[0] not in entry.source.stem:  # else it is part of the photo's own name
            plain = entry.target.with_name(_NUMBERED.sub("", entry.target.name))
            if key(str(plain)) in taken or os.path.lexists(request.output / plain):
                found[entry.number] = numbered
        if request.collision == "overwrite" and os.path.lexists(request.output / entry.target):
            found[entry.number] = replaced
    return found


def shown(text: object) -> str:
    """As a line can show it: without halves of letters and control letters that names may hold."""
    plain = str(text).encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in plain)


def _below(source: Path, folders: tuple[Path, ...]) -> Path:
    for folder in folders:
        if folder in source.parents:
            return source.relative_to(folder)
    return Path(source.name)
