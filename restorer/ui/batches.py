"""Opens the dialog in which a folder of photos is restored, and keeps what runs there."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from restorer.batch.plan import State
from restorer.batch.summary import in_words
from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.presets import Presets
from restorer.ui.batch_model import BatchModel
from restorer.ui.dialogs.batch_choices import choices
from restorer.ui.dialogs.batch_dialog import BatchDialog
from restorer.ui.documents import Documents
from restorer.ui.text import translated


class Batches(QObject):
    """One batch at a time, beside the open photos; its dialog may be closed and opened again while it runs."""

    def __init__(
        self, jobs: JobQueue, scratch: Scratch, places: Places, documents: Documents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._presets = Presets(places)
        self.model = BatchModel(jobs, scratch, places, documents.speeds, self)
        self.model.ended.connect(self._ended)
        self.model.failed.connect(self._failed)
        self.dialog: BatchDialog | None = None

    def show(self, window: QWidget) -> None:
        """Open the dialog, or bring it to the front."""
        if self.dialog is None:
            current = self._documents.current
            opened = None if current is None else current.document.recipe
            recipes = choices(self._presets.all(), opened)
            self.dialog = BatchDialog(self.model, recipes, self._documents.setup, window)
            self.dialog.finished.connect(self._closed)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """Stop what runs."""
        if self.dialog is not None:
            self.dialog.close()
        self.model.close()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _ended(self, counts: dict[State, int]) -> None:
        """Say it in the window where the dialog cannot."""
        if self.dialog is None and any(counts.values()):
            self._documents.noticed.emit(self.tr("Folder: {summary}").format(summary=translated(in_words(counts))))

    def _failed(self, error: RestorerError) -> None:
        if self.dialog is None:
            self._documents.noticed.emit(error.sentence)
