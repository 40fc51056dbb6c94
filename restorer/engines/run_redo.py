"""Tiles that came out broken: recognised, and computed again where that goes right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import torch

from restorer.core.errors import WeightsFailed
from restorer.core.geometry import Size
from restorer.engines.engine import Check, Network
from restorer.engines.placement import Placement, safer
from restorer.engines.workbench import Workbench

_FLAT = 2 / 255  # an input that varies less than this may well come out constant


def is_whole(light: torch.Tensor, source: torch.Tensor) -> bool:
    """Whether a restored tile (1, 3, h, w) is all numbers, and not constant where its source was not."""
    low, high = (float(end) for end in torch.aminmax(light))
    if not (abs(low) < float("inf") and abs(high) < float("inf")):  # NaN compares false with everything
        return False
    planes = light.flatten(2)
    if bool((planes.amin(2) < planes.amax(2)).any()):
        return True
    given = source.flatten(2)
    return float((given.amax(2) - given.amin(2)).max()) <= _FLAT


class Redo:
    """Computes broken tiles again: in float32 on the same device, then on the CPU. Counts for what is said."""

    def __init__(self, network: Network, placement: Placement, read: Size, workbench: Workbench) -> None:
        self._network, self._placement, self._read, self._workbench = network, placement, read, workbench
        self._counts: Counter[Placement | None] = Counter()

    def answers(self, source: torch.Tensor, check: Check) -> Iterator[torch.Tensor]:
        """What each safer way makes of a tile (1, 3, H, W), the likely nearest first."""
        for way in safer(self._placement):
            self._counts[way] += 1
            engine = self._workbench.engine(self._network, way, self._read)
            yield engine(source.to(way.device).contiguous(), self._network.conditions, check)

    def give_up(self, light: torch.Tensor) -> torch.Tensor:
        """What to do with a tile that no way made whole: a constant one is what the network means by it.

        Raises
        ------
        WeightsFailed
            it is not a picture.
        """
        if light.numel() and not bool(torch.isfinite(light).all()):
            self._fail()
        if not light.numel():
            self._fail()
        self._counts[None] += 1
        return light

    def warnings(self) -> tuple[str, ...]:
        said = []
        for way, count in self._counts.items():
            tiles = "1 tile" if count == 1 else f"{count} tiles"
            if way is None:
                said.append(f"{tiles.capitalize()} came out flat where the photo is not; look at the result closely.")
            else:
                said.append(
                    f"{tiles.capitalize()} came out broken and were computed again ({way.device}, {way.precision})."
                )
        return tuple(said)

    def _fail(self) -> None:
        raise WeightsFailed(
            f"The weights “{self._network.facts.name}” give no picture for this photo. Choose other weights.",
            detail=f"not finite on {self._placement} and everything below it",
        )
