"""How far a network moved the means of blocks, noted tile by tile, and put back when all are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.control import Control
from restorer.core.geometry import Box
from restorer.engines.run_layout import HOLD_ROUNDS, Layout
from restorer.engines.sheet import Sheet
from restorer.engines.step import ColourHold

_ROWS = 128  # of output px, corrected at once
_LEAST_GAIN = 0.125  # where next to nothing can be moved, that is not driven to the other end
_BY_CHANCE = np.float32(0.5 / 255)  # that much is gained or lost by what neighbours are given, whatever was wanted

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
        """Correct the whole sheet where anything left too far; the sentences that say so.

        What is added to px near black or white is clipped, and the block's mean falls short. So it is looked at what
        became of it, and the rest is added, as much more as the first time got lost.
        """
        drift, gain = self._drift, np.float32(1)
        said: tuple[str, ...] = ()
        for _ in range(HOLD_ROUNDS):
            correction = self._hold.correction(drift)
            if correction is None:
                break
            said = (self._hold.warning,)
            wanted = correction / gain
            gained = self._add(wanted, sheet, control)
            drift = drift + gained
            share = (gained * np.sign(wanted) + _BY_CHANCE) / (np.abs(wanted) + _BY_CHANCE)
            gain = np.clip(share, _LEAST_GAIN, 1)
        return said

    def _add(self, correction: Planes, sheet: Sheet, control: Control) -> Planes:
        """Add to the sheet; what the mean of each block gained by it, as far as it is on the sheet."""
        plan = self._plan
        scale = (plan.target.width / plan.size.width, plan.target.height / plan.size.height)
        picture = sheet.picture()
        # Sums of whole numbers: the same whatever the strips are, so that a region's are those of the whole.
        sums = np.zeros(correction.shape, np.int64)
        counts = np.zeros(correction.shape[:2], np.int64)
        columns = self._blocks(sheet.box.left, sheet.box.right, scale[0], correction.shape[1])
        for top in range(sheet.box.top, sheet.box.bottom, _ROWS):
            control.check()
            strip = Box(sheet.box.left, top, sheet.box.right, min(top + _ROWS, sheet.box.bottom))
            rows = self._blocks(strip.top, strip.bottom, scale[1], correction.shape[0])
            if not correction[max(0, rows[0] - 1) : rows[-1] + 2].any():
                continue
            before = picture.raw(strip)[:, :, :3].astype(np.int32)
            light = before.astype(np.float32) / np.float32(picture.full)
            sheet.put(strip, self._hold.apply(light, strip, scale, correction, Box.of(plan.size)))
            change = picture.raw(strip)[:, :, :3] - before
            _add_up(change, rows, columns, sums, counts)
            sheet.settle()
        gained: Planes = (sums / np.maximum(counts, 1)[:, :, None] / picture.full).astype(np.float32)
        return gained

    def _blocks(self, start: int, stop: int, scale: float, count: int) -> npt.NDArray[np.intp]:
        """The block that each of the output px [start, stop) of an axis lies in."""
        position = (np.arange(start, stop) + 0.5) / scale
        block: npt.NDArray[np.intp] = np.clip(position // self._hold.block, 0, count - 1).astype(np.intp)
        return block


def _add_up(
    change: npt.NDArray[np.int32],
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    sums: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> None:
    """Add the px of `change` (h, w, 3) to the sums and counts of the blocks in `rows` and `columns`, which rise."""
    row_starts, column_starts = (np.flatnonzero(np.diff(axis, prepend=-1)) for axis in (rows, columns))
    across = np.add.reduceat(change, column_starts, axis=1, dtype=np.int64)
    total = np.add.reduceat(across, row_starts, axis=0)
    here = np.ix_(rows[row_starts], columns[column_starts])
    sums[here] += total
    heights, widths = np.diff(np.append(row_starts, len(rows))), np.diff(np.append(column_starts, len(columns)))
    counts[here] += heights[:, None] * widths


def _block_means(planes: Planes, block: int) -> Planes:
    """(3, h, w) → (rows, columns, 3); the last blocks may be cut off."""
    _, height, width = planes.shape
    down, across = np.arange(0, height, block), np.arange(0, width, block)
    total = np.add.reduceat(np.add.reduceat(planes, down, axis=1, dtype=np.float64), across, axis=2)
    counts = np.diff(np.append(down, height))[:, None] * np.diff(np.append(across, width))
    means: Planes = (total / counts).transpose(1, 2, 0).astype(np.float32)
    return means
