"""Files put in their place: whole, never over the source, and only once however often a try dies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from restorer.core.errors import BadRequest
from restorer.photo.store import Scratch
from restorer.photo.write import Saved
from restorer.worker.writing import put


def writes(content: bytes) -> Callable[[Path], Saved]:
    """What `write_photo` does as far as `put` can see."""

    def write(path: Path) -> Saved:
        path.write_bytes(content)
        return Saved(path, len(content), "png", 8, (), hashlib.sha256(content).hexdigest())

    return write


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_a_file_is_put_under_its_name_alone(out: Path, scratch: Scratch) -> None:
    saved = put(writes(b"new"), out / "a.png", None, scratch, overwrite=False)
    assert saved.path == out / "a.png"
    assert [(entry.name, entry.read_bytes()) for entry in out.iterdir()] == [("a.png", b"new")]


def test_what_exists_stays_unless_it_may_be_replaced(out: Path, scratch: Scratch) -> None:
    (out / "a.png").write_bytes(b"old")
    with pytest.raises(BadRequest, match="exists already"):
        put(writes(b"new"), out / "a.png", None, scratch, overwrite=False)
    assert (out / "a.png").read_bytes() == b"old"
    put(writes(b"new"), out / "a.png", None, scratch, overwrite=True)
    assert (out / "a.png").read_bytes() == b"new"
    assert len(list(out.iterdir())) == 1


@pytest.mark.parametrize("way", ["same path", "another spelling", "symbolic link", "hard link"])
def test_the_source_is_never_written_over(out: Path, scratch: Scratch, way: str) -> None:
    source = out / "a.png"
    source.write_bytes(b"original")
    target = source
    if way == "another spelling":
        target = out / ".." / "out" / "a.png"
    elif way == "symbolic link":
        target = out / "link.png"
        target.symlink_to(source)
    elif way == "hard link":
        target = out / "link.png"
        os.link(source, target)
    with pytest.raises(BadRequest, match="original"):
        put(writes(b"new"), target, source, scratch, overwrite=True)
    assert source.read_bytes() == b"original"


def test_a_target_that_appears_while_writing_stays(out: Path, scratch: Scratch) -> None:
    def write(path: Path) -> Saved:
        (out / "a.png").write_bytes(b"of somebody else")
        return writes(b"new")(path)

    with pytest.raises(BadRequest, match="exists already"):
        put(write, out / "a.png", None, scratch, overwrite=False)
    assert [(entry.name, entry.read_bytes()) for entry in out.iterdir()] == [("a.png", b"of somebody else")]


def test_a_try_that_died_after_putting_its_file_in_place_is_no_obstacle(out: Path, scratch: Scratch) -> None:
    put(writes(b"same"), out / "a.png", None, scratch, overwrite=False)
    saved = put(writes(b"same"), out / "a.png", None, scratch, overwrite=False, retried=True)
    assert saved.path == out / "a.png"
    with pytest.raises(BadRequest, match="exists already"):
        put(writes(b"other"), out / "a.png", None, scratch, overwrite=False, retried=True)
    assert (out / "a.png").read_bytes() == b"same"


@pytest.mark.parametrize(("name", "words"), [("gone/a.png", "not there"), ("folder", "is a folder")])
def test_where_a_file_cannot_be_is_said(out: Path, scratch: Scratch, name: str, words: str) -> None:
    (out / "folder").mkdir()
    with pytest.raises(BadRequest, match=words):
        put(writes(b"new"), out / name, None, scratch, overwrite=True)
