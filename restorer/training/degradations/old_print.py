"""A photo as a scan of its old print: what happened to its tones, and what lens, paper and scanner added."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from restorer.training.degradations import optics, prints

Image: TypeAlias = NDArray[Any]


def aged_tones(image: Image, rng: np.random.Generator) -> Image:
    """Faded, with a colour cast, or sepia. The truth gets them, too: these tones are nothing that a denoiser or an
    upscaler is to put right, but both must know photos that have them. Clipped to 0 to 1, as files are."""
    kind = rng.random()
    if kind < 0.4:
        image = prints.cast(prints.fade(image, rng, rng.uniform(0.2, 1.0)), rng, rng.uniform(0, 1))
    elif kind < 0.7:
        image = prints.sepia(prints.fade(image, rng, rng.uniform(0, 0.6)), rng, rng.uniform(0.3, 1.0))
    else:
        image = prints.cast(image, rng, rng.uniform(0.3, 1.0))
    return np.clip(image, 0, 1).astype(np.float32)


def scanned_print(image: Image, rng: np.random.Generator) -> Image:
    """Blurred by a lens, a hand or a scanner, and in half of all cases on matt paper or screened by a press."""
    blur = rng.random()
    if blur < 0.35:
        image = optics.defocus(image, rng, rng.uniform(0.5, 3.0))
    elif blur < 0.6:
        image = optics.motion(image, rng, rng.uniform(2.0, 8.0))
    else:
        image = optics.scan(image, rng, rng.uniform(0.3, 1.8))
    surface = rng.random()
    if surface < 0.35:
        image = prints.paper(image, rng, rng.uniform(0.01, 0.08))
    elif surface < 0.5:
        image = prints.halftone(image, rng, rng.uniform(2.0, 5.0))
    return np.clip(image, 0, 1).astype(np.float32)
