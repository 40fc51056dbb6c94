"""The save dialog: what is proposed, what is told before it is agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageCms
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Size
from restorer.photo.photo import SourceFacts
from restorer.ui.dialogs.name_row import Subject
from restorer.ui.dialogs.save_all_dialog import Many, SaveAllDialog
from restorer.ui.dialogs.save_dialog import SaveDialog

NAMES = "{name} (restored)"


def subject(
    tmp_path: Path, name: str = "scan.tif", *, icc: bytes | None = None, coloured: bool = False, bits: int = 16
) -> Subject:
    source = tmp_path / name
    source.write_bytes(b"the original")
    kind = {"tif": "tiff", "jpg": "jpeg"}[source.suffix[1:]]
    facts = SourceFacts(kind, bits, grey=False, alpha=kind == "tiff", sha256="0" * 64, size_bytes=12, icc=icc)
    return Subject(name, source, facts, Size(400, 300), Size(800, 600), "old-print", coloured)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> SaveDialog:
    dialog = SaveDialog(subject(tmp_path), tmp_path, NAMES)
    qtbot.addWidget(dialog)
    return dialog


def test_it_proposes_the_source_s_format_and_depth(made: SaveDialog, tmp_path: Path) -> None:
    assert made.form.kind == "tiff"
    assert made.options.bits == 16
    assert made.options.quality is None
    assert made.target == tmp_path / "scan (restored).tif"
    assert made.save.isEnabled()


def test_choosing_jpeg_changes_the_suffix_and_says_what_is_lost(made: SaveDialog, tmp_path: Path) -> None:
    made.form.choose_format("jpeg")
    assert made.target == tmp_path / "scan (restored).jpg"
    assert "transparency" in made.losses.text()
    assert "narrowed to 8" in made.losses.text()
    assert made.options.quality == made.form.quality.value() >= 92
    assert made.save.isEnabled()


def test_the_original_cannot_be_chosen(made: SaveDialog) -> None:
    made.name.line.setText("{name}")
    assert not made.save.isEnabled()
    assert "original" in made.losses.text()


def test_a_suffix_that_is_typed_chooses_the_format(made: SaveDialog, tmp_path: Path) -> None:
    made.name.line.setText("better.jpg")
    assert made.form.kind == "jpeg"
    assert made.target == tmp_path / "better.jpg"
    made.form.choose_format("png")
    assert made.name.pattern == "better"
    assert made.target == tmp_path / "better.png"


def test_a_name_follows_its_pattern_while_it_is_typed(made: SaveDialog) -> None:
    made.name.line.setText("{name}, {preset}, {scale}, {width} × {height}")
    assert made.preview.text() == "Becomes “scan, old-print, 2x, 800 × 600.tif”"


@pytest.mark.parametrize(
    ("pattern", "said"), [("{nmae}", "Did you mean “name”"), ("a/b", "slash"), ("", "empty"), ("{", "brace")]
)
def test_a_pattern_of_no_use_is_told(made: SaveDialog, pattern: str, said: str) -> None:
    made.name.line.setText(pattern)
    assert not made.save.isEnabled()
    assert said in made.losses.text()


def test_a_folder_that_is_not_there_is_told(made: SaveDialog, tmp_path: Path) -> None:
    made.folder.setText(str(tmp_path / "none"))
    assert not made.save.isEnabled()


def test_metadata_can_stay_out(made: SaveDialog) -> None:
    made.form.location.setChecked(False)
    assert (made.options.keep_metadata, made.options.keep_location) == (True, False)
    made.form.metadata.setChecked(False)
    assert not made.form.location.isEnabled()


def test_the_profile_is_a_choice_where_there_is_another_than_srgb(qtbot: QtBot, tmp_path: Path) -> None:
    wide = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    place = wide.index(b"rXYZ")
    offset = int.from_bytes(wide[place + 4 : place + 8], "big")
    wide[offset + 8 : offset + 12] = (40000).to_bytes(4, "big")
    for icc, choice in ((None, False), (bytes(wide), True)):
        dialog = SaveDialog(subject(tmp_path, icc=icc), tmp_path, NAMES)
        qtbot.addWidget(dialog)
        assert dialog.form.profile.isEnabled() is choice
        assert dialog.options.profile == "keep"
    dialog.form.profile.setCurrentIndex(1)
    assert dialog.options.profile == "srgb"
    assert "sRGB" in dialog.losses.text()


def test_a_label_is_offered_for_colours_that_were_made_up_alone(qtbot: QtBot, tmp_path: Path) -> None:
    for coloured in (False, True):
        dialog = SaveDialog(subject(tmp_path, coloured=coloured), tmp_path, NAMES)
        qtbot.addWidget(dialog)
        assert dialog.form.label.isVisibleTo(dialog) is coloured
        assert dialog.options.label == ""
    dialog.form.label.setChecked(True)
    assert dialog.options.label == "Colourised"


def test_many_get_names_that_do_not_meet_and_are_free(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = subject(tmp_path, "Scan.jpg", bits=8), subject(tmp_path / "other", "scan.jpg", bits=8)
    third = subject(tmp_path, "scan.tif")
    dialog = SaveAllDialog(Many((first, second, third), 1), tmp_path, "{name}")
    qtbot.addWidget(dialog)
    names = [target.name for target in dialog.targets]
    assert names == ["Scan (2).jpg", "scan (3).jpg", "scan (2).tif"] or names[2] == "scan (2).tif"
    assert len({name.casefold() for name in names}) == 3
    assert not any(target.exists() for target in dialog.targets)
    dialog.form.choose_format("jpeg")
    assert "(photos: 1)" in dialog.losses.text()
    dialog.name.line.setText("{counter:2}")
    assert [target.name for target in dialog.targets] == ["01.jpg", "02.jpg", "03.jpg"]
