"""A grey photo stays grey: what a network says of three equal channels, three nearly equal ones, becomes one again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from restorer.engines.step import NetworkPass, PreparedStep


def kept_grey(step: PreparedStep) -> PreparedStep:
    """The step for a picture of three equal channels, which they stay: the other passes treat channels alike."""
    passes = tuple(
        replace(pass_, combine=_levelled(pass_.combine)) if isinstance(pass_, NetworkPass) else pass_
        for pass_ in step.passes
    )
    return replace(step, passes=passes)


def _levelled(combine: Callable[[Tensor, Tensor], Tensor] | None) -> Callable[[Tensor, Tensor], Tensor]:
    def combined(tile: Tensor, answer: Tensor) -> Tensor:
        picture = combine(tile, answer) if combine else answer
        # Added one by one, so that a pixel's sum does not depend on the shape of the tile.
        mean = (picture[:, 0:1] + picture[:, 1:2] + picture[:, 2:3]) / 3
        return mean.repeat(1, 3, 1, 1)

    return combined
