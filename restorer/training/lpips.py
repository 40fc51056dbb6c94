"""The perceptual distance LPIPS v0.1 with SqueezeNet, and its features as a training loss.

Its weights are published ones that are given by path and never shipped: `squeezenet1_1_features.pth` and
`lpips_v0.1_squeeze.pth`, as `../shared/weights` holds them.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from restorer.core.errors import WeightsFailed

FEATURES, HEADS = "squeezenet1_1_features.pth", "lpips_v0.1_squeeze.pth"
_TAPS = (1, 4, 7, 9, 10, 11, 12)
_FIRES = {3: (64, 16, 64), 4: (128, 16, 64), 6: (128, 32, 128), 7: (256, 32, 128), 9: (256, 48, 192)}
_FIRES |= {10: (384, 48, 192), 11: (384, 64, 256), 12: (512, 64, 256)}


class _Fire(nn.Module):
    """Squeeze to few channels, then 1×1 and 3×3 convolutions side by side."""

    def __init__(self, inside: int, few: int, many: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(inside, few, 1)
        self.expand1x1 = nn.Conv2d(few, many, 1)
        self.expand3x3 = nn.Conv2d(few, many, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.squeeze(x))
        return torch.relu(torch.cat((self.expand1x1(x), self.expand3x3(x)), 1))


class SqueezeFeatures(nn.Module):
    """SqueezeNet 1.1 up to its last fire module; answers with the seven feature maps that LPIPS compares."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, 64, 3, stride=2), nn.ReLU()]
        for index in range(2, 13):
            layers.append(_Fire(*_FIRES[index]) if index in _FIRES else nn.MaxPool2d(3, 2, ceil_mode=True))
        self.features = nn.Sequential(*layers)
        self.register_buffer("shift", torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("spread", torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1), persistent=False)
        self.shift: Tensor
        self.spread: Tensor

    def forward(self, x: Tensor) -> list[Tensor]:
        """N,3,H,W, 0 to 1, to seven feature maps."""
        x = (2 * x - 1 - self.shift) / self.spread
        found = []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in _TAPS:
                found.append(x)
        return found


class Lpips(nn.Module):
    """LPIPS v0.1, SqueezeNet. `lpips(a, b)`: N,3,H,W (0 to 1) twice, to N distances; lower is nearer."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.network = load_features(folder / FEATURES)
        heads = _load(folder / HEADS)
        self.heads = [weight.flatten()[None, :, None, None] for _, weight in sorted(heads.items())]

    @torch.no_grad()
    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        total = torch.zeros(a.shape[0])
        for x, y, head in zip(self.network(a), self.network(b), self.heads, strict=True):
            total += ((_unit(x) - _unit(y)) ** 2 * head).sum(1).mean((1, 2))
        return total


def _unit(x: Tensor) -> Tensor:
    return x / (x.pow(2).sum(1, keepdim=True).sqrt() + 1e-10)


def load_features(path: Path) -> SqueezeFeatures:
    """SqueezeNet's features with published weights, frozen."""
    network = SqueezeFeatures()
    network.load_state_dict(_load(path))
    return network.requires_grad_(False).eval()


def _load(path: Path) -> dict[str, Tensor]:
    try:
        state: dict[str, Tensor] = torch.load(path, weights_only=True, map_location="cpu")
    except OSError as error:
        raise WeightsFailed(
            f"The perceptual measure needs {path.name}, which is not there.", detail=repr(error)
        ) from error
    return state
