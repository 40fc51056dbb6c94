"""What JPEG compression has left in the pixels, whatever file they are in now.

Blocks of 8 × 8 are coded alone, so that quiet places have small steps where blocks meet. The mean step there, less
that at the seven other places, says how strong the compression was (after Wang, Sheikh & Bovik 2002, "No-reference
perceptual quality assessment of JPEG compressed images").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.analysis.findings import Jpeg

Array = npt.NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_QUIET, _MOST_STEP = 12.0, 14.0
_LEAST_STEP = 0.15
_LEAST_LEAD = 2.5
# Noise makes the steps higher than compression alone, so that a quality seemed to be up to this much worse.
_FAR_WORSE = 25
# Median step (levels) of photos made smaller, saved at a quality and opened again.
_STEPS = (0.03, 0.20, 0.44, 0.63, 0.77, 0.94, 1.04, 1.26, 1.41, 1.70, 1.98, 2.45, 3.2)
_QUALITIES = (100, 95, 90, 85, 80, 75, 70, 60, 50, 40, 30, 20, 10)


def measure_jpeg(tiles: Array, stated: int | None) -> Jpeg:
    """JPEG damage of tiles (N, h, w, 3), 0–255, corners multiples of 8 px from the photo's; `stated`: by the file."""
    luma = tiles @ _LUMA
    (across, place_across, lead_across), (down, place_down, lead_down) = _grid(luma), _grid(luma.transpose(0, 2, 1))
    step, lead = min(across, down), min(lead_across, lead_down)
    # The grid starts at the corner unless the photo was cropped; then both ways must show it more clearly.
    at_corner = place_across == place_down == 7
    grid = step > _LEAST_STEP and lead > (_LEAST_LEAD if at_corner else 1.5 * _LEAST_LEAD)
    seen = round(float(np.interp(step, _STEPS, _QUALITIES))) if grid else None
    confidence = 1.0 if stated is not None else min(max(lead / (2 * _LEAST_LEAD), 0.0), 1.0)
    return Jpeg(_quality(seen, stated), stated, grid, max(step, 0.0), confidence)


def _quality(seen: int | None, stated: int | None) -> int | None:
    """The file's word, unless the pixels show that the photo had been compressed far more before."""
    if seen is None or stated is None:
        return seen if stated is None else stated
    return seen if seen < stated - _FAR_WORSE else stated


def _grid(luma: Array) -> tuple[float, int, float]:
    """Of vertical seams in (N, h, w): height of the step, its place modulo 8, and its lead over the other places.

    Only quiet places count: both neighbours' differences and the step itself are small.
    """
    if luma.size == 0 or luma.shape[2] < 16:
        return 0.0, 0, 0.0
    difference = np.abs(np.diff(luma, axis=2))
    around = difference[..., :-2] + difference[..., 2:]
    middle = difference[..., 1:-1]
    quiet = (around < _QUIET) & (middle < _MOST_STEP)
    step = np.where(quiet, middle - around / 2, 0).sum(axis=(0, 1), dtype=np.float64)
    count = quiet.sum(axis=(0, 1))
    place = (np.arange(len(step)) + 1) % 8
    mean = np.bincount(place, step, 8) / np.maximum(np.bincount(place, count, 8), 1)
    highest = int(np.argmax(mean))
    others = np.delete(mean, highest)
    lead = float((mean[highest] - others.mean()) / (others.std() + 0.02))
    return float(mean[highest] - np.median(others)), highest, lead
