"""Going on with a batch that was interrupted: what it finds is compared with what the journal says, by hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from restorer.batch.journal import Journal, Row
from restorer.batch.names import shortened
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.trouble import output_trouble
from restorer.core.control import Control
from restorer.core.errors import BadRequest
from restorer.core.files import file_error, free_name

_CHUNK = 1 << 22


def check_same(asked: BatchRequest, recorded: BatchRequest) -> None:
    """Refuse to go on with another request than the batch began with.

    Raises
    ------
    BadRequest
        they differ; the sentence says in what.
    """
    difference = asked.difference(recorded)
    if difference is not None:
        raise BadRequest(
            f"The batch into “{asked.output}” was begun with {difference}. Continue it as it was begun, "
            "or start it afresh without --resume."
        )


def take_up(
    journal: Journal,
    output: Path,
    control: Control | None = None,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[str, ...]:
    """Have everything wait again that is not there as the journal says; sentences on what was found.

    tell: called with outputs looked at and their number. If nothing waits then, what had failed is tried again.

    Raises
    ------
    RestorerError
        the folder of outputs is not there, or it or the journal cannot be written to.
    Cancelled
        `control` was asked to stop.
    """
    trouble = output_trouble(output)
    if trouble is not None:
        raise BadRequest(f"{trouble.sentence} Without --resume everything is made anew.")
    journal.continue_interrupted()
    counts = journal.counts()
    total = counts[State.RESTORED] + counts[State.UNCHANGED]
    said = []
    for looked_at, row in enumerate(journal.rows(State.RESTORED, State.UNCHANGED), 1):
        sentence = _looked_at(journal, output, row, control)
        if sentence:
            said.append(sentence)
        tell(looked_at, total)
    if journal.counts()[State.WAITING] == 0:
        journal.retry_failed()
    return tuple(said)


def retry_failed(journal: Journal, output: Path) -> int:
    """Have those wait again that failed or were set aside; how many. What stands in the output is not looked at.

    Raises
    ------
    RestorerError
        the folder of outputs is not there, or it or the journal cannot be written to.
    """
    trouble = output_trouble(output)
    if trouble is not None:
        raise BadRequest(trouble.sentence)
    journal.continue_interrupted()
    return journal.retry_failed()


def _looked_at(journal: Journal, output: Path, row: Row, control: Control | None) -> str:
    """Compare one output and its source with the journal; what is to be said of them."""
    assert row.target is not None  # it has been written
    place = output / row.target
    found = sha256_of(place, control)
    if found is None:
        journal.change(row.number, state=State.WAITING, mode="new")
        return f"“{row.target}” is not there any more and is made again."
    if found != row.output_sha256:
        kept = _set_aside(place)
        journal.change(row.number, state=State.WAITING, mode="new")
        return f"“{row.target}” is not as it was written; it is kept as “{kept.name}”, and made again."
    if _source_changed(row, control):
        journal.change(row.number, state=State.WAITING, mode="replace")
        return f"“{row.source.name}” has changed since it was restored and is restored again."
    return ""


def _source_changed(row: Row, control: Control | None) -> bool:
    """Whether there is a source with other bytes than those that were restored."""
    try:
        facts = os.stat(row.source)
    except OSError:
        return False  # gone; its output stands
    if (facts.st_size, facts.st_mtime_ns) == (row.size_bytes, row.changed_ns):
        return False
    return sha256_of(row.source, control) != row.source_sha256


def _set_aside(place: Path) -> Path:
    kept = free_name(place.with_name(shortened(place.stem, f" (as found){place.suffix}")))
    try:
        os.rename(place, kept)
    except OSError as error:
        raise file_error(error, place, "setting aside") from error
    return kept


def sha256_of(path: Path, control: Control | None = None) -> str | None:
    """Of a file's bytes, hex; None where there is no such file or it cannot be read.

    Raises
    ------
    Cancelled
        `control` was asked to stop.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if control is not None:
                    control.check()
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
