"""How much memory a large photo takes from file to file: `restorer restore` and all its processes together (PSS).

RESTORER_BENCHMARK_WEIGHTS=FILE takes a denoiser of one's own: a thin one goes the same way in a fraction of the time.

    python -m pytest -m performance -s tests/performance/test_memory.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.performance, pytest.mark.timeout(0)]
MEGAPIXELS = float(os.environ.get("RESTORER_BENCHMARK_MEGAPIXELS", "100"))
WEIGHTS = os.environ.get("RESTORER_BENCHMARK_WEIGHTS", "")
PROMISED = 4e9


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the proportional set size is Linux's")
def test_the_memory_of_a_large_photo(
    tmp_path: Path, noisy_photo: Callable[[float], Path], load: Callable[[], str]
) -> None:
    source, target = noisy_photo(MEGAPIXELS), tmp_path / "out.jpg"
    command = [sys.executable, "-m", "restorer.cli.main", "restore", str(source), "-o", str(target)]
    command += ["--denoise", "auto", "--device", "cpu", "--json"]
    command += ["--weights", f"denoise={WEIGHTS}"] if WEIGHTS else []
    surroundings = {**os.environ, "RESTORER_HOME": str(tmp_path / "home")}
    began, peak, most, processes = time.monotonic(), 0, "", 0
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            sizes = proportional_set_sizes(process.pid)
            processes = max(processes, len(sizes))
            if sum(sizes) > peak:
                peak, most = sum(sizes), f"{time.monotonic() - began:.0f} s after the start"
            time.sleep(0.1)
        said, wrong = process.communicate()
    assert process.returncode == 0, wrong.decode()
    report = json.loads(said)
    (step,) = (one for one in report["steps"] if one["operation"] == "denoise")
    megabytes = source.stat().st_size / 1e6
    print(
        f"\n{MEGAPIXELS:g} MP, {megabytes:.0f} MB of JPEG, {step['weights']}, {report['tiles']} tiles: "
        f"peak {peak / 1e9:.2f} GB PSS of {processes} process(es), {most}; {report['seconds']:.0f} s, "
        f"of which the engine {step['seconds']:.0f} s; {load()}"
    )
    assert peak <= PROMISED


def proportional_set_sizes(root: int) -> list[int]:
    """Bytes of each process of the tree that begins at `root`; one that has just ended counts no more."""
    try:
        tree = [root, *(child.pid for child in psutil.Process(root).children(recursive=True))]
    except psutil.NoSuchProcess:
        return []
    return [size for size in map(_proportional_set_size, tree) if size]


def _proportional_set_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
