"""How noisy a photo is and how hard it was compressed, by the small network that was trained to tell."""

from __future__ import annotations

import torch

from restorer.core.control import Control
from restorer.core.geometry import Box
from restorer.engines.choice import default_weights
from restorer.engines.loading import load_network
from restorer.engines.networks.noise_estimator import CROP, crops_for, of_all
from restorer.engines.picture import Picture
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo

LOUDEST = 75.0
"""The most noise that a recipe can hold, of 255."""


def estimate_noise(photo: Photo, workbench: Workbench, control: Control | None = None) -> tuple[float, float] | None:
    """The noise (sigma on the 0–255 scale, 0–75) and JPEG level (0–100, 100 − quality) of a photo.

    By squares spread evenly over the photo, always the same (`of_all`); the photo is read only there. None where no
    weights for measuring noise are installed.

    Raises
    ------
    WeightsFailed
        the weights are damaged.
    Cancelled
        somebody asked to stop.
    """
    found = default_weights("estimate", workbench.places)
    if not found:
        return None
    network = load_network(found[0], workbench).module
    picture = Picture.of(photo)
    levels = []
    for top, left in crops_for(max(photo.size.height, CROP), max(photo.size.width, CROP)):
        if control is not None:
            control.check()
        square = torch.from_numpy(picture.read(Box(left, top, left + CROP, top + CROP)).transpose(2, 0, 1).copy())
        with torch.inference_mode():
            levels.append(network(square[None])[0])
    sigma, jpeg = of_all(torch.stack(levels))
    return min(sigma, LOUDEST), 100 * jpeg
