"""Unsaved work that outlives a crash: each open document's history, kept in our own folder until it is saved.

Every running window has a folder of its own below `drafts`, with a lock that ends with its process. Folders whose
lock is free are what dead windows left: their work is offered again.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import Places, file_error, write_whole
from restorer.core.locks import Lock
from restorer.document.document import Document
from restorer.document.history import History, HistoryEntry
from restorer.recipe.codec import from_document, load_document
from restorer.recipe.recipe import Recipe

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved work on one photo.

    file: where it is kept. source: the photo; pasted: it is a picture of ours that is in no other file.
    sha256: of the source when it was read, None if it never was. clean: the recipe that counted as saved.
    """

    file: Path
    source: Path
    pasted: bool
    sha256: str | None
    history: History
    clean: Recipe | None


class Drafts:
    """The drafts of this window. What is not saved when it ends is offered again, whichever way it ended.

    What is kept `soon` is written by a thread of its own, in the order of asking: a disk that is busy must not hold
    the window up.
    """

    def __init__(self, places: Places) -> None:
        self._root = places.data / "drafts"
        self._folder = self._root / uuid.uuid4().hex
        self._lock: Lock | None = None
        self._making = threading.Lock()
        self._writer: ThreadPoolExecutor | None = None

    def keep(self, document: Document, name: str) -> None:
        """Write the present work on `document` under `name`, a name of this window's own for it.

        Raises
        ------
        RestorerError
            it cannot be written.
        """
        self._write(draft_of(document), name)

    def keep_soon(self, document: Document, name: str, failed: Callable[[RestorerError], None]) -> None:
        """As `keep`, without waiting for the disk. failed: called in another thread if it cannot be written."""
        work = draft_of(document)

        def write() -> None:
            try:
                self._write(work, name)
            except RestorerError as error:
                failed(error)

        if self._writer is None:
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._writer.submit(write)

    def _write(self, work: Draft, name: str) -> None:
        try:
            write_whole(self._made() / f"{name}.json", json.dumps(_said(work), ensure_ascii=False).encode("utf-8"))
        except OSError as error:
            raise file_error(error, self._folder, "keeping a draft in") from error

    def picture_path(self, suffix: str) -> Path:
        """A free path in our folder for a picture that was pasted."""
        try:
            return self._made() / f"{uuid.uuid4().hex}{suffix}"
        except OSError as error:
            raise file_error(error, self._folder, "keeping a draft in") from error

    def owns(self, path: Path) -> bool:
        """Whether a file lies in our folder and will go with it."""
        return path.parent == self._folder

    def drop(self, name: str) -> None:
        """The work under `name` is saved or given up."""
        file = self._folder / f"{name}.json"
        if self._writer is None:
            file.unlink(missing_ok=True)
        else:
            self._writer.submit(file.unlink, missing_ok=True)  # after what was to be kept before

    def left_behind(self) -> tuple[Draft, ...]:
        """Work that dead windows left, oldest first. What cannot be read any more is left out."""
        found: list[Draft] = []
        for folder in self._dead():
            for file in _drafts_in(folder):
                with contextlib.suppress(RestorerError, OSError):
                    found.append(_read(file))
        return tuple(found)

    def take(self, draft: Draft) -> Path:
        """Make a draft that was left behind ours; the path of its photo (a pasted one moves along)."""
        source = draft.source
        if draft.pasted:
            source = self._made() / draft.source.name
            draft.source.replace(source)
        draft.file.unlink(missing_ok=True)
        return source

    def give_up_left_behind(self) -> None:
        """The person does not want what dead windows left."""
        for folder in self._dead():
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """A proper end: of ours is left what is not saved, for the next start."""
        if self._writer is not None:
            self._writer.shutdown()
            self._writer = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        for folder in (self._folder, *self._dead()):
            if not _drafts_in(folder):
                shutil.rmtree(folder, ignore_errors=True)

    def _made(self) -> Path:
        with self._making:
            while self._lock is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                lock = Lock(self._folder / "lock")
                if lock.take() and self._folder.is_dir():  # a window that ends takes an empty folder for a dead one's
                    self._lock = lock
        return self._folder

    def _dead(self) -> Iterator[Path]:
        if not self._root.is_dir():
            return
        for folder in sorted(self._root.iterdir()):
            if folder != self._folder and folder.is_dir():
                lock = Lock(folder / "lock")
                if lock.take():
                    lock.release()
                    yield folder


def _drafts_in(folder: Path) -> list[Path]:
    """The files that hold drafts, oldest first; not those that somebody was still writing."""
    return sorted(folder.glob("[!.]*.json"), key=lambda path: path.stat().st_mtime)


def draft_of(document: Document) -> Draft:
    """The present work, as a value that does not change and lies in no file."""
    sha256 = None if document.photo is None else document.photo.facts.sha256
    return Draft(Path(), document.source, document.draft, sha256, document.history, document.clean_recipe)


def _said(work: Draft) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "source": str(work.source),
        "pasted": work.pasted,
        "sha256": work.sha256,
        "cursor": work.history.cursor,
        "clean": None if work.clean is None else work.clean.as_json(),
        "entries": [
            {"title": entry.title, "recipe": entry.recipe.as_json(), "measured": sorted(entry.measured)}
            for entry in work.history.entries
        ],
    }


def _read(file: Path) -> Draft:
    said = load_document(file.read_bytes(), "draft")
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise BadRequest(f"“{file.name}” is not a draft of this version.")
    try:
        entries = tuple(
            HistoryEntry(entry["title"], from_document(entry["recipe"]), frozenset(entry["measured"]))
            for entry in said["entries"]
        )
        history = History(entries, said["cursor"])
        clean = None if said["clean"] is None else from_document(said["clean"])
        return Draft(file, Path(said["source"]), bool(said["pasted"]), said["sha256"], history, clean)
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest(f"“{file.name}” is damaged.", detail=repr(error)) from error
