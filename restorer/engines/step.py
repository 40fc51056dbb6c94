"""What an operation becomes before it runs: passes over the picture, with all that they need inside them.

`registry.prepare(operation, source: Picture, facts: SourceFacts, setup, workbench, control)` turns an operation into
a `PreparedStep`; `restore` carries its passes out with `run`. `source` is the framed source photo. Everything a pass
needs to know of the picture as a whole (statistics, a small copy, hints) was taken from the framed source by
`prepare`, so that a region of the result can be made from a region of the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from restorer.core.geometry import Box, Size
from restorer.engines.engine import Network
from restorer.engines.values import WeightsUsed
from restorer.photo.photo import SourceFacts
from restorer.photo.store import Pixels

Light = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ViewPass:
    """Pixels put elsewhere, none changed (turn, mirror, crop). Only as the first pass of the first step.

    view: (H, W, C) → (H', W', C), a strided view of what it is given, not a copy.
    """

    view: Callable[[Pixels], Pixels]


@dataclass(frozen=True, slots=True, eq=False)
class LocalPass:
    """Arithmetic on each pixel and its neighbourhood, in numpy.

    apply(pixels, box): `pixels` (box.height + 2·halo, box.width + 2·halo, 3) float32, 0–1, are those of `box`, in px
        of the whole picture, and of `halo` px around it, reflected outside. It answers (box.height, box.width, 3)
        float32, which is clamped afterwards. It may be called from several threads, for boxes in any order,
        and what it answers for a pixel must not depend on the box.
    """

    apply: Callable[[Light, Box], Light]
    halo: int = 0


class ColourHold(Protocol):
    """Puts low frequencies back where a network moved them, on the grid of block × block px of its input."""

    @property
    def block(self) -> int:
        """Side of a block in px of the input; a divisor of 64."""
        ...

    @property
    def reach(self) -> int:
        """What is added to the px of a block depends on drifts at most this many blocks away."""
        ...

    @property
    def warning(self) -> str:
        """The sentence for the person where something was put back."""
        ...

    def correction(self, drift: Light) -> Light | None:
        """What must be added, from how far each block's mean left the source's.

        drift: (rows, columns, 3), output − input. May be a part of the picture's blocks: each block is judged alone, so
        that the answer for it is that of the whole.
        Returns (rows, columns, 3), to be handed to `apply`, or None where nothing need be done.
        """
        ...

    def apply(self, pixels: Light, box: Box, scale: tuple[float, float], correction: Light, origin: Box) -> Light:
        """`pixels` (h, w, 3) with the correction added, not clamped.

        box: where they lie, in px of the output. scale: output px per input px, across and down.
        origin: the px of the input that `correction`'s blocks cover (left and top at multiples of `block`).
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class NetworkPass:
    """A network over the picture, tile by tile.

    combine(tile, answer): (N, 3, H, W) and the network's (N, C, H·scale, W·scale), both float32 on one device, to
        the picture (N, 3, H·scale, W·scale) float32, not clamped. Pixel by pixel (and the source px below it):
        nothing may look further. None: the answer is the picture.
    output: the size wanted, to which the picture of size · scale is resampled; None: just that size.
    hold: keeps the low frequencies, None: the network may change colours.
    """

    network: Network
    combine: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None = None
    output: Size | None = None
    hold: ColourHold | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ResizePass:
    """Plain resampling to `output`, without a network."""

    output: Size


Pass = ViewPass | LocalPass | NetworkPass | ResizePass


@dataclass(frozen=True, slots=True, eq=False)
class PreparedStep:
    """An operation ready to run.

    operation: its id.
    passes: carried out one after the other. None: the step does nothing to this picture.
    weights: what takes part.
    warnings: sentences for the person.
    facts: what becomes of the photo's facts (a grey photo that gets colours is grey no more), None: nothing.
    """

    operation: str
    passes: tuple[Pass, ...]
    weights: tuple[WeightsUsed, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: Callable[[SourceFacts], SourceFacts] | None = None
