"""What is done to a photo, as one value."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from restorer.core.errors import BadRequest
from restorer.core.geometry import Size
from restorer.recipe.operation import Operation
from restorer.recipe.operations import OPERATIONS

VERSION = 1
"""Of the JSON form; see codec.py for what older ones looked like."""

_PLACES = {kind.id: place for place, kind in enumerate(OPERATIONS)}

Kind = TypeVar("Kind", bound=Operation)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in the fixed order, each operation at most once. Hashable, picklable, never changed.

    Raises
    ------
    BadRequest
        an operation is given twice.
    """

    steps: tuple[Operation, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.steps, key=lambda step: _PLACES[step.id]))
        for one, other in itertools.pairwise(ordered):
            if one.id == other.id:
                raise BadRequest(f"A recipe has each operation once, but {one.id} is in it twice.")
        object.__setattr__(self, "steps", ordered)

    @overload
    def step(self, kind: type[Kind]) -> Kind | None: ...
    @overload
    def step(self, kind: str) -> Operation | None: ...
    def step(self, kind: type[Operation] | str) -> Operation | None:
        """The step of this operation (its class or id), None where the recipe has none."""
        name = kind if isinstance(kind, str) else kind.id
        return next((step for step in self.steps if step.id == name), None)

    def with_step(self, step: Operation) -> Recipe:
        """With `step` in its place, in place of any of the same operation."""
        return Recipe((*(other for other in self.steps if other.id != step.id), step))

    def without(self, kind: type[Operation] | str) -> Recipe:
        """Without the step of this operation (its class or id)."""
        name = kind if isinstance(kind, str) else kind.id
        return Recipe(tuple(step for step in self.steps if step.id != name))

    def active(self) -> Recipe:
        """Without steps that change nothing."""
        return Recipe(tuple(step for step in self.steps if not step.identity()))

    def concrete(self) -> bool:
        """Whether nothing is left to be measured."""
        return all(step.concrete() for step in self.steps)

    def output_size(self, size: Size) -> Size:
        """The size of what comes out when a photo of `size` goes in."""
        for step in self.steps:
            size = step.output_size(size)
        return size

    def portable(self) -> Recipe:
        """As other photos can have it: without crop and colour hints, and without steps that then do nothing."""
        others = ((step, step.portable()) for step in self.steps)
        return Recipe(tuple(other for step, other in others if other == step or not other.identity()))

    def left_out(self) -> tuple[str, ...]:
        """Labels of what `portable` leaves out (“Crop”, “Colour hints”), to be said where it is used."""
        return tuple(
            parameter.control.label
            for step in self.steps
            for parameter, value in step.values()
            if not parameter.control.portable and value != parameter.default
        )

    def as_json(self) -> dict[str, Any]:
        """What JSON holds of the recipe: every field of every step, in the current version."""
        return {"version": VERSION, "steps": [_step_json(step) for step in self.steps]}

    @property
    def canonical(self) -> str:
        """Its one spelling as JSON: equal recipes have equal text."""
        return json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, hex; names results."""
        return hashlib.sha256(self.canonical.encode("utf-8")).hexdigest()


def _step_json(step: Operation) -> dict[str, Any]:
    fields = {parameter.name: parameter.control.to_json(value) for parameter, value in step.values()}
    return {"operation": step.id, **fields}


def operation_kind(name: str) -> type[Operation]:
    """The operation with this id.

    Raises
    ------
    BadRequest
        there is none; the sentence says what may have been meant.
    """
    for kind in OPERATIONS:
        if kind.id == name:
            return kind
    known = [kind.id for kind in OPERATIONS]
    raise BadRequest(f"There is no operation “{name[:40]}”.{did_you_mean(name, known)}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """“ Did you mean “x”?”, or the list of what there is."""
    choices = list(known)
    near = difflib.get_close_matches(name, choices, n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else f" There are: {', '.join(choices)}."
