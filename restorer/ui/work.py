"""The queue of jobs, as the window's thread sees it: questions go in, answers come back as calls in this thread."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from restorer.core.errors import BadRequest, RestorerError
from restorer.jobs.job import Job, JobEnded, JobEvent, JobsCleared, JobState
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Store
from restorer.worker.scratch import stores_in
from restorer.worker.task import Task

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Waiting:
    done: Callable[[Any], None]
    failed: Callable[[RestorerError], None] | None


class Work(QObject):
    """Asks for tasks to be done and brings the answers to whoever asked, in the window's thread.

    Signals
    -------
    happened(JobEvent): whatever happened in the queue, in order.
    """

    happened = Signal(object)

    def __init__(self, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.queue = queue
        self._waiting: dict[int, _Waiting] = {}
        self._forgotten: set[int] = set()
        self._disk = QThreadPool(self)
        self._disk.setMaxThreadCount(1)
        self._end_listening = queue.listen(self.happened.emit)
        # Events come from the workers' threads; this is the one place where they change to ours.
        self.happened.connect(self._heard, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        task: Task[Answer],
        title: str,
        done: Callable[[Answer], None],
        failed: Callable[[RestorerError], None] | None = None,
        *,
        first: bool = False,
        listed: bool = True,
        lane: str | None = None,
    ) -> int:
        """Have `task` done; the number of its job. Nobody is called if it is cancelled.

        lane: of the queue, where it is not the task's own.
        """
        job = self.queue.add(task, title, first=first, listed=listed, lane=lane)
        self._waiting[job.number] = _Waiting(done, failed)
        return job.number

    def forget(self, number: int) -> None:
        """Cancel a job whose answer is not wanted any more; nobody is called, and nobody can have it tried again."""
        if self._waiting.pop(number, None) is None:
            return
        self._forgotten.add(number)
        with contextlib.suppress(BadRequest):  # it ended meanwhile
            self.queue.cancel(number)
            self.queue.clear_ended((number,))

    def discard(self, store: Store) -> None:
        """Give the disk space of an answer back, without waiting for the disk."""
        self._disk.start(store.remove)

    def close(self) -> None:
        """Stop everything; nobody is called after it."""
        self._waiting.clear()
        self._end_listening()
        self.queue.close()
        self._disk.waitForDone()

    def _heard(self, event: JobEvent) -> None:
        if isinstance(event, JobsCleared):
            for number in event.numbers:
                self._waiting.pop(number, None)
                self._forgotten.discard(number)
        elif isinstance(event, JobEnded):
            self._ended(event.job)

    def _ended(self, job: Job) -> None:
        if job.number in self._forgotten:
            self._forgotten.discard(job.number)
            self.queue.clear_ended((job.number,))
            self._discard_answer(job)
        # One that failed or was cancelled may be tried again from the list, and whoever asked waits on.
        again = job.listed and job.state is not JobState.DONE
        waiting = self._waiting.get(job.number) if again else self._waiting.pop(job.number, None)
        if waiting is None:
            return
        if job.state is JobState.DONE:
            waiting.done(job.answer)
        elif job.failure is not None and waiting.failed is not None:
            waiting.failed(job.failure.error())

    def _discard_answer(self, job: Job) -> None:
        """Nobody wants it any more; it came as the job was being forgotten."""
        asked_with = set(stores_in(job.task))
        for store in stores_in(job.answer):
            if store not in asked_with:
                self.discard(store)
