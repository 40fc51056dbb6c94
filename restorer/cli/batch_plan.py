"""`restorer batch --dry-run`: what would be done, printed for people or for programs."""

from __future__ import annotations

import json

import click

from restorer.batch.journal import find
from restorer.batch.plan import Entry, State
from restorer.batch.request import BatchRequest
from restorer.batch.session import open_journal
from restorer.core.files import Places


def left(places: Places, request: BatchRequest) -> tuple[Entry, ...] | None:
    """What --resume would do, as the journal has it; None where there is no journal."""
    if find(places, request.output) is None:
        return None
    with open_journal(places, request.output) as journal:
        rows = journal.rows(State.WAITING, State.SAVING)
        return tuple(Entry(row.number, row.source, row.target) for row in rows)


def show(entries: tuple[Entry, ...], request: BatchRequest, summary: str, *, as_json: bool) -> int:
    """Print what would be done, and what each output will not hold of its photo."""
    for entry in entries:
        output = None if entry.target is None else request.output / entry.target
        if as_json:
            said = {
                "input": str(entry.source),
                "output": None if output is None else str(output),
                "state": entry.state.value,
                "reason": entry.reason,
                "losses": list(entry.losses),
            }
            click.echo(json.dumps(said))
        else:
            what = str(output) if entry.state is State.WAITING else f"{entry.state.value}: {entry.reason}"
            for line in (f"{entry.source} → {what}", *(f"  {sentence}" for sentence in entry.losses)):
                click.echo(line.encode("utf-8", "replace").decode("utf-8"))
    click.echo(f"{summary}. Nothing was written.", err=True)
    return 0
