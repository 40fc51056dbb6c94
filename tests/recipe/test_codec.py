"""Recipes as JSON, of now and of before, and as typed settings."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.errors import BadRequest
from restorer.recipe.codec import from_json, migrate, to_json, with_setting
from restorer.recipe.controls import Hint
from restorer.recipe.operations import Colorize, Denoise, Fade, Frame, Upscale
from restorer.recipe.recipe import VERSION, Recipe

DATA = Path(__file__).parent / "data"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.data())
def test_what_was_written_is_read_again(recipes: st.SearchStrategy[Recipe], data: st.DataObject) -> None:
    recipe = data.draw(recipes)
    assert from_json(to_json(recipe)) == recipe
    assert from_json(to_json(recipe, indent=1)) == recipe
    assert to_json(from_json(to_json(recipe))) == to_json(recipe)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (0, Recipe((Denoise(strength=80, sigma=12.5), Upscale(factor=3)))),
        (
            1,
            Recipe(
                (
                    Frame(turn=90, mirror=True, crop=(0, 0.25, 0.5, 1)),
                    Fade(strength=50, cast=0),
                    Denoise(strength=80, grain=20, sigma=12.5),
                    Colorize(saturation=60, seed=7, hints=(Hint(((0.1, 0.2), (0.3, 0.4)), (255, 0, 16), 0.02),)),
                    Upscale(factor=3, detail=25, width_cm=20.5),
                )
            ),
        ),
    ],
)
def test_every_version_is_still_read(version: int, expected: Recipe) -> None:
    assert from_json((DATA / f"version-{version}.json").read_bytes()) == expected


def test_there_is_a_fixture_for_every_version() -> None:
    assert {path.name for path in DATA.glob("version-*.json")} == {f"version-{n}.json" for n in range(VERSION + 1)}


def test_migrations_run_one_after_the_other() -> None:
    steps = (lambda d: {**d, "version": 1, "a": 1}, lambda d: {**d, "version": 2, "b": d["a"] + 1})
    assert migrate({}, steps, 2) == {"version": 2, "a": 1, "b": 2}
    assert migrate({"version": 1, "a": 5}, steps, 2) == {"version": 2, "a": 5, "b": 6}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"denoise": {"sigma": 900}}', "denoise.sigma must lie between 0 and 75, not 900."),
        ('{"denoise": {"sgma": 9}}', "There is no “denoise.sgma”. Did you mean “denoise.sigma”?"),
        ('{"denose": {}}', "There is no operation “denose”. Did you mean “denoise”?"),
        ('{"version": 99, "steps": []}', "This was made by a later Restorer (version 99, here 1). Update Restorer."),
        ('{"fade": {}, "fade": {}}', "“fade” is given twice."),
        ('{"steps": [{"operation": "fade"}, {"operation": "fade"}]}', "fade is in it twice"),
        ('{"steps": [{"strength": 3}]}', "Step 1 of the recipe must be an object that names its “operation”."),
        ('{"version": 1, "step": []}', "Did you mean “steps”?"),
        ('{"colorize": {"hints": [{"points": [[2, 0]], "colour": [0, 0, 0]}]}}', "colorize.hints[0].points must hold"),
        ('{"colorize": {"hints": [{"points": [[1, 0]], "colour": [0, 0, 256]}]}}', "colorize.hints[0].colour must be"),
        ('{"denoise": {"sigma": NaN}}', "NaN is not a number"),
        ('{"denoise": {"sigma": 1e999}}', "denoise.sigma must lie between 0 and 75"),
        ('{"frame": {"crop": [0.5, 0, 0.5, 1]}}', "frame.crop must have its right edge right of the left one"),
        ("[" * 100_000, "This is not a recipe"),
        ("", "This is not a recipe"),
        ("[]", "A recipe must be a JSON object"),
    ],
)
def test_what_is_wrong_is_named(text: str, sentence: str) -> None:
    with pytest.raises(BadRequest) as caught:
        from_json(text)
    assert sentence in caught.value.sentence


@given(JSON | st.fixed_dictionaries({"steps": st.lists(JSON, max_size=2)}) | st.fixed_dictionaries({"denoise": JSON}))
def test_any_json_is_a_recipe_or_refused(document: object) -> None:
    try:
        recipe = from_json(json.dumps(document))
    except BadRequest:
        return
    assert from_json(to_json(recipe)) == recipe


@settings(max_examples=40)
@given(st.data())
def test_every_field_can_be_typed(recipes: st.SearchStrategy[Recipe], data: st.DataObject) -> None:
    recipe = data.draw(recipes)
    typed = Recipe(tuple(type(step)() for step in recipe.steps))
    for step in recipe.steps:
        for parameter, value in step.values():
            if value != parameter.default:
                typed = with_setting(typed, f"{parameter.key}={_typed(value)}")
    assert typed == recipe


def _typed(value: object) -> str:
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple) and value and isinstance(value[0], Hint):
        return ";".join(
            f"{' '.join(f'{x!r},{y!r}' for x, y in hint.points)}:#{bytes(hint.colour).hex()}:{hint.radius!r}"
            for hint in value
        )
    return ",".join(map(repr, value)) if isinstance(value, tuple) else repr(value)


def test_a_setting_adds_the_step_that_it_names() -> None:
    assert with_setting(Recipe(), "colorize.saturation=60") == Recipe((Colorize(saturation=60),))
    assert with_setting(Recipe((Denoise(strength=5),)), " denoise.sigma = 3 ") == Recipe(
        (Denoise(strength=5, sigma=3),)
    )


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("denoise", "must have the form OPERATION.FIELD=VALUE"),
        ("denoise.=3", "must have the form OPERATION.FIELD=VALUE"),
        ("upscale.long_sid=3", "Did you mean “upscale.long_side”?"),
        ("upscale.long_side=4.5", "upscale.long_side must be a whole number"),
        ("upscale.factor=auto", "upscale.factor must be a number from 1 to 8 ×, not “auto”."),
        ("frame.turn=45", "frame.turn must be one of 0, 90, 180, 270, not “45”."),
        ("frame.mirror=perhaps", "frame.mirror must be on or off"),
        ("frame.crop=1,2", "frame.crop must be left, top, right, bottom, each 0 to 1"),
        ("colorize.hints=red", "colorize.hints must be x,y:RRGGBB"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(setting: str, sentence: str) -> None:
    with pytest.raises(BadRequest) as caught:
        with_setting(Recipe(), setting)
    assert sentence in caught.value.sentence
