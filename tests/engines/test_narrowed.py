"""Chains of convolutions lose their padding, the denoiser its rims, and nothing else; others stay as they are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from restorer.engines.engine import EngineFacts, Network
from restorer.engines.narrowed import narrowed
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.tiling.plan import rounded_up


class Chain(nn.Module):
    def __init__(self, scale: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.scale = scale
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.PReLU(8), nn.Conv2d(8, 3 * scale**2, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.pixel_shuffle(self.body(x), self.scale)


class AroundIt(Chain):
    """Adds the picture, so sizes without padding would not meet."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + x


class Ending(Chain):
    """Looks at the whole tile."""

    def forward(self, x: Tensor) -> Tensor:
        answer = super().forward(x)
        return answer - answer.mean()


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_chain_answers_for_the_middle_with_the_same_numbers(scale: int) -> None:
    padded = Network(EngineFacts("chain", scale=scale, halo=2), "chain", Chain(scale).eval())
    narrow = narrowed(padded)
    assert narrow.key != padded.key
    tile = torch.rand((1, 3, 64, 64))
    wanted = padded.module(tile)[:, :, 2 * scale : -2 * scale, 2 * scale : -2 * scale]
    assert narrow.module(tile).shape == wanted.shape
    assert (narrow.module(tile) - wanted).abs().max() < 1e-5
    assert padded.module(tile).shape[-1] == 64 * scale  # the network that was given is not touched


@pytest.mark.parametrize(
    ("channels", "blocks"),
    [((8, 16), (1, 1)), ((8, 16), (2, 3)), ((8, 8, 16), (2, 1, 1)), ((8, 8, 8, 8), (1, 2, 1, 2))],
)
def test_the_denoiser_answers_for_the_middle_with_the_same_numbers(
    channels: tuple[int, ...], blocks: tuple[int, ...]
) -> None:
    torch.manual_seed(3)
    module = DenoiseUNet(channels, blocks).eval().requires_grad_(False)
    nn.init.normal_(module.leave.weight)
    halo = rounded_up(module.radius, module.multiple)
    facts = EngineFacts("unet", halo=halo, multiple=module.multiple)
    padded = Network(facts, "unet", module, ((0.1, 0.2),))
    narrow = narrowed(padded)
    assert narrow.key != padded.key
    tile, level = torch.rand((1, 3, 2 * halo + 32, 2 * halo + 64)), torch.tensor([[0.1, 0.2]])
    wanted = module(tile, level)[:, :, halo:-halo, halo:-halo]
    answer = narrow.module(tile, level)
    assert answer.shape == wanted.shape
    assert (answer - wanted).abs().max() < 1e-5
    assert module(tile, level).shape == tile.shape


def test_other_networks_stay_as_they_are() -> None:
    others = (
        Network(EngineFacts("around", halo=2), "around", AroundIt(1).eval()),
        Network(EngineFacts("ending", halo=2), "ending", Ending(1).eval()),
        Network(EngineFacts("guessed", halo=2, exact=False), "guessed", Chain(1).eval()),
        Network(EngineFacts("short", halo=1), "short", Chain(1).eval()),
    )
    for network in others:
        assert narrowed(network) is network
