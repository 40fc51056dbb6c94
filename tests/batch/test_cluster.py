"""A batch on a cluster of two workers, one of which is killed: the same outputs as one machine makes."""

from __future__ import annotations

import contextlib
import hashlib
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

import pytest

from restorer import __version__
from restorer.batch.cluster_address import checked, is_safe
from restorer.batch.journal import MARKER, Journal, find
from restorer.batch.plan import State
from restorer.cli.main import main
from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.jobs.job import Failure

WORDS = ("--fade", "80", "--set", "frame.turn=90")


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("tls://archive.example:8786", "tls://archive.example:8786"),
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("localhost:8786", "tcp://localhost:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_tls_and_this_computer_are_used(address: str, whole: str) -> None:
    assert checked(address) == whole


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.168.1.5:8786",
        "192.168.1.5:8786",
        "archive.example:8786",
        "ws://archive.example:8786",
        "tcp://0.0.0.0:8786",
        "tcp://127.0.0.1.archive.example:8786",
        "inproc://127.0.0.1/1/1",
        "tls://archive.example",
        "tcp://127.0.0.1:x",
        "tcp://[::1",
        "",
    ],
)
def test_whatever_others_could_read_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(BadRequest, match="TLS"):
        checked(address)
    assert not is_safe(address)


def test_without_dask_the_command_to_install_it_is_said(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    for module in [name for name in sys.modules if name.startswith("restorer.batch.cluster")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["batch", str(source), str(tmp_path / "out"), "--cluster", "127.0.0.1:8786", *WORDS]) == 2
    assert "pip install distributed" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_batch_at_home_loads_nothing_of_it(source: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom restorer.cli.main import main\n"
        f"main(['batch', {str(source)!r}, {str(tmp_path / 'out')!r}, '--dry-run'])\n"
        "assert not {'distributed', 'dask', 'tornado'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


class Machines:
    """A cluster of worker processes on this computer."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self.address: str = cluster.scheduler_address

    def pids(self) -> list[int]:
        with self._client() as client:
            return list(client.run(os.getpid).values())

    def scale(self, number: int) -> None:
        """Have so many workers from now on."""
        self._cluster.scale(number)

    def tasks(self) -> int:
        """How many the scheduler still knows of, and what it keeps beside them."""
        with self._client() as client:
            return int(client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))

    def _client(self) -> Any:
        from distributed import Client

        return Client(self.address, set_as_default=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("RESTORER_HOME", str(tmp_path / "home"))
    return Places.below(tmp_path / "home")


@pytest.fixture
def machines(home: Places) -> Iterator[Machines]:
    distributed = pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield Machines(cluster)


def many(folder: Path, photo: Callable[..., Path], count: int) -> Path:
    for number in range(count):
        photo(folder / ("sub" if number % 3 else ".") / f"{number:02}.{'png' if number % 2 else 'tif'}", number)
    return folder


def outputs_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def until(true: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 120
    while not true():
        assert time.monotonic() < give_up_at
        time.sleep(0.1)


@contextlib.contextmanager
def once(ready: Callable[[], bool], do: Callable[[], None]) -> Iterator[list[bool]]:
    """Do something at the instant when something is so."""
    ended, done = threading.Event(), []

    def watch() -> None:
        while not ended.wait(0.005):
            if ready():
                do()
                done.append(True)
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield done
    finally:
        ended.set()
        thread.join()


@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_two_workers_of_which_one_is_killed_make_what_one_machine_makes(
    tmp_path: Path, home: Places, machines: Machines, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    count = 36  # enough that many are left when the fifth is seen, however fast the machine is
    source = many(tmp_path / "in", photo, count)
    (source / "junk.jpg").write_bytes(b"no photo at all")
    calm, out = tmp_path / "calm", tmp_path / "out"
    assert main(["batch", str(source), str(calm), *WORDS]) == 1
    capsys.readouterr()
    victim = machines.pids()[0]

    with once(lambda: len(list(out.rglob("*.*"))) >= 5, lambda: os.kill(victim, signal.SIGKILL)) as killed:
        words = ["--cluster", machines.address, "--json", "--report", str(tmp_path / "r.html")]
        assert main(["batch", str(source), str(out), *WORDS, *words]) == 1
    assert killed == [True]
    assert victim not in machines.pids()
    assert outputs_of(out) == outputs_of(calm)
    assert len(outputs_of(out)) == count
    assert sorted(path.name for path in out.rglob(".*")) == [MARKER]
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(one["state"] for one in said) == ["restored"] * count
    journal_path = find(home, out)
    assert journal_path is not None
    with Journal(journal_path) as journal:
        request = journal.request(out)
        assert request is not None
        # One device and one precision for all, said in the plan.
        assert request.setup.device == "cpu"
        assert request.setup.precision in ("fp32", "bf16")
        rows = list(journal.rows(State.RESTORED))
        found = outputs_of(out)
        assert all(found[str(row.target)] == row.output_sha256 for row in rows)
        assert all(row.source_sha256 and row.seconds and row.told["steps"] for row in rows)
    assert (tmp_path / "r.html").read_text("utf-8").count("data:image/jpeg") == 2 * count
    assert machines.tasks() == 0
    # Continued, nothing is left to do.
    assert main(["batch", str(source), str(out), "--resume", "--cluster", machines.address, "--json"]) == 1
    assert capsys.readouterr().out == ""
    assert [path for path in (tmp_path / "home" / "scratch").iterdir() if not (path / "lock").exists()] == []


@pytest.mark.timeout(900)
def test_who_comes_later_gets_photos_too(machines: Machines) -> None:
    from restorer.batch.cluster import Cluster

    with Cluster(machines.address) as cluster:
        assert cluster.in_flight == 4
        machines.scale(3)
        until(lambda: cluster.in_flight == 6)
        machines.scale(1)
        until(lambda: cluster.in_flight == 4)


@pytest.mark.timeout(900)
def test_a_client_that_gave_the_scheduler_up_is_told_of_as_the_scheduler_s_absence(
    machines: Machines, source: Path, request_of: Any, begun: Any
) -> None:
    from restorer.batch.cluster import Cluster

    request = request_of(source)
    begun(request)
    with Cluster(machines.address) as cluster:
        cluster.begin(request)
        cluster._client.close()  # as it does itself ten seconds after the scheduler has gone
        with pytest.raises(BadRequest, match="does not answer any more"):
            cluster.trouble(Failure("Unanswered", "", ""))
        assert cluster.in_flight == 4


@contextlib.contextmanager
def worker_at(address: str) -> Iterator[subprocess.Popen[bytes]]:
    """One more worker, that nobody starts again."""
    command = [sys.executable, "-m", "dask", "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    with subprocess.Popen([*command, "--host", "127.0.0.1"], stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.endurance
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_a_worker_that_comes_later_does_the_rest(
    tmp_path: Path, home: Places, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    distributed = pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")
    source, out = many(tmp_path / "in", photo, 12), tmp_path / "out"
    with contextlib.ExitStack() as stack:
        scheduler = stack.enter_context(distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None))
        address = scheduler.scheduler_address
        first = stack.enter_context(worker_at(address))

        def hold_the_first() -> None:
            first.send_signal(signal.SIGSTOP)  # it has some of the photos and does nothing more
            stack.enter_context(worker_at(address))

        stack.enter_context(once(lambda: len(outputs_of(out)) >= 2, hold_the_first))
        stack.enter_context(once(lambda: len(outputs_of(out)) >= 6, first.kill))
        assert main(["batch", str(source), str(out), *WORDS, "--json", "--cluster", address]) == 0
    assert len(outputs_of(out)) == 12
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(one["state"] for one in said) == ["restored"] * 12


def test_a_worker_of_another_version_touches_no_photo(source: Path, request_of: Any, begun: Any) -> None:
    pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")
    from restorer.batch.cluster_worker import carry, fitness
    from restorer.batch.photo_way import PhotoWay
    from restorer.photo.limits import Limits

    request = request_of(source)
    journal = begun(request)
    way = carry(PhotoWay(next(journal.rows()), request, Limits(), pictures=False), "key", "0.0.0")
    assert way is not None
    assert way.failure is not None
    assert "0.0.0" in way.failure.sentence
    assert outputs_of(request.output) == {}
    marker = (request.output / MARKER).read_bytes()
    assert "0.0.0" in fitness(request.output, marker, request.inputs, "0.0.0")
    assert fitness(request.output, marker, request.inputs, __version__) == ""


def test_nobody_at_the_address_is_said(
    source: Path, tmp_path: Path, home: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="dask.distributed (extra cluster) is not installed")
    assert main(["batch", str(source), str(tmp_path / "out"), "--cluster", "127.0.0.1:9", *WORDS]) == 2
    assert "Nobody answers" in capsys.readouterr().err
    assert main(["batch", str(source), str(tmp_path / "out"), "--cluster", "tls://127.0.0.1:9", *WORDS]) == 2
    assert "Certificates" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
