"""Colour by its profile: which profiles are of use, and the way from a photo's numbers to sRGB and back.

Relative colorimetric throughout. Profiles of primaries and curves are applied exactly (colour_profile.py), those with
lookup tables by LittleCMS through libvips.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.core.errors import BadRequest
from restorer.photo.colour_profile import MatrixProfile, decode, encode, matrix_profile

Pixels = npt.NDArray[np.float32]

# Profiles that differ from sRGB by less than this (of 0–1) are sRGB: many makers' versions are.
_SAME = 0.003
# A way back that misses middle greys by more than this is none.
_FAR = 0.1

GREY_PROFILE_LEFT = "The source's profile is for grey pictures only; the picture is saved as sRGB."
"""What is told where a picture has got colours, or its format holds no grey: a profile of grey cannot describe them."""


def to_srgb(pixels: Pixels, icc: bytes | None, *, clip: bool = True) -> Pixels:
    """The same colours in sRGB.

    pixels: (h, w, 3) float32, 0–1, in the encoding that `icc` describes; of a grey profile three equal channels.
    clip: colours outside sRGB are brought to its border; without, they go on below 0 and above 1 (only for
    profiles without lookup tables), so that `from_srgb` gives them back.
    Returns `pixels` itself where the profile is None, sRGB or of no use.
    """
    if icc is None or is_srgb(icc):
        return pixels
    profile = _matrix(icc)
    if profile is not None:
        linear = profile.to_linear_srgb(pixels)
        return encode(np.clip(linear, 0, 1) if clip else linear)
    return _to_srgb_by_tables(pixels, icc) if readable(icc) and space(icc) in ("RGB", "GRAY") else pixels


def from_srgb(pixels: Pixels, icc: bytes | None) -> Pixels:
    """The way back of `to_srgb`: (h, w, 3) float32 sRGB, 0–1 or beyond → 0–1 in the encoding of `icc`.

    A grey profile holds no colour: three equal channels of the same lightness come back.

    Raises
    ------
    BadRequest
        the profile leads to sRGB but not back (see `usable`).
    """
    if icc is None or is_srgb(icc):
        return pixels
    profile = _matrix(icc)
    if profile is not None:
        return profile.from_linear_srgb(decode(pixels))
    if not readable(icc):
        return pixels
    if not usable(icc):
        raise BadRequest(
            "The colour profile of this photo leads to sRGB but not back, so its colours cannot be worked on. "
            "Convert the photo to sRGB first."
        )
    return _from_srgb_by_tables(pixels, icc)


@lru_cache(maxsize=16)
def space(icc: bytes) -> str | None:
    """What a profile's numbers are: "RGB", "GRAY", "CMYK", "Lab" …; None where LittleCMS finds it unsound."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc)).profile
        return str(profile.xcolor_space).strip()
    except (OSError, ImageCms.PyCMSError):
        return None


@lru_cache(maxsize=16)
def usable(icc: bytes) -> bool:
    """Whether pixels can be brought through the profile to sRGB and back."""
    if space(icc) not in ("RGB", "GRAY"):
        return False
    return _matrix(icc) is not None or (_leads(icc, back=True) and _comes_back(icc))


@lru_cache(maxsize=16)
def readable(icc: bytes) -> bool:
    """Whether pixels can be brought through the profile to sRGB, perhaps not back."""
    return space(icc) is not None and (_matrix(icc) is not None or _leads(icc, back=False))


@lru_cache(maxsize=16)
def is_srgb(icc: bytes) -> bool:
    """Whether a profile says sRGB, nearly; also of a grey profile with sRGB's curve."""
    profile = _matrix(icc)
    if profile is None:
        return False
    steps = np.linspace(0, 1, 17, dtype=np.float32)
    if profile.matrix is None:
        colours = np.repeat(steps[:, None], 3, axis=1)
    else:
        colours = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    there = encode(np.clip(profile.to_linear_srgb(colours), 0, 1))
    return bool(np.abs(there - colours).max() < _SAME)


@lru_cache(maxsize=8)
def _matrix(icc: bytes) -> MatrixProfile | None:
    return matrix_profile(icc) if space(icc) in ("RGB", "GRAY") else None


def _leads(icc: bytes, *, back: bool) -> bool:
    """Whether LittleCMS finds a way from the profile to sRGB, and if asked back."""
    from PIL import ImageCms

    mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}.get(space(icc) or "")
    if mode is None:
        return False
    relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
    srgb = ImageCms.createProfile("sRGB")
    try:
        ImageCms.buildTransform(io.BytesIO(icc), srgb, mode, "RGB", relative)
        if back:
            ImageCms.buildTransform(srgb, io.BytesIO(icc), "RGB", mode, relative)
    except ImageCms.PyCMSError:
        return False
    return True


def _comes_back(icc: bytes) -> bool:
    """Whether the way back is one: some profiles hold an empty one for form's sake."""
    steps = np.linspace(0.3, 0.7, 5, dtype=np.float32)
    greys = np.repeat(steps[None, :, None], 3, axis=2)
    back = _from_srgb_by_tables(_to_srgb_by_tables(greys, icc), icc)
    return bool(np.abs(back - greys).max() < _FAR)


def _to_srgb_by_tables(pixels: Pixels, icc: bytes) -> Pixels:
    bands = 1 if space(icc) == "GRAY" else 3
    image = _with_profile(_image(pixels[..., :bands], "grey16" if bands == 1 else "rgb16"), icc)
    return _array(image.icc_transform("srgb", embedded=True, intent="relative", depth=16))


def _from_srgb_by_tables(pixels: Pixels, icc: bytes) -> Pixels:
    lab = _image(np.clip(pixels, 0, 1), "rgb16").icc_import(input_profile="srgb", intent="relative", pcs="lab")
    there = _array(_with_profile(lab, icc).icc_export(intent="relative", depth=16, pcs="lab"))
    return np.repeat(there, 3, axis=-1) if there.shape[-1] == 1 else there


def _image(pixels: Pixels, interpretation: str) -> Any:
    import pyvips

    wide = np.ascontiguousarray(np.clip(pixels, 0, 1) * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    height, width, bands = wide.shape
    image = pyvips.Image.new_from_memory(wide, width, height, bands, "ushort")
    return image.copy(interpretation=interpretation)


def _with_profile(image: Any, icc: bytes) -> Any:
    import pyvips

    image = image.copy()
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
    return image


def _array(image: Any) -> Pixels:
    wide = np.frombuffer(image.write_to_memory(), np.uint16)
    return wide.reshape(image.height, image.width, image.bands).astype(np.float32) / np.float32(65535)
