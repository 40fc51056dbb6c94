"""Recipes of every kind for hypothesis, made from the operations' own controls."""

from typing import Any

import pytest
from hypothesis import strategies as st

from restorer.recipe.controls import Area, Choice, Flag, Hint, Points, Slider, Whole
from restorer.recipe.operation import Operation, Parameter, parameters
from restorer.recipe.operations import OPERATIONS
from restorer.recipe.recipe import Recipe

_PART = st.floats(0, 1)
HINTS = st.builds(
    Hint,
    st.lists(st.tuples(_PART, _PART), min_size=1, max_size=4).map(tuple),
    st.tuples(*[st.integers(0, 255)] * 3),
    _PART,
)


def _crops() -> st.SearchStrategy[tuple[float, ...]]:
    edges = st.lists(_PART, min_size=2, max_size=2, unique=True).map(sorted)
    return st.tuples(edges, edges).map(lambda e: (e[0][0], e[1][0], e[0][1], e[1][1]))


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    match parameter.control:
        case Slider(low=low, high=high, auto=auto):
            numbers = st.one_of(st.floats(low, high), st.integers(int(low), int(high)))
            return st.one_of(numbers, st.none()) if auto else numbers
        case Whole(low=low, high=high):
            return st.integers(low, high)
        case Choice(options=options):
            return st.sampled_from([value for value, _ in options])
        case Flag():
            return st.booleans()
        case Area():
            return _crops()
        case Points():
            return st.lists(HINTS, max_size=3).map(tuple)
    raise AssertionError(parameter)


def operations(kind: type[Operation]) -> st.SearchStrategy[Operation]:
    return st.builds(kind, **{p.name: values(p) for p in parameters(kind)})


@pytest.fixture(scope="session")
def recipes() -> st.SearchStrategy[Recipe]:
    """Any recipe."""
    return st.lists(st.sampled_from(OPERATIONS), unique=True).flatmap(
        lambda kinds: st.tuples(*map(operations, kinds)).map(Recipe)
    )
