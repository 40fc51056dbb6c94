"""What is written is there again, whatever ended in between."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from restorer.batch.journal import MARKER, Journal, find, journal_key
from restorer.batch.names import Template
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.resume import check_same, take_up
from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.engines.values import Setup
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.recipe import Recipe

Photo = Callable[..., Path]
Ask = Callable[..., BatchRequest]
Begin = Callable[[BatchRequest], Journal]


def full_request(folder: Path) -> BatchRequest:
    return BatchRequest(
        (folder, folder / os.fsdecode(b"caf\xe9")),
        folder / "out",
        Recipe((Denoise(strength=40),)),
        ("fade.strength=20",),
        "mine",
        Setup("cpu", "fp32", 256, weights=(("denoise", "denoise-1"),)),
        SaveOptions("png", 16, None),
        Template("{name} {counter}"),
        "rename",
        recursive=False,
    )


def test_a_request_is_read_as_it_was_written(tmp_path: Path) -> None:
    request = full_request(tmp_path)
    assert BatchRequest.from_json(request.as_json(), request.output) == request


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"recipe": None}, "recipe"),
        ({"settings": ()}, "recipe"),
        ({"setup": Setup()}, "device"),
        ({"options": SaveOptions("tiff")}, "format"),
        ({"template": Template("{name}")}, "pattern"),
        ({"recursive": True}, "subfolders"),
    ],
)
def test_another_request_is_refused_with_the_difference(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    request = full_request(tmp_path)
    check_same(request, request)
    with pytest.raises(BadRequest, match=word):
        check_same(replace(request, **change), request)


def test_a_journal_is_found_by_the_folder_s_path_and_after_a_move_by_its_marker(
    source: Path, request_of: Ask, begun: Begin, places: Places, tmp_path: Path
) -> None:
    request = request_of(source)
    journal = begun(request)
    assert find(places, request.output) == journal.path
    (tmp_path / "link").symlink_to(request.output)
    assert find(places, tmp_path / "link") == journal.path
    request.output.rename(tmp_path / "elsewhere")
    assert find(places, tmp_path / "elsewhere") == journal.path
    assert find(places, tmp_path / "nowhere") is None


@pytest.mark.parametrize("marker", ["", "{}", '{"journal": "../../etc/passwd"}', '{"journal": 7}', "\xff"])
def test_a_marker_that_says_nonsense_is_passed_over(places: Places, tmp_path: Path, marker: str) -> None:
    (tmp_path / MARKER).write_text(marker, "latin-1")
    assert find(places, tmp_path) is None


def test_two_at_once_are_refused(source: Path, request_of: Ask, begun: Begin) -> None:
    journal = begun(request_of(source))
    with pytest.raises(BadRequest, match="Another Restorer"):
        Journal(journal.path)


def test_what_is_no_journal_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"not a database, and long enough to be looked at" * 40)
    with pytest.raises(BadRequest, match="damaged"):
        Journal(tmp_path / "x.sqlite")


def test_a_journal_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "x.sqlite")
    base.execute("PRAGMA user_version = 99")
    base.commit()
    base.close()
    with pytest.raises(BadRequest, match="later"):
        Journal(tmp_path / "x.sqlite")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_no_utf_8_come_back_as_they_were(
    tmp_path: Path, request_of: Ask, begun: Begin, photo: Photo
) -> None:
    odd = tmp_path / "in" / os.fsdecode(b"caf\xe9.png")
    photo(tmp_path / "in" / "a.png").rename(odd)
    (row,) = begun(request_of(tmp_path / "in")).rows()
    assert row.source == odd
    assert os.fsencode(row.target or "") == b"caf\xe9.png"


def test_it_is_as_safe_as_sqlite_can_be(source: Path, request_of: Ask, begun: Begin) -> None:
    journal = begun(request_of(source))
    base = journal._base  # the settings are of a connection and cannot be seen from outside
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert base.execute("PRAGMA synchronous").fetchone() == (2,)
    assert base.execute("PRAGMA user_version").fetchone() == (1,)


def test_an_undisturbed_batch_has_nothing_to_take_up(source: Path, request_of: Ask, begun: Begin, lanes: Any) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    assert take_up(journal, request.output) == ()
    assert journal.counts()[State.WAITING] == 0


def test_outputs_that_are_missing_or_changed_are_made_again_and_nothing_is_lost(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, hashes_below: Callable[[Path], dict[str, str]]
) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    whole = hashes_below(request.output)
    (request.output / "a.png").unlink()
    (request.output / "b.jpg").write_bytes(b"half a photo")
    said = take_up(journal, request.output)
    assert len(said) == 2
    assert journal.counts()[State.WAITING] == 2
    lanes.run(request, journal)
    assert (request.output / "b (as found).jpg").read_bytes() == b"half a photo"
    (request.output / "b (as found).jpg").unlink()
    assert hashes_below(request.output) == whole


def test_a_source_that_changed_since_is_restored_again(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, photo: Photo
) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    before = (request.output / "a.png").read_bytes()
    os.utime(source / "sub" / "c.png", (1, 1))  # touched, not changed
    photo(source / "a.png", 99)
    (said,) = take_up(journal, request.output)
    assert "has changed" in said
    lanes.run(request, journal)
    assert (request.output / "a.png").read_bytes() != before
    assert journal.counts()[State.RESTORED] == 5


def test_an_output_that_was_put_in_place_unrecorded_is_recognised(
    source: Path, request_of: Ask, begun: Begin, lanes: Any, hashes_below: Callable[[Path], dict[str, str]]
) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    whole = hashes_below(request.output)
    # As it is when everything was killed between the rename and the record.
    journal.change(1, state=State.SAVING, output_sha256=None)
    take_up(journal, request.output)
    lanes.run(request, journal)
    assert hashes_below(request.output) == whole
    assert journal.counts()[State.RESTORED] == 5


def test_a_folder_of_outputs_that_is_gone_is_not_taken_for_an_empty_one(
    source: Path, request_of: Ask, begun: Begin, lanes: Any
) -> None:
    request = request_of(source)
    journal = begun(request)
    lanes.run(request, journal)
    shutil.rmtree(request.output)
    with pytest.raises(BadRequest, match="unplugged"):
        take_up(journal, request.output)


def test_the_key_is_that_of_the_real_path(tmp_path: Path) -> None:
    assert journal_key(tmp_path / "x" / ".." / "y") == journal_key(tmp_path / "y")
