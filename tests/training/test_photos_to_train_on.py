"""Which photos are trained on: split by name, test photos refused, doubles counted once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer.training.photos import crops, difference_hash, find_photos, is_validation, pack
from restorer.training.terms import terms_of


def _photo(seed: int, side: int = 96) -> Image.Image:
    """A picture unlike any of another seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    photos.mkdir()
    for seed in range(30):
        _photo(seed).save(photos / f"{seed}.png")
    return photos


def test_the_split_follows_the_hash_of_the_name_alone(folder: Path) -> None:
    found = find_photos((folder,), ())
    assert len(found.training) + len(found.validation) == 30
    for path in found.validation:
        assert int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % 20 == 0
    assert not any(is_validation(path) for path in found.training)


def test_a_photo_that_looks_like_a_test_photo_is_refused(folder: Path, tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    _photo(5, side=240).save(tests / "other name.jpg", quality=60)  # larger, compressed, renamed
    found = find_photos((folder,), (tests,))
    assert [path.name for path in found.refused] == ["5.png"]
    assert all(path.name != "5.png" for path in (*found.training, *found.validation))


def test_the_same_photo_given_twice_counts_once(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    _photo(7).save(again / "copy.png")
    found = find_photos((folder, folder, again), ())
    assert len(found.training) + len(found.validation) == 30
    assert found.doubled == 1


def test_the_hash_survives_resizing_and_tells_photos_apart() -> None:
    first, larger, other = (difference_hash(p) for p in (_photo(1), _photo(1, 300), _photo(2)))
    assert (first ^ larger).bit_count() <= 6 < (first ^ other).bit_count()


def test_packed_photos_are_smaller_copies_and_crops_are_squares_of_them(folder: Path) -> None:
    paths = sorted(folder.iterdir())[:3]
    packed = pack(paths, (0.5, 0.9), copies=2, least=40, rng=np.random.default_rng(0))
    assert len(packed) == 6
    assert all(40 <= photo.shape[0] <= 90 and photo.dtype == np.uint8 for photo in packed)
    squares = crops(packed, 5, 32, np.random.default_rng(0))
    assert squares.shape == (5, 32, 32, 3)
    assert squares.max() <= 1
    assert np.array_equal(squares, crops(packed, 5, 32, np.random.default_rng(0)))


def test_photos_that_are_too_small_are_left_out(folder: Path) -> None:
    assert pack(sorted(folder.iterdir()), (0.5, 0.9), 1, least=200, rng=np.random.default_rng(0)) == []


def test_terms_are_read_from_the_table_beside_the_photos(tmp_path: Path) -> None:
    for name in ("alps", "sea"):
        (tmp_path / name).mkdir()
    table = "| folder | files | terms as stated |\n|---|---|---|\n| `alps/` | 2 | CC0 1.0 |\n"
    (tmp_path / "SOURCES.md").write_text(f"# Photos\n\n{table}")
    photos = [tmp_path / "alps" / "1.jpg", tmp_path / "alps" / "2.jpg", tmp_path / "sea" / "3.jpg"]
    found = {terms.source.split("/")[1]: (terms.photos, terms.terms) for terms in terms_of(photos)}
    assert found == {"alps": (2, "CC0 1.0"), "sea": (1, "not stated")}
