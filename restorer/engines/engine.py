"""What an engine is: a network that turns a tile into a tile, with its facts as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import nn

Conditions = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What the tiled runtime must know of an engine.

    name: of weights and network, as provenance tells it.
    scale: output px per input px, a whole number.
    halo: px read around a core; the receptive field's radius rounded up to `multiple`.
    multiple: sides of a tile are divisible by it.
    exact: the halo covers the whole receptive field, so that tiles equal the whole picture.
    gflop_per_megapixel: of input, for estimates; 0 where it does not matter.
    least: the smallest side in px that it takes.
    precisions: what it may run in, of "fp32", "bf16", "fp16".
    """

    name: str
    scale: int = 1
    halo: int = 0
    multiple: int = 1
    exact: bool = True
    gflop_per_megapixel: float = 0.0
    least: int = 1
    precisions: tuple[str, ...] = ("fp32",)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network with its weights, not yet on any device.

    key: names architecture, arguments and weights (a hash, or hashes and shares of a mixture): equal keys mean
        equal answers. What is measured or compiled is kept under it.
    module: on the CPU, in float32, in eval mode. `module(tile, *conditions)` with tile (N, 3, H, W) float32, 0–1,
        and each condition (N, K) float32 answers (N, C, H·scale, W·scale). It should answer with a residual
        where it can, without adding the picture itself: then reduced precision cannot quantise the picture.
    conditions: what the network is told besides the picture, the same for all tiles: one row of K numbers per
        further argument.
    """

    facts: EngineFacts
    key: str
    module: nn.Module
    conditions: Conditions = ()


Check = Callable[[], None]
"""Called now and then while an engine works. What it raises ends the work and comes out of the engine."""


def unwatched() -> None:
    """A `Check` for work that nobody stops."""


class Engine(Protocol):
    """A network compiled for one device, precision and tile shape. Knows nothing of photos, files or threads."""

    def __call__(self, tile: torch.Tensor, conditions: Conditions = (), check: Check = unwatched) -> torch.Tensor:
        """Restore one batch of tiles.

        tile: (N, 3, H, W) float32, 0–1, of the one shape it was compiled for, on the engine's own device.
        conditions: as in `Network`.
        check: called at least before every layer, or twenty times a second.
        Returns (N, C, H·scale, W·scale) float32 there, not clamped.

        Raises
        ------
        OutOfMemory
            the device has not enough memory for this shape.
        """
        ...
