"""Every change to the photo that is looked at, by name; choosing one goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.text import translated


class HistoryPanel(QWidget):
    """A list, oldest first. The present entry is bold and says so; those after it can be done again."""

    def __init__(self, documents: Documents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._model: DocumentModel | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("History"))
        self.list.setProperty("rows", True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        # A click goes there at once; with the keyboard Enter does, so that one can look about first.
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list)
        documents.current_changed.connect(self._follow)
        documents.added.connect(self._added)

    def refresh(self) -> None:
        """List what the document has now. Rows that say so already are left alone: a drag changes the last one only."""
        history = None if self._model is None else self._model.document.history
        entries = () if history is None else history.entries
        cursor = 0 if history is None else history.cursor
        for row, entry in enumerate(entries):
            if row == self.list.count():
                self.list.addItem(QListWidgetItem())
            item = self.list.item(row)
            words = self._words(translated(entry.title), row - cursor)
            if item.text() != words:
                item.setText(words)
                font = item.font()
                font.setBold(row == cursor)
                item.setFont(font)
        while self.list.count() > len(entries):
            self.list.takeItem(self.list.count() - 1)
        self.list.setCurrentRow(cursor)

    def _words(self, title: str, ahead: int) -> str:
        if ahead == 0:
            return self.tr("{title} (now)").format(title=title)
        return self.tr("{title} (undone)").format(title=title) if ahead > 0 else title

    def _added(self, model: DocumentModel) -> None:
        model.history_changed.connect(lambda: self.refresh() if model is self._model else None)

    def _follow(self, model: DocumentModel | None) -> None:
        self._model = model
        self.refresh()

    def _go(self, item: QListWidgetItem) -> None:
        if self._model is not None:
            self._model.document.go_to(self.list.row(item))
