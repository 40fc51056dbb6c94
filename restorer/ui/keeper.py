"""Sees to it that unsaved work outlives a crash, and offers what one left."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from restorer.document.drafts import Draft, Drafts
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents

AFTER_MS = 3000
"""Work is kept this long after the first change that is not kept yet; work older than five seconds must be safe."""


class Keeper(QObject):
    """Writes drafts a little after changes, and at once where asked."""

    def __init__(self, documents: Documents, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents, self._drafts = documents, drafts
        self._changed: dict[DocumentModel, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        documents.added.connect(self._follow)
        documents.removed.connect(lambda model: self._changed.pop(model, None))

    def keep_now(self) -> None:
        """Write what has changed."""
        changed, self._changed = self._changed, {}
        for model in changed:
            self._documents.keep_draft(model)

    def close(self) -> None:
        """A proper end: nothing is to be kept any more."""
        self._timer.stop()
        self._changed.clear()

    def left_behind(self) -> tuple[Draft, ...]:
        """What crashed windows left."""
        return self._drafts.left_behind()

    def take_back(self) -> None:
        """Open everything that was left."""
        for draft in self.left_behind():
            self._documents.open_draft(draft)

    def give_up(self) -> None:
        """Delete everything that was left."""
        self._drafts.give_up_left_behind()

    def _follow(self, model: DocumentModel) -> None:
        model.history_changed.connect(lambda: self._note(model))
        model.clean_changed.connect(lambda: self._note(model))
        if model.document.draft:
            self._note(model)

    def _note(self, model: DocumentModel) -> None:
        self._changed[model] = None
        if not self._timer.isActive():
            self._timer.start()
