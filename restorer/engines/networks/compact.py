"""The compact upscaler: a straight chain of convolutions at the small size, unfolded to the large one at the end."""

from __future__ import annotations

import torch
from torch import Tensor, nn

SLOPE = 0.25
"""Of PReLUs, for negative numbers, before training."""


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
        self.body = nn.ModuleList()
        for number in range(convolutions + 1):
            convolution = nn.Conv2d(features if number else 3, features, 3, padding=1)
            _mirror(convolution)
            self.body += [convolution, nn.PReLU(features, SLOPE)]
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


def _mirror(convolution: nn.Conv2d) -> None:
    """Begins as looks-linear weights near the identity (Balduzzi et al. 2017, "The Shattered Gradients Problem").

    The second half of the channels answers the negative of the first, and the next layer reads their difference. So a
    chain without skips passes everything on, as one of straight layers would, and every PReLU sees both signs. Begun
    near it without mirroring, such a chain trained into nine straight layers of seventeen, and they stayed so.
    """
    half = convolution.out_channels // 2
    first = convolution.in_channels < convolution.out_channels
    with torch.no_grad():
        nn.init.kaiming_normal_(convolution.weight, nonlinearity="leaky_relu", a=SLOPE)
        nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
        kernel = convolution.weight[:half].clone()
        if not first:
            kernel = 0.4 * 2**0.5 * kernel[:, :half]
            kernel[:, :, 1, 1] += 0.8 * torch.eye(half)
            kernel = torch.cat((kernel, -kernel), 1) / (1 + SLOPE)
        convolution.weight[: 2 * half, : kernel.shape[1]] = torch.cat((kernel, -kernel))
