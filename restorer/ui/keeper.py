"""Sees to it that unsaved work outlives a crash, the window's end and the closing of a photo."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QObject, QTimer, Signal

from restorer.core.errors import RestorerError
from restorer.document.drafts import Draft, Drafts, draft_of
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents

AFTER_MS = 3000
"""Work is kept this long after the first change that is not kept yet; work older than five seconds must be safe."""


class Keeper(QObject):
    """Writes drafts a little after changes, and at once where asked.

    Signals
    -------
    closed_unsaved: a photo with unsaved work was closed; `reopen_closed` takes that back.
    """

    closed_unsaved = Signal()
    _failed = Signal(object)

    def __init__(self, documents: Documents, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents, self._drafts = documents, drafts
        self._names: dict[DocumentModel, str] = {}
        self._changed: dict[DocumentModel, None] = {}
        self._closed: list[Draft] = []
        self._ended = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        documents.added.connect(self._follow)
        documents.saved.connect(lambda model, _saved: self._keep(model))
        documents.removed.connect(self._removed)
        # It comes from the thread that writes; here it changes to ours.
        self._failed.connect(self._tell)

    def keep_now(self) -> None:
        """Write what has changed."""
        changed, self._changed = self._changed, {}
        for model in changed:
            self._keep(model)

    def close(self) -> None:
        """A proper end: what is not saved is kept, and what still happens to it is no work of anybody's."""
        self._timer.stop()
        self.keep_now()
        self._ended = True

    @property
    def can_reopen(self) -> bool:
        """Whether a photo was closed with unsaved work."""
        return bool(self._closed)

    def reopen_closed(self) -> None:
        """Open the photo again that was closed last with unsaved work, as it was left."""
        if self._closed:
            self._keep(self._documents.reopen(self._closed.pop()))

    def left_behind(self) -> tuple[Draft, ...]:
        """What earlier windows left."""
        return self._drafts.left_behind()

    def take_back(self) -> None:
        """Open everything that was left, but work on photos that cannot be found now: that is kept."""
        for draft in self.left_behind():
            if draft.source.is_file():
                self._keep(self._documents.open_draft(draft))
            else:
                sentence = self.tr("“{name}” cannot be found now. The work on it is kept.")
                self._documents.noticed.emit(sentence.format(name=draft.source.name))

    def give_up(self) -> None:
        """Delete everything that was left."""
        self._drafts.give_up_left_behind()

    def _keep(self, model: DocumentModel) -> None:
        """Have the unsaved work on a photo survive, or nothing where there is none."""
        name = self._names.get(model)
        if name is None:  # it was closed while it was being saved
            return
        if model.document.clean:
            self._drafts.drop(name)
        else:
            self._drafts.keep_soon(model.document, name, self._failed.emit)

    def _tell(self, error: RestorerError) -> None:
        self._documents.noticed.emit(error.sentence)

    def _follow(self, model: DocumentModel) -> None:
        self._names[model] = uuid.uuid4().hex
        model.history_changed.connect(lambda: self._note(model))
        model.clean_changed.connect(lambda: self._note(model))
        if model.document.draft:
            self._note(model)

    def _removed(self, model: DocumentModel) -> None:
        self._changed.pop(model, None)
        self._drafts.drop(self._names.pop(model))
        if not model.document.clean:
            self._closed.append(draft_of(model.document))
            self.closed_unsaved.emit()

    def _note(self, model: DocumentModel) -> None:
        if self._ended:
            return
        self._changed[model] = None
        if not self._timer.isActive():
            self._timer.start()
