"""How much memory a large photo takes while it is denoised, this process and its children together (PSS).

python -m pytest -m performance -s tests/performance/test_memory.py
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from restorer.core.control import Control
from restorer.core.files import Places
from restorer.core.geometry import Box, Size
from restorer.engines.colour_hold import BlockHold
from restorer.engines.engine import EngineFacts, Network
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.engines.picture import Picture
from restorer.engines.run import run_network
from restorer.engines.speed import place
from restorer.engines.step import NetworkPass
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.tiling.plan import rounded_up

pytestmark = [pytest.mark.performance, pytest.mark.timeout(7200)]
MEGAPIXELS = float(os.environ.get("RESTORER_BENCHMARK_MEGAPIXELS", "100"))
CHANNELS = tuple(int(c) for c in os.environ.get("RESTORER_BENCHMARK_CHANNELS", "48,96,192").split(","))


class Watch:
    """Samples the proportional set size of this process and its children until it is stopped."""

    def __init__(self) -> None:
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(0.2):
            total = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_full_info().pss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="the proportional set size is known on Linux only")
def test_the_memory_of_a_large_photo(tmp_path: Path) -> None:
    torch.manual_seed(0)
    module = DenoiseUNet(CHANNELS).eval().requires_grad_(False)
    torch.nn.init.normal_(module.leave.weight, std=0.01)
    facts = EngineFacts("denoise-unet", 1, rounded_up(module.radius, module.multiple), module.multiple)
    network = Network(facts, f"memory-{CHANNELS}", module, ((0.1, 0.0),))
    bench = Workbench(Places.below(tmp_path))
    with Scratch(tmp_path / "scratch") as scratch:
        photo = large_photo(scratch)
        where, _speed, _ = place(network, photo.size, Setup(device="cpu"), bench)
        pass_ = NetworkPass(network, lambda tile, answer: tile + answer, hold=BlockHold("memory"))
        with Watch() as watch:
            whole = Box.of(photo.size)
            ran = run_network(pass_, Picture.of(photo), whole, where, bench, scratch, Control(), lambda *_: None)
            ran.sheet.finish()
        pixels = photo.size.pixels / 1e6
        print(f"\n{pixels:.0f} MP, {ran.tiles} tiles, {where}, {where.backend}: peak {watch.peak / 2**30:.2f} GiB PSS")


def large_photo(scratch: Scratch) -> Photo:
    side = int((MEGAPIXELS * 1e6) ** 0.5)
    writer = scratch.create(Size(side, side), 3, 16)
    rng = np.random.default_rng(2)
    for top in range(0, side, 500):
        rows = writer.pixels[top : top + 500]
        rows[:] = rng.integers(0, 65_536, rows.shape, np.uint16)
    return Photo(writer.finish(), SourceFacts("png", 16, False, False, "0" * 64, 1))
