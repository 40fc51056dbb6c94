"""The photos that are open, as small pictures with their state in words and a sign."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from restorer.core.errors import RestorerError
from restorer.photo.store import Store
from restorer.ui.canvas.tiles import as_image
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.work import Work
from restorer.worker.messages import Thumbnail

SIDE = 72
"""px of a thumbnail's long side."""


class Filmstrip(QListWidget):
    """A row of thumbnails; choosing one looks at that photo.

    Signals
    -------
    needed(bool): there is more than one photo, so that a strip is of use.
    """

    needed = Signal(bool)

    def __init__(self, documents: Documents, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents, self._work = documents, work
        self._items: dict[DocumentModel, QListWidgetItem] = {}
        self._fetched: set[DocumentModel] = set()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(QSize(SIDE + 48, SIDE + 36))
        self.setFixedHeight(SIDE + 56)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Open photos"))
        self.currentItemChanged.connect(self._chosen)
        documents.added.connect(self._add)
        documents.removed.connect(self._remove)
        documents.current_changed.connect(self._show_current)

    def _add(self, model: DocumentModel) -> None:
        item = QListWidgetItem(model.title)
        item.setToolTip(str(model.document.source))
        item.setSizeHint(self.gridSize())
        self._items[model] = item
        self.addItem(item)
        self.needed.emit(self.count() > 1)
        model.clean_changed.connect(lambda: self._show_state(model))
        model.result_arrived.connect(lambda _digest: self._show_state(model))
        model.results_changed.connect(lambda: self._show_state(model))
        model.photo_arrived.connect(lambda: self._fetch(model))
        # Once all are listed it is known which of them are being read anyway.
        QTimer.singleShot(0, self, lambda: self._fetch_unread(model))

    def _remove(self, model: DocumentModel) -> None:
        item = self._items.pop(model)
        self._fetched.discard(model)
        self.takeItem(self.row(item))
        self.needed.emit(self.count() > 1)

    def _show_current(self, model: DocumentModel | None) -> None:
        if model is not None and model in self._items:
            self.setCurrentItem(self._items[model])

    def _chosen(self, item: QListWidgetItem | None) -> None:
        for model, other in self._items.items():
            if other is item:
                self._documents.set_current(model)

    def _fetch_unread(self, model: DocumentModel) -> None:
        if model in self._items and not self._documents.being_read(model):
            self._fetch(model)

    def _fetch(self, model: DocumentModel) -> None:
        """Ask for the small picture, after everything that is asked for first."""
        if model in self._fetched:
            return
        self._fetched.add(model)

        def arrived(store: Store) -> None:
            if model in self._items:
                self._items[model].setIcon(QIcon(QPixmap.fromImage(image_of(store))))
            store.remove()

        def failed(_error: RestorerError) -> None:
            """A photo without a small picture is still named; what is wrong with it is told when it is looked at."""

        self._work.ask(
            Thumbnail(model.document.photo or model.document.source, 2 * SIDE), "", arrived, failed, listed=False
        )

    def _show_state(self, model: DocumentModel) -> None:
        if model not in self._items:
            return
        document = model.document
        if document.result() is not None and not document.clean:
            text = self.tr("● not saved")
        elif not document.clean:
            text = self.tr("○ changed")
        elif document.recipe.active().steps:
            text = self.tr("✓ saved")
        else:
            text = ""
        self._items[model].setText(f"{model.title}\n{text}" if text else model.title)


def image_of(store: Store) -> QImage:
    """A small 8-bit store as an image of its own memory."""
    return as_image(store.pixels().astype(np.uint8, copy=False))
