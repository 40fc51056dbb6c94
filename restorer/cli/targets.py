"""Which photos are meant, and what each one's output is called."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from restorer.core.errors import BadInput, RestorerError
from restorer.core.files import file_error
from restorer.photo.formats import by_suffix, same_as_source, suffix_for
from restorer.photo.limits import Limits
from restorer.photo.read import peek


@dataclass(frozen=True, slots=True)
class Planned:
    """A photo and the name of its output. error: why it cannot be read, known before any work."""

    source: Path
    target: Path
    error: RestorerError | None = None


def plan(inputs: tuple[Path, ...], out: str, format_: str | None, *, keep_format: bool) -> list[Planned]:
    """Photos in the order given, with the names of their outputs.

    out: as it was typed; with a slash at its end it is a folder. format_: wanted for all, None where the source's or
    OUT's suffix decides. keep_format: the source's was asked for.

    Raises
    ------
    click.UsageError
        OUT cannot be what several photos go to, or its suffix is that of no format that can be written.
    """
    sources, output = list(expanded(inputs)), Path(out)
    several = len(inputs) > 1 or inputs[0].is_dir()
    into_folder = several or output.is_dir() or out.endswith(("/", os.sep))
    if not into_folder:
        return [_into_file(sources[0], output, format_, keep_format=keep_format)]
    if output.exists() and not output.is_dir():
        raise click.UsageError(f"“{output}” is a file, and several photos need a folder.")
    if not sources:
        raise click.UsageError("There are no photos in what was given.")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_error(error, output, "making") from error
    taken: set[str] = set()
    return [_into_folder(source, output, format_, taken) for source in sources]


def expanded(inputs: Iterable[Path]) -> Iterable[Path]:
    """Files as they are, folders as the photos in them (by their suffixes), in the order of their names."""
    for path in inputs:
        if path.is_dir():
            yield from sorted(
                file for file in path.iterdir() if by_suffix(file.suffix) is not None and not file.name.startswith(".")
            )
        else:
            yield path


def _into_file(source: Path, target: Path, format_: str | None, *, keep_format: bool) -> Planned:
    wanted = by_suffix(target.suffix)
    if wanted is None or not wanted.can_write:
        raise click.UsageError(f"“{target.suffix}” is not a suffix that can be written. Try .jpg, .png or .tif.")
    try:
        said = format_ or (same_as_source(peek(source, Limits())) if keep_format else None)
    except RestorerError as error:
        return Planned(source, target, error)
    if said is not None and said != wanted.id:
        raise click.UsageError(f"“{target.name}” has the suffix of another format than {said}.")
    return Planned(source, target)


def _into_folder(source: Path, folder: Path, format_: str | None, taken: set[str]) -> Planned:
    """The source's name in `folder`, suffix of the output's format; of two with one name one gets (2)."""
    try:
        header = peek(source, Limits())
        kind = format_ or same_as_source(header)
    except RestorerError as error:
        return Planned(source, folder / source.name, error)
    except OSError as error:
        return Planned(source, folder / source.name, BadInput(str(error), detail=repr(error)))
    own = by_suffix(source.suffix)
    suffix = source.suffix if own is not None and own.id == kind else suffix_for(kind)
    target = folder / f"{source.stem}{suffix}"
    number = 1
    while str(target).casefold() in taken:
        number += 1
        target = folder / f"{source.stem} ({number}){suffix}"
    taken.add(str(target).casefold())
    return Planned(source, target)
