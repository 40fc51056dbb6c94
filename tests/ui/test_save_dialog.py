"""The save dialog: what is proposed, what is told before it is agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from restorer.core.geometry import Size
from restorer.photo.photo import SourceFacts
from restorer.ui.dialogs.save_dialog import SaveDialog


def dialog(qtbot: QtBot, tmp_path: Path, *, kind: str = "tiff", bits: int = 16, alpha: bool = True) -> SaveDialog:
    source = tmp_path / "scan.tif"
    source.write_bytes(b"the original")
    facts = SourceFacts(kind, bits, grey=False, alpha=alpha, sha256="0" * 64, size_bytes=12)
    made = SaveDialog(facts, Size(800, 600), source, tmp_path / "scan (restored).tif")
    qtbot.addWidget(made)
    return made


def may_save(made: SaveDialog) -> bool:
    return made.buttons.button(QDialogButtonBox.StandardButton.Save).isEnabled()


def test_it_proposes_the_source_s_format_and_depth(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    assert made.format.currentData() == "tiff"
    assert made.options.bits == 16
    assert made.options.quality is None
    assert may_save(made)


def test_choosing_jpeg_changes_the_suffix_and_says_what_is_lost(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    made.format.setCurrentIndex(made.format.findData("jpeg"))
    assert made.target == tmp_path / "scan (restored).jpg"
    assert "transparency" in made.losses.text()
    assert "narrowed to 8" in made.losses.text()
    assert made.options.quality == made.quality.value() >= 92
    assert may_save(made)


def test_the_original_cannot_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    made.name.setText("scan.tif")
    assert not may_save(made)
    assert "original" in made.losses.text()


@pytest.mark.parametrize("name", ["scan", "scan.xyz", "scan.png"])
def test_a_name_with_another_suffix_is_told(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    made = dialog(qtbot, tmp_path)
    made.name.setText(name)
    assert not may_save(made)
    assert ".tif" in made.losses.text()


def test_metadata_can_stay_out(qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(qtbot, tmp_path)
    made.location.setChecked(False)
    assert (made.options.keep_metadata, made.options.keep_location) == (True, False)
    made.metadata.setChecked(False)
    assert not made.location.isEnabled()
