"""Colour by profiles: exact where it can be calculated, and there and back again."""

from __future__ import annotations

import io

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms

from restorer.photo import colour
from restorer.photo.colour import Pixels, from_srgb, is_srgb, readable, space, to_srgb, usable


def s15(number: float) -> bytes:
    return round(number * 65536).to_bytes(4, "big", signed=True)


def profile(kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile of version 2 by its tags (ICC.1:2001-04)."""
    table, content = b"", b""
    start = 132 + 12 * len(tags)
    for name, value in tags.items():
        table += name + (start + len(content)).to_bytes(4, "big") + len(value).to_bytes(4, "big")
        content += value + b"\0" * (-len(value) % 4)
    head = (start + len(content)).to_bytes(4, "big") + b"lcms" + b"\x02\x40\0\0" + b"mntr" + kind + b"XYZ "
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + s15(0.9642) + s15(1) + s15(0.8249) + b"\0" * 48
    return head + len(tags).to_bytes(4, "big") + table + content


def gamma(power: float) -> bytes:
    return b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(power * 256).to_bytes(2, "big")


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(s15, values))


TEXT = b"desc\0\0\0\0\0\0\0\x02x\0" + b"\0" * 79
# Adobe RGB (1998), its primaries adapted to D50
ADOBE_MATRIX = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
ADOBE_GAMMA = 563 / 256
ADOBE = profile(
    b"RGB ",
    {
        b"desc": TEXT,
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": xyz(0.9642, 1, 0.8249),
        **{name: xyz(*ADOBE_MATRIX[:, index]) for index, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))},
        **{name: gamma(ADOBE_GAMMA) for name in (b"rTRC", b"gTRC", b"bTRC")},
    },
)
GREY = profile(
    b"GRAY",
    {b"desc": TEXT, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": xyz(0.9642, 1, 0.8249), b"kTRC": gamma(1.8)},
)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CMYK = bytes(pyvips.Image.profile_load("cmyk"))


def noise(*shape: int) -> Pixels:
    return np.random.default_rng(7).random((*shape, 3), dtype=np.float32)


def exact(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Adobe RGB → sRGB by the formulas, in double precision, not clipped."""
    to_linear = np.linalg.inv([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.7141]])
    linear = pixels.astype(np.float64) ** ADOBE_GAMMA @ (to_linear @ ADOBE_MATRIX).T
    size = np.abs(linear)
    return np.copysign(
        np.where(size <= 0.0031308, 12.92 * size, 1.055 * np.maximum(size, 1e-9) ** (1 / 2.4) - 0.055), linear
    )


def test_a_matrix_profile_is_applied_to_within_a_thousandth() -> None:
    pixels = noise(64, 256)
    assert np.abs(to_srgb(pixels, ADOBE) - np.clip(exact(pixels), 0, 1)).max() < 1e-3


def test_colours_outside_srgb_come_back_when_they_are_not_clipped() -> None:
    pixels = noise(64, 256)
    there = to_srgb(pixels, ADOBE, clip=False)
    assert there.min() < 0
    assert np.abs(there - exact(pixels)).max() < 1e-3
    assert np.abs(from_srgb(there, ADOBE) - pixels).max() < 1.5e-3


def test_littlecms_agrees() -> None:
    pixels = (noise(32, 32) * 255).astype(np.uint8)
    theirs = ImageCms.profileToProfile(
        Image.fromarray(pixels),
        ImageCms.ImageCmsProfile(io.BytesIO(ADOBE)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.NOOPTIMIZE,
    )
    ours = to_srgb(pixels.astype(np.float32) / 255, ADOBE) * 255
    assert np.abs(ours - np.asarray(theirs)).max() < 1.6


def test_a_grey_profile_keeps_three_equal_channels() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    there = to_srgb(ramp, GREY)
    assert np.array_equal(there[..., 0], there[..., 2])
    middle = 0.5**1.8
    assert there[0, 128, 0] == pytest.approx(1.055 * middle ** (1 / 2.4) - 0.055, abs=0.004)
    assert np.abs(from_srgb(there, GREY) - ramp).max() < 1e-3


@pytest.mark.parametrize("icc", [None, SRGB], ids=["none", "sRGB"])
def test_srgb_is_left_alone(icc: bytes | None) -> None:
    pixels = noise(4, 4)
    assert to_srgb(pixels, icc) is pixels
    assert from_srgb(pixels, icc) is pixels


def test_what_profiles_are_of_use() -> None:
    assert [space(icc) for icc in (ADOBE, GREY, CMYK, b"", b"rubbish" * 60)] == ["RGB", "GRAY", "CMYK", None, None]
    assert [usable(icc) for icc in (ADOBE, GREY, CMYK, b"rubbish" * 60)] == [True, True, False, False]
    assert [readable(icc) for icc in (ADOBE, CMYK, b"rubbish" * 60)] == [True, True, False]
    assert [is_srgb(icc) for icc in (SRGB, ADOBE, GREY)] == [True, False, False]


def test_a_profile_that_cannot_be_used_changes_nothing() -> None:
    pixels = noise(4, 4)
    assert to_srgb(pixels, CMYK) is pixels
    assert from_srgb(pixels, b"rubbish" * 60) is pixels


@pytest.mark.parametrize("place", range(0, len(ADOBE), 7))
def test_a_broken_profile_never_raises(place: int) -> None:
    broken = ADOBE[:place] + b"\xff\xff\xff\xff" + ADOBE[place + 4 :]
    assert to_srgb(noise(2, 2), broken).shape == (2, 2, 3)
    assert isinstance(colour.usable(broken), bool)
