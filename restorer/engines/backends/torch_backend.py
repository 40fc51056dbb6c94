"""Networks on torch: CUDA, Metal and the CPU, channels last."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from restorer.core.errors import DeviceFailed
from restorer.engines.backends.backend import OutOfMemory, Shape, is_out_of_memory
from restorer.engines.engine import Check, Conditions, Engine, Network, unwatched
from restorer.tiling.plan import rounded_up

_REDUCED = {"bf16": torch.bfloat16, "fp16": torch.float16}


class TorchBackend:
    """Compiles nothing: a copy of the module on its device, in its precision."""

    name = "torch"
    local = True

    def compile(self, network: Network, device: str, precision: str, shape: Shape) -> Engine:
        """See `Backend.compile`. The shape does not matter here."""
        module = copy.deepcopy(network.module).eval().requires_grad_(False)
        if precision != "fp32":
            _keep_last_in_float32(module, network)
        try:
            module = module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        except (RuntimeError, MemoryError) as error:
            raise _named(error, device) from error
        return TorchEngine(module, torch.device(device), _REDUCED.get(precision))


class TorchEngine:
    """One network on one device."""

    def __init__(self, module: nn.Module, device: torch.device, reduced: torch.dtype | None) -> None:
        self._module = module
        self._device = device
        self._reduced = reduced
        watch = self._watch = [unwatched]  # not in the engine itself: a circle would keep its memory for a while
        for layer in module.modules():
            if not list(layer.children()):
                layer.register_forward_pre_hook(lambda _layer, _given: watch[0]())

    def __call__(self, tile: Tensor, conditions: Conditions = (), check: Check = unwatched) -> Tensor:
        """See `Engine`."""
        self._watch[0] = check
        try:
            tile = tile.contiguous(memory_format=torch.channels_last)
            told = [torch.tensor([row], device=self._device).expand(tile.shape[0], -1) for row in conditions]
            with torch.inference_mode(), _exact(self._device), self._precision():
                answer: Tensor = self._module(tile, *told)
                return answer.float()
        except (RuntimeError, MemoryError) as error:
            raise _named(error, str(self._device)) from error

    def _precision(self) -> contextlib.AbstractContextManager[object]:
        """Reduced precision inside the convolutions only: sums with a float32 picture stay float32."""
        if self._reduced is None:
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, self._reduced)


@contextlib.contextmanager
def _exact(device: torch.device) -> Iterator[None]:
    """On CUDA: the same algorithm at each call, and float32 that is not shortened to TF32."""
    if device.type != "cuda":
        yield
        return
    with torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False):
        yield


class _Float32(nn.Module):
    """A layer that stays in float32 whatever is around it."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            answer: Tensor = self.layer(x.float())
            return answer


def _keep_last_in_float32(module: nn.Module, network: Network) -> None:
    """Wrap the convolution that runs last, found by running the network on a small flat tile.

    It makes the residual: in eight bits of mantissa its steps would show in smooth skies.
    """
    ran: list[nn.Module] = []
    hooks = [
        layer.register_forward_hook(lambda layer, _in, _out: ran.append(layer))
        for layer in module.modules()
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear))
    ]
    facts = network.facts
    side = rounded_up(max(facts.least, 2 * facts.multiple, 16), facts.multiple)
    with torch.inference_mode():
        module(torch.full((1, 3, side, side), 0.5), *(torch.tensor([row]) for row in network.conditions))
    for hook in hooks:
        hook.remove()
    last = next((name for name, layer in module.named_modules() if ran and layer is ran[-1]), "")
    if last:
        parent, _, leaf = last.rpartition(".")
        setattr(module.get_submodule(parent), leaf, _Float32(ran[-1]))


def _named(error: Exception, device: str) -> Exception:
    """The event that an exception out of torch stands for."""
    if is_out_of_memory(error):
        return OutOfMemory(str(error))
    if device != "cpu":
        return DeviceFailed(
            f"The device “{device}” stopped working. Choose another one, or restart the computer.", detail=repr(error)
        )
    return error
