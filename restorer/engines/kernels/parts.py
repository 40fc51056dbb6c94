"""Work cut into parts, one for a thread, each with rooms of its own.

Sums of parts are added in their order: the same numbers on as many threads give the same answer bit for bit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from restorer.engines.kernels.arena import LINE
from restorer.engines.kernels.winograd import helpers

_threads = threading.local()
_PAGE = 1 << 19  # floats of a large page, which numpy asks for: 36 rows far apart are many small pages to look up


def cut_parts(count: int, least: int) -> list[int]:
    """Where the parts that threads work on begin, and where the last one ends; each has at least so many."""
    parts = max(1, min(torch.get_num_threads(), count // least))
    return [count * number // parts for number in range(parts + 1)]


def on_threads(work: Callable[[int], None], parts: int) -> None:
    """Calls work(number of the part) for each part."""
    helping = [helpers().submit(work, number) for number in range(1, parts)]
    work(0)
    for one in helping:
        one.result()


def sum_parts(parts: Tensor) -> Tensor:
    """The sum over the first axis."""
    return parts[0] if len(parts) == 1 else parts.sum(0)


def rooms(sizes: tuple[int, ...]) -> list[int]:
    """Addresses of this thread's room for so many floats each.

    Raises
    ------
    MemoryError
        There is none.
    """
    lines = [-(-size // LINE) * LINE for size in sizes]
    needed = (-(-sum(lines) // _PAGE) + 1) * _PAGE
    room = getattr(_threads, "room", None)
    if room is None or room.size < needed:
        room = _threads.room = np.empty(needed, np.float32)
    begin = room.ctypes.data + -room.ctypes.data % (4 * _PAGE)
    return [begin + 4 * sum(lines[:n]) for n in range(len(lines))]
