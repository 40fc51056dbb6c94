"""A picture on disk that every process can open without copying it.

A store is a folder in the scratch place with `pixels` (see photo.py for the convention) and `store.json`,
written last: a folder without it is unfinished. Each owning process keeps its stores below a folder named
after its process id that holds a lock for as long as the process lives; `sweep` removes the folders of owners
whose lock is free.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.core.errors import BadInput
from restorer.core.files import file_error
from restorer.core.geometry import Box, Size
from restorer.core.locks import Lock

Pixels = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Store:
    """A finished picture in the scratch place. A small value: it pickles as a path and four facts.

    channels: 3 (RGB) or 4 (RGBA). bits: 8 or 16.
    """

    folder: Path
    size: Size
    channels: int
    bits: int

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.bits == 8 else np.uint16)

    @property
    def full(self) -> int:
        """The value of full light: 255 or 65,535."""
        return (1 << self.bits) - 1

    def pixels(self) -> Pixels:
        """(H, W, C), read-only, mapped from the disk: only what is looked at costs memory."""
        shape = (self.size.height, self.size.width, self.channels)
        try:
            return np.memmap(self.folder / "pixels", dtype=self.dtype, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            raise BadInput(
                "The working copy of a photo has gone. Open the photo again.", detail=f"{self.folder}: {error!r}"
            ) from error

    def read(self, box: Box) -> npt.NDArray[np.float32]:
        """The colour of `box`, which lies inside the photo: (h, w, 3) float32, 0–1, without alpha."""
        part = self.pixels()[box.top : box.bottom, box.left : box.right, :3]
        return part.astype(np.float32) / np.float32(self.full)

    def remove(self) -> None:
        """Give the disk space back. Mapped pixels stay valid on Linux and macOS until they are let go."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def open(folder: Path) -> Store:
        """The finished store in `folder`.

        Raises
        ------
        BadInput
            it is not there, or was never finished.
        """
        try:
            said = json.loads((folder / "store.json").read_text("utf-8"))
            return Store(folder, Size(said["width"], said["height"]), said["channels"], said["bits"])
        except (OSError, ValueError, KeyError) as error:
            raise BadInput(
                "The working copy of a photo has gone. Open the photo again.", detail=f"{folder}: {error!r}"
            ) from error


class StoreWriter:
    """An unfinished store: fill `pixels`, then `finish`. Made by `Scratch.create`."""

    def __init__(self, folder: Path, size: Size, channels: int, bits: int) -> None:
        self._store = Store(folder, size, channels, bits)
        shape = (size.height, size.width, channels)
        try:
            folder.mkdir(parents=True)
            _reserve(folder / "pixels", size.pixels * channels * (bits // 8))
            self.pixels: np.memmap[Any, Any] = np.memmap(
                folder / "pixels", dtype=self._store.dtype, mode="r+", shape=shape
            )
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise file_error(error, folder / "pixels", "working on") from error

    def finish(self) -> Store:
        """The finished store; the writer must not be used after it.

        Raises
        ------
        RestorerError
            what is known of it cannot be written.
        """
        # Not flushed: other processes see the same pages, and a store need not outlive the computer's power.
        del self.pixels
        said = {
            "width": self._store.size.width,
            "height": self._store.size.height,
            "channels": self._store.channels,
            "bits": self._store.bits,
        }
        try:
            (self._store.folder / "store.json").write_text(json.dumps(said), "utf-8")
        except OSError as error:
            raise file_error(error, self._store.folder / "store.json", "working on") from error
        return self._store

    def abandon(self) -> None:
        """Remove what has been written."""
        shutil.rmtree(self._store.folder, ignore_errors=True)


def _reserve(path: Path, length: int) -> None:
    """Make a file of `length` bytes whose blocks exist, so that a full disk says so now and not by SIGBUS later."""
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, length)
        else:
            file.truncate(length)


class Scratch:
    """The stores of one process, below `root`. Closing it removes them all."""

    def __init__(self, root: Path) -> None:
        try:
            while not self._claim(root / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"):
                pass
        except OSError as error:
            raise file_error(error, root, "working in") from error

    def _claim(self, folder: Path) -> bool:
        """Make `folder` and take its lock. False where a sweep came between the two and took it for abandoned."""
        folder.mkdir(parents=True)
        self.folder, self._lock = folder, Lock(folder / _LOCK)
        try:
            return self._lock.take() and self._lock.path.exists()
        except FileNotFoundError:
            return False

    def create(self, size: Size, channels: int, bits: int) -> StoreWriter:
        """A new store to fill.

        Raises
        ------
        NoRoom
            the disk has no room for its pixels.
        """
        return StoreWriter(self.folder / uuid.uuid4().hex, size, channels, bits)

    @contextlib.contextmanager
    def writing(self, size: Size, channels: int, bits: int) -> Iterator[StoreWriter]:
        """`create`, abandoned if the block ends by an exception. The block calls `finish` itself."""
        writer = self.create(size, channels, bits)
        try:
            yield writer
        except BaseException:
            writer.abandon()
            raise

    def close(self) -> None:
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def sweep(root: Path, first: Callable[[Path], None] = lambda _: None) -> int:
    """Remove the stores of owners that are gone; how many owners' folders were removed.

    first: does with such a folder what has to be done while all of it is still there.
    """
    removed = 0
    if not root.is_dir():
        return removed
    for folder in root.iterdir():
        lock = Lock(folder / _LOCK)
        with contextlib.suppress(OSError):  # not a folder, not ours, or gone meanwhile
            if lock.take():
                first(folder)
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()
                removed += 1
    return removed
