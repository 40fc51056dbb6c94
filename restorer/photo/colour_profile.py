"""ICC profiles made of three primaries and a curve each, or of one curve: read exactly, applied by tables.

LittleCMS resamples such profiles at 16 bits to a coarse grid (errors of several 255ths in the shadows were
measured), so that they are applied here. Whether a profile is sound, and everything with lookup tables inside, stays
LittleCMS' work.
ICC.1:2022: header 7.2, tag table 7.3, curveType 10.6, parametricCurveType 10.18, XYZType 10.31, matrix model F.3.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_NODES = 4097  # straight lines between so many leave less than a 20,000th
_MAX_TAGS = 256
_REACH = 2.0  # numbers up to this far outside 0–1 are still told apart

Table = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.float32]

# IEC 61966-2-1's primaries, adapted to D50 by Bradford as ICC's own sRGB profile has them; columns R, G, B
SRGB_TO_XYZ = np.array(
    [[0.43606568, 0.38514709, 0.14306641], [0.22248840, 0.71687317, 0.06060791], [0.01391602, 0.09707642, 0.71409607]]
)


@dataclass(frozen=True, slots=True)
class MatrixProfile:
    """A profile without lookup tables.

    matrix: (3, 3), linear device values → XYZ (D50), or None for a grey profile.
    curves: (1 or 3, 4,097), device value 0–1 → linear 0–1.
    inverses: the same number, square root of the linear value 0–1 → device value.
    """

    matrix: npt.NDArray[np.float64] | None = field(repr=False)
    curves: Table = field(repr=False)
    inverses: Table = field(repr=False)

    def to_linear_srgb(self, pixels: Pixels) -> Pixels:
        """(…, 3) device values → (…, 3) linear sRGB; leaves 0–1 where the colour is outside sRGB."""
        if self.matrix is None:
            return np.repeat(_looked_up(self.curves[0], pixels[..., :1]), 3, axis=-1)
        linear = np.stack([_looked_up(self.curves[band], pixels[..., band]) for band in range(3)], axis=-1)
        return linear @ (np.linalg.inv(SRGB_TO_XYZ) @ self.matrix).T.astype(np.float32)

    def from_linear_srgb(self, linear: Pixels) -> Pixels:
        """(…, 3) linear sRGB → (…, 3) device values, 0–1: what the profile cannot hold is clipped."""
        if self.matrix is None:
            light = linear @ SRGB_TO_XYZ[1].astype(np.float32)
            return np.repeat(_looked_up(self.inverses[0], np.sqrt(np.clip(light, 0, 1)))[..., None], 3, axis=-1)
        own = np.sqrt(np.clip(linear @ (np.linalg.inv(self.matrix) @ SRGB_TO_XYZ).T.astype(np.float32), 0, 1))
        return np.stack([_looked_up(self.inverses[band], own[..., band]) for band in range(3)], axis=-1)


def matrix_profile(icc: bytes) -> MatrixProfile | None:
    """The profile's primaries and curves; None where it has lookup tables, or is not of this kind."""
    tags = _tags(icc)
    if {"A2B0", "A2B1", "D2B0", "D2B1"} & tags.keys():
        return None
    if "kTRC" in tags and icc[16:20] == b"GRAY":
        curve = _curve(tags["kTRC"])
        return None if curve is None else MatrixProfile(None, curve[None], _inverse(curve)[None])
    columns = [_xyz(tags.get(name, b"")) for name in ("rXYZ", "gXYZ", "bXYZ")]
    curves = [_curve(tags.get(name, b"")) for name in ("rTRC", "gTRC", "bTRC")]
    found = [column for column in columns if column is not None]
    shapes = [curve for curve in curves if curve is not None]
    if len(found) != 3 or len(shapes) != 3 or icc[20:24] != b"XYZ ":
        return None
    matrix = np.array(found).T
    if abs(np.linalg.det(matrix)) < 1e-4:
        return None
    return MatrixProfile(matrix, np.stack(shapes), np.stack([_inverse(curve) for curve in shapes]))


def encode(linear: Pixels) -> Pixels:
    """Linear light → sRGB (IEC 61966-2-1), mirrored below 0 and going on up to 4."""
    root = np.sqrt(np.abs(linear)) * np.float32(1 / _REACH)
    return np.copysign(_looked_up(_encoding(), root), linear)


def decode(srgb: Pixels) -> Pixels:
    """sRGB → linear light, mirrored below 0 and going on up to 2."""
    return np.copysign(_looked_up(_decoding(), np.abs(srgb) * np.float32(1 / _REACH)), srgb)


def _looked_up(table: Table, place: Pixels) -> Pixels:
    """`table` at `place` (0–1, clipped), straight between its nodes."""
    at = np.clip(place, 0, 1) * np.float32(_NODES - 1)
    node = at.astype(np.int32)
    at -= node
    steps = np.diff(table, append=table[-1:])
    return table[node] + at * steps[node]


@lru_cache(maxsize=1)
def _encoding() -> Table:
    linear = (np.linspace(0, 1, _NODES) * _REACH) ** 2
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).astype(np.float32)


@lru_cache(maxsize=1)
def _decoding() -> Table:
    value = np.linspace(0, 1, _NODES) * _REACH
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _tags(icc: bytes) -> dict[str, bytes]:
    if len(icc) < 132:
        return {}
    count = min(int.from_bytes(icc[128:132], "big"), _MAX_TAGS, (len(icc) - 132) // 12)
    tags = {}
    for index in range(count):
        name, place, length = struct.unpack_from(">4sII", icc, 132 + 12 * index)
        tags[name.decode("latin-1")] = icc[place : place + length]
    return tags


def _xyz(tag: bytes) -> tuple[float, float, float] | None:
    if len(tag) < 20 or tag[:4] != b"XYZ ":
        return None
    x, y, z = (number / 65536 for number in struct.unpack_from(">3i", tag, 8))
    return x, y, z


def _curve(tag: bytes) -> Table | None:
    """The curve at 4,097 even places from 0 to 1; None where it is not one that rises."""
    place = np.linspace(0, 1, _NODES)
    values: npt.NDArray[np.float64] | None = None
    if tag[:4] == b"curv" and len(tag) >= 12:
        count = int.from_bytes(tag[8:12], "big")
        if count == 0:
            values = place
        elif count == 1 and len(tag) >= 14:
            values = place ** (int.from_bytes(tag[12:14], "big") / 256)
        elif len(tag) >= 12 + 2 * count:
            table = np.frombuffer(tag, ">u2", count, 12) / 65535
            values = np.interp(place, np.linspace(0, 1, count), table)
    elif tag[:4] == b"para" and len(tag) >= 12:
        values = _parametric(int.from_bytes(tag[8:10], "big"), tag[12:], place)
    if values is None or not np.isfinite(values).all():
        return None
    values = np.clip(values, 0, 1)
    if values[-1] - values[0] < 0.5 or (np.diff(values) < 0).any():
        return None
    return values.astype(np.float32)


def _parametric(kind: int, raw: bytes, place: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """parametricCurveType, functions 0 to 4."""
    count = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(kind, 99)
    if len(raw) < 4 * count:
        return None
    found = [number / 65536 for number in struct.unpack_from(f">{count}i", raw)]
    g, a, b, c, d, e, f = found + [0.0] * (7 - count)
    if kind == 0:
        return np.asarray(place**g)
    if kind in (1, 2):
        if a == 0:
            return None
        return np.asarray(np.where(place >= -b / a, np.maximum(a * place + b, 0) ** g, 0) + (c if kind == 2 else 0))
    return np.asarray(np.where(place >= d, np.maximum(a * place + b, 0) ** g + e, c * place + f))


def _inverse(curve: Table) -> Table:
    """Square root of the linear value, at 4,097 even places → device value."""
    linear = np.linspace(0, 1, _NODES) ** 2
    rising, first = np.unique(curve.astype(np.float64), return_index=True)
    return np.interp(linear, rising, first / (_NODES - 1)).astype(np.float32)
