"""The denoising step: strength, grain, levels, colours held, and regions equal to the whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.geometry import Box
from restorer.engines.operations.denoise import combination
from restorer.photo.photo import Photo
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.upscale import Upscale

SHARED = Path(__file__).resolve().parents[3] / "../shared/weights"
LEVELS: dict[str, Any] = {"sigma": 25.0, "jpeg": 20.0}

Pixels = npt.NDArray[Any]
Make = Callable[..., Photo]
Go = Callable[..., Any]


def published(name: str) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip(f"the published weights {name} are not here")
    return SHARED / name


def test_strength_nought_is_the_same_photo(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    photo = photo_of(scene)
    result = go(photo, Denoise(strength=0, **LEVELS), weights={"denoise": denoiser})
    assert result.unchanged
    assert result.photo == photo


def test_strength_is_the_share_of_the_residual(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    """Where nothing was clipped or held, half the strength changes half as much, to a step of sixteen bits."""
    scene = (scene // 2 + 16384).astype(np.uint16)
    photo, named = photo_of(scene), {"denoise": denoiser}
    whole, half = (
        go(photo, Denoise(strength=s, **LEVELS), weights=named).photo.store.pixels().astype(int) - scene for s in (4, 2)
    )
    assert np.abs(whole).max() > 30
    np.testing.assert_allclose(half, whole / 2, atol=1.01)


def test_levels_are_told(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    photo, named = photo_of(scene), {"denoise": denoiser}
    told = [
        go(photo, Denoise(sigma=sigma, jpeg=jpeg), weights=named).photo.store.pixels()
        for sigma, jpeg in ((10, 0), (60, 0), (10, 90))
    ]
    assert not np.array_equal(told[0], told[1])
    assert not np.array_equal(told[0], told[2])


def test_weights_are_reported(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    (report,) = go(photo_of(scene), Denoise(**LEVELS), weights={"denoise": denoiser}).steps
    (used,) = report.weights
    assert (report.operation, used.operation, used.id, used.share) == ("denoise", "denoise", "d", 1.0)
    assert len(used.sha256) == 64


@pytest.mark.parametrize("box", [Box(0, 0, 20, 20), Box(70, 60, 131, 149), Box(169, 149, 170, 150)])
def test_a_region_equals_the_whole(photo_of: Make, go: Go, scene: Pixels, denoiser: Path, box: Box) -> None:
    photo, step, named = photo_of(scene), Denoise(grain=30, **LEVELS), {"denoise": denoiser}
    whole = go(photo, step, weights=named).photo.store.pixels()
    part = go(photo, step, weights=named, box=box).photo.store.pixels()
    np.testing.assert_array_equal(part, whole[box.top : box.bottom, box.left : box.right])


def test_alpha_is_untouched(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    alpha = np.random.default_rng(1).integers(0, 65535, (*scene.shape[:2], 1), dtype=np.uint16)
    photo = photo_of(np.concatenate((scene, alpha), axis=2))
    restored = go(photo, Denoise(**LEVELS), weights={"denoise": denoiser}).photo.store.pixels()
    np.testing.assert_array_equal(restored[:, :, 3:], alpha)


def test_colours_are_held_and_it_is_said(photo_of: Make, go: Go, scene: Pixels, denoiser: Path) -> None:
    """These weights shift colours by far more; the means of blocks stay."""
    result = go(photo_of(scene), Denoise(sigma=60.0, jpeg=90.0), weights={"denoise": denoiser})
    restored = result.photo.store.pixels() / 65535
    source = scene / 65535
    for top in range(0, 150, 64):
        for left in range(0, 170, 64):
            block = np.s_[top : top + 64, left : left + 64]
            assert np.abs(restored[block].mean((0, 1)) - source[block].mean((0, 1))).max() <= 1 / 255
    assert any("shifted colours" in warning for warning in result.warnings)


@pytest.mark.parametrize("name", ["ours", pytest.param("ffdnet_color.pth", marks=pytest.mark.quality)])
def test_a_ramp_of_sixteen_bits_stays_one(photo_of: Make, go: Go, denoiser: Path, name: str) -> None:
    ramp = np.linspace(0, 65535, 256 * 128).reshape(128, 256, 1).repeat(3, 2)
    path = denoiser if name == "ours" else published(name)
    restored = go(
        photo_of(np.rint(ramp).astype(np.uint16)), Denoise(**LEVELS), weights={"denoise": path}, tile=128
    ).photo
    assert len(np.unique(restored.store.pixels()[:, :, 1])) > 20_000


@pytest.mark.quality
def test_published_weights_take_noise_out(photo_of: Make, go: Go) -> None:
    down, across = np.mgrid[0:64, 0:64]
    clean = (0.3 + 0.4 * (down + across) / 128)[..., None].repeat(3, 2)
    noisy = clean + np.random.default_rng(0).normal(0, 25 / 255, clean.shape)
    photo = photo_of(np.rint(np.clip(noisy, 0, 1) * 65535).astype(np.uint16))
    for name in ("ffdnet_color.pth", "dncnn_color_blind.pth"):
        restored = go(photo, Denoise(**LEVELS), weights={"denoise": published(name)}).photo.store.pixels() / 65535
        assert np.std(restored - clean) < 0.3 * 25 / 255


def test_grain_keeps_brightness_and_takes_colour_out() -> None:
    tile = torch.full((1, 3, 4, 4), 0.5)
    residual = torch.rand((1, 3, 4, 4), generator=torch.Generator().manual_seed(0)) - 0.5
    luma = torch.tensor([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1)
    kept = combination(1.0, 1.0)(tile, residual) - tile
    torch.testing.assert_close((kept * luma).sum(1), torch.zeros(1, 4, 4), atol=1e-6, rtol=0)
    assert float(kept.abs().max()) > 0.05
    assert torch.equal(combination(0.5, 0.0)(tile, residual), tile + 0.5 * residual)


def test_what_enlarges_takes_no_noise_out(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    with pytest.raises(BadRequest, match="enlarge"):
        go(photo_of(scene), Denoise(**LEVELS), weights={"denoise": upscalers / "alone.safetensors"})


def test_weights_of_another_operation_are_named_as_such(photo_of: Make, go: Go, scene: Pixels, upscalers: Path) -> None:
    with pytest.raises(BadRequest, match="for enlarging, not for taking out noise"):
        go(photo_of(scene), Denoise(**LEVELS), weights={"denoise": upscalers / "x2.safetensors"})


def test_a_damaged_file_is_a_sentence(photo_of: Make, go: Go, scene: Pixels, tmp_path: Path) -> None:
    (tmp_path / "bad.pth").write_bytes(b"no weights at all")
    with pytest.raises(WeightsFailed, match=r"bad\.pth"):
        go(photo_of(scene), Denoise(**LEVELS), weights={"denoise": tmp_path / "bad.pth"})


def test_a_grey_photo_stays_grey(photo_of: Make, go: Go, scene: Pixels, denoiser: Path, upscalers: Path) -> None:
    grey, named = scene[:, :, :1].repeat(3, 2), {"denoise": denoiser, "upscale": upscalers / "x2.safetensors"}
    steps = (Denoise(sigma=25, jpeg=0), Upscale(factor=1.5))
    coloured = go(photo_of(grey), *steps, weights=named).photo.store.pixels()
    assert np.ptp(coloured.astype(int), axis=2).any(), "these networks say something of their own of each channel"
    kept = go(photo_of(grey, grey=True), *steps, weights=named).photo.store.pixels()
    assert not np.ptp(kept.astype(int), axis=2).any()
    assert np.abs(kept[:, :, 0] - coloured.mean(axis=2)).mean() < 300  # of 65,535: the same picture
