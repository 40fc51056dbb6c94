"""The recipe beside the photo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.document.sidecar import find_sidecar, own_path, save_sidecar, sidecar_path
from restorer.recipe.operations import Denoise
from restorer.recipe.recipe import Recipe

RECIPE = Recipe((Denoise(strength=60),))


def test_a_recipe_kept_beside_a_photo_is_found_again(tmp_path: Path) -> None:
    photo, places = tmp_path / "Öl 📷.jpg", Places.below(tmp_path / "home")
    assert find_sidecar(photo, "aa", places) is None
    assert save_sidecar(photo, "aa", RECIPE, places) == tmp_path / "Öl 📷.jpg.restorer.json"
    found = find_sidecar(photo, "aa", places)
    assert found is not None
    assert (found.recipe, found.matches) == (RECIPE, True)
    other = find_sidecar(photo, "bb", places)
    assert other is not None
    assert not other.matches


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser and Windows may write anywhere")
def test_in_a_closed_folder_the_recipe_goes_to_ours(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    _check_goes_to_ours(closed / "a.jpg", Places.below(tmp_path / "home"))


def test_where_writing_is_refused_the_recipe_goes_to_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is made, since the superuser that tests may run as is refused nothing."""
    from restorer.document import sidecar

    photo, real = tmp_path / "a.jpg", sidecar.write_whole

    def refuse(target: Path, content: bytes) -> None:
        if target.parent == photo.parent:
            raise PermissionError(13, "closed")
        real(target, content)

    monkeypatch.setattr(sidecar, "write_whole", refuse)
    _check_goes_to_ours(photo, Places.below(tmp_path / "home"))


def _check_goes_to_ours(photo: Path, places: Places) -> None:
    assert save_sidecar(photo, "aa", RECIPE, places) == own_path(photo, places)
    found = find_sidecar(photo, "aa", places)
    assert found is not None
    assert found.recipe == RECIPE


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 9}', '{"schema": 1, "recipe": {"version": 99}}'])
def test_a_damaged_sidecar_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    photo = tmp_path / "a.jpg"
    sidecar_path(photo).write_text(content)
    with pytest.raises(BadRequest, match=r"a\.jpg\.restorer\.json"):
        find_sidecar(photo, "aa", Places.below(tmp_path / "home"))
    assert sidecar_path(photo).read_text() == content
