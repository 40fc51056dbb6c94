"""Means of blocks are held, without an edge to be seen, alike in a part and in the whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.geometry import Box
from restorer.engines.colour_hold import BLOCK, BlockHold

Light = npt.NDArray[np.float32]
HOLD = BlockHold("some weights")
PROMISED = 1 / 255


def block_means(pixels: Light, block: int = BLOCK) -> Light:
    """The means of the blocks of (H, W, 3), cut-off ones too."""
    rows = [pixels[top : top + block] for top in range(0, pixels.shape[0], block)]
    return np.array(
        [[row[:, left : left + block].mean((0, 1)) for left in range(0, row.shape[1], block)] for row in rows],
        np.float32,
    )


def held(source: Light, output: Light, scale: int = 1) -> Light:
    """`output` after the hold, with drifts as the runtime notes them."""
    drift = block_means(output, BLOCK * scale) - block_means(source)
    correction = HOLD.correction(drift)
    if correction is None:
        return output
    size = Box(0, 0, source.shape[1], source.shape[0])
    out = Box(0, 0, output.shape[1], output.shape[0])
    return HOLD.apply(output, out, (scale, scale), correction, size)


def picture(height: int, width: int, seed: int = 0) -> Light:
    return np.random.default_rng(seed).uniform(0.3, 0.7, (height, width, 3)).astype(np.float32)


def test_what_is_within_bounds_is_left_alone() -> None:
    assert HOLD.correction(np.full((3, 4, 3), 0.6 / 255, np.float32)) is None


@settings(max_examples=30, deadline=None)
@given(
    height=st.integers(1, 300),
    width=st.integers(1, 300),
    scale=st.sampled_from((1, 2)),
    size=st.floats(0, 0.1),
    seed=st.integers(0, 99),
)
def test_means_of_all_blocks_come_back(height: int, width: int, scale: int, size: float, seed: int) -> None:
    """Whatever moved them, and also in the blocks that the edges cut off."""
    source = picture(height, width, seed)
    enlarged = source.repeat(scale, 0).repeat(scale, 1)
    shifts = np.random.default_rng(seed).normal(0, size, (height // BLOCK + 1, width // BLOCK + 1, 3))
    shift = shifts.repeat(BLOCK * scale, 0).repeat(BLOCK * scale, 1)[: height * scale, : width * scale]
    output = enlarged + shift.astype(np.float32)
    after = block_means(held(source, output, scale), BLOCK * scale)
    assert np.abs(after - block_means(source)).max() <= PROMISED


def test_an_even_shift_is_met_by_an_even_correction() -> None:
    source = picture(200, 330)
    after = held(source, source + np.float32(5 / 255))
    assert np.ptp(after - source) < 1e-5


def test_no_edges_show_between_blocks() -> None:
    """A lone block's correction passes into its neighbours': no step of more than a tenth of it from px to px."""
    drift = np.zeros((5, 5, 3), np.float32)
    drift[2, 2] = 10 / 255
    correction = HOLD.correction(drift)
    assert correction is not None
    side = 5 * BLOCK
    whole = Box(0, 0, side, side)
    field = HOLD.apply(np.zeros((side, side, 3), np.float32), whole, (1, 1), correction, whole)
    assert max(np.abs(np.diff(field, axis=0)).max(), np.abs(np.diff(field, axis=1)).max()) < 10 / 255 / 10
    assert abs(field[2 * BLOCK : 3 * BLOCK, 2 * BLOCK : 3 * BLOCK].mean() + (10 - 0.049) / 255) < 1e-5


@pytest.mark.parametrize("scale", [(1.0, 1.0), (2.0, 2.0), (2.37, 2.371)])
def test_a_part_is_corrected_like_the_whole(scale: tuple[float, float]) -> None:
    """Bit for bit, given the blocks within reach."""
    size = Box(0, 0, 500, 400)
    drift = np.random.default_rng(3).normal(0, 0.02, (7, 8, 3)).astype(np.float32)
    whole = HOLD.correction(drift)
    part = HOLD.correction(drift[2:6, 1:7])
    assert whole is not None
    assert part is not None
    box = Box(round(140 * scale[0]), round(200 * scale[1]), round(380 * scale[0]), round(310 * scale[1]))
    pixels = picture(box.height, box.width)
    of_whole = HOLD.apply(pixels, box, scale, whole, size)
    of_part = HOLD.apply(pixels, box, scale, part, Box(BLOCK, 2 * BLOCK, 7 * BLOCK, 6 * BLOCK))
    np.testing.assert_array_equal(of_whole, of_part)


def test_the_sentence_names_the_weights() -> None:
    assert "some weights" in HOLD.warning
