"""A network that knows what photos show, for others to learn from: SqueezeNet 1.1's features.

Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", 2016. Its weights (torchvision's,
trained on ImageNet) are read from a file and are never shipped; only training looks at them.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from restorer.core.errors import WeightsFailed

CHANNELS = 512
"""Channels of what `Teacher` answers."""


class Fire(nn.Module):
    """A narrow layer of 1x1 convolutions, then 1x1 and 3x3 ones side by side."""

    def __init__(self, inputs: int, narrow: int, wide: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, narrow, 1)
        self.expand1x1 = nn.Conv2d(narrow, wide, 1)
        self.expand3x3 = nn.Conv2d(narrow, wide, 3, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        narrow = F.relu(self.squeeze(features))
        return F.relu(torch.cat((self.expand1x1(narrow), self.expand3x3(narrow)), dim=1))


def _features() -> nn.Sequential:
    def pool() -> nn.Module:
        return nn.MaxPool2d(3, stride=2, ceil_mode=True)

    return nn.Sequential(
        nn.Conv2d(3, 64, 3, stride=2),
        nn.ReLU(inplace=True),
        pool(),
        *(Fire(64, 16, 64), Fire(128, 16, 64), pool()),
        *(Fire(128, 32, 128), Fire(256, 32, 128), pool()),
        *(Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256), Fire(512, 64, 256)),
    )


class Teacher(nn.Module):
    """What a colour photo shows, as features of unit length over channels."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, weights: Path) -> None:
        """weights: a state dict of `features.*` as torchvision names them."""
        super().__init__()
        self.features = _features().eval().requires_grad_(False)
        state = torch.load(weights, weights_only=True, map_location="cpu")
        try:
            self.load_state_dict(state)
        except (RuntimeError, TypeError, AttributeError) as error:
            raise WeightsFailed(f"“{weights.name}” does not hold SqueezeNet's features.", detail=repr(error)) from error
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1), persistent=False)

    @torch.no_grad()
    def forward(self, rgb: Tensor) -> Tensor:
        """rgb: (N, 3, H, W) in 0-1. Returns (N, 512, about H/16, about W/16)."""
        return F.normalize(self.features((rgb - self.mean) / self.deviation), dim=1)
