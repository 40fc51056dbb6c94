"""The recipe beside the photo."""

from __future__ import annotations

import json
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


def test_of_two_that_are_there_the_one_made_for_this_photo_is_found(tmp_path: Path) -> None:
    """The folder was closed once, and is open now with another photo's recipe in it."""
    photo, places = tmp_path / "a.jpg", Places.below(tmp_path / "home")
    mine = Recipe((Denoise(strength=30),))
    save_sidecar(photo, "stranger's", RECIPE, places)
    kept = own_path(photo, places)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(sidecar_path(photo).read_bytes().replace(b"stranger's", b"mine").replace(b"60", b"30"))
    found = find_sidecar(photo, "mine", places)
    assert found is not None
    assert (found.recipe, found.matches, found.path) == (mine, True, kept)


def test_a_sidecar_says_its_schema_and_whose_it_is(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    said = json.loads(save_sidecar(photo, "aa", RECIPE, Places.below(tmp_path / "home")).read_bytes())
    assert (said["schema"], said["source"], said["source_sha256"]) == (1, "a.jpg", "aa")


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
