"""Our networks: what they say of their reach is true, and they begin harmlessly."""

from __future__ import annotations

import pytest
import torch

from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.discriminator import Discriminator
from restorer.engines.networks.noise_estimator import CROP, NoiseEstimator, crops_for, estimate

SHAPES = [((8, 8, 8), (3, 1, 1)), ((8, 8, 8), (2, 1, 1)), ((8, 8), (1, 2)), ((8, 8, 8, 8), (1, 1, 1, 1))]


def _stir(network: torch.nn.Module) -> None:
    """Positive weights everywhere, so that no influence cancels out or is cut off by a ReLU."""
    torch.manual_seed(0)
    for parameter in network.parameters():
        torch.nn.init.uniform_(parameter, 0.01, 0.1)


def _measured_radius(network: torch.nn.Module, *conditions: torch.Tensor, side: int, scale: int = 1) -> int:
    """How far from an output pixel the farthest input pixel lies that has a gradient."""
    reach = 0
    for shift in range(8):
        x = torch.rand(1, 3, side, side, dtype=torch.float64, requires_grad=True)
        place = side // 2 // 8 * 8 + shift
        network(x, *conditions)[0, :, place * scale, place * scale].sum().backward()
        assert x.grad is not None
        touched = x.grad.abs().sum((0, 1)).nonzero()
        reach = max(reach, int((touched - place).abs().max()))
    return reach


@pytest.mark.parametrize(("channels", "blocks"), SHAPES)
def test_the_denoisers_theoretical_radius_is_what_gradients_measure(
    channels: tuple[int, ...], blocks: tuple[int, ...]
) -> None:
    network = DenoiseUNet(channels, blocks).double()
    _stir(network)
    side = (2 * network.radius + 40) // 16 * 16
    assert _measured_radius(network, torch.zeros(1, 2, dtype=torch.float64), side=side) == network.radius


def test_the_shipped_shape_of_denoiser_can_be_tiled_without_waste() -> None:
    network = DenoiseUNet()
    assert network.radius <= 72
    assert network.multiple == 8


def test_an_untrained_denoiser_changes_nothing() -> None:
    x = torch.rand(2, 3, 32, 48)
    assert torch.equal(DenoiseUNet()(x, torch.rand(2, 2)), torch.zeros_like(x))


def test_the_compact_upscalers_radius_is_what_gradients_measure() -> None:
    network = Compact(features=4, convolutions=3, scale=2).double()
    _stir(network)
    assert _measured_radius(network, side=40, scale=2) == network.radius == 5


@pytest.mark.parametrize("scale", [2, 4])
def test_the_compact_upscaler_enlarges_and_has_the_names_others_read(scale: int) -> None:
    network = Compact(scale=scale)
    assert network(torch.rand(1, 3, 9, 7)).shape == (1, 3, 9 * scale, 7 * scale)
    names = set(network.state_dict())
    expected = {"body.0.weight", "body.1.weight", "body.34.weight", "body.34.bias"}
    assert expected <= names
    assert "body.35.weight" not in names


def test_the_judge_looks_at_every_pixel() -> None:
    assert Discriminator(8)(torch.rand(2, 3, 32, 40)).shape == (2, 1, 32, 40)


def test_the_estimator_is_small_and_takes_photos_of_any_size() -> None:
    network = NoiseEstimator().eval()
    assert sum(p.numel() for p in network.parameters()) <= 120_000
    for height, width in ((128, 128), (1000, 300), (40, 700), (9, 9)):
        sigma, jpeg = estimate(network, torch.rand(3, height, width))
        assert 0 <= sigma <= 255
        assert 0 <= jpeg <= 1


def test_the_estimators_squares_lie_on_the_grid_of_jpeg_and_inside_the_photo() -> None:
    for height, width in ((128, 128), (3000, 2000), (500, 5000), (129, 255)):
        places = crops_for(height, width)
        assert 0 < len(places) <= 24
        assert all(top % 8 == 0 and left % 8 == 0 for top, left in places)
        assert all(0 <= top <= height - CROP and 0 <= left <= width - CROP for top, left in places)
