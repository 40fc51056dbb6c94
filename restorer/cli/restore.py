"""`restorer restore`: photos in, restored photos out."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from restorer.cli.options import Wanted, how_it_is_saved, wanted, what_is_done
from restorer.cli.progress import Progress
from restorer.cli.targets import Planned, plan
from restorer.core.control import Control
from restorer.core.errors import RestorerError
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import FileReport, RestoreFile
from restorer.worker.scratch import sweep_scratch

NOTHING_READ = 3


@click.command(short_help="Restore photos, or all photos of a folder.")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(), help="File, or folder for several.")
@what_is_done
@how_it_is_saved
@click.option("--overwrite", is_flag=True, help="Replace outputs that exist. Inputs never are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a photo on standard output.")
def command(inputs: tuple[Path, ...], output: str, overwrite: bool, as_json: bool, **words: Any) -> int:
    """Restore photos, or all photos of a folder.

    Without --auto, --preset, --recipe or the name of an operation each photo is measured and gets what it needs.
    """
    asked = wanted(words)
    photos = plan(inputs, output, asked.options.format, keep_format=words["format_"] == "same")
    places = Places.standard()
    sweep_scratch(places.scratch)
    control = Control()
    reports = []
    with (
        interruptible(control),
        Scratch(places.scratch) as scratch,
        InlineRunner(places, scratch) as runner,
        Progress(len(photos)) as progress,
    ):
        for photo in photos:
            following = progress.following(control, photo)
            report = restored(photo, asked, overwrite, runner, following)
            reports.append(report)
            progress.ended(report)
            if as_json:
                click.echo(json.dumps(report.as_json()))
    return exit_status(reports)


def restored(photo: Planned, asked: Wanted, overwrite: bool, runner: InlineRunner, control: Control) -> FileReport:
    """What became of one photo; its failure is in the report, so that the next ones get their turn."""
    request = RestoreFile(
        photo.source,
        photo.target,
        recipe=asked.recipe,
        settings=asked.settings,
        setup=asked.setup,
        options=asked.options,
        overwrite=overwrite,
    )
    if photo.error is not None:
        return request.failed(photo.error)
    try:
        return runner.run(request, control)
    except RestorerError as error:
        return request.failed(error)


def exit_status(reports: list[FileReport]) -> int:
    """0 all done, 3 nothing could be read, 1 some failed."""
    failed = [report for report in reports if report.error is not None]
    if not failed:
        return 0
    return NOTHING_READ if all(report.error_kind == "BadInput" for report in reports) else 1


@contextmanager
def interruptible(control: Control) -> Iterator[None]:
    """Ctrl+C stops at the next tile and leaves nothing behind; a second one stops at once."""

    def stop(_number: int, _frame: object) -> None:
        control.cancel()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
