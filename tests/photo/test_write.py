"""A file is whole and checked, or not there; the original is never written to; limits are told before work."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips

from restorer.core.control import Control, Progress
from restorer.core.errors import BadRequest, Cancelled, Internal, NoRoom
from restorer.core.geometry import Size
from restorer.photo import write
from restorer.photo.photo import SourceFacts
from restorer.photo.provenance import Provenance
from restorer.photo.write import (
    SaveOptions,
    check_target,
    copy_unchanged,
    format_for,
    may_copy,
    what_is_lost,
    write_photo,
)

KINDS = ["jpeg", "png", "tiff", "webp", "avif"]


def picture(height: int = 48, width: int = 64) -> np.ndarray[Any, Any]:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3), np.uint8)


def facts(kind: str = "jpeg", **more: Any) -> SourceFacts:
    plain = {"format": kind, "bits": 8, "grey": False, "alpha": False, "sha256": "0" * 64, "size_bytes": 1}
    return SourceFacts(**(plain | more))


def put(photo: Any, target: Path, **more: Any) -> write.Saved:
    chosen: dict[str, Any] = {"source": None, "overwrite": False} | more
    options = chosen.pop("options", SaveOptions())
    return write_photo(photo, target, options, chosen.pop("provenance", None), **chosen)


# Whole or absent


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_is_what_is_reported(make_photo: Any, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    saved = put(make_photo(picture()), folder / "a", options=SaveOptions(format=kind))
    content = (folder / "a").read_bytes()
    assert (saved.size_bytes, saved.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (saved.format, saved.bits, saved.path) == (kind, 8, folder / "a")
    assert os.listdir(folder) == ["a"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_photo_gives_the_same_bytes(make_photo: Any, tmp_path: Path, kind: str) -> None:
    provenance = Provenance('{"steps":[{"operation":"denoise"}]}', (), "1")
    for name in ("a", "b"):
        put(make_photo(picture(200, 300)), tmp_path / name, options=SaveOptions(format=kind), provenance=provenance)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_existing_target_is_kept_unless_overwriting_is_allowed(make_photo: Any, tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    with pytest.raises(BadRequest, match="exists already"):
        put(make_photo(picture()), target)
    assert target.read_bytes() == b"old"
    put(make_photo(picture()), target, overwrite=True)
    assert target.read_bytes()[:4] == b"\x89PNG"


def test_a_target_that_appears_meanwhile_is_kept(
    make_photo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "a.png"
    target.parent.mkdir()
    real = write.verify

    def verify(*args: Any) -> str:
        target.write_bytes(b"somebody else's")
        return real(*args)

    monkeypatch.setattr(write, "verify", verify)
    with pytest.raises(BadRequest, match="exists already"):
        put(make_photo(picture()), target)
    assert target.read_bytes() == b"somebody else's"
    assert os.listdir(target.parent) == ["a.png"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_reads_back_differently_is_not_kept(
    make_photo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A fake for what cannot be made: an encoder that writes another picture than it was given."""
    real = write.encode

    def black(image: Any, *rest: Any) -> None:
        real((image * 0).cast(image.format).copy(interpretation=image.interpretation), *rest)

    monkeypatch.setattr(write, "encode", black)
    target = tmp_path / "out" / "a"
    target.parent.mkdir()
    target.write_bytes(b"old")
    with pytest.raises(Internal, match="was not kept"):
        put(make_photo(picture()), target, options=SaveOptions(format=kind), overwrite=True)
    assert target.read_bytes() == b"old"
    assert os.listdir(target.parent) == ["a"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_is_not_kept(
    make_photo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A fake for a disk that loses what it was given."""
    real = write.encode

    def short(image: Any, encoding: Any, blobs: Any, file: Any, control: Any) -> None:
        real(image, encoding, blobs, file, control)
        file.truncate(file.seek(0, os.SEEK_END) * 2 // 3)

    monkeypatch.setattr(write, "encode", short)
    with pytest.raises(Internal, match="was not kept"):
        put(make_photo(picture(300, 300)), tmp_path / "a", options=SaveOptions(format=kind))
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("percent", [20, 75], ids=["while encoding", "while reading back"])
def test_a_photo_is_cancelled_while_it_is_written(make_photo: Any, tmp_path: Path, percent: int) -> None:
    target = tmp_path / "out" / "a.png"
    target.parent.mkdir()
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if progress.done > percent:
            control.cancel()

    control = Control(stop)
    with pytest.raises(Cancelled):
        put(make_photo(picture(3000, 2000)), target, control=control)
    assert os.listdir(target.parent) == []
    assert seen
    assert {progress.stage for progress in seen} == {"write"}


def test_progress_rises_to_the_end(make_photo: Any, tmp_path: Path) -> None:
    seen: list[Progress] = []
    put(make_photo(picture(2000, 1000)), tmp_path / "a.tif", control=Control(seen.append))
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == 100


# Places that refuse


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB, which only root can make."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("Only root on Linux can mount a small disk.")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("This system does not let root mount a small disk.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_said_and_leaves_the_old_file(make_photo: Any, small_disk: Path, kind: str) -> None:
    target = small_disk / "a"
    target.write_bytes(b"old")
    options = SaveOptions(format=kind, quality=100)
    with pytest.raises(NoRoom, match="The disk is full") as caught:
        put(make_photo(picture(700, 700)), target, options=options, overwrite=True)
    assert "“a”" in caught.value.sentence
    assert os.listdir(small_disk) == ["a"]
    assert target.read_bytes() == b"old"


def test_a_full_disk_while_copying_is_said(small_disk: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.jpg"
    source.write_bytes(bytes(2_000_000))
    with pytest.raises(NoRoom):
        copy_unchanged(source, small_disk / "a.jpg", facts(), overwrite=False)
    assert os.listdir(small_disk) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written_to_is_said(
    make_photo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A fake: root, as whom tests may run, is refused nothing."""

    photo = make_photo(picture())

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadRequest, match=r"no permission for saving “a\.png”"):
        put(photo, tmp_path / "a.png")


def test_a_missing_folder_and_a_folder_as_target_are_said(make_photo: Any, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="is not there"):
        put(make_photo(picture()), tmp_path / "nowhere" / "a.png")
    with pytest.raises(BadRequest, match="is a folder"):
        put(make_photo(picture()), tmp_path, options=SaveOptions(format="png"), overwrite=True)


@pytest.mark.parametrize(
    "name",
    [
        "Großmutter_Ćwikła_日本語_мама.png",
        "family 📷👵🏽.png",
        "-rf.png",
        "a[page=2].png",
        "percent%20%s%d.png",
        " leading.png",
        "L" * 251 + ".png",
        "no_suffix",
        os.fsdecode(b"latin-\xe9.png"),
    ],
)
def test_any_name_that_the_system_allows_is_fine(make_photo: Any, tmp_path: Path, name: str) -> None:
    if sys.platform != "linux" and not name.isprintable():
        pytest.skip("Names that are no text exist on Linux only.")
    put(make_photo(picture()), tmp_path / name)
    assert (tmp_path / name).read_bytes()[:4] == b"\x89PNG"


# The original


def original(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "Original.PNG"
    pyvips.Image.new_from_array(picture()).pngsave(str(path))
    return path, path.read_bytes()


@pytest.mark.parametrize("way", ["same", "dots", "symlink", "hard link", "folder link"])
def test_the_original_is_never_written_to(make_photo: Any, tmp_path: Path, way: str) -> None:
    source, content = original(tmp_path)
    target = source
    if way == "dots":
        (tmp_path / "sub").mkdir()
        target = tmp_path / "sub" / ".." / source.name
    elif way == "symlink":
        target = tmp_path / "link.png"
        target.symlink_to(source)
    elif way == "hard link":
        target = tmp_path / "hard.png"
        os.link(source, target)
    elif way == "folder link":
        (tmp_path / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
        target = tmp_path / "elsewhere" / source.name
    with pytest.raises(BadRequest, match="the original"):
        put(make_photo(picture()), target, source=source, overwrite=True)
    with pytest.raises(BadRequest, match="the original"):
        copy_unchanged(source, target, facts("png"), overwrite=True)
    assert source.read_bytes() == content


def test_the_original_in_other_letters_is_never_written_to(make_photo: Any, tmp_path: Path) -> None:
    source, content = original(tmp_path)
    target = tmp_path / "ORIGINAL.png"
    if not target.exists():
        pytest.skip("This file system tells letter cases apart.")
    with pytest.raises(BadRequest, match="the original"):
        put(make_photo(picture()), target, source=source, overwrite=True)
    assert source.read_bytes() == content


def test_a_link_to_another_file_is_replaced_and_the_other_file_kept(make_photo: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(b"other")
    (tmp_path / "link.png").symlink_to(other)
    put(make_photo(picture()), tmp_path / "link.png", overwrite=True)
    assert other.read_bytes() == b"other"
    assert not (tmp_path / "link.png").is_symlink()


# Copies


def test_an_unchanged_photo_is_copied_byte_for_byte(tmp_path: Path) -> None:
    source, content = original(tmp_path)
    known = facts("png", sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
    saved = copy_unchanged(source, tmp_path / "copy.png", known, overwrite=False)
    assert (tmp_path / "copy.png").read_bytes() == content
    assert saved.sha256 == known.sha256
    with pytest.raises(BadRequest, match="exists already"):
        copy_unchanged(source, tmp_path / "copy.png", known, overwrite=False)


def test_a_source_that_changed_since_it_was_read_is_not_copied(tmp_path: Path) -> None:
    source, _ = original(tmp_path)
    with pytest.raises(BadRequest, match="changed by another program"):
        copy_unchanged(source, tmp_path / "copy.png", facts("png"), overwrite=False)
    assert sorted(os.listdir(tmp_path)) == ["Original.PNG"]


@pytest.mark.parametrize(
    ("options", "copied"),
    [
        (SaveOptions(), True),
        (SaveOptions(format="jpeg", bits=8), True),
        (SaveOptions(format="png"), False),
        (SaveOptions(quality=95), False),
        (SaveOptions(keep_metadata=False), False),
        (SaveOptions(keep_location=False), False),
    ],
)
def test_only_what_keeps_format_depth_and_metadata_is_a_copy(options: SaveOptions, copied: bool) -> None:
    assert may_copy(facts("jpeg"), Path("a.jpg"), options) is copied


# What is told before work


@pytest.mark.parametrize(
    ("name", "side", "fits"),
    [
        ("a.jpg", 65_500, True),
        ("a.jpg", 65_501, False),
        ("a.webp", 16_383, True),
        ("a.webp", 16_384, False),
        ("a.avif", 16_384, True),
        ("a.avif", 16_385, False),
        ("a.png", 100_000, True),
        ("a.tif", 100_000, True),
    ],
)
def test_the_longest_side_of_a_format_is_told_before_work(name: str, side: int, fits: bool) -> None:
    for size in (Size(side, 10), Size(10, side)):
        if fits:
            check_target(size, Path(name), SaveOptions(), facts())
        else:
            with pytest.raises(BadRequest, match="a side at most"):
                check_target(size, Path(name), SaveOptions(), facts())


def test_the_format_is_asked_for_or_the_suffixs_or_the_sources() -> None:
    assert format_for(Path("a.png"), SaveOptions(format="tiff"), facts()).id == "tiff"
    assert format_for(Path("a.PNG"), SaveOptions(), facts()).id == "png"
    assert format_for(Path("a"), SaveOptions(), facts("webp")).id == "webp"
    assert format_for(Path("a.v2"), SaveOptions(), facts("gif")).id == "png"
    with pytest.raises(BadRequest, match=r"HEIC files are read but not written.*a\.jpg"):
        format_for(Path("a.heic"), SaveOptions(), facts("heif"))


@pytest.mark.parametrize(
    "wrong", [{"format": "heif"}, {"format": "psd"}, {"bits": 12}, {"quality": 0}, {"quality": 101}]
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        SaveOptions(**wrong)


def test_what_is_lost_is_told_in_sentences() -> None:
    rich = facts("tiff", bits=16, alpha=True, iptc=b"\x1c\x02\x05\x00\x01a", content_credentials=True)
    jpeg = " ".join(what_is_lost(rich, Size(10, 10), Path("a.jpg"), SaveOptions()))
    for word in ("8 bits", "white", "Content Credentials"):
        assert word in jpeg
    assert "IPTC" in " ".join(what_is_lost(rich, Size(10, 10), Path("a.webp"), SaveOptions()))
    assert "10 bits" in " ".join(what_is_lost(rich, Size(10, 10), Path("a.avif"), SaveOptions()))
    assert what_is_lost(facts("jpeg"), Size(10, 10), Path("a.png"), SaveOptions()) == ()
    for sentence in what_is_lost(rich, Size(10, 10), Path("a.webp"), SaveOptions()):
        assert sentence.endswith(".")
