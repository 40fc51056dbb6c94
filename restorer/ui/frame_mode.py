"""Turning, flipping and cropping the photo that is looked at, each a change of its recipe."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from restorer.core.geometry import Size
from restorer.recipe.operations.frame import WHOLE, Frame
from restorer.ui.canvas.canvas import Canvas
from restorer.ui.canvas.crop import CropTool
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.frame_bar import FrameBar
from restorer.ui.framing import cropped, flipped, frame_of, reframed, rotated

MARGIN = 16
"""px that are left free around the photo, so that handles on its edges are seen whole."""


class FrameMode(QObject):
    """Shows the whole photo with handles while it is cropped.

    Signals
    -------
    changed: cropping began or ended, so that the photo is shown in another frame.
    """

    changed = Signal()

    def __init__(self, canvas: Canvas, documents: Documents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._documents = canvas, documents
        self._model: DocumentModel | None = None
        self._tool: CropTool | None = None
        self.bar = FrameBar()
        self.bar.hide()
        self.bar.turned.connect(lambda clockwise: self.turn(clockwise=clockwise))
        self.bar.flipped.connect(self.flip)
        self.bar.ratio_changed.connect(self._ratio_changed)
        self.bar.whole_asked.connect(self._whole)
        self.bar.accepted.connect(self.accept)
        self.bar.rejected.connect(self.end)
        documents.current_changed.connect(lambda _model: self.end())

    @property
    def active(self) -> bool:
        """Whether the photo is being cropped."""
        return self._tool is not None

    def shown_frame(self, model: DocumentModel) -> Frame:
        """The frame that the photo is to be shown in now."""
        frame = frame_of(model.document.recipe)
        return cropped(frame, WHOLE) if self.active and model is self._model else frame

    def begin(self) -> None:
        """Begin to crop."""
        model = self._documents.current
        if model is None or model.document.photo is None or self.active:
            return
        self._model = model
        self._take_up()
        self.bar.show()
        self.changed.emit()
        self._canvas.fit(MARGIN)
        self._canvas.setFocus()

    def accept(self) -> None:
        """Crop to what lies within the handles."""
        if self._model is None or self._tool is None:
            return
        model, crop = self._model, self._tool.crop
        self.end()
        self._set(model, self.tr("Crop"), cropped(frame_of(model.document.recipe), crop))

    def end(self) -> None:
        """Stop cropping; nothing is changed by that."""
        if not self.active:
            return
        self._canvas.set_tool(None)
        self._tool = self._model = None
        self.bar.hide()
        if self._canvas.view is not None and self._canvas.view.margin:
            self._canvas.fit()
        self.changed.emit()

    def turn(self, *, clockwise: bool) -> None:
        """By a quarter, the crop with it."""
        model = self._documents.current
        if model is not None and model.document.photo is not None:
            title = self.tr("Turned right") if clockwise else self.tr("Turned left")
            self._set(model, title, rotated(frame_of(model.document.recipe), clockwise=clockwise))

    def flip(self) -> None:
        """Left and right swapped."""
        model = self._documents.current
        if model is not None and model.document.photo is not None:
            self._set(model, self.tr("Flipped"), flipped(frame_of(model.document.recipe)))

    def frame_changed(self) -> None:
        """The photo's frame is another (turned, undone): the handles follow."""
        if self.active:
            self._take_up()

    def _set(self, model: DocumentModel, title: str, frame: Frame) -> None:
        assert model.document.photo is not None
        model.document.change(title, reframed(model.document.recipe, frame, model.document.photo.size))

    def _take_up(self) -> None:
        """Handles for the present frame."""
        assert self._model is not None
        assert self._model.document.photo is not None
        frame = frame_of(self._model.document.recipe)
        whole = frame.turned_size(self._model.document.photo.size)
        left, top, right, bottom = frame.crop
        rect = (left * whole.width, top * whole.height, right * whole.width, bottom * whole.height)
        self._tool = CropTool(whole, rect)
        self._tool.rect_changed.connect(self._show_size)
        self._tool.accepted.connect(self.accept)
        self._tool.rejected.connect(self.end)
        self._canvas.set_tool(self._tool)
        self.bar.begin(whole)
        self._show_size()

    def _show_size(self) -> None:
        if self._tool is not None:
            kept = Frame(crop=cropped(Frame(), self._tool.crop).crop).output_size(self._tool.whole)
            self.bar.show_size(Size(kept.width, kept.height))

    def _ratio_changed(self, ratio: float | None) -> None:
        if self._tool is not None:
            self._tool.set_ratio(ratio)

    def _whole(self) -> None:
        if self._tool is not None:
            self.bar.ratio.setCurrentIndex(0)
            self._tool.set_rect((0.0, 0.0, float(self._tool.whole.width), float(self._tool.whole.height)))
