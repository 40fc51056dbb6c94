"""Whether colours stay: the mean of every 64 × 64 block after denoise and after upscale, against the photo's own.

All of OldPhotos and McMaster18, with our weights and with a published network's. The whole photos take half an hour on
one core; RESTORER_HOLD_SIDE=256 takes the middle 256 × 256 px of each.

    python -m pytest -m quality -s tests/performance/test_colour_hold.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from restorer.analysis.measure import measure
from restorer.analysis.proposal import resolve
from restorer.core.control import Control
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.restore import restore
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch
from restorer.recipe.operation import Operation
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

pytestmark = [pytest.mark.quality, pytest.mark.timeout(0)]
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
SIDE = int(os.environ.get("RESTORER_HOLD_SIDE", "0"))
BLOCK = 64
PROMISED = 1 / 255
PUBLISHED = SHARED / "weights" / "realesr-general-x4v3_fp16.pth"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(Places.below(tmp_path_factory.mktemp("places")))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as place:
        yield place


@pytest.mark.parametrize("photos", ["OldPhotos", "McMaster18"])
@pytest.mark.parametrize(
    ("operation", "scale", "weights"),
    [
        (Denoise(), 1, ()),
        (Upscale(factor=4.0), 4, ()),
        (Upscale(factor=4.0), 4, (("upscale", str(PUBLISHED)),)),
    ],
    ids=["denoise", "upscale", "upscale-published"],
)
def test_block_means_stay_within_a_255th(
    operation: Operation,
    scale: int,
    weights: tuple[tuple[str, str], ...],
    photos: str,
    bench: Workbench,
    scratch: Scratch,
) -> None:
    folder = SHARED / "testsets" / photos
    if not folder.is_dir() or not all(Path(file).is_file() for _, file in weights):
        pytest.skip(f"needs {folder.name} and {PUBLISHED.name} among the shared files")
    setup = Setup(device="cpu", weights=weights)
    worst, where, corrected = 0.0, "", 0
    names = sorted(folder.iterdir())
    for path in names:
        photo = middle(read_photo(path, scratch, Limits()), scratch)
        recipe = resolve(Recipe((operation,)), measure(photo))
        result = restore(photo, recipe, setup, scratch=scratch, control=Control(), workbench=bench)
        moved = block_means(result.photo, BLOCK * scale) - block_means(photo, BLOCK)
        left = float(np.abs(moved).max())
        if left > worst:
            worst, where = left, path.name
        corrected += any("shifted colours" in warning for warning in result.warnings)
        for store in {photo.store, result.photo.store}:
            store.remove()
    part = f", middle {SIDE} px" if SIDE else ""
    print(
        f"\n{operation.id}, {weights or 'our weights'}, {photos} ({len(names)} photos{part}): worst block mean "
        f"{worst * 255:.3f}/255 ({where}); corrected, and said, in {corrected}"
    )
    assert worst <= PROMISED


def middle(photo: Photo, scratch: Scratch) -> Photo:
    """The middle SIDE × SIDE px, beginning at whole blocks; the photo itself where SIDE is 0."""
    if not SIDE:
        return photo
    pixels = photo.store.pixels()
    top, left = (max(0, side - SIDE) // 2 // BLOCK * BLOCK for side in pixels.shape[:2])
    part = pixels[top : top + SIDE, left : left + SIDE]
    writer = scratch.create(Size(part.shape[1], part.shape[0]), part.shape[2], 8 * part.dtype.itemsize)
    writer.pixels[:] = part
    photo.store.remove()
    return Photo(writer.finish(), photo.facts)


def block_means(photo: Photo, block: int) -> npt.NDArray[np.float64]:
    """(rows, columns, 3) of light, 0–1; the last blocks may be cut off."""
    pixels = photo.store.pixels()[:, :, :3]
    down, across = np.arange(0, pixels.shape[0], block), np.arange(0, pixels.shape[1], block)
    total = np.add.reduceat(np.add.reduceat(pixels, down, axis=0, dtype=np.float64), across, axis=1)
    counts = np.diff(np.append(down, pixels.shape[0]))[:, None] * np.diff(np.append(across, pixels.shape[1]))
    means: npt.NDArray[np.float64] = total / counts[:, :, None] / np.iinfo(pixels.dtype).max
    return means
