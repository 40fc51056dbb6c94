"""Training the upscaler for fidelity: half clean small photos, half damaged ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from restorer.engines.networks.compact import Compact
from restorer.training.config import TrainingConfig
from restorer.training.degradations.old_print import aged_tones, scanned_print
from restorer.training.degradations.second_order import second_order
from restorer.training.denoise import rms, save_picture, to_tensor
from restorer.training.measures import as_saved, imresize, luma, psnr
from restorer.training.photos import centre, crops, find_photos, pack

Array: TypeAlias = NDArray[Any]

_AGED = 0.1
"""Share of photos with the tones of old prints."""
_PRINTED = 0.25
"""Share of the really damaged photos that were a print first."""
_CHECK_SIDE = 240
_CHECK_PHOTOS = 10


class UpscaleTask:
    """Trains a `Compact` on pairs of small and large patches."""

    def __init__(self, config: TrainingConfig) -> None:
        rng = np.random.default_rng([config.seed, 1])
        found = find_photos(config.photos, config.refuse)
        self.config, self.scale = config, config.scale
        large = config.patch * config.scale
        self.photos = pack(found.training, (0.6, 1.0), copies=2, least=large + 16, rng=rng)
        checks = pack(found.validation, (0.6, 0.6), 1, _CHECK_SIDE, rng)[:_CHECK_PHOTOS]
        self.truths = [centre(p, _CHECK_SIDE).astype(np.float32) / 255 for p in checks]
        torch.manual_seed(config.seed)
        self.network = Compact(scale=config.scale)
        self.players: dict[str, nn.Module] = {"upscale": self.network}

    def batch(self, step: int) -> dict[str, Tensor]:
        """small N,3,S,S and large N,3,scale·S,scale·S."""
        rng = np.random.default_rng([self.config.seed, 2, step])
        large = crops(self.photos, self.config.batch, self.config.patch * self.scale, rng)
        for picture in large:
            if rng.random() < _AGED:
                picture[:] = aged_tones(picture, rng)
        real = self.config.real_share
        small = [damage(p, rng, self.scale) if rng.random() < real else shrink(p, self.scale) for p in large]
        return {"small": to_tensor(small), "large": to_tensor(large)}

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """Root mean square error of each patch."""
        yield "upscale", rms(self.network(batch["small"]).float() - batch["large"]).mean()

    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR on Y for clean bicubic and for real damage, and their mean weighted as in training."""
        clean, real = (self._psnr(network, self.small(real=kind)) for kind in (False, True))
        share = self.config.real_share
        return {"score": (1 - share) * clean + share * real, "bicubic": clean, "real": real}

    def small(self, *, real: bool) -> list[Array]:
        """The validation photos made small, clean or with real damage."""
        if real:
            return [second_order(t, np.random.default_rng(i), self.scale) for i, t in enumerate(self.truths)]
        return [shrink(t, self.scale) for t in self.truths]

    def _psnr(self, network: nn.Module, small: list[Array]) -> float:
        large = self.enlarge(network, small)
        cut = slice(self.scale, -self.scale)
        return float(
            np.mean(
                [
                    psnr(luma(as_saved(a))[cut, cut], luma(as_saved(t))[cut, cut])
                    for a, t in zip(large, self.truths, strict=True)
                ]
            )
        )

    def enlarge(self, network: nn.Module, small: list[Array]) -> Array:
        """N,H,W,3, not clipped."""
        large = network(to_tensor(small).to(self.config.device)).float().cpu()
        return np.asarray(large.permute(0, 2, 3, 1))

    def sheet(self, network: nn.Module, path: Path) -> None:
        """Rows: clean and damaged. Columns: enlarged by pixels, restored, true; three photos."""
        truths = self.truths[:3]
        rows = []
        for small in (self.small(real=False)[:3], self.small(real=True)[:3]):
            large = self.enlarge(network, small)
            tiles = []
            for before, after, truth in zip(small, large, truths, strict=True):
                tiles += [before.repeat(self.scale, 0).repeat(self.scale, 1), after, truth]
            rows.append(np.hstack(tiles))
        save_picture(np.vstack(rows), path)


def damage(picture: Array, rng: np.random.Generator, scale: int) -> Array:
    """A photo as it might be met, `scale` times smaller: a scanned print or a file that went through the web."""
    return second_order(scanned_print(picture, rng) if rng.random() < _PRINTED else picture, rng, scale)


def shrink(picture: Array, scale: int) -> Array:
    """By MATLAB's bicubic `imresize`, rounded to 8 bits."""
    return (as_saved(imresize(picture, 1 / scale)) / 255).astype(np.float32)
