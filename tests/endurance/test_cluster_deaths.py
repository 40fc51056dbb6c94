"""What a cluster's deaths cost a batch: two workers over one photo set it aside, the scheduler's end loses nothing.

python -m pytest -m endurance tests/endurance/test_cluster_deaths.py
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from restorer.cli.main import main

distributed = pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows"),
]

# A process that listens here until it is killed; its workers end with it.
CLUSTER = """
import time
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        time.sleep(3600)
"""


def picture(path: Path, side: int, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(60, 180, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


def wait_for(said: Callable[[], Any], patience_s: float = 120.0) -> Any:
    give_up_at = time.monotonic() + patience_s
    while time.monotonic() < give_up_at:
        found = said()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to pass")


def test_a_photo_over_which_two_workers_end_is_set_aside_and_retried_when_asked(
    tmp_path: Path, cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    picture(tmp_path / "in" / "large.png", 2500)
    words = ["batch", str(tmp_path / "in"), str(tmp_path / "out"), "--cluster", cluster.scheduler_address]
    recipe = ["--fade", "80", "--device", "cpu", "--precision", "fp32"]
    killed: list[int] = []

    def kill_two() -> None:
        with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
            for _ in range(2):
                pid = wait_for(lambda: tried(client, len(killed) + 1))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    killer = threading.Thread(target=kill_two)
    killer.start()
    assert main([*words, *recipe, "--json"]) == 1
    killer.join()
    (said,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said["state"] == "set aside"
    assert "machine" in said["error"]
    assert len(killed) == 2
    assert not (tmp_path / "out" / "large.png").exists()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".restorer-batch"]

    assert main([*words, "--retry-failed", "--json"]) == 0
    (said,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said["state"] == "restored"


def tried(client: Any, times: int) -> int:
    """The process that is at a photo for the so-manyth time, 0 while there is none."""

    def tries(dask_scheduler: Any) -> int:
        return max((said["tries"] for said in dask_scheduler.task_metadata.values() if "tries" in said), default=0)

    if client.run_on_scheduler(tries) < times:
        return 0
    pids = client.run(os.getpid, on_error="ignore")
    return next((pids[worker] for worker, tasks in client.processing().items() if tasks and worker in pids), 0)


def test_the_scheduler_s_end_is_said_and_nothing_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(20):
        picture(tmp_path / "in" / f"{number}.png", 60, number)
    out = tmp_path / "out"
    recipe = ["--fade", "80", "--device", "cpu", "--precision", "fp32"]
    running = subprocess.Popen([sys.executable, "-c", CLUSTER], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    address = running.stdout.readline().strip()

    def end() -> None:
        wait_for(lambda: len(list(out.glob("*.png"))) >= 3)
        running.kill()

    ender = threading.Thread(target=end)
    ender.start()
    began = time.monotonic()
    assert main(["batch", str(tmp_path / "in"), str(out), "--cluster", address, *recipe]) == 2
    ender.join()
    running.wait()
    said = capsys.readouterr().err
    assert "does not answer any more" in said
    assert "--resume" in said
    assert time.monotonic() - began < 300
    assert main(["batch", str(tmp_path / "in"), str(out), "--resume"]) == 0
    assert len(list(out.glob("*.png"))) == 20
    assert main(["batch", str(tmp_path / "in"), str(tmp_path / "calm"), *recipe]) == 0
    for path in (tmp_path / "calm").glob("*.png"):
        assert path.read_bytes() == (out / path.name).read_bytes()
