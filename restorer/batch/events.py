"""What a batch tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from restorer.batch.plan import State
from restorer.core.errors import RestorerError, from_parts
from restorer.engines.values import StepReport
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import FileReport


@dataclass(frozen=True, slots=True)
class PhotoEnded:
    """A photo is done with, for now or for good.

    copied: the output is the source, byte for byte. error: kind, sentence and detail where it failed.
    """

    number: int
    source: Path
    output: Path | None
    state: State
    reason: str
    seconds: float
    recipe: Recipe | None = None
    copied: bool = False
    steps: tuple[StepReport, ...] = ()
    warnings: tuple[str, ...] = ()
    error: tuple[str, str, str] | None = None

    def report(self) -> FileReport:
        """As `restorer restore` has it for one file."""
        kind, sentence, detail = self.error or (None, None, None)
        return FileReport(
            self.source,
            self.output if self.state.done else None,
            unchanged=self.copied,
            seconds=self.seconds,
            recipe=self.recipe,
            steps=self.steps,
            warnings=self.warnings,
            error=sentence,
            error_kind=kind,
            error_detail=detail,
        )

    def failure(self) -> RestorerError | None:
        return None if self.error is None else from_parts(*self.error)


@dataclass(frozen=True, slots=True)
class BatchProgressed:
    """ended, total: photos, those of earlier runs too. at_work: names. seconds_left: None while not known."""

    ended: int
    total: int
    at_work: tuple[str, ...]
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class BatchPaused:
    """It rests by itself until what `sentence` says is over."""

    sentence: str


@dataclass(frozen=True, slots=True)
class BatchContinued:
    """It goes on after `BatchPaused`."""


BatchEvent = PhotoEnded | BatchProgressed | BatchPaused | BatchContinued
