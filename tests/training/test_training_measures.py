"""PSNR, SSIM, Y and MATLAB's imresize against values known from elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer.training.lpips import FEATURES, Lpips
from restorer.training.measures import as_saved, displacement, imresize, luma, psnr, ssim

SHARED = Path(__file__).resolve().parents[3] / "shared"


def test_psnr_of_a_known_error() -> None:
    a = np.full((8, 8, 3), 100.0)
    assert psnr(a, a + 5) == pytest.approx(34.1514, abs=1e-4)
    assert psnr(a, a) == float("inf")


def test_ssim_of_equal_inverted_and_shifted_pictures() -> None:
    a = np.random.default_rng(0).uniform(0, 255, (32, 32))
    assert ssim(a, a) == pytest.approx(1)
    assert ssim(a, 255 - a) < -0.9
    constant = np.full((16, 16), 100.0)
    c1 = (0.01 * 255) ** 2  # between constants only the term of brightness differs from 1
    assert ssim(constant, constant + 20) == pytest.approx((2 * 100 * 120 + c1) / (100**2 + 120**2 + c1))


def test_luma_of_white_black_and_red() -> None:
    colours = np.array([[[255.0, 255, 255], [0, 0, 0], [255, 0, 0]]])
    assert luma(colours)[0] == pytest.approx([235, 16, 81.481], abs=1e-3)


def test_results_are_clipped_and_rounded_before_they_are_measured() -> None:
    assert as_saved(np.array([-0.1, 0.5, 1.2])).tolist() == [0, 128, 255]


def test_imresize_is_matlabs() -> None:
    ramp = np.arange(1, 9, dtype=float)[None, :, None].repeat(8, 0)
    # by hand from the kernel: halved, taps ±(.4336, .1133, −.0352, −.0117); doubled, (−.0703, .8672, .2266, −.0234)
    assert imresize(ramp, 0.5)[0, :, 0] == pytest.approx([1.4492, 3.4883, 5.5117, 7.5508], abs=1e-4)
    enlarged = imresize(ramp[:, :4], 2)[0, :, 0]
    assert enlarged == pytest.approx([0.9063, 1.1797, 1.7266, 2.25, 2.75, 3.2734, 3.8203, 4.0938], abs=1e-4)


def test_imresize_keeps_a_constant() -> None:
    assert imresize(np.full((12, 20, 3), 0.3), 0.25) == pytest.approx(0.3)


def test_bicubic_on_set5_has_the_published_figure() -> None:
    folder = SHARED / "testsets" / "Set5"
    if not folder.is_dir():
        pytest.skip("the shared test sets are not beside this checkout")
    values = []
    for path in sorted(folder.glob("*.png")):
        truth = np.asarray(Image.open(path).convert("RGB"))
        truth = truth[: truth.shape[0] // 4 * 4, : truth.shape[1] // 4 * 4]
        small = as_saved(imresize(truth / 255, 0.25)) / 255
        large = luma(as_saved(imresize(small, 4)))
        values.append(psnr(large[4:-4, 4:-4], luma(truth)[4:-4, 4:-4]))
    assert np.mean(values) == pytest.approx(28.43, abs=0.01)


def test_lpips_grows_with_damage() -> None:
    folder = SHARED / "weights"
    if not (folder / FEATURES).is_file():
        pytest.skip("the shared weights are not beside this checkout")
    import torch

    torch.manual_seed(0)
    lpips, a = Lpips(folder), torch.rand(1, 3, 64, 64)
    assert float(lpips(a, a)) == pytest.approx(0, abs=1e-6)
    noise = torch.randn_like(a)
    assert 0 < float(lpips(a, a + 0.02 * noise)) < float(lpips(a, a + 0.2 * noise))


def test_a_displacement_of_a_part_of_a_pixel_is_found_beside_noise_and_brightness() -> None:
    rng = np.random.default_rng(0)
    down, across = np.mgrid[0:96, 0:96]

    def scene(dy: float, dx: float) -> np.ndarray:
        y, x = down + dy, across + dx
        return np.repeat((120 + 60 * np.sin(x / 5 + y / 9) + 40 * np.cos(y / 4 - x / 11))[:, :, None], 3, axis=2)

    shot = scene(0.3, -0.4) + 3 + rng.normal(0, 5, (96, 96, 3))
    assert displacement(shot, scene(0, 0)) == pytest.approx(0.5, abs=0.03)
    assert displacement(scene(0, 0) + rng.normal(0, 5, (96, 96, 3)), scene(0, 0)) < 0.03
