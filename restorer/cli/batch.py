"""`restorer batch`: a folder in, a folder out, with a plan, a journal and a report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from restorer.batch.events import BatchEvent, PhotoEnded
from restorer.batch.journal import Journal
from restorer.batch.names import DEFAULT, FIELDS, Template
from restorer.batch.plan import State, make_plan
from restorer.batch.report import Report, check_report_path
from restorer.batch.request import COLLISIONS, BatchRequest
from restorer.batch.resume import check_same, retry_failed, take_up
from restorer.batch.runner import BatchRun
from restorer.batch.scan import counted
from restorer.batch.session import begin, open_journal
from restorer.batch.summary import in_words
from restorer.cli.batch_machines import cluster_at, jobs_on, settled
from restorer.cli.batch_plan import left, show
from restorer.cli.batch_progress import BatchLine
from restorer.cli.options import RECIPE_WORDS, SAVE_WORDS, SETUP_WORDS, how_it_is_saved, wanted, what_is_done
from restorer.cli.restore import NOTHING_READ, interruptible
from restorer.core.control import Control
from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.scratch import sweep_scratch

if TYPE_CHECKING:
    from restorer.batch.cluster import Cluster

_TEMPLATE_HELP = f"Pattern for the outputs' names, of {', '.join('{' + name + '}' for name in FIELDS)}."


@click.command(short_help="Restore a folder of photos, subfolders too, with a journal and a report.")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@what_is_done
@click.option("--recursive/--no-recursive", default=True, help="Subfolders too, mirrored in OUT (the default), or not.")
@click.option("--template", default=DEFAULT, show_default=True, metavar="TEXT", help=_TEMPLATE_HELP)
@click.option(
    "--on-collision", "collision", type=click.Choice(COLLISIONS), default="skip", show_default=True,
    help="What to do where an output exists already. Originals are never written over.",
)  # fmt: skip
@how_it_is_saved
@click.option("--resume", is_flag=True, help="Go on with the batch into OUT that was interrupted.")
@click.option("--retry-failed", is_flag=True, help="Try those again that failed in the batch into OUT.")
@click.option("--cluster", "address", metavar="ADDRESS", help="Have a dask.distributed cluster do it (tls:// or here).")
@click.option("--dry-run", is_flag=True, help="Print the plan and do nothing.")
@click.option("--report", "report_path", type=click.Path(path_type=Path), help="A page (.html), and a table beside it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a photo on standard output.")
@click.pass_context
def command(
    context: click.Context,
    /,
    resume: bool,
    retry_failed: bool,
    address: str | None,
    dry_run: bool,
    report_path: Path | None,
    as_json: bool,
    **words: Any,
) -> int:
    """Restore a folder of photos into another, subfolders too.

    Every name is settled before work begins. However it ends, --resume goes on where it was. Without --auto, --preset,
    --recipe or the name of an operation each photo is measured and gets what it needs.
    """
    request = _request(words)
    if report_path is not None:
        report_path = Path(os.path.abspath(report_path))
        check_report_path(report_path)
    given = {name for name in words if context.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)}
    control = Control()
    places = Places.standard()
    with interruptible(control), BatchLine() as line:
        if dry_run:
            return _dry_run(places, request, resume, control, line, as_json=as_json)
        sweep_scratch(places.scratch)
        with cluster_at(address) as cluster, open_journal(places, request.output) as journal:
            again = retry_failed or resume
            recorded = _take_up(journal, request, given, control, line, failed=retry_failed) if again else None
            request = settled(recorded or request, cluster)
            if recorded is None:
                _begin(journal, request, control, line)
            return _work(journal, request, cluster, places, report_path, control, line, as_json)


def _request(words: dict[str, Any]) -> BatchRequest:
    """What was typed, as a value. Says what is wrong with it."""
    asked = wanted(words)
    return BatchRequest(
        (Path(os.path.abspath(words["source"])),),
        Path(os.path.abspath(words["output"])),
        None if asked.recipe is None else asked.recipe.portable(),
        asked.settings,
        _label(words, asked.settings),
        asked.setup,
        asked.options,
        Template(words["template"]),
        words["collision"],
        words["recursive"],
    )


def _label(words: dict[str, Any], settings: tuple[str, ...]) -> str:
    """What the recipe is called in names."""
    if words["preset"] is not None:
        return str(words["preset"])
    if words["recipe_file"] is not None:
        return str(words["recipe_file"].stem)
    operations = dict.fromkeys(setting.partition(".")[0].strip() for setting in settings)
    return "-".join(operations) if operations and not words["auto"] else "auto"


def _dry_run(
    places: Places, request: BatchRequest, resume: bool, control: Control, line: BatchLine, *, as_json: bool
) -> int:
    """Print what would be done."""
    remaining = left(places, request) if resume else None
    if remaining is not None:
        return show(remaining, request, f"{len(remaining):,} to do", as_json=as_json)
    plan = make_plan(request, control, line.planning)
    waiting = sum(entry.state is State.WAITING for entry in plan.entries)
    return show(plan.entries, request, f"{plan.found}. {waiting:,} to do", as_json=as_json)


def _take_up(
    journal: Journal, request: BatchRequest, given: set[str], control: Control, line: BatchLine, *, failed: bool
) -> BatchRequest | None:
    """Go on with what was interrupted, or try again what `failed`; the request that counts, None where nothing was."""
    recorded = journal.request(request.output)
    if recorded is None:
        if failed:
            raise BadRequest(f"There was no batch into “{request.output}” that could be tried again.")
        return None
    check_same(_filled(request, recorded, given), recorded)
    if failed:
        line.say(f"Trying again: {counted(retry_failed(journal, request.output), 'photo')}.")
        return recorded
    for sentence in take_up(journal, request.output, control, line.checking):
        line.say(sentence)
    counts = journal.counts()
    line.say(f"Continuing: {counts[State.WAITING]:,} of {sum(counts.values()):,} photos are left.")
    return recorded


def _begin(journal: Journal, request: BatchRequest, control: Control, line: BatchLine) -> None:
    """Plan afresh."""
    if journal.request(request.output) is not None and journal.counts()[State.WAITING]:
        line.say("An earlier batch into this folder was not finished. It is forgotten; --resume would have gone on.")
    plan = make_plan(request, control, line.planning)
    line.say(f"{plan.found}.")
    for folder, reason in plan.found.unreadable:
        line.say(f"“{folder}” was not looked into: {reason}.")
    begin(journal, request, plan)


def _filled(request: BatchRequest, recorded: BatchRequest, given: set[str]) -> BatchRequest:
    """What was typed now, the rest as it was recorded."""

    def chosen(options: tuple[str, ...]) -> BatchRequest:
        return request if given & set(options) else recorded

    recipe = chosen(RECIPE_WORDS)
    return BatchRequest(
        request.inputs,
        request.output,
        recipe.recipe,
        recipe.settings,
        recipe.label,
        chosen(SETUP_WORDS).setup,
        chosen(SAVE_WORDS).options,
        chosen(("template",)).template,
        chosen(("collision",)).collision,
        chosen(("recursive",)).recursive,
    )


def _work(
    journal: Journal,
    request: BatchRequest,
    cluster: Cluster | None,
    places: Places,
    report_path: Path | None,
    control: Control,
    line: BatchLine,
    as_json: bool,
) -> int:
    """Restore what waits; the exit status."""
    if cluster is not None:
        cluster.begin(request)
        line.say(f"Working with {cluster}.")
    report = None if report_path is None else Report(report_path, request, journal)
    if report is not None:
        report.begin()

    def tell(event: BatchEvent) -> None:
        line.happened(event)
        if isinstance(event, PhotoEnded):
            if report is not None:
                report.add(event.number)
            if as_json:
                click.echo(json.dumps(_said(event)))

    pictures = report is not None
    with Scratch(places.scratch) as scratch, jobs_on(cluster, places, scratch) as jobs:
        run = BatchRun(
            request, journal, jobs, scratch, control=control, tell=tell, pictures=pictures, elsewhere=cluster
        )
        try:
            run.run()
        finally:
            if report is not None:
                report.finish()
            counts = journal.counts()
            line.say(in_words(counts))
    return exit_status(counts)


def _said(event: PhotoEnded) -> dict[str, Any]:
    return event.report().as_json() | {"state": event.state.value, "reason": event.reason}


def exit_status(counts: dict[State, int]) -> int:
    """0 all done, 3 nothing could be read, 1 some failed."""
    bad = counts[State.UNREADABLE] + counts[State.FAILED] + counts[State.ASIDE]
    if not bad:
        return 0
    return NOTHING_READ if counts[State.UNREADABLE] == sum(counts.values()) else 1
