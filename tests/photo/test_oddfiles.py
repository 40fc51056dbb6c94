"""Every file of the corpus of odd files comes out as its table says: opened right, or refused with a sentence."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restorer.core.errors import BadInput
from restorer.photo.colour import to_srgb
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.read import peek, read_photo
from restorer.photo.store import Scratch

FOLDER = Path(__file__).resolve().parents[2] / "../shared/oddfiles"
TABLE = FOLDER / "expect.csv"

# Second outcomes that the table's notes call right too.
MAY_REFUSE = {"tif_old_jpeg.tif", "raw_named.tif", "png_ztxt_bomb_128mb.png"}
MAY_OPEN = {"jpg_12bit.jpg", "png_ztxt_bomb_128mb.png"}
# Damage that concerns no pixel: the notes ask for no warning.
NEEDS_NO_WARNING = {"png_text_crc_wrong.png"}

# There is no EXIF in this file: one of the table's readers makes it up from the boxes.
MADE_UP = ("exif", "avif_irot_imir.avif")


def rows() -> list[dict[str, str]]:
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    with Scratch(tmp_path / "scratch") as scratch:
        yield scratch


@pytest.mark.skipif(not ROWS, reason="The corpus of odd files (../shared/oddfiles) is not here.")
def test_the_corpus_is_whole() -> None:
    assert len(ROWS) == 180


@pytest.mark.timeout(60)
@pytest.mark.skipif(not ROWS, reason="The corpus of odd files (../shared/oddfiles) is not here.")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_an_odd_file_is_opened_right_or_refused(row: dict[str, str], scratch: Scratch) -> None:
    path = FOLDER / row["file"]
    photo = opened(path, scratch)
    if isinstance(photo, BadInput):
        assert row["expect"] == "refuse" or row["file"] in MAY_REFUSE, photo.detail
        assert photo.sentence.startswith("“")
        assert photo.sentence.endswith((".", ")"))
        assert len(photo.sentence) > len(row["file"]) + 30
        assert not list(scratch.folder.glob("*/pixels"))
        return
    assert row["expect"] != "refuse" or row["file"] in MAY_OPEN, photo
    if row["expect"] == "refuse":
        return
    if row["expect"] == "warn-open" and row["file"] not in NEEDS_NO_WARNING:
        assert photo.facts.warnings
    check_facts(row, photo)
    for group in filter(None, row["pixel_check"].split("|")):
        check_pixels(group, row, photo)
    header = peek(path, Limits())
    assert (header.size, header.format) == (photo.size, photo.facts.format)
    assert (header.grey, header.bits) == (photo.facts.grey, photo.facts.bits)
    # Whether the first picture of a GIF or an animation hides anything only decoding can tell.
    assert header.alpha == photo.facts.alpha or header.format in ("gif", "webp")


def opened(path: Path, scratch: Scratch) -> Photo | BadInput:
    try:
        return read_photo(path, scratch, Limits())
    except BadInput as error:
        return error


def check_facts(row: dict[str, str], photo: Photo) -> None:
    facts = photo.facts
    assert (photo.size.width, photo.size.height) == (int(row["width"]), int(row["height"]))
    assert (1 if facts.grey else 3) + facts.alpha == int(row["channels"])
    assert facts.bits == (8 if row["bits"] == "8" else 16)
    assert photo.store.bits == facts.bits
    assert photo.store.channels == 3 + facts.alpha
    assert facts.orientation == int(row["orientation_tag"] or 1)
    profile_said = any("profile" in warning for warning in facts.warnings) or facts.converted_from
    assert (facts.icc is not None or bool(profile_said)) if row["icc"] == "yes" else facts.icc is None
    for name in ("exif", "xmp", "iptc"):
        if (name, row["file"]) == MADE_UP:
            continue
        assert (getattr(facts, name) is not None) == (row[f"has_{name}"] == "yes"), name
    assert facts.content_credentials == (row["c2pa"] == "yes")


def check_pixels(group: str, row: dict[str, str], photo: Photo) -> None:
    """`x,y=values +-tolerance` parted by `;`, after an optional prefix."""
    prefix, _, points = group.strip().rpartition(": ")
    pixels = photo.store.pixels()
    for point in points.split(";"):
        found = re.fullmatch(r"\s*(\d+),(\d+)=([\d.,-]+) \+-([\d.]+)\s*", point)
        assert found, point
        x, y = int(found[1]), int(found[2])
        wanted = np.array([float(value) for value in found[3].split(",")])
        tolerance = float(found[4])
        got = pixels[y, x].astype(np.float64) / photo.store.full
        if photo.facts.grey:
            assert got[0] == got[1] == got[2]
        values = got
        if prefix == "srgb":
            values = np.append(to_srgb(got[None, None, :3].astype(np.float32), photo.facts.icc)[0, 0], got[3:])
        values = np.concatenate([values[:1] if photo.facts.grey else values[:3], values[3:]])
        scale = {"16bit": 65535, "float": 1}.get(prefix, 255)
        if prefix == "float":
            wanted = np.clip(wanted, 0, 1)
        if len(wanted) == 4 and wanted[3] == 0 and tolerance == 255:
            tolerance = np.array([255, 255, 255, 2.0])
        assert np.all(np.abs(values * scale - wanted) <= tolerance + 0.51 * (scale == 255)), (prefix, values * scale)
