"""How far a batch is, on a terminal's standard error: one line that moves, and lasting ones for what went wrong."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import rich.progress
from rich.console import Console

from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.plan import PlanProgress
from restorer.batch.scan import counted
from restorer.jobs.estimate import in_words


class BatchLine:
    """In a pipe only the lasting lines are written."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar = rich.progress.Progress(
            rich.progress.TextColumn("{task.description}"),
            rich.progress.BarColumn(),
            rich.progress.TextColumn("{task.fields[left]}"),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None, left="")

    def planning(self, progress: PlanProgress) -> None:
        found = progress.found
        said = f"{counted(len(found.photos), 'photo')} in {counted(found.folders, 'folder')}"
        if progress.looked_at:
            self._bar.update(
                self._task, description=f"{said}, naming", completed=progress.looked_at, total=len(found.photos)
            )
        else:
            self._bar.update(self._task, description=said)

    def checking(self, done: int, total: int) -> None:
        self._bar.update(self._task, description="checking what is there", completed=done, total=total)

    def happened(self, event: BatchEvent) -> None:
        match event:
            case PhotoEnded():
                if event.error is not None:
                    self.say(f"{event.source}: {event.reason}")
                for warning in event.warnings:
                    self.say(f"  {event.source.name}: {warning}")
            case BatchProgressed():
                left = event.seconds_left
                self._bar.update(
                    self._task,
                    description=f"{event.ended:,} of {event.total:,}: {', '.join(event.at_work[:1])}",
                    completed=event.ended,
                    total=event.total,
                    left="" if left is None else f"{in_words(left)} left",
                )
            case BatchPaused():
                self.say(f"Paused. {event.sentence}")
            case BatchContinued():
                self.say("Going on.")

    def say(self, sentence: str) -> None:
        """A line that stays."""
        self._console.print(sentence.encode("utf-8", "replace").decode("utf-8"), markup=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
