"""A sheet of grey photos coloured, for the eye.

`python -m restorer.training.colorize_sheet OUT.png --photos DIR [--weights ID|FILE] [--height PX] [--seeds N]`

One row a photo: its grey, the likeliest colours, further variants, and the confidence (white: certain).
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageOps

from restorer.engines.colorizer import Colorizer
from restorer.engines.colour_transfer import colour_part, enlarged_part, fit, guide_size, lightness_at
from restorer.engines.lab import Float, srgb_within_gamut
from restorer.engines.operations.colorize import load_colorizer
from restorer.training.loading import default_entry
from restorer.training.photos import list_photos
from restorer.weights.own import find_weights


def row(colorizer: Colorizer, photo: Float, seeds: int) -> Float:
    """Return grey, `seeds` variants and confidence of a photo (H, W, 3), side by side."""
    shape = (photo.shape[0], photo.shape[1])
    lightness = lightness_at(photo, guide_size(*shape))
    variants = [colorizer.colorize(photo, seed=seed) for seed in range(seeds)]
    coloured = [colour_part(photo, fit(lightness, variant.ab), 0, 0, shape) for variant in variants]
    grey = srgb_within_gamut(np.dstack((lightness_at(photo, shape), np.zeros((*shape, 2), np.float32))))
    confidence = enlarged_part(variants[0].confidence[..., None], 0, 0, shape, shape)
    return np.hstack((grey, *coloured, np.repeat(confidence, 3, axis=2)))


def read_at(path: Path, height: int) -> Float:
    """Return an upright photo at this height, (H, W, 3) sRGB in 0-1."""
    with Image.open(path) as opened:
        photo = ImageOps.exif_transpose(opened).convert("RGB")
    width = max(1, round(photo.width * height / photo.height))
    return np.asarray(photo.resize((width, height), Image.Resampling.LANCZOS)).astype(np.float32) / np.float32(255)


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--photos", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--weights", help="Id in the catalogue, or a file; the shipped ones by default.")
@click.option("--height", default=256, show_default=True, help="Of every photo, in px.")
@click.option("--seeds", default=3, show_default=True, help="Variants of every photo.")
def main(out: Path, photos: Path, weights: str | None, height: int, seeds: int) -> None:
    """Colour the photos of a folder and put them on one sheet, OUT."""
    colorizer, _ = load_colorizer(find_weights(weights or default_entry("colorize").id))
    rows = [row(colorizer, read_at(path, height), seeds) for path in list_photos([photos])]
    width = max(each.shape[1] for each in rows)
    sheet = np.vstack([np.pad(each, ((0, 4), (0, width - each.shape[1]), (0, 0))) for each in rows])
    Image.fromarray(np.rint(sheet * 255).astype(np.uint8)).save(out)


if __name__ == "__main__":
    main()
