"""What does nothing in trained weights is put to work, and the network answers as it did."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import Tensor, nn

from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet, ResidualBlock
from restorer.training.idle import IDLE, main, rouse, unfold


@pytest.fixture
def blocks() -> DenoiseUNet:
    """A denoiser of which half the units of one block answer nothing."""
    torch.manual_seed(5)
    network = DenoiseUNet((8, 16), (1, 2)).requires_grad_(False)
    nn.init.normal_(network.leave.weight, std=0.1)
    network.deepest[1].first.bias[:8] = -50  # type: ignore[index,union-attr]
    return network


@pytest.fixture
def chain() -> Compact:
    """An upscaler of which the PReLUs 2 to 4 of six see one sign only."""
    torch.manual_seed(3)
    network = Compact(features=16, convolutions=5, scale=2).requires_grad_(False)
    for layer in (4, 6, 8):
        network.body[layer].weight.normal_(std=0.05)  # type: ignore[union-attr,operator]
        network.body[layer].weight[:, 5:] = 0  # type: ignore[index]
        network.body[layer].bias[:] = -1.0  # type: ignore[index]
    given = small()
    for one in network.body[:11]:
        given = one(given)
    network.body[10].bias -= given.mean((0, 2, 3))  # type: ignore[operator]
    return network


def small(side: int = 40) -> Tensor:
    """Patches with something in them at every size."""
    noise = (torch.rand(6, 3, side // n, side // n, generator=torch.Generator().manual_seed(n)) for n in (1, 4, 10))
    return sum((nn.functional.interpolate(one, (side, side), mode="bicubic") for one in noise), torch.zeros(1)) / 3


def share_that_answers(network: DenoiseUNet, x: Tensor, level: Tensor) -> Tensor:
    """Of every hidden unit, the share of pixels that it answers to."""
    seen: list[Tensor] = []
    hooks = [
        block.first.register_forward_hook(
            lambda _layer, _given, answer: seen.append((answer > 0).float().mean((0, 2, 3)))
        )
        for block in network.modules()
        if isinstance(block, ResidualBlock)
    ]
    network(x, level)
    for hook in hooks:
        hook.remove()
    return torch.cat(seen)


def test_units_that_answer_nothing_begin_anew_and_the_answer_stays(blocks: DenoiseUNet) -> None:
    x, level = small(), torch.full((6, 2), 0.1)
    before = blocks(x, level)
    idle = share_that_answers(blocks, x, level) < IDLE
    assert rouse(blocks, lambda: blocks(x, level)) == idle.sum() == 8
    assert torch.allclose(blocks(x, level), before, atol=1e-6)
    assert share_that_answers(blocks, x, level)[idle].min() > 0.2
    assert rouse(blocks, lambda: blocks(x, level)) == 0


def test_straight_layers_are_bent_and_the_answer_stays(chain: Compact) -> None:
    x = small()
    before = chain(x)
    assert unfold(chain, x) == 3
    within = (..., slice(20, -20), slice(20, -20))  # beyond the picture's edge a layer reads zeros, bent or not
    assert (chain(x) - before)[within].abs().max() < 0.01
    assert unfold(chain, x) == 0
    for number, layer in enumerate(chain.body[:9]):
        x = layer(x)
        if number in (4, 6, 8):
            positive = (x > 0).float().mean((0, 2, 3))
            assert ((positive > 0.1) & (positive < 0.9)).float().mean() > 0.5


def test_fresh_chains_have_no_straight_layer() -> None:
    torch.manual_seed(1)
    assert unfold(Compact(32, 16, 4), small()) == 0


def test_the_command_makes_a_file_to_begin_from(photos: Path, tmp_path: Path) -> None:
    torch.manual_seed(2)
    torch.save(DenoiseUNet().state_dict(), tmp_path / "given.pt")
    words = [
        "denoise",
        "--photos",
        str(photos),
        "--weights",
        str(tmp_path / "given.pt"),
        "-o",
        str(tmp_path / "o.pt"),
    ]
    answer = CliRunner().invoke(main, words, catch_exceptions=False)
    assert "idle units begin anew" in answer.output
    DenoiseUNet().load_state_dict(torch.load(tmp_path / "o.pt", weights_only=True))
