"""Which backend is fastest here, and how large its tiles should be: measured once per device and weights, and kept."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import ceil

import torch
from torch import nn

from restorer.core.files import Places, write_whole
from restorer.core.geometry import Size
from restorer.engines.backends.backend import Unsuitable
from restorer.engines.engine import Engine, Network
from restorer.engines.placement import LEAST_TILE, Device, Placement, choose_precision, working_memory
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.tiling.plan import computed_pixels, rounded_up, unit

_LOG = logging.getLogger(__name__)
_MEASURED_SIDE = 256  # px; large enough that throughput is that of large tiles, small enough to be over soon
_LONGEST_MEASURED_S = 2.0
_ROUNDS = 3
_AS_FAST = 1.1  # a backend takes the place of the likely fastest, and fewer bits that of more, for more than chance
_QUICK_TILE_S = 0.3  # a preview is seen with its first tile
_BATCH_PIXELS = 4 << 20  # what keeps a graphics card busy at once
_MOST_CORE = 2048
_LEAST_ENOUGH = 256  # px; smaller ones are only for when memory has run out
_ALLOWED = {"fp32": 0.25 / 255, "bf16": 8 / 255, "fp16": 2 / 255}


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of one network on one device.

    backend: the fastest, or nearly. seconds: per megapixel computed, by it. bytes: of working memory per px computed.
    """

    backend: str
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long tiles may take.

    tile_s: seconds, dear_tile_s: for those whose halos cost more than `halo` times the work for the core alone.
    core: px of side beyond which they are not made larger, but for devices that are quick with them.
    close: how near to the least work is near enough, for tiles that are over sooner.
    """

    tile_s: float
    dear_tile_s: float
    halo: float
    core: int
    close: float


SOON = Patience(1.5, 8.0, 1.12, 1024, 1.03)
"""For a part that somebody is waiting to see."""

LEAST_WORK = Patience(16.0, 16.0, 1.12, 4096, 1.005)
"""For a whole photo. Where tiles decide pixels (see `place`) it is cut as its parts are."""


class KeptSpeeds:
    """Measured speeds in the cache folder. One that is lost is measured again."""

    def __init__(self, places: Places) -> None:
        self._path = places.cache / "speeds.json"

    def find(self, key: str) -> Speed | None:
        said = self._kept().get(key)
        if not isinstance(said, dict):
            return None
        try:
            return Speed(str(said["backend"]), float(said["seconds"]), int(said["bytes"]))
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, key: str, speed: Speed) -> None:
        kept = self._kept()
        kept[key] = asdict(speed)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(kept, indent=1, sort_keys=True).encode())
        except OSError as error:
            _LOG.info("a measured speed is not kept: %s", error)

    def _kept(self) -> dict[str, object]:
        try:
            said = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def place(
    network: Network, size: Size, setup: Setup, workbench: Workbench, margin: int = 0, patience: Patience = SOON
) -> tuple[Placement, float, tuple[str, ...]]:
    """How to run a network over a picture of `size`, seconds for a tile, and sentences for the person.

    margin: px that are read beyond the halo. The answer depends on the whole picture's size, never on a region.
    patience: followed on the CPU, by networks whose halo is all they look at, where that is so to the last bit: there
    tiles of any size give the same px. Elsewhere a region is cut into the same tiles as the whole, those of `SOON`.

    Raises
    ------
    BadRequest, DeviceFailed
        the device or precision wished for is not there or not usable.
    Unsuitable
        no backend can run the network.
    """
    device = workbench.device(setup.device)
    precision, said = choose_precision(setup.precision, device.id, network.facts)
    speed = measured_speed(network, device, precision, workbench)
    if setup.precision == "auto" and device.kind == "cpu" and precision != "fp32":
        whole = measured_speed(network, device, "fp32", workbench)
        if whole.seconds <= _AS_FAST * speed.seconds:  # nothing is to be had for the bits
            precision, speed = "fp32", whole
    halo = rounded_up(network.facts.halo + margin, network.facts.multiple)
    rim = halo - network.facts.halo + _rim(network, workbench)
    if setup.tile is not None:
        step = unit(network.facts.multiple)
        side, memory = max(step, rounded_up(setup.tile, step)), 0
        tile = Size(side, side)
    else:
        memory = working_memory(device.id)
        memory = min(memory, setup.memory_mb << 20) if setup.memory_mb else memory
        free = device.kind == "cpu" and network.facts.exact and workbench.local(speed.backend)
        tile = best_core(network, size, halo, rim, speed, memory, patience if free else SOON)
    batch = 1
    if device.kind != "cpu" and setup.tile is None:
        area = tile.grown(halo).pixels
        batch = max(1, min(8, _BATCH_PIXELS // area, memory // max(1, area * speed.bytes)))
    seconds = speed.seconds * tile.grown(rim).pixels / 1e6
    return Placement(device.id, speed.backend, precision, tile, batch), seconds, (said,) if said else ()


def _rim(network: Network, workbench: Workbench) -> int:
    """px around a core that cost as much as its halo does: half as many where layers compute only what is needed."""
    halo = network.facts.halo
    return halo if workbench.narrowed(network) is network else -(-halo // 2)


def best_core(
    network: Network, size: Size, halo: int, rim: int, speed: Speed, memory: int, patience: Patience = SOON
) -> Size:
    """The core with the least to compute for a whole picture, among those that memory and patience allow.

    halo: px read around a core; rim: px around it that cost as much. memory: bytes. Of cores close to the best the
    one with the shortest sides is taken.
    """
    facts = network.facts
    step = unit(facts.multiple)
    least = max(step, rounded_up(max(LEAST_TILE, facts.least - 2 * halo), step))

    def core_of(seconds: float) -> int:
        return int((seconds * 1e6 / max(1e-9, speed.seconds)) ** 0.5) - 2 * rim

    cheap = ceil(2 * rim / (patience.halo**0.5 - 1))
    long = max(core_of(patience.tile_s), min(cheap, core_of(patience.dear_tile_s)))
    most = max(_MOST_CORE, patience.core)
    computed = (min(most, max(core_of(_QUICK_TILE_S), min(patience.core, long))) + 2 * rim) ** 2
    held = memory // max(1, speed.bytes)

    def fits(core: Size) -> bool:
        if core.long_side <= max(_LEAST_ENOUGH, least):
            return True
        return core.grown(rim).pixels <= computed and core.grown(halo).pixels <= held

    widths, heights = (
        range(least, max(min(most, rounded_up(side, step)), least) + 1, step) for side in (size.width, size.height)
    )
    cores = [core for core in (Size(width, height) for width in widths for height in heights) if fits(core)]
    work = {core: computed_pixels(size, core, rim) for core in cores}
    best = min(work.values())
    enough = [core for core in cores if work[core] <= patience.close * best]
    return min(enough, key=lambda core: (core.width + core.height, core.width))


def measured_speed(network: Network, device: Device, precision: str, workbench: Workbench) -> Speed:
    """The kept measurement, or a new one.

    Raises
    ------
    Unsuitable
        no backend can run the network.
    """
    speeds = KeptSpeeds(workbench.places)
    among = "+".join(workbench.backends(device))
    threads = str(torch.get_num_threads())
    key = "|".join((network.key, device.id, device.title, precision, among, threads, torch.__version__))
    speed = speeds.find(key)
    if speed is None:
        speed = _measure(network, device, precision, workbench)
        speeds.keep(key, speed)
    return speed


def _measure(network: Network, device: Device, precision: str, workbench: Workbench) -> Speed:
    """Run the backends on one tile in turns; of the fastest whose answers are torch's the first named wins."""
    facts = network.facts
    side = rounded_up(max(facts.least, _MEASURED_SIDE), facts.multiple)
    read = Size(side, side)
    tile = torch.rand((1, 3, side, side), generator=torch.Generator().manual_seed(1)).to(device.id)
    engines: dict[str, Engine] = {}
    for backend in workbench.backends(device):
        try:
            engines[backend] = workbench.engine(network, Placement(device.id, backend, precision, read), read)
        except Unsuitable as error:
            _LOG.info("%s", error)
    taken = {backend: _Taken() for backend in engines}
    answers = {backend: engine(tile, network.conditions) for backend, engine in engines.items()}
    started = time.perf_counter()
    for _ in range(_ROUNDS):
        for backend, engine in engines.items():
            taken[backend].note(lambda engine=engine: engine(tile, network.conditions), device)  # type: ignore[misc]
        if time.perf_counter() - started > _LONGEST_MEASURED_S:
            break
    for backend in [name for name in engines if name != "torch" and "torch" in engines]:
        if not bool((answers[backend] - answers["torch"]).abs().max() <= _ALLOWED[precision]):
            _LOG.warning("%s answers otherwise than torch for %s and is not used", backend, facts.name)
            del taken[backend]
    workbench.forget_engines()
    if not taken:
        raise Unsuitable(f"nothing here can run {facts.name} in {precision} on {device.id}")
    quickest = min(one.wall for one in taken.values())
    best = next(backend for backend, one in taken.items() if one.wall <= _AS_FAST * quickest)
    computed = side - 2 * (facts.halo - _rim(network, workbench))
    return Speed(best, taken[best].seconds(device) / (computed**2 / 1e6), bytes_per_pixel(network))


class _Taken:
    """The least seconds that a tile took: by the clock, and of the processor's time."""

    def __init__(self) -> None:
        self.wall = self.processor = float("inf")

    def note(self, work: Callable[[], object], device: Device) -> None:
        began, used = time.perf_counter(), time.process_time()
        work()
        if device.kind == "cuda":
            torch.cuda.synchronize()
        self.wall = min(self.wall, time.perf_counter() - began)
        self.processor = min(self.processor, time.process_time() - used)

    def seconds(self, device: Device) -> float:
        """What a tile takes when the computer has nothing else to do; on the CPU judged by the processor's time, so
        that what other programs did during the measurement is not kept for ever."""
        return min(self.wall, self.processor / torch.get_num_threads()) if device.id == "cpu" else self.wall


def bytes_per_pixel(network: Network) -> int:
    """A safe guess of the memory that a network takes per px of its input: three times its widest layer's ends."""
    facts = network.facts
    side = rounded_up(max(facts.least, 32, 2 * facts.multiple), facts.multiple)
    widest = 0

    def look(_layer: nn.Module, given: tuple[object, ...], answer: object) -> None:
        nonlocal widest
        ends = [one for one in (*given, answer) if isinstance(one, torch.Tensor)]
        widest = max(widest, sum(one.numel() for one in ends))

    hooks = [layer.register_forward_hook(look) for layer in network.module.modules() if not list(layer.children())]
    with torch.inference_mode():
        network.module(torch.full((1, 3, side, side), 0.5), *(torch.tensor([row]) for row in network.conditions))
    for hook in hooks:
        hook.remove()
    ends_outside = 2 * 3 * (1 + facts.scale**2)  # the tile and the answer, once more on their way in and out
    return 4 * (3 * -(-widest // (side * side)) + ends_outside)
