"""Noise is measured on squares spread over the photo, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from restorer.core.control import Control
from restorer.core.errors import Cancelled
from restorer.core.files import Places
from restorer.core.geometry import Size
from restorer.engines.estimate import estimate_noise
from restorer.engines.networks.noise_estimator import NoiseEstimator, estimate, of_all
from restorer.engines.workbench import Workbench
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.store import Scratch
from restorer.weights.catalogue import Catalogue, WeightsEntry, file_sha256, save_catalogue
from restorer.weights.own import own_folder


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as made:
        yield made


def photo_of(scratch: Scratch, height: int, width: int) -> Photo:
    writer = scratch.create(Size(width, height), 3, 16)
    writer.pixels[:] = np.random.default_rng(0).integers(0, 65535, (height, width, 3), dtype=np.uint16)
    return Photo(writer.finish(), SourceFacts("png", 16, False, False, "0" * 64, 1))


@pytest.fixture
def network() -> NoiseEstimator:
    torch.manual_seed(4)
    made = NoiseEstimator(8).eval()
    torch.nn.init.constant_(made.head[2].bias, 0.15)
    return made


@pytest.fixture
def bench(tmp_path: Path, network: NoiseEstimator, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """A workbench at places where only the person's own estimator is installed, as the default."""
    places = Places.below(tmp_path / "home")
    folder = own_folder(places)
    folder.mkdir(parents=True)
    save_file(network.state_dict(), folder / "e.safetensors")
    entry = WeightsEntry(
        id="own-estimator",
        title="An estimator",
        file="e.safetensors",
        sha256=file_sha256(folder / "e.safetensors"),
        operation="estimate",
        architecture="noise-estimator",
        arguments={"width": 8},
        default=True,
        licence="MIT",
    )
    save_catalogue(Catalogue(weights=(entry,)), folder)
    monkeypatch.setattr("restorer.weights.own.shipped_weights", lambda: tmp_path / "none")
    return Workbench(places)


@pytest.mark.parametrize("size", [(128, 128), (300, 700)])
def test_it_is_the_median_over_squares(
    scratch: Scratch, bench: Workbench, network: NoiseEstimator, size: tuple[int, int]
) -> None:
    photo = photo_of(scratch, *size)
    found = estimate_noise(photo, bench)
    light = torch.from_numpy(photo.store.pixels().astype(np.float32) / 65535).permute(2, 0, 1)
    sigma, jpeg = estimate(network, light)
    assert found == pytest.approx((min(75, sigma), 100 * jpeg), abs=1e-3)
    assert found == estimate_noise(photo, bench)


@pytest.mark.parametrize("size", [(1, 1), (40, 300)])
def test_small_photos_are_continued_by_reflection(scratch: Scratch, bench: Workbench, size: tuple[int, int]) -> None:
    found = estimate_noise(photo_of(scratch, *size), bench)
    assert found is not None
    assert 0 <= found[0] <= 75


def test_without_weights_nothing_is_said(scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restorer.weights.own.shipped_weights", lambda: tmp_path / "none")
    assert estimate_noise(photo_of(scratch, 64, 64), Workbench(Places.below(tmp_path))) is None


def test_it_can_be_stopped(scratch: Scratch, bench: Workbench) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        estimate_noise(photo_of(scratch, 64, 64), bench, control)


def test_a_photo_is_as_noisy_as_its_shadows_though_its_lights_are_clean() -> None:
    squares = torch.tensor([[0.0, 0.1]] * 10 + [[8 / 255, 0.1]] * 6)
    assert of_all(squares) == pytest.approx((8, 0.1), abs=0.01)


def test_one_square_in_ten_does_not_decide() -> None:
    squares = torch.tensor([[2 / 255, 0.1]] * 18 + [[40 / 255, 0.9]] * 2)
    assert of_all(squares) == pytest.approx((2, 0.1), abs=0.01)
