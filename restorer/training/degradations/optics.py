"""Blur of lenses, movement and scanners, and resampling."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from restorer.training.degradations.filters import convolve, gaussian_blur

Image: TypeAlias = NDArray[Any]

_FILTERS = (
    PillowImage.Resampling.BILINEAR,
    PillowImage.Resampling.BICUBIC,
    PillowImage.Resampling.LANCZOS,
    PillowImage.Resampling.BOX,
)


def defocus(image: Image, rng: np.random.Generator, radius: float) -> Image:
    """A lens out of focus: every point becomes a disc of `radius` pixels with a soft rim.

    Source: the pillbox model of geometric optics (Potmesil and Chakravarty 1981).
    """
    side = 2 * int(np.ceil(radius + 1)) + 1
    axis = np.arange(side) - side // 2
    disc = np.clip(radius + 0.5 - np.hypot(*np.meshgrid(axis, axis)), 0, 1)
    return convolve(image, (disc / disc.sum()).astype(np.float32))


def motion(image: Image, rng: np.random.Generator, length: float) -> Image:
    """A shaken camera: every point becomes a slightly bent path of `length` pixels.

    Source: after the random paths of Boracchi and Foi 2012, "Modeling the performance of image restoration from motion
    blur", reduced to paths of constant curvature.
    """
    side = 2 * int(np.ceil(length / 2 + 1)) + 1
    turn, bend = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.5)
    path = np.linspace(-0.5, 0.5, 8 * side)
    angle = turn + bend * path
    step = length / len(path)
    x, y = np.cumsum(np.cos(angle)) * step, np.cumsum(np.sin(angle)) * step
    x, y = x - x.mean() + side // 2, y - y.mean() + side // 2
    kernel, _, _ = np.histogram2d(y, x, bins=side, range=((-0.5, side - 0.5), (-0.5, side - 0.5)))
    return convolve(image, (kernel / kernel.sum()).astype(np.float32))


def scan(image: Image, rng: np.random.Generator, blur: float) -> Image:
    """A flatbed scanner: softer along the direction in which its head moves, sharpened afterwards by its driver.

    Source: the modulation transfer of scanners as ISO 16067-1 measures it, with an unsharp mask as drivers apply it.
    """
    soft = gaussian_blur(image, blur)
    moved: Image = (soft + np.concatenate((soft[:1], soft[:-1]))) / 2
    amount = rng.uniform(0, 1.2)
    return np.asarray(moved + np.float32(amount) * (moved - gaussian_blur(moved, 2 * blur)), np.float32)


def resample(image: Image, rng: np.random.Generator, factor: float) -> Image:
    """Resized by `factor` and back with filters chosen at random, as pictures are on their way through the web.

    Source: the resize steps of Wang et al. 2021 (Real-ESRGAN), with Pillow's antialiased filters.
    """
    height, width = image.shape[:2]
    there = (max(1, round(width * factor)), max(1, round(height * factor)))
    planes = []
    forth, back = (_FILTERS[int(n)] for n in rng.integers(len(_FILTERS), size=2))
    for channel in range(image.shape[2]):
        plane = PillowImage.fromarray(np.ascontiguousarray(image[:, :, channel]))
        planes.append(np.asarray(plane.resize(there, forth).resize((width, height), back)))
    return np.stack(planes, axis=2)
