"""Published upscalers: what spandrel recognises, and a small SRGAN."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from restorer.core.errors import BadRequest
from restorer.engines.spandrel_door import open_spandrel
from restorer.training.loading import read_state

_SPANDREL = {
    "realesr-general": "realesr-general-x4v3_fp16.pth",
    "realesr-general-wdn": "realesr-general-wdn-x4v3_fp16.pth",
    "lsdir-compact": "4xLSDIRCompactC3_fp16.pth",
    "dctlsa": "DCTLSA_x4.pt",
    "craft": "CRAFT_x4_team34.pth",
}
_SRGAN = "fast_srgan_x4.pt"


def published_upscaler(name: str, folder: Path) -> nn.Module:
    """A network N,3,H,W → N,3,4H,4W, 0 to 1, from the folder of published weights.

    Raises
    ------
    BadRequest
        there is no peer of that name, or its file is missing.
    """
    file = folder / (_SRGAN if name == "srgan" else _SPANDREL.get(name, ""))
    if not file.is_file():
        known = ", ".join((*_SPANDREL, "srgan"))
        raise BadRequest(f"There is no peer “{name}” for upscale in {folder}. Known are: {known}.")
    if name == "srgan":
        return _load_srgan(file)
    return _Described(open_spandrel().ModelLoader(device="cpu").load_from_file(file))


class _Described(nn.Module):
    """spandrel's descriptor, which pads as its network needs, as a plain module."""

    def __init__(self, descriptor: object) -> None:
        super().__init__()
        self._descriptor = descriptor

    @torch.no_grad()
    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self._descriptor(x)  # type: ignore[operator]
        return out


class _Block(nn.Module):
    """SRGAN's residual block with instance in place of batch normalisation."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.relu1 = nn.PReLU()
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(_normalise(self.conv1(x)))
        return x + _normalise(self.conv2(y))


class _Double(nn.Module):
    """Convolution and pixel-shuffle to twice the size."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, 4 * width, 3, padding=1)
        self.relu = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.relu(nn.functional.pixel_shuffle(self.conv(x), 2))
        return out


class _Srgan(nn.Module):
    """Fast-SRGAN's generator. Its normalisation sees the whole picture, so it cannot be tiled."""

    def __init__(self, width: int = 64, blocks: int = 8) -> None:
        super().__init__()
        self.neck = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.PReLU())
        self.stem = nn.Sequential(*(_Block(width) for _ in range(blocks)))
        self.bottleneck = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False))
        self.upsampling = nn.Sequential(_Double(width), _Double(width))
        self.head = nn.Sequential(nn.Conv2d(width, 3, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        """N,3,H,W to N,3,4H,4W; 0 to 1 in and out, though the network itself works in −1 to 1."""
        first = self.neck(2 * x - 1)
        y = first + _normalise(self.bottleneck(self.stem(first)))
        return (torch.tanh(self.head(self.upsampling(y))) + 1) / 2


def _normalise(x: Tensor) -> Tensor:
    return nn.functional.instance_norm(x)


def _load_srgan(file: Path) -> nn.Module:
    network = _Srgan()
    state = {key.removeprefix("_orig_mod."): value for key, value in read_state(file).items()}
    network.load_state_dict(state)
    return network.requires_grad_(False).eval()
