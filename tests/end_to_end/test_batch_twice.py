"""Two batches into one folder at the same time: the second is refused with a sentence, the first notices nothing."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

PHOTOS = 8

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.name == "nt", reason="processes are stopped and continued otherwise on Windows"),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    y, x = np.mgrid[0:60, 0:80]
    for number in range(PHOTOS):
        pixels = np.stack([60 + x, 70 + y, 60 + (x + y + number) // 2], axis=-1).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


def everything(folder: Path) -> dict[str, str]:
    """SHA-256 of whatever lies there, hidden files too."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def started(tmp_path: Path, *words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "restorer.cli.main", "batch", *map(str, words), "--set", "frame.turn=90"]
    surroundings = {**os.environ, "RESTORER_HOME": str(tmp_path / "home")}
    return subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def test_a_second_batch_into_a_folder_is_refused_while_the_first_is_at_work(tmp_path: Path, source: Path) -> None:
    out, by_another_name = tmp_path / "out", tmp_path / "link"
    first = started(tmp_path, source, out, "--json")
    try:
        assert first.stdout is not None
        assert first.stdout.readline(), "the first photo is restored"
        os.killpg(first.pid, signal.SIGSTOP)  # it is at work as long as this needs
        by_another_name.symlink_to(out)
        there = everything(out)
        for words in (["--fade", "80"], ["--resume"]):
            second = started(tmp_path, source, by_another_name, *words, "--report", str(tmp_path / "second.html"))
            _, said = second.communicate(timeout=300)
            assert second.returncode == 2, said
            assert "Another Restorer is at work on a batch into this folder. Wait until it has ended." in said
            assert "Traceback" not in said
        assert everything(out) == there
        assert not (tmp_path / "second.html").exists()
        os.killpg(first.pid, signal.SIGCONT)
        rest, said = first.communicate(timeout=300)
    finally:
        first.kill()
    assert first.returncode == 0, said
    assert len(rest.splitlines()) == PHOTOS - 1
    assert len(list(out.glob("*.png"))) == PHOTOS
    # Another folder is nobody's matter, and this one is free again.
    again = started(tmp_path, source, by_another_name, "--resume")
    _, said = again.communicate(timeout=300)
    assert again.returncode == 0, said
    assert f"0 of {PHOTOS} photos are left" in said
