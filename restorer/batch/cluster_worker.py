"""What of a batch runs on a cluster's workers: one engine each, and the whole way of a photo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from distributed import Client, Worker, WorkerPlugin, get_client, get_worker

from restorer import __version__
from restorer.batch.journal import MARKER
from restorer.batch.photo_way import PhotoWay, Stage
from restorer.core.errors import Cancelled, Internal, RestorerError, to_parts
from restorer.core.files import Places
from restorer.jobs.job import Failure
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner
from restorer.worker.control import JobControl
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch
from restorer.worker.task import Task

ENGINE = "restorer-engine"
"""Under this name each worker has its engine."""

MOST_TRIES = 2
"""Workers that may end over one photo."""

_LOOK_S = 0.5  # how long a pause or a cancel may go unnoticed
_MOST_MISSED = 20  # looks that may fail in a row


class Unanswered(Internal):
    """Nobody can be asked for now. It is no photo's fault."""


class EngineOfWorker(WorkerPlugin):
    """One engine per worker: a child process of its own, so that a photo which crashes it leaves the worker alive."""

    name = ENGINE

    def setup(self, worker: Worker) -> None:
        """Clear up what an earlier worker of this machine left, and be ready to start the child."""
        places = Places.standard()
        sweep_scratch(places.scratch)
        self._scratch = Scratch(places.scratch)
        self._child = ChildRunner(places, self._scratch)

    def teardown(self, worker: Worker) -> None:
        self._child.close()
        self._scratch.close()

    def run(self, task: Task[Any], control: JobControl) -> Any:
        """Carry a task out in the child."""
        return self._child.run(task, control)


def carry(way: PhotoWay, key: str, asked_by: str) -> PhotoWay | None:
    """Restore a photo; its way as it ended, None where nobody waits for it any more.

    key: of the task. The scheduler keeps under it how many workers have tried, and whether the one who asked rests;
    it forgets the key when that one has gone or does not want the photo any more.
    asked_by: the version of Restorer there. A worker that came later may have another one, and other outputs.
    """
    if asked_by != __version__:
        way.failure = Failure(*to_parts(Unanswered(f"A worker {_other_version(asked_by)}.")))
        return way
    client, control = get_client(), JobControl()
    said = client.get_metadata([key], None)
    if said is None:
        return None
    if said["tries"] >= MOST_TRIES:
        sentence = "The machine that worked on this ended."
        way.failure = Failure("ChildDied", sentence, f"{said['tries']} workers ended")
        return way
    client.set_metadata([key, "tries"], said["tries"] + 1)
    if said["tries"] and way.row.mode == "new":
        # The one that ended may have put the output in its place.
        way.begun_before()
    over = threading.Event()
    threading.Thread(target=_steer, args=(client, key, control, over), name="steering", daemon=True).start()
    engine = _engine()
    try:
        go(way, lambda task: engine.run(task, control))
    except Cancelled:
        return None
    finally:
        over.set()
    return way


def go(way: PhotoWay, run: Callable[[Task[Any]], Any]) -> None:
    """Go a photo's way to its end, or to where it fails; nothing but the output is left of it.

    Raises
    ------
    Cancelled
        as `run` does.
    """
    try:
        while way.stage is not Stage.END:
            began = time.monotonic()
            try:
                answer = run(way.task())
            finally:
                way.worked += time.monotonic() - began
            way.answered(answer)
    except RestorerError as error:
        way.failure = Failure(*to_parts(error))
    finally:
        way.forget()


def _steer(client: Client, key: str, control: JobControl, over: threading.Event) -> None:
    """Hand on what is asked of a photo, until its way is over."""
    missed = 0
    while not over.wait(_LOOK_S):
        try:
            said = client.get_metadata([key], None)
        except OSError:  # which the scheduler's absence is; the worker itself sees to its connection
            missed += 1
            said = {"rest": False} if missed < _MOST_MISSED else None
        else:
            missed = 0
        if said is None:
            control.cancel()
            return
        (control.pause if said["rest"] else control.resume)()


def fitness(output: Path, marker: bytes, inputs: tuple[Path, ...], asked_by: str) -> str:
    """Why this worker cannot take part, a clause; empty where it can. asked_by: a version of Restorer."""
    if asked_by != __version__:
        return _other_version(asked_by)
    if not all(given.exists() for given in inputs):
        return "does not see the photos"
    try:
        if (output / MARKER).read_bytes() != marker:
            return "has another folder of that name for the outputs"
    except OSError:
        return "does not see the folder for the outputs"
    return ""


def _other_version(asked_by: str) -> str:
    return f"has Restorer {__version__}, and the one who asks has {asked_by}"


def version() -> str:
    """Of the program on this worker."""
    return __version__


def probe() -> tuple[DeviceReport, ...]:
    """The devices of the worker that this task runs on, tested; it takes some seconds."""
    return tuple(_engine().run(Probe(), JobControl()))


def _engine() -> EngineOfWorker:
    return cast(EngineOfWorker, get_worker().plugins[ENGINE])


def sweep() -> int:
    """Clear up what workers that ended left on this machine."""
    return sweep_scratch(Places.standard().scratch)
