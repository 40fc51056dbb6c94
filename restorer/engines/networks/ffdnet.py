"""FFDNet, as published weights of it are laid out: a chain of convolutions on the photo folded by two.

Zhang, Zuo, Zhang, "FFDNet: Toward a Fast and Flexible Solution for CNN-based Image Denoising", IEEE TIP 2018.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

NOISIEST = 75.0 / 255
"""The strongest noise, as a fraction of full light, that the published weights were trained for."""


class FFDNet(nn.Module):
    """Pixel-unshuffle by two, one plane of the noise level, convolutions with ReLU between, pixel-shuffle.

    The weights' names are `model.0`, `model.2` …, those of a plain sequence with the ReLUs counted.

    Args:
        channels: of the photo, 3 or 1.
        features: width.
        convolutions: all of them.
    """

    multiple = 2
    scale = 1

    def __init__(self, channels: int = 3, features: int = 96, convolutions: int = 12) -> None:
        super().__init__()
        self.radius = 2 * convolutions + 1
        """Theoretical radius in px: one folded px for each convolution, and the far half of the last one."""
        layers: list[nn.Module] = [nn.Conv2d(4 * channels + 1, features, 3, padding=1), nn.ReLU()]
        for _ in range(convolutions - 2):
            layers += [nn.Conv2d(features, features, 3, padding=1), nn.ReLU()]
        layers.append(nn.Conv2d(features, 4 * channels, 3, padding=1))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        """The residual of a photo.

        x: N,C,H,W, 0 to 1, even sides. level: N,2: noise level as sigma/255, and a JPEG level, which is not used.
        Returns N,C,H,W, to be added to x.
        """
        folded = nn.functional.pixel_unshuffle(x, 2)
        plane = level[:, :1, None, None].clamp(0, NOISIEST).expand(-1, -1, folded.shape[2], folded.shape[3])
        clean = nn.functional.pixel_shuffle(self.model(torch.cat((folded, plane), 1)), 2)
        return clean - x


def ffdnet_arguments(state: dict[str, Tensor]) -> dict[str, int] | None:
    """The constructor's arguments of the FFDNet whose weights `state` holds, None where it holds another network.

    spandrel takes such a file for a DnCNN of 12 (grey: 4) channels; what gives it away is the one input channel
    more than output channels, and four output channels for each of the photo's.
    """
    convolutions = sum(1 for name in state if name.startswith("model.") and name.endswith(".weight"))
    first, last = state.get("model.0.weight"), state.get(f"model.{2 * (convolutions - 1)}.weight")
    if first is None or last is None or first.ndim != 4 or last.ndim != 4 or convolutions < 3:
        return None
    if last.shape[0] not in (4, 12) or first.shape[1] != last.shape[0] + 1:
        return None
    return {"channels": last.shape[0] // 4, "features": first.shape[0], "convolutions": convolutions}
