"""ColorizeUNet: colours of a grey photo as a distribution over colour bins, with hints and global context.

The network answers, for every fourth pixel, how likely each of about a hundred colours is (Zhang, Isola, Efros,
"Colorful Image Colorization", ECCV 2016), and for every second pixel a small correction of the mean colour. Keeping
the whole distribution is what gives truthful saturation (its annealed mean), several colourings (it is drawn from)
and a confidence map (its spread). Hints are planes of the input (Zhang et al., "Real-Time User-Guided Image
Colorization with Learned Deep Priors", SIGGRAPH 2017). Plain 3x3 residual blocks, going down to 1/32, where a pooled
vector is mixed back into every level above (FiLM: Perez et al., AAAI 2018).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Layer = TypeVar("Layer", nn.Conv2d, nn.Linear)

AB_SCALE = 110.0
"""a* and b* are divided by this where they enter the network."""

LOGIT_STRIDE = 4
"""Input pixels per pixel of the colour distribution."""

CORRECTION_STRIDE = 2
"""Input pixels per pixel of the correction, and of the colours made from both."""

MULTIPLE = 32
"""The sides of the input are multiples of this."""

RINGS = ((0, 1), (7, 6), (15, 12), (25, 16), (38, 18), (54, 18), (75, 18), (100, 12))
"""Colour bins: (chroma, number of hues on that ring); finer near grey, where most of every photo lies."""


def colour_bins() -> Tensor:
    """Return the centres of the colour bins, (K, 2) float32 a*b*; bin 0 is grey."""
    centres = [
        (chroma * math.cos(angle), chroma * math.sin(angle))
        for ring, (chroma, count) in enumerate(RINGS)
        for angle in (2 * math.pi * (hue + 0.5 * (ring % 2)) / count for hue in range(count))
    ]
    return torch.tensor(centres, dtype=torch.float32)


def input_planes(lightness: Tensor, hint_ab: Tensor, hint_mask: Tensor) -> Tensor:
    """Scale and stack what the network is given.

    lightness: (N, 1, H, W) L* in 0-100. hint_ab: (N, 2, H, W) a*b*, any value where the mask is 0.
    hint_mask: (N, 1, H, W), 1 where a hint tells the colour. Returns (N, 4, H, W).
    """
    return torch.cat((lightness / 50 - 1, hint_ab * hint_mask / AB_SCALE, hint_mask), dim=1)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch normalisation and a way around them; size and channels stay."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        last = nn.BatchNorm2d(channels)
        nn.init.zeros_(last.weight)
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            last,
        )

    def forward(self, features: Tensor) -> Tensor:
        return F.relu(features + self.body(features))


def _halve(inputs: int, outputs: int) -> nn.Sequential:
    """Convolution of stride 2, normalised and rectified."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _silent(layer: Layer) -> Layer:
    """Make a layer answer zero until it has learnt something."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def _double(features: Tensor) -> Tensor:
    return F.interpolate(features, scale_factor=2.0, mode="bilinear", align_corners=False)


class ColorizeUNet(nn.Module):
    """L* and hints of a whole photo at working size in, colour distribution and correction out.

    widths: channels at strides 2, 4, 8, 16 and 32. down, up: residual blocks at strides 4, 8, 16, 32 on the way down,
    and at strides 4, 8, 16 on the way up. context: length of the vector that carries the photo as a whole.
    """

    bins: Tensor

    def __init__(
        self,
        widths: Sequence[int] = (24, 40, 88, 160, 224),
        down: Sequence[int] = (1, 2, 2, 2),
        up: Sequence[int] = (1, 1, 1),
        context: int = 128,
        correction: float = 30.0,
    ) -> None:
        super().__init__()
        self.correction = correction
        self.middle_channels = widths[3]
        self.register_buffer("bins", colour_bins(), persistent=False)
        self.stem = _halve(4, widths[0])
        self.halve = nn.ModuleList(_halve(a, b) for a, b in itertools.pairwise(widths))
        self.tell = nn.ModuleList(nn.Conv2d(3, width, 1) for width in widths[1:])
        self.down = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(width) for _ in range(count)))
            for width, count in zip(widths[1:], down, strict=True)
        )
        self.pool = nn.Sequential(nn.Linear(widths[-1] + 3, context), nn.ReLU(inplace=True))
        self.film = nn.ModuleList(_silent(nn.Linear(context, 2 * width)) for width in widths[1:])
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in itertools.pairwise(widths[1:]))
        self.up = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(width) for _ in range(count)))
            for width, count in zip(widths[1:-1], up, strict=True)
        )
        self.to_logits = nn.Conv2d(widths[1], len(self.bins), 3, padding=1)
        self.to_fine = nn.Conv2d(widths[1], widths[0], 1)
        self.fine = nn.Sequential(
            nn.Conv2d(widths[0], widths[0], 3, padding=1),
            nn.ReLU(inplace=True),
            _silent(nn.Conv2d(widths[0], 2, 3, padding=1)),
        )

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        """Return (logits, correction) of `input_planes`.

        planes: (N, 4, H, W), H and W multiples of 32. logits: (N, K, H/4, W/4), one for each of `colour_bins`.
        correction: (N, 2, H/2, W/2), a*b* to add to the mean colour.
        """
        logits, correction, _ = self.with_features(planes)
        return logits, correction

    def with_features(self, planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return (logits, correction, features at stride 16 on the way up), the last for training's teacher."""
        fine = self.stem(planes)
        told = F.avg_pool2d(planes[:, 1:], 2)
        features = fine
        skips = []
        for halve, tell, blocks in zip(self.halve, self.tell, self.down, strict=True):
            told = F.avg_pool2d(told, 2)
            features = blocks(F.relu(halve(features) + tell(_spread(told))))
            skips.append(features)
        whole = torch.cat((features.mean((2, 3)), _spread(told.mean((2, 3), keepdim=True)).flatten(1)), dim=1)
        context = self.pool(whole)
        features = _modulate(skips[3], self.film[3](context))
        middle = features
        for level in (2, 1, 0):
            features = skips[level] + _double(self.narrow[level](features))
            features = self.up[level](_modulate(features, self.film[level](context)))
            if level == 2:
                middle = features
        fine = F.relu(fine + _double(self.to_fine(features)))
        return self.to_logits(features), self.correction * torch.tanh(self.fine(fine)), middle


def _spread(told: Tensor) -> Tensor:
    """Turn pooled (a·m, b·m, m) into the mean colour told in each cell and how surely it is told (0 to 1)."""
    mask = told[:, 2:]
    return torch.cat((told[:, :2] / (mask + 1e-4), mask / (mask + 1e-3)), dim=1)


def _modulate(features: Tensor, scale_and_shift: Tensor) -> Tensor:
    """Scale and shift each channel (FiLM). scale_and_shift: (N, 2C) for features (N, C, H, W)."""
    scale, shift = scale_and_shift[:, :, None, None].chunk(2, dim=1)
    return features * (1 + scale) + shift


def mean_colours(logits: Tensor, correction: Tensor, bins: Tensor, temperature: float = 1.0) -> Tensor:
    """Return the a*b* that a distribution and its correction stand for, (N, 2, H/2, W/2).

    temperature below 1 sharpens the distribution before its mean is taken ("annealed mean"): more colour, less caution.
    """
    chances = torch.softmax(logits.float() / temperature, dim=1)
    mean = torch.einsum("nkhw,kc->nchw", chances, bins)
    return _double(mean) + correction.float()


def colour_spread(logits: Tensor, bins: Tensor) -> Tensor:
    """Return how far apart the likely colours lie: standard deviation in a*b* units, (N, 1, H/4, W/4)."""
    chances = torch.softmax(logits.float(), dim=1)
    mean = torch.einsum("nkhw,kc->nchw", chances, bins)
    square = torch.einsum("nkhw,k->nhw", chances, (bins**2).sum(1))[:, None]
    return (square - (mean**2).sum(1, keepdim=True)).clamp_min(0).sqrt()
