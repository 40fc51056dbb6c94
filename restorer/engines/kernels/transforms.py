"""The transforms of Winograd's minimal filtering F(4×4, 3×3), for answers and for learning, a row at a time.

Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016. The letters are theirs: U is the
transformed kernel, V the transformed px, M their products. The points of interpolation are 0, ±1/√2, ±√2 and ∞ in
place of 0, ±1, ±2 and ∞: two fifths of the rounding error, which is one to two millionths of the largest answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from restorer.engines.kernels.lanes import Lanes

_NEAR, _FAR = 0.5**0.5, 2.0**0.5  # the points; their squares' product is 1, which leaves the ends unscaled


def of_px(d: list[Lanes]) -> list[Lanes]:
    """Six px in a row, transformed (Bᵀd)."""
    near, far = _NEAR**2, _FAR**2
    even_near, odd_near = d[2].times_plus(-far, d[4]), d[1].times_plus(-far, d[3])
    even_far, odd_far = d[2].times_plus(-near, d[4]), d[1].times_plus(-near, d[3])
    return [
        d[0] + d[2].times_plus(-near - far, d[4]),
        odd_near.times_plus(_NEAR, even_near),
        odd_near.times_plus(-_NEAR, even_near),
        odd_far.times_plus(_FAR, even_far),
        odd_far.times_plus(-_FAR, even_far),
        d[1] + d[3].times_plus(-near - far, d[5]),
    ]


def of_products(m: list[Lanes]) -> list[Lanes]:
    """Four answers in a row from six products (Aᵀm)."""
    even_near, odd_near, even_far, odd_far = m[1] + m[2], m[1] - m[2], m[3] + m[4], m[3] - m[4]
    return [
        m[0] + (even_near + even_far),
        odd_near.times_plus(_NEAR, odd_far * _FAR),
        even_near.times_plus(_NEAR**2, even_far * _FAR**2),
        odd_near.times_plus(_NEAR**3, odd_far.times_plus(_FAR**3, m[5])),
    ]


def of_kernel() -> np.ndarray[Any, np.dtype[np.float64]]:
    """6×3: what transforms three weights in a row (G)."""
    rows = [[1.0, 0.0, 0.0]]
    for point, other in ((_NEAR, _FAR), (-_NEAR, _FAR), (_FAR, _NEAR), (-_FAR, _NEAR)):
        scale = 2 * point**2 * (point**2 - other**2)
        rows.append([1 / scale, point / scale, point**2 / scale])
    return np.array([*rows, [0.0, 0.0, 1.0]])


def of_weights(g: list[Lanes]) -> list[Lanes]:
    """Three weights in a row, transformed (Gg)."""
    near, far = _NEAR**2, _FAR**2
    near_scale, far_scale = 1 / (2 * near * (near - far)), 1 / (2 * far * (far - near))
    even_near, odd_near = g[2].times_plus(near, g[0]) * near_scale, g[1] * (near_scale * _NEAR)
    even_far, odd_far = g[2].times_plus(far, g[0]) * far_scale, g[1] * (far_scale * _FAR)
    return [g[0], even_near + odd_near, even_near - odd_near, even_far + odd_far, even_far - odd_far, g[2]]


def to_weights(u: list[Lanes]) -> list[Lanes]:
    """Gradients of three weights in a row from those of what they were transformed to (Gᵀu)."""
    near, far = _NEAR**2, _FAR**2
    near_scale, far_scale = 1 / (2 * near * (near - far)), 1 / (2 * far * (far - near))
    even_near, odd_near, even_far, odd_far = u[1] + u[2], u[1] - u[2], u[3] + u[4], u[3] - u[4]
    return [
        even_near.times_plus(near_scale, even_far.times_plus(far_scale, u[0])),
        odd_near.times_plus(near_scale * _NEAR, odd_far * (far_scale * _FAR)),
        even_near.times_plus(near_scale * near, even_far.times_plus(far_scale * far, u[5])),
    ]


def to_products(y: list[Lanes]) -> list[Lanes]:
    """Gradients of six products in a row from those of their four answers (Ay)."""
    even_near, odd_near = y[2].times_plus(_NEAR**2, y[0]), y[3].times_plus(_NEAR**2, y[1])
    even_far, odd_far = y[2].times_plus(_FAR**2, y[0]), y[3].times_plus(_FAR**2, y[1])
    return [
        y[0],
        odd_near.times_plus(_NEAR, even_near),
        odd_near.times_plus(-_NEAR, even_near),
        odd_far.times_plus(_FAR, even_far),
        odd_far.times_plus(-_FAR, even_far),
        y[3],
    ]
