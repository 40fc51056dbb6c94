"""Time spent at work, rests aside."""

from __future__ import annotations

from time import monotonic


class Stopwatch:
    """Counts seconds from the start on; what passes between `stop` and `go_on` does not count."""

    def __init__(self) -> None:
        self._counted = 0.0
        self._since: float | None = monotonic()

    @property
    def seconds(self) -> float:
        """Counted so far."""
        return self._counted + (0.0 if self._since is None else monotonic() - self._since)

    def stop(self) -> None:
        """Count no further until `go_on`."""
        self._counted, self._since = self.seconds, None

    def go_on(self) -> None:
        """Count again after `stop`."""
        if self._since is None:
            self._since = monotonic()
