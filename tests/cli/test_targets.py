"""Which photos are meant, and what their outputs are called."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from PIL import Image

from restorer.cli.targets import plan


def picture(path: Path, kind: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 6), (90, 80, 70)).save(path, kind)
    return path


def test_one_photo_goes_to_the_file_named(tmp_path: Path) -> None:
    source = picture(tmp_path / "a.jpg")
    (planned,) = plan((source,), str(tmp_path / "b.png"), None, keep_format=False)
    assert planned.target == tmp_path / "b.png"


def test_one_photo_goes_into_a_folder_under_its_own_name(tmp_path: Path) -> None:
    source = picture(tmp_path / "a.JPG")
    (planned,) = plan((source,), f"{tmp_path}/out/", None, keep_format=False)
    assert planned.target == tmp_path / "out" / "a.JPG"
    (other,) = plan((source,), str(tmp_path / "out"), "tiff", keep_format=False)
    assert other.target == tmp_path / "out" / "a.tif"


def test_two_of_one_name_do_not_meet(tmp_path: Path) -> None:
    sources = tuple(picture(tmp_path / folder / "a.jpg") for folder in ("one", "two", "three"))
    names = [planned.target.name for planned in plan(sources, str(tmp_path / "out"), None, keep_format=False)]
    assert names == ["a.jpg", "a (2).jpg", "a (3).jpg"]


def test_case_and_suffix_twins_do_not_meet(tmp_path: Path) -> None:
    sources = (picture(tmp_path / "x" / "A.jpg"), picture(tmp_path / "y" / "a.png"))
    names = [planned.target.name for planned in plan(sources, str(tmp_path / "out"), "png", keep_format=False)]
    assert names == ["A.png", "a (2).png"]


def test_a_folder_is_its_photos_and_not_those_below(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("b.jpg", "a.png", "deeper/c.jpg"):
        picture(folder / name)
    (folder / "notes.txt").write_text("x")
    (folder / "._b.jpg").write_text("a Mac's shadow of b.jpg")
    planned = plan((folder,), str(tmp_path / "out"), None, keep_format=False)
    assert [one.source.name for one in planned] == ["a.png", "b.jpg"]


def test_what_cannot_be_written_gets_the_nearest_format(tmp_path: Path) -> None:
    source = picture(tmp_path / "a.bmp")
    (planned,) = plan((source,), f"{tmp_path}/out/", None, keep_format=False)
    assert planned.target.name == "a.png"


def test_a_wrong_suffix_goes_by_the_content(tmp_path: Path) -> None:
    source = picture(tmp_path / "a.png", "JPEG")
    (planned,) = plan((source,), f"{tmp_path}/out/", None, keep_format=False)
    assert planned.target.name == "a.jpg"


def test_an_unreadable_one_is_planned_with_its_reason(tmp_path: Path) -> None:
    junk, good = tmp_path / "junk.jpg", picture(tmp_path / "good.jpg")
    junk.write_bytes(b"no photo")
    first, second = plan((junk, good), str(tmp_path / "out"), None, keep_format=False)
    assert first.error is not None
    assert second.error is None


def test_several_photos_do_not_go_into_one_file(tmp_path: Path) -> None:
    sources = (picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg"), picture(tmp_path / "c.jpg"))
    with pytest.raises(click.UsageError, match="folder"):
        plan(sources[:2], str(sources[2]), None, keep_format=False)


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_a_format_that_is_not_the_suffix_s_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(click.UsageError, match="suffix"):
        plan((picture(tmp_path / "a.jpg"),), str(tmp_path / "b.png"), kind, keep_format=False)
