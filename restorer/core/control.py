"""Cancel, pause and progress of one piece of running work, in one token handed down to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from restorer.core.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is.

    stage: what is being done, an operation's id or "read", "write", "analyse".
    done, total: tiles (or other units) of this stage.
    step, steps: which stage of how many this is, from 1.
    seconds_left: for everything that remains, or None while it is not known yet.
    """

    stage: str
    done: int
    total: int
    step: int = 1
    steps: int = 1
    seconds_left: float | None = None


class Control:
    """One job's cancel, pause and progress. Safe to use from several threads."""

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._on_progress = on_progress
        self._cancelled = threading.Event()
        self._running = threading.Event()
        self._running.set()

    def child(self, on_progress: Callable[[Progress], None] | None = None) -> Control:
        """A control that is cancelled and paused with this one, and tells another listener."""
        other = Control(on_progress)
        other._cancelled, other._running = self._cancelled, self._running
        return other

    def cancel(self) -> None:
        """Ask to stop; the work ends with `Cancelled` at its next `check`."""
        self._cancelled.set()
        self._running.set()

    def pause(self) -> None:
        """Ask to rest at the next `check` until `resume`."""
        if not self._cancelled.is_set():
            self._running.clear()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._running.set()

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def check(self) -> None:
        """Called between tiles: waits while paused.

        Raises
        ------
        Cancelled
            somebody asked to stop.
        """
        self._running.wait()
        if self._cancelled.is_set():
            raise Cancelled

    def report(self, progress: Progress) -> None:
        """Tell whoever listens, in the caller's thread."""
        if self._on_progress is not None:
            self._on_progress(progress)
