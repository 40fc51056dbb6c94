"""Chains of convolutions lose their padding and nothing else; other networks are left as they are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from restorer.engines.engine import EngineFacts, Network
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.unpadded import unpadded


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
    narrow = unpadded(padded)
    assert narrow.key != padded.key
    tile = torch.rand((1, 3, 64, 64))
    wanted = padded.module(tile)[:, :, 2 * scale : -2 * scale, 2 * scale : -2 * scale]
    assert narrow.module(tile).shape == wanted.shape
    assert (narrow.module(tile) - wanted).abs().max() < 1e-5
    assert padded.module(tile).shape[-1] == 64 * scale  # the network that was given is not touched


def test_other_networks_stay_as_they_are() -> None:
    unet = DenoiseUNet((8, 16), (1, 1)).eval()
    others = (
        Network(EngineFacts("around", halo=2), "around", AroundIt(1).eval()),
        Network(EngineFacts("ending", halo=2), "ending", Ending(1).eval()),
        Network(EngineFacts("unet", halo=32, multiple=4), "unet", unet, ((0.1, 0.2),)),
        Network(EngineFacts("guessed", halo=2, exact=False), "guessed", Chain(1).eval()),
        Network(EngineFacts("short", halo=1), "short", Chain(1).eval()),
    )
    for network in others:
        assert unpadded(network) is network
