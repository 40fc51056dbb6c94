"""How far the work is, on a terminal's standard error; nothing at all in a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import rich.progress
from rich.console import Console

from restorer.cli.targets import Planned
from restorer.core import control
from restorer.jobs.estimate import in_words
from restorer.jobs.words import STAGES
from restorer.worker.messages import FileReport


class Progress:
    """One line that moves, and a lasting one for each photo that is done."""

    def __init__(self, photos: int) -> None:
        self._photos = photos
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
        self._number = 0

    def following(self, parent: control.Control, photo: Planned) -> control.Control:
        """A control for one photo that obeys `parent` and moves the line."""
        self._number += 1
        place = f"{self._number} of {self._photos}: " if self._photos > 1 else ""
        name = f"{place}{photo.source.name}"

        def moved(progress: control.Progress) -> None:
            left = progress.seconds_left
            self._bar.update(
                self._task,
                description=f"{name}, {STAGES.get(progress.stage, progress.stage)}",
                completed=progress.done,
                total=progress.total,
                left="" if left is None else f"{in_words(left)} left",
            )

        return parent.child(moved)

    def ended(self, report: FileReport) -> None:
        """Say what became of a photo: always where it failed, else only to a person at a terminal."""
        if report.error is not None:
            self._console.print(f"Restorer: {report.error}", markup=False)
        elif sys.stderr.isatty():
            done = ", ".join(STAGES.get(step.operation, step.operation) for step in report.steps)
            what = "nothing to restore, copied as it is" if report.unchanged else done or "saved"
            self._console.print(f"{report.output}: {what} ({duration(report.seconds)})", markup=False)
        for warning in report.warnings:
            self._console.print(f"  {report.input.name}: {warning}", markup=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()


def duration(seconds: float) -> str:
    """What was taken, for people: “4 s”, “2 min 10 s”, “1 h 5 min”."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s" if whole else f"{seconds:.1f} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
