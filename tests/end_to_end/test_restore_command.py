"""`restorer restore` as others script it: a process of its own, real files, its words and exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image

RESTORER = [sys.executable, "-m", "restorer.cli.main"]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The program's own folders below one that is thrown away."""
    return {**os.environ, "RESTORER_HOME": str(tmp_path / "home")}


def run(surroundings: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*RESTORER, "restore", *map(str, arguments)]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=280)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def scene(height: int = 120, width: int = 160) -> np.ndarray:
    """Soft shapes, a little faded: (h, w, 3) float 0–1."""
    y, x = np.mgrid[0:height, 0:width] / height
    shapes = np.stack([0.5 + 0.5 * np.sin(5 * x + k) * np.cos(4 * y - k) for k in range(3)], axis=2)
    return 0.2 + 0.5 * shapes


def photo(path: Path, **keep: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((scene() * 255).astype(np.uint8)).save(path, **keep)
    return path


def scratch_is_empty(surroundings: dict[str, str]) -> bool:
    scratch = Path(surroundings["RESTORER_HOME"]) / "scratch"
    return not scratch.exists() or not list(scratch.iterdir())


def test_a_photo_comes_back_with_what_belongs_to_it(tmp_path: Path, surroundings: dict[str, str]) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x0112] = "Agfa", "1974:05:01 12:00:00", 6
    source = photo(tmp_path / "Öma 📷.jpg", exif=exif, quality=95, dpi=(300, 300))
    target = tmp_path / "besser.jpg"
    done = run(surroundings, source, "-o", target, "--fade", "100", "--json")
    assert done.returncode == 0, done.stderr
    (said,) = lines(done)
    assert said["input"] == str(source)
    assert said["output"] == str(target)
    assert said["error"] is None
    assert said["unchanged"] is False
    assert [step["operation"] for step in said["steps"]] == ["fade"]
    assert {"seconds", "device", "precision", "tiles", "warnings"} <= said.keys()
    with Image.open(target) as written:
        assert written.size == (120, 160)  # upright
        assert written.getexif()[0x010F] == "Agfa"
        assert written.getexif()[0x0132] == "1974:05:01 12:00:00"
        assert written.getexif().get(0x0112, 1) == 1
        assert round(written.info["dpi"][0]) == 300
    assert scratch_is_empty(surroundings)


def test_networks_clean_and_enlarge_a_sixteen_bit_scan(tmp_path: Path, surroundings: dict[str, str]) -> None:
    source, target = tmp_path / "scan.tif", tmp_path / "large.tif"
    noisy = scene(64, 80) + np.random.default_rng(0).normal(0, 0.06, (64, 80, 3))
    pyvips.Image.new_from_array((np.clip(noisy, 0, 1) * 65535).astype(np.uint16)).copy(
        interpretation="rgb16"
    ).write_to_file(str(source))
    done = run(
        surroundings,
        source,
        "-o",
        target,
        "--denoise",
        "100",
        "--set",
        "denoise.sigma=15",
        "--upscale",
        "1.5",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    (said,) = lines(done)
    assert [step["operation"] for step in said["steps"]] == ["denoise", "upscale"]
    assert all(step["weights"] for step in said["steps"])
    written = pyvips.Image.new_from_file(str(target))
    assert (written.width, written.height, written.format) == (120, 96, "ushort")
    values = written.numpy()
    assert np.count_nonzero(values % 257) > values.size / 2  # really sixteen bits
    truth = pyvips.Image.new_from_array((scene(64, 80) * 65535).astype(np.uint16)).resize(1.5).numpy()
    assert np.abs(values.astype(float) - truth).mean() < 0.03 * 65535


def test_strength_zero_copies_the_file_byte_for_byte(tmp_path: Path, surroundings: dict[str, str]) -> None:
    source, target = photo(tmp_path / "a.jpg"), tmp_path / "b.jpg"
    done = run(surroundings, source, "-o", target, "--denoise", "0", "--fade", "0", "--json")
    assert done.returncode == 0, done.stderr
    assert lines(done)[0]["unchanged"] is True
    assert target.read_bytes() == source.read_bytes()


def test_a_folder_with_junk_in_it(tmp_path: Path, surroundings: dict[str, str]) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    photo(folder / "a.png")
    photo(folder / "b.jpg")
    (folder / "junk.jpg").write_bytes(b"no photo")
    done = run(surroundings, folder, "-o", out, "--fade", "50", "--json")
    assert done.returncode == 1
    reports = {Path(said["input"]).name: said for said in lines(done)}
    assert reports["junk.jpg"]["error"]
    assert reports["junk.jpg"]["output"] is None
    assert "junk.jpg" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "b.jpg"]


def test_nothing_readable_is_status_three(tmp_path: Path, surroundings: dict[str, str]) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(b"no photo")
    assert run(surroundings, junk, "-o", tmp_path / "x.jpg").returncode == 3


def test_an_existing_target_fails_that_photo_only(tmp_path: Path, surroundings: dict[str, str]) -> None:
    one, two = photo(tmp_path / "one.png"), photo(tmp_path / "two.png")
    out = tmp_path / "out"
    out.mkdir()
    (out / "one.png").write_bytes(b"mine")
    done = run(surroundings, one, two, "-o", out, "--fade", "50", "--json")
    assert done.returncode == 1
    assert (out / "one.png").read_bytes() == b"mine"
    assert (out / "two.png").exists()
    again = run(surroundings, one, "-o", out, "--fade", "50", "--overwrite")
    assert again.returncode == 0
    assert (out / "one.png").read_bytes() != b"mine"


@pytest.mark.parametrize("way", ["itself", "symbolic link", "hard link", "another spelling"])
def test_an_input_is_never_overwritten(tmp_path: Path, surroundings: dict[str, str], way: str) -> None:
    source, target = photo(tmp_path / "a.png"), tmp_path / "b.png"
    content = source.read_bytes()
    if way == "itself":
        target = source
    elif way == "symbolic link":
        target.symlink_to(source)
    elif way == "hard link":
        target.hardlink_to(source)
    else:
        target = tmp_path / "x" / ".." / "a.png"
        (tmp_path / "x").mkdir()
    done = run(surroundings, source, "-o", target, "--fade", "50", "--overwrite")
    assert done.returncode == 1
    assert "original" in done.stderr or "never" in done.stderr
    assert source.read_bytes() == content


def test_an_interrupt_leaves_nothing(tmp_path: Path, surroundings: dict[str, str]) -> None:
    large = tmp_path / "large.png"
    pixels = np.random.default_rng(0).integers(0, 256, (1500, 2000, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(large, compress_level=0)
    out = tmp_path / "out.png"
    command = [*RESTORER, "restore", str(large), "-o", str(out), "--denoise", "100", "--set", "denoise.sigma=20"]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    scratch = tmp_path / "home" / "scratch"
    deadline = time.monotonic() + 100
    while not list(scratch.glob("*/**/pixels")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 130
    process.communicate()
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("home", "large.png")] == []
    assert scratch_is_empty(surroundings)


def test_progress_is_not_written_into_a_pipe(tmp_path: Path, surroundings: dict[str, str]) -> None:
    done = run(surroundings, photo(tmp_path / "a.png"), "-o", tmp_path / "b.png", "--fade", "50")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
