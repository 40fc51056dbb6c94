"""Colorize: colours guessed on a small copy of the whole photo, carried to full size along its edges."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt

from restorer.core.errors import WeightsFailed
from restorer.core.geometry import Box, Size
from restorer.engines.choice import weights_for
from restorer.engines.colorizer import Colorizer, colorizer_from
from restorer.engines.colour_transfer import Coefficients, colour_part, fit, guide_size, lightness_at, told_by
from restorer.engines.operations.request import Request
from restorer.engines.state_file import file_mark, read_weights
from restorer.engines.step import LocalPass, PreparedStep
from restorer.engines.values import WeightsUsed
from restorer.engines.workbench import Workbench
from restorer.photo.colour import GREY_PROFILE_LEFT, from_srgb, space, to_srgb
from restorer.photo.photo import SourceFacts
from restorer.recipe.operations.colorize import Colorize
from restorer.weights.own import Weights

Light = npt.NDArray[np.float32]


def prepare(request: Request[Colorize]) -> PreparedStep:
    """Colours of the framed and faded source at working size; then one pass that needs no neighbours.

    Raises
    ------
    BadRequest
        the weights named are unknown or not for this.
    WeightsFailed
        they cannot be loaded.
    """
    operation, source = request.operation, request.source
    if operation.identity():
        return PreparedStep(operation.id, ())
    weights = weights_for(operation.id, request.setup, request.workbench.places)
    colorizer, sha256 = _warm_colorizer(weights, request.workbench)
    shape = (source.size.height, source.size.width)
    guide = guide_size(*shape)
    copy = request.workbench.small_copies.get(source, Size(guide[1], guide[0]), request.control)
    small = to_srgb(_faded(request, copy), request.facts.icc)

    def guessed() -> Coefficients:
        colours = colorizer.colorize(small, [told_by(hint) for hint in operation.hints], operation.seed)
        return fit(lightness_at(small, guide), colours.ab)

    seen = hashlib.blake2b(small.tobytes(), digest_size=16).hexdigest()
    key = (operation.id, sha256, operation.hints, operation.seed, small.shape, seen)
    coefficients = cast(Coefficients, request.workbench.answers.get(key, guessed))
    before = request.facts.icc
    after = _coloured(request.facts).icc

    def apply(pixels: Light, box: Box) -> Light:
        coloured = colour_part(
            to_srgb(pixels, before),
            coefficients,
            box.top,
            box.left,
            shape,
            saturation=operation.saturation / 100,
            strength=operation.strength / 100,
        )
        return from_srgb(coloured, after)

    used = WeightsUsed(operation.id, weights.id, sha256)
    warnings = (GREY_PROFILE_LEFT,) if _has_grey_profile(request.facts) else ()
    return PreparedStep(operation.id, (LocalPass(apply),), (used,), warnings, _coloured)


def _warm_colorizer(weights: Weights, bench: Workbench) -> tuple[Colorizer, str]:
    """See `load_colorizer`; from the workbench where it lies there already."""
    mark = file_mark(weights)
    if mark is None:
        return load_colorizer(weights)
    kept = bench.answers.get((Colorize.id, mark), lambda: load_colorizer(weights))
    return cast(tuple[Colorizer, str], kept)


def load_colorizer(weights: Weights) -> tuple[Colorizer, str]:
    """The colouriser of a weights file, and the file's SHA-256.

    Raises
    ------
    WeightsFailed
        the file is missing, damaged, or of another network.
    """
    entry = weights.entry
    if entry is not None and entry.architecture != "colorize-unet":
        raise WeightsFailed(
            f"The weights “{weights.id}” are of a network, “{entry.architecture}”, that gives no colour."
        )
    file = read_weights(weights)
    try:
        return colorizer_from(file.state, entry.arguments if entry is not None else {}), file.sha256
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        raise WeightsFailed(
            f"“{weights.path.name}” holds no weights of Restorer's network for colour, or of another version of it.",
            detail=f"{weights.path}: {type(error).__name__}: {error}"[:2000],
        ) from error


def _faded(request: Request[Colorize], small: Light) -> Light:
    """The small copy as the fade step, where there is one, makes it. Noise is gone from it by its smallness."""
    whole = Box(0, 0, small.shape[1], small.shape[0])
    for step in request.before:
        for part in step.passes:
            if isinstance(part, LocalPass) and part.halo == 0:
                small = np.clip(part.apply(small, whole), 0, 1)
    return small


def _coloured(facts: SourceFacts) -> SourceFacts:
    """A photo that has got colours is grey no more, and a grey profile cannot describe it: it becomes sRGB."""
    return replace(facts, grey=False, icc=None if _has_grey_profile(facts) else facts.icc)


def _has_grey_profile(facts: SourceFacts) -> bool:
    return facts.icc is not None and space(facts.icc) == "GRAY"
