"""A document as Qt sees it: its events as signals."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QObject, Signal

from restorer.core.errors import RestorerError
from restorer.document.document import Document
from restorer.document.events import (
    AnalysisArrived,
    CleanChanged,
    Event,
    Failed,
    HistoryChanged,
    PhotoArrived,
    ResultArrived,
    ResultsChanged,
)


class DocumentModel(QObject):
    """Tells in signals what `document` tells in events. Commands are the document's own.

    Signals
    -------
    photo_arrived, analysis_arrived, history_changed, result_arrived(digest), results_changed, clean_changed: see
    document.events.
    failed(doing, error): something about this photo went wrong.
    """

    photo_arrived = Signal()
    analysis_arrived = Signal()
    history_changed = Signal()
    result_arrived = Signal(str)
    results_changed = Signal()
    clean_changed = Signal()
    failed = Signal(str, object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._end = document.listen(self._heard)

    @property
    def title(self) -> str:
        """As the window names the photo."""
        return self.tr("Pasted picture") if self.document.draft else self.document.source.name

    def close(self) -> None:
        self._end()

    def _heard(self, event: Event) -> None:
        match event:
            case PhotoArrived():
                self.photo_arrived.emit()
            case AnalysisArrived():
                self.analysis_arrived.emit()
            case HistoryChanged():
                self.history_changed.emit()
            case ResultArrived(digest):
                self.result_arrived.emit(digest)
            case ResultsChanged():
                self.results_changed.emit()
            case CleanChanged():
                self.clean_changed.emit()
            case Failed(doing, error):
                assert isinstance(error, RestorerError)
                self.failed.emit(doing, error)
            case _:
                assert_never(event)
