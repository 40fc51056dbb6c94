"""Whether a device computes as the CPU does: a small network of fixed weights on a small picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from restorer.core.errors import RestorerError
from restorer.core.geometry import Size
from restorer.engines.backends.backend import Backend, OutOfMemory, Shape, Unsuitable
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.placement import Device, fast_precision

_SIDE = 96
_MOST = {"fp32": 0.25 / 255, "bf16": 4 / 255, "fp16": 1 / 255}  # largest difference allowed from the CPU's float32
_MEAN = 0.5 / 255


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the test of a device said.

    precision: the one it computes fastest in. reason: a clause for the person, empty where it passed.
    """

    device: Device
    passed: bool
    precision: str = "fp32"
    reason: str = ""


class _Probe(nn.Module):
    """A few layers of each kind that our networks are made of, with weights that are always the same."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(12, 32, 3, padding=1)
        self.down = nn.Conv2d(32, 48, 2, stride=2)
        self.slope = nn.PReLU(48)
        self.middle = nn.Conv2d(48, 48, 3, padding=1)
        self.up = nn.ConvTranspose2d(48, 32, 2, stride=2)
        self.leave = nn.Conv2d(32, 12, 3, padding=1)
        generator = torch.Generator().manual_seed(20)
        for parameter in self.parameters():
            fan = parameter[0].numel() if parameter.dim() > 1 else 4
            parameter.data = torch.randn(parameter.shape, generator=generator) * (0.8 / fan**0.5)

    def forward(self, x: Tensor) -> Tensor:
        fine = torch.relu(self.enter(nn.functional.pixel_unshuffle(x, 2)))
        deep = self.middle(self.slope(self.down(fine)))
        return nn.functional.pixel_shuffle(self.leave(self.up(deep) + fine), 2) * 0.1


def verdict_of(device: Device, backends: Mapping[str, Backend]) -> Verdict:
    """Run the probe on a device, in float32 and in its fastest precision, and compare with torch on the CPU."""
    facts = EngineFacts("self-test", multiple=4, precisions=("fp32", "bf16", "fp16"))
    network = Network(facts, "self-test-1", _Probe().eval().requires_grad_(False))
    tile = torch.rand((1, 3, _SIDE, _SIDE), generator=torch.Generator().manual_seed(21))
    with torch.inference_mode():
        wanted = network.module(tile)
    precision = "fp32"
    try:
        precision = fast_precision(device.id)
        for one in dict.fromkeys(("fp32", precision)):
            engine = backends["torch"].compile(network, device.id, one, Shape(1, Size(_SIDE, _SIDE)))
            answers = [engine(tile.to(device.id)).cpu() for _ in range(2)]
            reason = _fault(answers, wanted, one)
            if reason:
                return Verdict(device, False, precision, reason)
    except (RestorerError, RuntimeError, AssertionError, OutOfMemory, Unsuitable) as error:
        return Verdict(device, False, precision, f"its test failed ({error}).")
    return Verdict(device, True, precision)


def _fault(answers: list[Tensor], wanted: Tensor, precision: str) -> str:
    """What is wrong with what a device answered twice, as a clause; empty where nothing is."""
    difference = (answers[0] - wanted).abs()
    most, mean = float(difference.max()), float(difference.mean())
    if not (most <= _MOST[precision] and mean <= _MEAN):
        return f"in {precision} it computes otherwise than the processor (by up to {most * 255:.2f}/255)."
    if not torch.equal(answers[0], answers[1]):
        return f"in {precision} it gives another answer at each call."
    return ""
