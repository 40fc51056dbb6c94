"""What is found in a folder, and what each output will be called."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from restorer.batch.names import Template
from restorer.batch.plan import Entry, State, make_plan
from restorer.batch.request import BatchRequest
from restorer.batch.scan import scan
from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled
from restorer.photo.write import SaveOptions
from restorer.recipe.operations.upscale import Upscale
from restorer.recipe.recipe import Recipe

Photo = Callable[..., Path]
Ask = Callable[..., BatchRequest]


def targets(request: BatchRequest) -> dict[str, str | None]:
    """Output by the source's path below the first input."""
    return {
        str(entry.source.relative_to(request.inputs[0])): None if entry.target is None else str(entry.target)
        for entry in make_plan(request).entries
    }


def by_name(request: BatchRequest) -> dict[str, Entry]:
    return {entry.source.name: entry for entry in make_plan(request).entries}


def test_the_tree_is_mirrored(source: Path, request_of: Ask) -> None:
    assert targets(request_of(source)) == {
        "a.png": "a.png",
        "b.jpg": "b.jpg",
        "junk.jpg": None,
        "sub/c.png": "sub/c.png",
        "sub/d.tif": "sub/d.tif",
        "sub/deep/e.png": "sub/deep/e.png",
    }


def test_what_was_found_is_said_in_words(source: Path, tmp_path: Path) -> None:
    assert str(scan((source,), tmp_path / "out")) == "6 photos in 3 folders, 1 other file"


def test_subfolders_can_be_left_out(source: Path, request_of: Ask) -> None:
    assert set(targets(request_of(source, recursive=False))) == {"a.png", "b.jpg", "junk.jpg"}


def test_junk_is_planned_as_unreadable_with_its_reason(source: Path, request_of: Ask) -> None:
    junk = by_name(request_of(source))["junk.jpg"]
    assert junk.state is State.UNREADABLE
    assert "not a photo format" in junk.reason


def test_outputs_inside_the_inputs_are_not_looked_into(source: Path, request_of: Ask, photo: Photo) -> None:
    photo(source / "done" / "a.png")
    found = targets(request_of(source, output=source / "done"))
    assert "done/a.png" not in found
    assert found["a.png"] == "a.png"


def test_an_original_is_never_an_output(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    outer = tmp_path / "photos"
    photo(outer / "in" / "a.png", 1)
    photo(outer / "in" / "in" / "a.png", 2)
    request = request_of(outer / "in", output=outer, collision="overwrite")
    # in/in/a.png would become photos/in/a.png, which is an original itself.
    assert targets(request) == {"a.png": "a.png", "in/a.png": "in/a (2).png"}
    skipped = by_name(request_of(outer / "in", output=outer)).values()
    assert any("original" in entry.reason for entry in skipped)


def test_a_folder_into_itself_needs_other_names(source: Path, request_of: Ask) -> None:
    with pytest.raises(BadRequest, match="pattern"):
        make_plan(request_of(source, output=source))


def test_one_name_in_two_formats_does_not_meet(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    for name in ("a.jpg", "a.png", "A.tif"):
        photo(tmp_path / "in" / name)
    found = targets(request_of(tmp_path / "in", options=SaveOptions(format="jpeg")))
    assert found == {"A.tif": "A.jpg", "a.jpg": "a (2).jpg", "a.png": "a (3).jpg"}


@pytest.mark.skipif(os.name == "nt", reason="one folder cannot hold both names on Windows")
def test_unicode_twins_do_not_meet(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    photo(tmp_path / "in" / "\u00e9.png", 1)
    photo(tmp_path / "in" / "e\u0301.png", 2)
    if len(list((tmp_path / "in").iterdir())) == 1:
        pytest.skip("this disk takes both names for one")
    assert sorted(targets(request_of(tmp_path / "in")).values()) == ["e\u0301.png", "\u00e9 (2).png"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right on Windows")
def test_links_and_loops_are_skipped_with_a_reason(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    folder = tmp_path / "in"
    photo(folder / "a.png")
    photo(tmp_path / "elsewhere" / "b.png")
    (folder / "again.png").symlink_to(folder / "a.png")
    (folder / "outside.png").symlink_to(tmp_path / "elsewhere" / "b.png")
    (folder / "nowhere.png").symlink_to(tmp_path / "not there")
    (folder / "round.png").symlink_to(folder / "round.png")
    (folder / "loop").symlink_to(folder)
    (folder / "loop.jpg").symlink_to(folder)
    os.mkfifo(folder / "pipe.png")
    found = by_name(request_of(folder))
    assert found["a.png"].state is State.WAITING
    assert found["outside.png"].state is State.WAITING
    assert "photo of this batch" in found["again.png"].reason
    assert "leads nowhere" in found["nowhere.png"].reason
    assert "leads nowhere or in a circle" in found["round.png"].reason
    assert "link to a folder" in found["loop.jpg"].reason
    assert "pipe" in found["pipe.png"].reason
    assert len(found) == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_hostile_and_long_names_get_outputs(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    folder = tmp_path / "in"
    names = ["a\nb.png", "-rf.png", "$(ls).png", "%s {name}.png", "é" * 120 + ".png", "gnp.\u202ea.png", "‮.png"]
    for number, name in enumerate(names):
        photo(folder / name, number)
    (folder / os.fsdecode(b"caf\xe9.png")).write_bytes((folder / "-rf.png").read_bytes())
    plan = make_plan(request_of(folder, template=Template("{name} {preset} of a very long day {counter}")))
    assert len(plan.entries) == 8
    assert all(entry.state is State.WAITING for entry in plan.entries)
    for entry in plan.entries:
        assert entry.target is not None
        assert len(os.fsencode(entry.target)) <= 255
        assert "\n" not in str(entry.target)


def test_a_pattern_names_what_is_known_of_a_photo(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    path = photo(tmp_path / "in" / "aunt.png")
    os.utime(path, (0, 86_400 * 365))
    request = request_of(
        tmp_path / "in",
        recipe=Recipe((Upscale(factor=2),)),
        label="enlarge",
        template=Template("{folder}/{name} {preset} {scale} {width}x{height} {date} {counter:2} {format}"),
    )
    assert targets(request) == {"aunt.png": "in/aunt enlarge 2x 80x60 1971-01-01 01 png.png"}


def test_the_date_is_that_of_the_exif(tmp_path: Path, request_of: Ask) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "1936:08:01 12:00:00"
    (tmp_path / "in").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "in" / "a.jpg", exif=exif)
    assert targets(request_of(tmp_path / "in", template=Template("{date}"))) == {"a.jpg": "1936-08-01.jpg"}


@pytest.mark.parametrize(
    ("collision", "target", "state"),
    [("skip", "a.png", State.SKIPPED), ("rename", "a (2).png", State.WAITING), ("overwrite", "a.png", State.WAITING)],
)
def test_what_happens_to_a_name_that_exists_is_chosen_once(
    tmp_path: Path, request_of: Ask, photo: Photo, collision: str, target: str, state: State
) -> None:
    photo(tmp_path / "in" / "a.png")
    photo(tmp_path / "out" / "a.png", 9)
    entry = by_name(request_of(tmp_path / "in", collision=collision))["a.png"]
    assert (str(entry.target), entry.state) == (target, state)


def test_a_folder_of_the_name_is_never_in_the_way(tmp_path: Path, request_of: Ask, photo: Photo) -> None:
    photo(tmp_path / "in" / "a.png")
    (tmp_path / "out" / "a.png").mkdir(parents=True)
    entry = by_name(request_of(tmp_path / "in", collision="overwrite"))["a.png"]
    assert entry.target == PurePosixPath("a (2).png")


def test_planning_can_be_stopped(source: Path, request_of: Ask) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        make_plan(request_of(source), control)


def test_planning_writes_nothing(source: Path, request_of: Ask) -> None:
    request = request_of(source)
    make_plan(request)
    assert not request.output.exists()


def test_a_missing_input_is_said(tmp_path: Path, request_of: Ask) -> None:
    with pytest.raises(BadRequest, match="not there"):
        make_plan(request_of(tmp_path / "nowhere"))
