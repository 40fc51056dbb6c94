"""How far a network moved the means of blocks, noted tile by tile, and put back when all are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control
from restorer.core.geometry import Box
from restorer.engines.run_layout import Layout
from restorer.engines.sheet import Sheet
from restorer.engines.step import ColourHold

_ROWS = 128  # of output px, corrected at once

Planes = npt.NDArray[np.float32]


class Drift:
    """Means of the blocks of the whole picture, output − input; zero where nothing was computed."""

    def __init__(self, hold: ColourHold, plan: Layout) -> None:
        self._hold, self._plan = hold, plan
        rows, columns = (-(-side // hold.block) for side in (plan.size.height, plan.size.width))
        self._drift = np.zeros((rows, columns, 3), np.float32)

    def note(self, core: Box, given: Planes, restored: Planes) -> None:
        """given (3, h, w) and restored (3, h·scale, w·scale) of a core, which begins at whole blocks."""
        block = self._hold.block
        drift = _block_means(np.clip(restored, 0, 1), block * self._plan.scale) - _block_means(given, block)
        top, left = core.top // block, core.left // block
        self._drift[top : top + drift.shape[0], left : left + drift.shape[1]] = drift

    def put_back(self, sheet: Sheet, control: Control) -> tuple[str, ...]:
        """Correct the whole sheet where anything left too far; the sentences that say so."""
        correction = self._hold.correction(self._drift)
        if correction is None:
            return ()
        plan = self._plan
        scale = (plan.target.width / plan.size.width, plan.target.height / plan.size.height)
        picture = sheet.picture()
        for top in range(sheet.box.top, sheet.box.bottom, _ROWS):
            control.check()
            strip = Box(sheet.box.left, top, sheet.box.right, min(top + _ROWS, sheet.box.bottom))
            sheet.put(strip, self._hold.apply(picture.read(strip), strip, scale, correction, Box.of(plan.size)))
            sheet.settle()
        return (self._hold.warning,)


def _block_means(planes: Planes, block: int) -> Planes:
    """(3, h, w) → (rows, columns, 3); the last blocks may be cut off."""
    _, height, width = planes.shape
    down, across = np.arange(0, height, block), np.arange(0, width, block)
    total = np.add.reduceat(np.add.reduceat(planes, down, axis=1, dtype=np.float64), across, axis=2)
    counts = np.diff(np.append(down, height))[:, None] * np.diff(np.append(across, width))
    means: Planes = (total / counts).transpose(1, 2, 0).astype(np.float32)
    return means
