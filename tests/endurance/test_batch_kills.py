"""A batch that is killed at random instants, again and again, ends as if it never had been.

    python -m pytest -m endurance tests/endurance/test_batch_kills.py -s

Kills 12 times unless RESTORER_KILLS says otherwise (200 take a while); RESTORER_SEED repeats a run. Some kills hit one
child, which the batch replaces; the others hit the whole process group, and --resume goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from restorer.batch.journal import MARKER
from restorer.batch.runner import IN_FLIGHT

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.timeout(0),
    pytest.mark.skipif(os.name == "nt", reason="process groups are killed otherwise on Windows"),
]

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = 60
KILLS = int(os.environ.get("RESTORER_KILLS", "12"))
SEED = int(os.environ.get("RESTORER_SEED", str(time.time_ns() % 1_000_000)))


def picture(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:60, 0:80]
    pixels = np.stack([60 + x, 70 + y, 60 + (x + y + number) // 2], axis=-1).astype(np.uint8)
    Image.fromarray(pixels).save(path)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*") if path.name != MARKER)


@dataclass
class Watcher:
    """Looks at the outputs all the time: whatever stands there must be whole."""

    folder: Path
    whole: dict[str, str]
    half: list[str] = field(default_factory=list)
    looks: int = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.05):
                self.look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def look(self) -> None:
        self.looks += 1
        for name, expected in self.whole.items():
            path = self.folder / name
            with contextlib.suppress(FileNotFoundError):
                if digest(path) != expected:
                    self.half.append(name)


@dataclass
class Batch:
    """The command line, in a process group of its own."""

    source: Path
    output: Path
    home: Path

    def start(self, *, resume: bool) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "restorer.cli.main", "batch", str(self.source), str(self.output)]
        command += ["--fade", "80", "--set", "frame.turn=90", "--json", *(["--resume"] if resume else [])]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "RESTORER_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def say(sentence: str) -> None:
    sys.stdout.write(f"\n{sentence}")


def kill_group(running: subprocess.Popen[str]) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
        return True
    return False


def kill_child(running: subprocess.Popen[str], chance: random.Random) -> bool:
    with contextlib.suppress(psutil.Error):
        children = psutil.Process(running.pid).children(recursive=True)
        if children:
            chance.choice(children).kill()
            return True
    return False


def restored(said: list[str]) -> list[str]:
    """Photos that a run told to be restored; its last line may be cut off."""
    found = []
    for line in said:
        with contextlib.suppress(ValueError):
            one = json.loads(line)
            assert one["state"] == "restored", one
            found.append(one["input"])
    return found


def test_a_batch_killed_at_random_instants_ends_as_if_it_never_had_been(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    source = tmp_path / "in"
    for number in range(PHOTOS):
        picture(source / ("sub" if number % 3 else ".") / f"{number:02}.{'png' if number % 2 else 'tif'}", number)
    before = {path: (path.stat().st_mtime_ns, digest(path)) for path in source.rglob("*") if path.is_file()}

    began = time.monotonic()
    calm = Batch(source, tmp_path / "calm", tmp_path / "home")
    running = calm.start(resume=False)
    _, wrong = running.communicate()
    assert running.returncode == 0, wrong
    length = time.monotonic() - began
    whole = hashes(calm.output)
    assert len(whole) == PHOTOS

    killed: Counter[str] = Counter()
    rounds = 0
    while killed.total() < KILLS:
        rounds += 1
        batch = Batch(source, tmp_path / f"out{rounds}", tmp_path / "home")
        watcher = Watcher(batch.output, whole)
        told: Counter[str] = Counter()
        before_round = killed.copy()
        runs = 0
        with watcher.watching():
            while True:
                running = batch.start(resume=runs > 0)
                runs += 1
                reader = Reader(running)
                disturb(running, reader, chance, length, killed)
                reader.read()
                told.update(restored(reader.said))
                if running.wait() == 0:
                    break
                assert running.returncode == -signal.SIGKILL, reader.wrong
        watcher.look()
        assert watcher.half == []
        assert hashes(batch.output) == whole
        assert hidden(batch.output) == []
        here = killed - before_round
        redone = told.total() - len(told)
        assert redone <= here["all"] * IN_FLIGHT
        say(
            f"round {rounds}: all killed {here['all']} times, a child {here['child']} times; {runs} runs, "
            f"{redone} photos redone, {watcher.looks} looks at the outputs"
        )
    assert {path: (path.stat().st_mtime_ns, digest(path)) for path in source.rglob("*") if path.is_file()} == before
    assert list((tmp_path / "home" / "scratch").iterdir()) == []
    say(f"seed {SEED}: all killed {killed['all']} times, a child {killed['child']} times; {PHOTOS} outputs the same")


class Reader:
    """Takes in what a process says, so that it never waits for us."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running
        self.said: list[str] = []
        self.wrong = ""
        self._threads = [threading.Thread(target=self._take_lines), threading.Thread(target=self._take_errors)]
        for thread in self._threads:
            thread.start()

    def _take_lines(self) -> None:
        assert self._running.stdout is not None
        for line in self._running.stdout:
            self.said.append(line)

    def _take_errors(self) -> None:
        assert self._running.stderr is not None
        self.wrong = self._running.stderr.read()

    def read(self) -> None:
        for thread in self._threads:
            thread.join()


def disturb(
    running: subprocess.Popen[str], reader: Reader, chance: random.Random, length: float, killed: Counter[str]
) -> None:
    """Kill a child now and then, at last perhaps all of it, at instants that nothing foretells."""
    longest = length / 2
    while killed.total() < KILLS:
        rest(running, chance.uniform(0, longest))
        if running.poll() is not None:
            return
        if chance.random() < 0.5:
            killed["all"] += kill_group(running)
            return
        killed["child"] += kill_child(running, chance)
        # A photo over which a second child ends is set aside, and rightly so: that is another test's matter.
        enough = len(reader.said) + IN_FLIGHT + 1
        while len(reader.said) < enough and running.poll() is None:
            time.sleep(0.01)
        longest = length / 6


def rest(running: subprocess.Popen[str], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and running.poll() is None:
        time.sleep(0.005)
