"""Measures of pictures against the truth, and the resizing that published figures use.

Pictures are H,W,C (or N,3,H,W where said), float, 0 to 1. Results are clipped and rounded to 8 bits before they are
measured, as published figures are (`as_saved`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from restorer.training.degradations.filters import gaussian_blur

Array = NDArray[np.float64]


def as_saved(picture: NDArray[np.floating]) -> Array:
    """Clipped to 0–1 and rounded to 8 bits; float64, 0 to 255."""
    return np.round(np.clip(picture.astype(np.float64), 0, 1) * 255)


def luma(picture: NDArray[np.floating]) -> Array:
    """Y of BT.601, 16 to 235, from H,W,3 of 0 to 255."""
    weights = np.array([65.481, 128.553, 24.966]) / 255
    return np.asarray(16 + picture.astype(np.float64) @ weights)


def psnr(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Peak signal-to-noise ratio in dB; values 0 to 255. Infinite for equal pictures."""
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return float("inf") if error == 0 else float(10 * np.log10(255.0**2 / error))


def ssim(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Structural similarity (Wang 2004): 11×11 Gaussian of sigma 1.5, no padding, mean of channels; 0 to 255."""
    if a.ndim == 2:
        a, b = a[:, :, None], b[:, :, None]
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    x, y = a.astype(np.float64), b.astype(np.float64)
    mean_x, mean_y = _window(x), _window(y)
    var_x, var_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    both = _window(x * y) - mean_x * mean_y
    top = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    return float(np.mean(top / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))))


def displacement(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """How far a picture lies from another of the same scene, in px, where that is less than one: 0 to 255, H,W,3.

    The least squares of Lucas and Kanade 1981 over the whole picture, brightness smoothed and its offset left free.
    """
    smooth = [gaussian_blur(luma(picture)[:, :, None].astype(np.float32), 1.5)[:, :, 0] for picture in (a, b)]
    down, across = np.gradient(smooth[1])
    parts = np.stack((down.ravel(), across.ravel(), np.ones(down.size)), axis=1)
    moved = np.linalg.lstsq(parts, (smooth[0] - smooth[1]).ravel(), rcond=None)[0]
    return float(np.hypot(moved[0], moved[1]))


def _window(x: Array) -> Array:
    """Weighted mean over 11×11, only where the window fits."""
    taps = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    taps /= taps.sum()
    rows = sum(t * x[i : x.shape[0] - 10 + i] for i, t in enumerate(taps))
    return np.asarray(sum(t * rows[:, i : x.shape[1] - 10 + i] for i, t in enumerate(taps)))


def imresize(picture: NDArray[np.floating], scale: float) -> Array:
    """MATLAB's `imresize` of H,W,C: cubic with a = −0.5, antialiased when it makes smaller, borders mirrored."""
    height, width = picture.shape[:2]
    rows = _resize_matrix(height, scale)
    columns = _resize_matrix(width, scale)
    return np.asarray(np.einsum("ih,hwc,jw->ijc", rows, picture.astype(np.float64), columns, optimize=True))


@lru_cache(maxsize=64)
def _resize_matrix(side: int, scale: float) -> Array:
    """Weights, new side × side."""
    new = int(np.ceil(side * scale))
    stretch = min(scale, 1.0)
    support = 4 / stretch
    centres = (np.arange(1, new + 1)) / scale + 0.5 * (1 - 1 / scale)
    first = np.floor(centres - support / 2).astype(int)
    index = first[:, None] + np.arange(int(np.ceil(support)) + 2)
    weights = _cubic((centres[:, None] - index) * stretch)
    weights /= weights.sum(1, keepdims=True)
    mirror = np.concatenate([np.arange(side), np.arange(side)[::-1]])
    matrix = np.zeros((new, side))
    for row in range(new):
        np.add.at(matrix[row], mirror[(index[row] - 1) % (2 * side)], weights[row])
    return matrix


def _cubic(x: Array) -> Array:
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x <= 1, near, np.where(x <= 2, far, 0.0))
