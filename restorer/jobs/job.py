"""A job as others see it: a snapshot that never changes, and the events that bring a newer one."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from restorer.core.control import Progress
from restorer.core.errors import RestorerError, from_parts
from restorer.worker.task import Task


class JobState(enum.Enum):
    """Where a job is. A waiting job that is `HELD` is passed over until it is continued."""

    WAITING = "waiting"
    HELD = "held"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def at_work(self) -> bool:
        """A worker is taken by it."""
        return self in (JobState.RUNNING, JobState.PAUSED, JobState.STOPPING)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: `sentence` for the person, `detail` for a report, `kind` of `core.errors`."""

    kind: str
    sentence: str
    detail: str

    def error(self) -> RestorerError:
        return from_parts(self.kind, self.sentence, self.detail)


@dataclass(frozen=True, slots=True)
class Job:
    """One task on its way, as it was at one instant.

    number: its own for as long as the queue lives; answers to what nobody waits for any more are known by it.
    title: what a person calls it, usually the photo's name.
    lane: which workers may take it.
    listed: shown to the person; a preview or a thumbnail is not, and vanishes when it ends.
    part_of: the number of the job that leads it, None where it stands for itself.
    progress: the last that was heard, None before.
    notes: sentences about what happened on the way.
    tries: how often it was started, by itself or by the person.
    seconds: how long the last try has taken, pauses included; set when it ends.
    answer: of a job that is done. failure: of one that failed.
    """

    number: int
    title: str
    task: Task[Any]
    lane: str
    listed: bool = True
    part_of: int | None = None
    state: JobState = JobState.WAITING
    progress: Progress | None = None
    notes: tuple[str, ...] = ()
    tries: int = 0
    seconds: float | None = None
    answer: Any = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class JobAdded:
    job: Job


@dataclass(frozen=True, slots=True)
class JobStarted:
    job: Job


@dataclass(frozen=True, slots=True)
class JobProgressed:
    job: Job


@dataclass(frozen=True, slots=True)
class JobNoted:
    """Something happened that the person should know; `sentence` is also the last of the job's notes."""

    job: Job
    sentence: str


@dataclass(frozen=True, slots=True)
class JobPaused:
    """It rests: held back while it waits, or paused at its next tile."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobContinued:
    job: Job


@dataclass(frozen=True, slots=True)
class JobStopping:
    """It was asked to stop and will end within two seconds."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobEnded:
    """It is done, failed or cancelled; see `job.state`."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobRetried:
    """An ended job waits again, behind all others."""

    job: Job


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """Of the jobs that have not ended, first to last."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JobsCleared:
    """These jobs are forgotten."""

    numbers: tuple[int, ...]


JobEvent = (
    JobAdded
    | JobStarted
    | JobProgressed
    | JobNoted
    | JobPaused
    | JobContinued
    | JobStopping
    | JobEnded
    | JobRetried
    | OrderChanged
    | JobsCleared
)
