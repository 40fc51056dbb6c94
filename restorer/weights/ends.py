"""The two ends of the detail slider: which weights enlarge faithfully, which in detail, and whether there are both."""

from __future__ import annotations

from dataclasses import dataclass

from restorer.core.files import Places
from restorer.weights.catalogue import load_catalogue
from restorer.weights.own import Weights, all_weights, find_weights


@dataclass(frozen=True, slots=True)
class Ends:
    """The weights of one scale at the two ends of the slider; one of them may be missing."""

    scale: int
    faithful: Weights | None
    detailed: Weights | None


def default_ends(places: Places | None = None) -> tuple[Ends, ...]:
    """The catalogue's defaults, by scale: the faithful one with its pair, or the detailed one where it is alone.

    Raises
    ------
    WeightsFailed
        a catalogue cannot be read.
    """
    listed = [w for w in all_weights(places) if w.entry and w.entry.operation == "upscale" and w.entry.default]
    by_scale: dict[int, Ends] = {}
    for weights in sorted(listed, key=_is_detailed):
        ends = ends_of(weights)
        if ends is not None:
            by_scale.setdefault(ends.scale, ends)
    return tuple(by_scale[scale] for scale in sorted(by_scale))


def ends_of(weights: Weights) -> Ends | None:
    """Both ends, from weights at either; None of weights of no catalogue, whose scale only loading tells.

    Of a pair, which lies in one folder, one at least names the other.

    Raises
    ------
    WeightsFailed
        the catalogue cannot be read.
    """
    entry = weights.entry
    if entry is None:
        return None
    other: Weights | None = None
    for found in load_catalogue(weights.path.parent).weights:
        if found.scale == entry.scale and (found.id == entry.pair or found.pair == entry.id):
            other = Weights(found.id, weights.path.parent / found.file, found, weights.own)
    if _is_detailed(weights):
        return Ends(entry.scale, other, weights)
    return Ends(entry.scale, weights, other)


def slider_note(name: str | None = None, places: Places | None = None) -> str | None:
    """Why the detail slider changes nothing with the weights `name` (the defaults where None); None where it does.

    Raises
    ------
    BadRequest
        there are no such weights.
    WeightsFailed
        a catalogue cannot be read.
    """
    if name is None:
        ends: tuple[Ends | None, ...] = default_ends(places)
        if any(end is not None and end.faithful and end.detailed for end in ends):
            return None
        return "The weights for enlarging have a faithful end only: the detail slider changes nothing."
    found = ends_of(find_weights(name, places))
    if found is not None and found.faithful and found.detailed:
        return None
    return one_end_note(name)


def one_end_note(name: str) -> str:
    """The sentence for weights without a pair."""
    return f"The weights “{name}” have one end only: the detail slider changes nothing."


def _is_detailed(weights: Weights) -> bool:
    return weights.entry is not None and weights.entry.end == "detailed"
