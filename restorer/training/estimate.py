"""Training the noise estimator: it learns what the denoiser is best told of the photo that it is shown.

That is not always the noise's standard deviation: smooth noise takes more to be taken out than white noise of the same
strength, and too much harms less than too little. So the loss is what the denoiser makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from restorer.engines.networks.noise_estimator import CROP, NoiseEstimator
from restorer.training.config import TrainingConfig
from restorer.training.degradations.filters import gaussian_blur
from restorer.training.denoise import FACTORS, Array, Damaged, damage, levels, real_damage, rms, save_picture, to_tensor
from restorer.training.kernels import quicken
from restorer.training.loading import default_entry, load_ours
from restorer.training.photos import Pixels, crops, find_photos, pack

_CHECKS = 256
_MIDDLE = 4.5
"""Sigma that half of the real noise is weaker than: weak smooth noise in soft photos is the hardest to tell."""
_JPEG_WEIGHT = 4.0
_UNSEEN = 1.5 / 255
"""An error below which less is hardly better: 44.6 dB."""
_LEVEL_WEIGHT = 0.05
"""Of the error of the levels themselves, beside the denoiser's error."""


def example(clean: Array, rng: np.random.Generator) -> Damaged:
    """A third plain noise and JPEG damage, the rest as photos really are.

    Most photos are soft, as at cameras' full size: in a sharp one smooth noise cannot be told from texture.
    """
    if rng.random() < 0.65:
        clean = gaussian_blur(clean, rng.uniform(0.4, 1.8))
    if rng.random() < 0.35:
        return damage(clean, rng)
    return real_damage(clean, rng, _MIDDLE, least_quality=70)


class EstimateTask:
    """Trains a `NoiseEstimator`."""

    def __init__(self, config: TrainingConfig) -> None:
        rng = np.random.default_rng([config.seed, 1])
        found = find_photos(config.photos, config.refuse)
        self.config = config
        self.photos = pack(found.training, FACTORS, copies=1, least=CROP + 16, rng=rng)
        self.checks = self._examples(pack(found.validation, (0.6, 0.6), 1, CROP + 16, rng), _CHECKS, rng)
        torch.manual_seed(config.seed)
        self.network = NoiseEstimator()
        self.denoiser = load_ours(config.denoiser or default_entry("denoise").id, config.device).network
        quicken(self.denoiser)
        self.told_psnr = self._psnr(levels(self.checks))
        self.players: dict[str, nn.Module] = {"estimate": self.network}

    def batch(self, step: int) -> dict[str, Tensor]:
        """Damaged squares N,3,128,128 and their levels N,2."""
        rng = np.random.default_rng([self.config.seed, 2, step])
        damaged = self._examples(self.photos, self.config.batch, rng)
        return {
            "clean": to_tensor([d.clean for d in damaged]),
            "damaged": to_tensor([d.picture for d in damaged]),
            "level": levels(damaged),
        }

    @staticmethod
    def _examples(photos: list[Pixels], count: int, rng: np.random.Generator) -> list[Damaged]:
        """Damaged squares, one in eight undamaged."""
        return [
            Damaged(c, c, 0.0, 0.0) if rng.random() < 0.125 else example(c, rng)
            for c in crops(photos, count, CROP, rng)
        ]

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """The denoiser's error as PSNR has it, as a logarithm, and a little of the error of sigma, relative to it, and
        of the JPEG level."""
        told, said = batch["level"], self.network(batch["damaged"]).float()
        residual = self.denoiser(batch["damaged"], said.clamp(min=0)).float()
        error = rms(batch["damaged"] + residual - batch["clean"])
        sigma = ((said[:, 0] - told[:, 0]).abs() / (told[:, 0] + 4 / 255)).mean()
        level = sigma + _JPEG_WEIGHT * (said[:, 1] - told[:, 1]).abs().mean()
        yield "estimate", (error + _UNSEEN).log().mean() + _LEVEL_WEIGHT * level

    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR that the denoiser loses (less than 0: gains) against being told; errors of sigma (0–255) and quality."""
        told = levels(self.checks)
        said = network(self._shown().to(self.config.device)).float().cpu()
        sigma, jpeg = (said - told).abs().mean(0).tolist()
        lost = self.told_psnr - self._psnr(said)
        return {"score": -lost, "lost": lost, "sigma_error": 255 * sigma, "quality_error": 100 * jpeg}

    def _shown(self) -> Tensor:
        return to_tensor([d.picture for d in self.checks])

    @torch.no_grad()
    def _psnr(self, level: Tensor) -> float:
        """Mean PSNR of the checks, denoised as told; each held at what is not seen at most."""
        device, found = self.config.device, []
        for damaged, each in zip(self.checks, level, strict=True):
            x = to_tensor([damaged.picture]).to(device)
            restored = (x + self.denoiser(x, each[None].to(device)).float()).clamp(0, 1).cpu()
            error = float(((restored - to_tensor([damaged.clean])) ** 2).mean())
            found.append(min(-10 * np.log10(error + 1e-12), -20 * np.log10(_UNSEEN)))
        return float(np.mean(found))

    def sheet(self, network: nn.Module, path: Path) -> None:
        """The first squares as they are shown to the network."""
        save_picture(np.hstack([d.picture for d in self.checks[:8]]), path)
