"""The figures of colorize, by the protocol of published ones.

Each photo is made smaller (Lanczos) until its shorter side is `size` px and cropped to its middle square. Its L* is
coloured and compared with it as saved in 8 bits: PSNR and SSIM on RGB, mean ΔE00, and the colourfulness of both, for
PSNR rewards timid colours. `hints` points a photo, uniform, from `numpy.random.default_rng` of the photo's index,
tell the mean a*b* of the 7×7 px around them. The grey rows are the same for a* = b* = 0.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from restorer.core.errors import BadRequest
from restorer.engines.colorizer import Colorizer
from restorer.engines.colour_transfer import Told, colour_part, fit, guide_size, lightness_at
from restorer.engines.lab import Float, lab_from_srgb, srgb_within_gamut
from restorer.engines.operations.colorize import load_colorizer
from restorer.training.loading import default_entry
from restorer.training.measures import as_saved, psnr, ssim
from restorer.training.measures_colour import colourfulness, mean_delta_e
from restorer.training.photos import list_photos
from restorer.weights.own import find_weights

SIZE = 256

_AROUND = 3
"""A hint tells the mean of the pixels up to this far from its point, in a square."""


@dataclass(frozen=True)
class ColourFigures:
    """What `restorer evaluate colorize` prints. PSNR in dB; `seconds` for all photos, measuring included."""

    weights: str
    photos: int
    seconds: float
    precision: str
    device: str
    psnr: float
    ssim: float
    delta_e: float
    colourfulness: float
    grey_psnr: float
    grey_delta_e: float
    true_colourfulness: float

    def as_dict(self) -> dict[str, Any]:
        """By name, as it is printed."""
        return asdict(self)


def evaluate_colorize(
    photos: Path, *, size: int = SIZE, hints: int = 0, weights: str | None = None, seed: int = 0
) -> ColourFigures:
    """Measure a colouriser, the shipped one by default, on all photos of a folder.

    weights: catalogue id or file. seed: of the variant.

    Raises
    ------
    BadRequest
        there are no photos or no such weights, or the size or number of hints makes no sense.
    WeightsFailed
        the weights cannot be loaded.
    """
    paths = list_photos([photos])
    if not paths:
        raise BadRequest(f"There are no photos in “{photos}”.")
    if size < 32 or hints < 0:
        raise BadRequest("The size must be at least 32 pixels and the number of hints not negative.")
    found = find_weights(weights or default_entry("colorize").id)
    colorizer, _ = load_colorizer(found)
    start = time.perf_counter()
    rows = []
    for index, path in enumerate(paths):
        truth = middle_square(path, size)
        rows.append(_row(coloured(colorizer, truth, hint_points(truth, hints, index), seed), truth))
    means = [float(mean) for mean in np.mean(rows, axis=0)]
    return ColourFigures(found.id, len(rows), time.perf_counter() - start, "fp32", "cpu", *means)


def middle_square(path: Path, size: int) -> Float:
    """Return the photo's middle at `size` × `size` px, (size, size, 3) sRGB in 0-1, multiples of 1/255."""
    with Image.open(path) as opened:
        photo = opened.convert("RGB")
    scale = size / min(photo.size)
    photo = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.LANCZOS)
    left, top = (photo.width - size) // 2, (photo.height - size) // 2
    return np.asarray(photo.crop((left, top, left + size, top + size))).astype(np.float32) / np.float32(255)


def hint_points(truth: Float, count: int, index: int) -> list[Told]:
    """Return `count` hints for photo number `index`: uniform points that tell the mean a*b* around them."""
    height, width = truth.shape[:2]
    points = np.random.default_rng(index).uniform(0, 1, (count, 2))
    ab = lab_from_srgb(truth)[..., 1:]
    hints = []
    for y, x in points:
        row, column = int(y * height), int(x * width)
        around = ab[max(0, row - _AROUND) : row + _AROUND + 1, max(0, column - _AROUND) : column + _AROUND + 1]
        a, b = around.mean((0, 1)).tolist()
        hints.append(Told(((float(x), float(y)),), (a, b), (_AROUND + 0.5) / max(height, width)))
    return hints


def coloured(colorizer: Colorizer, truth: Float, hints: list[Told], seed: int = 0) -> Float:
    """Return the photo greyed and coloured again at its own size, as the program does it, (H, W, 3) in 0-1."""
    lab = lab_from_srgb(truth)
    lab[..., 1:] = 0
    grey = srgb_within_gamut(lab)
    shape = (truth.shape[0], truth.shape[1])
    colours = colorizer.colorize(grey, hints, seed)
    return colour_part(grey, fit(lightness_at(grey, guide_size(*shape)), colours.ab), 0, 0, shape)


def _row(result: Float, truth: Float) -> tuple[float, ...]:
    lab = lab_from_srgb(truth)
    lab[..., 1:] = 0
    saved, true, grey = (as_saved(picture) for picture in (result, truth, srgb_within_gamut(lab)))
    saved_unit, grey_unit = ((picture / 255).astype(np.float32) for picture in (saved, grey))
    return (
        psnr(saved, true),
        ssim(saved, true),
        mean_delta_e(saved_unit, truth),
        colourfulness(saved_unit),
        psnr(grey, true),
        mean_delta_e(grey_unit, truth),
        colourfulness(truth),
    )
