"""How noisy a photo is.

Noise shows in quiet places: of 16 × 16 blocks, the flattest tenth of each brightness is looked at, each less its own
plane, as in Pyatykh, Hesser & Zheng 2013 ("Image noise level estimation by principal component analysis") and their
forerunners. Two bands of the Haar transform are read off there (Donoho & Johnstone 1994): the finest diagonal,
which hardly any texture reaches and which measures white noise, and the diagonal of the picture at half size, which
measures noise that demosaicing, resizing or JPEG have smoothed, but texture too.

So the coarse one counts only as far as it looks like noise: noise is alike everywhere, so the flattest blocks of
a brightness are hardly flatter than the flattest quarter; texture thins out without end. And it varies little from
brightness to brightness, so no band has more than twice what the quietest has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.analysis.findings import Noise, NoiseBand

Array = npt.NDArray[np.float32]

BLOCK = 16
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# Blocks this near black or white may be clipped, where noise vanishes.
_DARKEST, _LIGHTEST = 8.0, 248.0
_BANDS = 4
_LEAST_BLOCKS, _LEAST_SHARE = 32, 0.03
_FLATTEST = 0.1
# Ratio of standard deviations, flattest 2 % to flattest 25 %: texture below the first, noise above the second.
_TEXTURE_RATIO, _NOISE_RATIO = 0.55, 0.70
_MOST_TIMES_QUIETEST = 2.0
_LIGHT_IS_QUIETER = 2.0
# What smoothed noise has below the band that is measured; fitted on camera, grain and smoothed noise of known strength.
_UNSEEN = 1.4


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Per block (n, 3): mean colour; variance less the plane, of the finest diagonal, and of the coarse one."""

    mean: Array
    variance: Array
    fine: Array
    coarse: Array

    def picked(self, chosen: npt.NDArray[Any]) -> _Blocks:
        return _Blocks(self.mean[chosen], self.variance[chosen], self.fine[chosen], self.coarse[chosen])


@dataclass(frozen=True, slots=True)
class _Quiet:
    """What the flattest blocks of one brightness say; standard deviations over the channels, 0–255."""

    number: int
    share: float
    total: float
    fine: float
    coarse: float
    noisiness: float
    channels: Array


def measure_noise(tiles: Array) -> Noise:
    """Noise of tiles (N, h, w, 3), 0–255, sides multiples of 16."""
    blocks = _blocks(tiles)
    if len(blocks.mean) == 0:
        return Noise(0.0, (0.0, 0.0, 0.0), (), 0.0, 0.0)
    luma = blocks.mean @ _LUMA
    sound = (luma > _DARKEST) & (luma < _LIGHTEST)
    if sound.sum() >= _LEAST_BLOCKS:
        blocks = blocks.picked(np.flatnonzero(sound))
    quiet = _quiet_places(blocks)
    return _judge(quiet)


def _quiet_places(blocks: _Blocks) -> list[_Quiet]:
    luma = blocks.mean @ _LUMA
    number = np.clip(luma * (_BANDS / 256), 0, _BANDS - 1).astype(np.intp)
    least = max(_LEAST_BLOCKS, _LEAST_SHARE * len(luma))
    found = [
        _quiet(band, len(inside) / len(luma), blocks.picked(inside))
        for band in range(_BANDS)
        if len(inside := np.flatnonzero(number == band)) >= least
    ]
    # A photo too small for bands is one band.
    return found or [_quiet(int(np.median(number)), 1.0, blocks)]


def _quiet(number: int, share: float, blocks: _Blocks) -> _Quiet:
    total = blocks.variance.mean(axis=1)
    flattest = np.argsort(total, kind="stable")[: max(8, int(len(total) * _FLATTEST))]
    chosen = blocks.picked(flattest)
    first, quarter = np.sqrt(np.quantile(total, [0.02, 0.25]))
    ratio = float(first) / max(float(quarter), 0.05)
    return _Quiet(
        number,
        share,
        _spread(chosen.variance),
        _spread(chosen.fine),
        _spread(chosen.coarse),
        min(max((ratio - _TEXTURE_RATIO) / (_NOISE_RATIO - _TEXTURE_RATIO), 0.0), 1.0),
        np.sqrt(np.median(chosen.variance, axis=0)),
    )


def _spread(variance: Array) -> float:
    """Standard deviation from variances (n, 3): the median block's, over the channels."""
    return float(np.sqrt(np.median(variance.mean(axis=1))))


def _judge(quiet: list[_Quiet]) -> Noise:
    # Tone curves take noise away from the lightest band, so it may be quieter than the others.
    compared = [q.total * (_LIGHT_IS_QUIETER if q.number == _BANDS - 1 else 1) for q in quiet if q.share > 0.08]
    most = _MOST_TIMES_QUIETEST * (min(compared, default=quiet[0].total) + 0.2)
    bands, visible, sure = [], 0.0, 0.0
    for place in quiet:
        coarse = min(place.coarse, 1.1 * place.total, most)
        fine = min(place.fine, coarse)
        smoothed = place.noisiness * (coarse**2 - fine**2)
        shown = (fine**2 + smoothed) ** 0.5 - fine / 2
        if place.share > 0.1:
            visible = max(visible, shown)
        sure += place.share * max(place.noisiness, fine / max(coarse, 0.1))
        width = 256 / _BANDS
        sigma = (fine**2 + _UNSEEN * smoothed) ** 0.5
        bands.append(NoiseBand(place.number * width, (place.number + 1) * width, place.share, sigma, fine))
    share = sum(place.share for place in quiet)
    sigma = (sum(band.share * band.sigma**2 for band in bands) / share) ** 0.5
    red, green, blue = (_channel(quiet, sigma, c) for c in range(3))
    return Noise(sigma, (red, green, blue), tuple(bands), visible, min(sure / share, 1.0))


def _channel(quiet: list[_Quiet], sigma: float, channel: int) -> float:
    """A channel's part of the whole, as the quiet places have it."""
    own = sum(q.share * float(q.channels[channel]) ** 2 for q in quiet)
    mean = sum(q.share * float((q.channels**2).mean()) for q in quiet)
    return sigma * (own / mean) ** 0.5 if mean > 0 else sigma


def _blocks(tiles: Array) -> _Blocks:
    count, height, width, _ = tiles.shape
    cut = tiles.reshape(count, height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3).transpose(0, 1, 3, 2, 4, 5)
    block = np.ascontiguousarray(cut).reshape(-1, BLOCK, BLOCK, 3)
    mean, rest = _without_plane(block)
    half, _ = _haar(rest)
    _, coarse_rest = _without_plane(half)
    # Means of four px halve white noise's deviation; ×4 on variances makes it σ² again.
    return _Blocks(
        mean,
        np.square(rest).sum(axis=(1, 2)) / (BLOCK**2 - 3),
        np.square(_haar(rest)[1]).mean(axis=(1, 2)),
        np.square(_haar(coarse_rest)[1]).mean(axis=(1, 2)) * 4,
    )


def _without_plane(block: Array) -> tuple[Array, Array]:
    """Means (n, 3) of squares (n, s, s, 3), and what remains of them less the best plane."""
    side = block.shape[1]
    along = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2)
    norm = np.float32(np.square(along).sum() * side)
    mean = block.mean(axis=(1, 2))
    down = np.einsum("nhwc,h->nc", block, along) / norm
    across = np.einsum("nhwc,w->nc", block, along) / norm
    rest = block - mean[:, None, None]
    rest -= down[:, None, None] * along[None, :, None, None]
    rest -= across[:, None, None] * along[None, None, :, None]
    return mean.astype(np.float32, copy=False), rest


def _haar(block: Array) -> tuple[Array, Array]:
    """Means of 2 × 2 px, and their diagonal differences scaled to keep white noise's deviation."""
    a, b = block[:, ::2, ::2], block[:, ::2, 1::2]
    c, d = block[:, 1::2, ::2], block[:, 1::2, 1::2]
    return (a + b + c + d) / np.float32(4), (a - b - c + d) / np.float32(2)
