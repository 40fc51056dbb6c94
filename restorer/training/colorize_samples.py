"""Training samples for colorize: photos held small, greyed as old photos are grey, with hints as people set them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from restorer.engines.lab import Float, lab_from_srgb, lightness_from_srgb

SHORT_SIDE = 256
LONG_SIDE_MOST = 448
"""A panorama loses its ends beyond this."""

GREY_CHROMA = 4.0
"""A photo whose mean chroma (a*b* units) is below this is taken for grey and teaches no colour."""

HINT_POINTS_MOST = 100
STROKE_SPREAD_MOST = 8.0
"""A stroke is drawn only where the true colour strays less than this (a*b* units) along it."""

ORTHOCHROMATIC = (0.08, 0.47, 0.45)
"""Weights of red, green and blue in a film that does not see red."""

LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Sample:
    """One training sample: what the network is given, and the truth."""

    rgb: Float
    """(S, S, 3) sRGB in 0-1."""
    lightness: Float
    """(S, S) L* as the network is given it, perhaps aged."""
    ab: Float
    """(S, S, 2) true a*b*."""
    hint_ab: Float
    """(S, S, 2) a*b* that the hints tell."""
    hint_mask: Float
    """(S, S) 1 where a hint tells."""


def read_small(path: Path) -> NDArray[np.uint8]:
    """Return a photo with its shorter side at 256 px at most, (H, W, 3) uint8 sRGB, a wide one cut to its middle."""
    with Image.open(path) as opened:
        opened.draft("RGB", (2 * SHORT_SIDE, 2 * SHORT_SIDE))
        rgb = opened.convert("RGB")
    scale = SHORT_SIDE / min(rgb.size)
    if scale < 1:
        size = (max(SHORT_SIDE, round(rgb.width * scale)), max(SHORT_SIDE, round(rgb.height * scale)))
        rgb = rgb.resize(size, Image.Resampling.LANCZOS)
    left, top = (max(0, (side - LONG_SIDE_MOST) // 2) for side in rgb.size)
    right, bottom = min(rgb.width, left + LONG_SIDE_MOST), min(rgb.height, top + LONG_SIDE_MOST)
    return np.asarray(rgb.crop((left, top, right, bottom)))


def read_coloured(paths: Iterable[Path]) -> list[NDArray[np.uint8]]:
    """Return `read_small` of the photos that have colour."""
    photos = (read_small(path) for path in paths)
    return [photo for photo in photos if _mean_chroma(photo) >= GREY_CHROMA]


def _mean_chroma(photo: NDArray[np.uint8]) -> float:
    lab = lab_from_srgb(_unit(photo[::4, ::4]))
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def draw(photos: Sequence[NDArray[np.uint8]], count: int, side: int, rng: np.random.Generator) -> list[Sample]:
    """Draw `count` samples of `side` px from random photos."""
    pictures = [_view(photos[int(rng.integers(len(photos)))], side, rng) for _ in range(count)]
    return [_sample(picture, rng) for picture in pictures]


def _view(photo: NDArray[np.uint8], side: int, rng: np.random.Generator) -> Float:
    """Return a square view, mostly of most of the photo, mirrored at random, (side, side, 3) in 0-1."""
    height, width = photo.shape[:2]
    closer = rng.uniform(1.0, 1.6) if rng.random() < 0.7 else rng.uniform(1.6, 2.5)
    window = min(height, width) / closer
    stretch = np.exp(rng.uniform(-0.12, 0.12))
    box_w, box_h = min(width, window * stretch), min(height, window / stretch)
    left, top = rng.uniform(0, width - box_w), rng.uniform(0, height - box_h)
    picture = Image.fromarray(photo).resize(
        (side, side), Image.Resampling.BICUBIC, box=(left, top, left + box_w, top + box_h)
    )
    view = _unit(np.asarray(picture))
    return view[:, ::-1] if rng.random() < 0.5 else view


def _unit(pixels: NDArray[np.uint8]) -> Float:
    return pixels.astype(np.float32) / np.float32(255)


def _sample(rgb: Float, rng: np.random.Generator) -> Sample:
    lab = lab_from_srgb(rgb)
    lightness = aged_lightness(rgb, rng) if rng.random() < 0.5 else lab[..., 0]
    if rng.random() < 0.5:
        hint_ab, hint_mask = random_hints(lab[..., 1:], rng)
    else:
        hint_ab, hint_mask = np.zeros_like(lab[..., 1:]), np.zeros_like(lightness)
    return Sample(rgb, lightness, lab[..., 1:], hint_ab, hint_mask)


def aged_lightness(rgb: Float, rng: np.random.Generator) -> Float:
    """Return L* (H, W) as an old print would have it: film response, fading, softness, vignette, grain."""
    weights = rng.dirichlet(np.array(LUMA if rng.random() < 0.6 else ORTHOCHROMATIC) * 20)
    grey: Float = np.clip(rgb @ weights.astype(np.float32), 0, 1)
    lightness: Float = lightness_from_srgb(np.repeat(grey[..., None], 3, axis=-1)) / np.float32(100)
    lightness = lightness ** np.float32(np.exp(rng.uniform(-0.45, 0.45)))
    if rng.random() < 0.3:
        lightness = _soften(lightness)
    if rng.random() < 0.3:
        lightness = lightness * _vignette(lightness.shape, rng)
    black, white = np.float32(rng.uniform(0, 0.25)), np.float32(rng.uniform(0.75, 1.0))
    lightness = black + (white - black) * lightness
    if rng.random() < 0.5:
        lightness = lightness + _grain(lightness.shape, rng)
    return (100 * np.clip(lightness, 0, 1)).astype(np.float32)


def _soften(plane: Float) -> Float:
    """Mean of each pixel with its four neighbours."""
    padded = np.pad(plane, 1, mode="edge")
    return (2 * plane + padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]) / np.float32(6)


def _vignette(shape: tuple[int, ...], rng: np.random.Generator) -> Float:
    y, x = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    return (1 - np.float32(rng.uniform(0.1, 0.4)) * (y[:, None] ** 2 + x[None] ** 2) / 2).astype(np.float32)


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> Float:
    grain = rng.standard_normal(shape, dtype=np.float32) * np.float32(rng.uniform(0.005, 0.06))
    return _soften(grain) if rng.random() < 0.5 else grain


def random_hints(ab: Float, rng: np.random.Generator, count: int | None = None) -> tuple[Float, Float]:
    """Return (hint a*b*, mask) with `count` dots; without a count, 1 to 100, few more often than many, or strokes.

    ab: (H, W, 2), the truth. Each dot tells the mean colour of the square that it covers.
    """
    hint_ab, mask = np.zeros_like(ab), np.zeros(ab.shape[:2], np.float32)
    strokes = count is None and rng.random() < 0.25
    for _ in range(count or int(np.exp(rng.uniform(0, np.log(HINT_POINTS_MOST + 1))))):
        radius = int(rng.integers(0, 4))
        centres = _stroke(ab, rng) if strokes else rng.integers(0, ab.shape[:2])[None]
        colour = np.mean([_square(ab, y, x, radius).mean((0, 1)) for y, x in centres], axis=0)
        for y, x in centres:
            _square(hint_ab, y, x, radius)[:] = colour
            _square(mask, y, x, radius)[:] = 1
    return hint_ab, mask


def _stroke(ab: Float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the pixels (M, 2) of a straight stroke that stays on one colour; a dot where it would not."""
    start = rng.uniform(0, ab.shape[:2])
    angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(4, 24)
    steps = np.arange(0, length, 2)[:, None]
    way = np.rint(start + steps * np.array([np.sin(angle), np.cos(angle)]))
    pixels: NDArray[np.int64] = np.clip(way, 0, np.array(ab.shape[:2]) - 1).astype(np.int64)
    spread = ab[pixels[:, 0], pixels[:, 1]].std(axis=0).max()
    return pixels if spread < STROKE_SPREAD_MOST else pixels[:1]


def _square(plane: Float, y: int, x: int, radius: int) -> Float:
    """Return the view of `plane` within `radius` px of a pixel."""
    return plane[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1]
