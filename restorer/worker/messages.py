"""What can be asked of a worker, as values: tasks and their answers.

They are frozen, small and picklable. A picture is named by its store and never travels itself.
`envelopes` holds what goes through the pipe around them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from restorer.analysis.findings import Findings
from restorer.analysis.proposal import Proposal
from restorer.core.errors import to_parts
from restorer.core.geometry import Box, Size
from restorer.engines.values import Begun, Result, Setup, StepReport
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.photo.write import Saved, SaveOptions
from restorer.photo.write_size import SizeEstimate
from restorer.recipe.recipe import Recipe
from restorer.worker.task import Task


@dataclass(frozen=True, slots=True)
class Open(Task[Photo]):
    """Read the photo in a file."""

    path: Path
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Analysed:
    """What measuring a photo said, and what is proposed for it."""

    findings: Findings
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Analyse(Task[Analysed]):
    """Measure a photo and propose a recipe."""

    photo: Photo


@dataclass(frozen=True, slots=True)
class Restore(Task[Result]):
    """Carry a recipe out on a photo that is open.

    recipe: may hold autos; they are filled from `findings`, or from measuring where those are None.
    box: the region wanted, in px of the output; None for all of it.
    begun: what came of the recipe's first steps, from which the rest can be carried on (see document.results).
    """

    lane: ClassVar[str] = "engine"

    photo: Photo
    recipe: Recipe
    setup: Setup = field(default_factory=Setup)
    box: Box | None = None
    findings: Findings | None = None
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class Save(Task[Saved]):
    """Write a photo into a file.

    source: the file that the photo came from, which is never written to.
    recipe, steps: what was done to it, for its history; an empty recipe where nothing was.
    retried: set by `again`.
    """

    photo: Photo
    target: Path
    source: Path | None = None
    options: SaveOptions = field(default_factory=SaveOptions)
    recipe: Recipe = field(default_factory=Recipe)
    steps: tuple[StepReport, ...] = ()
    overwrite: bool = False
    retried: bool = False

    def again(self) -> Save:
        return _retried(self)


@dataclass(frozen=True, slots=True)
class EstimateSize(Task[SizeEstimate]):
    """Tell how large the file will be that `Save` would write.

    photo: what there is already; size: of what will be saved, should it be another.
    """

    photo: Photo
    size: Size
    source: Path | None = None
    options: SaveOptions = field(default_factory=SaveOptions)
    recipe: Recipe = field(default_factory=Recipe)
    steps: tuple[StepReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Thumbnail(Task[Store]):
    """A small picture of a file or an open photo: a store of 8-bit sRGB whose long side is `side` px at most."""

    of: Path | Photo
    side: int = 256
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """A device of this computer, and what its self-test said.

    id: as `Setup.device` takes it. title: for the person. memory: in bytes. precision: the one that it is fastest in.
    usable: it computes as the CPU does; reason: a clause for the person where it does not, else empty.
    """

    id: str
    title: str
    memory: int
    precision: str
    usable: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Probe(Task[tuple[DeviceReport, ...]]):
    """Test the devices of this computer, the likely fastest first. The first task of a child makes it warm, too."""

    lane: ClassVar[str] = "engine"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    output: None where nothing was written. unchanged: the output is the input, byte for byte.
    seconds: from reading to the checked file. recipe: as it was carried out, None if it did not get so far.
    device, precision: of the step that weighs most (networks before the rest), None where no step ran.
    error: the sentence for the person, None where all went well; kind and detail belong to it.
    """

    input: Path
    output: Path | None = None
    unchanged: bool = False
    seconds: float = 0.0
    recipe: Recipe | None = None
    steps: tuple[StepReport, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    error_kind: str | None = None
    error_detail: str | None = None

    @property
    def device(self) -> str | None:
        step = self._weightiest()
        return None if step is None else step.device

    @property
    def precision(self) -> str | None:
        step = self._weightiest()
        return None if step is None else step.precision

    @property
    def tiles(self) -> int:
        return sum(step.tiles for step in self.steps)

    def _weightiest(self) -> StepReport | None:
        """The last step with weights, else the last."""
        with_weights = [step for step in self.steps if step.weights]
        steps = with_weights or self.steps
        return steps[-1] if steps else None

    def as_json(self) -> dict[str, Any]:
        """As `restorer restore --json` prints it."""
        return {
            "input": str(self.input),
            "output": None if self.output is None else str(self.output),
            "unchanged": self.unchanged,
            "seconds": round(self.seconds, 3),
            "steps": [
                {
                    "operation": step.operation,
                    "weights": "+".join(used.id for used in step.weights) or None,
                    "seconds": round(step.seconds, 3),
                }
                for step in self.steps
            ],
            "device": self.device,
            "precision": self.precision,
            "tiles": self.tiles,
            "warnings": list(self.warnings),
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class RestoreFile(Task[FileReport]):
    """File to file: read, measure where needed, restore, write, check.

    target: the name that the output gets, suffix included. With `options.format` None the format is the one
    that the suffix stands for, else the source's.
    recipe: None for automatic. settings: "operation.field=value", put on top of the recipe, proposed or given.
    retried: set by `again`.
    """

    lane: ClassVar[str] = "engine"

    source: Path
    target: Path
    recipe: Recipe | None = None
    settings: tuple[str, ...] = ()
    setup: Setup = field(default_factory=Setup)
    options: SaveOptions = field(default_factory=SaveOptions)
    overwrite: bool = False
    limits: Limits = field(default_factory=Limits)
    retried: bool = False

    def again(self) -> RestoreFile:
        return _retried(self)

    def failed(self, error: BaseException, seconds: float = 0.0) -> FileReport:
        """The report of this file when `error` ended it."""
        kind, sentence, detail = to_parts(error)
        return FileReport(self.source, seconds=seconds, error=sentence, error_kind=kind, error_detail=detail)


_Writes = TypeVar("_Writes", Save, RestoreFile)


def _retried(task: _Writes) -> _Writes:
    return replace(task, retried=True)
