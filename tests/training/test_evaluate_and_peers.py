"""The protocols of the figures, with our networks and with published ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.noise_estimator import NoiseEstimator
from restorer.training.evaluate import OurDenoiser, evaluate_denoise, evaluate_upscale, make_small
from restorer.training.loading import load_ours, recognise

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(2):
        coarse = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((61, 50), Image.Resampling.BICUBIC).save(folder / f"{seed}.png")
    return folder


@pytest.fixture
def denoiser(tmp_path: Path) -> str:
    """Weights of a denoiser that changes nothing."""
    path = tmp_path / "nothing.safetensors"
    save_file(DenoiseUNet((8, 8, 8), (1, 1, 1)).state_dict(), path)
    return str(path)


def _some_of_cbsd68(tmp_path: Path, count: int) -> Path:
    source = SHARED / "testsets" / "CBSD68"
    if not source.is_dir() or not (SHARED / "weights" / "ffdnet_color.pth").is_file():
        pytest.skip("the shared test sets and weights are not beside this checkout")
    folder = tmp_path / "some"
    folder.mkdir()
    for path in sorted(source.glob("*.png"))[:count]:
        shutil.copy(path, folder)
    return folder


def test_ffdnet_has_its_published_figure(tmp_path: Path) -> None:
    figures = evaluate_denoise(_some_of_cbsd68(tmp_path, 3), sigma=25, weights="peer:ffdnet")
    assert figures.photos == 3
    assert figures.psnr == pytest.approx(30.81, abs=0.05)  # 31.21 over all 68, of which these three are harder
    assert figures.input_psnr == pytest.approx(20.66, abs=0.05)


def test_dncnn3_mends_jpeg(tmp_path: Path) -> None:
    figures = evaluate_denoise(_some_of_cbsd68(tmp_path, 1), jpeg=10, weights="peer:dncnn3")
    assert figures.input_psnr is not None
    assert figures.psnr > figures.input_psnr + 0.7


def test_a_published_upscaler_runs_through_spandrel(tmp_path: Path) -> None:
    if not (SHARED / "testsets" / "Set5").is_dir():
        pytest.skip("the shared test sets are not beside this checkout")
    (tmp_path / "one").mkdir()
    shutil.copy(sorted((SHARED / "testsets" / "Set5").glob("*.png"))[2], tmp_path / "one")
    figures = evaluate_upscale(tmp_path / "one", scale=4, weights="peer:lsdir-compact")
    assert figures.bicubic_psnr is not None
    assert figures.psnr > figures.bicubic_psnr
    assert figures.above_bicubic == 1
    assert figures.perceptual is not None
    assert figures.bicubic_perceptual is not None
    assert figures.perceptual < figures.bicubic_perceptual


def test_a_denoiser_that_changes_nothing_has_the_inputs_figure(photos: Path, denoiser: str) -> None:
    figures = evaluate_denoise(photos, sigma=25, weights=denoiser)
    assert figures.psnr == pytest.approx(figures.input_psnr)
    assert figures.psnr == pytest.approx(20.4, abs=0.5)
    assert set(figures.as_dict()) >= {"psnr", "ssim", "photos", "seconds", "precision"}


def test_pairs_are_compared_with_their_means(photos: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs"
    pairs.mkdir()
    truth = np.asarray(Image.open(photos / "0.png"))
    Image.fromarray(truth).save(pairs / "a_mean.png")
    Image.fromarray(np.clip(truth.astype(int) + 10, 0, 255).astype(np.uint8)).save(pairs / "a_real.png")
    with pytest.raises(BadRequest):
        evaluate_denoise(pairs, pairs=True, sigma=5)
    network = OurDenoiser("nothing", DenoiseUNet((8, 8, 8), (1, 1, 1)), NoiseEstimator().eval())
    x = torch.rand(1, 3, 50, 61)
    assert torch.equal(network(x, None, None), x)


def test_exactly_one_protocol_must_be_named(photos: Path) -> None:
    for choice in ({}, {"sigma": 5.0, "jpeg": 10}):
        with pytest.raises(BadRequest, match="Name one"):
            evaluate_denoise(photos, **choice)


def test_an_upscaler_is_compared_with_bicubic(photos: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    path = tmp_path / "small.safetensors"
    save_file(Compact(features=8, convolutions=1, scale=2).state_dict(), path)
    for degradation in ("bicubic", "real"):
        figures = evaluate_upscale(photos, scale=2, degradation=degradation, weights=str(path))
        assert figures.photos == 2
        assert figures.bicubic_psnr is not None
        assert 5 < figures.psnr < 60
    with pytest.raises(BadRequest, match="Choose bicubic or real"):
        evaluate_upscale(photos, scale=2, degradation="awful", weights=str(path))


def test_what_was_enlarged_more_than_asked_is_made_smaller_again(photos: Path, tmp_path: Path) -> None:
    network = Compact(features=8, convolutions=1, scale=4)
    for tensor in network.state_dict().values():
        tensor.zero_()  # it repeats each px four times
    path = tmp_path / "repeats.safetensors"
    save_file(network.state_dict(), path)
    figures = evaluate_upscale(photos, scale=2, weights=str(path))
    assert figures.psnr == pytest.approx(35.88, abs=0.3)  # half a pixel beside it 34.4


def test_the_real_damage_of_a_photo_is_always_the_same() -> None:
    truth = np.random.default_rng(0).random((40, 40, 3), dtype=np.float32)
    first, again, other = (make_small(truth, 4, "real", index) for index in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    "network", [DenoiseUNet((16, 24), (2, 3)), Compact(features=8, convolutions=5, scale=2), NoiseEstimator(8)]
)
def test_our_networks_are_recognised_from_their_weights(network: torch.nn.Module, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_file(network.state_dict(), path)
    loaded = load_ours(str(path)).network
    assert type(loaded) is type(network)
    for key, value in network.state_dict().items():
        assert torch.equal(value, loaded.state_dict()[key])


def test_weights_of_others_are_not_taken_for_ours() -> None:
    with pytest.raises(WeightsFailed, match="no network of ours"):
        recognise({"conv_in.weight": torch.zeros(1)})


def test_an_unknown_peer_and_an_empty_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no peer"):
        evaluate_denoise(tmp_path, sigma=25, weights="peer:nobody")
    with pytest.raises(BadRequest, match="no peer"):
        evaluate_upscale(tmp_path, scale=4, weights="peer:nobody")
