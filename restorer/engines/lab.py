"""sRGB and CIELAB, both ways, and the way back into sRGB's gamut.

sRGB by IEC 61966-2-1, CIELAB by CIE 15 with the white of sRGB (D65, two degrees). Arrays are float32, (..., 3); sRGB
in 0-1, L* in 0-100, a* and b* in about -110..110. The white point is the sum of the matrix's columns, so that every
grey has a* = b* = 0 exactly.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Float = NDArray[np.float32]

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)
_TO_RELATIVE = (_TO_XYZ / _WHITE[:, None]).tolist()
_FROM_RELATIVE = np.linalg.inv(_TO_XYZ / _WHITE[:, None]).tolist()

_EPSILON = 216 / 24389
_KAPPA = 24389 / 27

_BISECTIONS = 10
"""Steps of the search for the largest chroma inside the gamut: to a thousandth of it."""

_TOLERANCE = 1e-5
"""How far outside 0-1 a linear value may lie and still count as inside."""


def lab_from_srgb(srgb: Float) -> Float:
    """Return L*a*b* of sRGB values."""
    fx, fy, fz = (_f(each) for each in _mixed(_TO_RELATIVE, _linear_from_srgb(_planes(srgb))))
    return _interleaved(torch.stack((116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))), srgb)


def lightness_from_srgb(srgb: Float) -> Float:
    """Return L* alone, (...), of sRGB values (..., 3)."""
    (y,) = _mixed(_TO_RELATIVE[1:2], _linear_from_srgb(_planes(srgb)))
    return (116 * _f(y) - 16).reshape(srgb.shape[:-1]).numpy()


def srgb_from_lab(lab: Float) -> Float:
    """Return sRGB of L*a*b*; colours outside the gamut give values outside 0-1."""
    return _interleaved(_srgb_from_linear(_linear_from_lab(_planes(lab))), lab)


def srgb_within_gamut(lab: Float) -> Float:
    """Return sRGB in 0-1 of L*a*b*, with chroma reduced, hue and L* kept, where a colour lies outside the gamut.

    lab: (..., 3), L* in 0-100.
    """
    planes = _planes(lab)
    linear = _linear_from_lab(planes)
    outside = ((linear < -_TOLERANCE) | (linear > 1 + _TOLERANCE)).any(dim=0).nonzero()[:, 0]
    if len(outside):
        linear[:, outside] = _reduce_chroma(planes[:, outside].contiguous())
    return _interleaved(_srgb_from_linear(linear.clamp_(0, 1)), lab)


def _planes(values: Float) -> Tensor:
    """(..., 3) as contiguous (3, M).

    Whole planes make every pixel go through the same arithmetic, wherever it lies and however many there are.
    """
    return torch.from_numpy(np.ascontiguousarray(values.reshape(-1, 3).T, dtype=np.float32))


def _interleaved(planes: Tensor, like: Float) -> Float:
    return planes.T.contiguous().numpy().reshape(like.shape)


def _mixed(matrix: list[list[float]], planes: Tensor) -> list[Tensor]:
    """Matrix times vector at each pixel."""
    first, second, third = planes
    return [row[0] * first + row[1] * second + row[2] * third for row in matrix]


def _power(base: Tensor, exponent: float) -> Tensor:
    """Powers of positive values by logarithm: torch's own differ in the last bit with a value's place in the plane."""
    return torch.exp(torch.log(base) * exponent)


def _f(relative: Tensor) -> Tensor:
    return torch.where(relative > _EPSILON, _power(relative.clamp_min(_EPSILON), 1 / 3), (_KAPPA * relative + 16) / 116)


def _linear_from_srgb(srgb: Tensor) -> Tensor:
    return torch.where(srgb <= 0.04045, srgb / 12.92, _power((srgb.clamp_min(0.04045) + 0.055) / 1.055, 2.4))


def _srgb_from_linear(linear: Tensor) -> Tensor:
    curve = 1.055 * _power(linear.clamp_min(0.0031308), 1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear * 12.92, curve)


def _linear_from_lab(lab: Tensor) -> Tensor:
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    f = torch.stack((fy + a / 500, fy, fy - b / 200))
    cube = f * f * f
    relative = torch.where(cube > _EPSILON, cube, (116 * f - 16) / _KAPPA)
    return torch.stack(_mixed(_FROM_RELATIVE, relative))


def _reduce_chroma(lab: Tensor) -> Tensor:
    """Return linear RGB of the most chromatic colours inside the gamut on the lines from `lab` (3, M) to grey."""
    low, high = torch.zeros_like(lab[0]), torch.ones_like(lab[0])
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        rgb = _linear_from_lab(_with_chroma(lab, middle))
        inside = ((rgb >= -_TOLERANCE) & (rgb <= 1 + _TOLERANCE)).all(dim=0)
        low, high = torch.where(inside, middle, low), torch.where(inside, high, middle)
    return _linear_from_lab(_with_chroma(lab, low))


def _with_chroma(lab: Tensor, factor: Tensor) -> Tensor:
    return torch.stack((lab[0], lab[1] * factor, lab[2] * factor))
