"""Every degradation is seeded, keeps the picture's form and does what its name says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from restorer.training.degradations import codec, noise, old_print, optics, prints
from restorer.training.degradations.filters import convolve, gaussian_blur
from restorer.training.degradations.second_order import blur_kernel, second_order, sinc_kernel
from restorer.training.denoise import damage, real_damage

Rng = np.random.Generator
Degrade = Callable[[np.ndarray, Rng], np.ndarray]

ALL: dict[str, Degrade] = {
    "gaussian": lambda x, r: noise.gaussian(x, r, 25),
    "poisson gaussian": lambda x, r: noise.poisson_gaussian(x, r, 0.01, 0.01),
    "camera": lambda x, r: noise.camera(x, r, 0.01, 0.01),
    "correlated": lambda x, r: noise.correlated(x, r, 10, 0.8),
    "processed": lambda x, r: noise.processed(x, r, 10, 0.8, 2.0),
    "spared": lambda x, r: noise.spared(x, r, 0.01, 0.01, 1.5, 0.5),
    "developed": lambda x, r: noise.developed(x, r, 0.01, 0.01, 0.5, 1.5),
    "chroma": lambda x, r: noise.chroma(x, r, 10, 1.5),
    "grain": lambda x, r: noise.grain(x, r, 10, 0.7),
    "jpeg twice": lambda x, r: codec.jpeg_twice(x, r, 50, 80),
    "defocus": lambda x, r: optics.defocus(x, r, 2.5),
    "motion": lambda x, r: optics.motion(x, r, 7),
    "scan": lambda x, r: optics.scan(x, r, 0.8),
    "resample": lambda x, r: optics.resample(x, r, 0.6),
    "fade": lambda x, r: prints.fade(x, r, 0.8),
    "cast": lambda x, r: prints.cast(x, r, 0.8),
    "sepia": lambda x, r: prints.sepia(x, r, 1.0),
    "halftone": lambda x, r: prints.halftone(x, r, 5),
    "paper": lambda x, r: prints.paper(x, r, 0.05),
    "aged tones": old_print.aged_tones,
    "scanned print": old_print.scanned_print,
    "damage": lambda x, r: damage(x, r).picture,
    "real damage": lambda x, r: real_damage(x, r).picture,
}


def _picture(side: int = 64) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side] / side
    smooth = np.stack((rows, columns, 0.5 + 0.4 * np.sin(9 * rows * columns)), 2)
    return (0.1 + 0.8 * smooth).astype(np.float32)


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_gives_the_same_damage_and_another_seed_another(name: str) -> None:
    picture, degrade = _picture(), ALL[name]
    first, again = (degrade(picture.copy(), np.random.default_rng(3)) for _ in range(2))
    assert first.shape == picture.shape
    assert first.dtype == np.float32
    assert np.isfinite(first).all()
    assert np.array_equal(first, again)
    if name != "defocus":  # a disc knows no chance
        assert not np.array_equal(first, degrade(picture.copy(), np.random.default_rng(4)))


@pytest.mark.parametrize("name", ["gaussian", "correlated", "processed", "chroma", "grain"])
def test_noise_has_the_strength_it_is_given_and_no_mean(name: str) -> None:
    grey = np.full((128, 128, 3), 0.5, np.float32)
    sigma = {"gaussian": 25}.get(name, 10)
    left = ALL[name](grey, np.random.default_rng(0)) - grey
    assert left.std() * 255 == pytest.approx(sigma, rel=0.1)
    assert abs(left.mean()) * 255 < 0.5


def test_shot_noise_grows_with_light() -> None:
    dark, light = (np.full((64, 64, 3), v, np.float32) for v in (0.2, 0.8))
    in_light = [noise.poisson_gaussian(p, np.random.default_rng(0), 0.005, 0.001) for p in (dark, light)]
    spread = [noise.to_linear(p).std() for p in in_light]
    assert spread[1] > 2 * spread[0]


def test_camera_noise_is_correlated_between_neighbours() -> None:
    left = noise.camera(np.full((128, 128, 3), 0.5, np.float32), np.random.default_rng(0), 0.003, 0.003) - 0.5
    red = left[:, :, 0] - left[:, :, 0].mean()
    assert (red[:, 1:] * red[:, :-1]).mean() > 0.2 * (red**2).mean()


def test_camera_noise_is_weak_in_lights() -> None:
    grey, light = (np.full((64, 64, 3), tone, np.float32) for tone in (0.3, 0.95))
    seeds = range(10)
    spread = [
        np.mean([noise.camera(p, np.random.default_rng(i), 0.002, 0.002).std() for i in seeds]) for p in (grey, light)
    ]
    assert spread[1] < 0.6 * spread[0]


def test_chroma_noise_leaves_brightness_alone() -> None:
    left = noise.chroma(_picture(), np.random.default_rng(0), 20, 1.5) - _picture()
    assert np.abs(left @ np.array([0.299, 0.587, 0.114])).max() < 1e-5


def test_worse_jpeg_is_worse() -> None:
    picture = noise.gaussian(_picture(), np.random.default_rng(0), 5).clip(0, 1)
    errors = [np.abs(codec.jpeg(picture, quality) - picture).mean() for quality in (90, 50, 10)]
    assert errors == sorted(errors)


def test_sepia_is_warm_and_a_faded_print_has_less_contrast() -> None:
    toned = prints.sepia(_picture(), np.random.default_rng(0), 1.0).mean((0, 1))
    assert toned[0] > toned[1] > toned[2]
    assert prints.fade(_picture(), np.random.default_rng(0), 1.0).std() < _picture().std()


def test_blur_keeps_brightness_and_convolution_is_what_it_says() -> None:
    picture = _picture()
    assert gaussian_blur(picture, 2).mean() == pytest.approx(picture.mean(), abs=2e-3)
    kernel = np.zeros((5, 5), np.float32)
    kernel[2, 4] = 1  # correlation with this takes the pixel two to the right
    assert convolve(picture, kernel)[:, :-2] == pytest.approx(picture[:, 2:], abs=1e-5)


def test_blur_kernels_sum_to_one() -> None:
    rng = np.random.default_rng(0)
    for kernel in [blur_kernel(rng, (0.2, 3)) for _ in range(50)] + [sinc_kernel(1.5, 21)]:
        assert kernel.sum() == pytest.approx(1, abs=1e-4)


def test_the_second_order_damage_is_small_seeded_and_eight_bits_deep() -> None:
    picture = _picture(96)
    seeds = [second_order(picture, np.random.default_rng(i), 4) for i in (1, 1, 2)]
    assert seeds[0].shape == (24, 24, 3)
    assert np.array_equal(seeds[0], seeds[1])
    assert not np.array_equal(seeds[0], seeds[2])
    assert np.allclose(seeds[0] * 255, np.round(seeds[0] * 255), atol=1e-3)


def test_what_the_denoiser_is_told_is_true() -> None:
    picture = np.full((96, 96, 3), 0.5, np.float32)
    for seed in range(80):
        made = (damage, real_damage)[seed % 2](picture, np.random.default_rng(seed))
        assert 0 <= made.jpeg < 1
        if made.jpeg == 0:
            assert (made.picture - made.clean).std() * 255 == pytest.approx(made.sigma, rel=0.05, abs=0.5)


@pytest.mark.parametrize("name", ["poisson gaussian", "camera", "developed", "gaussian"])
def test_taking_clipped_noise_out_of_the_truth_changes_no_brightness(name: str) -> None:
    ramp = np.broadcast_to(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], (64, 256, 3))
    shifts, before = [], []
    for seed in range(6):
        noisy = np.clip(ALL[name](ramp, np.random.default_rng(seed)), 0, 1)
        truth = noise.expected(ramp, noisy)
        assert truth.dtype == np.float32
        shifts.append((noisy - truth).reshape(64, 16, 16, 3).mean((0, 2, 3)))
        before.append((noisy - ramp).reshape(64, 16, 16, 3).mean((0, 2, 3)))
    assert np.abs(np.mean(before, 0)).max() * 255 > 2  # near black, where half the noise is cut off
    assert np.abs(np.mean(shifts, 0)).max() < 0.4 * np.abs(np.mean(before, 0)).max()


def test_noise_reduction_spares_noise_beside_edges() -> None:
    picture = np.full((96, 96, 3), 0.4, np.float32)
    picture[:, 48:] = 0.6
    left = [noise.spared(picture, np.random.default_rng(seed), 0.002, 0.005, 2.0, 0.0) - picture for seed in range(4)]
    beside, even = np.stack([n[:, 46:50] for n in left]), np.stack([n[:, 8:32] for n in left])
    assert beside.std() > 1.5 * even.std()
