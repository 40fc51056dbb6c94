"""Telling of long work outside the window: a notification when it ends, and how far it is on the taskbar.

Linux    notify-send where it is there, else the desktop portal; progress by the LauncherEntry signal that Ubuntu's
         dock, KDE's and others listen to
Windows  a message beside the clock; progress by ITaskbarList3
macOS    a message through the status bar; the number of unfinished jobs on the dock's icon
What a system does not have is left out without a word: the window tells the same.
"""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QThreadPool, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from restorer.jobs.job import Job, JobEnded, JobEvent, JobState
from restorer.ui.taskbar_windows import TaskbarButton
from restorer.ui.work import Work

LONG_S = 10.0
"""Work that took no longer is over before one looks away."""

_DESKTOP_ENTRY = "application://restorer.desktop"
_OFTEN_MS = 500
_TRAY_MS = 15_000


class Notices(QObject):
    """Listens to the queue and tells the system.

    Told when the last of the listed jobs has ended, if one of them was long and one looks elsewhere.
    """

    def __init__(self, work: Work, window: QWidget, tell: Callable[[str, str], None] | None = None) -> None:
        super().__init__(window)
        self._work, self._window = work, window
        self._tell = tell or self._notify
        self.wanted = True
        self._done: list[str] = []
        self._failed: list[str] = []
        self._seconds = 0.0
        self._tray: QSystemTrayIcon | None = None
        self._outside = QThreadPool(self)  # the session's bus is loaded and asked for away from the window's thread
        self._outside.setMaxThreadCount(1)  # in their order
        self._button = TaskbarButton() if sys.platform == "win32" else None
        self._showing = QTimer(self)
        self._showing.setInterval(_OFTEN_MS)
        self._showing.timeout.connect(self._show_progress)
        work.happened.connect(self._heard)

    def close(self) -> None:
        if self._showing.isActive():
            self._showing.stop()
            self._progress(None, 0)
        self._outside.waitForDone()
        if self._tray is not None:
            self._tray.hide()

    def _heard(self, event: JobEvent) -> None:
        job = getattr(event, "job", None)
        if not isinstance(job, Job) or not job.listed:
            return
        if not job.state.ended and not self._showing.isActive():
            self._showing.start()
        if isinstance(event, JobEnded):
            self._ended(job)

    def _ended(self, job: Job) -> None:
        if job.state is JobState.DONE:
            self._done.append(job.title)
        elif job.state is JobState.FAILED:
            self._failed.append(job.title)
        self._seconds = max(self._seconds, job.seconds or 0.0)
        if self._listed():
            return
        if self._seconds >= LONG_S and self.wanted and (self._done or self._failed) and not self._looked_at():
            self._tell(*self._words())
        self._done, self._failed, self._seconds = [], [], 0.0

    def _listed(self) -> list[Job]:
        return [job for job in self._work.queue.jobs() if job.listed and not job.state.ended]

    def _looked_at(self) -> bool:
        return self._window.isActiveWindow()

    def _words(self) -> tuple[str, str]:
        """Title and text."""
        if self._failed:
            text = self.tr("Failed: {names}").format(names=", ".join(self._failed))
            return self.tr("Restorer could not finish everything"), text
        return self.tr("Restorer is done"), ", ".join(dict.fromkeys(self._done))

    # ---- how far it is

    def _show_progress(self) -> None:
        jobs = self._listed()
        if not jobs:
            self._showing.stop()
            self._progress(None, 0)
            return
        self._progress(_share(jobs), len(jobs))

    def _progress(self, share: float | None, jobs: int) -> None:
        """share: 0–1 of what is at work, None: nothing is."""
        if sys.platform == "darwin":
            application = QGuiApplication.instance()
            if isinstance(application, QGuiApplication):
                application.setBadgeNumber(jobs)
        elif self._button is not None:
            self._button.show(int(self._window.winId()), share)
        else:
            self._outside.start(functools.partial(_send_launcher, share))

    # ---- that it is over

    def _notify(self, title: str, text: str) -> None:
        program = shutil.which("notify-send") if sys.platform.startswith("linux") else None
        if program is not None:
            QProcess.startDetached(program, ["--app-name=Restorer", "--icon=restorer", "--", title, text])
        elif not (sys.platform.startswith("linux") and _ask_portal(title, text)) and _has_tray():
            if self._tray is None:
                self._tray = QSystemTrayIcon(QIcon(self._window.windowIcon()), self)
            self._tray.show()
            self._tray.showMessage(title, text, self._window.windowIcon(), _TRAY_MS)
        QApplication.alert(self._window)


def _share(jobs: list[Job]) -> float:
    """How far the job that is at work is; those that wait count as not begun."""
    done = 0.0
    for job in jobs:
        if job.progress is not None and job.state.at_work:
            steps = max(1, job.progress.steps)
            within = job.progress.done / max(1, job.progress.total)
            done += (job.progress.step - 1 + within) / steps
    return min(1.0, done / len(jobs))


def _has_tray() -> bool:
    return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()


def _send_launcher(share: float | None) -> None:
    """com.canonical.Unity.LauncherEntry.Update, whose whole interface this signal is."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return
    path = "/com/canonical/unity/launcherentry/1"
    message = QDBusMessage.createSignal(path, "com.canonical.Unity.LauncherEntry", "Update")
    message.setArguments([_DESKTOP_ENTRY, {"progress": float(share or 0.0), "progress-visible": share is not None}])
    bus.send(message)


def _ask_portal(title: str, text: str) -> bool:
    """org.freedesktop.portal.Notification (version 1). False where there is no portal."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    name = "org.freedesktop.portal.Desktop"
    if not bus.isConnected() or not bus.interface().isServiceRegistered(name).value():
        return False
    place = "/org/freedesktop/portal/desktop"
    message = QDBusMessage.createMethodCall(name, place, "org.freedesktop.portal.Notification", "AddNotification")
    message.setArguments(["restorer-done", {"title": title, "body": text}])
    return bool(bus.send(message))
