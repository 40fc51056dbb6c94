"""Files are whole or absent, names are free, nothing is overwritten unasked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from restorer.core import files
from restorer.core.errors import BadRequest, NoRoom


def test_a_failed_write_leaves_the_old_file_and_no_partial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "settings.json"
    target.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises(OSError, match="full"):
        files.write_whole(target, b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_place_refuses_an_existing_target(tmp_path: Path) -> None:
    target, partial = tmp_path / "a.png", tmp_path / "part"
    target.write_text("old")
    partial.write_text("new")
    with pytest.raises(FileExistsError):
        files.place(partial, target, overwrite=False)
    assert target.read_text() == "old"
    files.place(partial, target, overwrite=True)
    assert target.read_text() == "new"


def test_place_works_where_hard_links_are_not_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, partial = tmp_path / "a.png", tmp_path / "part"
    partial.write_text("new")

    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "no links on FAT")

    monkeypatch.setattr(files.os, "link", fail)
    files.place(partial, target, overwrite=False)
    assert target.read_text() == "new"
    assert not partial.exists()
    partial.write_text("newer")
    with pytest.raises(FileExistsError):
        files.place(partial, target, overwrite=False)
    assert target.read_text() == "new"


def test_place_does_not_follow_a_link_out_of_the_folder(tmp_path: Path) -> None:
    outside, target, partial = tmp_path / "outside", tmp_path / "out.png", tmp_path / "part"
    outside.write_text("mine")
    target.symlink_to(outside)
    partial.write_text("new")
    files.place(partial, target, overwrite=True)
    assert outside.read_text() == "mine"
    assert not target.is_symlink()


def test_free_names_count_from_two_and_ask_for_case(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    assert files.free_name(path) == path
    path.touch()
    assert files.free_name(path) == tmp_path / "photo (2).jpg"
    taken = {str(tmp_path / "PHOTO (2).jpg").casefold()}
    assert files.free_name(path, taken) == tmp_path / "photo (3).jpg"


def test_a_broken_link_is_not_a_free_name(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.symlink_to(tmp_path / "nowhere")
    assert files.free_name(path) == tmp_path / "photo (2).jpg"


def test_same_file_goes_by_identity(tmp_path: Path) -> None:
    one, link, other = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    one.write_text("x")
    other.write_text("x")
    os.link(one, link)
    assert files.same_file(one, link)
    assert not files.same_file(one, other)
    assert not files.same_file(one, tmp_path / "absent")


def test_the_system_s_errors_become_sentences(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    assert isinstance(files.file_error(OSError(errno.ENOSPC, "x"), path, "saving"), NoRoom)
    denied = files.file_error(PermissionError(errno.EACCES, "x"), path, "saving")
    assert isinstance(denied, BadRequest)
    assert "permission" in denied.sentence
    assert str(path) in denied.detail
