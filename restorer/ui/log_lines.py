"""What the program has written into its log since it started, for the panel and for bug reports.

Lines hold what the log file holds (no home folders), and of paths the last part alone.
"""

from __future__ import annotations

import collections
import logging
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Signal, qVersion

from restorer import __version__
from restorer.core.log import PrivateFormatter, redacted
from restorer.core.settings import Settings
from restorer.worker.messages import DeviceReport

MOST = 2000
_ERRORS = 20  # the last ones that a report has
_NAMED = ("torch", "openvino", "numba", "pyvips", "pyvips-binary", "pillow", "numpy", "PySide6-Essentials", "spandrel")
# Told in a report. The others hold places of the person's, or say nothing about what went wrong.
_TOLD = {
    "theme", "language", "device", "precision", "memory_mb", "weights", "keep_results", "disk_gb", "save_recipe",
    "tell_ends",
}  # fmt: skip
# A path of at least one folder, in quotes (where it may have spaces) or bare; the last part is kept.
_QUOTED = re.compile(r"""(["'“])(?:~|[A-Za-z]:)?[/\\](?:[^"'”\n]*[/\\])?([^/\\"'”\n]+)(["'”])""")
_BARE = re.compile(r"""(?:(?<=[\s(=:])|^)(?:~|[A-Za-z]:)?[/\\](?:[^\s"'“”]*[/\\])?([^/\\\s"'“”]+)""")


@dataclass(frozen=True, slots=True)
class Line:
    """level: as `logging` numbers it."""

    level: int
    text: str


def names_only(text: str) -> str:
    """`text` with every path cut down to its last part: where photos lie is nobody else's business."""
    text = _QUOTED.sub(r"\1…/\2\3", redacted(text))
    return _BARE.sub(r"…/\1", text)


class LogLines(QObject):
    """Collects the lines of all our loggers. `close` ends that.

    Signals
    -------
    came(Line): there is one more.
    """

    came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: collections.deque[Line] = collections.deque(maxlen=MOST)
        self._handler = _Handler(self)
        self._handler.setFormatter(_NamesOnly())
        ours = logging.getLogger("restorer")
        ours.addHandler(self._handler)
        if not ours.isEnabledFor(logging.INFO):
            ours.setLevel(logging.INFO)  # whatever a library made of the level above

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines)

    def take(self, line: Line) -> None:
        """In whichever thread it was written."""
        self._lines.append(line)
        self.came.emit(line)

    def close(self) -> None:
        logging.getLogger("restorer").removeHandler(self._handler)


class _NamesOnly(PrivateFormatter):
    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        return names_only(super().format(record))


class _Handler(logging.Handler):
    def __init__(self, lines: LogLines) -> None:
        super().__init__(logging.INFO)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        self._lines.take(Line(record.levelno, self.format(record)))


def details(settings: Settings, devices: Iterable[DeviceReport], lines: Iterable[Line]) -> str:
    """What a bug report needs: versions, the computer, settings without places, the last errors. In English, since it
    is for those who mend the program."""
    versions = ", ".join(f"{name} {version}" for name in _NAMED if (version := _version(name)))
    said = [
        f"Restorer {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        versions,
        "",
        "Devices:",
        *(_device(device) for device in devices),
        "",
        "Settings: "
        + ", ".join(f"{one.name}={getattr(settings, one.name)!r}" for one in fields(settings) if one.name in _TOLD),
        "",
        "Last problems:",
    ]
    problems = [line.text for line in lines if line.level >= logging.WARNING][-_ERRORS:]
    return names_only("\n".join([*said, *(problems or ["none since the start"])]) + "\n")


def _device(device: DeviceReport) -> str:
    memory = f"{device.memory / (1 << 30):.1f} GiB"
    return f"  {device.id}: {device.title}, {memory}, {device.precision}, {device.reason or 'self-test passed'}"


def _version(name: str) -> str:
    from importlib import metadata  # here, for it brings the reading of mail with it, which would cost the start

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
