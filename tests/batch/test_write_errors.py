"""Every write of a batch fails once, in turn: nothing that was there is harmed, and it ends as if none had failed.

The default run tries some of the writes; all of them with

    python -m pytest -m endurance tests/batch/test_write_errors.py
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import io
import itertools
import os
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from restorer.batch import runner
from restorer.batch.events import BatchEvent, BatchPaused
from restorer.batch.journal import MARKER
from restorer.batch.plan import State, make_plan
from restorer.batch.report import Report
from restorer.batch.request import BatchRequest
from restorer.batch.resume import retry_failed, take_up
from restorer.batch.runner import BatchRun
from restorer.batch.session import begin, open_journal
from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.recipe.operations.frame import Frame
from restorer.recipe.recipe import Recipe

Photo = Callable[..., Path]

TURNED = Recipe((Frame(turn=90),))
_SQLITE = {errno.ENOSPC: "SQLITE_FULL", errno.EACCES: "SQLITE_READONLY", errno.EIO: "SQLITE_IOERR_WRITE"}
_MOST_ATTEMPTS = 6


@dataclass
class Faults:
    """Counts what is written below some folders, each as if on a disk of its own, and has the system refuse one write.

    lasting: it goes on refusing all of that disk until `heal`.
    """

    roots: tuple[Path, ...]
    code: int
    at: int
    lasting: bool
    count: int = 0
    failing: Path | None = None
    fired: str = ""
    kinds: Counter[str] = field(default_factory=Counter)

    def write(self, kind: str, path: object) -> None:
        """Called before each write."""
        disk = self._disk(path)
        if disk is None:
            return
        self.count += 1
        self.kinds[kind] += 1
        if self.count == self.at or disk == self.failing:
            self.fired = self.fired or f"{kind} {path}"
            self.failing = disk if self.lasting else None
            raise OSError(self.code, os.strerror(self.code), os.fspath(path))  # type: ignore[call-overload]

    def heal(self) -> None:
        self.failing = None

    def _disk(self, path: object) -> Path | None:
        if not isinstance(path, (str, os.PathLike)):
            return None
        return next((root for root in self.roots if root == Path(path) or root in Path(path).parents), None)

    def _refuses(self, path: object) -> bool:
        return self.failing is not None and self._disk(path) == self.failing

    # What of the system is stood before

    def install(self, patch: pytest.MonkeyPatch) -> None:
        self._real_open = io.open
        patch.setattr(io, "open", self._open)
        patch.setattr(builtins, "open", self._open)
        for name in ("mkdir", "link", "replace", "rename"):
            patch.setattr(os, name, self._guarded(name, getattr(os, name)))
        patch.setattr(os, "fsync", self._on_handle("fsync", os.fsync))
        patch.setattr(os, "posix_fallocate", self._on_handle("reserve", os.posix_fallocate))
        real_usage, real_access = shutil.disk_usage, os.access
        full = SimpleNamespace(total=1 << 40, used=1 << 40, free=0)
        patch.setattr(shutil, "disk_usage", lambda path: full if self._refuses(path) else real_usage(path))
        patch.setattr(
            os,
            "access",
            lambda path, mode: not (self.code == errno.EACCES and self._refuses(path)) and real_access(path, mode),
        )
        real_connect = sqlite3.connect
        faults = self

        class Base(sqlite3.Connection):
            """Its transactions are writes, too."""

            place: Path

            def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
                if statement.startswith(("BEGIN IMMEDIATE", "COMMIT", "UPDATE", "INSERT")):
                    try:
                        faults.write(f"journal {statement.split()[0].lower()}", self.place)
                    except OSError as error:
                        refused = sqlite3.OperationalError(error.strerror)
                        refused.sqlite_errorname = _SQLITE[faults.code]
                        raise refused from error
                return super().execute(statement, *rest)

        def connect(path: Path, **how: Any) -> sqlite3.Connection:
            base = real_connect(path, factory=Base, **how)
            base.place = path
            return base

        patch.setattr(sqlite3, "connect", connect)

    def _guarded(self, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*paths: Any, **how: Any) -> Any:
            self.write(kind, paths[0])
            return real(*paths, **how)

        return guarded

    def _on_handle(self, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(handle: Any, *rest: Any) -> Any:
            number = handle if isinstance(handle, int) else handle.fileno()
            self.write(kind, os.readlink(f"/proc/self/fd/{number}"))
            return real(handle, *rest)

        return guarded

    def _open(self, path: Any, mode: str = "r", *rest: Any, **how: Any) -> Any:
        if self._disk(path) is None or not set(mode) & set("wax+"):
            return self._real_open(path, mode, *rest, **how)
        self.write("open", path)
        faults = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:
                faults.write("write", path)
                return super().write(data) or 0

        raw = Raw(os.fspath(path), mode.replace("b", "").replace("t", ""))
        buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(
            buffered, how.get("encoding") or (rest[1] if len(rest) > 1 else None), newline=how.get("newline")
        )


@dataclass
class Disturbed:
    """A batch of two photos into a folder where an old output and a stranger's file stand already."""

    places: Places
    request: BatchRequest
    report: Path
    lanes: Any
    faults: Faults
    old: bytes
    whole: dict[str, str] = field(default_factory=dict)
    paused: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Try until it is done, as a person would who is told what is wrong and mends it."""
        for _ in range(_MOST_ATTEMPTS):
            try:
                counts = self._attempt()
            except RestorerError as error:
                self.refused.append(error.sentence)
                self.faults.heal()
                self.look()
                continue
            if counts[State.RESTORED] == 2 and not self.faults.failing:
                return
            # Only thumbnails can be missing now, which the next run makes.
            self.faults.heal()
        raise AssertionError(f"not done after {_MOST_ATTEMPTS} attempts: {self.refused}")

    def _attempt(self) -> dict[State, int]:
        with open_journal(self.places, self.request.output) as journal:
            if journal.request(self.request.output) is None:
                begin(journal, self.request, make_plan(self.request))
            elif journal.counts()[State.FAILED]:
                self.refused.extend(row.reason for row in journal.rows(State.FAILED))
                retry_failed(journal, self.request.output)
            else:
                take_up(journal, self.request.output)
            report = Report(self.report, self.request, journal)
            report.begin()

            def tell(event: BatchEvent) -> None:
                if isinstance(event, BatchPaused):
                    self.paused.append(event.sentence)
                    self.look()
                    self.faults.heal()
                elif hasattr(event, "number"):
                    report.add(event.number)

            BatchRun(self.request, journal, self.lanes.jobs, self.lanes.scratch, tell=tell, pictures=True).run()
            report.finish()
            return journal.counts()

    def look(self) -> None:
        """What stands in the folder of outputs is old and untouched, or new and whole."""
        output = self.request.output
        assert (output / "stranger.png").read_bytes() == b"somebody's own"
        assert (output / "a.png").read_bytes() == self.old or not self.whole or self._is_new("a.png")
        assert not (output / "b.jpg").exists() or not self.whole or self._is_new("b.jpg")

    def _is_new(self, name: str) -> bool:
        return digest(self.request.output / name) == self.whole[name]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(page: Path) -> str:
    """A report without what differs from run to run: seconds, places, and how a thumbnail is compressed."""
    text = re.sub(r'base64,[^"]+', "picture", page.read_text("utf-8"))
    return re.sub(r"\d+\.\d+( s\b)?|/\S*?/(?=out|in|r\.)", "", text)


def once(
    folder: Path, code: int, at: int, lasting: bool, photo: Photo, make_lanes: Callable[..., Any], whole: dict[str, str]
) -> Disturbed:
    """One batch of which the write `at` fails. at: 0 for none."""
    photo(folder / "in" / "a.png", 1)
    photo(folder / "in" / "b.jpg", 2)
    (folder / "out").mkdir()
    old = photo(folder / "out" / "a.png", 9).read_bytes()
    (folder / "out" / "stranger.png").write_bytes(b"somebody's own")
    (folder / "reports").mkdir()
    places = Places.below(folder / "home")
    originals = {path: digest(path) for path in (folder / "in").iterdir()}
    roots = (folder / "out", folder / "reports", folder / "home" / "data", folder / "home" / "scratch")
    faults = Faults(roots, code, at, lasting)
    with make_lanes(places) as lanes, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "_LOOK_AGAIN_S", 0.01)
        patch.setattr(runner, "_LISTEN_S", 0.01)
        request = BatchRequest((folder / "in",), folder / "out", TURNED, label="turned", collision="overwrite")
        disturbed = Disturbed(places, request, folder / "reports" / "r.html", lanes, faults, old, whole)
        faults.install(patch)
        disturbed.run()
        patch.undo()
        assert [path.name for path in lanes.scratch.folder.iterdir()] == ["lock"]
    disturbed.look()
    found = {path.name: digest(path) for path in (folder / "out").iterdir() if path.name != MARKER}
    assert sorted(found) == ["a.png", "b.jpg", "stranger.png"]
    assert not whole or found == whole
    assert sorted(path.name for path in (folder / "reports").iterdir()) == ["r.csv", "r.html"]
    assert sorted(path.suffix for path in (folder / "home" / "data" / "journals").iterdir()) == [".lock", ".sqlite"]
    assert {path: digest(path) for path in (folder / "in").iterdir()} == originals
    disturbed.whole = found
    return disturbed


@pytest.mark.skipif(not hasattr(os, "posix_fallocate") or not os.path.isdir("/proc/self/fd"), reason="needs Linux")
@pytest.mark.parametrize(
    ("code", "lasting"),
    [(errno.ENOSPC, True), (errno.EACCES, True), (errno.EIO, False)],
    ids=["full", "forbidden", "broken"],
)
@pytest.mark.parametrize("step", [41, pytest.param(1, marks=pytest.mark.endurance)], ids=["some", "all"])
def test_a_write_that_fails_costs_nothing(
    tmp_path: Path, photo: Photo, make_lanes: Callable[..., Any], code: int, lasting: bool, step: int
) -> None:
    calm = once(tmp_path / "calm", code, 0, False, photo, make_lanes, {})
    assert not calm.paused
    assert not calm.refused
    assert set(calm.faults.kinds) >= {"open", "write", "fsync", "link", "replace", "mkdir", "reserve"}
    assert set(calm.faults.kinds) >= {"journal begin", "journal update", "journal commit", "journal insert"}
    fired: Counter[str] = Counter()
    for at in itertools.count(1 + code % step, step):
        folder = tmp_path / f"{at}"
        disturbed = once(folder, code, at, lasting, photo, make_lanes, calm.whole)
        if not disturbed.faults.fired:
            break
        fired[disturbed.faults.fired.split()[0]] += 1
        assert all(sentence.endswith(".") and "Errno" not in sentence for sentence in disturbed.paused)
        assert all(sentence.endswith(".") and "Errno" not in sentence for sentence in disturbed.refused)
        assert told(folder / "reports" / "r.html") == told(tmp_path / "calm" / "reports" / "r.html"), at
        shutil.rmtree(folder)
    assert sum(fired.values()) >= calm.faults.count // step - 2
