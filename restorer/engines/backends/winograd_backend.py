"""Networks on torch with their 3×3 convolutions by Winograd's minimal filtering, on the CPU, in float32."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from restorer.engines.backends.backend import Shape, Unsuitable
from restorer.engines.backends.torch_backend import TorchEngine
from restorer.engines.engine import Engine, Network
from restorer.engines.kernels.arena import Arena
from restorer.engines.kernels.prepare import Unavailable, prepare
from restorer.engines.networks.denoise import ResidualBlock

if TYPE_CHECKING:
    from restorer.engines.kernels.winograd import Convolution


class WinogradBackend:
    """A copy of the module in which convolutions are exchanged for ours, with what follows them where that is plain.

    Compiled for the processor when it is first used, which takes some seconds; the code is kept in `cache`. Sixteen px
    are computed together, and each is rounded by what the others are: what lies a few px beyond a layer's reach can
    change the last bits. Its layers share room, which the engine keeps.
    """

    name = "winograd"
    local = False

    def __init__(self, cache: Path) -> None:
        self._cache = cache / "kernels"

    def compile(self, network: Network, device: str, precision: str, shape: Shape) -> Engine:
        """See `Backend.compile`. The shape does not matter here."""
        if device != "cpu" or precision != "fp32":
            raise Unsuitable(f"Winograd's filtering is used on the CPU in fp32, not on {device} in {precision}")
        try:
            prepare(self._cache, _load)
        except Unavailable as error:
            raise Unsuitable(str(error)) from error
        module = copy.deepcopy(network.module).eval().requires_grad_(False)
        holder, arena = nn.ModuleDict({"network": module}), Arena()
        if not _exchange(holder, arena):
            raise Unsuitable(f"{network.facts.name} has no 3×3 convolution that is worth it")
        return TorchEngine(holder["network"], torch.device("cpu"), None)


class _Convolution(nn.Module):
    """In place of a convolution and what bends its answer."""

    def __init__(self, layer: nn.Conv2d, slope: Tensor | None, arena: Arena) -> None:
        super().__init__()
        self._run = _kernel(layer, slope, arena)

    def forward(self, x: Tensor) -> Tensor:
        return self._run(x)


class _ResidualBlock(nn.Module):
    """In place of the denoiser's."""

    def __init__(self, block: ResidualBlock, arena: Arena) -> None:
        super().__init__()
        self._first = _kernel(block.first, torch.zeros(block.first.out_channels), arena)
        self._second = _kernel(block.second, None, arena)

    def forward(self, x: Tensor) -> Tensor:
        return self._second(self._first(x), x)


def _kernel(layer: nn.Conv2d, slope: Tensor | None, arena: Arena) -> Convolution:
    from restorer.engines.kernels.winograd import Convolution

    return Convolution(layer.weight, layer.bias, slope, int(layer.padding[0]), arena)


def _exchange(parent: nn.Module, arena: Arena) -> int:
    """Exchange what is inside a module; how many convolutions were."""
    exchanged = 0
    children = list(parent.named_children())
    for index, (name, child) in enumerate(children):
        if isinstance(child, ResidualBlock) and _suits(child.first) and _suits(child.second):
            setattr(parent, name, _ResidualBlock(child, arena))
            exchanged += 2
        elif isinstance(child, nn.Conv2d) and _suits(child):
            slope = None
            if isinstance(parent, nn.Sequential) and index + 1 < len(children):
                after, bend = children[index + 1]
                slope = _slope(bend, child.out_channels)
                if slope is not None:
                    setattr(parent, after, nn.Identity())
            setattr(parent, name, _Convolution(child, slope, arena))
            exchanged += 1
        else:
            exchanged += _exchange(child, arena)
    return exchanged


def _suits(layer: nn.Conv2d) -> bool:
    return (
        (layer.kernel_size, layer.stride, layer.dilation, layer.groups) == ((3, 3), (1, 1), (1, 1), 1)
        and layer.padding in ((0, 0), (1, 1))
        and layer.padding_mode == "zeros"
    )


def _slope(bend: nn.Module, channels: int) -> Tensor | None:
    """What a layer multiplies negative numbers by, for each channel; None where it does something else."""
    if isinstance(bend, nn.ReLU):
        return torch.zeros(channels)
    if isinstance(bend, nn.LeakyReLU):
        return torch.full((channels,), bend.negative_slope)
    if isinstance(bend, nn.PReLU):
        return bend.weight.detach().expand(channels)
    return None


def _load() -> None:
    """Compiles the kernels, or loads their code."""
    from restorer.engines.kernels.winograd import Convolution

    Convolution(torch.zeros(8, 8, 3, 3), None, None, 1)(torch.zeros(1, 8, 4, 4))
