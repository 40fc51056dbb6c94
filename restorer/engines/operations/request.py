"""What an operation is told when it is prepared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from restorer.core.control import Control
from restorer.engines.picture import Picture
from restorer.engines.step import PreparedStep
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import SourceFacts
from restorer.recipe.operation import Operation

O = TypeVar("O", bound=Operation, covariant=True)  # noqa: E741 - an operation


@dataclass(frozen=True, slots=True, eq=False)
class Request(Generic[O]):
    """operation: with numbers in all its fields. source: the framed source photo. facts: of what comes in.
    before: the steps already prepared that run before this one, frame left out."""

    operation: O
    source: Picture
    facts: SourceFacts
    setup: Setup
    workbench: Workbench
    control: Control | None = None
    before: tuple[PreparedStep, ...] = ()
