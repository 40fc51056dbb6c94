"""Decoded rows on their way into a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control, Progress
from restorer.core.geometry import Size
from restorer.photo.store import Scratch, Store

STRIP_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture that is decoded from the top in strips, as stored (not yet turned).

    bands: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; full range, alpha not premultiplied.
    strips: (first row, (h, W, bands) uint8 or uint16 after `bits`), without gaps. Where it ends early the rest
    stays black. warnings: grows while the strips are taken.
    """

    size: Size
    bands: int
    bits: int
    strips: Iterator[tuple[int, npt.NDArray[Any]]]
    warnings: list[str]


def strips_of(pixels: npt.NDArray[Any]) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """An array in memory as strips; (H, W) is taken as (H, W, 1)."""
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    rows = strip_rows(pixels.shape[1], pixels.shape[2] * pixels.itemsize)
    for top in range(0, pixels.shape[0], rows):
        yield top, pixels[top : top + rows]


def to_full_range(strip: npt.NDArray[Any], depth: int, warnings: list[str]) -> npt.NDArray[Any]:
    """A strip as decoded → uint8 or uint16 over the full range.

    depth: bits that count of a uint16; 10 and 12 stand at its upper end and are stretched, so that white is white.
    Floats are taken as they are, 0–1: nothing in the files says whether they are light or already encoded.
    """
    if strip.dtype == np.uint32:
        return np.asarray(strip >> 16, dtype=np.uint16)
    if strip.dtype.kind == "f":
        if not np.isfinite(strip).all() or strip.min() < 0 or strip.max() > 1:
            sentence = "The file holds values beyond black and white, which were clipped."
            if sentence not in warnings:
                warnings.append(sentence)
        plain = np.clip(np.nan_to_num(strip, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)
        return np.asarray(plain * 65535 + 0.5, dtype=np.uint16)
    if strip.dtype == np.uint16 and depth < 16:
        most = (1 << depth) - 1
        table = np.round(np.arange(most + 1) * (65535 / most)).astype(np.uint16)
        return np.asarray(table[strip >> (16 - depth)])
    return strip


def strip_rows(width: int, pixel_bytes: int) -> int:
    """How many rows make a strip of a few MB: a multiple of 16, so that coded blocks are not cut."""
    return max(16, STRIP_BYTES // max(1, width * pixel_bytes) // 16 * 16)


def lay(raster: Raster, orientation: int, scratch: Scratch, control: Control | None) -> Store:
    """Bring a raster upright into a new store of 3 or 4 channels.

    Raises
    ------
    NoRoom
        the disk is full.
    Cancelled
        `control` was asked to stop.
    """
    size = raster.size if orientation < 5 else Size(raster.size.height, raster.size.width)
    channels = 4 if raster.bands in (2, 4) else 3
    with scratch.writing(size, channels, raster.bits) as writer:
        target = as_stored(writer.pixels, orientation)
        for top, strip in raster.strips:
            if control is not None:
                control.check()
                control.report(Progress("read", top, raster.size.height))
            rows = target[top : top + len(strip)]
            rows[..., :3] = strip[..., :1] if raster.bands < 3 else strip[..., :3]
            if channels == 4:
                rows[..., 3] = strip[..., -1]
        return writer.finish()


def as_stored(upright: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """A view of upright pixels (H, W, C) in the order in which a file of this EXIF orientation stores them.

    Orientations are those of EXIF 2.32, 4.6.4 (A): 1 to 8.
    """
    swapped = np.swapaxes(upright, 0, 1)
    views = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: swapped,
        6: swapped[::-1],
        7: swapped[::-1, ::-1],
        8: swapped[:, ::-1],
    }
    return views[orientation]
