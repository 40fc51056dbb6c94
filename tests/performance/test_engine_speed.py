"""How fast the tiled runtime is: against the bare network, one backend against the other, against Real-ESRGAN's own.

Each ratio is a median of three, measured in turns (A B A B A B). Seconds of wall clock say what a person waits for;
seconds of processor time say the same on a computer that is busy with other things. Nothing is asserted about time.

    python -m pytest -m performance -s tests/performance/test_engine_speed.py
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from restorer.core.control import Control
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.backends.backend import Shape
from restorer.engines.backends.openvino_backend import OpenVinoBackend, reduced_precision_is_fast
from restorer.engines.backends.torch_backend import TorchBackend
from restorer.engines.backends.winograd_backend import WinogradBackend
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.picture import Picture
from restorer.engines.placement import processor_name
from restorer.engines.registry import prepare
from restorer.engines.restore import restore
from restorer.engines.run import run_network
from restorer.engines.spandrel_door import open_spandrel
from restorer.engines.speed import LEAST_WORK, place
from restorer.engines.step import NetworkPass, PreparedStep
from restorer.engines.values import Result, Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe
from restorer.tiling.plan import rounded_up
from restorer.tiling.resample import resample

pytestmark = [pytest.mark.performance, pytest.mark.timeout(0)]
MEGAPIXELS = float(os.environ.get("RESTORER_BENCHMARK_MEGAPIXELS", "12"))
ROUNDS = int(os.environ.get("RESTORER_BENCHMARK_ROUNDS", "3"))
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
Work = Callable[[], object]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(Places.below(tmp_path_factory.mktemp("places")))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as place:
        yield place


def denoiser() -> Network:
    """The shipped denoiser's shape; what its weights are does not matter to its speed."""
    torch.manual_seed(0)
    module = DenoiseUNet((80, 160, 320)).eval().requires_grad_(False)
    torch.nn.init.normal_(module.leave.weight, std=0.01)
    halo = rounded_up(module.radius, module.multiple)
    facts = EngineFacts("denoise-unet", 1, halo, module.multiple, precisions=("fp32", "bf16"))
    return Network(facts, "speed-test", module, ((0.1, 0.0),))


def a_picture(megapixels: float) -> Picture:
    width, height = (int(side) // 8 * 8 for side in ((megapixels * 4e6 / 3) ** 0.5, (megapixels * 3e6 / 4) ** 0.5))
    pixels = np.random.default_rng(1).integers(0, 65_536, (height, width, 3), np.uint16)
    return Picture(pixels, Size(width, height), Box(0, 0, width, height))


def in_turns(names: tuple[str, str], first: Work, second: Work) -> None:
    """Print the medians of both and how many times faster the first is."""
    wall: dict[str, list[float]] = {name: [] for name in names}
    busy: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name, work in zip(names, (first, second), strict=True):
            began, used = time.perf_counter(), time.process_time()
            work()
            wall[name].append(time.perf_counter() - began)
            busy[name].append(time.process_time() - used)
    print(f"\n{processor_name()}, {torch.get_num_threads()} threads, bf16 in hardware: {reduced_precision_is_fast()}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {ROUNDS} rounds")
    for kind, taken in (("wall clock", wall), ("processor", busy)):
        one, other = (statistics.median(taken[name]) for name in names)
        print(f"{kind}: {names[0]} {one:.2f} s, {names[1]} {other:.2f} s: {other / one:.2f} times as fast")


def test_the_engine_against_the_bare_network_on_the_whole_picture(bench: Workbench, scratch: Scratch) -> None:
    network, picture = denoiser(), a_picture(MEGAPIXELS)
    where, _speed, _ = place(network, picture.size, Setup(device="cpu"), bench, patience=LEAST_WORK)
    pass_ = NetworkPass(network, lambda tile, answer: tile + answer)

    def tiled() -> None:
        whole = Box.of(picture.size)
        ran = run_network(pass_, picture, whole, where, bench, scratch, Control(), lambda *_: None)
        ran.sheet.abandon()

    module = network.module.to(memory_format=torch.channels_last)
    light = torch.from_numpy(np.ascontiguousarray(picture.read(Box.of(picture.size)).transpose(2, 0, 1)))[None]
    light = light.contiguous(memory_format=torch.channels_last)

    def torch_whole() -> None:
        with torch.inference_mode():
            module(light, torch.tensor(network.conditions))

    print(f"\n{picture.size} px, {where}, {where.backend}")
    in_turns(("engine", "bare network in torch"), tiled, torch_whole)
    compiled = _openvino_whole(network, picture.size, bench)
    plain = light.contiguous().numpy()
    told = np.array(network.conditions, np.float32)
    in_turns(("engine", "bare network in OpenVINO"), tiled, lambda: compiled([plain, told], share_inputs=True))


def _openvino_whole(network: Network, size: Size, bench: Workbench) -> Callable[..., object]:
    backend = OpenVinoBackend(bench.places.cache)
    converted = backend._converted(network)
    converted.reshape({converted.inputs[0]: [1, 3, size.height, size.width], converted.inputs[1]: [1, 2]})
    settings = {"INFERENCE_NUM_THREADS": torch.get_num_threads(), "INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "1"}
    compiled: Callable[..., object] = backend._ready_core.compile_model(converted, "CPU", settings)
    return compiled


@pytest.mark.parametrize("side", [320, 768])
def test_the_backends_against_torch_on_a_tile(bench: Workbench, side: int) -> None:
    network = denoiser()
    tile = torch.rand((1, 3, side, side))
    cache = bench.places.cache
    print(f"\n{side} × {side} px, fp32")
    for backend in (OpenVinoBackend(cache), WinogradBackend(cache)):
        engines = [one.compile(network, "cpu", "fp32", Shape(1, Size(side, side))) for one in (backend, TorchBackend())]
        for engine in engines:
            engine(tile, network.conditions)
        in_turns((backend.name, "torch"), *(lambda e=engine: e(tile, network.conditions) for engine in engines))  # type: ignore[misc]


@pytest.mark.parametrize("their_tile", [0, 400], ids=["whole", "tiles-of-400"])
def test_the_engine_against_real_esrgans_own(their_tile: int, bench: Workbench, scratch: Scratch) -> None:
    """Its default is the whole picture at once, which takes some 6 GB for 4 megapixels; who has less, gives a tile."""
    weights = SHARED / "weights" / "realesr-general-x4v3_fp16.pth"
    if importlib.util.find_spec("realesrgan") is None or not weights.is_file():
        pytest.skip("needs the package realesrgan (extra “train”) and the shared weights realesr-general-x4v3")
    photo, light = _a_photo(scratch, float(os.environ.get("RESTORER_BENCHMARK_MEGAPIXELS", "4")))
    theirs = _real_esrganer(weights, their_tile)
    recipe = Recipe((Upscale(factor=4.0),))
    setup = Setup(device="cpu", precision="fp32", weights=(("upscale", str(weights)),))
    answers: dict[str, np.ndarray[Any, Any]] = {}

    def ours(box: Box | None = None) -> Result:
        return restore(
            photo,
            recipe,
            setup,
            scratch=scratch,
            control=Control(),
            workbench=bench,
            box=box,
            preparer=_without_colour_hold,
        )

    def ours_runs() -> None:
        result = ours()
        answers["ours"] = np.array(result.photo.store.pixels())
        result.photo.store.remove()
        print(result.steps)

    def theirs_runs() -> None:
        answers["theirs"] = theirs.enhance(light[:, :, ::-1], outscale=4)[0][:, :, ::-1]

    ours(Box(0, 0, 64, 64)).photo.store.remove()  # measuring and converting are done once in a network's life
    print(f"\n{photo.size} px, RealESRGANer with tile={their_tile}")
    in_turns(("engine", "RealESRGANer"), ours_runs, theirs_runs)
    inner = _away_from_seams(light.shape[:2], 4, their_tile)
    worst = max(
        float(np.abs(answers["ours"][inner][..., c] / 65535.0 - answers["theirs"][inner][..., c] / 65535.0).max())
        for c in range(3)
    )
    print(f"largest difference away from seams {worst * 255:.3f}/255")
    assert worst <= 1 / 255


def _without_colour_hold(*given: Any, **named: Any) -> PreparedStep:
    """What `prepare` makes, with the network's colours as they come: RealESRGANer does not hold them either."""
    step = prepare(*given, **named)
    passes = tuple(replace(one, hold=None) if isinstance(one, NetworkPass) else one for one in step.passes)
    return replace(step, passes=passes)


def _a_photo(scratch: Scratch, megapixels: float) -> tuple[Photo, np.ndarray[Any, Any]]:
    """A smooth picture with texture, as a photo and as the same uint16 px."""
    size = a_picture(megapixels).size
    small = np.random.default_rng(4).random((size.height // 16 + 2, size.width // 16 + 2, 3), np.float32)
    light = resample(
        lambda b: small.transpose(2, 0, 1)[:, b.top : b.bottom, b.left : b.right],
        Size(small.shape[1], small.shape[0]),
        size,
        Box.of(size),
    ).transpose(1, 2, 0)
    writer = scratch.create(size, 3, 16)
    writer.pixels[:] = (np.clip(light * 0.6 + 0.2, 0, 1) * 65535).astype(np.uint16)
    pixels = np.array(writer.pixels)
    return Photo(writer.finish(), SourceFacts("png", 16, False, False, "0" * 64, 1)), pixels


def _real_esrganer(weights: Path, tile: int) -> Any:
    """The published program's own runner, as its readme sets it up; torchvision's old name is mended for basicsr."""
    open_spandrel()  # makes torchvision importable
    import torchvision.transforms.functional as functional

    sys.modules.setdefault("torchvision.transforms.functional_tensor", functional)
    from basicsr.archs.srvgg_arch import SRVGGNetCompact
    from realesrgan import RealESRGANer

    model = SRVGGNetCompact(num_in_ch=3, num_out_ch=3, num_feat=64, num_conv=32, upscale=4, act_type="prelu")
    state = torch.load(weights, weights_only=True)
    state = {name: value.float() for name, value in state.get("params", state).items()}
    with tempfile.TemporaryDirectory() as folder:
        torch.save({"params": state}, Path(folder) / "weights.pth")
        place = str(Path(folder) / "weights.pth")
        return RealESRGANer(4, place, model=model, tile=tile, half=False, device=torch.device("cpu"))


def _away_from_seams(shape: tuple[int, ...], scale: int, tile: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Index of the output px further than the network looks from the picture's edges and RealESRGANer's tiles'."""
    near = 36
    axes = []
    for length in shape:
        seams = np.array([*range(0, length, tile or length), length])
        away = np.abs(np.arange(length)[:, None] - seams).min(1) > near
        axes.append(np.flatnonzero(np.repeat(away, scale)))
    return np.ix_(*axes)
