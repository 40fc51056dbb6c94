"""Training the noise estimator: it is shown what the denoiser is shown and learns what the denoiser is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from restorer.engines.networks.noise_estimator import CROP, NoiseEstimator
from restorer.training.config import TrainingConfig
from restorer.training.degradations import codec
from restorer.training.degradations.filters import gaussian_blur
from restorer.training.denoise import Array, Damaged, damage, levels, real_noise, save_picture, to_tensor
from restorer.training.photos import Pixels, crops, find_photos, pack

_CHECKS = 128
_JPEG_WEIGHT = 4.0


def example(clean: Array, rng: np.random.Generator) -> Damaged:
    """A third plain noise and JPEG damage, the rest as photos really are; most photos soft, as at cameras' full size.

    In a sharp photo smooth noise cannot be told from texture; in a soft one it can.
    """
    if rng.random() < 0.65:
        clean = gaussian_blur(clean, rng.uniform(0.4, 1.8))
    if rng.random() < 0.35:
        return damage(clean, rng)
    noisy = real_noise(clean, rng)
    sigma = float(np.std(noisy - clean)) * 255
    if rng.random() < 0.4:
        return Damaged(noisy, sigma, 0.0)
    quality = int(rng.integers(70, 100))
    return Damaged(codec.jpeg(noisy, quality, 2 if rng.random() < 0.5 else 0), sigma, 1 - quality / 100)


class EstimateTask:
    """Trains a `NoiseEstimator`."""

    def __init__(self, config: TrainingConfig) -> None:
        rng = np.random.default_rng([config.seed, 1])
        found = find_photos(config.photos, config.refuse)
        self.config = config
        self.photos = pack(found.training, (0.5, 0.9), copies=1, least=CROP + 16, rng=rng)
        self.checks = self._examples(pack(found.validation, (0.6, 0.6), 1, CROP + 16, rng), _CHECKS, rng)
        torch.manual_seed(config.seed)
        self.network = NoiseEstimator()
        self.players: dict[str, nn.Module] = {"estimate": self.network}

    def batch(self, step: int) -> dict[str, Tensor]:
        """Damaged squares N,3,128,128 and their levels N,2."""
        rng = np.random.default_rng([self.config.seed, 2, step])
        damaged = self._examples(self.photos, self.config.batch, rng)
        return {"damaged": to_tensor([d.picture for d in damaged]), "level": levels(damaged)}

    @staticmethod
    def _examples(photos: list[Pixels], count: int, rng: np.random.Generator) -> list[Damaged]:
        """Squares, one in eight of them undamaged."""
        return [
            Damaged(c, 0.0, 0.0) if rng.random() < 0.125 else example(c, rng) for c in crops(photos, count, CROP, rng)
        ]

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """Absolute error of sigma relative to sigma (a few levels at least), and of the JPEG level."""
        told, said = batch["level"], self.network(batch["damaged"]).float()
        sigma = ((said[:, 0] - told[:, 0]).abs() / (told[:, 0] + 4 / 255)).mean()
        yield "estimate", sigma + _JPEG_WEIGHT * (said[:, 1] - told[:, 1]).abs().mean()

    def validate(self, network: nn.Module) -> dict[str, float]:
        """Mean absolute errors of sigma (0–255 scale) and of the JPEG level (in steps of quality)."""
        told = levels(self.checks)
        said = network(to_tensor([d.picture for d in self.checks]).to(self.config.device)).float().cpu()
        sigma, jpeg = (said - told).abs().mean(0).tolist()
        return {"score": -255 * sigma - 20 * jpeg, "sigma_error": 255 * sigma, "quality_error": 100 * jpeg}

    def sheet(self, network: nn.Module, path: Path) -> None:
        """The first squares as they are shown to the network."""
        save_picture(np.hstack([d.picture for d in self.checks[:8]]), path)
