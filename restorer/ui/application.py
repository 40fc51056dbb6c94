"""Builds the parts of the window and joins them."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from restorer import __version__
from restorer.core.files import Places
from restorer.document.drafts import Drafts
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.ui import theme
from restorer.ui.documents import Documents
from restorer.ui.main_window import MainWindow
from restorer.ui.work import Work
from restorer.worker.client import ChildRunner
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch


class Application:
    """Everything that lives as long as the window. `close` gives all of it back."""

    def __init__(self, places: Places, theme_name: str = "system") -> None:
        running = QApplication.instance()
        self.qt = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
        self.qt.setApplicationName("Restorer")
        self.qt.setApplicationVersion(__version__)
        colours = theme.apply(self.qt, theme_name)
        sweep_scratch(places.scratch)
        self.scratch = Scratch(places.scratch)
        engine, files = ChildRunner(places, self.scratch, nice=5), ChildRunner(places, self.scratch)
        files.warm()
        self.work = Work(JobQueue({"engine": [engine], "files": [files]}))
        self.drafts = Drafts(places)
        self.documents = Documents(self.work, places, self.drafts)
        self.devices: tuple[DeviceReport, ...] = ()
        # It also has the engines' child import what it needs before the first preview is asked for.
        self.work.ask(Probe(), "", self._probed, listed=False)
        self.window = MainWindow(self.documents, self.work, self.drafts, colours)

    def _probed(self, devices: tuple[DeviceReport, ...]) -> None:
        self.devices = devices

    def close(self) -> None:
        """Stop all work and remove what is ours alone."""
        self.window.close()
        self.work.close()
        self.drafts.close()
        self.scratch.close()


def run(paths: list[Path]) -> int:
    """Open the window with these photos; returns when it is closed."""
    application = Application(Places.standard())
    application.window.show()
    application.window.offer_left_behind()
    application.documents.open(paths)
    try:
        return application.qt.exec()
    finally:
        application.close()
