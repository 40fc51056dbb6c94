"""Beginning a batch, and finding one that was not finished."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from restorer.batch.journal import Journal, find, journal_key, mark
from restorer.batch.plan import Plan, State
from restorer.batch.request import BatchRequest
from restorer.core.errors import BadRequest, RestorerError
from restorer.core.files import Places


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A batch that was interrupted, or of which some photos failed. left: photos that wait; failed: to be retried."""

    request: BatchRequest
    left: int
    failed: int
    total: int


def open_journal(places: Places, output: Path) -> Journal:
    """The journal of this folder of outputs, an empty one where there was none.

    Raises
    ------
    BadRequest
        another Restorer is at work on it, or it is damaged.
    """
    path = find(places, output)
    return Journal(path or places.data / "journals" / f"{journal_key(output)}.sqlite")


def unfinished(places: Places, output: Path) -> Unfinished | None:
    """What can be continued into this folder; None where nothing can, or another Restorer is at it."""
    path = find(places, output)
    if path is None:
        return None
    try:
        with Journal(path) as journal:
            request, counts = journal.request(output), journal.counts()
    except RestorerError:
        return None
    left = counts[State.WAITING] + counts[State.SAVING]
    failed = counts[State.FAILED] + counts[State.ASIDE]
    if request is None or not left + failed:
        return None
    return Unfinished(request, left, failed, sum(counts.values()))


def begin(journal: Journal, request: BatchRequest, plan: Plan) -> None:
    """Mark the folder of outputs, and write the plan into the journal in place of whatever was there.

    Raises
    ------
    RestorerError
        there are no photos, or the folder or the journal cannot be written to.
    """
    if not plan.entries:
        raise BadRequest(f"There are no photos in “{request.inputs[0]}”.")
    mark(request.output, journal)
    journal.begin(request, plan.entries)
