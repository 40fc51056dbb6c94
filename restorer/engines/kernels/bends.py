"""PReLUs and their gradients, on N,C,H,W float32 in channels_last, dense, with a multiple of 8 channels."""

from __future__ import annotations

from typing import Any

import torch
from numba import types
from numba.extending import intrinsic
from torch import Tensor

from restorer.engines.kernels.lanes import COUNT, INDEX, VECTOR, Lanes, compiled, floats_at, load, nought, store
from restorer.engines.kernels.parts import cut_parts, on_threads, rooms, sum_parts
from restorer.engines.kernels.steps import add, copy

_LEAST_FLOATS = 1 << 16  # for which another thread is
_SPAN = 64  # px whose gradients are summed by themselves: sums of sums lose less to rounding


@intrinsic  # type: ignore[untyped-decorator]
def bend_lanes(_typing: Any, x: Any, slope: Any, y: Any) -> Any:
    """Eight floats, bent."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        x, slope, y = (floats_at(builder, address) for address in arguments)
        store(builder, load(builder, x, INDEX(0)).bent(load(builder, slope, INDEX(0))), y, INDEX(0))
        return context.get_dummy_value()

    return types.void(*[types.uintp] * 3), generate


@intrinsic  # type: ignore[untyped-decorator]
def bend_gradients(_typing: Any, x: Any, slope: Any, dy: Any, dx: Any, total: Any) -> Any:
    """Gradients of eight floats that were bent, and those of their slopes, added to `total`."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        x, slope, dy, dx, total = (floats_at(builder, address) for address in arguments)
        value, given, factor, sums = (load(builder, address, INDEX(0)) for address in (x, dy, slope, total))
        zeros = nought(VECTOR)
        above = builder.fcmp_ordered(">", value.value, zeros)
        store(builder, Lanes(builder, builder.select(above, given.value, (given * factor).value)), dx, INDEX(0))
        part = builder.select(above, zeros, (value * given).value)
        store(builder, sums + Lanes(builder, part), total, INDEX(0))
        return context.get_dummy_value()

    return types.void(*[types.uintp] * 5), generate


@compiled
def _bend(x, slope, y, first, last, channels):  # type: ignore[no-untyped-def]
    for px in range(first, last):
        for c in range(0, channels, COUNT):
            at = 4 * (px * channels + c)
            bend_lanes(x + at, slope + 4 * c, y + at)


@compiled
def _bend_back(x, slope, dy, dx, dslope, first, last, channels, total):  # type: ignore[no-untyped-def]
    """dslope is nought before. total: room for a sum."""
    for begin in range(first, last, _SPAN):
        copy(0, total, channels)
        for px in range(begin, min(begin + _SPAN, last)):
            for c in range(0, channels, COUNT):
                at = 4 * (px * channels + c)
                bend_gradients(x + at, slope + 4 * c, dy + at, dx + at, total + 4 * c)
        for c in range(0, channels, COUNT):
            add(total + 4 * c, dslope + 4 * c)


def bend(x: Tensor, slope: Tensor) -> Tensor:
    """N,C,H,W of x (N,C,H,W): what is not above nought, times its channel's slope."""
    channels, slope, y = x.shape[1], slope.contiguous(), torch.empty_like(x)
    cuts = _px_cuts(x)

    def work(number: int) -> None:
        _bend(x.data_ptr(), slope.data_ptr(), y.data_ptr(), cuts[number], cuts[number + 1], channels)

    on_threads(work, len(cuts) - 1)
    return y


def bend_gradient(x: Tensor, slope: Tensor, dy: Tensor) -> tuple[Tensor, Tensor]:
    """N,C,H,W and C of x and dy (N,C,H,W)."""
    channels, slope, dx = x.shape[1], slope.contiguous(), torch.empty_like(x)
    cuts = _px_cuts(x)
    parts = torch.zeros(len(cuts) - 1, channels)

    def work(number: int) -> None:
        (total,) = rooms((channels,))
        _bend_back(
            *(x.data_ptr(), slope.data_ptr(), dy.data_ptr(), dx.data_ptr(), parts[number].data_ptr()),
            *(cuts[number], cuts[number + 1], channels, total),
        )

    on_threads(work, len(cuts) - 1)
    return dx, sum_parts(parts)


def _px_cuts(x: Tensor) -> list[int]:
    return cut_parts(x.shape[0] * x.shape[2] * x.shape[3], -(-_LEAST_FLOATS // x.shape[1]))
