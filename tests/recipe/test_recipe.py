"""A recipe is a value in a fixed order."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.recipe.controls import Hint
from restorer.recipe.operations import OPERATIONS, Colorize, Denoise, Fade, Frame, Upscale
from restorer.recipe.recipe import Recipe


@settings(max_examples=40)
@given(st.data())
def test_a_recipe_is_a_value(recipes: st.SearchStrategy[Recipe], data: st.DataObject) -> None:
    recipe = data.draw(recipes)
    again = pickle.loads(pickle.dumps(recipe))
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert again.digest == recipe.digest


@settings(max_examples=40)
@given(st.data())
def test_steps_stand_in_the_one_order_however_they_were_given(
    recipes: st.SearchStrategy[Recipe], data: st.DataObject
) -> None:
    recipe = data.draw(recipes)
    assert Recipe(recipe.steps[::-1]) == recipe
    order = [kind.id for kind in OPERATIONS]
    assert [step.id for step in recipe.steps] == [name for name in order if recipe.step(name)]


@settings(max_examples=40)
@given(st.data())
def test_what_others_may_have_holds_nothing_of_this_photo(
    recipes: st.SearchStrategy[Recipe], data: st.DataObject
) -> None:
    recipe = data.draw(recipes)
    portable = recipe.portable()
    assert not portable.left_out()
    assert portable.portable() == portable
    for step in portable.steps:
        whole = recipe.step(step.id)
        assert whole is not None
        assert whole.portable() == step


def test_an_operation_stands_in_a_recipe_once() -> None:
    with pytest.raises(BadRequest, match="fade is in it twice"):
        Recipe((Fade(), Fade(strength=3)))


def test_a_step_replaces_its_like() -> None:
    recipe = Recipe((Denoise(), Fade())).with_step(Denoise(strength=5))
    assert recipe == Recipe((Fade(), Denoise(strength=5)))
    assert recipe.step(Denoise) == Denoise(strength=5)
    assert recipe.without("fade").without(Denoise) == Recipe()


def test_crop_and_hints_are_left_out_and_named() -> None:
    hint = Hint(((0.5, 0.5),), (1, 2, 3))
    recipe = Recipe((Frame(crop=(0, 0, 0.5, 1)), Colorize(hints=(hint,)), Fade(strength=0)))
    assert recipe.left_out() == ("Crop", "Colour hints")
    assert recipe.portable() == Recipe((Colorize(), Fade(strength=0)))
    assert recipe.active() == recipe.without("fade")


def test_the_size_goes_through_all_steps() -> None:
    recipe = Recipe((Frame(turn=90, crop=(0, 0, 0.5, 1)), Upscale(factor=2.5)))
    assert recipe.output_size(Size(400, 300)) == Size(375, 1000)


def test_digests_stay_what_they_were() -> None:
    """Results, journals and files written by earlier versions name recipes by these."""
    assert Recipe().digest == "a5dd3ce7993c63ad01d8a9a45922bc5f17d2c41c5f21a10671ec8c05c5ffc4aa"
    recipe = Recipe((Denoise(strength=80, sigma=12.5), Upscale(factor=3), Frame(turn=90)))
    assert recipe.digest == "41aae73fc8db4f20d6d312c04162476c0c2a1c98c1bad1b3d873cbdb4cd9ff46"
