"""Room for pictures, used again."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np
import torch
from torch import Tensor

LINE = 16
"""Floats in a line of the caches."""

_Block = np.ndarray[Any, np.dtype[np.float32]]


class Arena:
    """Gives the room of a picture that nobody holds any more to the next one.

    A system hands large rooms over page by page, each filled with nought when it is first written to. Asked for anew by
    every layer, at tiles of 384×576 px and 64 channels, that took nearly as long as what was computed.
    """

    def __init__(self) -> None:
        self._free: dict[int, _Block] = {}

    def empty(self, count: int, channels: int, height: int, width: int) -> Tensor:
        """N,C,H,W float32 in channels_last, dense, not yet filled.

        Raises
        ------
        MemoryError
            There is no room.
        """
        size = count * channels * height * width
        block = self._take(size)
        view = block[:size]
        # As long as a tensor lies in the view, that lives; the block is free then, even for another thread at once.
        weakref.finalize(view, self._free.__setitem__, id(block), block).atexit = False
        return torch.from_numpy(view).reshape(count, height, width, channels).permute(0, 3, 1, 2)

    def _take(self, size: int) -> _Block:
        """The smallest that is large enough. Where none is, the largest makes way for a new one."""
        by_size = sorted(self._free.copy().items(), key=lambda kept: kept[1].size)
        for name, block in by_size:
            if block.size >= size and self._free.pop(name, None) is not None:
                return block
        if by_size:
            self._free.pop(by_size[-1][0], None)
        room = np.empty(size + LINE, np.float32)  # numpy asks for large pages, but heeds no lines
        return room[-(room.ctypes.data // 4) % LINE :]
