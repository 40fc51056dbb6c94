"""Photos to train on: found in folders, told apart from test photos, split, and held decoded in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"})
NEAR = 6
"""Photos whose hashes differ in at most this many of 64 bits are taken for the same."""

Pixels: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class PhotoSet:
    """What was found in the folders, and what was left out and why."""

    training: tuple[Path, ...]
    validation: tuple[Path, ...]
    refused: tuple[Path, ...]
    doubled: int


def is_validation(path: Path) -> bool:
    """Whether a photo belongs to the validation split: SHA-256 of its file name modulo 20 is 0."""
    return int.from_bytes(hashlib.sha256(path.name.encode()).digest(), "big") % 20 == 0


def difference_hash(picture: Image.Image) -> int:
    """64 bits: whether each of 8×8 grey means is brighter than its right neighbour."""
    grey = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS), dtype=np.int16)
    bits = (grey[:, 1:] > grey[:, :-1]).reshape(-1)
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def list_photos(folders: Iterable[Path]) -> list[Path]:
    """All photo files under the folders (or the files themselves), sorted, each once."""
    found: set[Path] = set()
    for folder in folders:
        candidates = folder.rglob("*") if folder.is_dir() else [folder]
        found.update(p.resolve() for p in candidates if p.suffix.lower() in SUFFIXES)
    return sorted(found)


@lru_cache(maxsize=4)
def find_photos(folders: tuple[Path, ...], refuse: tuple[Path, ...]) -> PhotoSet:
    """Lists the photos of the folders, without those that look like a test photo or like one another."""
    forbidden = [_hash_file(p) for p in list_photos(refuse)]
    forbidden_array = np.array(forbidden, dtype=np.uint64)
    seen = np.zeros(0, dtype=np.uint64)
    training: list[Path] = []
    validation: list[Path] = []
    refused: list[Path] = []
    doubled = 0
    for path in list_photos(folders):
        value = np.uint64(_hash_file(path))
        if _is_near(value, forbidden_array):
            refused.append(path)
        elif (seen == value).any():
            doubled += 1
        else:
            seen = np.append(seen, value)
            (validation if is_validation(path) else training).append(path)
    return PhotoSet(tuple(training), tuple(validation), tuple(refused), doubled)


def _hash_file(path: Path) -> int:
    with Image.open(path) as picture:
        picture.draft("RGB", (64, 64))
        return difference_hash(picture)


def _is_near(value: np.uint64, others: NDArray[np.uint64]) -> bool:
    return bool((np.bitwise_count(others ^ value) <= NEAR).any())


def read_photo(path: Path) -> Pixels:
    """H,W,3 uint8, sRGB as stored."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def pack(
    paths: Sequence[Path], factors: tuple[float, float], copies: int, least: int, rng: np.random.Generator
) -> list[Pixels]:
    """Decodes photos into memory, each `copies` times, made smaller by a random factor (Lanczos).

    Making them smaller takes out what JPEG damage and sensor noise the sources themselves carry.

    Args:
        factors: least and greatest factor, at most 1.
        least: a copy's sides are never made smaller than this; photos that are already smaller are left out.
    """
    packed = []
    for path in paths:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        if min(picture.size) < least:
            continue
        for _ in range(copies):
            factor = max(rng.uniform(*factors), least / min(picture.size))
            size = (max(least, round(picture.width * factor)), max(least, round(picture.height * factor)))
            packed.append(np.asarray(picture.resize(size, Image.Resampling.LANCZOS)))
    return packed


def crops(packed: Sequence[Pixels], count: int, side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Random squares out of packed photos, turned and mirrored at random: count,side,side,3, 0 to 1."""
    out = np.empty((count, side, side, 3), np.float32)
    areas = _cumulated_areas(packed)
    for i in range(count):
        photo = packed[int(np.searchsorted(areas, rng.uniform(0, areas[-1]), side="right"))]
        top, left = rng.integers(photo.shape[0] - side + 1), rng.integers(photo.shape[1] - side + 1)
        square = np.rot90(photo[top : top + side, left : left + side], int(rng.integers(4)))
        out[i] = (square[:, ::-1] if rng.random() < 0.5 else square) / np.float32(255)
    return out


def _cumulated_areas(packed: Sequence[Pixels]) -> NDArray[np.float64]:
    return np.cumsum([p.shape[0] * p.shape[1] for p in packed], dtype=np.float64)


def centre(picture: Pixels, side: int) -> Pixels:
    """The middle square of a picture."""
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    return picture[top : top + side, left : left + side]


Degradation: TypeAlias = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float32]]
"""A picture H,W,3 (0 to 1) and random numbers in, the damaged picture out."""
