"""The journal: what became of every photo of a batch, written so that no kill and no power cut loses a line of it.

A SQLite file in the program's data folder, named by the real path of the folder of outputs; a small hidden file in
that folder names it too, so that it is found again when a drive comes back under another path. Each change is on
the disk before the next step is taken (WAL, synchronous=FULL).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from restorer.batch.plan import Entry, State
from restorer.batch.request import BatchRequest
from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import Places, file_error, place
from restorer.core.locks import Lock

VERSION = 1
MARKER = ".restorer-batch"

_SCHEMA = """
CREATE TABLE batch (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE photo (
    number INTEGER PRIMARY KEY,
    source BLOB NOT NULL,
    target BLOB,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL DEFAULT 'new',
    size_bytes INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    output_bytes INTEGER NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    source_sha256 TEXT,
    output_sha256 TEXT,
    told TEXT NOT NULL DEFAULT '{}',
    before BLOB,
    after BLOB
);
CREATE INDEX photo_state ON photo (state, number);
"""
_KEY = re.compile(r"[0-9a-f]{32}")
_COLUMNS = (
    "number, source, target, state, reason, mode, size_bytes, changed_ns, output_bytes, seconds, "
    "source_sha256, output_sha256, told"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One photo as the journal has it. target: relative to the folder of outputs.

    mode: "new"; "begun": its output was being put in place once, so it may stand there already; "replace": the
    output that is there is an older one of this batch and may go.
    size_bytes, changed_ns: of the source, when it was planned or last read. told: what the report says of it.
    """

    number: int
    source: Path
    target: PurePosixPath | None
    state: State
    reason: str
    mode: str
    size_bytes: int
    changed_ns: int
    output_bytes: int
    seconds: float
    source_sha256: str | None
    output_sha256: str | None
    told: dict[str, Any]


def journal_key(output: Path) -> str:
    """The name of the journal of a folder of outputs."""
    return hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:32]


def find(places: Places, output: Path) -> Path | None:
    """The journal of this folder, by its path or by the marker in it; None where there is none."""
    named = [journal_key(output)]
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((output / MARKER).read_text("utf-8"))["journal"]
        if _KEY.fullmatch(said):
            named.append(said)
    paths = (places.data / "journals" / f"{name}.sqlite" for name in named)
    return next((path for path in paths if path.exists()), None)


class Unrecorded(RestorerError):
    """A change could not be written, for now: the disk of the journal is full, gone or read-only. Nothing is lost."""


class Journal:
    """An open journal. Used by one thread at a time; held against other processes until it is closed."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make an empty one.

        Raises
        ------
        BadRequest
            another Restorer is at work on it, it is damaged or of a later version.
        NoRoom, Unrecorded
            it cannot be written to.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(path.with_suffix(".lock"))
            if not self._lock.take():
                raise BadRequest("Another Restorer is at work on a batch into this folder. Wait until it has ended.")
        except OSError as error:
            raise file_error(error, path, "keeping a journal in") from error
        try:
            self._base = _connected(path)
        except RestorerError:
            self._lock.release()
            raise

    def begin(self, request: BatchRequest, entries: Iterable[Entry]) -> None:
        """Forget what was written before and write a plan, all of it or nothing."""
        with self._writing():
            self._base.execute("DELETE FROM batch")
            self._base.execute("DELETE FROM photo")
            self._base.execute("INSERT INTO batch VALUES ('request', ?)", (request.as_json(),))
            self._base.executemany(
                "INSERT INTO photo (number, source, target, state, reason, size_bytes, changed_ns, output_bytes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        entry.number,
                        os.fsencode(entry.source),
                        None if entry.target is None else os.fsencode(entry.target),
                        entry.state.value,
                        _text(entry.reason),
                        entry.size_bytes,
                        entry.changed_ns,
                        entry.output_bytes,
                    )
                    for entry in entries
                ),
            )

    def request(self, output: Path) -> BatchRequest | None:
        """What the batch was asked to do; None while nothing has been planned."""
        found = self._base.execute("SELECT value FROM batch WHERE name = 'request'").fetchone()
        return None if found is None else BatchRequest.from_json(found[0], output)

    def counts(self) -> dict[State, int]:
        """How many photos are in each state."""
        found = dict(self._base.execute("SELECT state, count(*) FROM photo GROUP BY state"))
        return {state: found.get(state.value, 0) for state in State}

    def left_bytes(self) -> int:
        """A guess at the disk space for what is still to be written."""
        query = "SELECT coalesce(sum(output_bytes), 0) FROM photo WHERE state IN ('waiting', 'saving')"
        return int(self._base.execute(query).fetchone()[0])

    def next_waiting(self, besides: Iterable[int] = ()) -> Row | None:
        """The first that waits, but for these numbers."""
        busy = tuple(besides)
        marks = ", ".join("?" * len(busy))
        found = self._base.execute(
            f"SELECT {_COLUMNS} FROM photo WHERE state = 'waiting' AND number NOT IN ({marks}) ORDER BY number LIMIT 1",
            busy,
        ).fetchone()
        return None if found is None else _row(found)

    def rows(self, *states: State) -> Iterator[Row]:
        """All rows in the order of the plan, or those in these states; a thousand at a time, so they may be changed."""
        wanted = [state.value for state in states or tuple(State)]
        marks, last = ", ".join("?" * len(wanted)), 0
        while True:
            found = self._base.execute(
                f"SELECT {_COLUMNS} FROM photo WHERE state IN ({marks}) AND number > ? ORDER BY number LIMIT 1000",
                (*wanted, last),
            ).fetchall()
            if not found:
                return
            yield from map(_row, found)
            last = found[-1][0]

    def row(self, number: int) -> Row:
        """One photo, by its number in the plan."""
        found = self._base.execute(f"SELECT {_COLUMNS} FROM photo WHERE number = ?", (number,)).fetchone()
        if found is None:
            raise BadRequest("This photo is not part of the batch (any more).", detail=f"row {number}")
        return _row(found)

    def change(self, number: int, **fields: Any) -> None:
        """Write these columns of one photo; on the disk when this returns.

        Raises
        ------
        Unrecorded
            it could not be written, and may be tried again.
        """
        values = {name: _stored(value) for name, value in fields.items()}
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._writing():
            self._base.execute(f"UPDATE photo SET {sets} WHERE number = :photo", values | {"photo": number})

    def thumbnails(self, number: int) -> tuple[bytes | None, bytes | None]:
        """JPEG files of the photo before and after; None where there is none."""
        found = self._base.execute("SELECT before, after FROM photo WHERE number = ?", (number,)).fetchone()
        return (None, None) if found is None else (found[0], found[1])

    def without_pictures(self) -> tuple[int, ...]:
        """Numbers of photos that are done but have no thumbnails."""
        query = "SELECT number FROM photo WHERE state IN ('restored', 'unchanged') AND before IS NULL ORDER BY number"
        return tuple(number for (number,) in self._base.execute(query))

    def continue_interrupted(self) -> None:
        """Have photos wait again whose output was being written when the batch ended."""
        with self._writing():
            self._base.execute("UPDATE photo SET state = 'waiting', mode = 'begun' WHERE state = 'saving'")

    def retry_failed(self) -> int:
        """Have photos wait again that failed or were set aside; how many."""
        with self._writing():
            query = "UPDATE photo SET state = 'waiting', reason = '' WHERE state IN ('failed', 'set aside')"
            return self._base.execute(query).rowcount

    def close(self) -> None:
        self._base.close()
        self._lock.release()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it on the disk, or none."""
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise _journal_error(error, self.path) from error


def mark(output: Path, journal: Journal) -> None:
    """Leave the hidden file in the folder of outputs that names the journal.

    Raises
    ------
    RestorerError
        the folder cannot be written to.
    """
    marker, said = output / MARKER, json.dumps({"journal": journal.path.stem})
    # Always the same name, so that what a kill leaves is taken up by the next try.
    partial = marker.with_name(f"{MARKER}.partial")
    try:
        output.mkdir(parents=True, exist_ok=True)
        partial.write_text(said, "utf-8")
        place(partial, marker, overwrite=True)
    except OSError as error:
        with contextlib.suppress(OSError):  # what could not be written may not be removable
            partial.unlink(missing_ok=True)
        raise file_error(error, marker, "saving") from error


def is_marked(output: Path) -> bool:
    """Whether this is still the folder that the batch began in, and not the empty place of a drive that has gone."""
    return (output / MARKER).is_file()


def _connected(path: Path) -> sqlite3.Connection:
    try:
        base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
            _bring_up(base)
        except BaseException:
            base.close()
            raise
    except sqlite3.Error as error:
        raise _journal_error(error, path) from error
    return base


def _bring_up(base: sqlite3.Connection) -> None:
    version = base.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise BadRequest(
            f"This batch was begun by a later Restorer (version {version} of its journal). Update Restorer."
        )
    if version == 0:
        base.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")


def _journal_error(error: sqlite3.Error, path: Path) -> RestorerError:
    detail = f"{path}: {error!r}"
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL"):
        sentence = f"The disk with “{path.parent}” is full, where the batch is recorded. Make room."
        return Unrecorded(sentence, detail=detail)
    if isinstance(error, sqlite3.OperationalError):
        return Unrecorded(f"The record of the batch in “{path.parent}” cannot be written ({error}).", detail=detail)
    return BadRequest("The record of this batch is damaged. Start the batch afresh.", detail=detail)


def _row(found: tuple[Any, ...]) -> Row:
    number, source, target, state, *facts, told = found
    place = None if target is None else PurePosixPath(os.fsdecode(target))
    values: tuple[Any, ...] = (number, Path(os.fsdecode(source)), place, State(state), *facts, json.loads(told))
    return Row(*values)


def _stored(value: Any) -> Any:
    match value:
        case State():
            return value.value
        case dict():
            return json.dumps(value)
        case str():
            return _text(value)
        case _:
            return value


def _text(said: str) -> str:
    """As SQLite takes it: names that are no UTF-8 are in sentences, too."""
    return said.encode("utf-8", "replace").decode("utf-8")
