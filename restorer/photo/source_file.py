"""A photo's file, opened once and only if it is one: no folder, pipe or device is waited for."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from restorer.core.control import Control
from restorer.core.errors import RestorerError
from restorer.core.files import file_error
from restorer.photo.limits import refusal

_CHUNK = 1 << 20
# A file of which less than half is there is not opened; more than this many times its length is never made up.
_MOST_PADDING = 4


class SourceFile:
    """A regular file open for reading at any place. Used with `with`."""

    def __init__(self, path: Path) -> None:
        """Open `path`.

        Raises
        ------
        BadInput
            it is a folder, a pipe, a device, or empty.
        RestorerError
            it is absent or must not be read.
        """
        self.path = path
        try:
            _demand_file(path, os.stat(path))
            # O_NONBLOCK: should the path have become a pipe since, opening it must not wait for a writer.
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            self._handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
        except OSError as error:
            raise _open_error(error, path) from error
        except ValueError as error:  # a null character in the name
            raise refusal(path, "There cannot be a file of this name.", detail=repr(error)) from error
        try:
            found = os.fstat(self._handle)
            _demand_file(path, found)
        except BaseException:
            os.close(self._handle)
            raise
        self.size = found.st_size
        # libvips calls back into these for as long as pictures are decoded, but does not keep them alive.
        self._sources: list[Any] = []

    def read_at(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on, fewer at the end of the file, none outside it.

        Raises
        ------
        RestorerError
            the disk could not be read.
        """
        if offset < 0 or offset >= self.size or length <= 0:
            return b""
        length = min(length, self.size - offset)
        parts: list[bytes] = []
        try:
            while length > 0:
                part = self._pread(length, offset)
                if not part:
                    break
                parts.append(part)
                offset += len(part)
                length -= len(part)
        except OSError as error:
            raise file_error(error, self.path, "reading") from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _pread(self, length: int, offset: int) -> bytes:
        if sys.platform == "win32":
            os.lseek(self._handle, offset, os.SEEK_SET)
            return os.read(self._handle, length)
        return os.pread(self._handle, length, offset)

    def vips(self, needs: int = 0, mend: tuple[int, bytes] | None = None) -> Any:
        """A fresh pyvips.Source of this file.

        needs: where the file ends before this place, zeros stand for what is missing. mend: a place, and bytes
        that are read there instead of the file's own.

        By its handle, so that every name works and nothing can be put in its place; by its name on
        Windows, where handles are not shared between C libraries.
        """
        import pyvips

        if needs > self.size or mend is not None:
            return self._mended(max(self.size, min(needs, _MOST_PADDING * self.size)), mend)
        if sys.platform == "win32":
            return pyvips.Source.new_from_file(str(self.path))
        os.lseek(self._handle, 0, os.SEEK_SET)
        return pyvips.Source.new_from_descriptor(self._handle)

    def _mended(self, length: int, mend: tuple[int, bytes] | None) -> Any:
        import pyvips

        place = 0

        def read(size: int) -> bytes:
            nonlocal place
            size = max(0, min(size, length - place))
            part = self.read_at(place, size).ljust(size, b"\0")
            if mend is not None:
                part = _replaced(part, mend[0] - place, mend[1])
            place += size
            return part

        def seek(offset: int, whence: int) -> int:
            nonlocal place
            place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: place, os.SEEK_END: length}[whence]
            return place

        source = pyvips.SourceCustom()
        source.on_read(read)
        source.on_seek(seek)
        self._sources.append(source)
        return source

    def stream(self) -> BinaryIO:
        """The file for libraries that want Python's files, from its beginning; closed by whoever asked for it."""
        os.lseek(self._handle, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._handle), "rb")

    def sha256(self, control: Control | None = None) -> str:
        """Of all bytes, hex."""
        digest = hashlib.sha256()
        for offset in range(0, self.size, 16 * _CHUNK):
            if control is not None:
                control.check()
            digest.update(self.read_at(offset, 16 * _CHUNK))
        return digest.hexdigest()

    def close(self) -> None:
        os.close(self._handle)

    def __enter__(self) -> SourceFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _replaced(part: bytes, at: int, content: bytes) -> bytes:
    """`part` with `content` over its bytes from `at` on, as far as they meet."""
    if at >= len(part) or at + len(content) <= 0:
        return part
    return (part[: max(0, at)] + content[max(0, -at) :] + part[at + len(content) :])[: len(part)]


def _demand_file(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise refusal(path, "This is a folder, not a picture.")
    if not stat.S_ISREG(found.st_mode):
        raise refusal(path, "This is not a file but a pipe or a device.")
    if found.st_size == 0:
        raise refusal(path, "The file is empty (0 bytes).")


def _open_error(error: OSError, path: Path) -> RestorerError:
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return refusal(path, "It is a link to a file that is not there (any more).", detail=repr(error))
    if isinstance(error, PermissionError):
        return refusal(path, "There is no permission to read this file.", detail=repr(error))
    if isinstance(error, FileNotFoundError):
        return refusal(path, "The file is not there (any more).", detail=repr(error))
    return file_error(error, path, "reading")
