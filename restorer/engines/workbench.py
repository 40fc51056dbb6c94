"""What stays warm between the restorations of one process."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from restorer.core.errors import DeviceFailed
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.backends.backend import Backend, Shape
from restorer.engines.backends.openvino_backend import OpenVinoBackend
from restorer.engines.backends.torch_backend import TorchBackend
from restorer.engines.backends.winograd_backend import WinogradBackend
from restorer.engines.engine import Engine, Network
from restorer.engines.kept import Kept
from restorer.engines.narrowed import narrowed
from restorer.engines.placement import Device, Placement, devices, find_device
from restorer.engines.selftest import Verdict, verdict_of
from restorer.engines.small_copy import SmallCopies

_COMPILED = 4  # engines kept warm: two or three steps at one shape each, and one that was redone
_AT_HAND = 3 << 19  # px read: engines for more hold a gigabyte, and their pictures take long enough to compile again
_LOADED = 8
_ANSWERS = 6  # one or two a step that looks at the photo as a whole, for the recipes that one tries


@dataclass(frozen=True, slots=True)
class _Compiled:
    engine: Engine
    read: Size


class Workbench:
    """Loaded and compiled networks of one process. One task at a time may use it.

    places: where measured speeds and compiled networks are kept for the next start.
    networks: loaded ones, by a mark of their file.
    small_copies: of pictures that were looked at as a whole.
    answers: what steps found out by looking at one as a whole, and what they needed for it, by a key that begins with
        the step's id: previews ask again for every part of a photo.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.networks: Kept[Network] = Kept(_LOADED)
        self.small_copies = SmallCopies()
        self.answers: Kept[object] = Kept(_ANSWERS)
        self._backends: dict[str, Backend] = {
            backend.name: backend
            for backend in (TorchBackend(), OpenVinoBackend(places.cache), WinogradBackend(places.cache))
        }
        self._engines: Kept[_Compiled] = Kept(_COMPILED)
        self._narrow: Kept[Network] = Kept(_COMPILED)
        self._verdicts: dict[str, Verdict] = {}

    def backends(self, device: Device) -> tuple[str, ...]:
        """The names of the backends that a device has, the likely fastest first."""
        return ("winograd", "openvino", "torch") if device.id == "cpu" else ("torch",)

    def local(self, backend: str) -> bool:
        """See `Backend.local`."""
        return self._backends[backend].local

    def engine(self, network: Network, placement: Placement, read: Size) -> Engine:
        """The network compiled for a placement and what its tiles read, kept warm.

        Its answer may be that of the middle of the tile only, by as much less on each side as the network looks.

        Raises
        ------
        Unsuitable, OutOfMemory
            see `Backend.compile`.
        """

        def compiled() -> _Compiled:
            shape = Shape(placement.batch, read)
            backend = self._backends[placement.backend]
            engine = backend.compile(self.narrowed(network), placement.device, placement.precision, shape)
            return _Compiled(engine, read)

        return self._engines.get((network.key, placement, read), compiled).engine

    def narrowed(self, network: Network) -> Network:
        """The network that answers for the middle of a tile; itself where there is none. See `engines.narrowed`."""
        narrow = self._narrow.get(network.key, lambda: narrowed(network))
        return network if narrow.key == network.key else replace(narrow, conditions=network.conditions)

    def forget_large_engines(self) -> None:
        """Give the memory of those back that hold much of it, between one picture and the next."""
        self._engines.forget(lambda one: one.read.pixels > _AT_HAND)

    def forget_engines(self) -> None:
        """Give the memory of compiled networks back."""
        self._engines.clear()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def verdict(self, device: Device) -> Verdict:
        """Whether a device computes as the CPU does; tested on first use."""
        if device.id not in self._verdicts:
            self._verdicts[device.id] = verdict_of(device, self._backends)
        return self._verdicts[device.id]

    def verdicts(self) -> tuple[Verdict, ...]:
        """Of every device of this computer."""
        return tuple(self.verdict(device) for device in devices())

    def device(self, wish: str) -> Device:
        """The device named, or for "auto" the likely fastest that passes its test.

        Raises
        ------
        BadRequest
            there is no such device.
        DeviceFailed
            the one named does not compute rightly.
        """
        present = devices()
        if wish == "auto":
            return next(device for device in present if device.id == "cpu" or self.verdict(device).passed)
        device = find_device(wish, present)
        verdict = self.verdict(device)
        if not verdict.passed:
            raise DeviceFailed(f"{device.title} ({device.id}) cannot be used: {verdict.reason}")
        return device
