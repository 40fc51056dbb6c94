"""Keeps settings for the next start: when changes have come to rest, and away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.core.settings import Settings, save_settings

QUIET_MS = 500
"""Without another change before settings are written: two thousand opened photos are one write."""

LONGEST_MS = 3000
"""From the first change that is not written: a crash costs no more."""


class SettingsKeeper(QObject):
    """Writes what it was given last.

    Signals
    -------
    failed(RestorerError): settings could not be written.
    """

    failed = Signal(object)
    _broken = Signal(object)  # in the writing thread

    def __init__(
        self,
        places: Places,
        save: Callable[[Settings, Places], None] = save_settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._places, self._save = places, save
        self._waiting: Settings | None = None
        self._quiet, self._longest = self._timer(QUIET_MS), self._timer(LONGEST_MS)
        self._disk = QThreadPool(self)
        self._disk.setMaxThreadCount(1)  # in their order
        self._broken.connect(self._tell)

    def keep(self, settings: Settings) -> None:
        """Write these soon, unless others are given meanwhile."""
        self._waiting = settings
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    def close(self) -> None:
        """Write what is not written yet, and wait for it."""
        self._write()
        self._disk.waitForDone()

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self._write)
        return timer

    def _write(self) -> None:
        self._quiet.stop()
        self._longest.stop()
        settings, self._waiting = self._waiting, None
        if settings is None:
            return

        def write() -> None:
            try:
                self._save(settings, self._places)
            except RestorerError as error:
                self._broken.emit(error)

        self._disk.start(write)

    def _tell(self, error: RestorerError) -> None:
        self.failed.emit(error)
