"""Which photo a file is open as: each is listed once."""

from __future__ import annotations

from pathlib import Path

from restorer.core.files import same_file
from restorer.ui.document_model import DocumentModel

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


def _keys(path: Path) -> tuple[_Key, ...]:
    """By path, and of a file that is there by what it is."""
    try:
        known = path.stat()
    except OSError:
        return (path,)
    return path, (known.st_dev, known.st_ino)
