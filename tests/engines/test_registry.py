"""Operations become steps; what is missing is a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from restorer.core.errors import Internal, WeightsFailed
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.picture import Picture
from restorer.engines.registry import prepare
from restorer.engines.step import LocalPass
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import SourceFacts
from restorer.recipe.operation import Operation
from restorer.recipe.operations import OPERATIONS
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.upscale import Upscale

FACTS = SourceFacts("png", 16, False, False, "0" * 64, 1)


@pytest.fixture
def picture() -> Picture:
    pixels = np.random.default_rng(0).integers(0, 65535, (40, 50, 3), dtype=np.uint16)
    return Picture(pixels, Size(50, 40), Box(0, 0, 50, 40))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """A program that came without weights."""
    monkeypatch.setattr("restorer.weights.own.shipped_weights", lambda: tmp_path / "none")
    return Workbench(Places.below(tmp_path / "home"))


@pytest.mark.parametrize("kind", OPERATIONS)
def test_every_operation_has_its_engine(kind: type[Operation], picture: Picture, bench: Workbench) -> None:
    """Without weights each is prepared, or says that there are none; none is unknown."""
    operation = kind(sigma=10.0, jpeg=0.0) if kind is Denoise else kind()  # type: ignore[call-arg]
    if kind.weights is None:
        assert prepare(operation, picture, FACTS, Setup(), bench).operation == kind.id
    else:
        with pytest.raises(WeightsFailed, match="There are no weights for"):
            prepare(operation, picture, FACTS, Setup(), bench)


@pytest.mark.parametrize("operation", [Denoise(strength=0), Fade(strength=0), Upscale(factor=1)])
def test_a_step_that_does_nothing_needs_no_weights(operation: Operation, picture: Picture, bench: Workbench) -> None:
    assert prepare(operation, picture, FACTS, Setup(), bench).passes == ()


def test_an_operation_without_an_engine_is_our_fault(picture: Picture, bench: Workbench) -> None:
    @dataclass(frozen=True, slots=True)
    class Unheard(Operation):
        id: ClassVar[str] = "unheard"
        title: ClassVar[str] = "Unheard"
        summary: ClassVar[str] = "Of."

    with pytest.raises(Internal):
        prepare(Unheard(), picture, FACTS, Setup(), bench)


def test_what_was_not_measured_is_not_run(picture: Picture, bench: Workbench) -> None:
    with pytest.raises(Internal):
        prepare(Denoise(), picture, FACTS, Setup(), bench)


def test_fade_is_arithmetic_on_pixels_alone(picture: Picture, bench: Workbench) -> None:
    (local,) = prepare(Fade(), picture, FACTS, Setup(), bench).passes
    assert isinstance(local, LocalPass)
    assert local.halo == 0
