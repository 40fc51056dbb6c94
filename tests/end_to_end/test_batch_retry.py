"""`restorer batch --retry-failed`: just those that failed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from restorer.cli.main import main

TURN = ("--set", "frame.turn=90")


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right on Windows")
def test_just_those_that_failed_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    for number, name in enumerate(["a.png", "b.png", "sub/c.png"]):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 6), (number, 0, 0)).save(tmp_path / "in" / name)
    out, words = tmp_path / "out", ["batch", str(tmp_path / "in"), str(tmp_path / "out"), "--json"]
    assert main([*words, "--retry-failed"]) == 2
    assert "no batch" in capsys.readouterr().err
    out.mkdir(exist_ok=True)
    (tmp_path / "elsewhere").mkdir()
    (out / "sub").symlink_to(tmp_path / "elsewhere")
    assert main([*words, *TURN]) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {Path(one["input"]).name: one["state"] for one in said} == {
        "a.png": "restored",
        "b.png": "restored",
        "c.png": "failed",
    }
    (out / "sub").unlink()
    (out / "a.png").unlink()  # which --resume would make again
    assert main([*words, "--retry-failed"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(Path(one["input"]).name, one["state"]) for one in said] == [("c.png", "restored")]
    assert Image.open(out / "sub" / "c.png").size == (6, 8)
    assert not (out / "a.png").exists()
    assert main([*words, "--retry-failed", "--set", "frame.turn=180"]) == 2
    assert "another recipe" in capsys.readouterr().err
