"""Operations say what they hold, and hold nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.recipe.operation import Operation, parameters
from restorer.recipe.operations import OPERATIONS, Colorize, Denoise, Fade, Frame, Upscale

SIZES = st.builds(Size, st.integers(1, 20_000), st.integers(1, 20_000))


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.id)
def test_every_field_has_words_for_a_person(kind: type[Operation]) -> None:
    assert kind.title
    assert kind.summary.endswith(".")
    for parameter in parameters(kind):
        assert parameter.control.label[0].isupper()
        assert parameter.control.tip.endswith(".")
        assert parameter.control.values
        assert parameter.control.check(parameter.key, parameter.default) == parameter.default


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.id)
def test_a_value_outside_is_refused_by_the_name_of_its_field(kind: type[Operation]) -> None:
    for parameter in parameters(kind):
        for wrong in (object(), float("nan"), float("inf"), -1, 10**400, "much", [1, 2]):
            with pytest.raises(BadRequest, match=parameter.key.replace(".", r"\.")):
                kind(**{parameter.name: wrong})


def test_a_number_outside_is_told_with_its_range() -> None:
    with pytest.raises(BadRequest) as caught:
        Denoise(sigma=900)
    assert caught.value.sentence == "denoise.sigma must lie between 0 and 75, not 900."


def test_truth_is_not_a_number_and_a_number_no_truth() -> None:
    with pytest.raises(BadRequest, match="not true"):
        Fade(strength=True)
    with pytest.raises(BadRequest, match=r"frame\.mirror"):
        Frame(mirror=1)  # type: ignore[arg-type]


def test_strength_0_changes_nothing() -> None:
    assert Fade(strength=0).identity()
    assert Fade(levels=0, cast=0).identity()
    assert Denoise(strength=0).identity()
    assert Denoise(sigma=0, jpeg=0).identity()
    assert Colorize(strength=0).identity()
    assert Upscale(factor=1).identity()
    assert Frame().identity()
    assert not any(step.identity() for step in (Fade(), Denoise(), Colorize(), Upscale(), Frame(turn=90)))
    assert not Upscale(factor=1, long_side=10).identity()
    assert not Denoise(sigma=0).identity(), "what JPEG damage there is has yet to be measured"


def test_only_an_auto_field_is_left_to_be_measured() -> None:
    assert not Denoise().concrete()
    assert not Denoise(sigma=3).concrete()
    assert Denoise(sigma=3, jpeg=0).concrete()
    with pytest.raises(BadRequest):
        Denoise(strength=None)  # type: ignore[arg-type]


@given(SIZES, st.sampled_from((0, 90, 180, 270)), st.tuples(*[st.floats(0, 1)] * 4))
def test_a_crop_keeps_at_least_a_pixel_and_lies_inside(
    size: Size, turn: int, edges: tuple[float, float, float, float]
) -> None:
    left, right = sorted(edges[:2])
    top, bottom = sorted(edges[2:])
    if left == right or top == bottom:
        return
    frame = Frame(turn=turn, crop=(left, top, right, bottom))
    box, whole = frame.box(size), frame.turned_size(size)
    assert 0 <= box.left < box.right <= whole.width
    assert 0 <= box.top < box.bottom <= whole.height
    assert frame.output_size(size) == Size(box.width, box.height)


@given(SIZES, st.floats(1, 8), st.integers(0, 65_500), st.floats(0, 500))
def test_enlarging_never_makes_smaller_nor_more_than_eight_times(
    size: Size, factor: float, long_side: int, width_cm: float
) -> None:
    step = Upscale(factor=factor, long_side=long_side, width_cm=width_cm)
    out = step.output_size(size)
    assert size.long_side <= out.long_side <= size.long_side * 8
    limited = not 1 <= step.wanted_factor(size) <= 8
    assert (step.limit_warning(size) is not None) == limited
    if long_side and not width_cm and not limited:
        assert out.long_side == long_side


def test_a_print_is_as_wide_as_asked() -> None:
    assert Upscale(width_cm=20, dpi=300).output_size(Size(1181, 800)).width == 2362
