"""The denoising autoencoder and the small network that tells it how noisy a photo is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from restorer.tiling.plan import rounded_up

_LEVEL_GAIN = (4.0, 1.0)  # brings sigma/255 (0 to 0.3) and the JPEG level (0 to 0.9) to one magnitude


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with a ReLU between, added to the input. Starts out near identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.kaiming_normal_(self.first.weight, nonlinearity="relu")
        nn.init.kaiming_normal_(self.second.weight, nonlinearity="relu")
        nn.init.zeros_(self.first.bias)  # type: ignore[arg-type]
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]
        with torch.no_grad():
            self.second.weight.mul_(0.2)

    def forward(self, x: Tensor) -> Tensor:
        """N,C,H,W in and out."""
        out: Tensor = x + self.second(torch.relu(self.first(x)))
        return out


class DenoiseUNet(nn.Module):
    """A U-Net of plain residual blocks on the photo folded by two (pixel-unshuffle), without normalisation.

    It is told how much noise and JPEG damage to expect by two constant planes, so one set of weights serves
    every strength. It answers with the residual: the clean photo is `x + network(x, level)`, added by the caller
    in float32.

    Args:
        channels: width of each level, finest first.
        blocks: residual blocks of each level. A level but the last has as many before as after the coarser ones.
    """

    scale = 1

    def __init__(self, channels: Sequence[int] = (64, 128, 256), blocks: Sequence[int] = (2, 1, 1)) -> None:
        super().__init__()
        self.channels, self.blocks = tuple(channels), tuple(blocks)
        self.multiple = 2 ** len(self.channels)
        self.enter = nn.Conv2d(12 + 2, channels[0], 3, padding=1)
        self.leave = nn.Conv2d(channels[0], 12, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]
        fine = list(zip(channels[:-1], blocks[:-1], strict=True))
        self.before = nn.ModuleList(nn.Sequential(*(ResidualBlock(c) for _ in range(n))) for c, n in fine)
        self.down = nn.ModuleList(nn.Conv2d(c, d, 2, stride=2) for c, d in pairwise(channels))
        self.deepest = nn.Sequential(*(ResidualBlock(channels[-1]) for _ in range(blocks[-1])))
        self.up = nn.ModuleList(nn.ConvTranspose2d(d, c, 2, stride=2) for c, d in pairwise(channels))
        self.after = nn.ModuleList(nn.Sequential(*(ResidualBlock(c) for _ in range(n))) for c, n in fine)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        """The residual of a photo.

        Args:
            x: N,3,H,W, 0 to 1; sides divisible by `multiple`.
            level: N,2: noise level as sigma/255, and JPEG level as 1 − quality/100 (0: no JPEG damage).

        Returns:
            N,3,H,W, to be added to x.
        """
        folded = self._entering(nn.functional.pixel_unshuffle(x, 2))
        gain = torch.tensor(_LEVEL_GAIN, dtype=x.dtype, device=x.device)
        planes = (level * gain)[:, :, None, None].expand(-1, -1, folded.shape[2], folded.shape[3])
        y = self.enter(torch.cat((folded, planes), 1))
        skips = []
        for depth, (before, down) in enumerate(zip(self.before, self.down, strict=True)):
            y = before(y)
            skips.append(y)
            y = self._deeper(depth + 1, down(y))
        y = self.deepest(y)
        for depth in reversed(range(len(skips))):
            y = self.after[depth](self._joined(depth, self.up[depth](y), skips[depth]))
        return nn.functional.pixel_shuffle(self._leaving(self.leave(y)), 2)

    def of_middle(self, halo: int) -> DenoiseUNet:
        """A network on the same weights that answers N,3,H−2·halo,W−2·halo: for the middle only.

        halo: px, at least `radius` rounded up to `multiple`, and divisible by it.
        """
        return _OfMiddle(self, halo)

    def _entering(self, folded: Tensor) -> Tensor:
        return folded

    def _deeper(self, depth: int, y: Tensor) -> Tensor:
        """What is worked on at a coarser level."""
        return y

    def _joined(self, depth: int, y: Tensor, skip: Tensor) -> Tensor:
        """What comes up from the coarser levels, with what was kept of this one."""
        return y + skip

    def _leaving(self, y: Tensor) -> Tensor:
        return y

    @property
    def radius(self) -> int:
        """Theoretical radius in pixels: the greatest distance at which an input pixel can change an output pixel."""
        reach = 0
        for pixel in range(self.multiple):
            low, high = self._reads(pixel)
            reach = max(reach, pixel - low, high - pixel)
        return reach

    def _reads(self, pixel: int) -> tuple[int, int]:
        """The first and last input pixel, along one axis, that an output pixel depends on."""
        low = high = pixel // 2
        low, high = low - 1, high + 1  # leave
        coarsest = len(self.channels) - 1
        ranges = []
        for level in range(coarsest):  # from the output down to the coarsest level
            low, high = low - 2 * self.blocks[level], high + 2 * self.blocks[level]
            ranges.append((low, high))
            low, high = low // 2, high // 2
        low, high = low - 2 * self.blocks[coarsest], high + 2 * self.blocks[coarsest]
        for level in reversed(range(coarsest)):  # and up to the input
            low, high = 2 * low, 2 * high + 1
            low, high = min(low, ranges[level][0]), max(high, ranges[level][1])
            low, high = low - 2 * self.blocks[level], high + 2 * self.blocks[level]
        low, high = low - 1, high + 1  # enter
        return 2 * low, 2 * high + 1


class _OfMiddle(DenoiseUNet):
    """Cuts off at every level what the middle of the answer does not depend on. Shares the weights of another.

    Lengths are px of a level, on each side of the middle: what zero padding has spoilt at a cut is never used.
    """

    def __init__(self, whole: DenoiseUNet, halo: int) -> None:
        nn.Module.__init__(self)
        self.__dict__.update({name: value for name, value in whole.__dict__.items() if name != "training"})
        coarsest = len(self.channels) - 1
        # Needed before the blocks on the way up, from the answer down to the coarsest level ...
        self._up = [1 + 2 * self.blocks[0]]
        for depth in range(1, coarsest + 1):
            self._up.append(-(-self._up[-1] // 2) + 2 * self.blocks[depth])
        # ... and before those on the way down, from there up to the input; coarser px must lie where they always do.
        self._down = [self._up[coarsest]]
        for depth in reversed(range(coarsest)):
            reach = 2 * self.blocks[depth] + (1 if depth == 0 else 0)
            self._down.insert(0, rounded_up(2 * self._down[0] + reach, 2 ** (coarsest - depth)))
        self._given = halo // 2
        self.train(whole.training)

    def _entering(self, folded: Tensor) -> Tensor:
        return _less(folded, self._given - self._down[0])

    def _deeper(self, depth: int, y: Tensor) -> Tensor:
        return _less(y, self._down[depth - 1] // 2 - self._down[depth])

    def _joined(self, depth: int, y: Tensor, skip: Tensor) -> Tensor:
        wanted = self._up[depth]
        return _less(y, 2 * self._up[depth + 1] - wanted) + _less(skip, self._down[depth] - wanted)

    def _leaving(self, y: Tensor) -> Tensor:
        return _less(y, self._up[0])


def _less(planes: Tensor, border: int) -> Tensor:
    """Without `border` px on each side."""
    return planes[:, :, border : planes.shape[2] - border, border : planes.shape[3] - border]
