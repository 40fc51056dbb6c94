"""What is measured of pictures whose damage is known."""

from collections.abc import Callable

import numpy as np
import pytest

from restorer.analysis.measure import measure
from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled
from restorer.photo.photo import Photo

MakePhoto = Callable[..., Photo]
Change = Callable[[np.ndarray, float], np.ndarray]


def test_a_clean_picture_has_no_damage(make_photo: MakePhoto, scene: np.ndarray) -> None:
    findings = measure(make_photo(scene))
    assert findings.noise.sigma < 1
    assert findings.noise.visible < 1
    assert findings.jpeg.quality is None
    assert not findings.jpeg.grid
    assert findings.fading.faded < 0.2
    assert findings.tone.kind == "colour"
    assert findings.blur.edge_px is not None
    assert findings.blur.edge_px < 2


@pytest.mark.parametrize("sigma", [5, 12, 25, 50])
def test_white_noise_is_measured_within_a_tenth(
    make_photo: MakePhoto, scene: np.ndarray, add_noise: Change, sigma: float
) -> None:
    noise = measure(make_photo(add_noise(scene, sigma))).noise
    assert noise.sigma == pytest.approx(sigma, rel=0.1 if sigma < 50 else 0.2)  # strong noise is clipped
    assert noise.channels == pytest.approx((sigma,) * 3, rel=0.3)
    assert noise.confidence > 0.7
    for band in noise.bands:
        assert band.sigma == pytest.approx(sigma, rel=0.25)


def test_noise_of_one_channel_is_told_from_the_others(make_photo: MakePhoto, scene: np.ndarray) -> None:
    picture = scene.astype(np.float32)
    picture[..., 2] += np.random.default_rng(1).normal(0, 16, scene.shape[:2])
    red, green, blue = measure(make_photo(np.clip(picture, 0, 255).astype(np.uint8))).noise.channels
    assert blue > 3 * max(red, green)


def test_noise_that_grows_with_darkness_is_told_by_bands(make_photo: MakePhoto, scene: np.ndarray) -> None:
    luma = scene.mean(axis=2, keepdims=True)
    noise = np.random.default_rng(1).normal(0, 1, scene.shape) * np.where(luma < 128, 12, 5)
    bands = measure(make_photo(np.clip(scene + noise, 0, 255).astype(np.uint8))).noise.bands
    dark = [band.sigma for band in bands if band.high <= 128]
    light = [band.sigma for band in bands if band.low >= 128]
    assert min(dark) > 1.5 * max(light)


def test_texture_is_not_taken_for_noise(make_photo: MakePhoto) -> None:
    """Grass that nowhere is flat: patches of fine texture whose strength varies, as in nature."""
    rng = np.random.default_rng(2)
    texture = rng.normal(0, 1, (512, 512))
    for _ in range(3):
        texture = (texture + np.roll(texture, 1, 0) + np.roll(texture, 1, 1) + np.roll(texture, -1, 1)) / 4
    strength = np.kron(rng.uniform(4, 60, (16, 16)), np.ones((32, 32)))
    picture = np.clip(110 + texture / texture.std() * strength, 0, 255).astype(np.uint8)
    assert measure(make_photo(np.repeat(picture[..., None], 3, axis=2))).noise.visible < 2.5


def test_jpeg_is_seen_in_the_pixels_alone(
    make_photo: MakePhoto, scene: np.ndarray, add_noise: Change, through_jpeg: Change
) -> None:
    seen = [measure(make_photo(through_jpeg(add_noise(scene, 2), quality))).jpeg for quality in (20, 40, 60, 80)]
    assert all(jpeg.grid and jpeg.stated is None for jpeg in seen)
    qualities = [jpeg.quality for jpeg in seen if jpeg.quality is not None]
    assert qualities == sorted(qualities)
    assert qualities[0] <= 70
    assert qualities[-1] >= 70


def test_jpeg_quality_is_the_files_word(make_photo: MakePhoto, scene: np.ndarray, through_jpeg: Change) -> None:
    assert measure(make_photo(through_jpeg(scene, 60), jpeg_quality=60)).jpeg.quality == 60
    again = measure(make_photo(through_jpeg(through_jpeg(scene, 20), 95), jpeg_quality=95)).jpeg
    assert again.stated == 95
    assert again.quality is not None
    assert again.quality < 60, "saving a spoilt photo well does not mend it"


def test_blur_is_told_in_pixels(make_photo: MakePhoto, scene: np.ndarray) -> None:
    soft = scene.astype(np.float32)
    for _ in range(8):
        for axis in (0, 1):
            soft = (np.roll(soft, 1, axis) + 2 * soft + np.roll(soft, -1, axis)) / 4
    sharp, blurred = measure(make_photo(scene)).blur, measure(make_photo(soft.astype(np.uint8))).blur
    assert sharp.edge_px is not None
    assert blurred.edge_px is not None
    assert blurred.edge_px > sharp.edge_px + 1.5  # eight passes make a Gaussian of σ = 2 px


def test_tone_is_told(make_photo: MakePhoto, scene: np.ndarray, add_noise: Change) -> None:
    grey = add_noise(np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8), 6)
    sepia = np.clip(grey * np.array([1.0, 0.86, 0.66]) + np.array([20, 10, 0]), 0, 255).astype(np.uint8)
    assert measure(make_photo(grey)).tone.kind == "grey"
    assert measure(make_photo(sepia)).tone.kind == "sepia"
    assert measure(make_photo(scene)).tone.kind == "colour"


def test_a_stamp_does_not_make_a_grey_photo_a_colour_one(make_photo: MakePhoto, scene: np.ndarray) -> None:
    grey = np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    grey[100:150, 500:560] = (200, 30, 30)
    assert measure(make_photo(grey)).tone.kind == "grey"


def test_sixteen_bits_measure_as_eight(make_photo: MakePhoto, scene: np.ndarray, add_noise: Change) -> None:
    eight = add_noise(scene, 8)
    one, other = measure(make_photo(eight)), measure(make_photo(eight.astype(np.uint16) * 257))
    assert one.noise.sigma == pytest.approx(other.noise.sigma, rel=1e-3)
    assert one.tone == other.tone
    assert one.fading.black == pytest.approx(other.fading.black, abs=1e-4)


def test_the_same_photo_has_the_same_findings(make_photo: MakePhoto, scene: np.ndarray, add_noise: Change) -> None:
    photo = make_photo(add_noise(scene, 8))
    assert measure(photo) == measure(photo)


def test_what_is_transparent_is_not_measured(make_photo: MakePhoto, scene: np.ndarray, add_noise: Change) -> None:
    grey = np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    alpha = np.full((*grey.shape[:2], 1), 255, np.uint8)
    alpha[:, :320] = 0
    hidden = grey.copy()
    hidden[:, :320] = add_noise(np.full((480, 320, 3), (200, 30, 90), np.uint8), 40)
    findings = measure(make_photo(np.concatenate([hidden, alpha], axis=2)))
    assert findings.tone.kind == "grey"
    assert findings.noise.sigma < 1


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (15, 40), (16, 16), (17, 33), (64, 2000), (700, 513)])
def test_any_size_is_measured(make_photo: MakePhoto, size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    findings = measure(make_photo(pixels))
    assert (findings.size.height, findings.size.width) == size
    assert 0 <= findings.noise.confidence <= 1


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_plain_picture_is_no_trouble(make_photo: MakePhoto, value: int) -> None:
    findings = measure(make_photo(np.full((300, 300, 3), value, np.uint8)))
    assert findings.noise.sigma == 0
    assert findings.tone.kind == "grey"
    assert findings.jpeg.quality is None


def test_it_can_be_stopped_and_tells_how_far_it_is(make_photo: MakePhoto, scene: np.ndarray) -> None:
    heard: list[Progress] = []
    measure(make_photo(scene), Control(heard.append))
    assert [p.done for p in heard] == [0, 1, 2, 3]
    stopped = Control()
    stopped.cancel()
    with pytest.raises(Cancelled):
        measure(make_photo(scene), stopped)
