"""A network over a picture: tiles equal the whole, regions the export, and what goes wrong is mended and said."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from restorer.core.control import Control
from restorer.core.errors import Cancelled, NoRoom, WeightsFailed
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.colour_hold import BlockHold
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.picture import Picture
from restorer.engines.placement import Placement
from restorer.engines.run import Ran, run_network
from restorer.engines.run_layout import output_size
from restorer.engines.step import NetworkPass
from restorer.engines.workbench import Workbench
from restorer.photo.store import Scratch
from restorer.tiling.resample import resample


class SmallNet(nn.Module):
    """Five convolutions with an unshuffle around them: radius 2 · (5 + 1) px at most, multiple 2."""

    def __init__(self, scale: int = 1, channels: int = 16) -> None:
        super().__init__()
        torch.manual_seed(3)
        widths = [12, channels, channels, channels, channels, 12 * scale**2]
        self.body = nn.Sequential(
            *(part for a, b in itertools.pairwise(widths) for part in (nn.Conv2d(a, b, 3, padding=1), nn.PReLU(b)))
        )
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        folded = nn.functional.pixel_unshuffle(x, 2)
        return nn.functional.pixel_shuffle(self.body(folded), 2 * self.scale) * 0.2


def network(module: nn.Module, **facts: object) -> Network:
    given = {"name": "small", "halo": 12, "multiple": 2, **facts}
    return Network(EngineFacts(**given), f"small-{id(module)}", module.eval().requires_grad_(False))  # type: ignore[arg-type]


def added(tile: Tensor, answer: Tensor) -> Tensor:
    scale = answer.shape[2] // tile.shape[2]
    return nn.functional.interpolate(tile, scale_factor=scale, mode="nearest") + answer


def picture(width: int, height: int, channels: int = 3, dtype: type = np.uint16) -> Picture:
    rng = np.random.default_rng(width * 1000 + height)
    pixels = rng.integers(0, np.iinfo(dtype).max, (height, width, channels), dtype=dtype, endpoint=True)
    return Picture(pixels, Size(width, height), Box(0, 0, width, height))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as place:
        yield place


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(Places.below(tmp_path))


Run = Callable[..., Ran]


@pytest.fixture
def run(scratch: Scratch, bench: Workbench) -> Run:
    def go(
        pass_: NetworkPass,
        source: Picture,
        want: Box | None = None,
        *,
        tile: int | Size = 64,
        backend: str = "torch",
        precision: str = "fp32",
        control: Control | None = None,
        device: str = "cpu",
        batch: int = 1,
    ) -> Ran:
        core = tile if isinstance(tile, Size) else Size(tile, tile)
        place = Placement(device, backend, precision, core, batch)
        size = output_size(pass_, source.size)
        return run_network(
            pass_, source, want or Box.of(size), place, bench, scratch, control or Control(), lambda *_: None
        )

    return go


def pixels(ran: Ran) -> npt.NDArray[np.uint16]:
    return np.array(ran.sheet.picture().pixels)


def whole(pass_: NetworkPass, source: Picture) -> npt.NDArray[np.uint16]:
    """The oracle: the network once over the whole picture with its halo reflected around it."""
    facts = pass_.network.facts
    size, halo = source.size, facts.halo + 24
    grown = Box.of(size).grown(halo)
    # The network's grid begins at the picture's origin; its sides are whole multiples.
    grown = Box(
        grown.left, grown.top, grown.right + size.width % facts.multiple, grown.bottom + size.height % facts.multiple
    )
    tile = torch.from_numpy(np.ascontiguousarray(source.read(grown).transpose(2, 0, 1)))[None]
    with torch.inference_mode():
        answer = pass_.network.module(tile.contiguous(memory_format=torch.channels_last))
        light = pass_.combine(tile, answer) if pass_.combine else answer
    s = facts.scale
    planes = light[0, :, halo * s : (halo + size.height) * s, halo * s : (halo + size.width) * s].numpy()
    target = output_size(pass_, size)
    enlarged = Size(size.width * s, size.height * s)
    if target != enlarged:
        planes = resample(lambda b: planes[:, b.top : b.bottom, b.left : b.right], enlarged, target, Box.of(target))
    return (np.clip(planes, 0, 1) * np.float32(65535) + np.float32(0.5)).astype(np.uint16).transpose(1, 2, 0)


@pytest.mark.parametrize("backend", ["torch", "openvino"])
@pytest.mark.parametrize("tile", [64, 128, 192, 256, 320, Size(128, 64), Size(64, 256)], ids=str)
def test_tiles_equal_the_whole_bit_for_bit_at_any_tile_size(run: Run, tile: int | Size, backend: str) -> None:
    pass_ = NetworkPass(network(SmallNet()), added)
    source = picture(301, 203)
    assert (pixels(run(pass_, source, tile=tile, backend=backend)) == whole(pass_, source)).all()


@pytest.mark.parametrize("tile", [64, 128, 192, 256, 320, Size(128, 64), Size(64, 256)], ids=str)
def test_by_our_kernels_tiles_differ_from_the_whole_by_their_rounding_only(run: Run, tile: int | Size) -> None:
    pass_ = NetworkPass(network(SmallNet()), added)
    source = picture(301, 203)
    made = pixels(run(pass_, source, tile=tile, backend="winograd"))
    assert np.abs(made.astype(int) - whole(pass_, source)).max() <= 1
    part = run(pass_, source, Box(70, 30, 200, 160), tile=tile, backend="winograd").sheet.picture()
    box = part.box
    assert (np.array(part.pixels) == made[box.top : box.bottom, box.left : box.right]).all()


@pytest.mark.parametrize("size", [(5, 7), (1, 1), (64, 64), (65, 3), (13, 130)])
def test_photos_smaller_than_a_tile_or_the_halo_are_restored_as_a_whole(run: Run, size: tuple[int, int]) -> None:
    pass_ = NetworkPass(network(SmallNet()), added)
    source = picture(*size)
    made, wanted = pixels(run(pass_, source)), whole(pass_, source)
    assert made.shape == wanted.shape
    if min(size) > 36:
        assert (made == wanted).all()


@pytest.mark.parametrize(
    ("output", "hold"), [(None, True), ((190, 260), True), ((330, 430), False), ((450, 470), True)]
)
def test_a_region_equals_the_export_bit_for_bit(run: Run, output: tuple[int, int] | None, hold: bool) -> None:
    source = picture(150, 161, 4)
    pass_ = NetworkPass(
        network(SmallNet(2), scale=2), added, Size(*output) if output else None, BlockHold("small") if hold else None
    )
    size = output_size(pass_, source.size)
    export = run(pass_, source)

    @settings(max_examples=5, deadline=None, database=None, derandomize=True)
    @given(st.data())
    def regions(data: st.DataObject) -> None:
        left, top = data.draw(st.integers(0, size.width - 1)), data.draw(st.integers(0, size.height - 1))
        box = Box(left, top, data.draw(st.integers(left + 1, size.width)), data.draw(st.integers(top + 1, size.height)))
        region = run(pass_, source, box)
        assert (region.sheet.picture().raw(box) == export.sheet.picture().raw(box)).all()
        assert region.tiles <= export.tiles
        region.sheet.abandon()

    regions()


def test_resampling_while_tiling_is_resampling_the_whole(run: Run) -> None:
    pass_ = NetworkPass(network(SmallNet(2), scale=2), added, Size(333, 251))
    source = picture(140, 111)
    assert (pixels(run(pass_, source)) == whole(pass_, source)).all()


def test_a_batch_gives_what_single_tiles_give(run: Run) -> None:
    pass_ = NetworkPass(network(SmallNet()), added)
    source = picture(200, 150)
    assert (pixels(run(pass_, source, batch=4)) == pixels(run(pass_, source))).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_network_that_changes_nothing_leaves_every_pixel_and_its_transparency(run: Run, dtype: type) -> None:
    pass_ = NetworkPass(network(Nothing()), added)
    source = picture(150, 90, 4, dtype)
    factor = 257 if dtype is np.uint8 else 1
    assert (pixels(run(pass_, source)) == source.pixels.astype(np.uint16) * factor).all()


def test_colours_that_a_network_shifts_are_put_back_and_it_is_said(run: Run) -> None:
    source = picture(300, 200)
    pass_ = NetworkPass(network(Shift()), added, hold=BlockHold("shifty"))
    ran = run(pass_, source, tile=128)
    made = pixels(ran).astype(np.float64) / 65535
    given = source.pixels.astype(np.float64) / 65535
    for top in range(0, 200, 64):
        for left in range(0, 300, 64):
            part = (slice(top, top + 64), slice(left, left + 64))
            assert np.abs(made[part].mean((0, 1)) - given[part].mean((0, 1))).max() <= 1 / 255
    assert any("shifty" in warning for warning in ran.warnings)


class Contrast(nn.Module):
    """Drives white further up, where it is clipped, and all else down."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.where(x > 0.7, 0.05, -0.05)


@pytest.mark.parametrize("output", [None, Size(430, 299)])
def test_colours_are_put_back_where_most_of_what_is_added_is_clipped(run: Run, output: Size | None) -> None:
    """A page with few words on it: only the words can be moved. Within 1/255, in a region as in the whole."""
    rng = np.random.default_rng(8)
    values = np.where(rng.random((230, 330, 3)) < 0.6, 65535, 25000).astype(np.uint16)
    source = Picture(values, Size(330, 230), Box(0, 0, 330, 230))
    pass_ = NetworkPass(network(Contrast()), added, output, BlockHold("contrasty"))
    ran = run(pass_, source)
    if output is None:
        made = pixels(ran) / 65535
        for top, left in itertools.product(range(0, 230, 64), range(0, 330, 64)):
            part = (slice(top, top + 64), slice(left, left + 64))
            assert np.abs(made[part].mean((0, 1)) - values[part].mean((0, 1)) / 65535).max() <= 1 / 255
    assert any("contrasty" in warning for warning in ran.warnings)
    for box in (Box(5, 5, 6, 6), Box(70, 130, 150, 199), Box(0, 40, 330, 41)):
        region = run(pass_, source, box)
        assert (region.sheet.picture().raw(box) == ran.sheet.picture().raw(box)).all()
        region.sheet.abandon()


class Signalled(nn.Module):
    """Moves red by what blue says: up by 1/255, down by 0.73/255, or down by 7/255."""

    def forward(self, x: Tensor) -> Tensor:
        said = x[:, 2:]
        red = torch.where(said < 0.3, 1 / 255, torch.where(said < 0.6, -0.73 / 255, -7 / 255))
        return torch.cat((red, torch.zeros_like(red), torch.zeros_like(red)), 1)


def test_what_is_put_back_into_one_block_does_not_drive_its_neighbour_too_far(run: Run) -> None:
    """The block in the middle needs next to nothing, and loses by clipping what its neighbour's correction needs."""
    rng = np.random.default_rng(3)
    values = np.full((192, 192, 3), 20_000, np.uint16)
    values[:, :, 0] = np.where(rng.random((192, 192)) < 0.55, 65535, 33000)
    values[:, :, 2] = np.repeat([10_000, 30_000, 50_000], 64)[:, None]
    source = Picture(values, Size(192, 192), Box(0, 0, 192, 192))
    made = pixels(run(NetworkPass(network(Signalled()), added, hold=BlockHold("signalled")), source)) / 65535
    moved = (made - values / 65535).reshape(3, 64, 3, 64, 3).mean((1, 3))
    assert np.abs(moved).max() <= 0.9 / 255


class Nothing(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.zeros_like(x)


class Shift(nn.Module):
    """Pushes every px towards the middle and a little to green."""

    def forward(self, x: Tensor) -> Tensor:
        return (0.5 - x) * 0.1 + torch.tensor([0.0, 0.03, 0.0]).reshape(1, 3, 1, 1)


class Greedy(nn.Module):
    """Has no memory for tiles above a number of px: the one failure that cannot be made at will."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[0] * x.shape[2] * x.shape[3] > self.most:
            raise torch.OutOfMemoryError("out of memory")
        return torch.zeros_like(x)


def test_out_of_memory_halves_the_batch_then_the_tile_and_each_is_said_once(run: Run) -> None:
    pass_ = NetworkPass(network(Greedy(100 * 100)), added)
    source = picture(400, 300)
    ran = run(pass_, source, tile=256, batch=4)
    assert (ran.placement.tile, ran.placement.batch) == (Size(64, 64), 1)
    assert (pixels(ran) == source.pixels).all()
    assert len(ran.warnings) == len(set(ran.warnings)) == 4


def test_where_memory_never_suffices_it_says_so_and_leaves_nothing(run: Run, scratch: Scratch) -> None:
    with pytest.raises(NoRoom, match="memory"):
        run(NetworkPass(network(Greedy(10)), added), picture(100, 100), tile=128)
    assert stores(scratch) == []


class Sick(nn.Module):
    """Answers with NaN or a constant, always or only in reduced precision."""

    def __init__(self, value: float, only_reduced: bool) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1, bias=False)
        self.conv.weight.data = torch.eye(3).reshape(3, 3, 1, 1)
        self.value, self.only_reduced = value, only_reduced

    def forward(self, x: Tensor) -> Tensor:
        sick = not self.only_reduced or torch.is_autocast_enabled("cpu")
        return torch.full_like(x, self.value) if sick else self.conv(x)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.5])
def test_broken_tiles_are_computed_again_in_float32_and_it_is_said(run: Run, value: float) -> None:
    source = picture(130, 70)
    ran = run(NetworkPass(network(Sick(value, only_reduced=True))), source, precision="bf16")
    assert (pixels(ran) == source.pixels).all()
    assert any("6 tiles" in warning and "fp32" in warning for warning in ran.warnings)


def test_a_network_that_is_never_well_fails_with_its_name_and_leaves_nothing(run: Run, scratch: Scratch) -> None:
    with pytest.raises(WeightsFailed, match="small"):
        run(NetworkPass(network(Sick(float("nan"), only_reduced=False))), picture(100, 100))
    assert stores(scratch) == []


def test_flat_stays_flat_without_a_word(run: Run) -> None:
    flat = Picture(np.full((80, 80, 3), 30_000, np.uint16), Size(80, 80), Box(0, 0, 80, 80))
    ran = run(NetworkPass(network(Nothing()), added), flat)
    assert (pixels(ran) == 30_000).all()
    assert ran.warnings == ()


def test_a_cancelled_job_stops_within_a_tile_and_leaves_no_store(run: Run, scratch: Scratch) -> None:
    control = Control()

    class Cancelling(nn.Module):
        calls = 0

        def forward(self, x: Tensor) -> Tensor:
            self.calls += 1
            control.cancel()
            return torch.zeros_like(x)

    net = network(Cancelling())
    with pytest.raises(Cancelled):
        run(NetworkPass(net, added), picture(400, 400), control=control)
    assert stores(scratch) == []


def stores(scratch: Scratch) -> list[Path]:
    return [folder for folder in scratch.folder.iterdir() if folder.is_dir()]
