"""3×3 convolutions whose weights change at every step, and their gradients: what learning needs.

Pictures are N,C,H,W float32 in channels_last, dense, with a multiple of 8 channels; weights K,C,3,3. `Convolution`
transforms its weights once, and wants answers that depend on nothing else. Here weights are transformed by each call,
and the squares of all pictures of a batch are one row of them, so that even small pictures fill a block.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from restorer.engines.kernels.lanes import COUNT, compiled
from restorer.engines.kernels.parts import cut_parts, on_threads, rooms, sum_parts
from restorer.engines.kernels.steps import (
    PANEL,
    ROWS,
    add,
    copy,
    correlate_strip,
    restore_weights,
    transform_gradients,
    transform_products,
    transform_px,
    transform_turned_weights,
    transform_weights,
)
from restorer.engines.kernels.winograd import GROUP, LEAST_SHARE, multiply, odd_lines

# Of a block of squares: bytes of what is transformed (V; for gradients of weights V and M), and its least squares.
_BLOCK_BYTES, _LEAST_BLOCK = 192 << 10, 12
_GRADIENT_BYTES, _LEAST_GRADIENT = 768 << 10, 48
_SMALL_GROUP = 2 * PANEL  # the same where their weights are transformed just before, or transformed back just after


# ---- Compiled ----


@compiled
def _transform_picture(x, height, width, channels, first, count, v, v_step, v_tile, rim):  # type: ignore[no-untyped-def]
    """V of `count` squares of 4×4 px from the `first` on, padded by 1 px of nought. rim: room for 36 px."""
    down, across = (height + 3) // 4, (width + 3) // 4
    for t in range(count):
        image, square = divmod(first + t, down * across)
        top, left = square // across * 4 - 1, square % across * 4 - 1
        px, row = x + 4 * ((image * height + top) * width + left) * channels, width * channels
        if top < 0 or left < 0 or top + 6 > height or left + 6 > width:
            begin, end = max(0, -left), min(6, width - left)
            for i in range(6):
                to = rim + 4 * 6 * i * channels
                if 0 <= top + i < height:
                    copy(0, to, begin * channels)
                    inside = 4 * begin * channels
                    copy(px + 4 * i * row + inside, to + inside, (end - begin) * channels)
                    copy(0, to + 4 * end * channels, (6 - end) * channels)
                else:
                    copy(0, to, 6 * channels)
            px, row = rim, 6 * channels
        for c in range(0, channels, COUNT):
            transform_px(px + 4 * c, row, channels, v + 4 * (t * v_tile + c), v_step)


@compiled
def _transform_gradients(  # type: ignore[no-untyped-def]
    dy, height, width, channels, first, count, m, m_step, total, rim
):
    """M of gradients of answers, [36][panels][squares][16], and their sum. rim: room for 16 px."""
    down, across = (height + 3) // 4, (width + 3) // 4
    for t in range(count):
        image, square = divmod(first + t, down * across)
        top, left = square // across * 4, square % across * 4
        px, row = dy + 4 * ((image * height + top) * width + left) * channels, width * channels
        high, wide = min(4, height - top), min(4, width - left)
        if high < 4 or wide < 4:
            for i in range(4):
                inside = wide * channels if i < high else 0
                to = rim + 4 * 4 * i * channels
                copy(px + 4 * i * row, to, inside)
                copy(0, to + 4 * inside, 4 * channels - inside)
            px, row = rim, 4 * channels
        for k in range(0, channels, COUNT):
            to = m + 4 * ((k // PANEL * count + t) * PANEL + k % PANEL)
            transform_gradients(px + 4 * k, row, channels, to, m_step, total + 4 * k)


@compiled
def _transform_all_weights(weight, inputs, outputs, turned, begin, end, u, u_step):  # type: ignore[no-untyped-def]
    """U, [panels][36][inputs][16], of the answers from `begin` to `end`.

    turned: for gradients of px. They are the answers then, and lie inputs,outputs,3,3.
    """
    for panel in range(begin, end, PANEL):
        for c in range(inputs):
            to = u + 4 * ((panel - begin) // PANEL * 36 * u_step + c * PANEL)
            for k in range(panel, min(panel + PANEL, end), COUNT):
                if turned:
                    transform_turned_weights(weight + 4 * 9 * (c * outputs + k), 9, to + 4 * (k - panel), u_step)
                else:
                    kernel = weight + 4 * 9 * (k * inputs + c)
                    transform_weights(kernel, 9 * inputs, to + 4 * (k - panel), u_step)


@compiled
def _correlate(v, v_tile, m, count, u, inputs, anew):  # type: ignore[no-untyped-def]
    """dU of `count` squares, for one of the 36 and one panel."""
    strips = (inputs + ROWS - 1) // ROWS
    least, longer, first = inputs // strips, inputs % strips, 0
    for strip in range(strips):
        rows = least + (strip < longer)
        correlate_strip(v + 4 * first, v_tile, m, count, u + 4 * PANEL * first, anew, rows)
        first += rows


@compiled
def _restore_products(  # type: ignore[no-untyped-def]
    m, m_step, m_tile, y, height, width, outputs, first, count, begin, channels, bias, plain, rim
):
    """The answers of `count` squares in a group of channels. plain: ones (no bend), then noughts (nothing added)."""
    down, across = (height + 3) // 4, (width + 3) // 4
    for t in range(count):
        image, square = divmod(first + t, down * across)
        top, left = square // across * 4, square % across * 4
        to, row, column = y + 4 * (((image * height + top) * width + left) * outputs + begin), width * outputs, outputs
        high, wide = min(4, height - top), min(4, width - left)
        px = to
        if high < 4 or wide < 4:
            px, row, column = rim, 4 * channels, channels
        for k in range(0, channels, COUNT):
            transform_products(
                m + 4 * (t * m_tile + k), m_step, px + 4 * k, row, column,
                bias + 4 * (begin + k), plain, plain + 4 * COUNT, 0, 0,
            )  # fmt: skip
        if px == rim:
            for i in range(high):
                for j in range(wide):
                    copy(rim + 4 * (4 * i + j) * channels, to + 4 * (i * width + j) * outputs, channels)


@compiled
def _convolve(  # type: ignore[no-untyped-def]
    x, height, width, inputs, outputs, weight, turned, bias, plain, y,
    first, last, block, group, u, u_step, v, v_step, v_tile, m, m_step, rim,
):  # fmt: skip
    """The answers of the squares from the `first` to the `last`, block by block, group by group of channels."""
    once = last - first <= block  # each group of weights is used once, and best just after it was transformed
    if not once:
        _transform_all_weights(weight, inputs, outputs, turned, 0, outputs, u, u_step)
    for begin in range(first, last, block):
        count = min(block, last - begin)
        _transform_picture(x, height, width, inputs, begin, count, v, v_step, v_tile, rim)
        for k in range(0, outputs, group):
            channels = min(group, outputs - k)
            weights = u
            if once:
                _transform_all_weights(weight, inputs, outputs, turned, k, k + channels, u, u_step)
            else:
                weights = u + 4 * (k // PANEL * 36) * u_step
            for point in range(36):
                for panel in range(0, channels, PANEL):
                    kernel = weights + 4 * (panel // PANEL * 36 + point) * u_step
                    to = m + 4 * (point * m_step + panel)
                    multiply(v + 4 * point * v_step, v_tile, kernel, inputs, to, group, count)
            _restore_products(
                m, m_step, group, y, height, width, outputs, begin, count, k, channels, bias, plain, rim
            )  # fmt: skip


@compiled
def _correlate_pictures(  # type: ignore[no-untyped-def]
    x, dy, height, width, inputs, outputs, dweight, dbias,
    first, last, block, group, u, u_step, v, v_step, v_tile, m, m_step, total, rim,
):  # fmt: skip
    """The gradients of weights and bias (which is nought before) from the squares from the `first` to the `last`."""
    for begin in range(first, last, block):
        count = min(block, last - begin)
        _transform_picture(x, height, width, inputs, begin, count, v, v_step, v_tile, rim)
        copy(0, total, outputs)
        _transform_gradients(dy, height, width, outputs, begin, count, m, m_step, total, rim)
        for k in range(0, outputs, COUNT):
            add(total + 4 * k, dbias + 4 * k)
        for k in range(0, outputs, group):
            channels = min(group, outputs - k)
            for point in range(36):
                for panel in range(0, channels, PANEL):
                    products = m + 4 * (point * m_step + (k + panel) * count)
                    to = u + 4 * (panel // PANEL * 36 + point) * u_step
                    _correlate(v + 4 * point * v_step, v_tile, products, count, to, inputs, begin == first)
            if begin + count < last:
                continue
            for panel in range(0, channels, PANEL):
                for c in range(inputs):
                    for part in range(panel, min(panel + PANEL, channels), COUNT):
                        source = u + 4 * (panel // PANEL * 36 * u_step + c * PANEL + part - panel)
                        restore_weights(source, u_step, dweight + 4 * 9 * ((k + part) * inputs + c), 9 * inputs)


# ---- On tensors ----


def convolve(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """N,K,H,W of x (N,C,H,W), padded by 1 px of nought."""
    return _convolved(x, weight, bias, turned=False)


def px_gradient(dy: Tensor, weight: Tensor) -> Tensor:
    """N,C,H,W of dy (N,K,H,W): the convolution with kernels turned round, from answers to inputs."""
    return _convolved(dy, weight, None, turned=True)


def weight_gradient(x: Tensor, dy: Tensor) -> tuple[Tensor, Tensor]:
    """K,C,3,3 and K of x (N,C,H,W) and dy (N,K,H,W)."""
    (_, inputs, height, width), outputs = x.shape, dy.shape[1]
    cuts = cut_parts(_squares(x), LEAST_SHARE)
    dweight = torch.zeros if cuts[-1] == 0 else torch.empty
    parts = dweight(len(cuts) - 1, outputs, inputs, 3, 3)
    bias_parts = torch.zeros(len(cuts) - 1, outputs)

    def work(number: int) -> None:
        first, last = cuts[number : number + 2]
        plan = _gradient_plan(inputs, outputs, last - first)
        u, v, m, total, rim = rooms(plan.sizes)
        _correlate_pictures(
            *(x.data_ptr(), dy.data_ptr(), height, width, inputs, outputs),
            *(parts[number].data_ptr(), bias_parts[number].data_ptr(), first, last, plan.block, plan.group),
            *(u, plan.u_step, v, plan.v_step, plan.v_tile, m, plan.m_step, total, rim),
        )

    on_threads(work, len(cuts) - 1)
    return sum_parts(parts), sum_parts(bias_parts)


def _convolved(x: Tensor, weight: Tensor, bias: Tensor | None, *, turned: bool) -> Tensor:
    count, inputs, height, width = x.shape
    outputs = weight.shape[1 if turned else 0]
    weight, bias = weight.contiguous(), torch.zeros(outputs) if bias is None else bias.contiguous()
    y = torch.empty((count, outputs, height, width), memory_format=torch.channels_last)
    cuts = cut_parts(_squares(x), LEAST_SHARE)

    def work(number: int) -> None:
        first, last = cuts[number : number + 2]
        plan = _plan(inputs, outputs, last - first)
        u, v, m, rim = rooms(plan.sizes)
        _convolve(
            *(x.data_ptr(), height, width, inputs, outputs, weight.data_ptr(), turned, bias.data_ptr()),
            *(_PLAIN.ctypes.data, y.data_ptr(), first, last, plan.block, plan.group),
            *(u, plan.u_step, v, plan.v_step, plan.v_tile, m, plan.m_step, rim),
        )

    on_threads(work, len(cuts) - 1)
    return y


_PLAIN = np.repeat(np.array([1, 0], np.float32), COUNT)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the squares of a part are gone through. Steps are in floats."""

    block: int  # squares
    group: int  # channels of answers
    u_step: int  # from one of the 36 to the next
    v_step: int
    m_step: int
    v_tile: int  # from square to square
    sizes: tuple[int, ...]  # floats of the rooms that are needed


@functools.lru_cache(1024)
def _plan(inputs: int, outputs: int, squares: int) -> _Plan:
    u_step, v_tile, wide = odd_lines(inputs * PANEL), _v_tile(inputs), -(-outputs // PANEL) * PANEL
    # The wider the layer, the more squares must share one reading of U, which fits no cache any more.
    u_bytes = 4 * 36 * u_step * wide // PANEL
    least = 48 if u_bytes > 6 << 20 else 24 if u_bytes > 3 << 20 else _LEAST_BLOCK
    block = _block(squares, 4 * 36 * v_tile, _BLOCK_BYTES, least)
    once = squares <= block
    group = min(_SMALL_GROUP if once else GROUP, wide)
    v_step, m_step = odd_lines(block * v_tile), odd_lines(block * group)
    sizes = ((group if once else wide) // PANEL * 36 * u_step, 36 * v_step, 36 * m_step, max(36 * inputs, 16 * group))
    return _Plan(block, group, u_step, v_step, m_step, v_tile, sizes)


@functools.lru_cache(1024)
def _gradient_plan(inputs: int, outputs: int, squares: int) -> _Plan:
    u_step, v_tile, wide = odd_lines(inputs * PANEL), _v_tile(inputs), -(-outputs // PANEL) * PANEL
    block = _block(squares, 4 * 36 * (v_tile + wide), _GRADIENT_BYTES, _LEAST_GRADIENT)
    group = min(_SMALL_GROUP, wide) if squares <= block else wide
    v_step, m_step = odd_lines(block * v_tile), odd_lines(block * wide)
    sizes = (group // PANEL * 36 * u_step, 36 * v_step, 36 * m_step, outputs, max(36 * inputs, 16 * outputs))
    return _Plan(block, group, u_step, v_step, m_step, v_tile, sizes)


def _v_tile(inputs: int) -> int:
    """Floats from square to square: rows a power of two apart drive one another out of the first cache."""
    return inputs + PANEL if inputs % 128 == 0 else inputs


def _block(squares: int, square_bytes: int, most_bytes: int, least: int) -> int:
    """Squares of a block: as many as fit, at least so many; blocks of about one size, in whole strips."""
    blocks = -(-squares // max(least, most_bytes // square_bytes))
    return max(ROWS, -(-squares // max(1, blocks) // ROWS) * ROWS)


def _squares(x: Tensor) -> int:
    """4×4 px of all pictures."""
    return x.shape[0] * -(-x.shape[2] // 4) * -(-x.shape[3] // 4)
