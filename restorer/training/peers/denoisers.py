"""Published denoisers: FFDNet for colour, DnCNN blind for colour, DnCNN-3 for grey."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from restorer.core.errors import BadRequest
from restorer.training.loading import read_state


class Chain(nn.Module):
    """Convolutions 3×3 with ReLU between: what FFDNet and DnCNN consist of; keys `model.0`, `model.2`, …"""

    def __init__(self, state: dict[str, Tensor]) -> None:
        super().__init__()
        last = max(int(key.split(".")[1]) for key in state)
        layers: list[nn.Module] = []
        for index in range(0, last + 1, 2):
            out, inside = state[f"model.{index}.weight"].shape[:2]
            layers += [nn.Conv2d(inside, out, 3, padding=1), nn.ReLU()]
        self.model = nn.Sequential(*layers[:-1])
        self.load_state_dict(state)
        self.requires_grad_(False).eval()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.model(x)
        return out


class PublishedDenoiser:
    """A published network behind the interface that ours has (see `evaluate.Denoiser`)."""

    def __init__(self, name: str, folder: Path) -> None:
        if name not in _FILES:
            raise BadRequest(f"There is no peer “{name}” for denoise. Known are: {', '.join(_FILES)}.")
        self.name = f"peer:{name}"
        self.grey = name == "dncnn3"
        self._told = name == "ffdnet"
        self._chain = Chain(read_state(folder / _FILES[name]))

    def __call__(self, x: Tensor, sigma: float | None, jpeg: float | None) -> Tensor:
        """N,3,H,W (N,1,H,W where `grey`), 0 to 1, to the same, restored."""
        if not self._told:
            residual: Tensor = self._chain(x)
            return x - residual
        if sigma is None:
            raise BadRequest("FFDNet must be told the noise level. Give --sigma without --blind.")
        height, width = x.shape[2:]
        padded = nn.functional.pad(x, (0, width % 2, 0, height % 2), mode="replicate")
        folded = nn.functional.pixel_unshuffle(padded, 2)
        plane = torch.full_like(folded[:, :1], sigma / 255)
        clean: Tensor = nn.functional.pixel_shuffle(self._chain(torch.cat((folded, plane), 1)), 2)
        return clean[:, :, :height, :width]


_FILES = {"ffdnet": "ffdnet_color.pth", "dncnn": "dncnn_color_blind.pth", "dncnn3": "dncnn3.pth"}
