"""Which weights an operation runs with: those the person named, else the catalogue's defaults."""

from __future__ import annotations

from collections.abc import Mapping

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.weights.own import Weights, all_weights, find_weights

_FOR: Mapping[str, str] = {
    "denoise": "taking out noise",
    "colorize": "giving colour",
    "upscale": "enlarging",
    "estimate": "measuring noise",
}


def named_weights(operation: str, setup: Setup, places: Places) -> Weights | None:
    """The weights that the person named for an operation, the last where there are several; None where none.

    Raises
    ------
    BadRequest
        there are none of that name, or they are for another operation.
    WeightsFailed
        a catalogue cannot be read.
    """
    names = [name for wanted, name in setup.weights if wanted == operation]
    if not names:
        return None
    weights = find_weights(names[-1], places)
    if weights.entry is not None and weights.entry.operation != operation:
        raise BadRequest(
            f"The weights “{weights.id}” are for {_FOR[weights.entry.operation]}, not for {_FOR[operation]}.",
            detail=f"{operation}={names[-1]}",
        )
    return weights


def default_weights(operation: str, places: Places) -> tuple[Weights, ...]:
    """The catalogue's defaults for an operation (of upscale one for each scale and end); none where there are none.

    Raises
    ------
    WeightsFailed
        a catalogue cannot be read.
    """
    return tuple(w for w in all_weights(places) if w.entry and w.entry.operation == operation and w.entry.default)


def weights_for(operation: str, setup: Setup, places: Places) -> Weights:
    """The one set of weights for an operation that needs just one.

    Raises
    ------
    BadRequest
        the ones named are unknown, or are for another operation.
    WeightsFailed
        none are installed, or a catalogue cannot be read.
    """
    named = named_weights(operation, setup, places)
    if named is not None:
        return named
    found = default_weights(operation, places)
    if not found:
        raise none_installed(operation)
    return found[0]


def none_installed(operation: str) -> WeightsFailed:
    """The error where no weights came with the program."""
    return WeightsFailed(
        f"There are no weights for {_FOR[operation]}. Install Restorer again, or name a weights file.",
        detail=f"no default weights for {operation}",
    )
