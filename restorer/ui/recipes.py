"""Recipes carried from photo to photo: copied and pasted, and kept as presets."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from restorer.core.errors import RestorerError
from restorer.recipe.presets import Preset, Presets
from restorer.recipe.recipe import Recipe
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.slices import Slices
from restorer.ui.text import translated


class Recipes(QObject):
    """What can be done with a recipe besides carrying it out.

    Signals
    -------
    said(sentence): for the person. copied: there is a recipe to paste now.
    """

    said = Signal(str)
    copied = Signal()

    def __init__(self, documents: Documents, presets: Presets, window: QWidget) -> None:
        super().__init__(window)
        self._documents, self.presets, self._window = documents, presets, window
        self._copy: Recipe | None = None
        self._pasting = Slices(self._paste_on, self)
        self._pasting.ended.connect(self._say_pasted)
        self._pasted = 0

    @property
    def copy_there(self) -> bool:
        """Whether there is something to paste."""
        return self._copy is not None

    # ---- copy and paste

    def copy(self) -> None:
        """Remember the current photo's recipe, as far as other photos can have it."""
        model = self._documents.current
        if model is None:
            return
        self._copy = portable(model.document.recipe)
        self._say_left_out(self.tr("The recipe is copied."), model.document.recipe)
        self.copied.emit()

    def paste(self) -> None:
        """Give the current photo the recipe that was copied."""
        if self._documents.current is not None and self._copy is not None:
            give(self._documents.current, self.tr("Paste recipe"), self._copy)

    def paste_on_all(self) -> None:
        """Give it to all open photos: to the one that is looked at first, to the later of very many bit by bit."""
        if self._copy is not None:
            current = self._documents.current
            models = sorted(self._documents.models, key=lambda model: model is not current)
            self._pasting.add((model, self._copy) for model in models)

    def finish_pasting(self) -> None:
        """What is being pasted on all is on all now."""
        self._pasting.finish()

    def _paste_on(self, pair: tuple[DocumentModel, Recipe]) -> None:
        model, recipe = pair
        if model in self._documents.models:  # it was not closed meanwhile
            give(model, self.tr("Paste recipe"), recipe)
            self._pasted += 1

    def _say_pasted(self) -> None:
        self.said.emit(self.tr("The recipe was pasted on %Ln photo(s).", "", self._pasted))
        self._pasted = 0

    # ---- presets

    def fill(self, menu: QMenu) -> None:
        """All presets, and what can be done with them."""
        menu.clear()
        menu.setToolTipsVisible(True)
        own: list[Preset] = []
        for preset in self.presets.all():
            if preset.own and not own:
                menu.addSeparator()
            action = menu.addAction(translated(preset.title).replace("&", "&&"))
            action.setToolTip(translated(preset.summary))
            action.triggered.connect(functools.partial(self._apply, preset))
            own += [preset] if preset.own else []
        menu.addSeparator()
        menu.addAction(self.tr("Save as a preset…")).triggered.connect(lambda: self.ask_save())
        for title, do in (
            (self.tr("Rename"), self.ask_rename),
            (self.tr("Delete"), self.ask_delete),
        ):
            self._sub(menu, title, own, do)
        menu.addAction(self.tr("Import…")).triggered.connect(lambda: self.ask_import())
        self._sub(menu, self.tr("Export"), self.presets.all(), self.ask_export)

    def _sub(self, menu: QMenu, title: str, presets: Iterable[Preset], do: Callable[[Preset], None]) -> None:
        sub = menu.addMenu(title)
        for preset in presets:
            action = sub.addAction(translated(preset.title).replace("&", "&&") + "…")
            action.triggered.connect(functools.partial(_ignoring_checked, do, preset))
        sub.setEnabled(not sub.isEmpty())

    def apply(self, preset: Preset) -> None:
        """Give the current photo a preset's recipe; its frame stays."""
        if self._documents.current is not None:
            title = translated(preset.title)
            give(self._documents.current, self.tr("Preset {title}").format(title=title), preset.recipe)

    def _apply(self, preset: Preset, _checked: bool = False) -> None:
        self.apply(preset)

    def ask_save(self) -> None:
        """Keep the current recipe under a name."""
        model = self._documents.current
        if model is None:
            return
        title = self._ask_title(self.tr("Save as a preset"), "")
        if title:
            self.save(title, model.document.recipe)

    def save(self, title: str, recipe: Recipe) -> None:
        """Keep a recipe; where one's own has the title already, the person is asked."""

        def do() -> None:
            taken = any(preset.own and preset.title == title for preset in self.presets.all())
            if taken and not self._sure(self.tr("Replace the preset “{title}”?").format(title=title)):
                return
            preset = self.presets.save(title, portable(recipe), overwrite=taken)
            self._say_left_out(self.tr("“{title}” is kept as a preset.").format(title=preset.title), recipe)

        self._trying(do)

    def ask_rename(self, preset: Preset) -> None:
        title = self._ask_title(self.tr("Rename the preset"), preset.title)
        if title and title != preset.title:
            self._trying(lambda: self.presets.rename(preset.name, title))

    def ask_delete(self, preset: Preset) -> None:
        if self._sure(self.tr("Delete the preset “{title}”?").format(title=preset.title)):
            self._trying(lambda: self.presets.delete(preset.name))

    def ask_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import a preset"), "", self.tr("Presets and recipes (*.json)")
        )
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Copy a preset out of a file."""

        def do() -> None:
            preset = self.presets.take_in(path)
            self.said.emit(self.tr("“{title}” is among your presets now.").format(title=preset.title))

        self._trying(do)

    def ask_export(self, preset: Preset) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the preset"), f"{preset.name}.json", self.tr("Presets (*.json)")
        )
        if name:
            self._trying(lambda: self.presets.give_out(preset.name, Path(name), overwrite=True))

    def _ask_title(self, title: str, present: str) -> str:
        text, accepted = QInputDialog.getText(self._window, title, self.tr("Title"), QLineEdit.EchoMode.Normal, present)
        return text.strip() if accepted else ""

    def _sure(self, question: str) -> bool:
        answer = QMessageBox.question(self._window, self.tr("Presets"), question)
        return answer is QMessageBox.StandardButton.Yes

    def _trying(self, do: Callable[[], object]) -> None:
        try:
            do()
        except RestorerError as error:
            self.said.emit(error.sentence)

    def _say_left_out(self, sentence: str, recipe: Recipe) -> None:
        labels = [label for label in recipe.left_out() if label != "Crop"]
        labels = ["Frame", *labels] if recipe.active().step("frame") is not None else labels
        left_out = ", ".join(map(translated, labels))
        if left_out:
            sentence += " " + self.tr("Left out, since it belongs to this photo: {what}.").format(what=left_out)
        self.said.emit(sentence)


def portable(recipe: Recipe) -> Recipe:
    """As other photos can have it. How a photo lies is its own, too: turning all would turn some over."""
    return recipe.portable().without("frame")


def give(model: DocumentModel, title: str, recipe: Recipe) -> None:
    """A photo another's recipe, in its own frame."""
    frame = model.document.recipe.step("frame")
    recipe = recipe.without("frame")
    model.document.change(title, recipe if frame is None else recipe.with_step(frame))


def _ignoring_checked(do: Callable[[Preset], None], preset: Preset, _checked: bool = False) -> None:
    do(preset)
