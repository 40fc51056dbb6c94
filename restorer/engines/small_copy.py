"""A small copy of a large picture, read strip by strip: for what looks at the picture as a whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control
from restorer.core.geometry import Box, Size
from restorer.engines.kept import Kept
from restorer.engines.picture import Picture

_STRIP = 1 << 22  # px read at once
_KEPT = 8  # of one photo a few sizes, in the frames that one tries; each takes a few megabytes


class SmallCopies:
    """Copies made by `small_copy`, kept for the next time that one looks at the same picture."""

    def __init__(self) -> None:
        self._kept: Kept[npt.NDArray[np.float32]] = Kept(_KEPT)

    def get(self, picture: Picture, size: Size, control: Control | None = None) -> npt.NDArray[np.float32]:
        """See `small_copy`; read-only. A picture without a name is not kept."""

        def made() -> npt.NDArray[np.float32]:
            copy = small_copy(picture, size, control)
            copy.flags.writeable = False
            return copy

        return self._kept.get((picture.name, size), made) if picture.name else made()


def small_copy(picture: Picture, size: Size, control: Control | None = None) -> npt.NDArray[np.float32]:
    """The means of a picture's px, (size.height, size.width, 3) float32, 0–1, in the picture's own encoding.

    size: no larger than the picture. Each px of the copy is the mean of the px that it covers, whose edges are
    rounded to whole px.

    Raises
    ------
    Cancelled
        somebody asked to stop.
    """
    rows, columns = _edges(picture.size.height, size.height), _edges(picture.size.width, size.width)
    copy = np.empty((size.height, size.width, 3), np.float32)
    heights, widths = np.diff(rows).astype(np.float32), np.diff(columns).astype(np.float32)
    step = max(1, _STRIP * size.height // max(1, picture.size.pixels))
    for first in range(0, size.height, step):
        if control is not None:
            control.check()
        last = min(first + step, size.height)
        strip = picture.raw(Box(0, int(rows[first]), picture.size.width, int(rows[last])))[:, :, :3]
        total = np.add.reduceat(strip, rows[first:last] - rows[first], axis=0, dtype=np.uint64)
        total = np.add.reduceat(total, columns[:-1], axis=1)
        area = heights[first:last, None, None] * widths[:, None]
        copy[first:last] = total / (area * np.float32(picture.full))
    return copy


def _edges(length: int, parts: int) -> npt.NDArray[np.intp]:
    edges: npt.NDArray[np.intp] = np.rint(np.arange(parts + 1) * (length / parts)).astype(np.intp)
    return edges
