"""What lies on the canvas: the photo in its frame, what came of it over it, and what is said about that."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from restorer.core.geometry import Box
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.ui.canvas.canvas import Canvas, Compare
from restorer.ui.canvas.changes import FULL, changes_of
from restorer.ui.canvas.framed import FramedPicture
from restorer.ui.canvas.picture import Picture, Placed
from restorer.ui.canvas.unfaded import UnfadedPicture
from restorer.ui.canvas.view import View
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.frame_mode import FrameMode
from restorer.ui.preview import Preview, Shown
from restorer.ui.shown import StorePicture
from restorer.ui.work import Work


class Looking(QObject):
    """Shows the current document on the canvas; each photo keeps its own place and zoom.

    Signals
    -------
    said(str): what the canvas shows now, in words. zoomed(float): device px per photo px.
    """

    said = Signal(str)
    zoomed = Signal(float)

    def __init__(self, documents: Documents, work: Work, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents, self._canvas = documents, canvas
        self.preview = Preview(documents, work, self)
        self.frame = FrameMode(canvas, documents, self)
        self._model: DocumentModel | None = None
        self._before: Placed | None = None
        self._frame = Frame()
        self._shown: Shown | None = None
        self._working = False
        self._note = ""
        self._views: dict[DocumentModel, View] = {}
        canvas.view_changed.connect(self._looked)
        self.preview.shown.connect(self._show_after)
        self.preview.working.connect(self._preview_working)
        self.frame.changed.connect(self._frame_mode_changed)
        documents.added.connect(self._added)
        documents.removed.connect(lambda model: self._views.pop(model, None))
        documents.current_changed.connect(self._show)

    def set_compare(self, compare: Compare) -> None:
        """How before and after are shown."""
        self._canvas.set_compare(compare)
        self._say()

    def framed(self) -> Picture | None:
        """The current photo as it is shown before restoring; None where there is none yet."""
        return None if self._before is None else self._before.picture

    def colour_at(self, x: float, y: float) -> tuple[int, int, int]:
        """Of what is seen at a place, 0–1 of the photo's sides: the result where it covers the place, else the photo.

        Raises
        ------
        RestorerError
            the picture has gone.
        """
        assert self._before is not None
        shown = () if self._shown is None else self._shown.pictures
        for placed in (*reversed(shown), self._before):
            px = int(min(x, 0.999999) * placed.whole.width) - placed.box.left
            py = int(min(y, 0.999999) * placed.whole.height) - placed.box.top
            box = Box(px - 1, py - 1, px + 2, py + 2).intersected(Box.of(placed.picture.size))
            if not box.empty:
                break
        red, green, blue = placed.picture.read(0, box)[..., :3].reshape(-1, 3).mean(axis=0).round()
        return int(red), int(green), int(blue)

    def close(self) -> None:
        self.preview.close()
        self._canvas.tiles.close()

    def _added(self, model: DocumentModel) -> None:
        model.photo_arrived.connect(lambda: self._show(model) if model is self._model else None)
        model.history_changed.connect(lambda: self._history_changed(model))

    def _show(self, model: DocumentModel | None) -> None:
        self._model = model
        self._before = self._placed()
        self._canvas.show_photo(self._before, None if model is None else self._views.get(model))
        self._look_again()
        self._say()

    def _look_again(self) -> None:
        """What came of the photo has to be laid over it anew, though one looks at the same place."""
        if self._canvas.view is not None:
            self._looked(self._canvas.view)
            if not self.frame.active:
                self.preview.refresh()

    def note(self, sentence: str) -> None:
        """Say this instead of what is shown, until it is empty."""
        self._note = sentence
        self._say()

    def _placed(self) -> Placed | None:
        photo = None if self._model is None else self._model.document.photo
        if photo is None or self._model is None:
            return None
        self._frame = self._model.document.recipe.step(Frame) or Frame()
        frame, picture = self.frame.shown_frame(self._model), StorePicture.of(photo)
        return Placed.all_of(picture if frame.identity() else FramedPicture(picture, frame))

    def _history_changed(self, model: DocumentModel) -> None:
        if model is not self._model or self._frame == (model.document.recipe.step(Frame) or Frame()):
            return
        self.frame.frame_changed()
        self._reframe()

    def _frame_mode_changed(self) -> None:
        if self._model is self._documents.current:
            self._reframe()
            if self.frame.active:
                self._show_after(None)
            else:
                self._look_again()
        self._say()

    def _reframe(self) -> None:
        """The photo in the frame that it has now; what came of it in another frame is not of this one."""
        before = self._placed()
        if before is not None and before != self._before:
            self._before = before
            self._canvas.show_after(())
            self._canvas.replace_before(before)

    def _looked(self, view: View) -> None:
        if self._documents.current is not None:
            self._views[self._documents.current] = view
        self.zoomed.emit(view.zoom)
        if not self.frame.active:
            self.preview.look(view)

    def _show_after(self, shown: Shown | None) -> None:
        self._shown = None if self.frame.active else shown
        pictures = () if self._shown is None else self._shown.pictures
        before = self._unfaded()
        changes = () if before is None else tuple(changes_of(before, placed) for placed in pictures)
        self._canvas.show_after(pictures, changes)
        self._say()

    def _unfaded(self) -> Placed | None:
        """What the map of changes compares with: the photo with its fading undone as in the result, for that moves
        tones and makes nothing up."""
        photo, fade = None if self._model is None else self._model.document.photo, self._fade()
        if self._before is None or photo is None or fade is None:
            return self._before
        return Placed.all_of(UnfadedPicture(self._before.picture, fade, photo.facts.grey))

    def _fade(self) -> Fade | None:
        """What undid the fading in what is shown."""
        fade = None if self._shown is None else self._shown.recipe.step(Fade)
        return None if fade is None or fade.identity() else fade

    def _preview_working(self, working: bool) -> None:
        self._working = working
        self._say()

    def _say(self) -> None:
        self.said.emit(self._words())

    def _words(self) -> str:
        if self._model is None:
            return ""
        if self.frame.active:
            return self.tr("Drag the handles. Enter keeps what lies within them, Esc leaves the photo as it was.")
        if self._note:
            return self._note
        changes = self._canvas.compare is Compare.CHANGES
        if self._working and (self._shown is None or not changes):
            return self.tr("Making a preview …")
        if changes and self._shown is None:
            return self.tr("What changed: nothing yet, so the photo is shown as it is.")
        if changes:
            words = self.tr(
                "What changed: dark violet is a little, over red and orange to pale yellow for {n} of 255 levels or "
                "more. Grey is as it was."
            ).format(n=FULL)
            return words if self._fade() is None else f"{words} {self.tr('The fading that was undone is left out.')}"
        if self._shown is not None and not self._shown.exact:
            return self.tr("Approximate preview; look at 100 % for the exact one")
        return ""
