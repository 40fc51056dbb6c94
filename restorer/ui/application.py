"""Builds the parts of the window and joins them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QApplication

from restorer import __version__
from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.core.settings import Settings, load_settings, save_settings
from restorer.document.drafts import Drafts
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.ui import theme
from restorer.ui.batches import Batches
from restorer.ui.dialogs.preferences import Preferences
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.main_window import MainWindow
from restorer.ui.single import Single, hand_over
from restorer.ui.work import Work
from restorer.worker.client import ChildRunner
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch


class Application:
    """Everything that lives as long as the window. `close` gives all of it back."""

    def __init__(self, places: Places, settings: Settings | None = None) -> None:
        self.places = places
        self.settings = load_settings(places) if settings is None else settings
        self.qt = qt_application()
        colours = theme.apply(self.qt, self.settings.theme)
        sweep_scratch(places.scratch)
        self.scratch = Scratch(places.scratch)
        engine, files = ChildRunner(places, self.scratch, nice=5), ChildRunner(places, self.scratch)
        self._files = files
        self.work = Work(JobQueue({"engine": [engine], "files": [files]}))
        self.drafts = Drafts(places)
        self.documents = Documents(self.work, places, self.drafts)
        self.devices: tuple[DeviceReport, ...] = ()
        self.batches = Batches(self.work.queue, self.scratch, places, self.documents)
        self.window = MainWindow(self.documents, self.work, self.drafts, places, colours)
        self.single = Single(places)
        self._join()

    def _join(self) -> None:
        self._tell_documents()
        self.documents.added.connect(self._opened)
        self.window.actions_.on("preferences", self.show_preferences)
        self.window.actions_.on("batch", lambda: self.batches.show(self.window))
        self.window.closing.connect(self._keep_window)
        self.window.restoreGeometry(QByteArray.fromBase64(self.settings.window.encode()))
        self.window.restoreState(QByteArray.fromBase64(self.settings.panels.encode()))
        self.window.recent.paths = lambda: self.settings.recent
        self.single.asked.connect(self._asked)
        # Children would take the processor from the window while it is made, so they start once it is seen.
        self._warming = QTimer(self.window)
        self._warming.setSingleShot(True)
        self._warming.timeout.connect(self._warm)
        self._warming.start(0)

    def _warm(self) -> None:
        """Have the children import what they need before the first photo and the first preview are asked for."""
        self._files.warm()
        self.work.ask(Probe(), "", self._probed, listed=False)

    def change(self, settings: Settings) -> None:
        """Take over settings, and keep them."""
        before, self.settings = self.settings, settings
        if settings.theme != before.theme:
            self.window.dress(theme.apply(self.qt, settings.theme))
        self._tell_documents()
        try:
            save_settings(settings, self.places)
        except RestorerError as error:
            self.window.banners.say(error.sentence, warning=True)

    def _tell_documents(self) -> None:
        chosen = self.documents.setup
        self.documents.setup = replace(chosen, device=self.settings.device, precision=self.settings.precision)
        self.documents.keep_results = self.settings.keep_results
        self.documents.save_recipe = self.settings.save_recipe

    def show_preferences(self) -> None:
        Preferences(self.settings, self.devices, self.change, self.window).exec()

    def close(self) -> None:
        """Stop all work and remove what is ours alone."""
        self._warming.stop()
        self.single.close()
        self.batches.close()
        self.window.close()
        self.work.close()
        self.drafts.close()
        self.scratch.close()

    def _probed(self, devices: tuple[DeviceReport, ...]) -> None:
        self.devices = devices

    def _opened(self, model: DocumentModel) -> None:
        if not model.document.draft:
            self.change(self.settings.with_recent(model.document.source))

    def _asked(self, paths: list[Path]) -> None:
        self.documents.open(paths)
        self.window.raise_()
        self.window.activateWindow()

    def _keep_window(self) -> None:
        window, panels = self.window.saveGeometry(), self.window.saveState()
        self.change(
            replace(
                self.settings,
                window=bytes(window.toBase64().data()).decode("ascii"),
                panels=bytes(panels.toBase64().data()).decode("ascii"),
            )
        )


def qt_application() -> QApplication:
    """Qt's own, made where there is none yet."""
    running = QApplication.instance()
    made = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    made.setApplicationName("Restorer")
    made.setApplicationVersion(__version__)
    return made


def run(paths: list[Path]) -> int:
    """Open the window with these photos, or hand them to the one that is open; returns when it is closed."""
    places = Places.standard()
    qt_application()
    if hand_over(places, paths):
        return 0
    application = Application(places)
    application.window.show()
    application.window.offer_left_behind()
    application.documents.open(paths)
    try:
        return application.qt.exec()
    finally:
        application.close()
