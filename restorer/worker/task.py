"""What every task is, whatever it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Task(Generic[Answer]):
    """Something to be done, complete in itself. `Answer` is what comes of it.

    lane: which kind of child it belongs to, "engine" (uses the device) or "files" (reads, measures, writes).
    """

    lane: ClassVar[str] = "files"

    def again(self) -> Task[Answer]:
        """The task as it is tried a second time, after the process that was at it has died."""
        return self
