"""From a store's pixels to those of a file: channels, depth, transparency and the profile that goes with them.

Everything is a libvips pipeline over the mapped store, so that a photo of any size passes in strips.

Narrowing 16 bits to 8. An untouched 8-bit value v stands in a store as v·257 and comes back as v, always:
- for targets that change pixels themselves (JPEG, lossy WebP and AVIF) by rounding, (x + 128) div 257;
- for lossless ones by ordered dithering, (x + t) div 257, whose threshold t depends on the pixel's place alone (see
  dither.py). A smooth sky shows no steps, and grey stays grey as all channels share t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips

from restorer.core.geometry import Box
from restorer.photo.colour import is_srgb, readable, to_srgb
from restorer.photo.colour_profile import SRGB_TO_XYZ, MatrixProfile, encode, matrix_profile
from restorer.photo.dither import STEP as _STEP
from restorer.photo.dither import thresholds
from restorer.photo.formats import Format
from restorer.photo.photo import Photo
from restorer.photo.store import Store
from restorer.photo.write_label import labelled

_STRIP_PIXELS = 1 << 21
WHITE = 255


@dataclass(frozen=True, slots=True)
class PixelPlan:
    """What the file's pixels will be.

    channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
    bits: per channel in the file: 8, 10 or 16.
    icc: the profile that goes with them.
    tone: 65,536 uint16 values that bring each channel from a grey profile's tone to sRGB's, or None.
    flatten: transparency is laid on white.
    dither: see the module.
    convert: profile of the store's pixels where they are to become sRGB, or None.
    label: what is written into the lower right corner, empty for nothing.
    """

    channels: int
    bits: int
    icc: bytes | None
    tone: npt.NDArray[np.uint16] | None = None
    flatten: bool = False
    dither: bool = False
    convert: bytes | None = None
    label: str = ""


def colour_space(icc: bytes | None) -> str:
    """The data colour space an ICC profile is for: "RGB", "GRAY" … (ICC.1:2022, 7.2.6), "" without a profile."""
    return "" if icc is None or len(icc) < 128 else icc[16:20].decode("latin-1").strip()


def is_grey(store: Store) -> bool:
    """Whether the three channels are equal everywhere. Reads the whole store, strip by strip."""
    return all(
        np.array_equal(strip[..., 0], strip[..., 1]) and np.array_equal(strip[..., 0], strip[..., 2])
        for strip in _strips(store)
    )


def is_opaque(store: Store) -> bool:
    """Whether no pixel lets anything through."""
    return store.channels == 3 or all(bool((strip[..., 3] == store.full).all()) for strip in _strips(store))


def _strips(store: Store) -> Any:
    pixels = store.pixels()
    rows = max(1, _STRIP_PIXELS // store.size.width)
    return (pixels[top : top + rows] for top in range(0, store.size.height, rows))


def converts(icc: bytes | None) -> bool:
    """Whether pixels with this profile are changed when they are brought to sRGB."""
    return icc is not None and colour_space(icc) in ("RGB", "GRAY") and readable(icc) and not is_srgb(icc)


def plan_pixels(
    photo: Photo, target: Format, bits: int, *, lossless: bool, to_srgb: bool = False, label: str = ""
) -> PixelPlan:
    """How the pixels of `photo` go into a file of `target` with `bits` (8 or 16) asked for.

    to_srgb: colours are brought to sRGB, whatever the photo's profile. label: see `PixelPlan`.
    """
    facts, store = photo.facts, photo.store
    space = colour_space(facts.icc)
    to_srgb = to_srgb and converts(facts.icc)
    grey = facts.grey and target.grey and space in ("", "GRAY") and is_grey(store) and not to_srgb
    alpha = store.channels == 4 and target.alpha
    flatten = store.channels == 4 and not target.alpha and not is_opaque(store)
    depth = 8 if bits == 8 else target.depth_held
    icc, tone, convert = facts.icc, None, None
    if to_srgb and space == "RGB":
        icc, convert = srgb_profile(), facts.icc
    elif not grey and space == "GRAY":
        icc, tone = srgb_profile(), tone_to_srgb(facts.icc or b"")
    elif not grey and space not in ("", "RGB"):
        icc = None
    channels = (1 if grey else 3) + alpha
    narrows = store.bits > depth or tone is not None or convert is not None
    dither = narrows and lossless and depth == 8
    return PixelPlan(channels, depth, icc, tone, flatten, dither, convert, label)


def srgb_profile() -> bytes:
    """libvips' own sRGB profile: the same bytes every time."""
    return bytes(pyvips.Operation.call("profile_load", "srgb"))


def tone_to_srgb(icc: bytes) -> npt.NDArray[np.uint16]:
    """What each of 65,536 values of a grey profile is in sRGB, by the profile's own curve."""
    ramp = np.arange(65_536, dtype=np.float32) / np.float32(65_535)
    turned = to_srgb(np.stack([ramp] * 3, axis=-1)[None], icc)[0, :, 1]
    return np.rint(np.clip(turned, 0, 1) * 65_535).astype(np.uint16)


def image_of(store: Store, plan: PixelPlan) -> Any:
    """The picture to be encoded, as a lazy libvips image: uchar where `plan.bits` is 8, else ushort.

    Ten bits stand in the upper ten of sixteen, as libvips' AVIF writer wants them.
    """
    pixels = store.pixels()
    image = pyvips.Image.new_from_memory(
        pixels, store.size.width, store.size.height, store.channels, "uchar" if store.bits == 8 else "ushort"
    )
    image = image.copy(interpretation="srgb" if store.bits == 8 else "rgb16")
    if plan.label:
        image = labelled(image, pixels, plan.label)
    bits = store.bits
    if plan.convert is not None:
        image, bits = _in_srgb(image, bits, plan.convert), 16
    if plan.flatten:
        full = 255 if bits == 8 else 65_535
        image = image.flatten(background=[full] * 3, max_alpha=full)
    elif store.channels == 4 and plan.channels < 4 and plan.channels != 2:
        image = image[:3]
    if plan.channels == 1:
        image = image[0]
    elif plan.channels == 2:
        image = image[0].bandjoin(image[3])
    image = _to_depth(image, bits, plan)
    deep = plan.bits > 8
    space = {1: "grey16" if deep else "b-w", 2: "grey16" if deep else "b-w"}.get(
        plan.channels, "rgb16" if deep else "srgb"
    )
    return image.copy(interpretation=space)


def _to_depth(image: Any, bits: int, plan: PixelPlan) -> Any:
    """`image` of `bits` with the tone and the depth of `plan`."""
    if plan.tone is not None:
        image, bits = _toned(image, bits, plan.tone), 16
    if plan.bits == bits:
        return image
    values = np.arange(65_536 if bits == 16 else 256, dtype=np.uint32)
    if bits == 8:
        values = values * _STEP
    if plan.bits == 16:
        table = values.astype(np.uint16)
    elif plan.bits == 10:
        table = (((values * 1023 + 32_767) // 65_535) << 6).astype(np.uint16)
    elif plan.dither:
        image = _with_threshold(image)
        table = (values // _STEP).astype(np.uint8)
    else:
        table = np.minimum((values + _STEP // 2) // _STEP, 255).astype(np.uint8)
    return image.maplut(_lut(table))


def _in_srgb(image: Any, bits: int, icc: bytes) -> Any:
    """`image` of `bits` with its colours brought from `icc` to sRGB, ushort; transparency stays as it is."""
    if bits == 8:
        image = image.maplut(_lut((np.arange(256) * _STEP).astype(np.uint16)))
    colour = image[:3].copy(interpretation="rgb16")
    profile = matrix_profile(icc)
    if profile is not None and profile.matrix is not None:
        colour = _by_primaries(colour, profile)
    else:
        colour.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
        colour = colour.icc_transform("srgb", embedded=True, intent="relative", depth=16)
        colour.remove("icc-profile-data")
    colour = colour.copy(interpretation="rgb16")
    return colour.bandjoin(image[3]) if image.bands == 4 else colour


def _by_primaries(colour: Any, profile: MatrixProfile) -> Any:
    """As `colour.to_srgb` does it, but lazily: curves, matrix, and sRGB's curve; ushort to ushort."""
    assert profile.matrix is not None
    ramp = np.arange(65_536) / 65_535
    nodes = np.linspace(0, 1, profile.curves.shape[1])
    curves = np.stack([np.interp(ramp, nodes, curve) for curve in profile.curves], axis=1).astype(np.float32)
    table = pyvips.Image.new_from_memory(curves.tobytes(), ramp.size, 1, 3, "float")
    matrix = np.linalg.inv(SRGB_TO_XYZ) @ profile.matrix * 65_535
    linear = (colour.maplut(table).recomb(matrix.tolist()) + 0.5).cast("ushort")  # cast clips
    return linear.maplut(_lut(np.rint(encode(ramp.astype(np.float32)) * 65_535).astype(np.uint16)))


def _toned(image: Any, bits: int, tone: npt.NDArray[np.uint16]) -> Any:
    table = tone if bits == 16 else tone[::_STEP]
    if image.bands in (2, 4):
        colour, alpha = image[: image.bands - 1], image[image.bands - 1]
        wide = alpha if bits == 16 else alpha.maplut(_lut((np.arange(256) * _STEP).astype(np.uint16)))
        return colour.maplut(_lut(table)).bandjoin(wide)
    return image.maplut(_lut(table))


def _with_threshold(image: Any) -> Any:
    """`image` (ushort) plus a threshold of 0 … 256 by place, held at 65,535 where it would pass it."""
    field = thresholds(Box(0, 0, _STEP, _STEP))
    tile = pyvips.Image.new_from_memory(field.tobytes(), _STEP, _STEP, 1, "ushort")
    spread = tile.replicate(-(-image.width // _STEP), -(-image.height // _STEP)).crop(0, 0, image.width, image.height)
    return (image + spread).cast("ushort")


def _lut(table: npt.NDArray[Any]) -> Any:
    kind = "uchar" if table.dtype == np.uint8 else "ushort"
    return pyvips.Image.new_from_memory(table.tobytes(), table.size, 1, 1, kind)
