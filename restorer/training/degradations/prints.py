"""What becomes of photos on paper: fading, colour cast, sepia, halftone of the press, texture of the paper."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from restorer.training.degradations.filters import gaussian_blur

Image: TypeAlias = NDArray[Any]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def fade(image: Image, rng: np.random.Generator, strength: float) -> Image:
    """Dyes bleach, each at its own pace: every channel loses contrast and its black rises. `strength`: 0 to 1.

    Source: Wilhelm and Brower 1993, "The permanence and care of color photographs" (cyan dye of prints kept in the dark
    and magenta of those in the light go first).
    """
    loss = strength * rng.uniform(0.3, 0.9, 3) * np.array([0.9, 0.7, 0.5])
    black = strength * rng.uniform(0.02, 0.25, 3)
    return np.asarray(black + image * (1 - loss - black).clip(0.05), np.float32)


def cast(image: Image, rng: np.random.Generator, strength: float) -> Image:
    """A colour over everything: the channels' gains and gammas move apart by up to about a third at strength 1.

    Source: the von Kries model of illumination, with a gamma for each layer of the emulsion.
    """
    gain = 1 + strength * rng.uniform(-0.25, 0.25, 3)
    gamma = np.exp(strength * rng.uniform(-0.35, 0.35, 3))
    return (np.clip(image, 0, 1) ** gamma * gain).astype(np.float32)


def sepia(image: Image, rng: np.random.Generator, strength: float) -> Image:
    """Toned to brown: the grey photo's middle tones drawn towards a brown of random hue and depth. `strength`: 0 to 1.

    Source: split tones measured on silver prints turned to silver sulphide (Reilly 1986, "Care and identification of
    19th-century photographic prints").
    """
    grey = (np.clip(image, 0, 1) @ _LUMA)[:, :, None]
    warmth = rng.uniform(0.04, 0.16)
    tint = np.array([warmth, rng.uniform(-0.1, 0.3) * warmth, -1.3 * warmth])
    toned = grey + strength * tint * 4 * grey * (1 - grey)
    return np.asarray(toned, np.float32)


def halftone(image: Image, rng: np.random.Generator, pitch: float) -> Image:
    """The press's dots: each ink behind its own turned screen of cosines, `pitch` pixels apart, seen a little soft.

    Source: Roberts and Ulichney's digital halftoning in Ulichney 1987; angles of the four-colour press (15°, 75°, 0°).
    """
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    shift = rng.uniform(0, pitch, 2)
    out = np.empty_like(image)
    for channel, degrees in enumerate((15.0, 75.0, 0.0)):
        angle = np.deg2rad(degrees + rng.normal(0, 2))
        u = (columns + shift[0]) * np.cos(angle) + (rows + shift[1]) * np.sin(angle)
        v = -(columns + shift[0]) * np.sin(angle) + (rows + shift[1]) * np.cos(angle)
        screen = 0.5 + 0.25 * (np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch))
        out[:, :, channel] = np.clip(0.5 + 4 * (image[:, :, channel] - screen), 0, 1)
    return gaussian_blur(out, 0.25 * pitch)


def paper(image: Image, rng: np.random.Generator, strength: float) -> Image:
    """The relief of matt or "silk" paper under the scanner's slanting lamp. `strength`: deviation of the light, 0 to 1.

    Source: shape from shading turned round (Horn 1970): light follows the slope of a smooth random relief.
    """
    size = rng.uniform(0.8, 2.5)
    relief = gaussian_blur(rng.standard_normal(image.shape[:2], dtype=np.float32), size)
    slope = np.diff(relief, axis=0, prepend=relief[:1]) + np.diff(relief, axis=1, prepend=relief[:, :1])
    light = 1 + strength * slope / max(float(slope.std()), 1e-6)
    return (image * light[:, :, None]).astype(np.float32)
