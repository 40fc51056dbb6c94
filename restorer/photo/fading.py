"""What fading has done to a print, measured, and the curves that undo it.

Dyes fade unevenly: blacks turn grey, whites dull and yellow, and each tone takes a cast of its own. So the correction
is one monotone curve a channel through a few tones: blacks and whites are brought back by levels, and a cast is taken
away where the picture shows what its greys have become. Nothing is clipped: what lies beyond the measured black
and white is drawn together, not cut off.

Pixels are (h, w, 3) float32, sRGB-encoded, 0–1. Luma is BT.709's on encoded values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Picture: TypeAlias = npt.NDArray[np.float32]
Array: TypeAlias = npt.NDArray[np.float64]
Offset: TypeAlias = tuple[float, float, float]

LUMA = np.array([0.2126, 0.7152, 0.0722])

# The frame of a scan (its lid, an album's page) is no part of the print: this share of each side is not looked at.
_FRAME = 0.08
_ENDS = (0.005, 0.995)
_ZONES = 6
# Where a sound photo's ends lie; a print whose ends stay further inside has faded.
_BLACK, _WHITE = 0.04, 0.90
_TARGET_BLACK, _TARGET_WHITE = 0.02, 0.97
# Whites go this part of the way only: what is lightest in a portrait is skin and lace as often as paper.
_WHITE_PART = 0.5
_MOST_GAIN = 2.2
_MOST_GAIN_OF_TRUE_BLACKS = 1.15
_KEPT_MIDDLE = 0.7
# Offsets from grey that are taken for a cast in a photo with colours; more is what it shows (a sunset, a red room).
_MOST_CAST = 0.12
# A picture whose colour, given its lightness, varies less than this (standard deviation) has one ink: grey or toned.
_ONE_INK = 0.016
# Stains and uneven toning stray further; allowed where all tones are warm, as paper, sepia and old varnish are.
_ONE_WARM_INK = 0.022
_BINS = 32
_KNOTS = 1025


@dataclass(frozen=True, slots=True)
class FadeStatistics:
    """What was measured, all on luma 0–1.

    black, white: luma that 0.5 % and 99.5 % of the picture stay below. median: of the luma.
    tones: mean luma of each zone from dark to light. casts: what a grey of that zone has become, as
    (red, green, blue) less luma. one_ink: grey, sepia or otherwise toned, so that all of its colour is cast.
    ink: standard deviation of colour that lightness does not explain.
    """

    black: float
    white: float
    median: float
    tones: tuple[float, ...]
    casts: tuple[Offset, ...]
    one_ink: bool
    ink: float

    @property
    def cast(self) -> float:
        """The largest offset of a channel from grey in the middle and light zones."""
        return max((abs(value) for cast in self.casts[1:] for value in cast), default=0.0)

    @property
    def faded(self) -> float:
        """0 (blacks and whites are sound) to 1 (both far from where they were)."""
        veil = (self.black - _BLACK) / 0.12
        # Where blacks are true, missing whites were most likely never there: a night, a dark room.
        dull = min((_WHITE - self.white) / 0.20, 1.5) * (0.2 + 0.8 * _lifted(self.black))
        return float(min(max(veil, dull, (veil + dull) * 0.75, 0.0), 1.0))


def fading_statistics(picture: Picture) -> FadeStatistics:
    """Measure a small copy of the picture (its long side about 512 px, so that noise and specks have gone).

    picture: (h, w, 3) float32 sRGB, 0–1.
    """
    inner = _without_frame(picture).astype(np.float64)
    pixels = inner.reshape(-1, 3)
    luma = pixels @ LUMA
    black, median, white = (float(v) for v in np.quantile(luma, [_ENDS[0], 0.5, _ENDS[1]]))
    ink = unexplained_colour(picture)
    one_ink = ink < _ONE_INK or (ink < _ONE_WARM_INK and _warm(pixels, luma))
    weights = np.ones(len(luma)) if one_ink else _greyness(inner, luma)
    tones, casts = _zones(pixels, luma, weights, one_ink)
    return FadeStatistics(black, white, median, tones, casts, one_ink, ink)


def unexplained_colour(picture: Picture) -> float:
    """How far colours stray from the one tone that their lightness has: about 0 for grey and sepia.

    picture: (h, w, 3) float32 sRGB, 0–1. Returns the root mean square of the two colour differences (red and blue
    less luma) about their mean for that luma, the most colourful few per cent (a stamp, a pen's mark) left out.
    """
    pixels = _coarse(_without_frame(picture)).reshape(-1, 3).astype(np.float64)
    luma = pixels @ LUMA
    difference = pixels[:, (0, 2)] - luma[:, None]
    # First without what is far from the rest, that it may not bend what is expected.
    distance = ((difference - np.median(difference, axis=0)) ** 2).sum(axis=1)
    luma, difference = (values[distance <= np.quantile(distance, 0.98)] for values in (luma, difference))
    strays = ((difference - _expected(luma, difference)) ** 2).sum(axis=1)
    return float(np.sqrt(strays[strays <= np.quantile(strays, 0.98)].mean()))


def _expected(luma: Array, difference: Array) -> Array:
    """(n, 2): the mean difference of pixels of each luma, straight between bins."""
    bins = np.minimum((luma * _BINS).astype(np.intp), _BINS - 1)
    count = np.bincount(bins, minlength=_BINS)
    filled = np.flatnonzero(count)
    means = [np.bincount(bins, difference[:, c], _BINS)[filled] / count[filled] for c in range(2)]
    return np.stack([np.interp(luma * _BINS - 0.5, filled, mean) for mean in means], axis=1)


def fade_curves(statistics: FadeStatistics, strength: float, levels: float, cast: float) -> Picture:
    """The curves that undo the fading: (3, N) float32, N even steps of the channel's value from 0 to 1.

    strength, levels, cast: 0–100, as the operation has them. Every curve rises, from 0 to 1.
    """
    steps = np.linspace(0.0, 1.0, _KNOTS)
    levelled = _level_curve(statistics, levels / 100, steps)
    if statistics.one_ink:
        whole = _one_ink_curves(statistics, levelled, cast / 100, steps)
    else:
        whole = np.interp(_cast_curves(statistics, cast / 100, steps), steps, levelled)
    return (steps + strength / 100 * (whole - steps)).astype(np.float32)


def fade_gain(statistics: FadeStatistics, curves: Picture) -> float:
    """How many times stronger `fade_curves`' curves make noise: the root mean square of their slopes at the photo's
    tones, its median counted as much as all the others."""
    tones = np.array([*statistics.tones, *[statistics.median] * len(statistics.tones)])
    place = np.clip(tones * (curves.shape[1] - 1), 1, curves.shape[1] - 2).astype(np.intp)
    slopes = (curves[:, place + 1] - curves[:, place - 1]) * ((curves.shape[1] - 1) / 2)
    return float(np.sqrt(np.square(slopes, dtype=np.float64).mean()))


def apply_fade(tile: Picture, curves: Picture) -> Picture:
    """(h, w, 3) float32 sRGB 0–1 through `fade_curves`' curves, straight between their steps; the same shape back."""
    last = curves.shape[1] - 1
    place = np.clip(tile, 0, 1) * np.float32(last)
    below = np.minimum(place.astype(np.intp), last - 1)
    part = place - below.astype(np.float32)
    out = np.empty_like(tile)
    for channel in range(3):
        low = curves[channel][below[..., channel]]
        high = curves[channel][below[..., channel] + 1]
        out[..., channel] = low + part[..., channel] * (high - low)
    return out


def _coarse(picture: Picture) -> Picture:
    """Means of squares, so that about 128 px remain of the long side: coloured noise goes, coloured things stay."""
    every = max(1, max(picture.shape[:2]) // 128)
    height, width = picture.shape[0] // every, picture.shape[1] // every
    if every == 1 or not height or not width:
        return picture
    squares = picture[: height * every, : width * every].reshape(height, every, width, every, 3)
    return np.asarray(squares.mean(axis=(1, 3)))


def _lifted(black: float) -> float:
    """0 for true blacks to 1 for blacks that have clearly gone grey."""
    return min(max((black - _BLACK) / 0.06, 0.0), 1.0)


def _without_frame(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    down, across = int(height * _FRAME), int(width * _FRAME)
    return picture[down : height - down, across : width - across]


def _warm(pixels: Array, luma: Array) -> bool:
    """Whether dark, middle and light tones alike lean to red and away from blue."""
    thirds = np.array_split(np.argsort(luma, kind="stable"), 3)
    leans = [(pixels[part] - luma[part, None]).mean(axis=0) for part in thirds]
    return all(lean[0] > 0.01 and lean[2] < -0.02 for lean in leans)


def _greyness(inner: Array, luma: Array) -> Array:
    """How likely each pixel was grey once: its colour lies near what the picture's edges have on average.

    The edge-weighted mean is the grey-edge hypothesis (van de Weijer, Gevers & Gijsenij 2007, "Edge-Based Color
    Constancy"): wide plain areas, a sky or a wall, have no say in it. Pixels near it are then looked for anew.
    """
    lumas = luma.reshape(inner.shape[:2])
    edges = np.hypot(*np.gradient(lumas)).reshape(-1) if min(lumas.shape) > 1 else np.ones_like(luma)
    difference = inner.reshape(-1, 3) - luma[:, None]
    weights = np.minimum(edges, np.quantile(edges, 0.95)) + 1e-6
    for reach in (0.12, 0.08):
        centre = (weights[:, None] * difference).sum(axis=0) / weights.sum()
        centre *= min(1.0, _MOST_CAST / max(float(np.abs(centre).max()), 1e-9))
        weights = np.exp(-((difference - centre) ** 2).sum(axis=1) / (2 * (reach / 2) ** 2)) + 1e-9
    return weights


def _zones(pixels: Array, luma: Array, weights: Array, one_ink: bool) -> tuple[tuple[float, ...], tuple[Offset, ...]]:
    """Mean luma and colour offset of each of a few zones between the ends; a zone with little grey says little."""
    low, high = np.quantile(luma, _ENDS)
    edges = np.linspace(low, max(high, low + 1e-3), _ZONES + 1)
    zone = np.clip(np.searchsorted(edges, luma, side="right") - 1, 0, _ZONES - 1)
    tones, casts = [], []
    overall = (weights[:, None] * (pixels - luma[:, None])).sum(axis=0) / weights.sum()
    fair = 0.01 * len(luma)
    for number in range(_ZONES):
        inside = zone == number
        if not inside.any():
            continue
        said = weights[inside]
        mean = (said[:, None] * (pixels[inside] - luma[inside, None])).sum(axis=0) / said.sum()
        trust = 1.0 if one_ink else min(float(said.sum()) / fair, 1.0)
        red, green, blue = (trust * mean + (1 - trust) * overall).tolist()
        tones.append(float(luma[inside].mean()))
        casts.append((red, green, blue))
    return tuple(tones), tuple(casts)


def _one_ink_curves(statistics: FadeStatistics, levelled: Array, amount: float, steps: Array) -> Array:
    """(3, N): the tone of each lightness kept as strong as it was, less `amount` of it, while lightness is levelled."""
    tones, casts = np.array(statistics.tones), np.array(statistics.casts).reshape(-1, 3)
    goals = np.interp(tones, steps, levelled)[:, None] + (1 - amount) * casts
    return np.stack([_rising(tones + casts[:, c], goals[:, c], steps) for c in range(3)])


def _cast_curves(statistics: FadeStatistics, amount: float, steps: Array) -> Array:
    """(3, N): each channel's value → what it would be without the cast, luma kept."""
    tones, casts = np.array(statistics.tones), np.array(statistics.casts).reshape(-1, 3)
    largest = np.abs(casts).max(axis=1, keepdims=True)
    casts = casts * np.minimum(1.0, _MOST_CAST / np.maximum(largest, 1e-9))
    # A sound photo's warm light is most likely meant; a faded one's is not.
    casts = casts * (0.3 + 0.7 * statistics.faded)
    return np.stack([_rising(tones + casts[:, c], tones + (1 - amount) * casts[:, c], steps) for c in range(3)])


def _level_curve(statistics: FadeStatistics, amount: float, steps: Array) -> Array:
    """(N,): luma → luma with black and white brought back, as far as the picture bears it."""
    black, white, median = statistics.black, statistics.white, statistics.median
    to_black, to_white = min(black, _TARGET_BLACK), white + _WHITE_PART * max(_TARGET_WHITE - white, 0.0)
    least = _MOST_GAIN_OF_TRUE_BLACKS
    to_white = min(to_white, white * (least + (_MOST_GAIN - least) * _lifted(black)))
    span, to_span = max(white - black, 1e-3), to_white - to_black
    if to_span > _MOST_GAIN * span:
        # The ends move only part of the way, so that noise and stains are not blown up.
        part = (_MOST_GAIN - 1) * span / (to_span - span)
        to_black, to_white = black + part * (to_black - black), white + part * (to_white - white)
    middle = to_black + (median - black) / span * (to_white - to_black)
    # Deeper blacks must not make a photo that was light enough a dark one.
    middle += _KEPT_MIDDLE * max(min(median, 0.5) - middle, 0.0)
    start = np.array([black, median, white])
    goal = np.array([to_black, middle, to_white])
    return _rising(start, start + amount * (goal - start), steps)


def _rising(start: Array, goal: Array, steps: Array) -> Array:
    """(N,): the monotone curve through (0, 0), each (start, goal) and (1, 1); no piece flatter than a fifth."""
    knots = [(0.0, 0.0)]
    for x, y in sorted(zip(start.tolist(), goal.tolist(), strict=True)):
        left, low = knots[-1]
        if left + 0.02 < x < 0.98:
            knots.append((x, min(max(y, low + 0.2 * (x - left)), 1.0 - 0.2 * (1.0 - x))))
    x, y = np.array([*knots, (1.0, 1.0)]).T
    return monotone(x, y, steps)


def monotone(x: Array, y: Array, at: Array) -> Array:
    """A smooth curve through points that rise, and that rises itself: cubic Hermite pieces with the slopes of
    Fritsch & Butland 1984 ("A method for constructing local monotone piecewise cubic interpolants")."""
    width, slope = np.diff(x), np.diff(y) / np.diff(x)
    slopes = np.empty_like(x)
    slopes[0], slopes[-1] = slope[0], slope[-1]
    first, second = 2 * width[1:] + width[:-1], width[1:] + 2 * width[:-1]
    product = slope[:-1] * slope[1:]
    with np.errstate(divide="ignore"):
        harmonic = (first + second) / (first / slope[:-1] + second / slope[1:])
    slopes[1:-1] = np.where(product > 0, harmonic, 0.0)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(width) - 1)
    h, t = width[piece], (at - x[piece]) / width[piece]
    u = 1 - t
    return np.asarray(
        y[piece] * (1 + 2 * t) * u * u
        + y[piece + 1] * t * t * (3 - 2 * t)
        + h * t * u * (slopes[piece] * u - slopes[piece + 1] * t)
    )
