"""`restorer batch` as it is typed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
TURN = ("--set", "frame.turn=90")


def picture(path: Path, number: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:30, 0:40]
    Image.fromarray(np.stack([x * 6, y * 8, x + y + number], axis=-1).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for number, name in enumerate(["a.png", "b.png", "sub/c.tif"]):
        picture(folder / name, number)
    (folder / "notes.txt").write_text("x")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_dry_run_prints_the_plan_and_writes_nothing(
    source: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "junk.jpg").write_text("x")
    assert main(["batch", str(source), str(tmp_path / "out"), "--dry-run", "--template", "{name} {preset}", *TURN]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0] == f"{source}/a.png → {tmp_path}/out/a frame.png"
    assert lines[2].startswith(f"{source}/junk.jpg → unreadable: ")
    assert lines[3] == f"{source}/sub/c.tif → {tmp_path}/out/sub/c frame.tif"
    assert "4 photos in 2 folders, 1 other file. 3 to do." in said.err
    assert not (tmp_path / "out").exists()
    assert not home.exists()


def test_a_dry_run_can_be_read_by_programs(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(source), str(tmp_path / "out"), "--dry-run", "--json", "--no-recursive"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(one["input"]).name for one in said] == ["a.png", "b.png"]
    assert said[0] == {
        "input": str(source / "a.png"),
        "output": str(tmp_path / "out" / "a.png"),
        "state": "waiting",
        "reason": "",
        "losses": [],
    }


def test_a_folder_is_restored_then_continued_then_refused_with_another_recipe(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["batch", str(source), str(out), *TURN]
    assert main([*words, "--json", "--report", str(tmp_path / "r.html")]) == 0
    said = capsys.readouterr()
    reports = [json.loads(line) for line in said.out.splitlines()]
    assert {Path(one["output"]).name: one["state"] for one in reports} == dict.fromkeys(
        ["a.png", "b.png", "c.tif"], "restored"
    )
    assert all(one["error"] is None and one["steps"][0]["operation"] == "frame" for one in reports)
    assert "3 restored." in said.err
    assert (tmp_path / "r.html").read_text("utf-8").count("data:image/jpeg") == 6
    assert (tmp_path / "r.csv").exists()
    whole = hashes(out)
    assert list(whole) == ["a.png", "b.png", "sub/c.tif"]

    assert main(["batch", str(source), str(out), "--resume", "--dry-run"]) == 0
    assert "0 to do" in capsys.readouterr().err
    (out / "b.png").unlink()
    assert main(["batch", str(source), str(out), "--resume"]) == 0
    assert "1 of 3 photos are left" in capsys.readouterr().err
    assert hashes(out) == whole

    assert main(["batch", str(source), str(out), "--resume", "--set", "frame.turn=180"]) == 2
    assert "another recipe" in capsys.readouterr().err
    assert main(["batch", str(source), str(out), "--resume", "--auto"]) == 2
    assert hashes(out) == whole

    assert main(words) == 0  # afresh: what is there is skipped
    assert "0 restored, 3 skipped." in capsys.readouterr().err
    assert hashes(out) == whole


def test_nothing_readable_is_status_3_and_something_unreadable_1(source: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.jpg").write_text("x")
    assert main(["batch", str(tmp_path / "bad"), str(tmp_path / "out1")]) == 3
    picture(tmp_path / "bad" / "b.png")
    assert main(["batch", str(tmp_path / "bad"), str(tmp_path / "out2"), *TURN]) == 1
    assert list(hashes(tmp_path / "out2")) == ["b.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--template", "{nam}"], "{nam}"),
        (["--template", "../{name}"], "dots"),
        (["--on-collision", "destroy"], "destroy"),
        (["--report", "x.jpg"], ".html"),
        (["--auto", "--preset", "old-print"], "exclude"),
        (["--preset", "no-such"], "no preset"),
        (["--detail", "40"], "--upscale"),
        (["--set", "denoise.strenght=3"], "denoise.strength"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(
    source: Path, tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(source), str(tmp_path / "out"), *words]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_and_a_missing_one_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["batch", str(tmp_path / "empty"), str(tmp_path / "out")]) == 2
    assert "no photos" in capsys.readouterr().err
    assert main(["batch", str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    assert "not there" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_an_interrupt_stops_it_with_130_and_leaves_nothing_half_done(source: Path, tmp_path: Path) -> None:
    for number in range(20):
        picture(source / f"many {number}.png", number)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "restorer.cli.main", "batch", str(source), str(out), *TURN]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        give_up_at = time.monotonic() + 90
        while len(hashes(out)) < 3 and time.monotonic() < give_up_at:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "still to do" in said
    assert [path.name for path in out.rglob(".*")] == [".restorer-batch"]
    assert main(["batch", str(source), str(out), "--resume"]) == 0
    assert len(hashes(out)) == 23
