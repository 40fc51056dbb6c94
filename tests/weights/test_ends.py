"""The ends of the detail slider are found from either, and missing ones are said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from restorer.core.files import Places
from restorer.weights.catalogue import Catalogue, WeightsEntry, save_catalogue
from restorer.weights.ends import default_ends, ends_of, slider_note
from restorer.weights.own import find_weights


def entry(name: str, scale: int, end: str, pair: str | None, default: bool = True) -> WeightsEntry:
    facts: dict[str, Any] = {"title": name, "file": f"{name}.safetensors", "sha256": "0" * 64, "licence": "MIT"}
    kind = {"operation": "upscale", "architecture": "compact", "end": end, "pair": pair}
    return msgspec.convert({"id": name, "scale": scale, "default": default, **facts, **kind}, WeightsEntry)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Shipped: a ×2 pair of which the detailed one names the other, and a lone ×4."""
    shipped = tmp_path / "weights"
    shipped.mkdir()
    monkeypatch.setattr("restorer.weights.own.shipped_weights", lambda: shipped)
    listed = (
        entry("sharp", 2, "detailed", "plain"),
        entry("plain", 2, "faithful", None),
        entry("lone", 4, "faithful", None),
    )
    save_catalogue(Catalogue(weights=listed), shipped)
    return Places.below(tmp_path / "home")


def test_defaults_are_paired_by_scale(places: Places) -> None:
    two, four = default_ends(places)
    assert (two.scale, two.faithful and two.faithful.id, two.detailed and two.detailed.id) == (2, "plain", "sharp")
    assert (four.scale, four.faithful and four.faithful.id, four.detailed) == (4, "lone", None)


@pytest.mark.parametrize("name", ["plain", "sharp"])
def test_either_end_finds_the_other(places: Places, name: str) -> None:
    ends = ends_of(find_weights(name, places))
    assert ends is not None
    assert (ends.faithful and ends.faithful.id, ends.detailed and ends.detailed.id) == ("plain", "sharp")


def test_a_slider_without_two_ends_says_why(places: Places) -> None:
    assert slider_note(None, places) is None
    assert slider_note("sharp", places) is None
    note = slider_note("lone", places)
    assert note is not None
    assert "lone" in note


def test_weights_of_no_catalogue_have_one_end(places: Places, tmp_path: Path) -> None:
    (tmp_path / "some.pth").write_bytes(b"x")
    assert ends_of(find_weights(str(tmp_path / "some.pth"), places)) is None
    assert slider_note(str(tmp_path / "some.pth"), places) is not None
