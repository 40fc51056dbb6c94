"""Prints aged in known ways come back, sound photos stay."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.photo.fading import (
    FadeStatistics,
    apply_fade,
    fade_curves,
    fade_gain,
    fading_statistics,
    monotone,
    unexplained_colour,
)

Picture = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def sound() -> Picture:
    """(300, 400, 3): greys from black to white beside patches of many colours."""
    rng = np.random.default_rng(3)
    ramp = np.clip(np.linspace(-0.2, 1.2, 400, dtype=np.float32), 0.01, 0.99)
    picture = ramp[None, :, None].repeat(300, axis=0).repeat(3, axis=2)
    for _ in range(120):
        top, left = rng.integers(0, 270), rng.integers(0, 370)
        picture[top : top + 28, left : left + 28] = rng.uniform(0.05, 0.95, 3)
    return np.clip(picture + rng.normal(0, 0.005, picture.shape), 0, 1).astype(np.float32)


def _aged(picture: Picture, black: tuple[float, float, float], white: tuple[float, float, float]) -> Picture:
    low, high = np.array(black, np.float32), np.array(white, np.float32)
    return np.clip(low + picture * (high - low), 0, 1)


def _restored(picture: Picture, levels: float = 100, cast: float = 100) -> Picture:
    return apply_fade(picture, fade_curves(fading_statistics(picture), 100, levels, cast))


def _error(one: Picture, other: Picture) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize(
    ("black", "white"),
    [
        ((0.20, 0.20, 0.20), (0.80, 0.80, 0.80)),
        ((0.28, 0.18, 0.16), (0.92, 0.86, 0.70)),
        ((0.16, 0.20, 0.24), (0.85, 0.80, 0.72)),
    ],
)
def test_an_aged_print_comes_nearer_to_what_it_was(sound: Picture, black: tuple, white: tuple) -> None:
    aged = _aged(sound, black, white)
    assert _error(_restored(aged), sound) < 0.6 * _error(aged, sound)


def test_a_sound_photo_hardly_changes(sound: Picture) -> None:
    statistics = fading_statistics(sound)
    assert statistics.faded == 0
    assert not statistics.one_ink
    assert _error(_restored(sound), sound) < 0.01


def test_a_cast_goes_and_greys_are_grey_again(sound: Picture) -> None:
    aged = _aged(sound, (0.25, 0.18, 0.15), (0.90, 0.86, 0.72))
    ramp = np.repeat(np.linspace(0.1, 0.9, 50, dtype=np.float32)[None, :, None], 1, axis=0).repeat(3, axis=2)
    greys = _aged(ramp, (0.25, 0.18, 0.15), (0.90, 0.86, 0.72))
    after = apply_fade(greys, fade_curves(fading_statistics(aged), 100, 100, 100))
    before_spread, after_spread = np.ptp(greys, axis=2).max(), np.ptp(after, axis=2).max()
    assert after_spread < 0.5 * before_spread


def test_a_night_stays_dark(sound: Picture) -> None:
    night = (sound**2.2 * 0.45).astype(np.float32)
    assert fading_statistics(night).faded < 0.5
    assert _restored(night).mean() < 1.25 * night.mean()


def test_a_sunset_stays_warm(sound: Picture) -> None:
    sunset = sound * np.array([1.0, 0.7, 0.42], np.float32)
    after = _restored(sunset)
    red, blue = after[..., 0].mean(), after[..., 2].mean()
    assert red - blue > 0.6 * (sunset[..., 0].mean() - sunset[..., 2].mean())


def test_sepia_keeps_its_tone_unless_it_is_to_go(sound: Picture) -> None:
    grey = sound.mean(axis=2, keepdims=True)
    sepia = np.clip(np.array([0.35, 0.27, 0.2]) + grey * np.array([0.5, 0.48, 0.4]), 0, 1).astype(np.float32)
    assert fading_statistics(sepia).one_ink
    tone = lambda picture: float((picture[..., 0] - picture[..., 2]).mean())  # noqa: E731
    kept, gone = _restored(sepia, cast=0), _restored(sepia, cast=100)
    assert tone(kept) == pytest.approx(tone(sepia), rel=0.25)
    assert abs(tone(gone)) < 0.1 * tone(sepia)
    assert kept.max() - kept.min() > 1.3 * (sepia.max() - sepia.min())


def test_a_scans_black_lid_is_not_the_prints_black(sound: Picture) -> None:
    aged = _aged(sound, (0.2, 0.2, 0.2), (0.8, 0.8, 0.8))
    aged[:15], aged[-15:], aged[:, :20], aged[:, -20:] = 0, 1, 0, 1
    assert fading_statistics(aged).black == pytest.approx(0.2, abs=0.03)


def test_grey_and_sepia_have_no_unexplained_colour(sound: Picture) -> None:
    grey = sound.mean(axis=2, keepdims=True)
    assert unexplained_colour((grey * np.array([1, 0.85, 0.65])).astype(np.float32)) < 0.005
    assert unexplained_colour(sound) > 0.05


def test_nothing_asked_is_nothing_done(sound: Picture) -> None:
    aged = _aged(sound, (0.28, 0.18, 0.16), (0.92, 0.86, 0.70))
    statistics = fading_statistics(aged)
    for strength, levels, cast in ((0, 100, 100), (100, 0, 0)):
        after = apply_fade(aged, fade_curves(statistics, strength, levels, cast))
        assert np.abs(after - aged).max() < 1e-6


_PART = st.floats(0, 1)
STATISTICS = st.builds(
    lambda black, span, middle, tones, casts, one_ink: FadeStatistics(
        black,
        min(1.0, black + span),
        black + middle * min(1.0 - black, span),
        tuple(sorted(tones)),
        tuple(casts),
        one_ink,
        0.01,
    ),
    _PART,
    _PART,
    _PART,
    st.lists(_PART, min_size=6, max_size=6),
    st.lists(st.tuples(*[st.floats(-0.5, 0.5)] * 3), min_size=6, max_size=6),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(STATISTICS, st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_curves_rise_from_black_to_white_and_clip_nothing(
    statistics: FadeStatistics, strength: float, levels: float, cast: float
) -> None:
    curves = fade_curves(statistics, strength, levels, cast)
    assert curves.shape[0] == 3
    assert curves.dtype == np.float32
    assert (np.diff(curves, axis=1) > 0).all(), "two tones that differed still differ"
    assert curves[:, 0] == pytest.approx([0, 0, 0], abs=1e-6)
    assert curves[:, -1] == pytest.approx([1, 1, 1], abs=1e-6)


def test_noise_grows_as_foretold(sound: Picture) -> None:
    aged = _aged(sound, (0.2, 0.2, 0.2), (0.7, 0.7, 0.7))
    noisy = (aged + np.random.default_rng(0).normal(0, 0.01, aged.shape)).astype(np.float32)
    statistics = fading_statistics(aged)
    curves = fade_curves(statistics, 100, 100, 100)
    grown = np.std(apply_fade(noisy, curves) - apply_fade(aged, curves)) / 0.01
    assert fade_gain(statistics, curves) == pytest.approx(grown, rel=0.2)
    assert fade_gain(statistics, fade_curves(statistics, 0, 100, 100)) == pytest.approx(1, abs=1e-3)


def test_sixteen_bits_stay_many() -> None:
    ramp = np.arange(65536, dtype=np.float32)[None, :, None].repeat(3, axis=2) / 65535
    statistics = FadeStatistics(0.2, 0.8, 0.5, (0.25, 0.5, 0.75), ((0.05, 0, -0.05),) * 3, False, 0.05)
    after = np.round(apply_fade(ramp, fade_curves(statistics, 100, 100, 100)) * 65535)
    assert min(len(np.unique(after[..., c])) for c in range(3)) > 20_000


@pytest.mark.parametrize("shape", [(1, 1), (1, 200), (3, 3), (40, 2)])
def test_tiny_pictures_are_no_trouble(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).uniform(0, 1, (*shape, 3)).astype(np.float32)
    assert _restored(picture).shape == picture.shape
    assert np.isfinite(_restored(picture)).all()


def test_the_monotone_curve_goes_through_its_points() -> None:
    x, y = np.array([0, 0.2, 0.5, 0.9, 1.0]), np.array([0, 0.05, 0.6, 0.95, 1.0])
    assert monotone(x, y, x) == pytest.approx(y)
