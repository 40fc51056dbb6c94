"""Weights files as catalogues describe them: whole, missing, changed; ours and the person's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.files import Places
from restorer.weights.card import card_text, facts_of
from restorer.weights.catalogue import Catalogue, PhotoTerms, WeightsEntry, file_sha256, load_catalogue, save_catalogue
from restorer.weights.own import add_own, all_weights, find_weights, own_folder, remove_own
from restorer.weights.verify import verify


def entry(name: str = "denoise-1", file: str = "denoise-1.safetensors", sha256: str = "0" * 64) -> WeightsEntry:
    return WeightsEntry(
        id=name,
        title="A denoiser",
        file=file,
        sha256=sha256,
        operation="denoise",
        architecture="denoise-unet",
        licence="MIT",
        photos=(PhotoTerms(source="A collection", photos=1200, terms="CC0"),),
        quality={"CBSD68 sigma 25 PSNR dB": 30.9},
    )


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder of weights with one whole file."""
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "denoise-1.safetensors").write_bytes(b"numbers")
    known = entry(sha256=file_sha256(folder / "denoise-1.safetensors"))
    save_catalogue(Catalogue(weights=(known,)), folder)
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "home")


def test_a_whole_file_is_said_to_be_whole(shipped: Path) -> None:
    (checked,) = verify(shipped)
    assert checked.good
    assert checked.state == "whole"


def test_a_changed_and_a_missing_file_are_told_apart(shipped: Path) -> None:
    path = shipped / "denoise-1.safetensors"
    path.write_bytes(b"other numbers")
    assert verify(shipped)[0].state == "changed"
    path.unlink()
    (checked,) = verify(shipped)
    assert checked.state == "missing"
    assert "denoise-1" in checked.sentence


def test_a_folder_without_a_catalogue_has_nothing_to_verify(tmp_path: Path) -> None:
    assert verify(tmp_path) == ()


def test_a_broken_catalogue_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text("{")
    with pytest.raises(WeightsFailed, match="list of weights"):
        verify(tmp_path)


def test_own_files_are_listed_after_ours_and_found_by_name(shipped: Path, places: Places) -> None:
    folder = own_folder(places)
    folder.mkdir(parents=True)
    (folder / "4x Nomos_Compact.pth").write_bytes(b"x")
    (folder / "denoise-1.pth").write_bytes(b"y")
    (folder / "notes.txt").write_text("no weights")
    listed = all_weights(places, shipped)
    assert [(w.id, w.own) for w in listed] == [
        ("denoise-1", False),
        ("4x-nomos-compact", True),
        ("denoise-1-own", True),
    ]
    assert find_weights("4x-nomos-compact", places, shipped).path == folder / "4x Nomos_Compact.pth"


def test_weights_are_found_by_path_too(shipped: Path, places: Places, tmp_path: Path) -> None:
    path = tmp_path / "Some File.pth"
    path.write_bytes(b"x")
    found = find_weights(str(path), places, shipped)
    assert (found.path, found.entry, found.id) == (path, None, "some-file")


def test_a_path_beside_a_catalogue_that_knows_it_brings_its_entry(
    shipped: Path, places: Places, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "none"
    found = find_weights(str(shipped / "denoise-1.safetensors"), places, elsewhere)
    assert found.entry is not None
    assert found.entry.architecture == "denoise-unet"


@pytest.mark.parametrize("name", ["nothing-like-it", "/no/such/file.pth"])
def test_unknown_weights_are_a_bad_request(shipped: Path, places: Places, name: str) -> None:
    with pytest.raises(BadRequest):
        find_weights(name, places, shipped)


def test_own_weights_are_added_and_removed(places: Places, tmp_path: Path) -> None:
    source = tmp_path / "mine.pth"
    source.write_bytes(b"x")
    added = add_own(source, entry("my-weights"), places)
    assert added.path.read_bytes() == b"x"
    assert load_catalogue(own_folder(places)).find("my-weights").sha256 == file_sha256(source)
    remove_own("my-weights", places)
    assert load_catalogue(own_folder(places)).weights == ()
    assert not added.path.exists()


def test_what_is_not_in_the_own_folder_is_not_deleted(places: Places, tmp_path: Path) -> None:
    source = tmp_path / "mine.pth"
    source.write_bytes(b"x")
    with pytest.raises(BadRequest):
        remove_own(str(source), places)
    assert source.exists()


def test_a_card_is_read_and_where_there_is_none_the_facts_serve(shipped: Path, places: Places) -> None:
    weights = find_weights("denoise-1", places, shipped)
    assert "1,200 photos; CC0" in card_text(weights)
    assert facts_of(weights)["CBSD68 sigma 25 PSNR dB"] == "30.9"
    (shipped / "cards").mkdir()
    (shipped / "cards" / "denoise-1.md").write_text("# The card", "utf-8")
    assert card_text(weights) == "# The card"
