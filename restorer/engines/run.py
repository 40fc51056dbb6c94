"""A network over a picture, tile by tile: preview and export ask for the same tiles, and get the same px."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch

from restorer.core.control import Control
from restorer.core.errors import NoRoom, WeightsFailed
from restorer.core.geometry import Box
from restorer.engines.backends.backend import OutOfMemory, Unsuitable
from restorer.engines.picture import Picture
from restorer.engines.placement import Placement, step_down
from restorer.engines.run_drift import Drift
from restorer.engines.run_layout import Layout, layout
from restorer.engines.run_plain import write_alpha
from restorer.engines.run_redo import Redo, is_whole
from restorer.engines.run_stream import Tell, stream
from restorer.engines.sheet import Sheet, let_go
from restorer.engines.step import NetworkPass
from restorer.engines.workbench import Workbench
from restorer.photo.store import Scratch
from restorer.tiling.plan import Tile
from restorer.tiling.resample import resample

Batch = tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a network pass went. placement: the one that it ended with."""

    sheet: Sheet
    tiles: int
    placement: Placement
    warnings: tuple[str, ...]


def run_network(
    pass_: NetworkPass,
    picture: Picture,
    want: Box,
    placement: Placement,
    workbench: Workbench,
    scratch: Scratch,
    control: Control,
    tell: Tell,
) -> Ran:
    """Make at least the box `want` of the pass's result.

    Out of memory, the whole pass is begun again with less at once, as often as it takes, and each time it is said.

    Raises
    ------
    Cancelled
        nothing is left behind.
    NoRoom
        there is not enough memory even for the smallest tile on the CPU, or not enough disk.
    WeightsFailed
        the network gives no picture, or cannot be run.
    """
    plan = layout(pass_, picture.size, want)
    sheet = Sheet(scratch, plan.target, plan.sheet, picture.has_alpha)
    warnings: list[str] = []
    first = placement
    try:
        while True:
            try:
                sweep = _Sweep(pass_, picture, plan, placement, workbench, sheet, control)
                sweep.run(tell)
                warnings += sweep.warnings
                return Ran(sheet, sweep.tiles, placement, tuple(warnings))
            except (OutOfMemory, MemoryError) as error:
                lower = step_down(placement, pass_.network.facts.multiple, first)
                if lower is None:
                    raise NoRoom(
                        "There is not enough memory to restore this photo. Close other programs and try again.",
                        detail=f"{placement}: {error!r}",
                    ) from error
                warnings.append(f"Memory ran out ({placement}); it was begun again with less at once ({lower}).")
            except Unsuitable as error:
                if placement.backend == "torch":
                    raise WeightsFailed(
                        f"The weights “{pass_.network.facts.name}” cannot be run here.", detail=str(error)
                    ) from error
                lower = replace(placement, backend="torch")
            workbench.forget_engines()
            placement = lower
    except BaseException:
        sheet.abandon()
        raise


@dataclass(frozen=True, slots=True, eq=False)
class _Launched:
    """A batch that a device is working on. tile: (N, 3, H, W); answer: (N, C, H·scale, W·scale), on the device."""

    batch: Batch
    tile: torch.Tensor
    answer: torch.Tensor


class _Sweep:
    """One attempt at a pass, with one placement."""

    def __init__(
        self,
        pass_: NetworkPass,
        picture: Picture,
        plan: Layout,
        placement: Placement,
        workbench: Workbench,
        sheet: Sheet,
        control: Control,
    ) -> None:
        self._pass, self._picture, self._plan, self._sheet = pass_, picture, plan, sheet
        self._placement, self._control = placement, control
        grid = plan.grid(placement.tile)
        tiles = list(grid.tiles(plan.area))
        self._batches = [tuple(tiles[i : i + placement.batch]) for i in range(0, len(tiles), placement.batch)]
        self._engine = workbench.engine(pass_.network, placement, grid.read)
        self._redo = Redo(pass_.network, placement, grid.read, workbench)
        self._drift = Drift(pass_.hold, plan) if pass_.hold is not None else None
        self.tiles = len(tiles)
        self.warnings: tuple[str, ...] = ()

    def run(self, tell: Tell) -> None:
        stream(self._batches, self._read, self._launch, self._settle, self._control, tell)
        held = self._drift.put_back(self._sheet, self._control) if self._drift is not None else ()
        self.warnings = (*self._redo.warnings(), *held)

    def _read(self, batch: Batch) -> npt.NDArray[np.float32]:
        """(N, 3, H, W), always N as compiled: a last batch is filled up with its first tile, so that the same tile is
        computed by the same program whatever is asked for with it."""
        found = [np.ascontiguousarray(self._picture.read(tile.read).transpose(2, 0, 1)) for tile in batch]
        let_go(self._picture.pixels)
        return np.stack(found + found[:1] * (self._placement.batch - len(found)))

    def _launch(self, batch: Batch, read: npt.NDArray[np.float32]) -> _Launched:
        tile = torch.from_numpy(read)
        if self._placement.device.startswith("cuda"):
            tile = tile.pin_memory()
        tile = tile.to(self._placement.device, non_blocking=True)
        answer = self._engine(tile, self._pass.network.conditions, self._control.check)
        return _Launched(batch, tile, answer)

    def _settle(self, launched: _Launched) -> Iterator[Callable[[], None]]:
        """Check each tile of a batch that has been computed; what is to be written of it."""
        for index, tile in enumerate(launched.batch):
            source = launched.tile[index : index + 1]
            light, source_kept = self._restored(tile, source, launched.answer[index : index + 1])
            if not is_whole(light, source_kept):
                light = self._again(tile, source)
            yield partial(self._write, tile, light[0].cpu().numpy(), source_kept[0].cpu().numpy())

    def _again(self, tile: Tile, source: torch.Tensor) -> torch.Tensor:
        light = torch.empty(0)
        for answer in self._redo.answers(source, self._control.check):
            light, kept = self._restored(tile, source.to(answer.device), answer)
            if is_whole(light, kept):
                return light
        return self._redo.give_up(light)

    def _restored(self, tile: Tile, source: torch.Tensor, answer: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The part of a tile that is kept, restored (1, 3, h·scale, w·scale), and as it was (1, 3, h, w)."""
        kept, scale = self._plan.kept(tile), self._plan.scale
        here = kept.moved(-tile.read.left, -tile.read.top)
        missing = (source.shape[3] * scale - answer.shape[3]) // 2  # of an answer for the tile's middle only
        there = here.scaled(scale).moved(-missing, -missing)
        source = source[:, :, here.top : here.bottom, here.left : here.right]
        answer = answer[:, :, there.top : there.bottom, there.left : there.right]
        with torch.inference_mode():
            return (self._pass.combine(source, answer) if self._pass.combine else answer), source

    def _write(self, tile: Tile, restored: npt.NDArray[np.float32], given: npt.NDArray[np.float32]) -> None:
        """restored (3, h·scale, w·scale) and given (3, h, w), both of the px that the tile keeps."""
        plan, scale = self._plan, self._plan.scale
        kept = plan.kept(tile)
        origin = kept.scaled(scale)
        core = tile.core.moved(-kept.left, -kept.top)
        fine = core.scaled(scale)
        if self._drift is not None:
            self._drift.note(
                tile.core,
                given[:, core.top : core.bottom, core.left : core.right],
                restored[:, fine.top : fine.bottom, fine.left : fine.right],
            )
        own = plan.owned(tile.core)
        if plan.resampled:
            own = own.intersected(plan.sheet)
            light = np.zeros((3, 0, 0), np.float32)
            if not own.empty:
                light = resample(lambda b: _part(restored, b, origin), plan.enlarged, plan.target, own)
        else:
            light = _part(restored, own, origin)
        if not own.empty:
            self._sheet.put(own, light.transpose(1, 2, 0))
            if self._picture.has_alpha:
                write_alpha(self._picture, plan.target, own.intersected(plan.sheet), self._sheet)
        self._sheet.settle()


def _part(planes: npt.NDArray[np.float32], box: Box, origin: Box) -> npt.NDArray[np.float32]:
    """The px of `box` of planes that begin at `origin`."""
    return planes[:, box.top - origin.top : box.bottom - origin.top, box.left - origin.left : box.right - origin.left]
