"""3×3 convolutions by Winograd's minimal filtering: sixteen px at once, by a quarter of the multiplications.

An answer is rounded by the 6×6 px that it is computed from and by where it lies among its 4×4, by nothing else: parts
that begin a multiple of 4 px apart agree bit for bit away from their edges, however many threads there are.
"""

from __future__ import annotations

import functools
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from restorer.engines.kernels.arena import LINE, Arena
from restorer.engines.kernels.lanes import COUNT, compiled
from restorer.engines.kernels.steps import (
    PANEL,
    ROWS,
    copy,
    multiply_strip,
    transform_products,
    transform_px,
)
from restorer.engines.kernels.transforms import of_kernel

GROUP = 4 * PANEL
"""Channels whose products are transformed together."""

LEAST_SHARE = 12
"""Squares for which another thread is worth waking."""

_BLOCK_BYTES = 512 << 10  # of transformed px that are worked on at once: they stay in the second cache
_LEAST_BLOCK = 36  # squares of 4×4 px: fewer would read the kernels too often


@compiled
def multiply(v, v_tile, u, inputs, m, m_tile, count):  # type: ignore[no-untyped-def]
    """M of `count` squares, for one of the 36 and one panel. Strips of squares are of about one length."""
    strips = (count + ROWS - 1) // ROWS
    least, longer, first = count // strips, count % strips, 0
    for strip in range(strips):
        rows = least + (strip < longer)
        multiply_strip(v + 4 * first * v_tile, v_tile, u, inputs, m + 4 * first * m_tile, m_tile, rows)
        first += rows


@compiled
def _block(  # type: ignore[no-untyped-def]
    x, x_row, x_column, height, width, padding, inputs,
    y, y_row, y_column, answers_high, answers_wide, outputs,
    other, other_row, other_column,
    u, u_step, bias, slope, first, count, v, v_step, v_tile, m, m_step, m_tile, rim, beside,
):  # fmt: skip
    """The answers of `count` squares of 4×4 px from the `first` on, row by row.

    v, m, rim, beside: room for what is transformed, for its products, for px at an edge and for others there.
    """
    across = (answers_wide + 3) // 4
    for t in range(count):
        top = (first + t) // across * 4 - padding
        left = (first + t) % across * 4 - padding
        px, row, column = x + 4 * (top * x_row + left * x_column), x_row, x_column
        if top < 0 or left < 0 or top + 6 > height or left + 6 > width:
            for i in range(6):
                for j in range(6):
                    inside = 0 <= top + i < height and 0 <= left + j < width
                    source = px + 4 * (i * x_row + j * x_column) if inside else 0
                    copy(source, rim + 4 * (6 * i + j) * inputs, inputs)
            px, row, column = rim, 6 * inputs, inputs
        for c in range(0, inputs, COUNT):
            transform_px(px + 4 * c, row, column, v + 4 * (t * v_tile + c), v_step)
    for begin in range(0, outputs, GROUP):
        channels = min(GROUP, outputs - begin)
        for point in range(36):
            for k in range(0, channels, PANEL):
                kernel = u + 4 * ((begin + k) // PANEL * 36 + point) * u_step
                multiply(v + 4 * point * v_step, v_tile, kernel, inputs, m + 4 * (point * m_step + k), m_tile, count)
        for t in range(count):
            top, left = (first + t) // across * 4, (first + t) % across * 4
            high, wide = min(4, answers_high - top), min(4, answers_wide - left)
            to = y + 4 * (top * y_row + left * y_column + begin)
            added = other + 4 * (top * other_row + left * other_column + begin)
            products = m + 4 * t * m_tile
            if high == 4 and wide == 4:
                for k in range(0, channels, COUNT):
                    transform_products(
                        products + 4 * k, m_step, to + 4 * k, y_row, y_column,
                        bias + 4 * (begin + k), slope + 4 * (begin + k),
                        added + 4 * k, other_row, other_column,
                    )  # fmt: skip
                continue
            for i in range(high):
                for j in range(wide):
                    copy(added + 4 * (i * other_row + j * other_column), beside + 4 * (4 * i + j) * GROUP, channels)
            for k in range(0, channels, COUNT):
                transform_products(
                    products + 4 * k, m_step, rim + 4 * k, 4 * GROUP, GROUP,
                    bias + 4 * (begin + k), slope + 4 * (begin + k),
                    beside + 4 * k, 4 * GROUP, GROUP,
                )  # fmt: skip
            for i in range(high):
                for j in range(wide):
                    copy(rim + 4 * (4 * i + j) * GROUP, to + 4 * (i * y_row + j * y_column), channels)


class Convolution:
    """A 3×3 convolution of stride 1 with what may come after it: a bend (ReLU, PReLU) and a sum.

    Args:
        weight: K,C,3,3 float32. Channels are filled up to multiples of eight.
        bias: K, or None.
        slope: K, what negative answers are multiplied by; None: nothing is bent.
        padding: 0 or 1 px of nought around the picture.
        arena: where answers are written.
    """

    def __init__(
        self, weight: Tensor, bias: Tensor | None, slope: Tensor | None, padding: int, arena: Arena | None = None
    ) -> None:
        self._arena = Arena() if arena is None else arena
        self._answers, given = weight.shape[:2]
        self._outputs, self._inputs = (-(-channels // COUNT) * COUNT for channels in (self._answers, given))
        self._padding = padding
        panels = -(-self._outputs // PANEL)
        self._bias, self._slope = torch.zeros(panels * PANEL), torch.ones(panels * PANEL)
        if bias is not None:
            self._bias[: self._answers] = bias
        if slope is not None:
            self._slope[: self._answers] = slope
        self._none = torch.zeros(panels * PANEL)
        g = of_kernel()
        transformed = np.einsum("ai,kcij,bj->abck", g, weight.double().numpy(), g).reshape(36, given, -1)
        more = (self._inputs - given, panels * PANEL - self._answers)
        transformed = np.pad(transformed, ((0, 0), (0, more[0]), (0, more[1])))
        by_panel = transformed.reshape(36, self._inputs, panels, PANEL).transpose(2, 0, 1, 3)
        self._u_step = odd_lines(self._inputs * PANEL)
        self._u = np.zeros((panels, 36, self._u_step), np.float32)
        self._u[:, :, : self._inputs * PANEL] = by_panel.reshape(panels, 36, -1)
        crowded = self._inputs * 4 % 512 == 0  # rows that far apart would drive one another out of the first cache
        self._v_tile = self._inputs + 16 * crowded
        self._m_tile = min(GROUP, panels * PANEL)
        self._most = max(_LEAST_BLOCK, _BLOCK_BYTES // (36 * 4 * self._v_tile) // ROWS * ROWS)
        self._v_step, self._m_step = odd_lines(self._most * self._v_tile), odd_lines(self._most * self._m_tile)

    def __call__(self, x: Tensor, other: Tensor | None = None) -> Tensor:
        """The answers to N,C,H,W float32 on the CPU, channels last in memory as they best are in x: N,K,H,W, or two px
        less each way without padding.

        other: N,K,H,W of the answer's size, added to it after it was bent.
        """
        x = self._filled_up(x, self._inputs)
        count, _, height, width = x.shape
        high, wide = height - 2 + 2 * self._padding, width - 2 + 2 * self._padding
        y = self._arena.empty(count, self._outputs, high, wide)
        plane = (self._none.data_ptr(), 0, 0, 0)
        if other is not None:
            other = self._filled_up(other, self._outputs)
            plane = (other.data_ptr(), other.stride(0), other.stride(2), other.stride(3))
        tiles = -(-high // 4) * -(-wide // 4)
        threads = torch.get_num_threads()
        each = max(1, -(-tiles // self._most), min(threads, tiles // LEAST_SHARE))  # blocks, of one size but the last
        most = -(-tiles // each)
        blocks = ((image, first, min(most, tiles - first)) for image in range(count) for first in range(0, tiles, most))
        queue, lock = iter(blocks), threading.Lock()
        # Addresses and steps alone: a thread that is slow to forget its work would hold the pictures' room for longer.
        x_image, y_image = (x.data_ptr(), 4 * x.stride(0)), (y.data_ptr(), 4 * y.stride(0))
        x_plane = (x.stride(2), x.stride(3), height, width, self._padding, self._inputs)
        y_plane = (y.stride(2), y.stride(3), high, wide, self._outputs)
        parameters = (self._u.ctypes.data, self._u_step, self._bias.data_ptr(), self._slope.data_ptr())

        def work() -> None:
            v, m, rim, beside = self._room()
            while True:
                with lock:
                    image, first, squares = next(queue, (0, 0, 0))
                if not squares:
                    return
                _block(
                    *(x_image[0] + image * x_image[1], *x_plane, y_image[0] + image * y_image[1], *y_plane),
                    *(plane[0] + 4 * image * plane[1], *plane[2:], *parameters, first, squares),
                    *(v, self._v_step, self._v_tile, m, self._m_step, self._m_tile, rim, beside),
                )

        helping = [helpers().submit(work) for _ in range(min(threads, count * each) - 1)]
        work()
        for one in helping:
            one.result()
        return y[:, : self._answers]

    def _filled_up(self, x: Tensor, channels: int) -> Tensor:
        """As it is where the channels of a px lie side by side and are as many; else a copy in which they are."""
        if x.shape[1] == channels:
            return x if x.stride(1) == 1 else x.contiguous(memory_format=torch.channels_last)
        filled = self._arena.empty(x.shape[0], channels, *x.shape[2:])
        filled[:, : x.shape[1]] = x
        filled[:, x.shape[1] :] = 0
        return filled

    def _room(self) -> tuple[int, int, int, int]:
        """Addresses of this thread's room for V, M and what lies at an edge."""
        sizes = (36 * self._v_step, 36 * self._m_step, 36 * max(self._inputs, GROUP), 16 * GROUP)
        needed = sum(sizes) + LINE
        room = getattr(_threads, "room", None)
        if room is None or room.size < needed:
            room = _threads.room = np.zeros(needed, np.float32)
        begin = room.ctypes.data + -room.ctypes.data % (4 * LINE)
        v, m, rim, beside = (begin + 4 * sum(sizes[:n]) for n in range(4))
        return v, m, rim, beside


def odd_lines(floats: int) -> int:
    """At least so many, an odd number of cache lines: steps of even numbers of them share few places in a cache."""
    return (-(-floats // LINE) | 1) * LINE


_threads = threading.local()


@functools.cache
def helpers() -> ThreadPoolExecutor:
    """Threads that compute beside the one that asks."""
    return ThreadPoolExecutor(thread_name_prefix="winograd")
