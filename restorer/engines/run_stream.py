"""Reader, device and writer at once: while one tile is computed the next is read and the last is written."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from restorer.core.control import Control

Item = TypeVar("Item")
Given = TypeVar("Given")
Launched = TypeVar("Launched")

Tell = Callable[[int, int, float | None], None]
"""Told (done, total, seconds left or None)."""

_IN_FLIGHT = 2


def stream(
    items: Sequence[Item],
    read: Callable[[Item], Given],
    launch: Callable[[Item, Given], Launched],
    settle: Callable[[Launched], Iterable[Callable[[], None]]],
    control: Control,
    tell: Tell,
) -> None:
    """Take every item through `read` (a thread of its own), `launch`, `settle` (both here) and the writes that
    `settle` asks for (another thread), in order.

    An item is settled after the next was launched, so that a device that works by itself is never left waiting.
    The first exception of any of them ends it; what is under way is waited for.

    Raises
    ------
    Cancelled
        somebody asked to stop; looked at before each item.
    """
    with ThreadPoolExecutor(1, "tile-reader") as reader, ThreadPoolExecutor(1, "tile-writer") as writer:
        reads = deque(reader.submit(read, item) for item in items[:_IN_FLIGHT])
        writes: deque[Future[None]] = deque()
        under_way: list[Launched] = []
        started = time.perf_counter()
        tell(0, len(items), None)
        for number, item in enumerate(items):
            control.check()
            given = reads.popleft().result()
            if number + _IN_FLIGHT < len(items):
                reads.append(reader.submit(read, items[number + _IN_FLIGHT]))
            under_way.append(launch(item, given))
            if len(under_way) > 1:
                _write(settle(under_way.pop(0)), writer, writes)
            done = number + 1
            tell(done, len(items), (time.perf_counter() - started) / done * (len(items) - done))
        for launched in under_way:
            _write(settle(launched), writer, writes)
        for write in writes:
            write.result()


def _write(wanted: Iterable[Callable[[], None]], writer: ThreadPoolExecutor, writes: deque[Future[None]]) -> None:
    for one in wanted:
        while len(writes) >= _IN_FLIGHT:
            writes.popleft().result()
        writes.append(writer.submit(one))
