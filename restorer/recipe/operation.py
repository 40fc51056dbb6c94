"""What an operation is: frozen data that describes itself.

Adding one is a file in `operations/`, its name in `operations/__init__.py`, and an engine elsewhere.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self, get_type_hints

from restorer.core.geometry import Size
from restorer.recipe.controls import Control


@dataclass(frozen=True, slots=True)
class Parameter:
    """One field of an operation: its name, what it may hold, and what it holds when nobody says."""

    operation: str
    name: str
    control: Control
    default: Any

    @property
    def key(self) -> str:
        """As errors and `--set` name it: “denoise.sigma”."""
        return f"{self.operation}.{self.name}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of restoration with its settings. Subclasses are frozen dataclasses whose fields are
    `Annotated[type, control]`; every value is checked on making.

    id: in recipes and on the command line. title, summary: for a person. weights: the kind of weights that
    it runs with, None where it needs none. order: its place among the steps.

    Raises
    ------
    BadRequest
        a field's value is not one that its control takes.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    weights: ClassVar[str | None] = None

    def __post_init__(self) -> None:
        for parameter in parameters(type(self)):
            value = parameter.control.check(parameter.key, getattr(self, parameter.name))
            object.__setattr__(self, parameter.name, value)

    def identity(self) -> bool:
        """Whether these settings leave every photo as it is, whatever is on it."""
        return False

    def concrete(self) -> bool:
        """Whether nothing is left to be measured (no field is None)."""
        return all(value is not None for _, value in self.values())

    def portable(self) -> Self:
        """Without the fields that belong to one photo (crop, colour hints)."""
        own = {p.name: p.default for p in parameters(type(self)) if not p.control.portable}
        return replace(self, **own) if own else self

    def values(self) -> Iterator[tuple[Parameter, Any]]:
        """Every parameter with the value that it has here."""
        for parameter in parameters(type(self)):
            yield parameter, getattr(self, parameter.name)

    def output_size(self, size: Size) -> Size:
        """The size of what comes out when a picture of `size` goes in."""
        return size


def parameters(kind: type[Operation]) -> tuple[Parameter, ...]:
    """The fields of an operation in the order in which they are shown."""
    hashable: Any = kind  # mypy takes the hash of the class's instances for that of the class
    return _parameters(hashable)


@functools.cache
def _parameters(kind: Any) -> tuple[Parameter, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        Parameter(kind.id, field.name, hints[field.name].__metadata__[0], field.default) for field in fields(kind)
    )
