import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.engines.colour_transfer import (
    Coefficients,
    Told,
    carry,
    colour_part,
    fit,
    guide_size,
    hint_planes,
    lightness_at,
    told_by,
    working_size,
)
from restorer.engines.lab import lab_from_srgb, lightness_from_srgb
from restorer.recipe.controls import Hint


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from([128, 160, 256]))
def test_a_working_size_suits_the_network(height: int, width: int, short_side: int) -> None:
    size = working_size(height, width, short_side)
    assert all(side % 32 == 0 and 32 <= side <= 1024 for side in size)


def test_a_guide_is_never_larger_than_the_photo() -> None:
    assert guide_size(3000, 4000) == (512, 683)
    assert guide_size(40, 30) == (40, 30)
    assert guide_size(1, 9000) == (1, 9000)


def test_lightness_made_smaller_keeps_its_mean() -> None:
    photo = np.random.default_rng(0).random((90, 120, 3), dtype=np.float32) * 0.2 + 0.4
    small = lightness_at(photo, (32, 64))
    assert small.shape == (32, 64)
    assert small.mean() == pytest.approx(lightness_from_srgb(photo).mean(), abs=0.5)


def test_a_dot_tells_the_pixel_it_lies_in() -> None:
    ab, mask = hint_planes([Told(((0.999, 0.5),), (30, -20), 0.0)], (64, 96), (1000, 1500))
    assert mask.sum() == 1
    assert mask[32, 95] == 1
    assert ab[32, 95].tolist() == [30, -20]


def test_a_dot_is_as_wide_as_its_radius() -> None:
    _, mask = hint_planes([Told(((0.5, 0.5),), (0, 0), 0.05)], (160, 160), (500, 500))
    assert mask.sum() == pytest.approx(np.pi * 8**2, rel=0.1)


def test_a_stroke_is_drawn_without_gaps() -> None:
    _, mask = hint_planes([Told(((0.1, 0.1), (0.9, 0.5)), (0, 0), 0.0)], (128, 128), (900, 900))
    rows, columns = np.nonzero(mask)
    assert set(range(columns.min(), columns.max() + 1)) == set(columns)
    assert (columns.min(), columns.max()) == (12, 115)
    assert (rows.min(), rows.max()) == (12, 64)


def test_later_hints_lie_over_earlier_ones() -> None:
    dots = [Told(((0.5, 0.5),), (50, 0), 0.1), Told(((0.5, 0.5),), (-50, 0), 0.02)]
    ab, _ = hint_planes(dots, (160, 160), (160, 160))
    assert ab[80, 80, 0] == -50
    assert ab[80, 92, 0] == 50


def test_no_hints_tell_nothing() -> None:
    ab, mask = hint_planes([], (32, 64), (300, 600))
    assert not ab.any()
    assert not mask.any()


def test_a_persons_hint_is_told_as_its_colour() -> None:
    told = told_by(Hint(((0.5, 0.5),), (255, 0, 0), 0.02))
    assert told.ab == pytest.approx((80.1, 67.2), abs=0.1)
    assert told.radius == 0.02


def _two_halves(height: int, width: int) -> np.ndarray:
    """A dark left and a light right half, with grain."""
    rng = np.random.default_rng(1)
    grey = np.where(np.arange(width) < width // 2, 0.25, 0.75) + rng.normal(0, 0.005, (height, width))
    return np.repeat(np.clip(grey, 0, 1)[..., None], 3, axis=2).astype(np.float32)


def test_colour_ends_where_lightness_does() -> None:
    photo = _two_halves(256, 384)
    ab = np.zeros((64, 96, 2), np.float32)
    ab[:, :48] = (40, 0)
    ab[:, 48:] = (0, -40)
    ab[:, 47:49] = (20, -20)  # the network's border is soft
    shape = (256, 384)
    found = carry(fit(lightness_at(photo, guide_size(*shape)), ab), lightness_from_srgb(photo), 0, 0, shape)
    assert np.abs(found[:, 188] - (40, 0)).max() < 8
    assert np.abs(found[:, 195] - (0, -40)).max() < 8
    assert np.abs(found[:, :190] - (40, 0)).mean() < 2
    assert np.abs(found[:, 194:] - (0, -40)).mean() < 2


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.integers(0, 79), st.integers(1, 40), st.integers(1, 40))
def test_a_part_is_coloured_as_it_is_in_the_whole(top: int, left: int, height: int, width: int) -> None:
    rng = np.random.default_rng(2)
    photo = rng.random((101, 81, 3), dtype=np.float32)
    planes = (rng.normal(0, scale, (17, 13, 2)).astype(np.float32) for scale in (1, 40))
    coefficients = Coefficients(*planes)
    whole = colour_part(photo, coefficients, 0, 0, (101, 81))
    part = photo[top : top + height, left : left + width]
    alone = colour_part(part, coefficients, top, left, (101, 81))
    assert np.array_equal(alone, whole[top : top + height, left : left + width])


def test_lightness_stays() -> None:
    rng = np.random.default_rng(3)
    photo = rng.random((64, 80, 3), dtype=np.float32)
    coefficients = Coefficients(*(rng.normal(0, scale, (16, 20, 2)).astype(np.float32) for scale in (0.5, 60)))
    coloured = colour_part(photo, coefficients, 0, 0, (64, 80), saturation=2)
    assert coloured.min() >= 0
    assert coloured.max() <= 1
    assert np.abs(lightness_from_srgb(coloured) - lightness_from_srgb(photo)).max() <= 100 / 255


def test_saturation_and_strength() -> None:
    photo = np.full((8, 8, 3), 0.5, np.float32) + np.array([0.05, 0, -0.05], np.float32)
    coefficients = Coefficients(np.zeros((2, 2, 2), np.float32), np.full((2, 2, 2), 10, np.float32))

    def ab(**how: float) -> np.ndarray:
        return lab_from_srgb(colour_part(photo, coefficients, 0, 0, (8, 8), **how))[0, 0, 1:]

    assert ab() == pytest.approx([10, 10], abs=0.1)
    assert ab(saturation=0.5) == pytest.approx([5, 5], abs=0.1)
    assert ab(strength=0) == pytest.approx(lab_from_srgb(photo)[0, 0, 1:], abs=0.1)
    assert ab(strength=0.5) == pytest.approx((lab_from_srgb(photo)[0, 0, 1:] + 10) / 2, abs=0.1)
