"""Small modules that make networks of others answer as `Network.module` should: with a residual, in three channels."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in brightness, ITU-R BT.601, as networks for grey pictures were trained with."""


class CompactResidual(nn.Module):
    """A Compact network (ours or Real-ESRGAN's) without the enlarged picture that it adds at its end."""

    multiple = 1

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.scale = int(getattr(network, "upscale", 0) or network.scale)
        self.radius = sum(1 for part in network.body if isinstance(part, nn.Conv2d))
        self.body = nn.Sequential(*network.body)

    def forward(self, x: Tensor) -> Tensor:
        """N,3,H,W to N,3,scale·H,scale·W, to be added to x enlarged by repeating its pixels."""
        return nn.functional.pixel_shuffle(self.body(x), self.scale)


class DnCNNResidual(nn.Module):
    """DnCNN's noise, taken off: its last convolution says what to subtract."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.model = network.model

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = -self.model(x)
        return answer


class PictureResidual(nn.Module):
    """What a network that answers with a picture changed in it."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.network(x) - x
        return answer


class LevelPlane(nn.Module):
    """A network that is told the noise by a further channel of sigma/255 (FDnCNN, DRUNet)."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        plane = level[:, :1, None, None].expand(-1, -1, x.shape[2], x.shape[3])
        answer: Tensor = self.network(torch.cat((x, plane), 1)) - x
        return answer


class GreyResidual(nn.Module):
    """A network for grey pictures, given a photo's brightness; what it changes there, all three colours change by."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("luma", torch.tensor(LUMA).reshape(1, 3, 1, 1), persistent=False)
        self.luma: Tensor

    def forward(self, x: Tensor, *levels: Tensor) -> Tensor:
        grey = (x * self.luma).sum(1, keepdim=True)
        answer: Tensor = self.network(grey, *levels).expand(-1, 3, -1, -1)
        return answer
