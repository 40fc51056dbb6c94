"""How 16 bits become 8 without steps, the same in a file and on screen: by a threshold for each place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box

STEP = 257
"""65,535 / 255, and the side of the field that thresholds repeat in."""


def thresholds(box: Box) -> npt.NDArray[np.uint16]:
    """(box.height, box.width), 0 … 256: of x, in 16 bits, (x + threshold) div 257 is the 8-bit value at that place.

    box: in px of the whole picture. t = (194·x + 146·y) mod 257 takes each value once in every row and column of a
    257 × 257 field, so that the mean over a field of any constant is exact. The two factors are 257 divided by the
    plastic number and its square (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
    """
    across = (194 * np.arange(box.left, box.right, dtype=np.int64))[None, :]
    down = (146 * np.arange(box.top, box.bottom, dtype=np.int64))[:, None]
    return ((across + down) % STEP).astype(np.uint16)
