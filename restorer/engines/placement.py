"""Where and how a network runs: devices by name, precision by hardware, and the way down when memory is short."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import torch

from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.engines.backends.openvino_backend import reduced_precision_is_fast
from restorer.engines.engine import EngineFacts
from restorer.tiling.plan import unit

LEAST_TILE = 64
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Device:
    """A device that this computer has.

    id: "cpu", "cuda:0" …, "mps". title: for the person. memory: of the device in bytes, the computer's for the CPU.
    """

    id: str
    title: str
    memory: int

    @property
    def kind(self) -> str:
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Placement:
    """How one network runs: where, by what, how exactly, and how much at once.

    tile: a core, px. batch: tiles at once.
    """

    device: str
    backend: str
    precision: str
    tile: Size
    batch: int = 1

    def __str__(self) -> str:
        at_once = f", {self.batch} at once" if self.batch > 1 else ""
        return f"{self.device}, {self.precision}, tiles of {self.tile} px{at_once}"


def devices() -> tuple[Device, ...]:
    """All devices of this computer, the likely fastest first, the CPU last."""
    found = []
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            facts = torch.cuda.get_device_properties(index)
            found.append(Device(f"cuda:{index}", facts.name, facts.total_memory))
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple graphics", psutil.virtual_memory().total))
    found.append(Device("cpu", processor_name(), psutil.virtual_memory().total))
    return tuple(found)


def find_device(wish: str, present: tuple[Device, ...]) -> Device:
    """The device a person named, the first for "auto".

    Raises
    ------
    BadRequest
        there is no such device; the sentence names those there are.
    """
    if wish == "auto":
        return present[0]
    for device in present:
        if wish in (device.id, device.kind):
            return device
    known = ", ".join(f"{device.id} ({device.title})" for device in present)
    raise BadRequest(f"There is no device “{wish}” here. There are: auto, {known}.", detail=f"device {wish!r}")


def processor_name() -> str:
    """The CPU as its maker calls it."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def fast_precision(device: str) -> str:
    """The precision in which a device computes fastest: "bf16", "fp16" or "fp32"."""
    kind, _, index = device.partition(":")
    if kind == "cuda":
        major, _minor = torch.cuda.get_device_capability(int(index or 0))
        if major >= 8:  # Ampere
            return "bf16"
        return "fp16" if major >= 7 else "fp32"  # Volta and Turing have fp16 tensor cores
    if kind == "cpu" and reduced_precision_is_fast():
        return "bf16"
    return "fp32"


def choose_precision(wish: str, device: str, facts: EngineFacts) -> tuple[str, str | None]:
    """The precision to run in, and a sentence where a wish is not followed.

    Raises
    ------
    BadRequest
        there is no precision of that name.
    """
    if wish not in ("auto", "fp32", "bf16", "fp16"):
        raise BadRequest(f"There is no precision “{wish}”: choose auto, fp32, bf16 or fp16.")
    chosen = fast_precision(device) if wish == "auto" else wish
    if chosen == "fp32" or chosen in facts.precisions:
        return chosen, None
    said = None if wish == "auto" else f"{facts.name} runs in fp32: it was not tested in {wish}."
    return "fp32", said


def working_memory(device: str) -> int:
    """How many bytes a network may take of a device's memory now.

    Of a computer's own memory a quarter of what is free, at most 2 GiB: photos, other programs and the system's cache
    of files need it too. Of a graphics card's, three quarters of what is free.
    """
    kind, _, index = device.partition(":")
    if kind == "cuda":
        free, _total = torch.cuda.mem_get_info(int(index or 0))
        return int(free) * 3 // 4
    return min(int(psutil.virtual_memory().available) // 4, 2 * _GIB)


def step_down(placement: Placement, multiple: int, first: Placement) -> Placement | None:
    """What to try after memory ran out: half the batch, then half the tile, down to 64 px, then the CPU.

    multiple: of the engine's sides. first: what the step began with (its tile is tried again on the CPU).
    None: there is nothing left to try.
    """
    if placement.batch > 1:
        return replace(placement, batch=placement.batch // 2)
    step = unit(multiple)
    if placement.tile.long_side > max(step, LEAST_TILE):
        width, height = (max(step, side // 2 // step * step) for side in (placement.tile.width, placement.tile.height))
        return replace(placement, tile=Size(width, height))
    if placement.device != "cpu":
        return Placement("cpu", "torch", "fp32", first.tile, 1)
    return None


def safer(placement: Placement) -> tuple[Placement, ...]:
    """Where a tile that came out broken is tried again: float32 on the same device, then torch on the CPU."""
    ways = (
        replace(placement, precision="fp32", batch=1),
        Placement("cpu", "torch", "fp32", placement.tile, 1),
    )
    return tuple(way for way in dict.fromkeys(ways) if way != replace(placement, batch=1))
