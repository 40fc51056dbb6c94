"""Tasks carried out in a child process that is started when it is needed and replaced when it dies."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import assert_never

from restorer.core.control import Control
from restorer.core.errors import Cancelled, RestorerError, from_parts
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.control import JobControl
from restorer.worker.envelopes import (
    Begin,
    Cancel,
    Failed,
    Finished,
    FromChild,
    Heartbeat,
    Pause,
    Progressed,
    Ready,
    Resume,
    Run,
    Stopped,
)
from restorer.worker.process import ChildDied, ChildProcess
from restorer.worker.runner import Runner
from restorer.worker.scratch import discard, task_folder
from restorer.worker.task import Answer, Task

GRACE_S = 1.7  # from cancel to kill, so that the machine is idle within two seconds
_LISTEN_S = 0.05  # how long a cancel or a pause may go unnoticed


class ChildRunner(Runner):
    """A `Runner` whose tasks run in one child process. `run` may be called from any thread, one task at a time.

    scratch: the owner of whatever the child makes: stores in answers outlive the child. Not closed here.
    table: the module whose `Tasks(places)` carries tasks out in the child.
    nice: how far the child stands back behind other programs, 0 to 19.
    silence_s: a child that says nothing for so long hangs; it beats every second.

    A task whose child dies is tried once more in a fresh one; a second death raises `ChildDied`. Pausing needs a
    `JobControl`, which is also told of a death.
    """

    def __init__(
        self,
        places: Places,
        scratch: Scratch,
        *,
        table: str = "restorer.worker.tasks",
        nice: int = 0,
        silence_s: float = 60.0,
    ) -> None:
        self._begin = Begin(table, places, nice)
        self._scratch = scratch
        self._silence_s = silence_s
        self._child: ChildProcess | None = None
        self._numbers = itertools.count(1)
        self._one_at_a_time = threading.Lock()
        self._closing = threading.Event()
        # The kernel ends the child together with the thread that started it (see child.end_with), so
        # that must be one which lives as long as this runner.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="child-starter")

    @property
    def pid(self) -> int | None:
        """Of the child, None while there is none."""
        child = self._child
        return None if child is None else child.pid

    def warm(self) -> None:
        """Have the child started now, in the background, so that the first task need not wait for it."""
        threading.Thread(target=self._warm, name="child-warmer", daemon=True).start()

    def _warm(self) -> None:
        with self._one_at_a_time, contextlib.suppress(RestorerError):  # the first task will say it
            if not self._closing.is_set():
                self._living_child()

    def run(self, task: Task[Answer], control: Control | None = None) -> Answer:
        """See `Runner.run`.

        Raises
        ------
        ChildDied
            two children have died of it.
        """
        control = control or Control()
        with self._one_at_a_time:
            try:
                return self._attempt(task, control)
            except ChildDied as death:
                if isinstance(control, JobControl):
                    control.note(f"{death.sentence} It is being tried once more.")
            return self._attempt(task.again(), control)

    def _attempt(self, task: Task[Answer], control: Control) -> Answer:
        """One try.

        Raises
        ------
        RestorerError, Cancelled
            as the task ended; whatever it left behind has been removed.
        ChildDied
            the child ended first; it has been replaced by none, the next try starts one.
        """
        if control.cancelled or self._closing.is_set():
            raise Cancelled
        number = next(self._numbers)
        folder = task_folder(self._scratch)
        answered = False
        try:
            child = self._living_child()
            child.send(Run(number, task, folder))
            ending = self._conversation(child, number, control).ending()
            answered = True
        finally:
            if not answered:  # dead, told to die, or we were interrupted: it must not go on in any case
                self._bury()
                discard(folder)
        if isinstance(ending, Finished):
            answer: Answer = ending.answer
            return answer
        if isinstance(ending, Failed):
            raise from_parts(ending.kind, ending.sentence, ending.detail)
        raise Cancelled

    def _conversation(self, child: ChildProcess, number: int, control: Control) -> _Conversation:
        return _Conversation(child, number, control, self._closing, self._silence_s)

    def _living_child(self) -> ChildProcess:
        """The child, a new one if there is none or it has died while it had nothing to do."""
        if self._child is not None and not self._child.alive:
            self._bury()
        if self._child is None:
            self._child = self._starter.submit(ChildProcess, self._scratch.folder).result()
            self._child.send(self._begin)
        return self._child

    def _bury(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    def close(self) -> None:
        """See `Runner.close`."""
        self._closing.set()
        with self._one_at_a_time:
            if self._child is not None:
                self._child.close(GRACE_S)
                self._child = None
            self._starter.shutdown()


class _Conversation:
    """What is said between sending one task and its end."""

    def __init__(
        self, child: ChildProcess, number: int, control: Control, closing: threading.Event, silence_s: float
    ) -> None:
        self._child = child
        self._number = number
        self._control = control
        self._closing = closing
        self._silence_s = silence_s
        self._paused = False
        self._give_up_at: float | None = None
        # Counted in quiet listens, not by the clock, which goes on while the computer sleeps.
        self._quiet_s = 0.0

    def ending(self) -> Finished | Failed | Stopped:
        """The child's last word on the task.

        Raises
        ------
        Cancelled
            it was asked to stop and has not within GRACE_S.
        ChildDied
            it has died, or hangs.
        """
        while True:
            self._steer()
            message = self._child.receive(_LISTEN_S)
            if message is None:
                self._quiet_s += _LISTEN_S
                if self._quiet_s >= self._silence_s:
                    raise ChildDied("The process that worked on this hung.", detail=f"silent for {self._quiet_s:.0f} s")
                continue
            self._quiet_s = 0.0
            ending = self._hear(message)
            if ending is not None:
                return ending

    def _hear(self, message: FromChild) -> Finished | Failed | Stopped | None:
        match message:
            case Ready():
                return None
            case Heartbeat(number) | Progressed(number) | Finished(number) | Failed(number) | Stopped(number) if (
                number != self._number
            ):
                return None  # of a task that is over
            case Progressed(_, progress):
                self._control.report(progress)
                return None
            case Heartbeat():
                return None
            case Finished() | Failed() | Stopped():
                return message
            case _:
                assert_never(message)

    def _steer(self) -> None:
        """Tell the child what was asked of the task's control since the last look."""
        if self._closing.is_set():
            raise Cancelled
        if self._control.cancelled:
            if self._give_up_at is None:
                self._give_up_at = time.monotonic() + GRACE_S
                self._child.send(Cancel(self._number))
            elif time.monotonic() >= self._give_up_at:
                raise Cancelled
        elif isinstance(self._control, JobControl) and self._control.paused != self._paused:
            self._paused = self._control.paused
            self._child.send(Pause(self._number) if self._paused else Resume(self._number))
