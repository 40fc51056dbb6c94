"""Carrying colour guessed at a small size to a photo at its full one, along the photo's own edges.

Two steps. At a middle size ("guide") every pixel takes the mean of the small a*b* around it, those counting most that
are as light as it is and that lie in no edge (joint bilateral upsampling: Kopf, Cohen, Lischinski, Uyttendaele, 2007).
From there to full size a*b* are taken to be a linear function of L* in every small neighbourhood, a*b* = slope · L* +
offset, so that colours end just where lightness does (He, Sun, Tang, "Guided Image Filtering", TPAMI 2013; He, Sun,
"Fast Guided Filter", 2015). A pixel needs nothing but its own L* and four slopes and offsets: a photo of any size is
coloured part by part, and parts do not show.

Arrays are float32. L* is 0-100, a* and b* in the same units, sRGB 0-1. Pixel centres lie at half-integers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from restorer.engines.lab import Float, lab_from_srgb, lightness_from_srgb, srgb_within_gamut
from restorer.recipe.controls import Hint

Indices = NDArray[np.intp]

MULTIPLE = 32
"""Sides of a working size are multiples of this."""

LONGEST_WORKING = 1024
"""Long sides of working sizes end here: a panorama is squeezed rather than refused."""

GUIDE_SHORT_SIDE = 512
"""Shorter side, px, at which slopes and offsets are found; a smaller photo keeps its own size."""

REACH = 2
"""How far, in pixels of the small a*b*, a guide pixel looks for its colour."""

NEARNESS = 1.0
"""Distance, in the same pixels, at which what is found counts 0.6."""

LIKENESS = 4.0
"""Difference of L* at which what is found counts 0.6."""

EDGE_VARIANCE = 30.0
"""Variance of L* around a small pixel at which its colour, mixed of both sides of an edge, counts half."""

GRAIN = 3.0
"""Between guide and full size, differences of L* up to about this count as grain, not as an edge."""


def working_size(height: int, width: int, short_side: int) -> tuple[int, int]:
    """Return (height, width), multiples of 32, at which a photo of this shape is given to the network."""
    scale = short_side / min(height, width)
    height, width = (
        min(LONGEST_WORKING, max(MULTIPLE, MULTIPLE * round(side * scale / MULTIPLE))) for side in (height, width)
    )
    return height, width


def guide_size(height: int, width: int) -> tuple[int, int]:
    """Return (height, width) at which slopes and offsets are found for a photo of this shape."""
    scale = min(1.0, GUIDE_SHORT_SIDE / min(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def lightness_at(srgb: Float, size: tuple[int, int]) -> Float:
    """Return L* (h, w) of a picture (H, W, 3) made smaller, with antialiasing, to `size` (h, w)."""
    planes = torch.from_numpy(np.ascontiguousarray(srgb.transpose(2, 0, 1)))[None]
    if planes.shape[2:] != size:
        planes = F.interpolate(planes, size, mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)
    return lightness_from_srgb(planes[0].permute(1, 2, 0).numpy())


@dataclass(frozen=True, slots=True)
class Told:
    """A colour that is known at a dot or along a stroke.

    points: (x, y), 0-1 of the upright photo's width and height. ab: a*b*. radius: 0-1 of the photo's long side.
    """

    points: tuple[tuple[float, float], ...]
    ab: tuple[float, float]
    radius: float


def told_by(hint: Hint) -> Told:
    """Return what a person's hint tells; its lightness is dropped, for the photo has its own."""
    _, a, b = lab_from_srgb(np.array(hint.colour, np.float32) / np.float32(255)).tolist()
    return Told(hint.points, (a, b), hint.radius)


def hint_planes(hints: Sequence[Told], size: tuple[int, int], shape: tuple[int, int]) -> tuple[Float, Float]:
    """Draw hints at working size; later ones lie over earlier ones, and each tells at least the pixel that it lies in.

    size: (h, w), the working size. shape: (H, W) of the photo.
    Returns a*b* (h, w, 2), 0 where nothing is told, and the mask (h, w), 1 where something is.
    """
    ab, mask = np.zeros((*size, 2), np.float32), np.zeros(size, np.float32)
    for hint in hints:
        rows, columns = _covered(hint, size, shape)
        ab[rows, columns] = hint.ab
        mask[rows, columns] = 1
    return ab, mask


def _covered(hint: Told, size: tuple[int, int], shape: tuple[int, int]) -> tuple[Indices, Indices]:
    """Return rows and columns of the working pixels that a dot or stroke covers."""
    centres = _along(hint.points, size)
    radii = [max(0.0, hint.radius * max(shape) * small / whole) for small, whole in zip(size, shape, strict=True)]
    across = [np.arange(-np.ceil(radius), np.ceil(radius) + 1) for radius in radii]
    down, right = (grid.reshape(-1) for grid in np.meshgrid(*across, indexing="ij"))
    near = (down / max(radii[0], 0.5)) ** 2 + (right / max(radii[1], 0.5)) ** 2 <= 1
    rows = (centres[:, :1] + down[near]).reshape(-1).astype(np.intp)
    columns = (centres[:, 1:] + right[near]).reshape(-1).astype(np.intp)
    inside = (rows >= 0) & (rows < size[0]) & (columns >= 0) & (columns < size[1])
    return rows[inside], columns[inside]


def _along(points: Sequence[tuple[float, float]], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the pixels (M, 2), as row and column, that a line through points (x, y in 0-1) goes through, each once."""
    places = np.array([(y * size[0], x * size[1]) for x, y in points])
    way = [places[:1]]
    for start, end in itertools.pairwise(places):
        steps = int(np.ceil(np.abs(end - start).max())) + 1
        way.append(start + (end - start) * np.linspace(0, 1, steps)[1:, None])
    pixels = np.floor(np.concatenate(way))
    return np.unique(np.clip(pixels, 0, np.array(size) - 1), axis=0)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What carries colour to full size: a*b* = slope · L* + offset, both (h, w, 2)."""

    slope: Float
    offset: Float


def fit(lightness: Float, ab: Float) -> Coefficients:
    """Find slopes and offsets.

    lightness: (h, w) L* of the photo at its `guide_size`. ab: (s, t, 2), the small a*b* of the whole photo.
    """
    guide = torch.from_numpy(np.ascontiguousarray(lightness))[None, None]
    small = torch.from_numpy(np.ascontiguousarray(ab.transpose(2, 0, 1)))[None]
    colour = _along_edges(guide, small)
    mean_guide, mean_colour = _box_mean(guide, 1, 1), _box_mean(colour, 1, 1)
    variance = _box_mean(guide * guide, 1, 1) - mean_guide * mean_guide
    covariance = _box_mean(guide * colour, 1, 1) - mean_guide * mean_colour
    slope = covariance / (variance.clamp_min(0) + GRAIN**2)
    offset = _box_mean(mean_colour - slope * mean_guide, 1, 1)
    return Coefficients(*(plane[0].permute(1, 2, 0).numpy().copy() for plane in (_box_mean(slope, 1, 1), offset)))


def _along_edges(guide: Tensor, small: Tensor) -> Tensor:
    """Return the small a*b* (1, 2, s, t) at the size of the guide (1, 1, h, w), borders where the guide's are."""
    height, width = guide.shape[2:]
    step_y, step_x = height / small.shape[2], width / small.shape[3]
    around = (max(1, round(step_y)), max(1, round(step_x)))
    variance = _box_mean(guide * guide, *around) - _box_mean(guide, *around) ** 2
    worth = 1 / (1 + variance.clamp_min(0) / EDGE_VARIANCE)
    colour = F.interpolate(small, (height, width), mode="bilinear", align_corners=False)
    smooth = _box_mean(guide, 1, 1) if min(around) > 4 else guide
    pad_y, pad_x = round(REACH * step_y) + 1, round(REACH * step_x) + 1
    padded = F.pad(torch.cat((colour * worth, worth, smooth), dim=1), (pad_x, pad_x, pad_y, pad_y), mode="replicate")
    total = torch.zeros_like(padded[:, :3, :height, :width])
    for i in range(-REACH, REACH + 1):
        for j in range(-REACH, REACH + 1):
            top, left = pad_y + round(i * step_y), pad_x + round(j * step_x)
            there = padded[:, :, top : top + height, left : left + width]
            near = math.exp(-(i * i + j * j) / (2 * NEARNESS**2))
            alike = torch.exp(-(((there[:, 3:] - smooth) / LIKENESS) ** 2) / 2)
            total += there[:, :3] * (near * alike)
    return total[:, :2] / total[:, 2:]


def _box_mean(planes: Tensor, down: int, right: int) -> Tensor:
    """Return the mean of (1, C, h, w) over rectangles reaching `down` and `right` px, cut off at the borders."""
    padding = (min(down, planes.shape[2] // 2), min(right, planes.shape[3] // 2))
    kernel = (2 * padding[0] + 1, 2 * padding[1] + 1)
    return F.avg_pool2d(planes, kernel, stride=1, padding=padding, count_include_pad=False)


def carry(coefficients: Coefficients, lightness: Float, top: int, left: int, shape: tuple[int, int]) -> Float:
    """Return a*b* (n, m, 2) of a part of the full-size photo.

    lightness: (n, m) L* of the part whose first pixel lies at row `top` and column `left`. shape: (H, W) of the photo.
    The same pixel gets the same a*b* whatever part it is computed in.
    """
    slope = enlarged_part(coefficients.slope, top, left, lightness.shape, shape)
    offset = enlarged_part(coefficients.offset, top, left, lightness.shape, shape)
    return slope * lightness[..., None] + offset


def enlarged_part(planes: Float, top: int, left: int, size: tuple[int, ...], shape: tuple[int, int]) -> Float:
    """Return a part, (n, m, C), of planes (h, w, C) enlarged bilinearly to (H, W).

    size: (n, m). top, left: where the part begins. shape: (H, W).
    """
    upper, lower, down = _between(np.arange(top, top + size[0]), shape[0], planes.shape[0])
    before, after, across = _between(np.arange(left, left + size[1]), shape[1], planes.shape[1])
    rows: Float = planes[upper] * (1 - down[:, None, None]) + planes[lower] * down[:, None, None]
    enlarged: Float = rows[:, before] * (1 - across[:, None]) + rows[:, after] * across[:, None]
    return enlarged


def _between(pixels: Indices, length: int, small_length: int) -> tuple[Indices, Indices, Float]:
    """Return, for pixels of an axis of `length`, the neighbours on the small axis and the weight of the second."""
    place = np.clip((pixels + 0.5) * (small_length / length) - 0.5, 0, small_length - 1)
    first = np.floor(place).astype(np.intp)
    return first, np.minimum(first + 1, small_length - 1), (place - first).astype(np.float32)


def colour_part(
    srgb: Float,
    coefficients: Coefficients,
    top: int,
    left: int,
    shape: tuple[int, int],
    *,
    saturation: float = 1.0,
    strength: float = 1.0,
) -> Float:
    """Return a part of the photo coloured, (n, m, 3), its L* kept and its colours inside sRGB.

    srgb: (n, m, 3), the part of the upright photo that begins at row `top` and column `left`. shape: (H, W) of the
    photo.
    saturation: factor on the guessed a*b*. strength: 0 keeps the photo's own a*b*, 1 replaces them.
    """
    lab = lab_from_srgb(srgb)
    ab = saturation * carry(coefficients, lab[..., 0], top, left, shape)
    lab[..., 1:] = (1 - strength) * lab[..., 1:] + strength * ab
    return srgb_within_gamut(lab)
