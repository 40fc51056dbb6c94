"""Small filters on H,W or H,W,C float32 pictures."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[Any]


def gaussian_blur(image: Image, sigma: float) -> Image:
    """Smooths the first two axes by a Gaussian of `sigma` pixels; borders are mirrored."""
    radius = max(1, round(3 * sigma))
    taps = np.exp(-0.5 * (np.arange(-radius, radius + 1) / max(sigma, 1e-3)) ** 2)
    taps = (taps / taps.sum()).astype(np.float32)
    for axis in (0, 1):
        widths = [(0, 0)] * image.ndim
        widths[axis] = (radius, radius)
        padded = np.pad(image, widths, mode="symmetric")
        side = image.shape[axis]
        image = sum(
            (tap * padded.take(range(i, i + side), axis=axis) for i, tap in enumerate(taps)),
            start=np.zeros_like(image),
        )
    return image


def convolve(image: Image, kernel: Image) -> Image:
    """Correlates H,W,C with an odd-sided kernel, through the Fourier transform; borders are mirrored."""
    radius = kernel.shape[0] // 2
    padded = np.pad(image, ((radius, radius), (radius, radius), (0, 0)), mode="symmetric")
    shape = padded.shape[:2]
    transfer = np.fft.rfft2(kernel[::-1, ::-1], shape)[:, :, None]
    result = np.fft.irfft2(np.fft.rfft2(padded, axes=(0, 1)) * transfer, shape, axes=(0, 1))
    result = result[2 * radius :, 2 * radius :]
    return result.astype(np.float32)
