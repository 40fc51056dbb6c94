"""Parts of trained weights that do nothing, put to work while the network answers all but the same.

Training can leave much of a network unused: rectified units that answer nothing to any photo, and layers whose PReLUs
see numbers of one sign only, so that many of them together compute what one could. Neither mends itself, and neither
shows in any figure but the activations.

`python -m restorer.training.idle denoise|upscale --photos DIR... --weights ID|FILE -o FILE.pt` makes a file to begin
from (`restorer train --init`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import torch
from torch import Tensor, nn

from restorer.engines.networks.compact import SLOPE, Compact
from restorer.engines.networks.denoise import DenoiseUNet, ResidualBlock
from restorer.training.denoise import DenoiseTask
from restorer.training.loading import begin_from
from restorer.training.train import configure
from restorer.training.upscale import UpscaleTask

IDLE = 1e-3
"""Units that answer to a smaller share of all pixels do nothing."""

STRAIGHT = 0.03
"""A layer is straight where lines through its PReLUs leave less of what they answer unexplained (of the variance)."""

_FRESH = 0.3
"""Standard deviation of what begins anew, before it is rectified."""
_CARRIED = 0.2
"""Standard deviation of what a straight layer's channels carry, after it was unfolded."""
_ENOUGH = 0.99999
"""Share of the variance of a straight layer's answers that its directions carry together."""
_BATCHES = 12


@torch.no_grad()
def rouse(network: DenoiseUNet, ask: Callable[[], object], seed: int = 0) -> int:
    """Begins hidden units of residual blocks that do nothing anew, so that they answer to about half of all pixels;
    what they answer is not used yet.

    ask: has the network answer to training patches. Returns how many units there were.
    """
    generator, found = torch.Generator().manual_seed(seed), 0
    for block in [part for part in network.modules() if isinstance(part, ResidualBlock)]:
        first, bias = block.first, _bias(block.first)
        given, answers = _watched(first, ask)
        idle = (answers > 0).float().mean((0, 2, 3)) < IDLE
        if bool(idle.any()):
            fresh = torch.randn((int(idle.sum()), *first.weight.shape[1:]), generator=generator)
            plain = nn.functional.conv2d(given, fresh, padding=1)
            scale = _FRESH / plain.std((0, 2, 3))
            first.weight[idle] = fresh * scale[:, None, None, None]
            bias[idle] = -plain.mean((0, 2, 3)) * scale
            block.second.weight[:, idle] = 0
            found += int(idle.sum())
    return found


@torch.no_grad()
def unfold(network: Compact, small: Tensor) -> int:
    """Bends the layers of a chain that are straight, from the first of them to the last before one that is not.

    What they carry needs few directions. Each gets two channels of opposite sign, whose PReLUs see both signs and whose
    difference is the direction again (Balduzzi et al. 2017, "The Shattered Gradients Problem": looks-linear weights).
    Channels that are left over begin at random and are not used yet.

    small: N,3,H,W, training patches. Returns how many layers were straight.
    """
    chain = _Chain.of(network)
    before, after = chain.activations(small)
    run = _straight(before, after)
    if not run:
        return 0
    carried: _Carried | None = None
    given = after[run[0] - 1]
    for j in run:
        convolution, bend = chain.convolutions[j], chain.bends[j]
        slope, start = _line(before[j], after[j])
        weight, bias = slope[:, None, None, None] * convolution.weight, slope * _bias(convolution) + start
        if carried is not None:
            weight, bias = carried.read_by(weight, bias)
        carried = _Carried.of(after[j])
        _become(convolution, *carried.written_by(weight, bias), given, seed=j)
        bend.weight.fill_(SLOPE)
        given = bend(convolution(given))
    reader = chain.convolutions[run[-1] + 1]
    assert carried is not None
    weight, bias = carried.read_by(reader.weight, _bias(reader))
    reader.weight.zero_()[:, : weight.shape[1]] = weight
    _bias(reader).copy_(bias)
    return len(run)


@dataclass(frozen=True)
class _Chain:
    """A `Compact` taken apart: convolutions, and the PReLUs after all of them but the last."""

    convolutions: list[nn.Conv2d]
    bends: list[nn.PReLU]

    @staticmethod
    def of(network: Compact) -> _Chain:
        layers = list(network.body)
        return _Chain(
            [layer for layer in layers if isinstance(layer, nn.Conv2d)],
            [layer for layer in layers if isinstance(layer, nn.PReLU)],
        )

    def activations(self, small: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """What each PReLU is given, and what it answers."""
        before: list[Tensor] = []
        after = [small]
        for convolution, bend in zip(self.convolutions, self.bends, strict=False):
            before.append(convolution(after[-1]))
            after.append(bend(before[-1]))
        return before, after[1:]


@dataclass(frozen=True)
class _Carried:
    """What a straight layer answers: `middle` + `directions` · t, with t (R,) carried by two channels each.

    directions: C,R, orthonormal; t has the standard deviation `_CARRIED` at a `strength` of its own.
    """

    directions: Tensor
    middle: Tensor
    strength: float

    @staticmethod
    def of(answers: Tensor) -> _Carried:
        """answers: N,C,H,W."""
        rows = answers.transpose(0, 1).flatten(1)
        middle = rows.mean(1)
        rows = rows - middle[:, None]
        energies, directions = torch.linalg.eigh(rows @ rows.T)
        share = energies.flip(0).cumsum(0) / energies.sum()
        count = min(int((share < _ENOUGH).sum()) + 1, len(middle) // 2)
        directions = directions.flip(1)[:, :count]
        return _Carried(directions, middle, float(_CARRIED / (directions.T @ rows).std()))

    def written_by(self, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """A layer that gave the answers, giving the channels that carry them: 2·R,…"""
        half = self.strength * torch.einsum("cr,c...->r...", self.directions, weight)
        start = self.strength * (self.directions.T @ (bias - self.middle))
        return torch.cat((half, -half)), torch.cat((start, -start))

    def read_by(self, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """A layer that read the answers, reading the channels that carry them."""
        half = torch.einsum("ocyx,cr->oryx", weight, self.directions) / (self.strength * (1 + SLOPE))
        return torch.cat((half, -half), 1), bias + weight.sum((2, 3)) @ self.middle


def _become(layer: nn.Conv2d, weight: Tensor, bias: Tensor, given: Tensor, *, seed: int) -> None:
    """Takes over weights of fewer channels; the channels left over begin at random and see both signs."""
    whole = torch.randn(layer.weight.shape, generator=torch.Generator().manual_seed(seed))
    whole[: len(weight)] = 0
    whole[: weight.shape[0], : weight.shape[1]] = weight
    plain = nn.functional.conv2d(given, whole, padding=1)
    scale, offset = _FRESH / plain.std((0, 2, 3)), plain.mean((0, 2, 3))
    scale[: len(weight)] = 1
    layer.weight.copy_(whole * scale[:, None, None, None])
    _bias(layer).copy_(-scale * offset)[: len(bias)] = bias


def _straight(before: list[Tensor], after: list[Tensor]) -> list[int]:
    """Numbers of PReLUs that are idle: the first such and all up to one that is not; never the chain's first."""
    run: list[int] = []
    for j in range(1, len(before)):
        slope, start = _line(before[j], after[j])
        rest = after[j] - slope[:, None, None] * before[j] - start[:, None, None]
        if float((rest.var((0, 2, 3)) / after[j].var((0, 2, 3))).mean()) < STRAIGHT:
            run.append(j)
        elif run:
            break
    return run


def _line(before: Tensor, after: Tensor) -> tuple[Tensor, Tensor]:
    """The lines through what PReLUs were given and answered, least squares: slope and start of each channel."""
    x, y = (rows.transpose(0, 1).flatten(1) for rows in (before, after))
    middle = x.mean(1)
    off = x - middle[:, None]
    slope = (off * y).sum(1) / (off * off).sum(1)
    return slope, y.mean(1) - slope * middle


def _watched(layer: nn.Conv2d, ask: Callable[[], object]) -> tuple[Tensor, Tensor]:
    """What a layer is given and answers while the network is asked."""
    given: list[Tensor] = []
    answers: list[Tensor] = []

    def look(_layer: nn.Module, inputs: tuple[Tensor, ...], answer: Tensor) -> None:
        given.append(inputs[0])
        answers.append(answer)

    hook = layer.register_forward_hook(look)
    ask()
    hook.remove()
    return torch.cat(given), torch.cat(answers)


def _bias(layer: nn.Conv2d) -> Tensor:
    assert layer.bias is not None
    return layer.bias


@click.command()
@click.argument("operation", type=click.Choice(["denoise", "upscale"]))
@click.option("--photos", multiple=True, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--weights", required=True, help="Id, or file.")
@click.option("-o", "output", required=True, type=click.Path(path_type=Path))
def main(operation: str, photos: tuple[Path, ...], weights: str, output: Path) -> None:
    """Put what does nothing in WEIGHTS to work."""
    config = configure(operation, photos, output.parent)
    if operation == "denoise":
        denoise = DenoiseTask(config)
        begin_from(denoise.network, weights)
        batches = [denoise.batch(step) for step in range(_BATCHES)]
        count = rouse(denoise.network, lambda: [denoise.network(b["damaged"], b["level"]) for b in batches])
        click.echo(f"{count} idle units begin anew")
        torch.save(denoise.network.state_dict(), output)
    else:
        upscale = UpscaleTask(config)
        begin_from(upscale.network, weights)
        small = torch.cat([upscale.batch(step)["small"] for step in range(_BATCHES)])
        click.echo(f"{unfold(upscale.network, small)} straight layers are bent")
        torch.save(upscale.network.state_dict(), output)


if __name__ == "__main__":
    main()
