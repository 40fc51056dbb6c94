"""What auto does, and that it leaves sound photos alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restorer.analysis.findings import Findings
from restorer.analysis.measure import measure
from restorer.analysis.proposal import propose, resolve
from restorer.core.files import resources
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.recipe.operations import Colorize, Denoise, Fade, Upscale
from restorer.recipe.recipe import Recipe

MakePhoto = Callable[..., Photo]
Change = Callable[[np.ndarray, float], np.ndarray]


@pytest.fixture
def clean(make_photo: MakePhoto, scene: np.ndarray) -> Findings:
    return measure(make_photo(scene))


@pytest.fixture
def grey(scene: np.ndarray) -> np.ndarray:
    return np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)


def test_a_clean_photo_is_left_alone(clean: Findings) -> None:
    proposal = propose(clean)
    assert proposal.nothing
    assert proposal.recipe == Recipe()
    assert proposal.summary.startswith("Nothing to restore")


def test_a_good_jpeg_is_left_alone(make_photo: MakePhoto, scene: np.ndarray, through_jpeg: Change) -> None:
    assert propose(measure(make_photo(through_jpeg(scene, 92), jpeg_quality=92))).nothing


def test_noise_is_taken_out_with_a_reason(make_photo: MakePhoto, scene: np.ndarray, add_noise: Change) -> None:
    proposal = propose(measure(make_photo(add_noise(scene, 12))))
    assert proposal.recipe == Recipe((Denoise(),))
    (reason,) = proposal.reasons
    assert reason.operation == "denoise"
    assert "about 12 of 255" in reason.sentence


def test_a_bad_jpeg_is_mended_in_any_format(make_photo: MakePhoto, scene: np.ndarray, through_jpeg: Change) -> None:
    proposal = propose(measure(make_photo(through_jpeg(scene, 30))))
    assert proposal.recipe.step(Denoise)
    assert "JPEG" in proposal.summary


def test_a_faded_colour_print_gets_its_colours_back(make_photo: MakePhoto, scene: np.ndarray) -> None:
    faded = (scene * np.array([0.60, 0.55, 0.45]) + np.array([70, 55, 45])).astype(np.uint8)
    step = propose(measure(make_photo(faded))).recipe.step(Fade)
    assert step is not None
    assert step.cast > 50


def test_the_sample_photo_shows_what_auto_can_do(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        findings = measure(read_photo(resources() / "sample" / "lake-mcdonald.jpg", scratch, Limits()))
    assert [step.id for step in propose(findings).recipe.steps] == ["fade", "denoise"]


def test_a_faded_sepia_print_keeps_its_tone(make_photo: MakePhoto, grey: np.ndarray) -> None:
    sepia = (grey * np.array([0.55, 0.48, 0.38]) + np.array([75, 60, 40])).astype(np.uint8)
    proposal = propose(measure(make_photo(sepia)))
    step = proposal.recipe.step(Fade)
    assert step is not None
    assert step.cast == 0
    assert "tone of the print is kept" in proposal.summary


def test_colour_is_offered_and_never_done(make_photo: MakePhoto, grey: np.ndarray, clean: Findings) -> None:
    proposal = propose(measure(make_photo(grey)))
    assert proposal.recipe.step(Colorize) is None
    assert Colorize() in [offer.step for offer in proposal.offers]
    assert Colorize.id not in [offer.operation for offer in propose(clean).offers]


def test_enlarging_is_offered_for_small_photos_only(clean: Findings) -> None:
    assert Upscale() in [offer.step for offer in propose(clean).offers]
    assert not propose(replace(clean, size=clean.size.scaled(4))).offers
    assert propose(clean).recipe.step(Upscale) is None


def test_what_was_left_open_is_filled_in_and_nothing_else(
    make_photo: MakePhoto, scene: np.ndarray, add_noise: Change, through_jpeg: Change
) -> None:
    findings = measure(make_photo(through_jpeg(add_noise(scene, 20), 50), jpeg_quality=50))
    resolved = resolve(Recipe((Denoise(strength=70, grain=5), Fade(strength=0))), findings)
    assert resolved.concrete()
    step = resolved.step(Denoise)
    assert step is not None
    assert (step.strength, step.grain, step.jpeg) == (70, 5, 50)
    assert resolved.step(Fade) == Fade(strength=0)
    assert resolve(Recipe((Denoise(sigma=3),)), findings) == Recipe((Denoise(sigma=3, jpeg=50),))
    assert resolve(Recipe((Denoise(sigma=3, jpeg=1),)), findings) == Recipe((Denoise(sigma=3, jpeg=1),))


def test_noise_is_told_as_strong_as_undoing_the_fading_makes_it(
    make_photo: MakePhoto, scene: np.ndarray, add_noise: Change
) -> None:
    faded = (scene * 0.5 + 60).astype(np.uint8)
    findings = measure(make_photo(add_noise(faded, 8)))
    alone = resolve(Recipe((Denoise(),)), findings).step(Denoise)
    after = resolve(Recipe((Fade(), Denoise())), findings).step(Denoise)
    assert alone is not None
    assert after is not None
    assert alone.sigma == pytest.approx(8, rel=0.15)
    assert after.sigma is not None
    assert after.sigma > 1.3 * 8


def test_jpeg_damage_that_undoing_the_fading_makes_visible_is_mended(
    make_photo: MakePhoto, scene: np.ndarray, through_jpeg: Change
) -> None:
    dull = (scene.astype(np.float32) * 0.35 + 90).astype(np.uint8)
    sound, faded = (measure(make_photo(through_jpeg(picture, 85), jpeg_quality=85)) for picture in (scene, dull))
    assert propose(sound).nothing
    recipe = propose(faded).recipe
    assert recipe.step(Fade)
    assert recipe.step(Denoise)
    told = resolve(recipe, faded).step(Denoise)
    assert told is not None
    assert 20 < (told.jpeg or 0) <= 92, "stronger than the 15 of quality 85, as its steps have become"


def test_denoising_a_clean_photo_by_auto_changes_nothing(clean: Findings) -> None:
    assert resolve(Recipe((Denoise(),)), clean).active() == Recipe()
