"""The log: one place that sets it up. A file in the data folder that stays small and names no home folder.

Modules write to `logging.getLogger(__name__)`; a process calls `start_log` once. Whoever shows or sends records
(a panel, a report) formats them with `PrivateFormatter`, so that they read as they stand in the file.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from restorer.core.files import Places

_OURS = "restorer"  # the logger above all of ours
_MOST_BYTES = 512 * 1024
_OLDER_FILES = 3
# What other people's homes are called: they turn up in paths of photos and of shared folders.
_ANY_HOME = re.compile(r"(?:[A-Za-z]:)?(?:/|\\{1,2})(?:home|Users)(?:/|\\{1,2})[^\s/\\\"'“”<>|:*?]+")


def log_file(places: Places) -> Path:
    """Where the log is kept; older ones stand beside it as NAME.1, NAME.2 …, all at most 2 MB together."""
    return places.data / "logs" / "restorer.log"


def start_log(places: Places, level: int = logging.INFO) -> Path | None:
    """Have this process's records of `level` and above in the log file; a second call changes nothing.

    Returns the file, or None where it cannot be written: a program must not fail for its log.
    """
    path = log_file(places)
    ours = logging.getLogger(_OURS)
    if any(
        isinstance(handler, _Rotating) and handler.baseFilename == os.path.abspath(path) for handler in ours.handlers
    ):
        return path
    ours.setLevel(level)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Rotating(path, maxBytes=_MOST_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", errors="replace")
    except OSError as error:
        ours.warning("there is no log file: %s", error)
        return None
    handler.setFormatter(PrivateFormatter())
    ours.addHandler(handler)
    return path


class PrivateFormatter(logging.Formatter):
    """One line a record: when, process, how grave, which module, what; home folders as “~”, in tracebacks too."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """`text` with every home folder as “~”: this person's wherever it lies, others' where systems usually put them."""
    own = _own_home(str(Path.home()))
    return _ANY_HOME.sub("~", own.sub("~", text) if own is not None else text)


@cache
def _own_home(home: str) -> re.Pattern[str] | None:
    """What `home` may look like in a text: with either separator, doubled where a path was shown by `repr`, with links
    followed. None where it is the root of all folders."""
    spellings = {home, os.path.realpath(home)}
    parts = [[part for part in re.split(r"[/\\]", spelling) if part] for spelling in spellings]
    ways = [r"(?:/|\\{1,2})".join(map(re.escape, way)) for way in sorted(parts, key=len, reverse=True) if way]
    if not ways:
        return None
    root = "" if re.match("[A-Za-z]:", home) else r"(?:/|\\{1,2})"
    flags = re.IGNORECASE if sys.platform in ("win32", "darwin") else 0
    return re.compile(rf"(?<![\w.~-]){root}(?:{'|'.join(ways)})(?![\w.-])", flags)


class _Rotating(RotatingFileHandler):
    def doRollover(self) -> None:
        """See `RotatingFileHandler`. Windows renames no file that another process has open: then it grows on."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()
