"""What reduced precision costs: each engine with its shipped weights, in bfloat16 and float16 against float32.

On torch, whose autocast computes so on any processor, slowly where it has no such units.

    python -m pytest -m quality -s tests/performance/test_reduced_precision.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from restorer.core.control import Control
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.placement import Device
from restorer.engines.restore import restore
from restorer.engines.values import Setup
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.recipe.operation import Operation
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

pytestmark = [pytest.mark.quality, pytest.mark.timeout(0)]
PHOTOS = Path(__file__).resolve().parents[2] / ".." / "shared" / "testsets" / "McMaster18"
COUNT, SIDE = 4, 192
MOST_MEAN, MOST_LOSS = 0.5 / 255, 0.05

Light = npt.NDArray[np.float64]


class TorchAlone(Workbench):
    """OpenVINO would quietly compute in float32 on a processor without units for less."""

    def backends(self, device: Device) -> tuple[str, ...]:
        return ("torch",)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return TorchAlone(Places.below(tmp_path_factory.mktemp("places")))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as place:
        yield place


def noisy(truth: Light, seed: int) -> Light:
    return truth + np.random.default_rng(seed).normal(0, 25 / 255, truth.shape)


def small(truth: Light, _seed: int) -> Light:
    picture = Image.fromarray(np.round(truth * 255).astype(np.uint8))
    return np.asarray(picture.resize((SIDE // 4, SIDE // 4), Image.Resampling.BICUBIC)) / 255


def grey(truth: Light, _seed: int) -> Light:
    return np.repeat((truth @ (0.299, 0.587, 0.114))[:, :, None], 3, axis=2)


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
@pytest.mark.parametrize(
    ("operation", "spoil"),
    [(Denoise(sigma=25.0, jpeg=0.0), noisy), (Upscale(factor=4.0), small), (Colorize(), grey)],
    ids=["denoise", "upscale", "colorize"],
)
def test_reduced_precision_is_not_seen(
    operation: Operation, spoil: object, precision: str, bench: Workbench, scratch: Scratch
) -> None:
    if not PHOTOS.is_dir():
        pytest.skip("needs the photos of McMaster18 among the shared files")
    assert callable(spoil)
    means, losses, ran = [], [], ""
    for number, path in enumerate(sorted(PHOTOS.iterdir())[:COUNT]):
        truth = np.asarray(Image.open(path).convert("RGB"))[150 : 150 + SIDE, 150 : 150 + SIDE] / 255
        photo = stored(spoil(truth, number), scratch)
        answers = []
        for one in ("fp32", precision):
            result = restore(
                photo,
                Recipe((operation,)),
                Setup(device="cpu", precision=one),
                scratch=scratch,
                control=Control(),
                workbench=bench,
            )
            answers.append(result.photo.store.pixels()[:, :, :3] / 65535)
            ran = result.steps[0].precision
        means.append(np.abs(answers[0] - answers[1]).mean())
        losses.append(psnr(answers[0], truth) - psnr(answers[1], truth))
    if ran != precision:
        pytest.skip(f"{operation.id} is not run in {precision}: it runs in {ran}")
    print(
        f"\n{operation.id}, {precision}, {COUNT} × {SIDE} px: mean difference from fp32 at most "
        f"{max(means) * 255:.3f}/255, PSNR loss at most {max(losses):+.4f} dB, on average {np.mean(losses):+.4f} dB"
    )
    assert max(means) <= MOST_MEAN
    assert max(losses) <= MOST_LOSS


def stored(light: Light, scratch: Scratch) -> Photo:
    pixels = np.round(np.clip(light, 0, 1) * 65535).astype(np.uint16)
    writer = scratch.create(Size(pixels.shape[1], pixels.shape[0]), 3, 16)
    writer.pixels[:] = pixels
    return Photo(writer.finish(), SourceFacts("png", 16, False, False, "0" * 64, 1))


def psnr(answer: Light, truth: Light) -> float:
    return float(-10 * np.log10(((answer - truth) ** 2).mean()))
