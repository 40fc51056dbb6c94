"""Listing photos that are opened: each file once, and very many bit by bit, so that the window goes on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from restorer.core.files import same_file
from restorer.ui.document_model import DocumentModel

AT_ONCE = 32
"""Photos that are listed as they are opened; of more, the others follow while the window goes on."""

SLICE_S = 0.008
"""How long photos are listed before the window may do something else."""

_Key = tuple[int, int] | Path


class OpenFiles:
    """Which photo a file is open as, whatever the spelling of its path."""

    def __init__(self) -> None:
        self._models: dict[_Key, DocumentModel] = {}
        self._keys: dict[DocumentModel, tuple[_Key, ...]] = {}

    def add(self, model: DocumentModel) -> None:
        self._keys[model] = _keys(model.document.source)
        self._models.update(dict.fromkeys(self._keys[model], model))

    def remove(self, model: DocumentModel) -> None:
        for key in self._keys.pop(model):
            if self._models.get(key) is model:
                del self._models[key]

    def find(self, path: Path) -> DocumentModel | None:
        """The photo that a file is open as, if it is."""
        for key in _keys(path):
            model = self._models.get(key)
            if model is not None and (model.document.source == path or same_file(model.document.source, path)):
                return model
        return None


class Opening(QObject):
    """Lists photos with `add`, which answers what a path is open as."""

    def __init__(self, add: Callable[[Path], DocumentModel], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._add = add
        self._waiting: deque[Path] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def open(self, paths: Iterable[Path]) -> DocumentModel | None:
        """List these, the later ones of very many a little later; the first."""
        waiting = deque(paths)
        listed = [self._add(waiting.popleft()) for _ in range(min(AT_ONCE, len(waiting)))]
        self._waiting += waiting
        if self._waiting:
            self._timer.start()
        return listed[0] if listed else None

    def close(self) -> None:
        """What is not listed yet will not be."""
        self._timer.stop()
        self._waiting.clear()

    def _go_on(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._waiting and time.perf_counter() < until:
            self._add(self._waiting.popleft())
        if not self._waiting:
            self._timer.stop()


def _keys(path: Path) -> tuple[_Key, ...]:
    """By path, and of a file that is there by what it is."""
    try:
        known = path.stat()
    except OSError:
        return (path,)
    return path, (known.st_dev, known.st_ino)
