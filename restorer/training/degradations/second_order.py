"""The damage that real small photos carry: blur, resizing, noise and JPEG, twice over.

Source: Wang et al. 2021, "Real-ESRGAN: training real-world blind super-resolution with pure synthetic data", section
3 and its published training options (kinds, probabilities and ranges of each part).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from restorer.training.degradations.codec import jpeg
from restorer.training.degradations.filters import convolve

Image: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Round:
    """Ranges of one of the two rounds of damage."""

    blur: float
    """Probability of blurring at all."""
    spread: tuple[float, float]
    """Standard deviation of the blur, in pixels."""
    up_down_keep: tuple[float, float, float]
    resize: tuple[float, float]
    sigma: tuple[float, float]
    """Gaussian noise on the 0–255 scale."""
    poisson: tuple[float, float]
    quality: tuple[int, int]


FIRST = Round(1.0, (0.2, 3.0), (0.2, 0.7, 0.1), (0.15, 1.5), (1, 30), (0.05, 3.0), (30, 95))
SECOND = Round(0.8, (0.2, 1.5), (0.3, 0.4, 0.3), (0.3, 1.2), (1, 25), (0.05, 2.5), (30, 95))


def second_order(image: Image, rng: np.random.Generator, scale: int) -> Image:
    """A photo as it might be met, `scale` times smaller; 8 bits deep, 0 to 1.

    Args:
        image: H,W,3 with sides divisible by scale.
    """
    height, width = image.shape[0] // scale, image.shape[1] // scale
    picture = _round(image, rng, FIRST, image.shape[:2])
    picture = jpeg(picture, int(rng.integers(FIRST.quality[0], FIRST.quality[1] + 1)))
    picture = _round(picture, rng, SECOND, (height, width))
    quality = int(rng.integers(SECOND.quality[0], SECOND.quality[1] + 1))
    ringing = sinc_kernel(rng.uniform(np.pi / 3, np.pi), 2 * int(rng.integers(3, 11)) + 1)
    rings = rng.random() < 0.8
    if rng.random() < 0.5:
        picture = _resize(picture, height, width, rng)
        picture = jpeg(convolve(picture, ringing) if rings else picture, quality)
    else:
        picture = _resize(jpeg(picture, quality), height, width, rng)
        picture = convolve(picture, ringing) if rings else picture
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.float32) / np.float32(255)


def _round(image: Image, rng: np.random.Generator, of: Round, base: tuple[int, ...]) -> Image:
    """Blur, resize (relative to `base`) and noise."""
    if rng.random() < of.blur:
        image = convolve(image, blur_kernel(rng, of.spread))
    factor = {0: rng.uniform(1, of.resize[1]), 1: rng.uniform(of.resize[0], 1), 2: 1.0}[
        int(rng.choice(3, p=of.up_down_keep))
    ]
    image = _resize(image, max(4, round(base[0] * factor)), max(4, round(base[1] * factor)), rng)
    grey = rng.random() < 0.4
    if rng.random() < 0.5:
        return _gaussian(image, rng, rng.uniform(*of.sigma), grey)
    return _poisson(image, rng, rng.uniform(*of.poisson), grey)


def _gaussian(image: Image, rng: np.random.Generator, sigma: float, grey: bool) -> Image:
    shape = (*image.shape[:2], 1 if grey else 3)
    noise = rng.standard_normal(shape, dtype=np.float32) * np.float32(sigma / 255)
    return np.asarray(np.clip(image + noise, 0, 1))


def _poisson(image: Image, rng: np.random.Generator, strength: float, grey: bool) -> Image:
    """Photon noise of a picture of 256 levels, its deviation times `strength`."""
    light = np.clip(image.mean(2, keepdims=True) if grey else image, 0, 1)
    noise = rng.poisson(light * 255).astype(np.float32) / np.float32(255) - light
    return np.asarray(np.clip(image + noise * np.float32(strength), 0, 1))


def _resize(image: Image, height: int, width: int, rng: np.random.Generator) -> Image:
    """To a size by area, bilinear or bicubic interpolation at random, not antialiased, as the reference does."""
    mode = ("area", "bilinear", "bicubic")[int(rng.integers(3))]
    x = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]
    y = torch.nn.functional.interpolate(x, (height, width), mode=mode)
    return np.ascontiguousarray(np.clip(y[0].numpy().transpose(1, 2, 0), 0, 1))


def blur_kernel(rng: np.random.Generator, spread: tuple[float, float]) -> Image:
    """One of the reference's blurs: Gaussian, its generalised forms, or sinc; round or oblong; 7 to 21 pixels."""
    side = 2 * int(rng.integers(3, 11)) + 1
    if rng.random() < 0.1:
        return sinc_kernel(rng.uniform(np.pi / 3 if side < 13 else np.pi / 5, np.pi), side)
    along = rng.uniform(*spread)
    across = along if rng.random() < 0.58 else rng.uniform(*spread)
    turn = rng.uniform(-np.pi, np.pi)
    axis = np.arange(side) - side // 2
    x, y = np.meshgrid(axis, axis)
    u, v = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
    distance = (u / along) ** 2 + (v / across) ** 2
    form = rng.random()
    if form < 0.70:
        kernel = np.exp(-0.5 * distance)
    elif form < 0.85:
        kernel = np.exp(-0.5 * distance ** rng.uniform(0.5, 4))
    else:
        kernel = 1 / (1 + distance ** rng.uniform(1, 2))
    return np.asarray(kernel / kernel.sum(), np.float32)


def sinc_kernel(cutoff: float, side: int) -> Image:
    """The ideal low-pass filter of a circular cutoff (radians per pixel), which leaves rings beside edges."""
    axis = np.arange(side) - side // 2
    distance = np.hypot(*np.meshgrid(axis, axis))
    kernel = cutoff * _bessel_1(cutoff * distance) / (2 * np.pi * np.maximum(distance, 1e-9))
    kernel[side // 2, side // 2] = cutoff**2 / (4 * np.pi)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _bessel_1(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bessel function of the first kind and first order, from its integral."""
    angle = (np.arange(256) + 0.5) * np.pi / 256
    return np.asarray(np.cos(angle - x[..., None] * np.sin(angle)).mean(-1))
