"""Settings outlive the program, and nothing in their file can stop it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from restorer.core.files import Places
from restorer.core.settings import RECENT, Settings, load_settings, save_settings


def test_what_was_chosen_is_there_again(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    assert load_settings(places) == Settings()
    chosen = replace(Settings(), theme="light", device="cuda:1", keep_results=3).with_recent(tmp_path / "Ä 📷.jpg")
    save_settings(chosen, places)
    assert load_settings(places) == chosen


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"theme": "pink"}', '{"theme": 3}', '{"keep_results": true}'])
def test_a_damaged_file_means_the_defaults(tmp_path: Path, content: str) -> None:
    places = Places.below(tmp_path)
    places.data.mkdir(parents=True)
    (places.data / "settings.json").write_text(content)
    assert load_settings(places) == Settings()


def test_one_bad_value_does_not_take_the_others_along(tmp_path: Path) -> None:
    places = Places.below(tmp_path)
    places.data.mkdir(parents=True)
    said = {"theme": "dark", "keep_results": -4, "of a newer version": 1, "recent": ["a", 7]}
    (places.data / "settings.json").write_text(json.dumps(said))
    assert load_settings(places) == Settings(theme="dark")


def test_recent_photos_are_few_and_each_once(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(30):
        settings = settings.with_recent(tmp_path / f"{number % 20}.jpg")
    assert len(settings.recent) == RECENT == len(set(settings.recent))
    assert settings.recent[0] == str(tmp_path / "9.jpg")
