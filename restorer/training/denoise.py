"""Training the denoiser: pairs of clean and damaged patches with the level of damage told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from restorer.engines.networks.denoise import DenoiseUNet
from restorer.training.config import TrainingConfig
from restorer.training.degradations import codec, noise, prints
from restorer.training.degradations.filters import gaussian_blur
from restorer.training.degradations.old_print import aged_tones
from restorer.training.photos import Pixels, centre, crops, find_photos, pack

Array: TypeAlias = NDArray[Any]

_REAL = 0.3
"""Share of patches with noise as photos really carry it."""
_SOFT = {True: 0.5, False: 0.15}
"""Share of photos that are as soft as scans and cameras at full size, with real noise and without: there even smooth
noise shows."""
_DOUBT = 0.6
"""How far from the truth what is told of real noise is, as a logarithm (one standard deviation): nobody knows it
exactly, it is strong in shadows and gone in lights, and what it looks like should count more."""
_AGED = 0.1
"""Share of photos with the tones of old prints."""
FACTORS = (0.35, 0.75)
"""By how much photos are made smaller. The Laplacian of large photos at a half is only half as strong as that of the
photos others train on (BSD's, 481 px): a network that saw nothing else is weak in leaves and crowds."""
_FLAT = 1e-8
"""Keeps the slope of a root finite where a patch is all but perfect: 0.03 of 255 steps, squared."""
_CHECK_SIGMAS = (15.0, 25.0, 50.0)
_CHECK_SIDE = 128
_CHECK_PHOTOS = 32


@dataclass(frozen=True)
class Damaged:
    """A damaged picture, the truth about it and what the network is told of it."""

    clean: Array
    picture: Array
    sigma: float
    """Standard deviation of the noise on the 0–255 scale."""
    jpeg: float
    """1 − quality/100, 0 where there is no JPEG damage."""


def damage(clean: Array, rng: np.random.Generator) -> Damaged:
    """Three in five plain Gaussian noise, two JPEG damage."""
    if rng.random() < 0.6:
        sigma = rng.uniform(0, 55)
        return Damaged(clean, noise.gaussian(clean, rng, sigma), sigma, 0.0)
    quality = 8 + int(88 * rng.random() ** 1.3)  # low qualities, where there is most to mend, more often
    return Damaged(clean, codec.jpeg(clean, quality, _subsampling(rng)), 0.0, 1 - quality / 100)


def real_damage(clean: Array, rng: np.random.Generator, middle: float = 7.0, least_quality: int = 40) -> Damaged:
    """Noise of one real kind, half of it weaker than a sigma of `middle`, of 255; in half JPEG damage, too.

    The truth has the noise's mean at each tone (`noise.expected`): who takes noise out changes no brightness.
    """
    noisy = np.clip(real_noise(clean, rng, middle), 0, 1)
    truth = noise.expected(clean, noisy)
    sigma = float(np.std(noisy - truth)) * 255
    if rng.random() < 0.5:
        return Damaged(truth, noisy, sigma, 0.0)
    quality = int(rng.integers(least_quality, 100))
    return Damaged(truth, codec.jpeg(noisy, quality, _subsampling(rng)), sigma, 1 - quality / 100)


def real_noise(clean: Array, rng: np.random.Generator, middle: float) -> Array:
    """Noise of one real kind, or the texture of paper; half of it weaker than a sigma of `middle`, of 255."""
    sigma = float(min(middle * rng.lognormal(0.0, 0.6), 40))
    kind = rng.integers(10)
    if kind == 0:
        return noise.poisson_gaussian(clean, rng, shot=(sigma / 255) ** 2 * 1.5, read=sigma / 255 * 0.2)
    if kind == 1:
        return noise.camera(clean, rng, shot=(sigma / 255) ** 2 * 2, read=sigma / 255 * 0.2)
    if kind == 2:
        return noise.correlated(clean, rng, sigma, blur=rng.uniform(0.4, 2.0))
    if kind == 3:
        return noise.processed(clean, rng, sigma, luma_blur=rng.uniform(0.3, 1.5), chroma_blur=rng.uniform(0.5, 3.0))
    if kind == 4:
        shot, read = (sigma / 255) ** 2 * 4, sigma / 255 * 0.3
        return noise.developed(clean, rng, shot, read, rng.uniform(0.2, 0.9), rng.uniform(0.3, 2.5))
    if kind == 5:
        weak = noise.gaussian(clean, rng, sigma * 0.6)
        return noise.chroma(weak, rng, sigma, blur=rng.uniform(0.6, 2.0))
    if kind == 6:
        return prints.paper(noise.gaussian(clean, rng, sigma * 0.3), rng, sigma / 255 * 2)
    if kind == 7:
        return noise.grain(clean, rng, sigma, size=rng.uniform(0.4, 1.6))
    shot, read = (sigma / 255) ** 2 * 4, sigma / 255 * 0.3
    return noise.spared(clean, rng, shot, read, rng.uniform(0.5, 2.5), rng.uniform(0, 1))


def _subsampling(rng: np.random.Generator) -> int:
    return 2 if rng.random() < 0.75 else 0


class DenoiseTask:
    """Trains a `DenoiseUNet` on patches of photos that were made smaller first."""

    def __init__(self, config: TrainingConfig) -> None:
        rng = np.random.default_rng([config.seed, 1])
        found = find_photos(config.photos, config.refuse)
        self.config = config
        self.photos = pack(found.training, FACTORS, copies=2, least=config.patch + 16, rng=rng)
        shown = found.validation[:: max(1, len(found.validation) // _CHECK_PHOTOS)][:_CHECK_PHOTOS]
        self.checks = [centre(p, _CHECK_SIDE) for p in pack(shown, (0.5, 0.5), 1, _CHECK_SIDE, rng)]
        torch.manual_seed(config.seed)
        self.network = DenoiseUNet((config.width, 2 * config.width, 4 * config.width))
        self.players: dict[str, nn.Module] = {"denoise": self.network}

    def batch(self, step: int) -> dict[str, Tensor]:
        """Patches of one step: clean and damaged N,3,S,S, level N,2."""
        rng = np.random.default_rng([self.config.seed, 2, step])
        damaged = []
        for picture in crops(self.photos, self.config.batch, self.config.patch, rng):
            real = rng.random() < _REAL
            if rng.random() < _SOFT[real]:
                picture[:] = gaussian_blur(picture, rng.uniform(0.4, 1.4))
            if rng.random() < _AGED:
                picture[:] = aged_tones(picture, rng)
            if rng.random() < 0.1:
                picture[:] = (picture @ np.array([0.299, 0.587, 0.114], np.float32))[:, :, None]
            damaged.append(self._doubted(real_damage(picture, rng), rng) if real else damage(picture, rng))
        return {
            "clean": to_tensor([d.clean for d in damaged]),
            "damaged": to_tensor([d.picture for d in damaged]),
            "level": levels(damaged),
        }

    @staticmethod
    def _doubted(damaged: Damaged, rng: np.random.Generator) -> Damaged:
        return replace(damaged, sigma=damaged.sigma * rng.lognormal(0.0, _DOUBT))

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """Root mean square error of each patch, weighted so that weak noise counts as much as strong."""
        residual = self.network(batch["damaged"], batch["level"])
        error = rms(batch["damaged"] + residual.float() - batch["clean"])
        weight = 25 / (15 + 255 * batch["level"][:, 0])
        yield "denoise", (error * weight).mean()

    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR for Gaussian noise of three strengths, JPEG of quality 30 and real kinds of noise, and their mean."""
        rng = np.random.default_rng(7)
        kinds = {
            f"sigma{s:.0f}": [Damaged(c, noise.gaussian(c, rng, s), s, 0.0) for c in self._clean()]
            for s in _CHECK_SIGMAS
        }
        kinds["jpeg30"] = [Damaged(c, codec.jpeg(c, 30), 0.0, 0.7) for c in self._clean()]
        kinds["real"] = [real_damage(c, rng) for c in self._clean()]
        measures = {name: self._psnr(network, damaged) for name, damaged in kinds.items()}
        return {"score": float(np.mean(list(measures.values()))), **measures}

    def _clean(self) -> list[Array]:
        return [c.astype(np.float32) / 255 for c in self.checks]

    def _psnr(self, network: nn.Module, damaged: Sequence[Damaged]) -> float:
        restored = restore(network, damaged, self.config.device)
        clean = to_tensor([d.clean for d in damaged])
        error = ((restored.clamp(0, 1) - clean) ** 2).mean((1, 2, 3))
        return float((-10 * torch.log10(error)).mean())

    def sheet(self, network: nn.Module, path: Path) -> None:
        """Rows: Gaussian 25, JPEG 20, real noise. Columns: damaged and restored, photo by photo."""
        rng = np.random.default_rng(8)
        clean = self._clean()[:4]
        rows = []
        for damaged in (
            [Damaged(c, noise.gaussian(c, rng, 25), 25, 0.0) for c in clean],
            [Damaged(c, codec.jpeg(c, 20), 0.0, 0.8) for c in clean],
            [real_damage(c, rng) for c in clean],
        ):
            after = restore(network, damaged, self.config.device).permute(0, 2, 3, 1).numpy()
            rows.append(np.hstack([np.hstack((d.picture, a)) for d, a in zip(damaged, after, strict=True)]))
        save_picture(np.vstack(rows), path)


def restore(network: nn.Module, damaged: Sequence[Damaged], device: str) -> Tensor:
    """N,3,H,W on the CPU, not clipped."""
    x, level = to_tensor([d.picture for d in damaged]).to(device), levels(damaged).to(device)
    restored: Tensor = x + network(x, level).float()
    return restored.cpu()


def rms(error: Tensor) -> Tensor:
    """Root of the mean square of each patch, N of N,3,S,S: what PSNR looks at, a patch at a time.

    Nine minutes on from the same weights gave 0.03 dB more by it than by the mean absolute error (σ 15 and 25, on
    validation photos).
    """
    return (error * error).mean((1, 2, 3)).add(_FLAT).sqrt()


def levels(damaged: Sequence[Damaged]) -> Tensor:
    """N,2: sigma/255 and JPEG level, as the network takes them."""
    return torch.tensor([[d.sigma / 255, d.jpeg] for d in damaged], dtype=torch.float32)


def to_tensor(pictures: Sequence[Array] | Array) -> Tensor:
    """N pictures H,W,3 to N,3,H,W."""
    return torch.from_numpy(np.ascontiguousarray(np.stack(list(pictures)).transpose(0, 3, 1, 2)))


def save_picture(picture: Array, path: Path) -> None:
    """Writes H,W,3 (0 to 1) as a PNG."""
    pixels: Pixels = codec.to_bytes(picture)
    Image.fromarray(pixels).save(path)
