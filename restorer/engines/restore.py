"""A photo through a recipe: the steps in their order, each making a new picture, the last one a photo."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from restorer.core.control import Control, Progress
from restorer.core.errors import BadRequest, Internal
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.backends.backend import OutOfMemory
from restorer.engines.grey import kept_grey
from restorer.engines.picture import Picture
from restorer.engines.placement import Placement
from restorer.engines.registry import prepare
from restorer.engines.run import run_network
from restorer.engines.run_layout import layout, margin_of, output_size
from restorer.engines.run_plain import copy_out, run_local, run_resize
from restorer.engines.sheet import Sheet
from restorer.engines.speed import LEAST_WORK, SOON, Patience, place
from restorer.engines.step import LocalPass, NetworkPass, PreparedStep, ResizePass, ViewPass
from restorer.engines.values import Result, Setup, StepReport
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operation import Operation
from restorer.recipe.recipe import Recipe
from restorer.tiling import resample


class Preparer(Protocol):
    """Makes a step of an operation; see `registry.prepare`."""

    def __call__(
        self,
        operation: Operation,
        source: Picture,
        facts: SourceFacts,
        setup: Setup,
        workbench: Workbench,
        control: Control | None = None,
        before: tuple[PreparedStep, ...] = (),
    ) -> PreparedStep: ...


@dataclass(slots=True, eq=False)
class _Stage:
    """One pass with everything settled: of which step, from what size, where, which boxes, how long it may take."""

    step: int
    pass_: NetworkPass | LocalPass | ResizePass
    size: Size
    placement: Placement | None = None
    want: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    estimate: float = 0.0

    def needed(self, alpha: bool) -> Box:
        """The px of the picture that the wanted box is made from."""
        match self.pass_:
            case LocalPass(halo=halo):
                return self.want.grown(halo).intersected(Box.of(self.size))
            case ResizePass(output=output):
                return resample.needed(self.want, self.size, output)
            case NetworkPass() as pass_:
                if self.placement is None:
                    raise Internal("A step was started before its device was chosen.")
                return layout(pass_, self.size, self.want).needed(self.placement.tile, alpha)


def restore(
    photo: Photo,
    recipe: Recipe,
    setup: Setup,
    *,
    scratch: Scratch,
    control: Control,
    workbench: Workbench | None = None,
    box: Box | None = None,
    preparer: Preparer = prepare,
) -> Result:
    """Restore a photo, or the region `box` of the restored photo, equal to that region of the whole bit for bit.

    recipe: concrete, that is with no field left to be measured. box: in px of the restored photo.
    workbench: what is kept warm between calls; a new one at the standard places where None.
    preparer: makes steps of operations, as `registry.prepare` does.

    Raises
    ------
    BadRequest
        the box lies outside the result, or a device, precision or weights are wished for that are not there.
    WeightsFailed, DeviceFailed, NoRoom, Cancelled
        nothing is left behind in the scratch place.
    """
    operations = recipe.active().steps
    for operation in operations:
        if not operation.concrete():
            raise Internal("A step was started before the photo had been measured.", detail=operation.id)
    bench = workbench or Workbench(Places.standard())
    return _Restoration(photo, setup, scratch, control, bench, preparer).run(operations, box)


class _Restoration:
    """One call of `restore`."""

    def __init__(
        self,
        photo: Photo,
        setup: Setup,
        scratch: Scratch,
        control: Control,
        workbench: Workbench,
        preparer: Preparer,
    ) -> None:
        self._photo, self._setup, self._scratch = photo, setup, scratch
        self._control, self._workbench, self._preparer = control, workbench, preparer
        self._warnings: list[str] = []

    def run(self, operations: Sequence[Operation], box: Box | None) -> Result:
        picture, facts, steps = self._prepare(operations)
        stages = self._stages(picture.size, steps, LEAST_WORK if box is None else SOON)
        size = output_size(stages[-1].pass_, stages[-1].size) if stages else picture.size
        want = Box.of(size) if box is None else box
        if want.empty or want.intersected(Box.of(size)) != want:
            raise BadRequest(f"The region lies outside the restored photo of {size} px.", detail=repr(box))
        if box is None and not any(step.passes for step in steps):
            return Result(self._photo, None, self._reports(steps, {}), tuple(self._warnings), unchanged=True)
        backwards = want
        for stage in reversed(stages):
            stage.want = backwards
            backwards = stage.needed(picture.has_alpha)
        return self._carry_out(picture, facts, steps, stages, want, box)

    def _prepare(self, operations: Sequence[Operation]) -> tuple[Picture, SourceFacts, list[PreparedStep]]:
        """The framed source, the facts of the result, and the steps."""
        picture, facts = Picture.of(self._photo), self._photo.facts
        steps: list[PreparedStep] = []
        for operation in operations:
            self._control.check()
            before = tuple(step for step in steps if not _is_view(step))
            step = self._preparer(operation, picture, facts, self._setup, self._workbench, self._control, before)
            self._warnings += step.warnings
            if step.facts is not None:
                facts = step.facts(facts)
            if facts.grey:
                step = kept_grey(step)
            for pass_ in step.passes:
                if isinstance(pass_, ViewPass):
                    if any(not _is_view(other) for other in steps):
                        raise Internal("A photo can only be framed before anything else is done to it.")
                    pixels = pass_.view(picture.pixels)
                    size = Size(pixels.shape[1], pixels.shape[0])
                    picture = Picture(pixels, size, Box.of(size), f"{picture.name} {operation}")
            steps.append(step)
        return picture, facts, steps

    def _stages(self, size: Size, steps: list[PreparedStep], patience: Patience) -> list[_Stage]:
        """The passes that compute, each placed."""
        stages = []
        for index, step in enumerate(steps):
            for pass_ in step.passes:
                if isinstance(pass_, ViewPass):
                    continue
                stage = _Stage(index, pass_, size)
                if isinstance(pass_, NetworkPass):
                    self._place(stage, pass_, patience)
                stages.append(stage)
                size = output_size(pass_, size)
        return stages

    def _place(self, stage: _Stage, pass_: NetworkPass, patience: Patience) -> None:
        margin = margin_of(pass_, stage.size)
        try:
            placed = place(pass_.network, stage.size, self._setup, self._workbench, margin, patience)
        except OutOfMemory:
            self._workbench.forget_engines()
            self._warnings.append("The graphics card has no memory to spare; the processor is used.")
            on_cpu = replace(self._setup, device="cpu")
            placed = place(pass_.network, stage.size, on_cpu, self._workbench, margin, patience)
        stage.placement, stage.estimate, said = placed
        self._warnings += said

    def _carry_out(
        self,
        picture: Picture,
        facts: SourceFacts,
        steps: list[PreparedStep],
        stages: list[_Stage],
        want: Box,
        box: Box | None,
    ) -> Result:
        reports: dict[int, StepReport] = {}
        sheet: Sheet | None = None
        try:
            for number, stage in enumerate(stages):
                started = time.perf_counter()
                made, tiles, placement = self._pass(stage, picture, number, stages, steps)
                if sheet is not None:
                    sheet.abandon()
                sheet, picture = made, made.picture()
                spent = time.perf_counter() - started
                _add(reports, stage.step, steps[stage.step], spent, tiles, placement)
            if sheet is None or sheet.box != want:
                exact = copy_out(picture, want, self._scratch, self._control)
                if sheet is not None:
                    sheet.abandon()
                sheet = exact
            store = sheet.finish()
        except BaseException:
            if sheet is not None:
                sheet.abandon()
            raise
        photo = Photo(store, facts)
        return Result(photo, box, self._reports(steps, reports), tuple(dict.fromkeys(self._warnings)))

    def _pass(
        self, stage: _Stage, picture: Picture, number: int, stages: list[_Stage], steps: list[PreparedStep]
    ) -> tuple[Sheet, int, Placement | None]:
        later = sum(_seconds(other) for other in stages[number + 1 :])
        name, step, count = steps[stage.step].operation, stage.step + 1, len(steps)

        def tell(done: int, total: int, left: float | None) -> None:
            here = left if left is not None else _seconds(stage)
            self._control.report(Progress(name, done, total, step, count, here + later))

        scratch, control = self._scratch, self._control
        match stage.pass_:
            case LocalPass() as pass_:
                return run_local(pass_, picture, stage.want, scratch, control, tell), 0, None
            case ResizePass() as pass_:
                return run_resize(pass_, picture, stage.want, scratch, control, tell), 0, None
            case NetworkPass() as pass_:
                if stage.placement is None:
                    raise Internal("A step was started before its device was chosen.")
                try:
                    ran = run_network(
                        pass_, picture, stage.want, stage.placement, self._workbench, scratch, control, tell
                    )
                finally:
                    self._workbench.forget_large_engines()
                self._warnings += ran.warnings
                return ran.sheet, ran.tiles, ran.placement

    def _reports(self, steps: list[PreparedStep], reports: dict[int, StepReport]) -> tuple[StepReport, ...]:
        return tuple(
            reports.get(index, StepReport(step.operation, step.weights))
            for index, step in enumerate(steps)
            if step.passes
        )


def _is_view(step: PreparedStep) -> bool:
    return all(isinstance(pass_, ViewPass) for pass_ in step.passes)


def _seconds(stage: _Stage) -> float:
    """How long a pass that has not begun may take."""
    if not isinstance(stage.pass_, NetworkPass) or stage.placement is None:
        return 0.0
    plan = layout(stage.pass_, stage.size, stage.want)
    return stage.estimate * plan.grid(stage.placement.tile).count(plan.area)


def _add(
    reports: dict[int, StepReport],
    index: int,
    step: PreparedStep,
    seconds: float,
    tiles: int,
    placement: Placement | None,
) -> None:
    """Add one pass to the report of its step."""
    report = reports.get(index, StepReport(step.operation, step.weights))
    report = replace(report, seconds=report.seconds + seconds, tiles=report.tiles + tiles)
    if placement is not None:
        report = replace(
            report,
            tile=placement.tile,
            device=placement.device,
            precision=placement.precision,
            backend=placement.backend,
        )
    reports[index] = report
