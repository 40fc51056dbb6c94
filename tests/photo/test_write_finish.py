"""Brought to sRGB, with a label, and how large it will be: told before, and so in the file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from restorer.core.geometry import Size
from restorer.photo.colour import to_srgb
from restorer.photo.photo import SourceFacts
from restorer.photo.write import SaveOptions, may_copy, what_is_lost, write_photo
from restorer.photo.write_size import WHOLE_PIXELS, estimated_size

KINDS = ["jpeg", "png", "tiff", "webp", "avif"]


def smooth(height: int, width: int, channels: int = 3) -> np.ndarray[Any, Any]:
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    waves = [0.5 + 0.4 * np.sin(9 * x + k) * np.cos(7 * y + 2 * k) for k in range(channels)]
    grain = np.random.default_rng(2).normal(0, 0.02, (height, width, channels))
    return (np.clip(np.stack(waves, axis=2) + grain, 0, 1) * 255).astype(np.uint8)


def wide_gamut() -> bytes:
    """A profile of primaries far beyond sRGB's: LittleCMS' own sRGB with red and green swapped by name would do no
    harm, so the bytes of its primaries are moved instead."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for tag in (b"rXYZ", b"bXYZ"):
        place = made.index(tag)
        offset = int.from_bytes(made[place + 4 : place + 8], "big")
        x = int.from_bytes(made[offset + 8 : offset + 12], "big", signed=True)
        made[offset + 8 : offset + 12] = int(x * (1.15 if tag == b"rXYZ" else 0.8)).to_bytes(4, "big", signed=True)
    return bytes(made)


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("alpha", [False, True])
def test_colours_are_brought_to_srgb(make_photo: Any, tmp_path: Path, deep: bool, alpha: bool) -> None:
    pixels = smooth(60, 80, 4 if alpha else 3)
    stored = pixels.astype(np.uint16) * 257 if deep else pixels
    icc = wide_gamut()
    photo = make_photo(stored, icc=icc, alpha=alpha, format="png", bits=8)
    saved = write_photo(photo, tmp_path / "a.png", SaveOptions(profile="srgb"), None, source=None, overwrite=False)
    with Image.open(saved.path) as image:
        written = np.asarray(image)
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    wanted = to_srgb(pixels[..., :3].astype(np.float32) / 255, icc) * 255
    assert np.abs(wanted - pixels[..., :3]).max() > 10
    assert np.abs(written[..., :3] - wanted).max() < 2
    if alpha:
        assert np.array_equal(written[..., 3], pixels[..., 3])


def test_the_conversion_is_told_and_no_copy(tmp_path: Path) -> None:
    facts = SourceFacts("png", 8, grey=False, alpha=False, sha256="0" * 64, size_bytes=1, icc=wide_gamut())
    srgb = SaveOptions(profile="srgb")
    assert any("sRGB" in said for said in what_is_lost(facts, Size(9, 9), tmp_path / "a.png", srgb))
    assert not may_copy(facts, tmp_path / "a.png", srgb)
    assert may_copy(facts, tmp_path / "a.png", SaveOptions())
    assert not may_copy(facts, tmp_path / "a.png", SaveOptions(label="Colourised"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_label_stands_in_the_corner_and_nowhere_else(make_photo: Any, tmp_path: Path, kind: str) -> None:
    photo = make_photo(smooth(300, 400))
    plain, marked = tmp_path / "plain", tmp_path / "marked"
    for target, label in ((plain, ""), (marked, "Colourised")):
        options = SaveOptions(format=kind, quality=None if kind in ("png", "tiff") else 100, label=label)
        write_photo(photo, target, options, None, source=None, overwrite=False)
    difference = np.abs(pixels_of(plain) - pixels_of(marked)).max(axis=2)
    rows, columns = np.nonzero(difference > 24)
    assert rows.min() > 300 * 0.85
    assert columns.min() > 400 * 0.6
    assert rows.size > 200
    text = pixels_of(marked)[difference > 24]
    assert text.max() > 200


def test_a_label_leaves_grey_grey_and_a_tiny_picture_alone(make_photo: Any, tmp_path: Path) -> None:
    grey = np.repeat(smooth(200, 300)[..., :1], 3, axis=2)
    options = SaveOptions(format="png", label="Colourised")
    saved = write_photo(make_photo(grey, grey=True), tmp_path / "g", options, None, source=None, overwrite=False)
    with Image.open(saved.path) as image:
        assert image.mode == "L"
    tiny = smooth(8, 8)
    saved = write_photo(make_photo(tiny), tmp_path / "t", options, None, source=None, overwrite=False)
    assert np.array_equal(pixels_of(saved.path), tiny)


@pytest.mark.parametrize("kind", KINDS)
def test_the_length_of_a_small_file_is_told_exactly(make_photo: Any, tmp_path: Path, kind: str) -> None:
    photo, options = make_photo(smooth(120, 160)), SaveOptions(format=kind)
    told = estimated_size(photo, photo.size, options, None, source=None)
    saved = write_photo(photo, tmp_path / "a", options, None, source=None, overwrite=False)
    assert told.exact
    assert told.bytes == saved.size_bytes


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_the_length_of_a_large_file_is_told_nearly(make_photo: Any, tmp_path: Path, kind: str) -> None:
    photo, options = make_photo(smooth(1600, 2000)), SaveOptions(format=kind)
    assert photo.size.pixels > WHOLE_PIXELS
    told = estimated_size(photo, photo.size, options, None, source=None)
    saved = write_photo(photo, tmp_path / "a", options, None, source=None, overwrite=False)
    assert not told.exact
    assert abs(told.bytes - saved.size_bytes) < 0.1 * saved.size_bytes


def test_what_is_not_restored_yet_is_told_by_the_photo_enlarged(make_photo: Any) -> None:
    photo, options = make_photo(smooth(120, 160)), SaveOptions(format="jpeg")
    now = estimated_size(photo, photo.size, options, None, source=None)
    larger = estimated_size(photo, Size(640, 480), options, None, source=None)
    assert not larger.exact
    assert now.bytes < larger.bytes < 16 * now.bytes


def pixels_of(path: Path) -> np.ndarray[Any, Any]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)
