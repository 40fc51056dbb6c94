"""The protocol of a backend, and the two events that those who use one act upon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch

from restorer.core.geometry import Size
from restorer.engines.engine import Engine, Network


class OutOfMemory(Exception):
    """The device has not enough memory for what it was asked: take less at once, or go elsewhere."""


class Unsuitable(Exception):
    """This backend cannot run this network, or not rightly."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network is compiled for: `batch` tiles of `size` px."""

    batch: int
    size: Size


class Backend(Protocol):
    """Makes engines of networks."""

    @property
    def name(self) -> str:
        """As reports name it."""
        ...

    @property
    def local(self) -> bool:
        """Whether a px of an answer comes from nothing but what its network looks at, to the last bit.

        Then tiles of any size give the same bits where the halo is all that the network looks at.
        """
        ...

    def compile(self, network: Network, device: str, precision: str, shape: Shape) -> Engine:
        """An engine for one device, precision ("fp32", "bf16", "fp16") and shape.

        Raises
        ------
        Unsuitable
            the network cannot be run here.
        OutOfMemory
            there is not enough memory for it.
        """
        ...


# What allocators say that raise a plain RuntimeError: torch's on the CPU and on Metal, OpenVINO's, oneDNN's.
_SAYINGS = ("can't allocate memory", "out of memory", "bad_alloc", "cannot allocate", "failed to allocate")


def is_out_of_memory(error: Exception) -> bool:
    """Whether an exception means that memory is short, here and nowhere else decided.

    Typed errors first; some allocators have no type of their own and are known by what they say.
    """
    if isinstance(error, (OutOfMemory, MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(saying in str(error).lower() for saying in _SAYINGS)
