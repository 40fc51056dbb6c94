"""Builds the parts of the window and joins them."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from restorer import __version__
from restorer.core.files import Places
from restorer.document.drafts import Drafts
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch, sweep
from restorer.ui import theme
from restorer.ui.documents import Documents
from restorer.ui.main_window import MainWindow
from restorer.ui.work import Work
from restorer.worker.client import ChildRunner


class Application:
    """Everything that lives as long as the window. `close` gives all of it back."""

    def __init__(self, places: Places, theme_name: str = "system") -> None:
        running = QApplication.instance()
        self.qt = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
        self.qt.setApplicationName("Restorer")
        self.qt.setApplicationVersion(__version__)
        colours = theme.apply(self.qt, theme_name)
        sweep(places.scratch)
        self.scratch = Scratch(places.scratch)
        lanes = {
            "engine": [ChildRunner(places, self.scratch, nice=5)],
            "files": [ChildRunner(places, self.scratch)],
        }
        self.work = Work(JobQueue(lanes))
        self.drafts = Drafts(places)
        self.documents = Documents(self.work, places, self.drafts)
        self.window = MainWindow(self.documents, self.work, self.drafts, colours)

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
    application.documents.open(paths)
    try:
        return application.qt.exec()
    finally:
        application.close()
