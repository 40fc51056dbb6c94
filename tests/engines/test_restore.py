"""A photo through steps: order, regions, transparency, what is reported and what is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from restorer.core.control import Control, Progress
from restorer.core.errors import BadRequest, Cancelled, Internal
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.colour_hold import BlockHold
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.picture import Picture
from restorer.engines.restore import restore
from restorer.engines.speed import Speed
from restorer.engines.step import LocalPass, NetworkPass, PreparedStep, ResizePass, ViewPass
from restorer.engines.values import Result, Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operation import Operation
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

CPU = Setup(device="cpu", tile=64)
WHOLE_RECIPE = Recipe((Frame(turn=90), Fade(), Denoise(sigma=10.0, jpeg=0.0), Upscale(factor=2.0)))


class Blur(nn.Module):
    """Told a level, as the denoiser is; radius 2."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.first, self.second = nn.Conv2d(3, 24, 3, padding=1), nn.Conv2d(24, 3, 3, padding=1)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        answer: Tensor = self.second(torch.relu(self.first(x))) * level[:, :1, None, None]
        return answer


class Enlarge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.only = nn.Conv2d(3, 12, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.pixel_shuffle(self.only(x), 2) * 0.1


BLUR = Network(EngineFacts("blur", halo=2), "blur", Blur().eval(), ((0.4,),))
ENLARGE = Network(EngineFacts("enlarge", scale=2, halo=1), "enlarge", Enlarge().eval())


class Steps:
    """Stands in for the registry: the same kinds of passes, with networks that need no weights file."""

    def __init__(self, output: Size | None = None) -> None:
        self.output = output
        self.seen: list[tuple[str, Size]] = []

    def __call__(
        self,
        operation: Operation,
        source: Picture,
        facts: SourceFacts,
        setup: Setup,
        workbench: Workbench,
        control: Control | None = None,
        before: tuple[PreparedStep, ...] = (),
    ) -> PreparedStep:
        self.seen.append((operation.id, source.size))
        if operation.id == "frame":
            return PreparedStep("frame", (ViewPass(lambda pixels: np.rot90(pixels, -1)[3:, 5:]),))
        if operation.id == "fade":
            return PreparedStep("fade", (LocalPass(_near, halo=3),), facts=lambda f: replace(f, grey=False))
        if operation.id == "denoise":
            combine = lambda tile, answer: tile + answer  # noqa: E731
            return PreparedStep("denoise", (NetworkPass(BLUR, combine, hold=BlockHold("blur")),), warnings=("Mind.",))
        passes = [NetworkPass(ENLARGE, _enlarged, output=self.output), ResizePass(Size(301, 203))]
        return PreparedStep("upscale", tuple(passes if self.output else passes[:1]))


def _near(pixels: npt.NDArray[np.float32], box: Box) -> npt.NDArray[np.float32]:
    """Something of the neighbourhood and of the place."""
    inner = pixels[3:-3, 3:-3]
    rows = np.arange(box.top, box.bottom, dtype=np.float32)[:, None, None] / np.float32(1000)
    return (inner + pixels[:-6, 6:]) * np.float32(0.4) + rows


def _enlarged(tile: Tensor, answer: Tensor) -> Tensor:
    return nn.functional.interpolate(tile, scale_factor=2, mode="nearest") + answer


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as place:
        yield place


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(Places.below(tmp_path_factory.mktemp("places")))


@pytest.fixture
def photo(scratch: Scratch) -> Photo:
    return a_photo(scratch, 150, 110, 4, 8)


def a_photo(scratch: Scratch, width: int, height: int, channels: int, bits: int) -> Photo:
    writer = scratch.create(Size(width, height), channels, bits)
    rng = np.random.default_rng(7)
    writer.pixels[:] = rng.integers(0, 1 << bits, (height, width, channels))
    facts = SourceFacts("png", bits, grey=True, alpha=channels == 4, sha256="0" * 64, size_bytes=1)
    return Photo(writer.finish(), facts)


def pixels(result: Result) -> npt.NDArray[np.uint16]:
    return np.array(result.photo.store.pixels())


def stores(scratch: Scratch) -> int:
    return sum(folder.is_dir() for folder in scratch.folder.iterdir())


@pytest.mark.parametrize("output", [None, Size(250, 170)])
def test_a_region_of_many_steps_equals_the_export_bit_for_bit(
    photo: Photo, scratch: Scratch, bench: Workbench, output: Size | None
) -> None:
    def go(box: Box | None) -> Result:
        return restore(
            photo,
            WHOLE_RECIPE,
            CPU,
            scratch=scratch,
            control=Control(),
            workbench=bench,
            box=box,
            preparer=Steps(output),
        )

    export = go(None)
    whole = pixels(export)
    assert whole.shape[2] == 4
    assert whole.dtype == np.uint16
    height, width = whole.shape[:2]
    boxes = [Box(0, 0, 7, 9), Box(90, 60, 180, 150), Box(width - 40, height - 3, width, height), Box(61, 0, 67, height)]
    for box in boxes:
        region = go(box)
        assert region.box == box
        assert region.photo.size == Size(box.width, box.height)
        assert (pixels(region) == whole[box.top : box.bottom, box.left : box.right]).all()
    # the source, the export and the regions: no step's picture is left behind
    assert stores(scratch) == 2 + len(boxes)


def test_steps_look_at_the_framed_source_and_are_reported(photo: Photo, scratch: Scratch, bench: Workbench) -> None:
    told: list[Progress] = []
    steps = Steps()
    result = restore(
        photo, WHOLE_RECIPE, CPU, scratch=scratch, control=Control(told.append), workbench=bench, preparer=steps
    )
    framed = Size(105, 147)
    assert steps.seen == [("frame", photo.size), ("fade", framed), ("denoise", framed), ("upscale", framed)]
    assert result.photo.size == Size(210, 294)
    assert [step.operation for step in result.steps] == ["frame", "fade", "denoise", "upscale"]
    assert result.steps[2].tiles == 6
    assert result.steps[2].backend in ("torch", "openvino", "winograd")
    assert "Mind." in result.warnings
    assert not result.photo.facts.grey
    assert not result.unchanged
    assert [one.stage for one in told][-1] == "upscale"
    last = [one for one in told if one.stage == "denoise"][-1]
    assert (last.done, last.total, last.step, last.steps) == (6, 6, 3, 4)
    assert last.seconds_left is not None


def test_a_turn_alone_moves_pixels_and_changes_none(photo: Photo, scratch: Scratch, bench: Workbench) -> None:
    recipe = Recipe((Frame(turn=90),))
    result = restore(photo, recipe, CPU, scratch=scratch, control=Control(), workbench=bench, preparer=Steps())
    wanted = np.rot90(photo.store.pixels(), -1)[3:, 5:].astype(np.uint16) * 257
    assert (pixels(result) == wanted).all()


def test_nothing_to_do_gives_the_photo_itself(photo: Photo, scratch: Scratch, bench: Workbench) -> None:
    recipe = Recipe((Denoise(strength=0, sigma=10.0, jpeg=0.0), Fade(strength=0)))
    result = restore(photo, recipe, CPU, scratch=scratch, control=Control(), workbench=bench, preparer=Steps())
    assert result.unchanged
    assert result.photo is photo


def test_a_region_outside_the_result_is_refused(photo: Photo, scratch: Scratch, bench: Workbench) -> None:
    for box in (Box(0, 0, 4000, 10), Box(5, 5, 5, 9), Box(-1, 0, 5, 5)):
        with pytest.raises(BadRequest, match="outside"):
            restore(
                photo,
                Recipe((Denoise(sigma=10.0, jpeg=0.0),)),
                CPU,
                scratch=scratch,
                control=Control(),
                workbench=bench,
                box=box,
                preparer=Steps(),
            )


def test_a_recipe_with_something_left_to_measure_is_our_own_fault(photo: Photo, scratch: Scratch) -> None:
    with pytest.raises(Internal, match="measured"):
        restore(photo, Recipe((Denoise(),)), CPU, scratch=scratch, control=Control(), preparer=Steps())


@pytest.mark.parametrize("exact", [True, False])
def test_a_whole_photo_is_cut_for_least_work_where_tiles_of_any_size_give_the_same(
    scratch: Scratch, bench: Workbench, monkeypatch: pytest.MonkeyPatch, exact: bool
) -> None:
    monkeypatch.setattr("restorer.engines.speed.measured_speed", lambda *_: Speed("openvino", 20.0, 1000))
    photo, recipe = a_photo(scratch, 500, 400, 3, 16), Recipe((Denoise(sigma=10.0, jpeg=0.0), Upscale(factor=2.0)))

    def prepared(*given: Any) -> PreparedStep:
        step = Steps()(*given)
        passes = [one for one in step.passes if isinstance(one, NetworkPass)]
        facts = [replace(one.network.facts, exact=exact) for one in passes]
        networks = [replace(one.network, facts=own) for one, own in zip(passes, facts, strict=True)]
        return replace(step, passes=tuple(replace(one, network=own) for one, own in zip(passes, networks, strict=True)))

    def go(box: Box | None) -> Result:
        return restore(
            photo, recipe, Setup(device="cpu"), scratch=scratch, control=Control(), workbench=bench, box=box,
            preparer=prepared,
        )  # fmt: skip

    export, box = go(None), Box(561, 340, 750, 630)
    region = go(box)
    assert (pixels(region) == pixels(export)[box.top : box.bottom, box.left : box.right]).all()
    for one, other in zip(export.steps, region.steps, strict=True):
        assert one.tile is not None
        assert other.tile is not None
        assert one.tile.pixels > other.tile.pixels if exact else one.tile == other.tile


def test_the_time_left_is_told_from_the_first_word_on(photo: Photo, scratch: Scratch, bench: Workbench) -> None:
    told: list[Progress] = []
    control = Control(told.append)
    restore(photo, WHOLE_RECIPE, CPU, scratch=scratch, control=control, workbench=bench, preparer=Steps())
    assert told
    assert all(progress.seconds_left for progress in told[:-1])


@pytest.mark.parametrize("stage", ["fade", "denoise", "upscale"])
def test_a_cancelled_restoration_leaves_only_the_source(
    photo: Photo, scratch: Scratch, bench: Workbench, stage: str
) -> None:
    control = Control(lambda progress: control.cancel() if progress.stage == stage else None)
    with pytest.raises(Cancelled):
        restore(photo, WHOLE_RECIPE, CPU, scratch=scratch, control=control, workbench=bench, preparer=Steps())
    assert stores(scratch) == 1


def test_the_same_task_gives_the_same_bytes_whatever_ran_before(
    photo: Photo, scratch: Scratch, tmp_path: Path, bench: Workbench
) -> None:
    fresh = Workbench(bench.places)
    one, other = (
        restore(photo, WHOLE_RECIPE, CPU, scratch=scratch, control=Control(), workbench=warm, preparer=Steps())
        for warm in (bench, fresh)
    )
    assert (pixels(one) == pixels(other)).all()
