"""What an engine is: a function from a tile to a tile, with its facts as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch


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


class Engine(Protocol):
    """Restores one tile. Knows nothing of photos, files, devices' choice or threads."""

    @property
    def facts(self) -> EngineFacts: ...

    def __call__(self, tile: torch.Tensor) -> torch.Tensor:
        """Restore one batch of tiles.

        tile: (N, 3, H, W) float32, 0–1, H and W divisible by `facts.multiple`.
        Returns (N, 3, H·scale, W·scale) float32, not clamped; the runtime clamps.
        """
        ...
