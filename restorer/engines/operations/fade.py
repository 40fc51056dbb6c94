"""Fade: curves measured on a small copy of the source, applied pixel by pixel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from restorer.core.geometry import Box, Size
from restorer.engines.operations.request import Request
from restorer.engines.step import LocalPass, PreparedStep
from restorer.photo.colour import from_srgb, to_srgb
from restorer.photo.fading import apply_fade, fade_curves, fading_statistics
from restorer.recipe.operations.fade import Fade

Light = npt.NDArray[np.float32]

_LONG_SIDE = 512
"""Of the copy that is measured: small enough that noise and specks have gone."""


def prepare(request: Request[Fade]) -> PreparedStep:
    """One pass that needs no neighbours; curves are for sRGB, so pixels go there by the photo's profile and back."""
    operation, icc = request.operation, request.facts.icc
    if operation.identity():
        return PreparedStep(operation.id, ())
    size = request.source.size
    small = request.workbench.small_copies.get(request.source, _within(size), request.control)
    statistics = fading_statistics(to_srgb(small, icc))
    curves = fade_curves(statistics, operation.strength, operation.levels, operation.cast)
    if request.facts.grey:
        curves = np.broadcast_to(curves.mean(axis=0), curves.shape)  # one curve keeps the three channels equal

    def apply(pixels: Light, box: Box) -> Light:
        del box  # the same everywhere
        srgb = to_srgb(pixels, icc, clip=False)
        inside = np.clip(srgb, 0, 1)
        faded = apply_fade(inside, curves)
        faded += srgb - inside  # colours beyond sRGB stay as far beyond
        return from_srgb(faded, icc)

    return PreparedStep(operation.id, (LocalPass(apply),))


def _within(size: Size) -> Size:
    factor = min(1.0, _LONG_SIDE / size.long_side)
    return size.scaled(factor)
