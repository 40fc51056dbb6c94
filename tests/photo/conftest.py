"""Photos made for a test: pixels put into a store, facts as the test wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from restorer.core.geometry import Size
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch

MakePhoto = Callable[..., Photo]


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as scratch:
        yield scratch


@pytest.fixture
def make_photo(scratch: Scratch) -> MakePhoto:
    """`make_photo(pixels, **facts)`: a photo of (h, w, 3 or 4) uint8 or uint16 pixels; facts not given are plain."""

    def make(pixels: npt.NDArray[Any], **facts: Any) -> Photo:
        height, width, channels = pixels.shape
        bits = 8 if pixels.dtype == np.uint8 else 16
        with scratch.writing(Size(width, height), channels, bits) as writer:
            writer.pixels[:] = pixels
            store = writer.finish()
        plain: dict[str, Any] = {
            "format": "png", "bits": bits, "grey": False, "alpha": channels == 4, "sha256": "0" * 64, "size_bytes": 1
        }  # fmt: skip
        return Photo(store, SourceFacts(**(plain | facts)))

    return make
