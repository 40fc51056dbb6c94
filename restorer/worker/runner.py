"""Who carries tasks out: the one protocol behind which a child process or this process stands."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from restorer.core.control import Control
from restorer.photo.store import Scratch
from restorer.worker.task import Answer, Task


class Carrier(Protocol):
    """How tasks are carried out; `tasks.Tasks` is the one there is outside tests."""

    def __call__(self, task: Task[Answer], scratch: Scratch, control: Control) -> Answer:
        """Do it, with `scratch` for what is made. Only stores that the answer names outlive the call."""
        ...


class Runner(Protocol):
    """Carries out one task at a time; safe to hand from thread to thread."""

    def run(self, task: Task[Answer], control: Control | None = None) -> Answer:
        """Carry `task` out and wait for what comes of it. Progress is reported in the caller's thread.

        Stores named in the answer belong to the caller, until it removes them or the scratch is closed.

        Raises
        ------
        RestorerError
            the task failed; nothing of it is left behind.
        Cancelled
            `control` was cancelled; nothing of the task is left behind.
        """
        ...

    def close(self) -> None:
        """End whatever still runs and give everything back. Closing twice is harmless."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
