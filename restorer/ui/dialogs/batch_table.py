"""The plan of a batch as a table: each original and what becomes of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from restorer.batch.events import PhotoEnded
from restorer.batch.plan import Entry, State

_WRONG = QColor("#d9822b")
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class PlanTable(QAbstractTableModel):
    """Originals in the first column, names of outputs or reasons in the second; what will not be done is coloured."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._ended: dict[int, PhotoEnded] = {}

    def show(self, entries: tuple[Entry, ...]) -> None:
        """Another plan."""
        self.beginResetModel()
        self._entries, self._ended = entries, {}
        self.endResetModel()

    def mark(self, ended: PhotoEnded) -> int:
        """Say what became of a photo; its row, -1 where it is not in the table."""
        row = ended.number - 1
        if not 0 <= row < len(self._entries):
            return -1
        self._ended[ended.number] = ended
        self.dataChanged.emit(self.index(row, 0), self.index(row, 1))
        return row

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("Original"), self.tr("Becomes"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        ended = self._ended.get(entry.number)
        state = entry.state if ended is None else ended.state
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.source.name if index.column() == 0 else self._becomes(entry, ended)
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(entry.source) if index.column() == 0 else self._becomes(entry, ended)
        if role == Qt.ItemDataRole.ForegroundRole and not (state.done or state is State.WAITING):
            return _WRONG
        return None

    def _becomes(self, entry: Entry, ended: PhotoEnded | None) -> str:
        if ended is None:
            return str(entry.target) if entry.state is State.WAITING else entry.reason
        if ended.state is State.RESTORED:
            return self.tr("✓ {name}").format(name=entry.target)
        return self.tr("{state}: {reason}").format(state=ended.state.value.capitalize(), reason=ended.reason)
