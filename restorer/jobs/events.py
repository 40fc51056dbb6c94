"""Events brought to listeners one after the other, in the order in which things happened."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from restorer.jobs.job import JobEvent

Listener = Callable[[JobEvent], None]

log = logging.getLogger(__name__)


class Teller:
    """Takes events from any thread and hands each to every listener, in order, one at a time.

    Listeners are called in one of the threads that had something to tell, with no lock held that they
    could need: they may ask the queue anything. What happens meanwhile is told after them.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[JobEvent] = deque()
        self._telling = False
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told from now on; call what is returned to end it."""
        with self._guard:
            self._listeners.append(listener)

        def end() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def note(self, event: JobEvent) -> None:
        """Put an event in line; call it while the state that it tells of is still locked."""
        with self._guard:
            self._waiting.append(event)

    def tell(self) -> None:
        """Bring out what waits, unless another call is at it: then that one brings this out too."""
        while True:
            with self._guard:
                if self._telling or not self._waiting:
                    return
                self._telling = True
                event = self._waiting.popleft()
                listeners = list(self._listeners)
            try:
                for listener in listeners:
                    _hand(event, listener)
            finally:
                with self._guard:
                    self._telling = False


def _hand(event: JobEvent, listener: Listener) -> None:
    try:
        listener(event)
    except Exception:
        # A listener's fault must not end the worker that happened to bring it the event.
        log.exception("a listener failed at %s", type(event).__name__)
