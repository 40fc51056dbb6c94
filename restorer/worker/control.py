"""The token of a job whose work may run in another process."""

from __future__ import annotations

from collections.abc import Callable

from restorer.core.control import Control, Progress


class JobControl(Control):
    """A `Control` that can also be asked whether it is paused, and that takes sentences about the work.

    on_note: told in the worker's thread what the person should know while the work goes on
    (“The process that worked on this has crashed; it is being tried once more.”).
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        on_note: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(on_progress)
        self._on_note = on_note

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    def note(self, sentence: str) -> None:
        if self._on_note is not None:
            self._on_note(sentence)
