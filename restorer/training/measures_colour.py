"""Measures of colour: how far two pictures' colours are apart, and how colourful a picture is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from restorer.engines.lab import Float, lab_from_srgb

_C7 = 25.0**7


def delta_e00(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the colour difference CIE ΔE00 (kL = kC = kH = 1) of L*a*b* values (..., 3), as (...).

    After Sharma, Wu, Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes", 2005.
    """
    l1, a1, b1 = (np.asarray(first[..., n], np.float64) for n in range(3))
    l2, a2, b2 = (np.asarray(second[..., n], np.float64) for n in range(3))
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + _C7)))
    c1, h1 = _chroma_and_hue(a1 * stretch, b1)
    c2, h2 = _chroma_and_hue(a2 * stretch, b2)

    delta_h = h2 - h1
    delta_h = np.where(delta_h > 180, delta_h - 360, np.where(delta_h < -180, delta_h + 360, delta_h))
    delta_h = np.where(c1 * c2 == 0, 0, delta_h)
    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(delta_h / 2))

    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = _mean_hue(h1, h2, c1 * c2 == 0)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c = 1 + 0.045 * mean_c
    s_h = 1 + 0.015 * mean_c * t
    turn = 30 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r_t = -2 * np.sqrt(mean_c**7 / (mean_c**7 + _C7)) * np.sin(np.radians(2 * turn))
    square = (d_l / s_l) ** 2 + (d_c / s_c) ** 2 + (d_h / s_h) ** 2 + r_t * (d_c / s_c) * (d_h / s_h)
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def _chroma_and_hue(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chroma, and hue in degrees 0-360 (0 for grey)."""
    return np.hypot(a, b), np.where((a == 0) & (b == 0), 0.0, np.degrees(np.arctan2(b, a)) % 360)


def _mean_hue(h1: NDArray[np.float64], h2: NDArray[np.float64], one_is_grey: NDArray[np.bool_]) -> NDArray[np.float64]:
    total = h1 + h2
    far = np.abs(h1 - h2) > 180
    mean = np.where(far, np.where(total < 360, (total + 360) / 2, (total - 360) / 2), total / 2)
    return np.where(one_is_grey, total, mean)


def colourfulness(srgb: Float) -> float:
    """Return Hasler & Süsstrunk's M3 of sRGB 0-1, on the 0-255 scale.

    "Measuring colourfulness in natural images", 2003. Zero for a grey picture; 33 is "moderately", 59 "quite", 109
    "extremely colourful".
    """
    red, green, blue = (np.asarray(srgb[..., n], np.float64) * 255 for n in range(3))
    rg, yb = red - green, (red + green) / 2 - blue
    return float(np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()))


def mean_delta_e(first: Float, second: Float) -> float:
    """Return the mean ΔE00 over all pixels of two sRGB pictures, (H, W, 3) in 0-1."""
    return float(delta_e00(lab_from_srgb(first), lab_from_srgb(second)).mean())
