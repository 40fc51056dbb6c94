"""How each task is carried out. The same code runs in a child process and inline."""

from __future__ import annotations

import time

from restorer import __version__
from restorer.analysis.measure import measure
from restorer.analysis.proposal import propose, resolve
from restorer.core.control import Control
from restorer.engines.restore import restore
from restorer.photo.photo import Photo
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.photo.write import Provenance, write_photo
from restorer.recipe.codec import with_setting
from restorer.recipe.recipe import Recipe
from restorer.worker.messages import FileReport, RestoreFile


def restore_file(request: RestoreFile, scratch: Scratch, control: Control | None = None) -> FileReport:
    """File to file: read, measure where needed, restore, write, check.

    Raises
    ------
    RestorerError
        the file was not restored; nothing was written. `request.failed(error)` makes the report of it.
    Cancelled
        somebody asked to stop.
    """
    began = time.monotonic()
    photo = read_photo(request.source, scratch, request.limits, control)
    recipe = _settled(request, photo, control)
    result = restore(photo, recipe, request.setup, scratch=scratch, control=control)
    provenance = Provenance(
        recipe.canonical,
        tuple((used.operation, used.id, used.sha256) for step in result.steps for used in step.weights),
        __version__,
    )
    saved = write_photo(
        result.photo,
        request.target,
        request.options,
        provenance,
        source=request.source,
        overwrite=request.overwrite,
        control=control,
    )
    return FileReport(
        request.source,
        saved.path,
        seconds=time.monotonic() - began,
        recipe=recipe,
        steps=result.steps,
        warnings=(*photo.facts.warnings, *result.warnings, *saved.warnings),
    )


def _settled(request: RestoreFile, photo: Photo, control: Control | None) -> Recipe:
    """The recipe for this photo with nothing left to be measured and nothing in it that does nothing."""
    findings = None
    recipe = request.recipe
    if recipe is None:
        findings = measure(photo, control)
        recipe = propose(findings).recipe
    for setting in request.settings:
        recipe = with_setting(recipe, setting)
    if not recipe.concrete:
        recipe = resolve(recipe, findings or measure(photo, control))
    return recipe.active()
