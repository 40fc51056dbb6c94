"""Photos and weights for steps: small, made here, with networks of random weights where no quality is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from restorer.core.control import Control
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.networks.compact import Compact
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.restore import restore
from restorer.engines.values import Result, Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operation import Operation
from restorer.recipe.recipe import Recipe
from restorer.weights.catalogue import Catalogue, WeightsEntry, file_sha256, load_catalogue, save_catalogue

Pixels = npt.NDArray[Any]
Go = Callable[..., Result]


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as made:
        yield made


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """One workbench for all: compiled engines and measured speeds are kept."""
    return Workbench(Places.below(tmp_path_factory.mktemp("home")))


@pytest.fixture
def photo_of(scratch: Scratch) -> Callable[..., Photo]:
    """A photo of given pixels (H, W, 3 or 4), uint8 or uint16."""

    def make(pixels: Pixels, **facts: Any) -> Photo:
        bits = 8 * pixels.dtype.itemsize
        writer = scratch.create(Size(pixels.shape[1], pixels.shape[0]), pixels.shape[2], bits)
        writer.pixels[:] = pixels
        said = {"format": "png", "bits": bits, "grey": False, "alpha": pixels.shape[2] == 4, "sha256": "0" * 64}
        return Photo(writer.finish(), SourceFacts(**{**said, "size_bytes": 1, **facts}))

    return make


@pytest.fixture
def go(scratch: Scratch, bench: Workbench) -> Go:
    """Restore a photo through some operations, on the CPU, with small tiles."""

    def run(
        photo: Photo, *steps: Operation, weights: dict[str, Any] | None = None, box: Box | None = None, tile: int = 64
    ) -> Result:
        named = tuple((operation, str(path)) for operation, path in (weights or {}).items())
        setup = Setup(device="cpu", precision="fp32", tile=tile, weights=named)
        return restore(photo, Recipe(steps), setup, scratch=scratch, control=Control(), workbench=bench, box=box)

    return run


def shaken(network: nn.Module, seed: int = 0, much: float = 0.02) -> nn.Module:
    """The network with weights that do something everywhere."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(much * torch.randn(parameter.shape, generator=generator))
    return network.eval()


def listed(folder: Path, name: str, network: nn.Module, **facts: Any) -> Path:
    """Save a network's weights and list them in the folder's catalogue."""
    path = folder / f"{name}.safetensors"
    save_file(network.state_dict(), path)
    defaults = {"title": name, "licence": "MIT", "sha256": file_sha256(path), "file": path.name}
    save_catalogue(load_catalogue(folder).with_entry(WeightsEntry(id=name, **defaults, **facts)), folder)
    return path


@pytest.fixture(scope="session")
def denoiser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small denoiser that does something, no good."""
    arguments: dict[str, Any] = {"channels": [8, 16], "blocks": [1, 1]}
    folder = tmp_path_factory.mktemp("denoiser")
    torch.manual_seed(1)
    network = shaken(DenoiseUNet(**arguments))
    return listed(folder, "d", network, operation="denoise", architecture="denoise-unet", arguments=arguments)


@pytest.fixture(scope="session")
def upscalers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ×2 and ×4 weights: x2 and x4, each with its detailed twin that names it, and alone.safetensors."""
    folder = tmp_path_factory.mktemp("upscalers")
    torch.manual_seed(2)
    save_catalogue(Catalogue(), folder)
    for scale in (2, 4):
        arguments: dict[str, Any] = {"features": 8, "convolutions": 2, "scale": scale}
        for seed, (name, end, pair) in enumerate(
            ((f"x{scale}", "faithful", None), (f"x{scale}-gan", "detailed", f"x{scale}"))
        ):
            network = shaken(Compact(**arguments), seed)
            facts = {"operation": "upscale", "architecture": "compact", "arguments": arguments, "scale": scale}
            listed(folder, name, network, **facts, end=end, pair=pair, default=True)
    save_file(shaken(Compact(8, 2, 4), 7).state_dict(), folder / "alone.safetensors")
    return folder


@pytest.fixture(scope="session")
def scene() -> Pixels:
    """Pixels with gradients, edges and noise, (150, 170, 3) uint16."""
    rng = np.random.default_rng(5)
    down, across = np.mgrid[0:150, 0:170]
    planes = [0.2 + 0.5 * down / 150, 0.3 + 0.4 * across / 170, 0.5 + 0.2 * np.sin(down / 9) * np.cos(across / 13)]
    light = np.stack(planes, axis=-1) + 0.1 * ((down // 25 + across // 31) % 2)[..., None]
    light = light + rng.normal(0, 0.03, light.shape)
    return np.rint(np.clip(light, 0, 1) * 65535).astype(np.uint16)
