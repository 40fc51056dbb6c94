"""Scenes drawn for a test, and photos made of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from restorer.core.geometry import Size
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch

MakePhoto = Callable[..., Photo]
Picture = npt.NDArray[np.uint8]


@pytest.fixture
def make_photo(tmp_path: Path) -> Iterator[MakePhoto]:
    """`make_photo(pixels, **facts)` of (h, w, 3 or 4) uint8 or uint16."""
    with Scratch(tmp_path / "scratch") as scratch:

        def make(pixels: npt.NDArray[Any], **facts: Any) -> Photo:
            height, width, channels = pixels.shape
            bits = 8 if pixels.dtype == np.uint8 else 16
            with scratch.writing(Size(width, height), channels, bits) as writer:
                writer.pixels[:] = pixels
                store = writer.finish()
            said: dict[str, Any] = {"format": "png", "grey": False, "alpha": channels == 4, "sha256": "0" * 64}
            return Photo(store, SourceFacts(**(said | {"bits": bits, "size_bytes": 1} | facts)))

        yield make


@pytest.fixture(scope="session")
def scene() -> Picture:
    """(480, 640, 3): a sky that grows lighter, sunlit hills, windows, and a meadow of fine texture; no noise."""
    down, across = np.mgrid[:480, :640].astype(np.float32)
    picture = np.empty((480, 640, 3), np.float32)
    clouds = 9 * np.sin(across / 23 + down / 51) * np.sin(down / 17 - across / 70)
    picture[:] = np.stack([115 + down * 0.3 + clouds, 150 + down * 0.2 + clouds, 205 + clouds / 2], axis=-1)
    hills = down > 260 + 40 * np.sin(across / 90)
    slopes = 12 * np.sin(across / 13) * np.cos(down / 19)
    picture[hills] = np.stack([90 + slopes, 110 + slopes + across * 0.04, 60 + slopes / 2], axis=-1)[hills]
    rng = np.random.default_rng(4)
    meadow = rng.normal(0, 25, (120, 640, 1)).astype(np.float32)
    meadow = (meadow + np.roll(meadow, 1, 0) + np.roll(meadow, 1, 1)) / 2
    picture[360:] = np.array([70, 95, 40], np.float32) + meadow
    for left in range(43, 600, 81):
        picture[200:330, left : left + 50] = (left % 3 * 80 + 60, 60, 40)
        picture[220:250, left + 10 : left + 25] = 12
        picture[220:250, left + 30 : left + 42] = 245
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def noisy(picture: Picture, sigma: float) -> Picture:
    noise = np.random.default_rng(1).normal(0, sigma, picture.shape)
    return np.clip(np.round(picture + noise), 0, 255).astype(np.uint8)


def as_jpeg(picture: Picture, quality: int) -> Picture:
    """The pixels after having been a JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


@pytest.fixture(scope="session")
def add_noise() -> Callable[[Picture, float], Picture]:
    return noisy


@pytest.fixture(scope="session")
def through_jpeg() -> Callable[[Picture, int], Picture]:
    return as_jpeg
