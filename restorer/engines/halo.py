"""How far a network looks: the halo that its tiles are read with.

Where the architecture is a chain of convolutions the radius is counted, and tiles equal the whole picture. Of
others it is measured: the gradient of one output pixel says how much each input pixel takes part, and what lies
further away than nearly all of that is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from restorer.core.files import write_whole
from restorer.tiling.plan import rounded_up

FURTHEST = 64
"""Halos of networks that look further, or at the whole picture, end here, px."""

LEFT_OUT = 0.02
"""The share of the gradient that may lie outside a measured radius."""

KNOWN_APPROXIMATE = {"CRAFT": FURTHEST, "DCTLSA": 48}
"""Measured radii by spandrel's name of the architecture, px, as `measured_radius` finds them with published ×4 weights.
CRAFT's channel attention looks at the whole picture."""

_HALOS = "halos.json"


def convolution_radius(module: nn.Module) -> int:
    """The radius in px of a plain chain of convolutions of stride 1: half of each kernel, summed.

    Raises
    ------
    ValueError
        a convolution changes the size, so that the network is no plain chain.
    """
    radius = 0
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            if part.stride != (1, 1):
                raise ValueError("a strided convolution in what should be a plain chain")
            radius += max(d * (k - 1) // 2 for k, d in zip(part.kernel_size, part.dilation, strict=True))
    return radius


_COUNTED: dict[str, Callable[[nn.Module], int]] = {"Compact": convolution_radius, "DnCNN": convolution_radius}


def theoretical_radius(architecture: str, module: nn.Module) -> int | None:
    """The radius of the receptive field in input px where it is known for certain, else None.

    architecture: spandrel's name. Our own networks say theirs themselves, as `radius`.
    """
    own = getattr(module, "radius", None)
    if isinstance(own, int):
        return own
    count = _COUNTED.get(architecture)
    return count(module) if count is not None else None


def measured_radius(answer: Callable[[torch.Tensor], torch.Tensor], scale: int, multiple: int = 1) -> int:
    """The least radius in input px that holds nearly all of the gradient of single output pixels.

    answer: (1, 3, H, W) float32 to (1, C, H·scale, W·scale), differentiable. Approximate: attention may look
    elsewhere in another picture. At most `FURTHEST`.
    """
    side = rounded_up(2 * FURTHEST, multiple)
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand((1, 3, side, side), generator=generator).requires_grad_()
    places = ((side // 2, side // 2), (side // 2 + 5, side // 2 - 6))  # two, for windows do not move with the pixel
    whole = answer(picture)
    return max(_radius_of(whole, picture, scale, row, column) for row, column in places)


def _radius_of(whole: torch.Tensor, picture: torch.Tensor, scale: int, row: int, column: int) -> int:
    centre = whole[0, :, row * scale + scale // 2, column * scale + scale // 2].sum()
    (gradient,) = torch.autograd.grad(centre, picture, retain_graph=True)
    part = gradient.abs().sum((0, 1))
    down = (torch.arange(part.shape[0]) - row).abs()[:, None]
    across = (torch.arange(part.shape[1]) - column).abs()
    ring = torch.maximum(down, across)
    rings = torch.zeros(int(ring.max()) + 1).index_add_(0, ring.flatten(), part.flatten())
    beyond = 1 - torch.cumsum(rings, 0) / rings.sum().clamp_min(1e-30)
    return min(FURTHEST, int((beyond > LEFT_OUT).sum()))


class MeasuredHalos:
    """Measured radii, kept in the cache folder under the hash of the weights, so that each is measured once."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / _HALOS

    def radius(self, sha256: str, measure: Callable[[], int]) -> int:
        """The radius kept for these weights, or what `measure` says, which is kept then."""
        kept = self._kept()
        if sha256 not in kept:
            kept[sha256] = measure()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(kept, indent=1, sort_keys=True).encode())
        return kept[sha256]

    def _kept(self) -> dict[str, int]:
        try:
            said = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}  # a cache may be deleted or cut off at any time
        if not isinstance(said, dict):
            return {}
        return {key: value for key, value in said.items() if isinstance(value, int) and 0 <= value <= FURTHEST}
