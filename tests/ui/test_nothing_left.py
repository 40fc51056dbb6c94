"""After opening, restoring and closing ten photos nothing is left of them, and after the window nothing of it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from restorer.core.files import Places
from restorer.core.settings import Settings
from restorer.document.document import Document
from restorer.photo.store import Store
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application

LONG = 600_000
PHOTOS = 10


@pytest.mark.timeout(3600)
def test_ten_photos_leave_nothing_behind(qtbot: QtBot, places: Places, faded: Path, tmp_path: Path) -> None:
    process = psutil.Process()
    threads, children = set(threading.enumerate()), set(process.children(recursive=True))
    running = Application(places, Settings(theme="dark"))
    try:
        check_photos(running, qtbot, faded, tmp_path)
    finally:
        running.close()
    del running
    settle()
    QThreadPool.globalInstance().waitForDone()

    def left() -> list[str]:
        """Of threads; one that was told to end takes a moment."""
        return [thread.name for thread in threading.enumerate() if thread not in threads and thread.is_alive()]

    qtbot.waitUntil(lambda: left() == [], timeout=60_000)
    assert [child.name() for child in process.children(recursive=True) if child not in children] == []
    assert list(places.scratch.iterdir()) == []


def test_the_window_never_waits_for_the_disk_to_give_pictures_up(
    application: Application,
    qtbot: QtBot,
    faded: Path,
    opened: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    removed: list[tuple[Store, bool]] = []

    def remove(store: Store) -> None:
        removed.append((store, threading.current_thread() is threading.main_thread()))

    monkeypatch.setattr(Store, "remove", remove)
    opened(faded)
    documents, model = application.documents, application.documents.current
    assert model is not None
    document = model.document
    assert document.photo is not None
    document.change("Fade", Recipe((Fade(strength=70),)))
    qtbot.waitUntil(lambda: application.window.looking._shown is not None, timeout=LONG)
    documents.restore(model)
    qtbot.waitUntil(lambda: document.result() is not None, timeout=LONG)
    result = document.result()
    assert result is not None
    documents.close(model)
    expected = {document.photo.store, result.photo.store}
    qtbot.waitUntil(lambda: expected <= {store for store, _ in removed}, timeout=LONG)
    assert len(removed) > len(expected), "of previews, too"
    assert not any(here for _, here in removed)


def check_photos(running: Application, qtbot: QtBot, faded: Path, folder: Path) -> None:
    """Open, restore and close; nothing of the photos is left while the window is."""
    running.window.show()
    documents: list[weakref.ref[Document]] = []
    for number in range(PHOTOS):
        path = folder / f"{number}.png"
        shutil.copyfile(faded, path)
        documents.append(opened_restored_closed(running, qtbot, path))
    qtbot.waitUntil(lambda: running.work.queue.idle, timeout=LONG)

    def left() -> tuple[list[Document | None], list[Path], list[str]]:
        """A thread that has just told how its job ended may hold the document a moment longer, and what nobody wants
        any more is removed in another."""
        settle()
        held = [place() for place in documents if place() is not None]
        return held, stores(running.places), mapped_below(psutil.Process(), running.places.scratch)

    qtbot.waitUntil(lambda: left() == ([], [], []), timeout=60_000)
    assert running.window.looking.preview._reduced == {}
    timers = running.window.findChildren(QTimer)
    qtbot.waitUntil(lambda: not [timer for timer in timers if timer.isActive()], timeout=LONG)


def settle() -> None:
    """What is to be deleted later is deleted now."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def opened_restored_closed(running: Application, qtbot: QtBot, path: Path) -> weakref.ref[Document]:
    """Open a photo, look at a preview, restore it and close it; the document, if anybody still holds it."""
    running.documents.open([path])
    model = running.documents.current
    assert model is not None
    document = model.document
    qtbot.waitUntil(lambda: document.proposal is not None, timeout=LONG)
    document.change("Fade", Recipe((Frame(turn=90), Fade(strength=70))))
    qtbot.waitUntil(lambda: running.window.looking._shown is not None, timeout=LONG)
    running.window.canvas.zoom_to(0.5)
    running.documents.restore(model)
    qtbot.waitUntil(lambda: document.result() is not None, timeout=LONG)
    running.window.canvas.repaint()
    running.documents.close(model)
    return weakref.ref(document)


def stores(places: Places) -> list[Path]:
    """Folders of pictures that are still on the disk."""
    return [file.parent for file in places.scratch.rglob("store.json")]


def mapped_below(process: psutil.Process, folder: Path) -> list[str]:
    """Files below a folder that this process still has mapped or open."""
    if not sys.platform.startswith("linux"):
        return []
    with open(f"/proc/{process.pid}/maps", encoding="utf-8") as file:
        mapped = [line.split(maxsplit=5)[5].strip() for line in file if str(folder) in line]
    held = [os.path.basename(name) for name in mapped]
    return [name for name in held if not name.startswith("child-")]
