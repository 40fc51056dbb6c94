"""The judge of adversarial training: it looks at a picture and says of every pixel whether it seems real."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class Discriminator(nn.Module):
    """A U-Net with spectral normalisation, after Schönfeld et al. 2020 and Wang et al. 2021 (Real-ESRGAN).

    Args:
        width: channels at full size; doubled at each of the three halvings.
    """

    multiple = 8

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        widths = [width, 2 * width, 4 * width, 8 * width]
        pairs = list(pairwise(widths))
        self.enter = nn.Conv2d(3, width, 3, padding=1)
        self.down = nn.ModuleList(spectral_norm(nn.Conv2d(a, b, 4, stride=2, padding=1, bias=False)) for a, b in pairs)
        self.up = nn.ModuleList(spectral_norm(nn.Conv2d(b, a, 3, padding=1, bias=False)) for a, b in reversed(pairs))
        self.judge = spectral_norm(nn.Conv2d(width, width, 3, padding=1, bias=False))
        self.leave = nn.Conv2d(width, 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """N,3,H,W (0 to 1; sides divisible by 8) to N,1,H,W: above 0 where it seems real."""
        y = _bend(self.enter(x))
        skips = []
        for down in self.down:
            skips.append(y)
            y = _bend(down(y))
        for up, skip in zip(self.up, reversed(skips), strict=True):
            y = nn.functional.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
            y = _bend(up(y)) + skip
        out: Tensor = self.leave(_bend(self.judge(y)))
        return out


def _bend(x: Tensor) -> Tensor:
    return torch.nn.functional.leaky_relu(x, 0.2)
