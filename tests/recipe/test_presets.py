"""Presets that ship, and one's own."""

import json
from pathlib import Path

import pytest

from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.recipe.controls import Hint
from restorer.recipe.operations import Colorize, Denoise, Fade, Frame
from restorer.recipe.presets import Presets, preset_name
from restorer.recipe.recipe import Recipe

RECIPE = Recipe((Fade(strength=40), Denoise()))


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    return Presets(Places.below(tmp_path))


def test_those_that_ship_are_all_good(presets: Presets) -> None:
    assert not presets.damaged()
    assert len(presets.all()) >= 6
    for preset in presets.all():
        assert preset.title
        assert preset.summary.endswith(".")
        assert preset.recipe.active() == preset.recipe != Recipe()
        assert presets.load(preset.title) == presets.load(preset.name) == preset


def test_a_saved_preset_is_there_again(presets: Presets, tmp_path: Path) -> None:
    saved = presets.save("Oma’s Album: 1962", RECIPE, "For the brown album.")
    assert saved.name == "oma-s-album-1962"
    assert saved.own
    assert Presets(Places.below(tmp_path)).load("OMA-S-album-1962") == saved


def test_crop_and_hints_stay_out(presets: Presets) -> None:
    hints = (Hint(((0.5, 0.5),), (1, 2, 3)),)
    saved = presets.save("Mine", Recipe((Frame(turn=90, crop=(0, 0, 0.5, 1)), Colorize(hints=hints))))
    assert presets.load("mine").recipe == saved.recipe == Recipe((Frame(turn=90), Colorize()))


def test_nothing_is_replaced_unasked(presets: Presets) -> None:
    presets.save("Mine", RECIPE)
    with pytest.raises(BadRequest, match="already"):
        presets.save("mine!", Recipe())
    assert presets.save("Mine", Recipe((Fade(),)), overwrite=True).recipe == Recipe((Fade(),))


def test_shipped_ones_stay_as_they_are(presets: Presets) -> None:
    with pytest.raises(BadRequest, match="comes with Restorer"):
        presets.delete("old-print")
    with pytest.raises(BadRequest, match="comes with Restorer"):
        presets.rename("old-print", "Other")
    with pytest.raises(BadRequest, match="comes with Restorer"):
        presets.save("Old print", RECIPE, overwrite=True)


def test_renaming_and_deleting(presets: Presets) -> None:
    presets.save("Mine", RECIPE)
    assert presets.rename("mine", "MINE").title == "MINE"
    assert presets.rename("mine", "Yours").recipe == RECIPE
    with pytest.raises(BadRequest, match="no preset “mine”"):
        presets.load("mine")
    presets.delete("yours")
    assert not any(preset.own for preset in presets.all())


def test_a_wrong_name_is_guessed(presets: Presets) -> None:
    with pytest.raises(BadRequest, match="Did you mean “old-print”"):
        presets.load("old prnt")


def test_going_out_and_coming_in(presets: Presets, tmp_path: Path) -> None:
    presets.save("Mine", RECIPE, "Words.")
    file = tmp_path / "given.json"
    presets.give_out("mine", file)
    with pytest.raises(BadRequest, match="exists already"):
        presets.give_out("mine", file)
    other = Presets(Places.below(tmp_path / "other"))
    assert other.take_in(file) == presets.load("mine")


def test_a_bare_recipe_comes_in_under_its_files_name(presets: Presets, tmp_path: Path) -> None:
    file = tmp_path / "From a friend.json"
    file.write_text('{"fade": {"strength": 40}, "denoise": {}}', "utf-8")
    assert presets.take_in(file).title == "From a friend"
    assert presets.load("from-a-friend").recipe == RECIPE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"recipe": {"fade": {"strength": 101}}}',
        '{"version": 9, "recipe": {}}',
        '{"titel": "", "recipe": {}}',
    ],
)
def test_a_damaged_one_is_named_and_harms_no_other(presets: Presets, tmp_path: Path, text: str) -> None:
    presets.save("Mine", RECIPE)
    (tmp_path / "data" / "presets" / "bad.json").write_text(text, "utf-8")
    assert presets.load("mine").recipe == RECIPE
    (sentence,) = presets.damaged()
    assert "bad.json" in sentence


def test_names_fit_every_file_system(presets: Presets) -> None:
    assert preset_name("../../etc/passwd") == "etc-passwd"
    assert preset_name("CON") == "con-preset"
    assert preset_name("Ölbild — 東京") == "ölbild-東京"
    for title in ("", "…", "x" * 81):
        with pytest.raises(BadRequest):
            preset_name(title)


def test_files_are_plain_json(presets: Presets, tmp_path: Path) -> None:
    presets.save("Mine", RECIPE)
    said = json.loads((tmp_path / "data" / "presets" / "mine.json").read_text("utf-8"))
    assert said["recipe"]["steps"][0] == {"operation": "fade", "strength": 40, "levels": 100, "cast": 100}
