"""The figures that Restorer states, by the protocols of published ones.

- Results are clipped and rounded to 8 bits before they are measured. PSNR is per photo, then averaged, peak 255.
- `denoise --sigma S`: noise N(0, (S/255)²) from `numpy.random.default_rng(0)` for every photo, neither clipped nor
  rounded; RGB. S is told, unless blind. `--pairs`: `*_real` in, compared with `*_mean`, blind. `--jpeg Q`: Pillow's
  encoder, 4:2:0, PSNR on Y; Q is told (the program reads it from the file), unless blind; networks for grey run on Y.
- `upscale`: the truth is cropped to a multiple of the scale; made smaller by MATLAB's `imresize`, rounded, or damaged
  as real small photos are (`degradations.second_order`, seed = the photo's index); what a network made larger than the
  truth is brought to its size by the program's own resampling; PSNR and SSIM on Y without the outermost `scale` pixels;
  `perceptual` is LPIPS v0.1 with SqueezeNet on RGB where its weights are at hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from restorer.analysis.noise import measure_noise
from restorer.analysis.proposal import best_told
from restorer.analysis.sampling import cut_tiles
from restorer.core.errors import BadRequest
from restorer.core.geometry import Box, Size
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.networks.noise_estimator import NoiseEstimator, estimate
from restorer.tiling.resample import resample
from restorer.training.degradations import codec
from restorer.training.degradations.second_order import second_order
from restorer.training.denoise import to_tensor
from restorer.training.loading import default_entry, load_ours
from restorer.training.lpips import FEATURES, Lpips
from restorer.training.measures import as_saved, displacement, imresize, luma, psnr, ssim
from restorer.training.peers.denoisers import PublishedDenoiser
from restorer.training.peers.upscalers import published_upscaler
from restorer.training.photos import list_photos, read_photo
from restorer.weights.catalogue import WeightsEntry, load_catalogue

Array: TypeAlias = NDArray[Any]

PEER = "peer:"
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "weights"
"""Where published weights lie beside a checkout; `published` names another place."""


@dataclass(frozen=True)
class Figures:
    """What `restorer evaluate` prints. PSNR in dB."""

    weights: str
    photos: int
    seconds: float
    precision: str
    device: str
    psnr: float
    ssim: float
    bicubic_psnr: float | None = None
    bicubic_ssim: float | None = None
    perceptual: float | None = None
    bicubic_perceptual: float | None = None
    input_psnr: float | None = None
    above_bicubic: int | None = None
    """For upscale: on how many photos the result is nearer the truth than bicubic is."""
    displaced: float | None = None
    """For pairs: how far the real photo lies from its truth, px; the median. No denoiser can mend that."""

    def as_dict(self) -> dict[str, Any]:
        """Without what was not measured."""
        return {key: value for key, value in vars(self).items() if value is not None}


class OurDenoiser:
    """A `DenoiseUNet` and, for photos of which nothing is told, a `NoiseEstimator` beside the measured noise."""

    grey = False

    def __init__(self, name: str, network: DenoiseUNet, estimator: NoiseEstimator | None) -> None:
        self.name = name
        self._network, self._estimator = network, estimator

    def __call__(self, x: Tensor, sigma: float | None, jpeg: float | None) -> Tensor:
        """N,3,H,W (0 to 1) to the same, restored. What is None is estimated; of one told, the other is 0."""
        if sigma is None and jpeg is None:
            if self._estimator is None:
                raise BadRequest("There are no weights for estimating noise yet. Give --sigma without --blind.")
            said, jpeg = estimate(self._estimator, x[0])
            sigma = best_told(measure_noise(cut_tiles(x[0].permute(1, 2, 0).numpy(), 1.0)), said)
        level = torch.tensor([[(sigma or 0.0) / 255, jpeg or 0.0]])
        height, width = x.shape[2:]
        multiple = self._network.multiple
        padded = nn.functional.pad(x, (0, -width % multiple, 0, -height % multiple), mode="reflect")
        restored: Tensor = padded + self._network(padded, level).float()
        return restored[:, :, :height, :width]


Denoiser = OurDenoiser | PublishedDenoiser


def evaluate_denoise(
    photos: Path,
    *,
    sigma: float | None = None,
    blind: bool = False,
    pairs: bool = False,
    jpeg: int | None = None,
    weights: str | None = None,
    published: Path = PUBLISHED,
) -> Figures:
    """Measures a denoiser by one of the three protocols: `sigma`, `pairs` or `jpeg`."""
    if (sigma is not None) + pairs + (jpeg is not None) != 1:
        raise BadRequest("Name one of --sigma, --pairs and --jpeg.")
    denoiser = load_denoiser(weights, blind or pairs, published)
    told_sigma = None if blind or pairs else sigma
    told_jpeg = None if blind or pairs or jpeg is None else 1 - jpeg / 100
    start = time.perf_counter()
    rows, displaced = [], []
    for noisy, truth in _denoise_pairs(photos, sigma, pairs, jpeg):
        if pairs:
            displaced.append(displacement(as_saved(noisy), as_saved(truth)))
        if denoiser.grey or jpeg is not None:
            rows.append(_row_on_y(denoiser, noisy, truth, told_sigma, told_jpeg))
        else:
            restored = _run(lambda x: denoiser(x, told_sigma, told_jpeg), noisy)
            a, b = as_saved(restored), as_saved(truth)
            rows.append((psnr(a, b), ssim(a, b), psnr(as_saved(noisy), b)))
    means = np.mean(rows, axis=0)
    return Figures(
        denoiser.name,
        len(rows),
        time.perf_counter() - start,
        "fp32",
        "cpu",
        float(means[0]),
        float(means[1]),
        input_psnr=float(means[2]),
        displaced=float(np.median(displaced)) if displaced else None,
    )


def _row_on_y(
    denoiser: Denoiser, noisy: Array, truth: Array, sigma: float | None, jpeg: float | None
) -> tuple[float, float, float]:
    """PSNR, SSIM and the input's PSNR, all on Y; a network for grey sees Y alone."""
    y_noisy, y_truth = luma(as_saved(noisy)), luma(as_saved(truth))
    if denoiser.grey:
        grey = (y_noisy / 255).astype(np.float32)[:, :, None]
        y = as_saved(_run(lambda x: denoiser(x, sigma, jpeg), grey)[:, :, 0])
    else:
        y = luma(as_saved(_run(lambda x: denoiser(x, sigma, jpeg), noisy)))
    return psnr(y, y_truth), ssim(y, y_truth), psnr(y_noisy, y_truth)


def _denoise_pairs(photos: Path, sigma: float | None, pairs: bool, jpeg: int | None) -> Iterator[tuple[Array, Array]]:
    """Damaged and true pictures, H,W,3, 0 to 1."""
    paths = _photos_in(photos)
    if pairs:
        for real in (p for p in paths if p.stem.endswith("_real")):
            mean = real.with_name(real.stem.removesuffix("_real") + "_mean" + real.suffix)
            yield _read(real), _read(mean)
        return
    for path in paths:
        truth = _read(path)
        if sigma is not None:
            yield (truth + np.random.default_rng(0).normal(0, sigma / 255, truth.shape)).astype(np.float32), truth
        elif jpeg is not None:
            yield codec.jpeg(truth, jpeg, 2), truth


def load_denoiser(weights: str | None, blind: bool, published: Path = PUBLISHED) -> Denoiser:
    """A denoiser by id, file or `peer:NAME`; the shipped one by default."""
    if weights is not None and weights.startswith(PEER):
        return PublishedDenoiser(weights.removeprefix(PEER).lower(), published)
    loaded = load_ours(weights or default_entry("denoise").id)
    estimator = load_ours(default_entry("estimate").id).network if blind else None
    if not isinstance(loaded.network, DenoiseUNet) or not isinstance(estimator, NoiseEstimator | None):
        raise BadRequest(f"“{weights}” does not denoise. Name weights for denoise.")
    return OurDenoiser(loaded.name, loaded.network, estimator)


def evaluate_upscale(
    photos: Path,
    *,
    scale: int,
    degradation: str = "bicubic",
    detail: int = 0,
    weights: str | None = None,
    published: Path = PUBLISHED,
) -> Figures:
    """Measures an upscaler. `detail`: 0 to 100, how much of the detailed end is mixed in."""
    name, network = load_upscaler(weights, scale, detail, published)
    perceptual = Lpips(published) if (published / FEATURES).is_file() else None
    start = time.perf_counter()
    rows = []
    for index, path in enumerate(_photos_in(photos)):
        truth = _read(path)
        truth = truth[: truth.shape[0] // scale * scale, : truth.shape[1] // scale * scale]
        small = make_small(truth, scale, degradation, index)
        ours = _to_size(_run(network, small), truth.shape[1], truth.shape[0])
        bicubic = imresize(small, scale).astype(np.float32)
        rows.append((*_upscale_row(ours, truth, scale, perceptual), *_upscale_row(bicubic, truth, scale, perceptual)))
    seconds = time.perf_counter() - start
    means = [None if np.isnan(m) else float(m) for m in np.mean(rows, axis=0)]
    better = sum(row[0] > row[3] for row in rows)
    quality, similar, distance, bicubic_quality, bicubic_similar, bicubic_distance = means
    return Figures(
        name, len(rows), seconds, "fp32", "cpu", quality or 0.0, similar or 0.0, bicubic_quality, bicubic_similar,
        distance, bicubic_distance, None, better,
    )  # fmt: skip


def _to_size(picture: Array, width: int, height: int) -> Array:
    """H,W,3, made smaller where a network enlarged more than was asked for."""
    size, target = Size(picture.shape[1], picture.shape[0]), Size(width, height)
    if size == target:
        return picture
    planes = np.ascontiguousarray(picture.transpose(2, 0, 1))
    whole = resample(lambda box: planes[:, box.top : box.bottom, box.left : box.right], size, target, Box.of(target))
    return np.asarray(whole.transpose(1, 2, 0))


def make_small(truth: Array, scale: int, degradation: str, index: int) -> Array:
    """The input that belongs to a truth, 8 bits deep."""
    if degradation == "real":
        return second_order(truth, np.random.default_rng(index), scale)
    if degradation == "bicubic":
        return (as_saved(imresize(truth, 1 / scale)) / 255).astype(np.float32)
    raise BadRequest(f"There is no degradation “{degradation}”. Choose bicubic or real.")


def _upscale_row(large: Array, truth: Array, scale: int, perceptual: Lpips | None) -> tuple[float, float, float]:
    """PSNR and SSIM on Y without the border, and LPIPS (NaN where it cannot be measured)."""
    a, b = as_saved(large), as_saved(truth)
    cut = slice(scale, -scale)
    y_a, y_b = luma(a)[cut, cut], luma(b)[cut, cut]
    distance = float("nan")
    if perceptual is not None:
        x, y = (to_tensor([(p / 255).astype(np.float32)]) for p in (a, b))
        distance = float(perceptual(x, y))
    return psnr(y_a, y_b), ssim(y_a, y_b), distance


def load_upscaler(
    weights: str | None, scale: int, detail: int = 0, published: Path = PUBLISHED
) -> tuple[str, Callable[[Tensor], Tensor]]:
    """Name and network of an upscaler by id, file or `peer:NAME`; the shipped faithful one by default."""
    if weights is not None and weights.startswith(PEER):
        return weights, published_upscaler(weights.removeprefix(PEER).lower(), published)
    first = load_ours(weights or _least_entry(scale, "faithful").id)
    if detail == 0:
        return first.name, first.network
    second = load_ours(_least_entry(scale, "detailed").id)
    share = detail / 100
    far = second.network.state_dict()
    first.network.load_state_dict({k: v.lerp(far[k], share) for k, v in first.network.state_dict().items()})
    return f"{first.name} {100 - detail} % + {second.name} {detail} %", first.network


def _least_entry(scale: int, end: str) -> WeightsEntry:
    """The weights with which the program enlarges by `scale`: of the least scale that is enough."""
    scales = sorted({entry.scale for entry in load_catalogue().of("upscale") if entry.default and entry.scale >= scale})
    return default_entry("upscale", scales[0] if scales else scale, end)


@torch.no_grad()
def _run(network: Callable[[Tensor], Tensor], picture: Array) -> Array:
    """H,W,C in and out."""
    out: Array = network(to_tensor([picture]))[0].permute(1, 2, 0).numpy()
    return out


def _photos_in(folder: Path) -> Sequence[Path]:
    paths = list_photos([folder])
    if not paths:
        raise BadRequest(f"There are no photos in “{folder}”.")
    return paths


def _read(path: Path) -> Array:
    return read_photo(path).astype(np.float32) / np.float32(255)
