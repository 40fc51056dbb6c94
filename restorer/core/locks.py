"""A lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO


class Lock:
    """An advisory lock on a small file. Held by one open handle; the system frees it when the process is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: IO[str] | None = None

    def take(self) -> bool:
        """Take it if nobody holds it, and say whether that worked. The file is made where it is not there.

        Raises
        ------
        OSError
            the file cannot be made.
        """
        handle = self.path.open("a+")
        try:
            _lock(handle)
        except OSError:
            handle.close()
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give it back; the file stays."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def _lock(handle: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
