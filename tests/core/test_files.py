"""Files are whole or absent, names are free, nothing is overwritten unasked."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
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


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT and exFAT."""

    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "no links on FAT")

    monkeypatch.setattr(files.os, "link", fail)


@pytest.fixture(params=["the kernel's rename", "none of it"])
def some_rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel and disk that rename without replacing, or one that does not, as old network drives."""
    if request.param == "none of it":
        monkeypatch.setattr(files, "_rename_new", lambda *_: False)


@pytest.mark.usefixtures("no_links", "some_rename")
def test_place_works_where_hard_links_are_not_to_be_had(tmp_path: Path) -> None:
    target, partial = tmp_path / "a ü.png", tmp_path / "part"
    partial.write_text("new")
    files.place(partial, target, overwrite=False)
    assert target.read_text() == "new"
    assert not partial.exists()
    partial.write_text("newer")
    with pytest.raises(FileExistsError):
        files.place(partial, target, overwrite=False)
    assert target.read_text() == "new"
    assert partial.read_text() == "newer"


@pytest.mark.usefixtures("no_links")
@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="Windows renames so without help")
def test_a_kill_while_placing_without_links_leaves_no_empty_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is never claimed by an empty file first: killed at any call, the target is absent or whole."""
    target, partial = tmp_path / "a.png", tmp_path / "part"
    partial.write_text("new")
    seen: list[str | None] = []
    trace = [name for name in ("open", "close", "replace", "rename", "fsync") if hasattr(os, name)]
    for name in trace:
        real = getattr(os, name)

        def watched(*given: object, real: Callable[..., object] = real, **named: object) -> object:
            seen.append(target.read_text() if target.exists() else None)
            return real(*given, **named)

        monkeypatch.setattr(files.os, name, watched)
    files.place(partial, target, overwrite=False)
    assert set(seen) <= {None, "new"}
    assert target.read_text() == "new"


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux by name")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS])
def test_a_disk_that_knows_no_such_rename_is_told_from_one_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    class Library:
        said = number

        def renameat2(self, *_: object) -> int:
            ctypes.set_errno(self.said)
            return -1

    monkeypatch.setattr(files.ctypes, "CDLL", lambda *_, **__: Library())
    assert files._rename_new(tmp_path / "a", tmp_path / "b") is False
    monkeypatch.setattr(Library, "said", errno.ENOSPC)
    with pytest.raises(OSError, match="space"):
        files._rename_new(tmp_path / "a", tmp_path / "b")


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
