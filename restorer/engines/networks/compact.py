"""The compact upscaler: a straight chain of convolutions at the small size, unfolded to the large one at the end."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Compact(nn.Module):
    """A chain of 3×3 convolutions and PReLUs, pixel-shuffle, and the enlarged input (nearest neighbour) added.

    Names and shapes of its weights are those of Real-ESRGAN's SRVGGNetCompact (`body.N`), so that programs that read
    such files read ours.

    Args:
        features: width.
        convolutions: convolutions between the first and the last.
        scale: 2 or 4.
    """

    multiple = 1

    def __init__(self, features: int = 64, convolutions: int = 16, scale: int = 4) -> None:
        super().__init__()
        self.scale = scale
        self.radius = convolutions + 2
        """Theoretical radius in input pixels: one for each convolution."""
        self.body = nn.ModuleList([nn.Conv2d(3, features, 3, padding=1), nn.PReLU(features)])
        for _ in range(convolutions):
            self.body.append(_near_identity(nn.Conv2d(features, features, 3, padding=1)))
            self.body.append(nn.PReLU(features))
        last = nn.Conv2d(features, 3 * scale * scale, 3, padding=1)
        with torch.no_grad():
            last.weight.mul_(0.1)
        nn.init.zeros_(last.bias)  # type: ignore[arg-type]
        self.body.append(last)

    def forward(self, x: Tensor) -> Tensor:
        """N,3,H,W (0 to 1) in, N,3,scale·H,scale·W out."""
        y = x
        for layer in self.body:
            y = layer(y)
        y = nn.functional.pixel_shuffle(y, self.scale)
        return y + nn.functional.interpolate(x, scale_factor=self.scale, mode="nearest")


def _near_identity(convolution: nn.Conv2d) -> nn.Conv2d:
    """Begins as identity plus noise, so that a chain without skips trains as fast as one with them."""
    nn.init.kaiming_normal_(convolution.weight, nonlinearity="leaky_relu", a=0.25)
    with torch.no_grad():
        convolution.weight.mul_(0.5)
        convolution.weight[:, :, 1, 1] += 0.8 * torch.eye(convolution.out_channels)
    nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
    return convolution
