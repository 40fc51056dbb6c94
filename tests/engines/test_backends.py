"""OpenVINO and our kernels answer as torch does, OpenVINO sends nothing, and both say what they cannot run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from restorer.core.errors import Cancelled
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.backends.backend import OutOfMemory, Shape, Unsuitable, is_out_of_memory
from restorer.engines.backends.openvino_backend import OpenVinoBackend
from restorer.engines.backends.torch_backend import TorchBackend
from restorer.engines.backends.winograd_backend import WinogradBackend
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.placement import Placement
from restorer.engines.speed import KeptSpeeds, Speed, best_core, bytes_per_pixel, place
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.tiling.plan import Grid, computed_pixels

LEVEL = ((0.1, 0.2),)


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(5)
    module = DenoiseUNet((8, 16), (1, 1)).eval().requires_grad_(False)
    nn.init.normal_(module.leave.weight, std=0.05)
    facts = EngineFacts("unet", halo=32, multiple=4, precisions=("fp32", "bf16"))
    return Network(facts, "unet-of-this-test", module, LEVEL)


def tile(side: int, batch: int = 1) -> Tensor:
    return torch.rand((batch, 3, side, side), generator=torch.Generator().manual_seed(side))


def test_openvino_answers_as_torch_does_from_the_converter_and_from_the_cache(network: Network, tmp_path: Path) -> None:
    torch_engine = TorchBackend().compile(network, "cpu", "fp32", Shape(1, Size(96, 96)))
    answers = []
    for _ in range(2):
        engine = OpenVinoBackend(tmp_path).compile(network, "cpu", "fp32", Shape(2, Size(96, 96)))
        answers.append(engine(tile(96, 2), network.conditions))
    assert (answers[0] - torch_engine(tile(96, 2), network.conditions)).abs().max() < 0.1 / 255
    assert torch.equal(answers[0], answers[1])
    assert len(list((tmp_path / "openvino").iterdir())) == 1


class Chain(nn.Module):
    """What published networks are mostly made of."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(3, 24, 3, padding=1), nn.LeakyReLU(0.1), nn.Conv2d(24, 24, 3, padding=1), nn.PReLU(24, 0.3)),
            *(
                nn.Conv2d(24, 24, 1),
                nn.ReLU(),
                nn.Conv2d(24, 24, 3, padding=1, groups=2),
                nn.Conv2d(24, 3, 3, padding=1),
            ),
        )

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.body(x)
        return answer


def test_our_kernels_answer_as_torch_does(network: Network, tmp_path: Path) -> None:
    torch.manual_seed(6)
    chain = Network(EngineFacts("chain", halo=8), "chain-of-this-test", Chain().eval().requires_grad_(False))
    for one in (network, chain):
        engines = [
            backend.compile(one, "cpu", "fp32", Shape(2, Size(96, 64)))
            for backend in (TorchBackend(), WinogradBackend(tmp_path))
        ]
        given = torch.rand((2, 3, 64, 96))
        wanted, answer = (engine(given, one.conditions) for engine in engines)
        assert (answer - wanted).abs().max() < 0.01 / 255
        assert not torch.equal(answer, wanted), "computed by the same means"


def test_the_code_of_kernels_is_kept_for_the_next_start_and_that_of_other_versions_is_taken_away(
    tmp_path: Path,
) -> None:
    (tmp_path / "kernels" / "0123").mkdir(parents=True)
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    script = f"""
import time
from pathlib import Path
import torch
from restorer.core.geometry import Size
from restorer.engines.backends.backend import Shape
from restorer.engines.backends.winograd_backend import WinogradBackend
from restorer.engines.engine import EngineFacts, Network
network = Network(EngineFacts("one"), "one", torch.nn.Sequential(torch.nn.Conv2d(8, 8, 3, padding=1)).eval())
WinogradBackend(Path({str(tmp_path)!r})).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))
"""
    kept = []
    for _ in range(2):
        subprocess.run([sys.executable, "-c", script], check=True, timeout=120, env=env)
        (folder,) = (tmp_path / "kernels").iterdir()
        kept.append({file: file.stat().st_mtime_ns for file in folder.rglob("*.nbc")})
    assert kept[0]
    assert kept[0] == kept[1]


def test_what_our_kernels_cannot_run_is_left_to_others(network: Network, tmp_path: Path) -> None:
    shape = Shape(1, Size(64, 64))
    plain = Network(EngineFacts("plain"), "plain", nn.Sequential(nn.Conv2d(3, 3, 1)).eval())
    for one, device, precision in ((plain, "cpu", "fp32"), (network, "cpu", "bf16"), (network, "cuda:0", "fp32")):
        with pytest.raises(Unsuitable):
            WinogradBackend(tmp_path).compile(one, device, precision, shape)


def test_without_numba_there_are_the_other_backends(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    where, _speed, _said = place(network, Size(100, 100), Setup(device="cpu"), Workbench(Places.below(tmp_path)))
    assert where.backend in ("openvino", "torch")


def test_conditions_are_told_at_each_call_and_not_frozen(network: Network, tmp_path: Path) -> None:
    engine = OpenVinoBackend(tmp_path).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))
    other = ((0.3, 0.0),)
    wanted = TorchBackend().compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))(tile(64), other)
    assert (engine(tile(64), other) - wanted).abs().max() < 0.1 / 255
    assert not torch.equal(engine(tile(64), other), engine(tile(64), LEVEL))


def test_each_call_gives_the_same_bytes(network: Network, tmp_path: Path) -> None:
    for backend in (TorchBackend(), OpenVinoBackend(tmp_path), WinogradBackend(tmp_path)):
        engine = backend.compile(network, "cpu", "fp32", Shape(1, Size(128, 128)))
        assert torch.equal(engine(tile(128), LEVEL), engine(tile(128), LEVEL))


def test_a_damaged_cache_is_made_again(network: Network, tmp_path: Path) -> None:
    OpenVinoBackend(tmp_path).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))
    (folder,) = (tmp_path / "openvino").iterdir()
    (folder / "network.xml").write_bytes(b"<cut off")
    OpenVinoBackend(tmp_path).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))(tile(64), LEVEL)
    assert (folder / "network.xml").stat().st_size > 100


def test_reduced_precision_stays_near_float32_and_keeps_the_last_layer_exact(network: Network) -> None:
    exact = TorchBackend().compile(network, "cpu", "fp32", Shape(1, Size(128, 128)))(tile(128), LEVEL)
    reduced = TorchBackend().compile(network, "cpu", "bf16", Shape(1, Size(128, 128)))(tile(128), LEVEL)
    assert reduced.dtype == torch.float32
    assert (exact - reduced).abs().mean() <= 0.5 / 255
    steps = torch.unique(reduced).numel()
    assert steps > 20_000  # bf16 itself has 256 values to an octave


@pytest.mark.parametrize("name", ["torch", "openvino", "winograd"])
def test_an_engine_leaves_a_tile_in_the_middle_and_answers_the_next_one(
    network: Network, tmp_path: Path, name: str
) -> None:
    some = (TorchBackend(), OpenVinoBackend(tmp_path), WinogradBackend(tmp_path))
    backends = {backend.name: backend for backend in some}
    side = 3072  # long enough to be asked twice while it is computed, also by OpenVINO, which is asked every 50 ms
    engine = backends[name].compile(network, "cpu", "fp32", Shape(1, Size(side, side)))
    asked: list[None] = []

    def stop() -> None:
        asked.append(None)
        if len(asked) > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        engine(tile(side), LEVEL, stop)
    assert len(asked) == 2
    assert torch.equal(engine(tile(side), LEVEL), engine(tile(side), LEVEL))


class Frozen(nn.Module):
    """Its Python looks at the shape, as windows of attention do: a trace of it holds for one side only."""

    def forward(self, x: Tensor) -> Tensor:
        return x * float(x.shape[2])


class Strange(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.linalg.matrix_exp(x)


@pytest.mark.parametrize("module", [Frozen(), Strange()])
def test_what_openvino_would_get_wrong_is_left_to_torch(module: nn.Module, tmp_path: Path) -> None:
    network = Network(EngineFacts("odd"), f"odd-{type(module).__name__}", module.eval())
    with pytest.raises(Unsuitable):
        OpenVinoBackend(tmp_path).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))
    where, _speed, _said = place(network, Size(100, 100), Setup(device="cpu"), Workbench(Places.below(tmp_path)))
    assert where.backend == "torch"


def test_nothing_of_openvinos_telemetry_is_imported_when_a_network_is_converted(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
import torch
from restorer.core.geometry import Size
from restorer.engines.backends.backend import Shape
from restorer.engines.backends.openvino_backend import OpenVinoBackend
from restorer.engines.engine import EngineFacts, Network
network = Network(EngineFacts("one"), "one", torch.nn.Conv2d(3, 3, 3, padding=1).eval())
OpenVinoBackend(Path({str(tmp_path)!r})).compile(network, "cpu", "fp32", Shape(1, Size(64, 64)))
stub = sys.modules["openvino_telemetry"]
assert getattr(stub, "__file__", None) is None and not hasattr(stub, "Telemetry"), stub
loaded = [name for name in sys.modules if name.startswith("openvino_telemetry.")]
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=200)


def test_memory_running_out_is_known_by_type_or_by_what_allocators_say() -> None:
    assert is_out_of_memory(torch.OutOfMemoryError("x"))
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried …"))
    assert is_out_of_memory(OutOfMemory())
    assert not is_out_of_memory(RuntimeError("sizes do not match"))
    assert not is_out_of_memory(ValueError("out of memory"))


def test_the_measured_choice_is_kept_and_asked_again_gives_the_same(network: Network, tmp_path: Path) -> None:
    bench = Workbench(Places.below(tmp_path))
    first = place(network, Size(900, 700), Setup(device="cpu"), bench)
    again = place(network, Size(900, 700), Setup(device="cpu"), Workbench(Places.below(tmp_path)))
    assert first == again
    assert first[1] > 0


def test_a_tile_asked_for_is_given_in_whole_blocks(network: Network, tmp_path: Path) -> None:
    bench = Workbench(Places.below(tmp_path))
    assert place(network, Size(900, 700), Setup(device="cpu", tile=100), bench)[0].tile == Size(128, 128)


def test_a_limit_on_memory_makes_tiles_smaller(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restorer.engines.speed.measured_speed", lambda *_: Speed("torch", 0.001, 2000))
    monkeypatch.setattr("restorer.engines.speed.working_memory", lambda _: 2 << 30)
    bench, size = Workbench(Places.below(tmp_path)), Size(6000, 4000)
    free = place(network, size, Setup(device="cpu"), bench)[0].tile
    held = place(network, size, Setup(device="cpu", memory_mb=256), bench)[0].tile
    assert held.pixels < free.pixels
    assert place(network, size, Setup(device="cpu", memory_mb=1 << 20), bench)[0].tile == free


@pytest.mark.parametrize(
    ("wish", "seconds", "chosen"), [("auto", 1.2, "bf16"), ("auto", 1.05, "fp32"), ("bf16", 1.05, "bf16")]
)
def test_precision_is_reduced_by_itself_only_where_that_is_faster(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: str, seconds: float, chosen: str
) -> None:
    speeds = {"fp32": Speed("winograd", seconds, 1000), "bf16": Speed("openvino", 1.0, 1000)}
    monkeypatch.setattr("restorer.engines.placement.reduced_precision_is_fast", lambda: True)
    monkeypatch.setattr("restorer.engines.speed.measured_speed", lambda _n, _d, precision, _w: speeds[precision])
    bench = Workbench(Places.below(tmp_path))
    placement, _, said = place(network, Size(900, 700), Setup(device="cpu", precision=wish), bench)
    assert (placement.precision, placement.backend, said) == (chosen, speeds[chosen].backend, ())


def test_cores_are_as_large_as_memory_and_patience_allow_and_no_larger_than_the_photo(network: Network) -> None:
    def best(size: Size, seconds: float, *, bytes: int = 1000, halo: int = 64, memory: int = 1 << 31) -> Size:
        return best_core(network, size, halo, halo, Speed("torch", seconds, bytes), memory)

    assert best(Size(4000, 3000), 0.001, memory=10 << 20).long_side <= 256
    assert best(Size(90, 70), 0.001) == Size(128, 128)
    assert best(Size(4000, 3000), 0.001).short_side >= 900
    assert best(Size(4000, 3000), 100.0).long_side <= 256
    # A slow device is not made to wait for a halo's sake, a quick one may take more at once.
    assert best(Size(6000, 4000), 1.1, bytes=300).pixels <= 1152**2
    assert best(Size(6000, 4000), 0.05, bytes=300).pixels > 1152**2
    # Where small tiles would be mostly halo a slow one takes more, up to what that is worth.
    near, far = (best(Size(6000, 4000), 20, bytes=300, halo=halo) for halo in (8, 32))
    assert near.pixels <= 300**2
    assert 300**2 < far.pixels <= 1000**2


@settings(deadline=None)
@given(st.integers(300, 3000), st.integers(300, 3000), st.sampled_from([0.3, 2.7]))
def test_no_square_core_has_less_to_compute(network: Network, width: int, height: int, seconds: float) -> None:
    size, rim = Size(width, height), 32
    core = best_core(network, size, 64, rim, Speed("torch", seconds, 1000), 1 << 31)
    assert core.width < width + 64
    assert core.height < height + 64
    for side in range(64, int(core.pixels**0.5), 64):
        assert computed_pixels(size, core, rim) <= 1.031 * computed_pixels(size, Size(side, side), rim)


def test_a_photo_that_fits_into_one_tile_is_one(network: Network) -> None:
    for size in (Size(900, 650), Size(650, 900), Size(1400, 500)):
        core = best_core(network, size, 64, 32, Speed("torch", 2.7, 1000), 1 << 31)
        assert Grid(size, core, 64).count() == 1


def test_a_lost_or_damaged_measurement_is_no_error(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    speeds = KeptSpeeds(places)
    assert speeds.find("x") is None
    speeds.keep("x", Speed("torch", 1.5, 100))
    assert KeptSpeeds(places).find("x") == Speed("torch", 1.5, 100)
    (places.cache / "speeds.json").write_text("{cut off")
    assert speeds.find("x") is None


def test_the_memory_of_a_tile_is_guessed_from_the_widest_layer(network: Network) -> None:
    # enter: 14 channels in, 8 out, on a quarter of the px
    assert bytes_per_pixel(network) >= 4 * 3 * (14 + 8) // 4


def test_engines_for_large_tiles_are_not_kept_between_pictures(network: Network, tmp_path: Path) -> None:
    bench = Workbench(Places.below(tmp_path))
    where = Placement("cpu", "torch", "fp32", Size(64, 64))
    small, large = Size(128, 128), Size(2048, 1024)
    before = [bench.engine(network, where, read) for read in (small, large)]
    bench.forget_large_engines()
    after = [bench.engine(network, where, read) for read in (small, large)]
    assert after[0] is before[0]
    assert after[1] is not before[1]
