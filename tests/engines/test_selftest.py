"""A device is offered when it computes as the CPU does."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from restorer.core.errors import DeviceFailed
from restorer.core.files import Places
from restorer.engines.backends.backend import Shape
from restorer.engines.backends.torch_backend import TorchBackend
from restorer.engines.engine import Conditions, Engine, Network
from restorer.engines.placement import Device
from restorer.engines.selftest import verdict_of
from restorer.engines.workbench import Workbench

CPU = Device("cpu", "A processor", 1 << 33)


class Wrong:
    """A backend of a device that computes a little otherwise: broken drivers cannot be had at will."""

    name = "torch"

    def __init__(self, error: float, wavering: bool = False) -> None:
        self._error, self._wavering = error, wavering

    def compile(self, network: Network, device: str, precision: str, shape: Shape) -> Engine:
        right = TorchBackend().compile(network, device, precision, shape)
        calls = 0

        def answer(tile: torch.Tensor, conditions: Conditions = ()) -> torch.Tensor:
            nonlocal calls
            calls += 1
            return right(tile, conditions) + self._error * (calls if self._wavering else 1)

        return answer


def test_the_processor_passes() -> None:
    verdict = verdict_of(CPU, {"torch": TorchBackend()})
    assert verdict.passed
    assert verdict.reason == ""


@pytest.mark.parametrize("error", [0.01, float("nan")])
def test_a_device_that_computes_otherwise_is_refused_with_the_reason(error: float) -> None:
    verdict = verdict_of(CPU, {"torch": Wrong(error)})
    assert not verdict.passed
    assert "otherwise than the processor" in verdict.reason


def test_a_device_that_wavers_is_refused() -> None:
    assert "another answer" in verdict_of(CPU, {"torch": Wrong(1e-5, wavering=True)}).reason


def test_a_device_that_raises_is_refused_and_nothing_escapes() -> None:
    verdict = verdict_of(Device("cuda:93", "No such card", 0), {"torch": TorchBackend()})
    assert not verdict.passed
    assert verdict.reason


def test_a_device_named_that_fails_its_test_is_not_used(tmp_path: Path) -> None:
    bench = Workbench(Places.below(tmp_path))
    assert bench.device("auto").id in {verdict.device.id for verdict in bench.verdicts() if verdict.passed}
    bench._verdicts["cpu"] = verdict_of(CPU, {"torch": Wrong(0.5)})
    with pytest.raises(DeviceFailed, match="cannot be used"):
        bench.device("cpu")
