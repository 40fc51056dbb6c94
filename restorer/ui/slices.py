"""One thing done to very many, bit by bit, so that the window goes on meanwhile."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

AT_ONCE = 32
"""Things that are done as they are asked for; of more, the others follow while the window goes on."""

SLICE_S = 0.008
"""How long things are done before the window may do something else."""


class Slices(QObject):
    """Calls `do` with each thing, in their order.

    Signals
    -------
    ended: all that was asked for is done.
    """

    ended = Signal()

    def __init__(self, do: Callable[[Any], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self._waiting: deque[Any] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def add(self, things: Iterable[Any]) -> None:
        """Do this to these, too: to the first of them now, unless earlier ones wait still."""
        at_once = 0 if self._waiting else AT_ONCE
        self._waiting += things
        for _ in range(min(at_once, len(self._waiting))):
            self._do(self._waiting.popleft())
        if self._waiting:
            self._timer.start()
        else:
            self.ended.emit()

    def finish(self) -> None:
        """Do it to all that wait, now."""
        if self._waiting:
            while self._waiting:
                self._do(self._waiting.popleft())
            self._stop()

    def close(self) -> None:
        """What waits is given up."""
        self._timer.stop()
        self._waiting.clear()

    def _go_on(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._waiting and time.perf_counter() < until:
            self._do(self._waiting.popleft())
        if not self._waiting:
            self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        self.ended.emit()
