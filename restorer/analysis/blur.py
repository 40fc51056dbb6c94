"""How sharp a photo is: the width of its sharpest edges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.analysis.findings import Blur

Array = npt.NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_REACH = 6
_LEAST_STEP = 6.0
_LEAST_RANGE = 40.0
_ENOUGH = 400


def measure_blur(tiles: Array) -> Blur:
    """Width in px of the sharpest fifth of clear edges of tiles (N, h, w, 3), 0–255.

    An edge's width is its height over its steepest step, as Marziliano and others 2002 ("A no-reference perceptual
    blur metric") measure it, so that a clean step has 1 and a Gaussian blur of σ px about 2.5·σ.
    """
    luma = tiles @ _LUMA
    widths = np.concatenate([_widths(luma), _widths(luma.transpose(0, 2, 1))])
    if len(widths) < 20:
        return Blur(None, 0.0)
    return Blur(float(np.quantile(widths, 0.2)), min(len(widths) / _ENOUGH, 1.0))


def _widths(luma: Array) -> Array:
    """Widths of edges across (N, h, w): where a step is the steepest around and the height is clear."""
    if luma.size == 0 or luma.shape[2] < 2 * _REACH + 2:
        return np.empty(0, np.float32)
    step = np.abs(np.diff(luma, axis=2))
    inner = step[..., _REACH:-_REACH]
    length = inner.shape[2]
    steepest = inner >= _LEAST_STEP
    for shift in range(-2, 3):
        steepest &= inner >= step[..., _REACH + shift : _REACH + shift + length]
    tile, row, column = np.nonzero(steepest)
    window = luma[tile[:, None], row[:, None], column[:, None] + np.arange(2 * _REACH + 2)]
    height = window.max(axis=1) - window.min(axis=1)
    clear = height > _LEAST_RANGE
    return np.asarray(height[clear] / inner[tile, row, column][clear])
