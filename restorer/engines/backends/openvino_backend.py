"""Networks on OpenVINO, on the CPU. Nothing is sent anywhere: see `_openvino`."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import platform
import shutil
import sys
import tempfile
import types
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from restorer.core.geometry import Size
from restorer.engines.backends.backend import OutOfMemory, Shape, Unsuitable, is_out_of_memory
from restorer.engines.engine import Check, Conditions, Engine, Network, unwatched
from restorer.tiling.plan import rounded_up

_LOG = logging.getLogger(__name__)
_HINTS = {"fp32": "f32", "bf16": "bf16"}
_KEPT = 32  # converted networks kept in the cache
_GLANCE_MS = 50  # how often somebody is asked whether to go on


class OpenVinoBackend:
    """Converts once (kept in `cache` under the network's key and the versions), compiles for a shape in 0.1–0.4 s."""

    name = "openvino"
    local = True

    def __init__(self, cache: Path) -> None:
        self._cache = cache / "openvino"
        self._core: Any = None

    def compile(self, network: Network, device: str, precision: str, shape: Shape) -> Engine:
        """See `Backend.compile`."""
        if device != "cpu" or precision not in _HINTS:
            raise Unsuitable(f"OpenVINO is used on the CPU in fp32 and bf16, not on {device} in {precision}")
        try:
            converted = self._converted(network)
            return self._compiled(converted, network, precision, shape)
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise OutOfMemory(str(error)) from error
            raise Unsuitable(f"OpenVINO cannot compile {network.facts.name}: {error}") from error

    @property
    def _ready_core(self) -> Any:
        if self._core is None:
            self._core = _openvino().Core()
        return self._core

    def _compiled(self, converted: Any, network: Network, precision: str, shape: Shape) -> _OpenVinoEngine:
        sides = [[shape.batch, 3, shape.size.height, shape.size.width]]
        sides += [[shape.batch, len(row)] for row in network.conditions]
        converted.reshape(dict(zip(converted.inputs, sides, strict=True)))
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            "INFERENCE_PRECISION_HINT": _HINTS[precision],
        }
        return _OpenVinoEngine(self._ready_core.compile_model(converted, "CPU", settings))

    def _converted(self, network: Network) -> Any:
        """The network in OpenVINO's own form, for any shape: from the cache, or converted, proven and kept there."""
        folder = self._cache / _name(network)
        file = folder / "network.xml"
        if file.is_file():
            try:
                return self._ready_core.read_model(file)
            except RuntimeError as error:
                _LOG.warning("a converted network in the cache cannot be read and is made again: %s", error)
                shutil.rmtree(folder, ignore_errors=True)
        converted = _convert(network)
        self._prove(converted, network)
        self._keep(converted, folder)
        return converted

    def _prove(self, converted: Any, network: Network) -> None:
        """Have the converted network answer like torch on a tile of another side than it was traced with.

        Tracing turns what Python computed into constants; a network whose Python looks at the shape (attention in
        windows, padding) may be frozen to the traced one. It is cheaper to look than to know all networks.
        """
        side = _traced_side(network) + 2 * network.facts.multiple
        generator = torch.Generator().manual_seed(0)
        tile = torch.rand((1, 3, side, side), generator=generator)
        answer = self._compiled(converted, network, "fp32", Shape(1, Size(side, side)))(tile, network.conditions)
        with torch.inference_mode():
            wanted = network.module(tile, *(torch.tensor([row]) for row in network.conditions))
        if answer.shape != wanted.shape or not bool((answer - wanted).abs().max() < 0.25 / 255):
            raise Unsuitable(f"OpenVINO's conversion of {network.facts.name} answers otherwise than torch")

    def _keep(self, converted: Any, folder: Path) -> None:
        """Put the converted network into the cache in one rename. A cache that cannot be written is done without."""
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=".making-", dir=self._cache))
            _openvino().save_model(converted, made / "network.xml", compress_to_fp16=False)
            made.rename(folder)
            oldest = sorted((f for f in self._cache.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime)
            for one in oldest[:-_KEPT]:
                shutil.rmtree(one, ignore_errors=True)
        except OSError as error:
            _LOG.info("a converted network is not kept: %s", error)


class _OpenVinoEngine:
    """One network compiled for one shape."""

    def __init__(self, compiled: Any) -> None:
        self._request = compiled.create_infer_request()

    def __call__(self, tile: Tensor, conditions: Conditions = (), check: Check = unwatched) -> Tensor:
        """See `Engine`."""
        told = [np.repeat(np.array([row], np.float32), tile.shape[0], axis=0) for row in conditions]
        try:
            self._request.start_async([tile.numpy(), *told], share_inputs=True)
            while not self._request.wait_for(_GLANCE_MS):
                self._heed(check)
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise OutOfMemory(str(error)) from error
            raise
        return torch.from_numpy(self._request.get_output_tensor(0).data.copy())

    def _heed(self, check: Check) -> None:
        """Go on, or leave the tile after the layer that is being computed."""
        try:
            check()
        except BaseException:
            self._request.cancel()
            with contextlib.suppress(RuntimeError):  # that it was cancelled
                self._request.wait()
            raise


def reduced_precision_is_fast() -> bool:
    """Whether this CPU computes in bf16 (AVX512-BF16, AMX, Arm's BF16), by OpenVINO's word."""
    return "BF16" in _openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _openvino() -> Any:
    """The openvino package, imported so that it cannot report its use.

    Its converter would import `openvino_telemetry`, which sends usage data; with an empty module in that place it
    takes its own stand-in that does nothing.
    """
    sys.modules.setdefault("openvino_telemetry", types.ModuleType("openvino_telemetry"))
    import openvino

    return openvino


def _convert(network: Network) -> Any:
    """Trace the module on a small tile and convert it for any shape."""
    openvino = _openvino()
    side = _traced_side(network)
    example = (torch.full((1, 3, side, side), 0.5), *(torch.tensor([row]) for row in network.conditions))
    shapes = [(-1, 3, -1, -1), *((-1, len(row)) for row in network.conditions)]
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's, on what `_prove` looks at
            traced = torch.jit.trace(network.module, example, check_trace=False)  # type: ignore[no-untyped-call]
            return openvino.convert_model(traced, example_input=example, input=shapes)
    except _conversion_errors() as error:
        if is_out_of_memory(error):
            raise OutOfMemory(str(error)) from error
        raise Unsuitable(f"OpenVINO cannot convert {network.facts.name}: {error}") from error


def _conversion_errors() -> tuple[type[Exception], ...]:
    """What tracing somebody else's Python raises, or a converter that does not know an operation."""
    failures = _openvino().frontend
    return (
        *(RuntimeError, TypeError, ValueError, AttributeError, LookupError, NotImplementedError, AssertionError),
        *(failures.OpConversionFailure, failures.OpValidationFailure),
        *(failures.GeneralFailure, failures.NotImplementedFailure, failures.InitializationFailure),
    )


def _traced_side(network: Network) -> int:
    facts = network.facts
    return rounded_up(max(facts.least, 4 * facts.multiple, 32), facts.multiple)


def _name(network: Network) -> str:
    """The folder of a converted network: whatever it depends on, hashed."""
    parts = (
        network.key,
        str(len(network.conditions)),
        _openvino().get_version(),
        torch.__version__,
        platform.machine(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
