"""What goes through the pipe between a process and its child: small frozen values, numbered by task.

An answer whose number is not that of the task at hand is stale and dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer.core.control import Progress
from restorer.core.files import Places
from restorer.worker.task import Task


@dataclass(frozen=True, slots=True)
class Begin:
    """The first thing that a child hears. table: the module whose `Tasks(places)` carries tasks out."""

    table: str
    places: Places
    nice: int


@dataclass(frozen=True, slots=True)
class Run:
    """Do this. folder: the task's own scratch folder, which belongs to the one who asks."""

    number: int
    task: Task[Any]
    folder: Path


@dataclass(frozen=True, slots=True)
class Cancel:
    number: int


@dataclass(frozen=True, slots=True)
class Pause:
    number: int


@dataclass(frozen=True, slots=True)
class Resume:
    number: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing more will come."""


ToChild = Begin | Run | Cancel | Pause | Resume | Leave


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has started and can be asked."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The child is alive and at its task."""

    number: int


@dataclass(frozen=True, slots=True)
class Progressed:
    number: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Finished:
    number: int
    answer: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The task's error, as `core.errors.to_parts` takes it apart."""

    number: int
    kind: str
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The task was cancelled."""

    number: int


FromChild = Ready | Heartbeat | Progressed | Finished | Failed | Stopped
