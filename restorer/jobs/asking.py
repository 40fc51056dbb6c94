"""Asking the queue for one task and waiting for what comes of it, in a thread that has nothing else to do."""

from __future__ import annotations

import contextlib
import queue

from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled
from restorer.jobs.events import Listener
from restorer.jobs.job import Job, JobEnded, JobEvent, JobState
from restorer.jobs.queue import JobQueue
from restorer.worker.task import Answer, Task

_LISTEN_S = 0.1  # how long a cancel may go unnoticed


def ask(jobs: JobQueue, task: Task[Answer], control: Control, title: str = "") -> Answer:
    """Have `task` done, unlisted; stores in the answer belong to the caller.

    Raises
    ------
    RestorerError
        it failed.
    Cancelled
        `control` or the job was cancelled.
    """
    ended: queue.SimpleQueue[Job] = queue.SimpleQueue()
    end_listening = jobs.listen(_into(ended))
    try:
        number = jobs.add(task, title, listed=False).number
        while True:
            if control.cancelled:
                with contextlib.suppress(BadRequest):  # it has just ended
                    jobs.cancel(number)
            with contextlib.suppress(queue.Empty):
                job = ended.get(timeout=_LISTEN_S)
                if job.number == number:
                    break
    finally:
        end_listening()
    if job.failure is not None:
        raise job.failure.error()
    if job.state is JobState.CANCELLED:
        raise Cancelled
    answer: Answer = job.answer
    return answer


def _into(ended: queue.SimpleQueue[Job]) -> Listener:
    def heard(event: JobEvent) -> None:
        if isinstance(event, JobEnded):
            ended.put(event.job)

    return heard
