"""What a batch adds to the engines' own time, what memory it takes over many photos, how fast it finds 100,000 files.

Nothing is asserted about time.

    python -m pytest -m performance -s tests/performance/test_batch_speed.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
import psutil
import pytest
from PIL import Image

from restorer.batch.events import BatchEvent, PhotoEnded
from restorer.batch.journal import Journal, mark
from restorer.batch.names import Names
from restorer.batch.plan import State, make_plan
from restorer.batch.request import BatchRequest
from restorer.batch.runner import BatchRun
from restorer.batch.scan import scan
from restorer.core.control import Control
from restorer.core.files import Places
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.recipe import Recipe
from restorer.worker.client import ChildRunner
from restorer.worker.messages import Probe

pytestmark = [pytest.mark.performance, pytest.mark.timeout(3600)]

PHOTOS = int(os.environ.get("RESTORER_PHOTOS", "8"))
MEGAPIXELS = float(os.environ.get("RESTORER_MEGAPIXELS", "2"))


def noisy(path: Path, width: int, height: int, seed: int) -> None:
    """A smooth scene with noise, as a JPEG."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    scene = np.stack([40 + 170 * x / width, 50 + 150 * y / height, 128 + 60 * np.sin((x + y) / 90)], axis=-1)
    grain = np.random.default_rng(seed).normal(0, 12, scene.shape)
    Image.fromarray(np.clip(scene + grain, 0, 255).astype(np.uint8)).save(path, quality=95)


class Bench:
    """A batch with child processes, as the command line has it."""

    def __init__(self, folder: Path) -> None:
        self.places = Places.below(folder / "home")
        self.scratch = Scratch(self.places.scratch)
        self.engine = ChildRunner(self.places, self.scratch)
        self.files = ChildRunner(self.places, self.scratch)
        self.jobs = JobQueue({"engine": [self.engine], "files": [self.files]})

    def run(self, request: BatchRequest, tell: object = lambda _: None) -> dict[State, int]:
        with Journal(self.places.data / "journals" / f"{request.output.name}.sqlite") as journal:
            mark(request.output, journal)
            journal.begin(request, make_plan(request).entries)
            BatchRun(request, journal, self.jobs, self.scratch, tell=tell).run()  # type: ignore[arg-type]
            return journal.counts()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    with bench.scratch, bench.jobs:
        yield bench


def test_reading_restoring_and_saving_overlap(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "warm").mkdir()
    width = round((MEGAPIXELS * 1e6 * 4 / 3) ** 0.5)
    for number in range(PHOTOS):
        noisy(tmp_path / "in" / f"{number}.jpg", width, width * 3 // 4, number)
    recipe = Recipe((Denoise(sigma=12.0, jpeg=0.0),))
    # The first photo starts the children, loads the network and measures its speed; that is not what is asked here.
    noisy(tmp_path / "warm" / "0.jpg", width, width * 3 // 4, 99)
    bench.engine.run(Probe(), Control())
    bench.run(BatchRequest((tmp_path / "warm",), tmp_path / "out0", recipe))

    told: list[PhotoEnded] = []

    def tell(event: BatchEvent) -> None:
        if isinstance(event, PhotoEnded):
            told.append(event)

    began = time.monotonic()
    counts = bench.run(BatchRequest((tmp_path / "in",), tmp_path / "out", recipe), tell)
    wall = time.monotonic() - began
    assert counts[State.RESTORED] == PHOTOS
    engines = sum(step.seconds for event in told for step in event.steps)
    everything = sum(event.seconds for event in told)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"\n{PHOTOS} photos of {MEGAPIXELS:g} megapixels: batch {wall:.1f} s, engines' own {engines:.1f} s, "
        f"ratio {wall / engines:.3f}; one after the other {everything:.1f} s, ratio {everything / engines:.3f}; "
        f"{os.cpu_count()} cores, load {load:.1f}"
    )


def test_memory_over_500_small_photos(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(500):
        noisy(tmp_path / "in" / f"{number:03}.jpg", 160, 120, number)
    seen: list[tuple[int, ...]] = []

    def tell(event: BatchEvent) -> None:
        if isinstance(event, PhotoEnded):
            pids = (os.getpid(), bench.engine.pid, bench.files.pid)
            seen.append(tuple(psutil.Process(pid).memory_info().rss >> 20 for pid in pids if pid is not None))

    began = time.monotonic()
    counts = bench.run(BatchRequest((tmp_path / "in",), tmp_path / "out", Recipe((Fade(),))), tell)
    wall = time.monotonic() - began
    assert counts[State.RESTORED] + counts[State.UNCHANGED] == 500
    print(f"\n500 photos of 160 × 120 in {wall:.1f} s; memory in MB of (asking, restoring, reading and saving):")
    for number in (50, 100, 200, 300, 400, 500):
        print(f"  after {number:3}: {seen[number - 1]}")


def test_finding_100_000_files(tmp_path: Path) -> None:
    source = tmp_path / "in"
    for folder in range(100):
        (source / f"{folder:03}").mkdir(parents=True)
        for number in range(1000):
            (source / f"{folder:03}" / f"{number:04}.jpg").touch()
    began = time.monotonic()
    found = scan((source,), tmp_path / "out")
    scanned = time.monotonic() - began
    assert len(found.photos) == 100_000
    began = time.monotonic()
    names = Names({photo.folder for photo in found.photos})
    for photo in found.photos:
        names.give(photo.folder, photo.path.stem, ".jpg")
    named = time.monotonic() - began
    began = time.monotonic()
    names = Names()
    for _ in range(100_000):
        names.give(PurePosixPath(), "the same", ".jpg")
    same = time.monotonic() - began
    print(f"\n100,000 files: found in {scanned:.2f} s, named in {named:.2f} s, all by one name in {same:.2f} s")
