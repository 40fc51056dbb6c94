"""Training colorize: classify colours, regress their mean, and learn to see what a photo shows from a teacher.

The loss has three parts. Cross entropy over the network's colour bins, true colours softly assigned to them,
colourful pixels weighing more (mildly; Zhang et al. 2016 rebalance fully). A robust regression of the colours that
the distribution and its correction stand for, which places them between the bins and binds hints. And, where the
features of a network that knows what photos show are given, the likeness of a middle layer to its features of the
colour photo: a few thousand photos teach too little of what things are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from restorer.engines.lab import lab_from_srgb, srgb_within_gamut
from restorer.engines.networks.colorize import LOGIT_STRIDE, ColorizeUNet, input_planes, mean_colours
from restorer.training.colorize_samples import Sample, draw, random_hints, read_coloured
from restorer.training.config import TrainingConfig
from restorer.training.measures_colour import colourfulness, delta_e00
from restorer.training.photos import find_photos
from restorer.training.teacher import CHANNELS, Teacher

SIZES = ((2 / 3, 0.6), (1.0, 0.25), (4 / 3, 0.15))
"""Sides of the samples in units of the configured patch, and how often; the larger come fewer in a batch."""

COLOUR_WEIGHT = 40.0
"""Chroma at which a pixel counts twice as much as a grey one in the cross entropy."""

REGRESSION_WEIGHT = 0.5
TEACHER_WEIGHT = 1.0

_CHECK_PHOTOS = 32
_CHECK_SIDE = 160
_CHECK_HINTS = 10
_SHEET_PHOTOS = 8


class TaughtColorizer(nn.Module):
    """The network that is wanted, and the layer that only training needs."""

    def __init__(self, network: ColorizeUNet, middle_channels: int) -> None:
        super().__init__()
        self.network = network
        self.student = nn.Conv2d(middle_channels, CHANNELS, 1)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits and correction of the network's input planes, and what it sees (N, 512, h, w)."""
        logits, correction, middle = self.network.with_features(planes)
        return logits, correction, self.student(middle)


class ColorizeTask:
    """Trains a `ColorizeUNet` on views of photos held small in memory."""

    def __init__(self, config: TrainingConfig) -> None:
        found = find_photos(config.photos, config.refuse)
        self.config = config
        self.photos = read_coloured(found.training)
        self.checks = check_samples([_middle(p) for p in read_coloured(found.validation)[:_CHECK_PHOTOS]])
        torch.manual_seed(config.seed)
        network = ColorizeUNet()
        self.taught = TaughtColorizer(network, network.middle_channels)
        self.taught.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.teacher = Teacher(config.features).to(config.device) if config.features else None
        self.players: dict[str, nn.Module] = {"colorize": self.taught}

    def batch(self, step: int) -> dict[str, Tensor]:
        """Samples of one step: lightness, ab, hint_ab, hint_mask, rgb, each (N, C, S, S)."""
        rng = np.random.default_rng([self.config.seed, 2, step])
        factors, chances = zip(*SIZES, strict=True)
        factor = rng.choice(factors, p=chances)
        side = 32 * round(self.config.patch * factor / 32)
        count = max(1, round(self.config.batch * (self.config.patch / side) ** 2))
        return stack(draw(self.photos, count, side, rng))

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """Cross entropy, regression and, with a teacher, likeness of features, added up."""
        yield "colorize", self.fidelity(batch)[0]

    def fidelity(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Return that sum, and the colours (N, 2, S/2, S/2) that the network gives the batch."""
        network = self.taught.network
        planes = input_planes(batch["lightness"], batch["hint_ab"], batch["hint_mask"])
        logits, correction, seen = self.taught(planes.contiguous(memory_format=torch.channels_last))
        loss = classification_loss(logits, batch["ab"], network.bins)
        colours = mean_colours(logits, correction, network.bins)
        truth = F.avg_pool2d(batch["ab"], 2)
        loss = loss + REGRESSION_WEIGHT * F.smooth_l1_loss(colours, truth, beta=5.0) / 5
        if self.teacher is not None:
            wanted = self.teacher(batch["rgb"])
            seen = F.interpolate(seen, wanted.shape[2:], mode="bilinear", align_corners=False)
            loss = loss + TEACHER_WEIGHT * (1 - F.cosine_similarity(seen.float(), wanted, dim=1)).mean()
        return loss, colours

    def validate(self, network: nn.Module) -> dict[str, float]:
        """PSNR, ΔE00 and share of the true colourfulness without hints, PSNR with ten; on squares of 160 px."""
        assert isinstance(network, TaughtColorizer)
        network.eval()
        none = [_paint(network.network, sample, hinted=False) for sample in self.checks]
        told = [_paint(network.network, sample, hinted=True) for sample in self.checks]
        truth = [sample.rgb for sample in self.checks]
        psnr = _mean(_psnr(a, b) for a, b in zip(none, truth, strict=True))
        hinted = _mean(_psnr(a, b) for a, b in zip(told, truth, strict=True))
        difference = _mean(
            float(delta_e00(lab_from_srgb(a[::2, ::2]), lab_from_srgb(b[::2, ::2])).mean())
            for a, b in zip(none, truth, strict=True)
        )
        colour = _mean(map(colourfulness, none)) / _mean(map(colourfulness, truth))
        return {
            "score": psnr + hinted - difference,
            "psnr": psnr,
            "hinted": hinted,
            "delta_e": difference,
            "colour": colour,
        }

    def sheet(self, network: nn.Module, path: Path) -> None:
        """Columns: photos. Rows: grey, coloured without hints, coloured with ten, true."""
        assert isinstance(network, TaughtColorizer)
        network.eval()
        columns = [
            np.vstack(
                (
                    _grey(sample),
                    _paint(network.network, sample, hinted=False),
                    _paint(network.network, sample, hinted=True),
                    sample.rgb,
                )
            )
            for sample in self.checks[:: max(1, len(self.checks) // _SHEET_PHOTOS)]
        ]
        Image.fromarray(np.rint(np.hstack(columns) * 255).astype(np.uint8)).save(path)


def classification_loss(logits: Tensor, ab: Tensor, bins: Tensor) -> Tensor:
    """Cross entropy of (N, K, h, w) with true colours (N, 2, h·4, w·4), colourful pixels weighing more."""
    truth = F.avg_pool2d(ab, LOGIT_STRIDE).permute(0, 2, 3, 1)
    width = 2.5 + 0.08 * bins.norm(dim=1)
    distance = torch.cdist(truth.reshape(-1, 2), bins)
    wanted = torch.softmax(-((distance / width) ** 2) / 2, dim=1)
    chances = torch.log_softmax(logits.float(), dim=1).permute(0, 2, 3, 1).reshape(wanted.shape)
    weight = 1 + truth.reshape(-1, 2).norm(dim=1) / COLOUR_WEIGHT
    loss: Tensor = -((wanted * chances).sum(1) * weight).sum() / weight.sum()
    return loss


def stack(samples: list[Sample]) -> dict[str, Tensor]:
    """Return the samples as tensors (N, C, S, S)."""
    planes = {
        "rgb": [s.rgb for s in samples],
        "lightness": [s.lightness[..., None] for s in samples],
        "ab": [s.ab for s in samples],
        "hint_ab": [s.hint_ab for s in samples],
        "hint_mask": [s.hint_mask[..., None] for s in samples],
    }
    return {name: torch.from_numpy(np.stack(each).transpose(0, 3, 1, 2).copy()) for name, each in planes.items()}


def check_samples(pictures: list[np.ndarray]) -> list[Sample]:
    """Return fixed samples of the pictures, each with ten dots of hints, its lightness as it is."""
    samples = []
    for number, rgb in enumerate(pictures):
        lab = lab_from_srgb(rgb)
        rng = np.random.default_rng(number)
        hint_ab, hint_mask = random_hints(lab[..., 1:], rng, count=_CHECK_HINTS)
        samples.append(Sample(rgb, lab[..., 0], lab[..., 1:], hint_ab, hint_mask))
    return samples


def _middle(photo: np.ndarray) -> np.ndarray:
    """Return the photo's middle square, (S, S, 3) in 0-1, at the size for checks."""
    side = min(photo.shape[:2])
    top, left = (photo.shape[0] - side) // 2, (photo.shape[1] - side) // 2
    square = Image.fromarray(photo[top : top + side, left : left + side])
    return np.asarray(square.resize((_CHECK_SIDE, _CHECK_SIDE), Image.Resampling.LANCZOS), dtype=np.float32) / 255


@torch.no_grad()
def _paint(network: ColorizeUNet, sample: Sample, *, hinted: bool) -> np.ndarray:
    """Return the sample coloured, (S, S, 3) sRGB rounded to 8 bits, in 0-1."""
    tensors = stack([sample])
    mask = tensors["hint_mask"] if hinted else torch.zeros_like(tensors["hint_mask"])
    planes = input_planes(tensors["lightness"], tensors["hint_ab"], mask).to(network.bins.device)
    logits, correction = network(planes)
    ab = F.interpolate(mean_colours(logits, correction, network.bins), scale_factor=2.0, mode="bilinear").cpu()
    lab = torch.cat((tensors["lightness"], ab), dim=1)[0].permute(1, 2, 0).numpy()
    return np.rint(srgb_within_gamut(lab) * 255) / 255


def _grey(sample: Sample) -> np.ndarray:
    return srgb_within_gamut(np.dstack((sample.lightness, np.zeros_like(sample.ab))))


def _psnr(first: np.ndarray, second: np.ndarray) -> float:
    return float(-10 * np.log10(np.mean((first - second) ** 2) + 1e-12))


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
