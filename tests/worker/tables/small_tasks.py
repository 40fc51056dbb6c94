"""Tasks that need no photo and no network, for tests of the process boundary."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restorer.core.control import Control, Progress
from restorer.core.errors import BadInput
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.photo.store import Scratch, Store
from restorer.worker.scratch import staging
from restorer.worker.task import Task


@dataclass(frozen=True, slots=True)
class Say(Task[str]):
    """Answers with `word`."""

    word: str


@dataclass(frozen=True, slots=True)
class WhoAmI(Task[int]):
    """Answers with the id of the process that carries it out."""


@dataclass(frozen=True, slots=True)
class Steps(Task[int]):
    """Counts `count` steps of `each_s`, looking at its control between them; writes each into `journal`."""

    count: int
    each_s: float = 0.01
    journal: Path | None = None


@dataclass(frozen=True, slots=True)
class Deaf(Task[None]):
    """Looks at no control for `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fails(Task[None]):
    """Fails in a way that is foreseen, or in one that is not."""

    foreseen: bool


@dataclass(frozen=True, slots=True)
class Paints(Task[tuple[Store, ...]]):
    """Makes a store that it answers with, one that it does not, and one that it never finishes."""


@dataclass(frozen=True, slots=True)
class Kills(Task[str]):
    """Ends its own process while a store and a file are half done; `times` times, counted in `counter`."""

    counter: Path
    times: int
    target: Path
    signal: int = 9


@dataclass(frozen=True, slots=True)
class HoldsFile(Task[None]):
    """Begins to write a file and goes on until it is cancelled or killed."""

    target: Path


@dataclass(frozen=True, slots=True)
class Unpicklable(Task[Any]):
    """Answers with what cannot cross the pipe."""


class Tasks:
    def __init__(self, places: Places) -> None:
        self.places = places

    def __call__(self, task: Task[Any], scratch: Scratch, control: Control) -> Any:
        match task:
            case Say(word):
                return word
            case WhoAmI():
                return os.getpid()
            case Steps(count, each_s, journal):
                for done in range(count):
                    control.check()
                    if journal is not None:
                        with journal.open("a") as file:
                            file.write(f"{done}\n")
                    control.report(Progress("steps", done + 1, count))
                    time.sleep(each_s)
                return count
            case Deaf(seconds):
                time.sleep(seconds)
            case Fails(foreseen):
                if foreseen:
                    raise BadInput("“x.jpg” is damaged.", detail="at byte 7")
                return 1 // 0
            case Paints():
                return paint(scratch)
            case Kills():
                return die(task, scratch)
            case HoldsFile(target):
                with staging(target, scratch) as staged:
                    staged.write_bytes(b"half")
                    while True:
                        control.check()
                        time.sleep(0.02)
            case Unpicklable():
                return lambda: None
        return None


def paint(scratch: Scratch) -> tuple[Store, ...]:
    kept, dropped = (scratch.create(Size(4, 3), 3, 8) for _ in range(2))
    kept.pixels[:] = 7
    dropped.pixels[:] = 8
    scratch.create(Size(4, 3), 3, 8)
    dropped.finish()
    return (kept.finish(),)


def die(task: Kills, scratch: Scratch) -> str:
    deaths = int(task.counter.read_text()) if task.counter.exists() else 0
    if deaths < task.times:
        scratch.create(Size(4, 3), 3, 8)
        with staging(task.target, scratch) as staged:
            staged.write_bytes(b"half")
            task.counter.write_text(str(deaths + 1))
            os.kill(os.getpid(), task.signal)
            time.sleep(60)
    return f"after {deaths} deaths"
