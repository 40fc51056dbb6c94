"""A recipe kept beside a photo is that photo's alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from restorer.core.files import Places
from restorer.document.sidecar import save_sidecar, sidecar_path
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui.application import Application


def test_a_photo_gets_its_own_recipe_back_and_never_a_stranger_s(
    application: Application, faded: Path, another: Path, places: Places, opened: Callable[[Path], None]
) -> None:
    opened(faded)
    documents, model = application.documents, application.documents.current
    assert model is not None
    assert model.document.photo is not None
    recipe = Recipe((Fade(strength=61),))
    save_sidecar(faded, model.document.photo.facts.sha256, recipe, places)
    documents.close(model)

    opened(faded)
    assert documents.current is not None
    assert documents.current.document.recipe == recipe
    assert documents.current.document.clean
    documents.close(documents.current)

    kept = sidecar_path(faded).read_bytes()
    shutil.copyfile(another, faded)
    opened(faded)
    assert documents.current is not None
    assert documents.current.document.recipe == Recipe()
    assert any(sidecar_path(faded).name in banner.sentence for banner in application.window.banners.shown)
    assert sidecar_path(faded).read_bytes() == kept
