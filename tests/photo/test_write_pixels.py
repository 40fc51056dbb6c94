"""Depth, channels and profiles on the way from a store to a file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.core.geometry import Size
from restorer.photo.formats import format_of
from restorer.photo.photo import Photo
from restorer.photo.write import SaveOptions, write_photo
from restorer.photo.write_pixels import PixelPlan, image_of, plan_pixels, tone_to_srgb


def decoded(path: Path) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = pyvips.Image.new_from_file(str(path)).numpy()
    return found if found.ndim == 3 else found[..., None]


def saved(photo: Photo, target: Path, **options: Any) -> npt.NDArray[Any]:
    write_photo(photo, target, SaveOptions(**options), None, source=None, overwrite=False)
    return decoded(target)


def noise(shape: tuple[int, ...], dtype: type, seed: int = 0) -> npt.NDArray[Any]:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, shape, dtype)


LOSSLESS = [("png", 8), ("png", 16), ("tiff", 8), ("tiff", 16)]


@pytest.mark.parametrize(("kind", "bits"), LOSSLESS)
@pytest.mark.parametrize("channels", [3, 4])
def test_untouched_8_bit_pixels_come_back_bit_for_bit(
    make_photo: Any, tmp_path: Path, kind: str, bits: int, channels: int
) -> None:
    eight = noise((61, 300, channels), np.uint8)
    for stored in (eight, eight.astype(np.uint16) * 257):
        photo = make_photo(stored, bits=8)
        target = tmp_path / f"{stored.dtype}.{kind}"
        out = saved(photo, target, format=kind, bits=bits)
        assert np.array_equal(out, eight if bits == 8 else eight.astype(np.uint16) * 257)


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_sixteen_bits_stay_sixteen(make_photo: Any, tmp_path: Path, kind: str) -> None:
    ramp = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    pixels = np.stack([ramp, ramp[::-1], ramp.T], axis=-1)
    out = saved(make_photo(pixels), tmp_path / "ramp", format=kind)
    assert np.array_equal(out, pixels)


@pytest.mark.parametrize("kind", ["webp", "avif"])
@pytest.mark.parametrize("channels", [3, 4])
def test_quality_100_is_lossless_where_the_format_can(
    make_photo: Any, tmp_path: Path, kind: str, channels: int
) -> None:
    eight = noise((40, 50, channels), np.uint8)
    out = saved(make_photo(eight), tmp_path / f"a.{kind}", quality=100)
    assert np.array_equal(out, eight)


def test_avif_keeps_ten_bits_of_sixteen(make_photo: Any, tmp_path: Path) -> None:
    ramp = np.linspace(0, 65_535, 64 * 64).astype(np.uint16).reshape(64, 64)
    out = saved(make_photo(np.stack([ramp] * 3, axis=-1)), tmp_path / "a.avif", quality=100)
    assert out.dtype == np.uint16
    assert len(np.unique(out[..., 0])) > 1000
    assert np.abs((out >> 6) / 1023 - np.stack([ramp] * 3, axis=-1) / 65_535).max() < 0.51 / 1023


@settings(max_examples=40, deadline=None)
@given(level=st.integers(0, 65_535))
def test_dithering_keeps_the_mean_of_any_tone_exactly(level: int) -> None:
    plan = PixelPlan(3, 8, None, dither=True)
    image = image_of(_FlatStore(level), plan)  # type: ignore[arg-type]
    assert image.avg() == pytest.approx(level / 257, abs=1e-9)
    assert image.max() - image.min() <= 1


@settings(max_examples=40, deadline=None)
@given(level=st.integers(0, 65_535))
def test_rounding_goes_to_the_nearest(level: int) -> None:
    image = image_of(_FlatStore(level), PixelPlan(3, 8, None))  # type: ignore[arg-type]
    assert image.min() == image.max() == round(level / 257)


class _FlatStore:
    """A store of 257 × 257 pixels of one value, in memory."""

    def __init__(self, level: int) -> None:
        self.size, self.channels, self.bits, self.full = Size(257, 257), 3, 16, 65_535
        self._pixels = np.full((257, 257, 3), level, np.uint16)

    def pixels(self) -> npt.NDArray[np.uint16]:
        return self._pixels


def test_dithering_leaves_grey_grey(make_photo: Any, tmp_path: Path) -> None:
    ramp = np.linspace(0, 65_535, 90_000).astype(np.uint16).reshape(300, 300)
    out = saved(make_photo(np.stack([ramp] * 3, axis=-1)), tmp_path / "a.png", bits=8)
    assert np.array_equal(out[..., 0], out[..., 1])
    assert np.array_equal(out[..., 0], out[..., 2])
    blocks = (
        out[:288, :288, 0].reshape(36, 8, 36, 8).mean((1, 3))
        - ramp[:288, :288].reshape(36, 8, 36, 8).mean((1, 3)) / 257
    )
    assert np.abs(blocks).max() < 0.1


# Grey sources


def profile(space: bytes, gamma: float = 1.8) -> bytes:
    """A version 2 profile (ICC.1:2001-04) of a grey of this gamma; only its header says `space`."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63_190, 65_536, 54_061)
    name = b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(79)
    tags = {b"wtpt": white, b"kTRC": curve, b"desc": name, b"cprt": b"text" + bytes(4) + b"CC0\0"}
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for key, content in tags.items():
        table += key + struct.pack(">II", at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"test", 0x02400000, b"mntr", space, b"XYZ ") + bytes(12)
    head += b"acsp" + bytes(28) + struct.pack(">iii", 63_190, 65_536, 54_061)
    return head.ljust(128, b"\0") + table + body


@pytest.mark.parametrize(("kind", "bits"), [*LOSSLESS, ("jpeg", 8)])
@pytest.mark.parametrize("channels", [3, 4])
def test_a_grey_photo_that_stays_grey_is_written_grey(
    make_photo: Any, tmp_path: Path, kind: str, bits: int, channels: int
) -> None:
    grey = noise((30, 40, 1), np.uint8)
    pixels = np.concatenate([grey] * 3 + [noise((30, 40, 1), np.uint8, 1)] * (channels - 3), axis=-1)
    out = saved(make_photo(pixels, grey=True), tmp_path / f"a.{kind}", bits=bits)
    assert out.shape[2] == (1 if kind == "jpeg" or channels == 3 else 2)
    if kind != "jpeg":
        assert np.array_equal(out[..., 0] if bits == 8 else out[..., 0] // 257, grey[..., 0])


def test_a_grey_photo_that_became_coloured_is_written_in_colour(make_photo: Any, tmp_path: Path) -> None:
    pixels = np.full((20, 20, 3), 9000, np.uint16)
    pixels[10, 10, 2] = 9001
    out = saved(make_photo(pixels, grey=True, bits=8), tmp_path / "a.tif", bits=16)
    assert np.array_equal(out, pixels)


@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg"])
def test_a_grey_profile_stays_with_a_grey_photo(make_photo: Any, tmp_path: Path, kind: str) -> None:
    icc = profile(b"GRAY")
    photo = make_photo(np.full((20, 20, 3), 90, np.uint8), grey=True, icc=icc)
    saved(photo, tmp_path / "a", format=kind)
    loaded = pyvips.Image.new_from_file(str(tmp_path / "a"))
    assert loaded.get("icc-profile-data") == icc
    assert loaded.bands == 1


@pytest.mark.parametrize(("kind", "bits"), [("png", 16), ("png", 8), ("tiff", 16), ("webp", 8), ("avif", 16)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colour_in_a_photo_with_a_grey_profile_becomes_srgb_of_the_same_light(
    make_photo: Any, tmp_path: Path, kind: str, bits: int, dtype: type
) -> None:
    gamma = 1.8
    full = np.iinfo(dtype).max
    values = np.linspace(0.05, 1, 20)
    pixels = np.zeros((20, 20, 3), dtype)
    pixels[..., 0] = np.rint(values * full)[:, None]
    pixels[..., 1] = np.rint(values * full)[None, :]
    pixels[..., 2] = full // 2
    photo = make_photo(pixels, grey=True, icc=profile(b"GRAY", gamma))
    warnings = write_photo(
        photo, tmp_path / "a", SaveOptions(format=kind, bits=bits, quality=100), None, source=None, overwrite=False
    ).warnings
    out = decoded(tmp_path / "a")
    linear = (pixels / full) ** (round(gamma * 256) / 256)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(out / np.iinfo(out.dtype).max - srgb).max() < (1.01 / 255 if bits == 8 else 1.5 / 1023)
    icc = bytes(pyvips.Image.new_from_file(str(tmp_path / "a")).get("icc-profile-data"))
    assert icc[16:20] == b"RGB "
    assert any("sRGB" in sentence for sentence in warnings)


def test_a_profile_of_neither_grey_nor_rgb_is_left_out_and_it_is_said(make_photo: Any, tmp_path: Path) -> None:
    photo = make_photo(noise((9, 9, 3), np.uint8), icc=profile(b"CMYK"))
    done = write_photo(photo, tmp_path / "a.png", SaveOptions(), None, source=None, overwrite=False)
    assert pyvips.Image.new_from_file(str(tmp_path / "a.png")).get_typeof("icc-profile-data") == 0
    assert any("profile" in sentence for sentence in done.warnings)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_transparency_is_laid_on_white_in_a_jpeg_and_it_is_said(make_photo: Any, tmp_path: Path, dtype: type) -> None:
    full = np.iinfo(dtype).max
    pixels = np.zeros((32, 32, 4), dtype)
    pixels[16:, :, 3] = full
    photo = make_photo(pixels)
    done = write_photo(photo, tmp_path / "a.jpg", SaveOptions(), None, source=None, overwrite=False)
    out = decoded(tmp_path / "a.jpg")
    assert out[:8].min() > 250
    assert out[24:].max() < 5
    assert any("white" in sentence for sentence in done.warnings)
    opaque = make_photo(np.full((32, 32, 4), full, dtype))
    done = write_photo(opaque, tmp_path / "b.jpg", SaveOptions(), None, source=None, overwrite=False)
    assert not any("white" in sentence for sentence in done.warnings)


@pytest.mark.parametrize("kind", ["png", "tiff", "webp", "avif"])
def test_colour_under_full_transparency_survives(make_photo: Any, tmp_path: Path, kind: str) -> None:
    pixels = noise((16, 16, 4), np.uint8)
    pixels[..., 3] = 0
    assert np.array_equal(saved(make_photo(pixels), tmp_path / "a", format=kind, quality=100), pixels)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1), (2, 3)])
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp", "avif"])
def test_the_smallest_pictures_are_written(make_photo: Any, tmp_path: Path, kind: str, width: int, height: int) -> None:
    out = saved(make_photo(np.full((height, width, 3), 77, np.uint8)), tmp_path / "a", format=kind)
    assert out.shape[:2] == (height, width)
    assert np.abs(out.astype(int) - 77).max() <= 2


def test_jpeg_keeps_full_colour_resolution_and_the_sources_quality(make_photo: Any, tmp_path: Path) -> None:
    stripes = np.zeros((32, 32, 3), np.uint8)
    stripes[:, ::2, 0] = 255
    good = make_photo(stripes, format="jpeg", jpeg_quality=97)
    poor = make_photo(stripes, format="jpeg", jpeg_quality=40)
    saved(good, tmp_path / "good.jpg")
    saved(poor, tmp_path / "poor.jpg")
    for name in ("good", "poor"):
        loaded = pyvips.Image.new_from_file(str(tmp_path / f"{name}.jpg"))
        assert loaded.get("jpeg-chroma-subsample") == "4:4:4"
    assert (tmp_path / "good.jpg").stat().st_size > (tmp_path / "poor.jpg").stat().st_size
    assert np.abs(decoded(tmp_path / "poor.jpg").astype(int) - stripes).mean() < 6


def test_the_tone_of_a_grey_profile_with_srgbs_curve_is_no_change() -> None:
    tone = tone_to_srgb(profile(b"GRAY", 1.0))
    linear = np.arange(65_536) / 65_535
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(tone / 65_535 - srgb).max() < 1e-3


def test_webp_and_avif_take_grey_photos_as_rgb(make_photo: Any) -> None:
    photo = make_photo(np.full((9, 9, 3), 50, np.uint8), grey=True)
    for kind in ("webp", "avif"):
        assert plan_pixels(photo, format_of(kind), 8, lossless=False).channels == 3
