"""Tasks carried out in this process: for the command line and for tests. Its tasks lead to torch."""

from __future__ import annotations

import threading

from restorer.core.control import Control
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.runner import Carrier, Runner
from restorer.worker.scratch import TaskScratch, stores_in, task_folder
from restorer.worker.task import Answer, Task
from restorer.worker.tasks import Tasks


class InlineRunner(Runner):
    """A `Runner` that does the work itself, in the caller's thread.

    scratch: where stores are made; the caller's, which is not closed here. None: one of its own, closed with it.
    carry_out: what does the tasks; the real ones where nothing is given.
    """

    def __init__(self, places: Places, scratch: Scratch | None = None, carry_out: Carrier | None = None) -> None:
        self._scratch = scratch or Scratch(places.scratch)
        self._owns_scratch = scratch is None
        self._carry_out: Carrier = carry_out or Tasks(places)
        self._one_at_a_time = threading.Lock()

    def run(self, task: Task[Answer], control: Control | None = None) -> Answer:
        """See `Runner.run`."""
        with self._one_at_a_time, TaskScratch(task_folder(self._scratch)) as scratch:
            answer = self._carry_out(task, scratch, control or Control())
            scratch.keep_only(stores_in(answer))
            return answer

    def close(self) -> None:
        """See `Runner.close`."""
        if self._owns_scratch:
            self._scratch.close()
