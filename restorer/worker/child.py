"""The child process: hears tasks through its pipe, carries them out one at a time, and answers.

Started by name (`python -P -m restorer.worker.child HANDLE PARENT`), so that whoever starts it imports nothing of
what it needs. The main thread works; one thread listens, so that cancel and pause are heard between tiles; one says
every second that the child is alive. When the other end of the pipe is gone the child leaves at once: what it was at
belongs to the one who asked, and is swept with it.
"""

from __future__ import annotations

import ctypes
import faulthandler
import functools
import importlib
import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled, RestorerError, to_parts
from restorer.worker.envelopes import (
    Begin,
    Cancel,
    Failed,
    Finished,
    FromChild,
    Heartbeat,
    Leave,
    Pause,
    Progressed,
    Ready,
    Resume,
    Run,
    Stopped,
    ToChild,
)
from restorer.worker.runner import Carrier
from restorer.worker.scratch import TaskScratch, stores_in

HEARTBEAT_S = 1.0
PROGRESS_S = 0.05  # at most 20 a second
_PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class Throttle:
    """Passes progress on at most every PROGRESS_S, but a stage's first and last always."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._told = -PROGRESS_S
        self._stage: tuple[str, int] | None = None

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        stage = (progress.stage, progress.step)
        if stage == self._stage and progress.done < progress.total and now - self._told < PROGRESS_S:
            return
        self._told, self._stage = now, stage
        self._tell(progress)


class Child:
    """The process's side of the pipe."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._sending = threading.Lock()
        self._asked: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        self._controls: dict[int, Control] = {}

    def work(self) -> None:
        """Until told to leave."""
        begin = self._hear()
        if not isinstance(begin, Begin):
            return
        threading.Thread(target=self._listen, name="listener", daemon=True).start()
        lower_priority(begin.nice)
        carry_out: Carrier = importlib.import_module(begin.table).Tasks(begin.places)
        self._say(Ready())
        while (asked := self._asked.get()) is not None:
            self._carry_out(asked, carry_out)

    def _hear(self) -> ToChild:
        try:
            message: ToChild = self._pipe.recv()
        except (EOFError, OSError):
            leave()
        return message

    def _listen(self) -> None:
        while True:
            try:
                message = self._hear()
            except Exception:
                # Not understood, so its number is not known either: the one who asked must see this process end.
                log.exception("what came through the pipe cannot be read")
                leave(1)
            match message:
                case Run(number):
                    self._controls[number] = Control(Throttle(functools.partial(self._tell, number)))
                    self._asked.put(message)
                case Cancel(number) | Pause(number) | Resume(number):
                    _steer(self._controls.get(number), message)
                case Leave() | Begin():
                    self._asked.put(None)

    def _carry_out(self, asked: Run, carry_out: Carrier) -> None:
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(asked.number, ended), name="heartbeat", daemon=True)
        beating.start()
        try:
            with TaskScratch(asked.folder) as scratch:
                answer = carry_out(asked.task, scratch, self._controls[asked.number])
                scratch.keep_only(stores_in(answer))
                self._say(Finished(asked.number, answer))
        except Cancelled:
            self._say(Stopped(asked.number))
        except RestorerError as error:
            self._say(Failed(asked.number, *to_parts(error)))
        except Exception as error:
            # Here a task ends, whatever was wrong with it; the next one must find the child alive.
            log.exception("task %d failed", asked.number)
            kind, sentence, _ = to_parts(error)
            self._say(Failed(asked.number, kind, sentence, traceback.format_exc()))
        finally:
            ended.set()
            beating.join()
            del self._controls[asked.number]

    def _beat(self, number: int, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT_S):
            self._say(Heartbeat(number))

    def _tell(self, number: int, progress: Progress) -> None:
        self._say(Progressed(number, progress))

    def _say(self, message: FromChild) -> None:
        try:
            with self._sending:
                self._pipe.send(message)
        except OSError:
            leave()


def _steer(control: Control | None, message: Cancel | Pause | Resume) -> None:
    if control is None:  # the task has ended meanwhile
        return
    match message:
        case Cancel():
            control.cancel()
        case Pause():
            control.pause()
        case Resume():
            control.resume()


def leave(status: int = 0) -> NoReturn:
    """Go now: nobody is left to answer, or nothing is left to do. Nothing of ours outlives the process."""
    logging.shutdown()
    os._exit(status)


def end_with(parent: int) -> None:
    """Have the kernel end this process when `parent` ends. Elsewhere than on Linux the pipe's end alone does it."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        log.warning("prctl: %s", os.strerror(ctypes.get_errno()))
    if os.getppid() != parent:  # it ended before the kernel knew
        leave()


def lower_priority(nice: int) -> None:
    """Stand back behind programs that somebody is looking at. nice: 0 to 19."""
    if nice == 0:
        return
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(nice)


def open_pipe(handle: int) -> Connection[Any, Any]:
    """Our end of the pipe, inherited under this number."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        return PipeConnection(handle)
    return Connection(handle)


def main(arguments: list[str]) -> NoReturn:
    """arguments: the number of the inherited end of the pipe, and the parent's process id."""
    handle, parent = map(int, arguments)
    faulthandler.enable()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Ctrl+C in a terminal goes to the whole group; whoever started us decides what it means for us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
    Child(open_pipe(handle)).work()
    leave()


if __name__ == "__main__":
    main(sys.argv[1:])
