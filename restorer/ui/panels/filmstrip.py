"""The photos that are open, as small pictures with their state in words and a sign."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette, QPixmap, QTransform
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from restorer.core.errors import RestorerError
from restorer.jobs.job import Job, JobEvent
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.recipe.operations.frame import Frame
from restorer.ui.canvas.tiles import as_image
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.panels.cell import draw_cell
from restorer.ui.work import Work
from restorer.worker.messages import Restore, Thumbnail

SIDE = 72
"""px of a thumbnail's long side."""

_MARGIN = 6  # px

NUMBER = Qt.ItemDataRole.UserRole
"""The role under which an item gives the number of its photo."""


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
        self._models: dict[int, DocumentModel] = {}
        self._numbers = itertools.count()
        self._fetched: set[DocumentModel] = set()
        self._pictures: dict[DocumentModel, QImage] = {}
        self._frames: dict[DocumentModel, Frame] = {}  # in which the pictures are shown
        self._at_work: dict[int, DocumentModel] = {}
        self.setFlow(QListView.Flow.LeftToRight)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setIconSize(QSize(SIDE, SIDE))
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().lineSpacing()
        self.setGridSize(QSize(max(SIDE + 48, 17 * letter), SIDE + 2 * line + 4 * _MARGIN))
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.setFixedHeight(self.gridSize().height() + bar + 2 * _MARGIN)
        self.setItemDelegate(StripDelegate(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Open photos"))
        self.currentItemChanged.connect(self._chosen)
        work.happened.connect(self._heard)
        documents.added.connect(self._add)
        documents.removed.connect(self._remove)
        documents.current_changed.connect(self._show_current)

    def _add(self, model: DocumentModel) -> None:
        item = QListWidgetItem(model.title)
        item.setToolTip(str(model.document.source))
        item.setSizeHint(self.gridSize())
        number = next(self._numbers)
        item.setData(NUMBER, number)
        self._items[model], self._models[number] = item, model
        self.addItem(item)
        self.needed.emit(self.count() > 1)
        model.clean_changed.connect(lambda: self._show_state(model))
        model.result_arrived.connect(lambda _digest: self._show_state(model))
        model.results_changed.connect(lambda: self._show_state(model))
        model.photo_arrived.connect(lambda: self._fetch(model))
        model.history_changed.connect(lambda: self._show_picture(model))
        # Once all are listed it is known which of them are being read anyway.
        QTimer.singleShot(0, self, lambda: self._fetch_unread(model))

    def _remove(self, model: DocumentModel) -> None:
        item = self._items.pop(model)
        del self._models[item.data(NUMBER)]
        self._fetched.discard(model)
        self._pictures.pop(model, None)
        self._frames.pop(model, None)
        self._at_work = {number: one for number, one in self._at_work.items() if one is not model}
        self.takeItem(self.row(item))
        self.needed.emit(self.count() > 1)

    def _show_current(self, model: DocumentModel | None) -> None:
        if model is not None and model in self._items:
            self.setCurrentItem(self._items[model])

    def _chosen(self, item: QListWidgetItem | None) -> None:
        model = None if item is None else self._models.get(item.data(NUMBER))
        if model is not None:
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
                self._pictures[model] = image_of(store)
                self._show_picture(model)
            self._work.discard(store)

        def failed(_error: RestorerError) -> None:
            """A photo without a small picture is still named; what is wrong with it is told when it is looked at."""

        self._work.ask(
            Thumbnail(model.document.photo or model.document.source, 2 * SIDE), "", arrived, failed, listed=False
        )

    def _show_picture(self, model: DocumentModel) -> None:
        """The photo as it lies and is cropped now."""
        if model in self._items and model in self._pictures:
            frame = model.document.recipe.step(Frame) or Frame()
            if self._frames.get(model) == frame:
                return
            self._frames[model] = frame
            self._items[model].setIcon(QIcon(QPixmap.fromImage(framed(self._pictures[model], frame))))

    def _heard(self, event: JobEvent) -> None:
        """Tell which photos are being restored."""
        job = getattr(event, "job", None)
        if not isinstance(job, Job) or not job.listed or not isinstance(job.task, Restore):
            return
        model = self._at_work.get(job.number) or self._of(job.task.photo)
        if model is None:
            return
        if job.state.at_work:
            self._at_work[job.number] = model
        else:
            self._at_work.pop(job.number, None)
        self._show_state(model)

    def _of(self, photo: Photo) -> DocumentModel | None:
        return next((one for one in self._items if one.document.photo == photo), None)

    def _show_state(self, model: DocumentModel) -> None:
        if model not in self._items:
            return
        document = model.document
        if model in self._at_work.values():
            text = self.tr("▸ at work")
        elif document.result() is not None and not document.clean:
            text = self.tr("● not saved")
        elif not document.clean:
            text = self.tr("○ changed")
        elif document.recipe.active().steps:
            text = self.tr("✓ saved")
        else:
            text = ""
        self._items[model].setText(f"{model.title}\n{text}" if text else model.title)


class StripDelegate(QStyledItemDelegate):
    """A small picture over its name and its state; the one that is looked at is framed."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role, line = QPalette.ColorRole, option.fontMetrics.lineSpacing()
        cell = option.rect.adjusted(_MARGIN // 2, _MARGIN // 2, -_MARGIN // 2, -_MARGIN // 2)
        draw_cell(painter, option, cell)
        painter.save()
        place = QRect(cell.left() + _MARGIN, cell.top() + _MARGIN, cell.width() - 2 * _MARGIN, SIDE)
        option.icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter)
        place = QRect(place.left(), place.bottom() + _MARGIN // 2, place.width(), line)
        title, _, state = index.data(Qt.ItemDataRole.DisplayRole).partition("\n")
        for text, colour in ((title, role.Text), (state, role.Text if chosen else role.PlaceholderText)):
            painter.setPen(option.palette.color(colour))
            said = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), said)
            place.translate(0, line)
        painter.restore()


def framed(image: QImage, frame: Frame) -> QImage:
    """A small picture turned, mirrored and cropped."""
    if frame.turn:
        image = image.transformed(QTransform().rotate(frame.turn))
    if frame.mirror:
        image = image.transformed(QTransform().scale(-1, 1))
    left, top, right, bottom = frame.crop
    across, down = image.width(), image.height()
    x, y = round(left * across), round(top * down)
    return image.copy(x, y, max(1, round(right * across) - x), max(1, round(bottom * down) - y))


def image_of(store: Store) -> QImage:
    """A small 8-bit store as an image of its own memory."""
    return as_image(store.pixels().astype(np.uint8, copy=False))
