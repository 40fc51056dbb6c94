"""Opening very many photos: all come, in their order, each once, and the window goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.ui import slices
from restorer.ui.application import Application

LONG = 120_000


def copies(photo: Path, count: int) -> list[Path]:
    content = photo.read_bytes()
    paths = [photo.with_name(f"copy {number:03}.png") for number in range(count)]
    for path in paths:
        path.write_bytes(content)
    return paths


def open_many(application: Application, qtbot: QtBot, photo: Path) -> None:
    """Copies of a photo, more than are listed at once."""
    paths = copies(photo, slices.AT_ONCE + 20)
    application.documents.open(paths)
    qtbot.waitUntil(lambda: len(application.documents.models) == len(paths), timeout=LONG)


def test_very_many_are_listed_bit_by_bit_in_their_order(
    application: Application, qtbot: QtBot, faded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_S", 0.0)  # none fits into a turn, as on a slow computer
    paths, documents = copies(faded, slices.AT_ONCE + 20), application.documents
    documents.open(paths)
    assert len(documents.models) == 1 + slices.AT_ONCE
    assert documents.current is documents.models[0]
    monkeypatch.setattr(slices, "SLICE_S", 0.001)
    qtbot.waitUntil(lambda: len(documents.models) == len(paths), timeout=LONG)
    assert [model.document.source for model in documents.models] == paths
    assert documents.current is documents.models[0]
    assert application.window.filmstrip.count() == len(paths)


def test_a_file_is_opened_once_whatever_its_path(application: Application, faded: Path, tmp_path: Path) -> None:
    documents = application.documents
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link.png"
    link.hardlink_to(faded)
    documents.open([faded, tmp_path / "folder" / ".." / faded.name, link])
    assert len(documents.models) == 1
    new = tmp_path / "new.png"
    new.write_bytes(faded.read_bytes())
    new.replace(faded)  # another program has saved it anew
    documents.open([faded])
    assert len(documents.models) == 1
    documents.open([link])  # which is the old one
    assert len(documents.models) == 2


def test_what_is_not_listed_yet_is_given_up_when_the_window_closes(
    application: Application, qtbot: QtBot, faded: Path
) -> None:
    application.documents.open(copies(faded, slices.AT_ONCE + 50))
    application.documents.stop_opening()
    qtbot.wait(50)
    assert len(application.documents.models) == 1 + slices.AT_ONCE


def test_choosing_in_the_strip_looks_at_that_photo_also_after_others_were_closed(
    application: Application, faded: Path
) -> None:
    documents, strip = application.documents, application.window.filmstrip
    documents.open(copies(faded, 4))
    documents.close(documents.models[1])
    for row, model in enumerate(documents.models):
        strip.setCurrentRow(row)
        assert documents.current is model


def test_a_recipe_is_pasted_on_very_many_bit_by_bit_the_one_that_is_looked_at_first(
    application: Application, qtbot: QtBot, faded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, window = application.documents, application.window
    open_many(application, qtbot, faded)
    documents.set_current(documents.models[-1])
    recipe = Recipe((Fade(strength=30),))
    documents.models[-1].document.change("Fade", recipe)
    window.recipes.copy()

    def pasted() -> list[bool]:
        return [model.document.history.present.title == "Paste recipe" for model in documents.models]

    documents.models[-1].document.change("None", Recipe())
    monkeypatch.setattr(slices, "SLICE_S", 0.0)  # none fits into a turn, as on a slow computer
    window.actions_["paste_recipe_all"].trigger()
    assert pasted()[-1]
    assert pasted().count(True) == slices.AT_ONCE
    documents.close(documents.models[-2])  # which waits
    monkeypatch.setattr(slices, "SLICE_S", 0.001)
    qtbot.waitUntil(lambda: all(pasted()), timeout=LONG)
    qtbot.waitUntil(lambda: any("51 photos" in banner.sentence for banner in window.banners.shown), timeout=LONG)
    assert all(model.document.recipe == recipe for model in documents.models)


def test_all_have_what_is_pasted_before_all_are_saved(
    application: Application, qtbot: QtBot, faded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, window = application.documents, application.window
    open_many(application, qtbot, faded)
    documents.models[0].document.change("Fade", Recipe((Fade(strength=30),)))
    window.recipes.copy()
    qtbot.waitUntil(lambda: documents.models[0].document.photo is not None, timeout=LONG)
    asked: list[int] = []
    monkeypatch.setattr(
        window.saving, "ask_all", lambda: asked.append(sum(bool(one.document.recipe.steps) for one in documents.models))
    )
    window.actions_["paste_recipe_all"].trigger()
    window.actions_["save_all"].trigger()
    assert asked == [len(documents.models)]
