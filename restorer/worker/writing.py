"""Putting a photo into a file so that no kill, at any instant, leaves anything behind or anything half done."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from restorer.core.control import Control
from restorer.core.errors import BadRequest
from restorer.core.files import file_error, place, same_file
from restorer.photo.photo import Photo
from restorer.photo.provenance import Provenance
from restorer.photo.store import Scratch
from restorer.photo.write import Saved, SaveOptions, copy_unchanged, write_photo
from restorer.worker.scratch import staging

Write = Callable[[Path], Saved]


def check_place(target: Path, source: Path | None, *, overwrite: bool, retried: bool = False) -> None:
    """Whether a file may be put there, told before any work.

    Raises
    ------
    BadRequest
        it is the source, a folder, in a folder that is not there, or exists already without `overwrite`.
    """
    if source is not None and same_file(source, target):
        raise BadRequest(
            f"“{target.name}” is the original itself, which is never written over. Choose another name or folder."
        )
    if target.is_dir():
        raise BadRequest(f"“{target}” is a folder. Give the new file a name.")
    if not target.parent.is_dir():
        raise BadRequest(f"The folder “{target.parent}” is not there.")
    if not overwrite and not retried and os.path.lexists(target):
        raise _exists(target)


def write_restored(
    photo: Photo,
    options: SaveOptions,
    provenance: Provenance | None,
    source: Path | None,
    control: Control | None,
) -> Write:
    """How `photo` is written into a file, for `put`."""
    return lambda path: write_photo(photo, path, options, provenance, source=source, overwrite=False, control=control)


def copy_of(source: Path, photo: Photo) -> Write:
    """How the source of `photo` is copied, for `put`."""
    return lambda path: copy_unchanged(source, path, photo.facts, overwrite=False)


def put(
    write: Write, target: Path, source: Path | None, scratch: Scratch, *, overwrite: bool, retried: bool = False
) -> Saved:
    """Have a file written and checked beside its target, and move it there in one instant.

    retried: an earlier try of the same task died, perhaps after it had put its file in place. A target that exists
    is then no obstacle if it holds just what this try has written.

    Raises
    ------
    RestorerError
        it could not be written, or may not be put there. An old target is as it was.
    Cancelled
        writing was asked to stop.
    """
    check_place(target, source, overwrite=overwrite, retried=retried)
    with staging(target, scratch) as staged:
        saved = write(staged)
        check_place(target, source, overwrite=overwrite, retried=retried)
        try:
            place(staged, target, overwrite=overwrite)
        except FileExistsError as error:
            if not (retried and filecmp.cmp(staged, target, shallow=False)):
                raise _exists(target) from error
        except OSError as error:
            raise file_error(error, target, "saving") from error
    return replace(saved, path=target)


def _exists(target: Path) -> BadRequest:
    return BadRequest(f"“{target.name}” exists already. Allow overwriting, or choose another name.")
