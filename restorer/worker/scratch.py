"""Who owns what a task leaves in the scratch place, and how the rest of it goes away.

The process that asks owns a `Scratch`, and each task works in a folder of its own inside it, whichever process
carries it out. Stores that the answer names stay there, so they outlive the child that made them; everything else
goes when the task ends. When a child dies, its owner removes the task's folder; when the owner has died too, the
next start's `sweep_scratch` does.

A file is written in a hidden folder beside its target (`staging`), which is noted in the task's folder first, so that
whoever removes the one removes the other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from restorer.core.files import file_error
from restorer.photo.store import Scratch, Store, sweep

_STAGING = ".restorer-"
_NOTE = ".staging"


class TaskScratch(Scratch):
    """One task's folder inside the scratch of the one who asked.

    Closing it removes everything in it; as a context it does so only when left by an exception.
    """

    def __init__(self, folder: Path) -> None:
        # Not Scratch.__init__: the lock is the owner's, and so is the folder's name.
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise file_error(error, folder, "working in") from error
        self.folder = folder

    def close(self) -> None:
        discard(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if any(part is not None for part in error):
            self.close()

    def keep_only(self, stores: Iterable[Store]) -> None:
        """Remove everything but these stores, and the folder itself if none of them lies in it."""
        kept = {store.folder for store in stores}
        for entry in list(self.folder.iterdir()):
            if entry in kept:
                continue
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # not empty: what was kept is in it
            self.folder.rmdir()


def task_folder(scratch: Scratch) -> Path:
    """A new task's folder inside `scratch`; not made yet."""
    return scratch.folder / f"task-{uuid.uuid4().hex[:12]}"


def stores_in(answer: Any) -> Iterator[Store]:
    """Every store that an answer names, however deep in tuples and dataclasses."""
    if isinstance(answer, Store):
        yield answer
    elif isinstance(answer, (tuple, list)):
        for part in answer:
            yield from stores_in(part)
    elif dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        for part in dataclasses.fields(answer):
            yield from stores_in(getattr(answer, part.name))


@contextlib.contextmanager
def staging(target: Path, scratch: Scratch) -> Iterator[Path]:
    """A path of the same name as `target` in a hidden folder beside it, which goes at the end whatever happens.

    Raises
    ------
    RestorerError
        the folder of `target` or the scratch place cannot be written to.
    """
    folder = target.absolute().parent / f"{_STAGING}{uuid.uuid4().hex}"
    note = scratch.folder / f"{folder.name}{_NOTE}"
    try:
        try:
            note.write_text(str(folder), "utf-8")
        except OSError as error:
            raise file_error(error, note, "working on") from error
        try:
            folder.mkdir()
        except OSError as error:
            raise file_error(error, target, "saving") from error
        yield folder / target.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        note.unlink(missing_ok=True)


def discard(folder: Path) -> None:
    """Remove a task's folder with its staging folders, after the one who worked in it has ended."""
    _remove_staging(_staged(folder))
    shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch(root: Path) -> int:
    """Remove what dead owners left, in the scratch place and beside their targets; how many owners there were."""
    # What is noted goes before its note: whoever kills a sweep leaves the next one something to go by.
    return sweep(root, lambda owner: _remove_staging([path for task in _tasks(owner) for path in _staged(task)]))


def _tasks(owner: Path) -> list[Path]:
    try:
        return [folder for folder in owner.iterdir() if folder.is_dir()]
    except OSError:  # its owner is tidying up at this moment
        return []


def _staged(folder: Path) -> list[Path]:
    """The staging folders noted in a task's folder. What does not read like one of ours is left alone."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for note in folder.glob(f"*{_NOTE}"):
            staged = Path(note.read_text("utf-8"))
            if staged.is_absolute() and staged.name.startswith(_STAGING) and note.name == f"{staged.name}{_NOTE}":
                found.append(staged)
    return found


def _remove_staging(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
