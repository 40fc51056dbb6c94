"""What previews have made: what is missing of it, and what of that comes first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Store
from restorer.recipe.operations import Denoise, Frame, Upscale
from restorer.recipe.recipe import Recipe
from restorer.ui.laid import REACH, Cut, Laid, Wanted, first_part, without

SIDE = 60

boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 20),
    st.integers(1, 20),
)


def photo(name: str, size: Size = Size(SIDE, SIDE)) -> Photo:  # noqa: B008
    facts = SourceFacts("png", 8, grey=False, alpha=False, sha256="0" * 64, size_bytes=9)
    return Photo(Store(Path("/nowhere") / name, size, 3, 8), facts)


def wanted(*steps: Denoise | Frame | Upscale, size: Size = Size(SIDE, SIDE)) -> Wanted:  # noqa: B008
    return Wanted(photo("source", size), Recipe(steps), Setup())


def mask(*boxes: Box) -> np.ndarray:
    drawn = np.zeros((SIDE, SIDE), bool)
    for box in boxes:
        drawn[box.top : box.bottom, box.left : box.right] = True
    return drawn


@given(boxes, boxes)
def test_a_box_without_another_is_just_the_rest(box: Box, hole: Box) -> None:
    pieces = without(box, hole)
    assert np.array_equal(mask(*pieces), mask(box) & ~mask(hole))
    assert sum(piece.width * piece.height for piece in pieces) == (mask(box) & ~mask(hole)).sum()


@given(st.lists(boxes, max_size=6), boxes)
def test_what_is_missing_holds_all_that_no_part_covers_and_no_more_than_is_seen(parts: list[Box], seen: Box) -> None:
    laid = Laid(wanted())
    for number, box in enumerate(parts):
        laid.add(photo(str(number)), box, ours=False)
    missing, left = laid.missing(seen), mask(seen) & ~mask(*parts)
    assert missing.empty == (not left.any())
    if left.any():
        rows, columns = np.nonzero(left)
        assert missing == Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.integers(1, 2500),
    st.integers(1, 2500),
    st.sampled_from([None, Cut(512, REACH), Cut(1024, REACH), Cut(2048, 2 * REACH)]),
)
def test_what_comes_first_lies_in_what_is_missing(x: int, y: int, width: int, height: int, cut: Cut | None) -> None:
    missing = Box(x, y, x + width, y + height)
    first = first_part(missing, cut)
    assert not first.empty
    assert first.intersected(missing) == first
    if cut is not None and first != missing:  # one tile alone makes it
        for start, stop in ((first.left, first.right), (first.top, first.bottom)):
            column = start // cut.core
            assert start - cut.reach >= column * cut.core or column == 0
            assert stop + cut.reach <= (column + 1) * cut.core


def test_a_part_that_is_there_does_not_come_first_again() -> None:
    """Around a middle that is there, the smallest box is all that is seen."""
    laid, seen = Laid(wanted(size=Size(2000, 1500))), Box(0, 0, 1200, 900)
    first = first_part(laid.missing(seen), None)
    assert not laid.meets(seen)
    laid.add(photo("first"), first, ours=False)
    assert laid.missing(seen) == seen
    assert laid.meets(seen)


def test_tiles_are_known_after_the_first_part_in_px_of_the_result() -> None:
    large = wanted(Frame(turn=90), Upscale(factor=2), size=Size(3000, 2000))
    assert Cut.of((StepReport("upscale", tile=512),), large) == Cut(1024, 2 * REACH)
    assert Cut.of((StepReport("fade"),), large) is None
    assert Cut.of((StepReport("denoise", tile=512), StepReport("upscale", tile=256)), large) is None
