"""Quicker layers for training on a CPU: 3×3 convolutions by Winograd's minimal filtering, and PReLUs.

On one core with AVX2 such convolutions take a third of torch's time, forward and backward (64 to 256 channels, Zen 3),
and PReLUs as much. Answers differ by rounding: by a few millionths of the largest number, once or twice as much as
torch's do from exact ones. The kernels are compiled when first asked for, which takes some fifteen seconds, and kept in
the program's cache folder. Where they cannot be had, layers stay as they are.
"""

from __future__ import annotations

import logging
from types import ModuleType
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.utils import parametrize

from restorer.core.files import Places
from restorer.engines.kernels.prepare import Unavailable, prepare

log = logging.getLogger(__name__)

_LANES = 8
"""Numbers of channels must be multiples of this."""


def quicken(*networks: nn.Module) -> int:
    """Switches every layer of the networks that can be to one that computes quicker; returns how many.

    These are `nn.Conv2d` (3×3, stride 1, padded by 1 with zeros, neither grouped nor dilated; parametrized or not) and
    `nn.PReLU` (a slope for each channel) whose numbers of channels are multiples of 8. They become `QuickConv2d` and
    `QuickPReLU`, other convolutions (not counted) `ChannelsLastConv2d`; weights, and their names and layout in state
    dicts, stay. The answer is 0, and the log says why, where this processor or system cannot.
    """
    try:
        prepare(Places.standard().cache / "kernels", _load)
    except Unavailable as why:
        log.info("layers stay torch's: %s", why)
        return 0
    count = 0
    for layer in (layer for network in networks for layer in network.modules()):
        kind = _kind(layer)
        quick = _quick_kind(layer, kind)
        if quick is not None:
            _switch(layer, quick)
            count += 1
        elif kind is nn.Conv2d:
            _switch(layer, ChannelsLastConv2d)
    return count


def _load() -> None:
    """Compiles each kernel, or loads its code."""
    from restorer.engines.kernels import bends, gradients

    x, weight, slope = torch.zeros(1, _LANES, 4, 4), torch.zeros(_LANES, _LANES, 3, 3), torch.zeros(_LANES)
    gradients.convolve(x, weight, None)
    gradients.px_gradient(x, weight)
    gradients.weight_gradient(x, x)
    bends.bend(x, slope)
    bends.bend_gradient(x, slope, x)
    QuickConv2d.kernels, QuickPReLU.kernels = gradients, bends


def _kind(layer: nn.Module) -> type[nn.Module]:
    """Its class; where weights are parametrized, the one that torch derived its class from."""
    kind = type(layer)
    return kind.__bases__[0] if parametrize.is_parametrized(layer) else kind


def _switch(layer: nn.Module, kind: type[nn.Module]) -> None:
    """Gives a layer another class. One with parametrized weights keeps what torch derived its own class for."""
    if parametrize.is_parametrized(layer):
        own = {name: value for name, value in vars(type(layer)).items() if name not in ("__dict__", "__weakref__")}
        kind = type(f"Parametrized{kind.__name__}", (kind,), own)
    layer.__class__ = kind


def _quick_kind(layer: nn.Module, kind: type[nn.Module]) -> type[QuickConv2d | QuickPReLU] | None:
    if kind is nn.PReLU and isinstance(layer, nn.PReLU):
        return QuickPReLU if layer.num_parameters % _LANES == 0 else None
    if kind is not nn.Conv2d or not isinstance(layer, nn.Conv2d):
        return None
    if layer.in_channels % _LANES or layer.out_channels % _LANES:
        return None
    shape = (layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.groups, layer.padding_mode)
    return QuickConv2d if shape == ((3, 3), (1, 1), (1, 1), (1, 1), 1, "zeros") else None


class _Quick:
    """What quick layers have in common."""

    kernels: ClassVar[ModuleType | None] = None
    """What computes it, once this process has compiled or loaded that."""


class QuickConv2d(_Quick, nn.Conv2d):
    """A 3×3 convolution by Winograd's minimal filtering where it is given float32 on the CPU, else as torch does it."""

    def forward(self, input: Tensor) -> Tensor:
        """N,C,H,W to N,K,H,W in channels_last. There is no second derivative. A number that is not finite spoils the
        4×4 answers of every tile that sees it.

        Raises
        ------
        MemoryError
            There is no room for the transforms.
        """
        weight = self.weight  # read once: a parametrized weight is computed anew by each reading, and may change
        if self.kernels is None or not _takes(input, weight, self.in_channels):
            plain: Tensor = self._conv_forward(input, weight, self.bias)
            return plain
        answer: Tensor = _Convolution.apply(self.kernels, input, weight, self.bias)  # type: ignore[no-untyped-call]
        return answer


class QuickPReLU(_Quick, nn.PReLU):
    """A PReLU at the speed of memory where it is given float32 on the CPU, else as torch does it."""

    def forward(self, input: Tensor) -> Tensor:
        """N,C,H,W to the same in channels_last. There is no second derivative."""
        if self.kernels is None or not _takes(input, self.weight, self.num_parameters):
            return super().forward(input)
        answer: Tensor = _Bend.apply(self.kernels, input, self.weight)  # type: ignore[no-untyped-call]
        return answer


class ChannelsLastConv2d(nn.Conv2d):
    """A convolution of any kind that answers in channels_last, as the quick layers after it want it.

    One that is given another layout answers in it, and so does every sum with its answer: each residual block of a
    network would turn its input round.
    """

    def forward(self, input: Tensor) -> Tensor:
        """N,C,H,W to N,K,H,W."""
        return super().forward(input.contiguous(memory_format=torch.channels_last) if input.ndim == 4 else input)


def _takes(x: Tensor, weight: Tensor, channels: int) -> bool:
    tracing: bool = torch.jit.is_tracing()  # type: ignore[attr-defined,no-untyped-call]
    if tracing or torch.compiler.is_compiling() or torch.is_autocast_enabled("cpu"):
        return False
    return x.ndim == 4 and x.shape[1] == channels and all(map(_is_known, (x, weight)))


def _is_known(tensor: Tensor) -> bool:
    """Float32 on the CPU, and nobody's stand-in for a tensor."""
    return type(tensor) in (Tensor, nn.Parameter) and tensor.dtype == torch.float32 and tensor.device.type == "cpu"


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, kernels: Any, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        x = x.contiguous(memory_format=torch.channels_last)
        ctx.kernels = kernels
        ctx.save_for_backward(x, weight)
        answer: Tensor = kernels.convolve(x, weight, bias)
        return answer

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dy: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        _, of_x, of_weight, of_bias = ctx.needs_input_grad
        dy = dy.contiguous(memory_format=torch.channels_last)
        dx = ctx.kernels.px_gradient(dy, weight) if of_x else None
        dweight, dbias = ctx.kernels.weight_gradient(x, dy) if of_weight or of_bias else (None, None)
        return None, dx, dweight if of_weight else None, dbias if of_bias else None


class _Bend(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, kernels: Any, x: Tensor, slope: Tensor) -> Tensor:
        x = x.contiguous(memory_format=torch.channels_last)
        ctx.kernels = kernels
        ctx.save_for_backward(x, slope)
        answer: Tensor = kernels.bend(x, slope)
        return answer

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dy: Tensor) -> tuple[Tensor | None, ...]:
        x, slope = ctx.saved_tensors
        dy = dy.contiguous(memory_format=torch.channels_last)
        return None, *ctx.kernels.bend_gradient(x, slope, dy)
