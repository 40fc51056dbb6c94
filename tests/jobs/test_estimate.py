"""Time told before the work, from what earlier work took."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.values import Setup, StepReport
from restorer.jobs.estimate import Speeds, in_words
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

CLEAN = Recipe((Denoise(sigma=10.0, jpeg=0.0),))
LARGER = Recipe((Denoise(sigma=10.0, jpeg=0.0), Upscale(factor=2.0)))
SETUP = Setup()
LARGE, SMALL = Size(4000, 3000), Size(800, 500)


@pytest.fixture
def speeds(tmp_path: Path) -> Speeds:
    return Speeds(Places.below(tmp_path))


def took(seconds: float, operation: str = "denoise") -> tuple[StepReport, ...]:
    return (StepReport(operation, seconds=seconds),)


def test_what_was_never_measured_is_not_guessed(speeds: Speeds) -> None:
    assert speeds.seconds(CLEAN, LARGE, SETUP) is None
    speeds.learn(CLEAN, LARGE, SETUP, took(12.0))
    assert speeds.seconds(LARGER, LARGE, SETUP) is None
    assert speeds.seconds(CLEAN, LARGE, Setup(device="cuda:0")) is None
    assert speeds.seconds(CLEAN, LARGE, Setup(weights=(("denoise", "other"),))) is None


def test_time_goes_with_the_pixels_that_each_step_gets(speeds: Speeds) -> None:
    speeds.learn(LARGER, LARGE, SETUP, (*took(12.0), *took(60.0, "upscale")))
    assert speeds.seconds(LARGER, LARGE, SETUP) == pytest.approx(72.0)
    assert speeds.seconds(LARGER, SMALL, SETUP) == pytest.approx(72.0 * SMALL.pixels / LARGE.pixels)


def test_a_preview_is_enough_to_tell_the_time_of_the_whole(speeds: Speeds) -> None:
    box = Box(0, 0, 2000, 1500)  # a sixteenth of what comes out
    speeds.learn(LARGER, LARGE, SETUP, (*took(1.0), *took(5.0, "upscale")), box)
    assert speeds.seconds(LARGER, LARGE, SETUP) == pytest.approx(96.0)


def test_a_small_part_is_measured_by_the_tiles_that_it_took(speeds: Speeds) -> None:
    steps = (StepReport("denoise", seconds=1.0, tiles=2, tile=Size(1000, 1000)),)
    speeds.learn(CLEAN, LARGE, SETUP, steps, Box(900, 0, 1100, 200))  # two megapixels, for little that was asked for
    assert speeds.seconds(CLEAN, LARGE, SETUP) == pytest.approx(6.0)


def test_one_slow_start_does_not_spoil_the_estimate(speeds: Speeds) -> None:
    speeds.learn(CLEAN, SMALL, SETUP, took(9.0))
    for _ in range(3):
        speeds.learn(CLEAN, LARGE, SETUP, took(6.0))
    assert speeds.seconds(CLEAN, LARGE, SETUP) == pytest.approx(6.0)


def test_what_was_measured_is_known_after_a_restart(speeds: Speeds, tmp_path: Path) -> None:
    speeds.learn(CLEAN, LARGE, SETUP, took(6.0))
    assert Speeds(Places.below(tmp_path)).seconds(CLEAN, LARGE, SETUP) == pytest.approx(6.0)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"version": 1}', b'{"version": 1, "kinds": {"a": [[0, 1]]}}'])
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    places = Places.below(tmp_path)
    places.cache.mkdir(parents=True)
    (places.cache / "durations.json").write_bytes(content)
    speeds = Speeds(places)
    assert speeds.seconds(CLEAN, LARGE, SETUP) is None
    speeds.learn(CLEAN, LARGE, SETUP, took(6.0))
    assert speeds.seconds(CLEAN, LARGE, SETUP) == pytest.approx(6.0)


def test_a_cache_that_cannot_be_written_harms_nothing(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    places.cache.write_text("a file where the folder should be")
    speeds = Speeds(places)
    speeds.learn(CLEAN, LARGE, SETUP, took(6.0))
    assert speeds.seconds(CLEAN, LARGE, SETUP) == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "a few seconds"),
        (11, "about 15 s"),
        (58, "about 1 min"),
        (170, "about 3 min"),
        (3600, "about 1 h"),
        (4900, "about 1 h 20 min"),
    ],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@given(st.floats(0, 1e6))
def test_no_time_is_told_as_zero(seconds: float) -> None:
    assert " 0 " not in in_words(seconds)
