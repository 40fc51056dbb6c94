"""Halos cover what a network looks at, counted where that can be, measured where not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from restorer.engines.halo import FURTHEST, MeasuredHalos, convolution_radius, measured_radius, theoretical_radius
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.ffdnet import FFDNet


def chain(*kernels: int) -> nn.Sequential:
    """Convolutions that look everywhere they can."""
    layers = [nn.Conv2d(3, 3, kernel, padding=kernel // 2) for kernel in kernels]
    for layer in layers:
        nn.init.constant_(layer.weight, 0.1)
    return nn.Sequential(*layers)


def support(answer: nn.Module, *levels: torch.Tensor) -> int:
    """How far from an output px an input px is that changes it, at most, over the px of one folded square."""
    side = 160
    noise = torch.randn((1, 3, side, side), generator=torch.Generator().manual_seed(0))
    picture = noise.requires_grad_()
    output = answer(picture, *levels)
    furthest = 0
    for place in range(side // 2, side // 2 + 8):
        (gradient,) = torch.autograd.grad(output[0, :, place, place].sum(), picture, retain_graph=True)
        touched = gradient.abs().sum((0, 1)).nonzero()
        furthest = max(furthest, int((touched - place).abs().max()))
    return furthest


@pytest.mark.parametrize("kernels", [(3,), (3, 3, 3), (5, 3, 1)])
def test_counted_and_measured_agree_on_plain_chains(kernels: tuple[int, ...]) -> None:
    network = chain(*kernels)
    assert convolution_radius(network) == sum(kernel // 2 for kernel in kernels)
    assert 0 < measured_radius(network, 1) <= convolution_radius(network)


def test_a_strided_network_is_not_counted() -> None:
    with pytest.raises(ValueError, match="strided"):
        convolution_radius(nn.Sequential(nn.Conv2d(3, 3, 3, stride=2)))


def test_what_looks_everywhere_ends_at_the_furthest() -> None:
    class Whole(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x + x.mean((2, 3), keepdim=True) * 10

    assert measured_radius(Whole(), 1) > FURTHEST - 4


def test_scale_and_multiple_are_heeded() -> None:
    network = nn.Sequential(chain(3, 3), nn.Upsample(scale_factor=2, mode="nearest"))
    assert measured_radius(network, 2, multiple=48) == measured_radius(chain(3, 3), 1)


@pytest.mark.parametrize("network", [DenoiseUNet((4, 4, 4), (1, 1, 1)), FFDNet(3, 4, 5)])
def test_our_own_radii_hold(network: nn.Module) -> None:
    """No px further away than a network says changes anything, and the furthest that it names does (to the px)."""
    for parameter in network.parameters():
        nn.init.uniform_(parameter, 0.05, 0.15)
    radius = theoretical_radius("", network)
    assert radius is not None
    assert support(network, torch.tensor([[0.1, 0.1]])) == radius


def test_compact_says_its_radius() -> None:
    assert theoretical_radius("Compact", Compact(4, 3, 2)) == 5


def test_others_are_unknown() -> None:
    assert theoretical_radius("SwinIR", chain(3)) is None


def test_a_measured_radius_is_kept(tmp_path: Path) -> None:
    asked = []

    def measure() -> int:
        asked.append(1)
        return 17

    for _ in range(2):
        assert MeasuredHalos(tmp_path / "cache").radius("abc", measure) == 17
    assert len(asked) == 1


def test_a_broken_cache_is_measured_again(tmp_path: Path) -> None:
    (tmp_path / "halos.json").write_text('{"abc": 17')
    assert MeasuredHalos(tmp_path).radius("abc", lambda: 9) == 9
