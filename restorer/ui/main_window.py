"""The window's layout, and which part is told of what."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDockWidget, QFileDialog, QLabel, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.document.drafts import Drafts
from restorer.photo.formats import FORMATS, by_suffix
from restorer.recipe.presets import Presets
from restorer.ui.actions import Actions
from restorer.ui.banner import Banners
from restorer.ui.canvas.canvas import Canvas, Compare
from restorer.ui.dialogs.asking import answered
from restorer.ui.dialogs.help import About, Shortcuts
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.hint_mode import HintMode
from restorer.ui.keeper import Keeper
from restorer.ui.log_lines import names_only
from restorer.ui.looking import Looking
from restorer.ui.menus import RecentMenu, Tools, fill_menus
from restorer.ui.panels.filmstrip import Filmstrip
from restorer.ui.panels.history_panel import HistoryPanel
from restorer.ui.panels.jobs_panel import JobsPanel
from restorer.ui.panels.log_panel import LogPanel
from restorer.ui.panels.recipe_panel import RecipePanel
from restorer.ui.recipes import Recipes
from restorer.ui.saving import Saving
from restorer.ui.theme import Colours
from restorer.ui.welcome import Welcome
from restorer.ui.work import Work
from restorer.weights.own import all_weights

log = logging.getLogger(__name__)

NEED_A_PHOTO = (
    "save_as",
    "close",
    "auto",
    "fit",
    "full",
    "zoom_in",
    "zoom_out",
    "crop",
    "rotate_left",
    "rotate_right",
    "flip",
    "hints",
    "copy_recipe",
)
"""Commands that can be chosen only while one looks at a photo that is read."""


class MainWindow(QMainWindow):
    """One window: the photo in the middle, what is done to it on the right, jobs below.

    Signals
    -------
    closing: the window is about to be closed.
    """

    closing = Signal()

    def __init__(
        self,
        documents: Documents,
        work: Work,
        drafts: Drafts,
        places: Places,
        colours: Colours,
        log_panel: LogPanel,
    ) -> None:
        super().__init__()
        self.log_panel = log_panel
        self.documents, self.work, self.drafts = documents, work, drafts
        self.actions_ = Actions(self, colours.text)
        self.canvas = Canvas()
        self.welcome = Welcome()
        self.banners = Banners()
        self.recipe_panel = RecipePanel(documents, all_weights(places))
        self.history_panel = HistoryPanel(documents)
        self.jobs_panel = JobsPanel(work)
        self.looking = Looking(documents, work, self.canvas, self)
        self.recent = RecentMenu(self)
        presets = Presets(places)
        self.recipes = Recipes(documents, presets, self)
        self.saving = Saving(documents, work, presets, self)
        self.hints = HintMode(self.canvas, documents, self.looking, self.recipe_panel.hints, self)
        self.filmstrip = Filmstrip(documents, work)
        self.keeper = Keeper(documents, drafts, self)
        self.zoom_label, self.state_label = QLabel(), QLabel()
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.timeout.connect(self._refresh_actions)
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self._lay()
        self._wire()
        self._show_current(None)

    def _lay(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.canvas)
        middle = QWidget()
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.banners)
        rows.addWidget(self.looking.frame.bar)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.filmstrip)
        self.filmstrip.hide()
        self.setCentralWidget(middle)
        docks = []
        for title, widget, area in (
            (self.tr("Restore"), self.recipe_panel, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.tr("Jobs"), self.jobs_panel, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.tr("History"), self.history_panel, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.tr("Log"), self.log_panel, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            dock = QDockWidget(title)
            dock.setObjectName(type(widget).__name__)  # its place is remembered by this, whatever the language
            dock.setWidget(widget)
            dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
            self.addDockWidget(area, dock)
            docks.append(dock)
        self.tabifyDockWidget(docks[1], docks[2])
        docks[1].raise_()
        self.log_dock = docks[3]
        self.log_dock.hide()
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.resizeDocks([self.log_dock], [180], Qt.Orientation.Vertical)
        self.resizeDocks(docks[:2], [600, 120], Qt.Orientation.Vertical)
        self.addToolBar(Tools(self.actions_, self))
        fill_menus(self, self.actions_, self.recent)
        for label in (self.state_label, self.zoom_label):
            label.setContentsMargins(8, 0, 8, 0)
        self.statusBar().addWidget(self.state_label, 1)
        self.statusBar().addPermanentWidget(self.zoom_label)

    def _wire(self) -> None:
        on = self.actions_.on
        on("open", self.ask_open)
        on("paste", self.paste)
        on("save_as", self.saving.ask)
        on("save_all", self.save_all)
        on("close", self.close_photo)
        on("reopen", self.keeper.reopen_closed)
        on("quit", self.close)
        log_action = self.actions_["log"]
        log_action.toggled.connect(self.log_dock.setVisible)
        self.log_dock.visibilityChanged.connect(lambda _on: log_action.setChecked(self.log_dock.isVisibleTo(self)))
        on("copy_details", self.log_panel.copy_details)
        on("shortcuts", lambda: answered(Shortcuts(self)))
        on("about", lambda: answered(About(self)))
        on("undo", lambda: self._with_current(lambda model: model.document.undo()))
        on("redo", lambda: self._with_current(lambda model: model.document.redo()))
        on("auto", self.recipe_panel.apply_auto)
        on("restore", self.restore_current)
        on("zoom_in", lambda: self.canvas.zoom_step(1))
        on("zoom_out", lambda: self.canvas.zoom_step(-1))
        on("fit", lambda: self.canvas.fit())
        on("full", lambda: self.canvas.zoom_to(1.0))
        on("crop", self.looking.frame.begin)
        on("rotate_left", lambda: self.looking.frame.turn(clockwise=False))
        on("rotate_right", lambda: self.looking.frame.turn(clockwise=True))
        on("flip", self.looking.frame.flip)
        on("hints", self.hints.toggle)
        on("copy_recipe", self.recipes.copy)
        on("paste_recipe", self.recipes.paste)
        on("paste_recipe_all", self.recipes.paste_on_all)
        self.recipe_panel.hints.placing.connect(lambda on: self.recipe_panel.bring_hints() if on else None)
        self.recipes.said.connect(self.banners.say)
        self.recipes.copied.connect(self._refresh_actions)
        self.keeper.closed_unsaved.connect(self._offer_closed)
        presets = QMenu(self)
        presets.aboutToShow.connect(lambda: self.recipes.fill(presets))
        self.recipe_panel.presets.setMenu(presets)
        on("next", lambda: self._step_photo(1))
        on("previous", lambda: self._step_photo(-1))
        group = QActionGroup(self)
        for name, compare in (
            ("view_after", Compare.AFTER),
            ("view_split", Compare.SPLIT),
            ("view_side", Compare.SIDE),
            ("view_changes", Compare.CHANGES),
        ):
            group.addAction(self.actions_[name])
            on(name, functools.partial(self.looking.set_compare, compare))
        self.actions_["view_split"].trigger()
        self.welcome.open_asked.connect(self.ask_open)
        self.welcome.sample_asked.connect(self.documents.open)
        self.recipe_panel.restore_asked.connect(self.restore_current)
        self.recent.chosen.connect(self.documents.open)
        self.looking.said.connect(self.state_label.setText)
        self.looking.zoomed.connect(lambda zoom: self.zoom_label.setText(f"{zoom * 100:.0f} %"))
        self.filmstrip.needed.connect(self.filmstrip.setVisible)
        self.documents.current_changed.connect(self._show_current)
        self.documents.added.connect(self._added)
        self.saving.said.connect(self.banners.say)
        self.saving.changed.connect(self._refreshing.start)
        self.documents.noticed.connect(self.banners.say)

    # ---- the photo that is looked at

    def _with_current(self, do: Callable[[DocumentModel], object]) -> None:
        if self.documents.current is not None:
            do(self.documents.current)

    def _added(self, model: DocumentModel) -> None:
        def refresh(*_told: object) -> None:
            """At once for the photo that is looked at; of others very many may change together."""
            if model is self.documents.current:
                self._refresh_actions()
            else:
                self._refreshing.start()

        for signal in (model.photo_arrived, model.history_changed, model.result_arrived, model.results_changed):
            signal.connect(refresh)
        model.clean_changed.connect(refresh)
        model.failed.connect(lambda doing, error: self._failed(model, doing, error))

    def _failed(self, model: DocumentModel, doing: str, error: RestorerError) -> None:
        log.warning("%s failed: %s", doing, names_only(f"{model.title}: {error.sentence} [{error.detail}]"))
        offers = ((self.tr("Details"), lambda: self.actions_["log"].setChecked(True)),)
        self.banners.say(f"{model.title}: {error.sentence}", warning=True, offers=offers)
        if doing == "opening":
            self.documents.close(model)

    def _show_current(self, model: DocumentModel | None) -> None:
        self.recipe_panel.follow(model)
        self.stack.setCurrentWidget(self.welcome if model is None else self.canvas)
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        model = self.documents.current
        document = None if model is None else model.document
        history = None if document is None else document.history
        ready = document is not None and document.photo is not None
        for name in NEED_A_PHOTO:
            self.actions_[name].setEnabled(ready)
        for name in ("paste_recipe", "paste_recipe_all"):
            self.actions_[name].setEnabled(model is not None and self.recipes.copy_there)
        self.actions_["reopen"].setEnabled(self.keeper.can_reopen)
        self.actions_["save_all"].setEnabled(bool(self.saving.worth_saving()))
        self.actions_["restore"].setEnabled(ready and document is not None and bool(document.pending()))
        undo, redo = self.actions_["undo"], self.actions_["redo"]
        undo.setEnabled(history is not None and history.can_undo)
        redo.setEnabled(history is not None and history.can_redo)
        undo.setToolTip(self.tr("Undo {what}").format(what=history.undo_title if history else ""))
        redo.setToolTip(self.tr("Redo {what}").format(what=history.redo_title if history else ""))
        star = "" if document is None or document.clean else "*"
        self.setWindowTitle("Restorer" if model is None else f"{model.title}{star} — Restorer")

    def _step_photo(self, by: int) -> None:
        models = self.documents.models
        if models and self.documents.current is not None:
            place = (models.index(self.documents.current) + by) % len(models)
            self.documents.set_current(models[place])

    # ---- commands

    def ask_open(self) -> None:
        suffixes = " ".join(f"*{suffix}" for one in FORMATS for suffix in one.suffixes)
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open photos"), "", self.tr("Photos ({s})").format(s=suffixes)
        )
        self.documents.open([Path(name) for name in names])

    def paste(self) -> None:
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.banners.say(self.tr("There is no picture on the clipboard."))
            return
        path = self.drafts.picture_path(".png")
        image.save(str(path))  # as its suffix says
        self.documents.open_pasted(path)

    def save_all(self) -> None:
        self.recipes.finish_pasting()
        self.saving.ask_all()

    def restore_current(self) -> None:
        self._with_current(self.documents.restore)

    def close_photo(self) -> None:
        self._with_current(self.documents.close)

    def offer_left_behind(self) -> None:
        """Offer the unsaved work that earlier windows left, if there is any."""
        count = len(self.keeper.left_behind())
        if count:
            self.banners.say(
                self.tr("Work on photos was kept that had not been saved: {n}.").format(n=count),
                offers=((self.tr("Open it again"), self.keeper.take_back), (self.tr("Discard"), self.keeper.give_up)),
            )

    def _offer_closed(self) -> None:
        """A photo was closed with unsaved work."""
        self._refresh_actions()
        self.banners.say(
            self.tr("A photo was closed before its changes were saved."),
            offers=((self.tr("Open it again"), self.keeper.reopen_closed),),
        )

    # ---- drop and end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.documents.open(photos_in(paths))
        event.acceptProposedAction()

    def dress(self, colours: Colours) -> None:
        """Another theme: icons are drawn in its colour."""
        self.actions_.colour(colours.text)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self.looking.close()
        self.recipes.finish_pasting()
        self.keeper.close()
        event.accept()


def photos_in(paths: list[Path]) -> list[Path]:
    """Files as they are, folders as the photos in them."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.iterdir() if by_suffix(file.suffix) is not None)
        else:
            found.append(path)
    return found
