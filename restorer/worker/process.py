"""One child process: started by name, spoken to through a pipe, and known to be dead when it is."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import uuid
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from restorer.core.errors import Internal
from restorer.core.files import file_error
from restorer.worker.envelopes import FromChild, Leave, Ready, ToChild

_LAST_WORDS = 4096  # bytes of the child's log that go into an error's detail
_MOURNING_S = 2.0  # for a process whose pipe has ended to end too


class ChildDied(Internal):
    """A child ended without an answer. status: its status, −N where signal N ended it; None: it hung."""

    def __init__(self, sentence: str, *, detail: str, status: int | None = None) -> None:
        super().__init__(sentence, detail=detail)
        self.status = status


class ChildProcess:
    """A running `python -m restorer.worker.child`. Made and closed by one owner; `send` from any thread.

    The pipe is the only thing that both share. Its end is how each learns that the other has gone: the child
    inherits its own end alone, so nobody else keeps the pipe open.

    Raises
    ------
    RestorerError
        the system would not start it.
    """

    def __init__(self, logs: Path) -> None:
        self._log = logs / f"child-{uuid.uuid4().hex[:12]}.log"
        self._sending = threading.Lock()
        ours, theirs = Pipe()
        try:
            with self._log.open("wb") as log:
                self._process = _start(theirs, log.fileno())
        except OSError as error:
            ours.close()
            raise file_error(error, Path(sys.executable), "starting") from error
        finally:
            theirs.close()
        self._pipe = ours
        self.ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, message: ToChild) -> None:
        """Tell the child something.

        Raises
        ------
        ChildDied
            nobody is there to hear it.
        """
        try:
            with self._sending:
                self._pipe.send(message)
        except OSError as error:
            raise self._died() from error

    def receive(self, timeout_s: float) -> FromChild | None:
        """What the child says next, None if it says nothing for `timeout_s`. What it said before it died comes first.

        Raises
        ------
        ChildDied
            it is dead and has said all.
        Internal
            what it said is not a message.
        """
        try:
            if not self._pipe.poll(timeout_s):
                if self.alive or self._pipe.poll(0):
                    return None
                raise self._died()
            message: FromChild = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        except (pickle.UnpicklingError, AttributeError, ImportError, TypeError) as error:
            raise Internal("An answer could not be understood.", detail=repr(error)) from error
        if isinstance(message, Ready):
            self.ready = True
        return message

    def kill(self) -> None:
        """End the child at once, and wait until it is gone."""
        self._end()
        self._tidy()

    def close(self, grace_s: float) -> None:
        """Ask the child to leave, and make it if it has not left after `grace_s`."""
        with contextlib.suppress(ChildDied):
            self.send(Leave())
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._end()
        self._tidy()

    def _end(self) -> int | None:
        """Kill it; its exit code, None if even that has to wait (for a drive that does not answer)."""
        self._process.kill()
        try:
            return self._process.wait(_MOURNING_S)
        except subprocess.TimeoutExpired:
            return None

    def _tidy(self) -> None:
        self._pipe.close()
        self._log.unlink(missing_ok=True)

    def _died(self) -> ChildDied:
        """Make sure that it is dead, and say of what."""
        try:
            code: int | None = self._process.wait(_MOURNING_S)
        except subprocess.TimeoutExpired:
            code = self._end()
        last_words = self._last_words()
        detail = f"child {self.pid} ended with {_ended(code)}" + (f"; it said: {last_words}" if last_words else "")
        if not self.ready:
            return ChildDied(
                "The part of Restorer that works on photos could not be started.", detail=detail, status=code
            )
        return ChildDied(f"The process that worked on this {_how(code)}.", detail=detail, status=code)

    def _last_words(self) -> str:
        try:
            with self._log.open("rb") as log:
                log.seek(max(0, self._log.stat().st_size - _LAST_WORDS))
                return log.read().decode("utf-8", "replace").strip()
        except OSError as error:
            return f"(its log cannot be read: {error})"


def _start(theirs: Connection[Any, Any], log: int) -> subprocess.Popen[bytes]:
    """The child, with its end of the pipe inherited under the same number and nothing else of ours."""
    handle = theirs.fileno()
    # -P: whatever lies in the current folder must not be taken for one of our modules.
    command = [sys.executable, "-P", "-m", "restorer.worker.child", str(handle), str(os.getpid())]
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            startupinfo=subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]}),
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, pass_fds=(handle,)
    )


def _ended(code: int | None) -> str:
    if code is None:
        return "no exit code yet"
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _how(code: int | None) -> str:
    """How it ended, for a person."""
    if code is None:
        return "does not answer"
    if sys.platform != "win32" and code == -signal.SIGKILL:
        return "was ended by the system, perhaps because the memory ran out"
    if code < 0 or code > 0x7FFFFFFF:  # a signal, or a Windows exception
        return "crashed"
    return "ended unexpectedly"
