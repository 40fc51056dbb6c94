"""sRGB and CIELAB, both ways, and the way back into sRGB's gamut.

sRGB by IEC 61966-2-1, CIELAB by CIE 15 with the white of sRGB (D65, two degrees). Arrays are float32, (..., 3); sRGB in 0-1,
L* in 0-100, a* and b* in about -110..110. The white point is the sum of the matrix's columns, so that every grey has
a* = b* = 0 exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)
_TO_RELATIVE = (_TO_XYZ / _WHITE[:, None]).astype(np.float32)
_FROM_RELATIVE = np.linalg.inv(_TO_XYZ / _WHITE[:, None]).astype(np.float32)

_EPSILON = 216 / 24389
_KAPPA = 24389 / 27

_BISECTIONS = 10
"""Steps of the search for the largest chroma inside the gamut: to a thousandth of it."""

_TOLERANCE = 0.2 / 255
"""How far outside 0-1 an sRGB value may lie and still count as inside; clipping it is not seen."""


def linear_from_srgb(srgb: Float) -> Float:
    """Undo sRGB's transfer curve."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4).astype(np.float32)


def srgb_from_linear(linear: Float) -> Float:
    """Apply sRGB's transfer curve; values below 0 and above 1 go on along its ends."""
    curve = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, curve).astype(np.float32)


def lab_from_srgb(srgb: Float) -> Float:
    """Return L*a*b* of sRGB values."""
    relative = linear_from_srgb(srgb) @ _TO_RELATIVE.T
    f = np.where(relative > _EPSILON, np.cbrt(relative), (_KAPPA * relative + 16) / 116)
    fx, fy, fz = f[..., 0], f[..., 1], f[..., 2]
    return np.stack((116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)), axis=-1).astype(np.float32)


def lightness_from_srgb(srgb: Float) -> Float:
    """Return L* alone, (...), of sRGB values (..., 3)."""
    y = linear_from_srgb(srgb) @ _TO_RELATIVE[1]
    return lightness_from_luminance(y)


def lightness_from_luminance(y: Float) -> Float:
    """Return L* of relative luminance Y in 0-1."""
    return np.where(y > _EPSILON, 116 * np.cbrt(y) - 16, _KAPPA * y).astype(np.float32)


def srgb_from_lab(lab: Float) -> Float:
    """Return sRGB of L*a*b*; colours outside the gamut give values outside 0-1."""
    return srgb_from_linear(_linear_from_lab(lab))


def _linear_from_lab(lab: Float) -> Float:
    fy = (lab[..., 0] + 16) / 116
    f = np.stack((fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200), axis=-1)
    cube = f**3
    relative = np.where(cube > _EPSILON, cube, (116 * f - 16) / _KAPPA).astype(np.float32)
    return relative @ _FROM_RELATIVE.T


def srgb_within_gamut(lab: Float) -> Float:
    """Return sRGB in 0-1 of L*a*b*, with chroma reduced, hue and L* kept, where a colour lies outside the gamut.

    lab: (..., 3), L* in 0-100.
    """
    flat = lab.reshape(-1, 3)
    rgb = srgb_from_lab(flat)
    outside = np.flatnonzero(((rgb < -_TOLERANCE) | (rgb > 1 + _TOLERANCE)).any(axis=1))
    if outside.size:
        rgb[outside] = _reduce_chroma(flat[outside])
    return np.clip(rgb, 0, 1).reshape(lab.shape)


def _reduce_chroma(lab: Float) -> Float:
    """Return sRGB of the most chromatic colours inside the gamut on the lines from `lab` (M, 3) to grey."""
    low = np.zeros(len(lab), np.float32)
    high = np.ones(len(lab), np.float32)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        rgb = _linear_from_lab(lab * np.stack((np.ones_like(middle), middle, middle), axis=-1))
        inside = ((rgb >= 0) & (rgb <= 1)).all(axis=1)
        low = np.where(inside, middle, low)
        high = np.where(inside, high, middle)
    return srgb_from_lab(lab * np.stack((np.ones_like(low), low, low), axis=-1))
