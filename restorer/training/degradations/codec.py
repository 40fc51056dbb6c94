"""What codecs do: JPEG, once or twice, also with a shift or a resize between."""

from __future__ import annotations

import io
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

Image: TypeAlias = NDArray[Any]


def to_bytes(image: Image) -> NDArray[np.uint8]:
    """Clipped and rounded to 8 bits."""
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)


def jpeg(image: Image, quality: int, subsampling: int = 2) -> Image:
    """Through Pillow's JPEG encoder and back. `subsampling`: 0 is 4:4:4, 1 is 4:2:2, 2 is 4:2:0.

    Source: libjpeg as photos meet it; quality by its scale of 1 to 100.
    """
    buffer = io.BytesIO()
    PillowImage.fromarray(to_bytes(image)).save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    with PillowImage.open(buffer) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.float32) / np.float32(255)


def jpeg_twice(image: Image, rng: np.random.Generator, first: int, second: int) -> Image:
    """Two encodings whose 8×8 grids lie apart by a random shift, as after a crop.

    Source: Jiang et al. 2021 (FBCNN), "Towards flexible blind JPEG artifacts removal", non-aligned double JPEG.
    """
    down, right = (int(n) for n in rng.integers(0, 8, 2))
    padded = np.pad(image, ((down, 8), (right, 8), (0, 0)), mode="symmetric")
    damaged = jpeg(padded, first)[down : down + image.shape[0], right : right + image.shape[1]]
    return jpeg(damaged, second)
