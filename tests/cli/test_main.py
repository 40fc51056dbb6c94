"""The command line's door: quick, lazy, and clear about what went wrong."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import click
import pytest

from restorer.cli import main as cli


def test_help_loads_none_of_the_heavy_packages() -> None:
    code = (
        "import sys, json\nfrom restorer.cli.main import main\nmain(['--help'])\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    assert not loaded & {"numpy", "msgspec", "torch", "PySide6", "PIL", "pyvips", "rich"}
    for verb in cli.VERBS:
        assert verb in done.stdout


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_leads_to_a_command_that_explains_itself(verb: str) -> None:
    module, name = cli.VERBS[verb][0].split(":")
    command = getattr(importlib.import_module(module), name)
    assert isinstance(command, click.Command)
    assert command.help


def test_no_word_at_all_shows_the_help_where_there_is_no_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cli.sys, "platform", "linux")
    assert cli.main([]) == 0
    assert "restore" in capsys.readouterr().out


def test_a_photo_alone_without_a_screen_is_told_what_to_type_instead(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cli.sys, "platform", "linux")
    assert cli.main([__file__]) == 2
    assert f"restorer restore {__file__} -o OUTPUT" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["restroe"], "Did you mean “restore”?"),
        (["upscale", "a.jpg"], "restorer restore old.jpg -o new.jpg --upscale 2"),
        (["no-such-photo.jpg"], "no file “no-such-photo.jpg”"),
        ([__file__, "no-such-photo.jpg"], "no file “no-such-photo.jpg”"),
        (["restore", "-o", "x.png"], "INPUT"),
        (["restore", "a.jpg"], "--output"),
        (["restore", "a.jpg", "-o", "b.png", "--denoise", "200"], "between 0 and 100"),
        (["restore", "a.jpg", "-o", "b.png", "--upscale", "9"], "1<=x<=8"),
        (["restore", "a.jpg", "-o", "b.png", "--set", "denoise.strenght=3"], "denoise.strength"),
        (["restore", "a.jpg", "-o", "b.png", "--auto", "--preset", "old-print"], "exclude"),
        (["restore", "a.jpg", "-o", "b.png", "--preset", "no-such"], "no preset"),
        (["restore", "a.jpg", "-o", "b.xyz"], ".xyz"),
        (["restore", "a.jpg", "-o", "b.png", "--auto", "--detail", "40"], "--upscale"),
        (["restore", "a.jpg", "-o", "b.png", "--weights", "denoise"], "OPERATION=ID"),
        (["restore", "a.jpg", "-o", "b.png", "--tile", "7"], "64 to 4096"),
        (["recipe", "show", "nowhere.json"], "nowhere.json"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert words in capsys.readouterr().err
