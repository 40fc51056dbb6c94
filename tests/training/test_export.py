"""A finished run becomes weights that the catalogue names, with a card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from restorer.core.errors import BadRequest
from restorer.engines.networks.denoise import DenoiseUNet
from restorer.training.config import TrainingConfig
from restorer.training.export import card_for, export, halfway, tflop_per_megapixel
from restorer.training.loading import read_state
from restorer.training.loop import BEST, VALIDATIONS
from restorer.training.photos import PhotoSet
from restorer.training.record import describe, write_record
from restorer.weights.catalogue import WeightsEntry, file_sha256, load_catalogue


def test_a_run_becomes_weights_with_entry_and_card(tmp_path: Path) -> None:
    run, folder, photos = (tmp_path / name for name in ("run", "weights", "photos/alps"))
    run.mkdir()
    photos.mkdir(parents=True)
    (tmp_path / "photos" / "SOURCES.md").write_text("| folder | terms |\n|---|---|\n| alps | CC0 1.0 |\n")
    network = DenoiseUNet((8, 8), (1, 1))
    torch.save(network.state_dict(), run / BEST)
    (run / VALIDATIONS).write_text('{"step": 900, "seconds": 600.0}\n')
    config = TrainingConfig("denoise", (photos,), run, minutes=10, compile=True, features=tmp_path / "f.pth")
    write_record(describe(config, PhotoSet((photos / "a.jpg", photos / "b.jpg"), (), (), 0)), run)

    entry = export(run, "denoise-test", "A test", notes="Nothing is right.", folder=folder)

    assert load_catalogue(folder).find("denoise-test") == entry
    assert entry.sha256 == file_sha256(folder / entry.file)
    assert entry.arguments == {"channels": [8, 8], "blocks": [1, 1]}
    assert [(p.source, p.photos, p.terms) for p in entry.photos] == [("photos/alps", 2, "CC0 1.0")]
    for key, value in read_state(folder / entry.file).items():
        assert torch.allclose(value.float(), network.state_dict()[key], rtol=2**-11, atol=1e-7)
    assert (folder / entry.file).stat().st_size < 0.6 * (run / BEST).stat().st_size
    card = (folder / "cards" / "denoise-test.md").read_text()
    for part in (
        "10 minutes (900 steps)",
        "restorer train denoise --photos photos/alps --minutes 10 --set compile=True --set features=f.pth",
        "CC0 1.0",
        "Nothing",
    ):
        assert part in card
    assert str(tmp_path) not in card


def test_a_card_says_what_kept_test_photos_out(tmp_path: Path) -> None:
    config = TrainingConfig("denoise", (tmp_path,), tmp_path, denoiser=str(tmp_path / "best.pt"))
    entry = WeightsEntry(
        id="id",
        title="Title",
        file="file",
        sha256="0" * 64,
        operation="denoise",
        architecture="denoise-unet",
        licence="MIT",
    )
    cards = []
    for refuse in ((), (tmp_path / "tests",)):
        record = describe(replace(config, refuse=refuse), PhotoSet((), (), (tmp_path / "a.jpg",), 0))
        cards.append(card_for(entry, record, [], ""))
    assert "no test photos were at hand" in cards[0]
    assert "denoiser=best.pt" in cards[0]  # no path of a machine
    assert "(1 photos refused as too like one)" in cards[1]


def test_halfway_to_the_weights_that_a_run_went_on_from(tmp_path: Path) -> None:
    begun, trained, other = (DenoiseUNet((width, 8), (1, 1)).state_dict() for width in (8, 8, 4))
    torch.save(begun, tmp_path / "begun.pt")
    torch.save(other, tmp_path / "other.pt")
    for key, value in halfway(trained, str(tmp_path / "begun.pt")).items():
        assert torch.allclose(value, (trained[key] + begun[key]) / 2)
    assert halfway(trained, None) is trained
    with pytest.raises(BadRequest, match="another network"):
        halfway(trained, str(tmp_path / "other.pt"))


def test_the_denoisers_cost_is_within_its_budget() -> None:
    assert 0.1 < tflop_per_megapixel("denoise-unet", {}) < 0.6
    assert tflop_per_megapixel("compact", {}) < 2.5
