"""Small pictures show what the photo shows, upright and in sRGB."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from restorer.core.errors import BadInput
from restorer.photo.limits import Limits
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.photo.thumbnail import read_thumbnail

CORNERS = np.array([[[200, 40, 40], [40, 160, 60]], [[40, 60, 200], [230, 210, 60]]], np.uint8)
PICTURE = CORNERS.repeat(200, axis=0).repeat(300, axis=1)


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as scratch:
        yield scratch


def corners(small: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    height, width = small.shape[:2]
    return small[[height // 4, 3 * height // 4]][:, [width // 4, 3 * width // 4]].astype(np.int64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF"])
def test_a_file_and_its_photo_have_the_same_thumbnail(kind: str, tmp_path: Path, scratch: Scratch) -> None:
    path = tmp_path / "photo"
    Image.fromarray(PICTURE).save(path, kind, quality=95)
    small = read_thumbnail(path, 60, Limits())
    assert small.shape == (40, 60, 3)
    assert np.abs(corners(small) - CORNERS).max() < (20 if kind == "GIF" else 8)
    assert np.abs(small.astype(int) - read_thumbnail(read_photo(path, scratch, Limits()), 60, Limits())).mean() < 2


def test_it_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    path = tmp_path / "photo.jpg"
    Image.fromarray(np.rot90(PICTURE)).save(path, "JPEG", quality=95, exif=exif)
    small = read_thumbnail(path, 60, Limits())
    assert small.shape == (40, 60, 3)
    assert np.abs(corners(small) - CORNERS).max() < 8


def test_colours_come_through_the_profile(tmp_path: Path) -> None:
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with red and green primaries exchanged: what is stored as red is shown as green.
    exchanged = wide.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")
    path = tmp_path / "photo.png"
    Image.fromarray(PICTURE).save(path, "PNG", icc_profile=exchanged)
    small = read_thumbnail(path, 60, Limits())
    assert np.abs(corners(small) - CORNERS[..., [1, 0, 2]]).max() < 8


def test_alpha_lies_on_white(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    clear = np.dstack([PICTURE, np.zeros(PICTURE.shape[:2], np.uint8)])
    Image.fromarray(clear).save(path, "PNG")
    assert read_thumbnail(path, 60, Limits()).min() == 255


def test_a_small_photo_keeps_its_size(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(PICTURE[:20, :30]).save(path, "PNG")
    assert read_thumbnail(path, 256, Limits()).shape == (20, 30, 3)


def test_limits_hold_and_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    file = io.BytesIO()
    Image.fromarray(PICTURE).save(file, "WEBP")
    path.write_bytes(file.getvalue())
    with pytest.raises(BadInput, match="too large"):
        read_thumbnail(path, 60, Limits(max_pixels=1000))
    path.write_bytes(file.getvalue()[:-100])
    with pytest.raises(BadInput, match="cut off"):
        read_thumbnail(path, 60, Limits())
