"""Fading and tone of a photo, from a small copy of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.analysis.findings import Fading, Tone
from restorer.photo.fading import FadeStatistics, fading_statistics

Array = npt.NDArray[np.float32]

# Offsets of a channel from grey (0–1) below which a picture of one ink counts as grey, not as toned.
_GREY = 0.035
_NEAR_ONE_INK = 0.022

# sRGB primaries to CIE XYZ under D65 (IEC 61966-2-1), and D65's white.
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.95047, 1.0, 1.08883])


def measure_fading(picture: Array) -> tuple[Fading, Tone]:
    """Fading and tone of (h, w, 3) float32 sRGB, 0–1, long side about 512 px."""
    statistics = fading_statistics(picture)
    fading = Fading(
        black=statistics.black,
        white=statistics.white,
        contrast=statistics.white - statistics.black,
        cast=_cast(statistics),
        faded=statistics.faded,
        one_ink=statistics.one_ink,
        statistics=statistics,
        confidence=min(1.0, picture.shape[0] * picture.shape[1] / 10_000),
    )
    return fading, _tone(statistics)


def _cast(statistics: FadeStatistics) -> tuple[float, float]:
    """(a*, b*) of what a grey of the median's brightness has become."""
    offset = np.array(
        [np.interp(statistics.median, statistics.tones, channel) for channel in zip(*statistics.casts, strict=True)]
    )
    _, a, b = _lab(np.clip(statistics.median + offset, 0, 1))
    return float(a), float(b)


def _lab(colour: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """CIELAB (D65) of one sRGB colour, 0–1; CIE 15:2004."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    ratio = _TO_XYZ @ linear / _WHITE
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _tone(statistics: FadeStatistics) -> Tone:
    distance = abs(statistics.ink - _NEAR_ONE_INK) / _NEAR_ONE_INK
    if not statistics.one_ink:
        return Tone("colour", min(1.0, 0.5 + distance / 2))
    tint = statistics.cast
    sure = min(1.0, 0.5 + min(distance, abs(tint - _GREY) / _GREY) / 2)
    return Tone("grey" if tint < _GREY else "sepia", sure)
