"""What previews have made: what is missing of it, and what of that comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch, Store
from restorer.recipe.operations import Denoise, Frame, Upscale
from restorer.recipe.recipe import Recipe
from restorer.ui.laid import FIRST_SIDE, REACH, Cut, Laid, Quick, Wanted, first_part, middle_part, next_part, without

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


def stored(scratch: Scratch, pixels: np.ndarray) -> Photo:
    height, width, _ = pixels.shape
    with scratch.writing(Size(width, height), 3, 16) as writer:
        writer.pixels[:] = pixels
        return replace(photo("stored"), store=writer.finish())


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
    st.sampled_from([None, Cut(512, 512, REACH), Cut(1024, 640, REACH), Cut(704, 2048, 2 * REACH)]),
)
def test_what_comes_first_lies_in_what_is_missing(x: int, y: int, width: int, height: int, cut: Cut | None) -> None:
    missing = Box(x, y, x + width, y + height)
    first = first_part(missing, cut)
    assert not first.empty
    assert first.intersected(missing) == first
    if cut is not None:
        middle = middle_part(missing, cut)
        assert not middle.empty
        assert middle.intersected(missing) == middle
    little = first.width <= FIRST_SIDE and first.height <= FIRST_SIDE
    if cut is not None and first != missing and not little:  # one tile alone makes it
        for start, stop, core in ((first.left, first.right, cut.width), (first.top, first.bottom, cut.height)):
            number = start // core
            assert start - cut.reach >= number * core or number == 0
            assert stop + cut.reach <= (number + 1) * core


def test_a_part_that_is_there_does_not_come_first_again() -> None:
    """Around a middle that is there, the smallest box is all that is seen."""
    laid, seen = Laid(wanted(size=Size(2000, 1500))), Box(0, 0, 1200, 900)
    first = first_part(laid.missing(seen), None)
    assert not laid.meets(seen)
    laid.add(photo("first"), first, ours=False)
    assert laid.missing(seen) == seen
    assert laid.meets(seen)


@given(st.sampled_from([1, 2, 3, 4]), st.integers(0, 900), st.integers(0, 900))
def test_a_quick_first_part_is_made_by_one_small_tile(factor: int, x: int, y: int) -> None:
    """Blocks of 64 px of the step's picture, two on each side, are what holding colours needs: see run_layout."""
    enlarged = wanted(Upscale(factor=factor), size=Size(2000, 1500)) if factor > 1 else wanted(size=Size(2000, 1500))
    quick = Quick.of(enlarged, None)
    assert quick is not None
    assert quick.tile % 64 == 0
    box, tile = next_part(Laid(enlarged), Box(x, y, x + 1000, y + 900), None, quick)
    assert tile == quick.tile
    assert box.width * box.height >= FIRST_SIDE**2 / 4
    if max(box.width, box.height) <= FIRST_SIDE and factor > 1:  # tiles are large: a little around the middle
        return
    for start, stop in ((box.left, box.right), (box.top, box.bottom)):
        low, high = start // factor // 64 * 64 - 128, -(-stop // factor // 64) * 64 + 128
        assert max(0, low) // tile == (high - 1) // tile


def test_no_smaller_tiles_are_used_where_the_engines_own_are_small() -> None:
    plain = wanted(size=Size(2000, 1500))
    assert Quick.of(plain, Cut(320, 640, REACH)) is None
    assert Quick.of(plain, Cut(640, 512, REACH)) is not None


def test_parts_grow_until_all_is_there(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    laid, seen, cut = Laid(wanted(size=Size(9000, 9000))), Box(1000, 1000, 4840, 3160), Cut(640, 640, REACH)
    quick = Quick.of(laid.wanted, cut)
    made = []
    while not laid.missing(seen).empty:
        box, tile = next_part(laid, laid.missing(seen), cut, quick)
        with scratch.writing(Size(box.width, box.height), 3, 8) as writer:
            laid.add(replace(photo("black"), store=writer.finish()), box, ours=True, settled=tile is None)
        made.append((box.width * box.height / (seen.width * seen.height), tile is None))
    assert [settled for _, settled in made] == [False, True, True]
    assert made[0][0] < 0.02 < 0.1 < made[1][0] < 0.25
    assert made[2][0] == 1
    laid.clear()
    scratch.close()


@pytest.mark.parametrize("same", [True, False])
def test_what_smaller_tiles_made_is_compared_with_what_the_engines_own_make(tmp_path: Path, same: bool) -> None:
    scratch = Scratch(tmp_path)
    pixels = np.random.default_rng(0).integers(0, 65536, (60, 60, 3)).astype(np.uint16)
    part = pixels[10:20, 30:50].copy()
    part[3, 4, 1] += not same
    laid = Laid(wanted())
    assert laid.add(stored(scratch, part), Box(30, 10, 50, 20), ours=True, settled=False)
    assert laid.missing(Box(30, 10, 50, 20)) == Box(30, 10, 50, 20)  # it is made again with the rest
    assert laid.meets(Box(0, 0, 31, 11))
    assert laid.add(stored(scratch, pixels), Box(0, 0, 60, 60), ours=True) is same
    assert len(laid.pictures) == 1
    laid.clear()
    scratch.close()


def test_tiles_are_known_after_the_first_part_in_px_of_the_result() -> None:
    large = wanted(Frame(turn=90), Upscale(factor=2), size=Size(3000, 2000))
    assert Cut.of((StepReport("upscale", tile=Size(512, 448)),), large) == Cut(1024, 896, 2 * REACH)
    assert Cut.of((StepReport("fade"),), large) is None
    assert (
        Cut.of((StepReport("denoise", tile=Size(512, 512)), StepReport("upscale", tile=Size(256, 256))), large) is None
    )
