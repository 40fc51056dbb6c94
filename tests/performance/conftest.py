"""What the measurements of the window share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def noisy_photo(tmp_path: Path) -> Callable[[float], Path]:
    """Makes a photo of so many megapixels: a smooth scene with noise, as a JPEG."""

    def make(megapixels: float) -> Path:
        height = round((megapixels * 1e6 / 1.5) ** 0.5)
        width = round(height * 1.5)
        grain = np.random.default_rng(1).normal(0, 12, (1024, 1024, 3)).astype(np.float32)
        x = np.arange(width, dtype=np.float32)[None, :, None]
        picture = np.empty((height, width, 3), np.uint8)
        for top in range(0, height, 1024):
            y = np.arange(top, min(top + 1024, height), dtype=np.float32)[:, None, None]
            scene = 110 + 60 * np.sin(x / 190 + y / 230) + 20 * np.cos((x - y) / 40) + np.array([9, 0, -9], np.float32)
            rows = np.tile(grain[: len(y)], (1, -(-width // 1024), 1))[:, :width]
            picture[top : top + len(y)] = np.clip(scene + rows, 0, 255)
        path = tmp_path / f"{megapixels:.0f} megapixels.jpg"
        Image.fromarray(picture).save(path, quality=92)
        return path

    return make


@pytest.fixture
def load() -> Callable[[], str]:
    """What else the computer is doing, for the line that is printed."""
    import psutil

    psutil.cpu_percent()
    return lambda: f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {psutil.cpu_percent():.0f} % busy"
