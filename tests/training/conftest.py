"""Training in tests runs on one thread: on busy machines small networks wait for their threads more than they work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of 24 pictures of 280 px."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(24):
        coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((280, 280), Image.Resampling.BICUBIC).save(folder / f"photo {seed}.png")
    return folder
