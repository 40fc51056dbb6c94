"""A batch on more than one machine: whole photos go to the workers of a dask.distributed cluster.

The cluster's scheduler does the scheduling; the plan, the journal and the report stay with the one who asked. The
folders are shared, so that no photo travels.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from concurrent.futures import CancelledError
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, cast

from distributed import Client, Future, KilledWorker
from distributed.security import Security

from restorer import __version__
from restorer.batch.cluster_address import checked, is_safe
from restorer.batch.cluster_worker import (
    ENGINE,
    EngineOfWorker,
    Unanswered,
    carry,
    fitness,
    probe,
    sweep,
    version,
)
from restorer.batch.journal import MARKER
from restorer.batch.photo_way import GoAway
from restorer.batch.request import BatchRequest
from restorer.batch.scan import counted
from restorer.batch.trouble import Trouble
from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled, Internal
from restorer.engines.values import Setup
from restorer.jobs.job import Failure
from restorer.worker.control import JobControl
from restorer.worker.messages import DeviceReport
from restorer.worker.process import ChildDied
from restorer.worker.runner import Runner
from restorer.worker.task import Answer, Task

_AHEAD = 2  # photos per worker: one at work, one ready
_LEAST, _MOST = 4, 64  # photos asked for at once, however many workers there are
_FIRST_WORKER_S = 30.0
_CONNECT_S = 10.0
_LISTEN_S = 0.2
_LOOK_S = 1.0  # between two looks at who is there
_LONELY_S = 20.0  # without any worker, before that is said
# A client that was without its scheduler for long closes itself; what it is asked then is a RuntimeError.
_GONE = (OSError, CancelledError, RuntimeError)
_CERTIFICATES = ("tls_ca_file", "tls_client_cert", "tls_client_key")


class Cluster:
    """A connection to a cluster, for one batch. Nothing listens here; the connection goes out.

    Raises
    ------
    BadRequest
        the address is not used (see `cluster_address`), nobody answers there, or no worker is there.
    """

    def __init__(self, address: str) -> None:
        self._address = checked(address)
        self._request: BatchRequest | None = None
        self._lonely_since: float | None = None
        self._seen: tuple[float, tuple[str, ...]] = (-_LOOK_S, ())
        self._client = _connected(self._address)
        try:
            self._client.register_plugin(EngineOfWorker())
            self._demand_workers()
        except BaseException:
            self._client.close()
            raise
        self.most_in_flight = max(_MOST, _AHEAD * len(self._workers()))

    @property
    def in_flight(self) -> int:
        """See `Elsewhere.in_flight`: it grows with workers that come later."""
        with contextlib.suppress(*_GONE):  # who is asked next will say so
            self._workers()
        return min(self.most_in_flight, max(_LEAST, _AHEAD * len(self._seen[1])))

    def __str__(self) -> str:
        return f"{counted(len(self._workers()), 'worker')} at {self._address}"

    def pinned(self, setup: Setup) -> Setup:
        """`setup` with a device and precision that every worker has, so that it is one for all photos."""
        if "auto" not in (setup.device, setup.precision):
            return setup
        asked = [self._client.submit(probe, workers=[worker], pure=False) for worker in self._workers()]
        found = [_usable(said) for said in self._client.gather(asked)]
        device = setup.device
        if device == "auto":
            device = next((kind for kind in ("cuda", "mps") if all(kind in one for one in found)), "cpu")
        precision = setup.precision
        if precision == "auto":
            fastest = {one.get(device.partition(":")[0], "fp32") for one in found}
            precision = fastest.pop() if len(fastest) == 1 else "fp32"
        return replace(setup, device=device, precision=precision)

    def begin(self, request: BatchRequest) -> None:
        """Make sure that every worker sees the folders of this batch.

        Raises
        ------
        BadRequest
            one does not; the sentence names it.
        """
        self._request = request
        sentence = self._what_is_wrong()
        if sentence:
            raise BadRequest(sentence)

    def trouble(self, failure: Failure) -> Trouble | None:
        """See `Elsewhere.trouble`."""
        sentence = self._what_is_wrong()
        if not sentence and failure.kind == Unanswered.__name__:
            sentence = failure.sentence  # a moment ago
        if not sentence:
            return None
        return Trouble(f"{sentence} The batch goes on when that has changed.", lambda: not self._what_is_wrong())

    def carry_out(self, task: GoAway, control: Control) -> Any:
        """Have a worker restore a photo, and wait for it. Called from any thread.

        Raises
        ------
        ChildDied
            the workers that tried it have ended.
        Cancelled
            `control` was cancelled; the worker gives up at its next tile.
        Unanswered
            the cluster cannot be asked now; see `trouble`.
        """
        key = f"restorer-{uuid.uuid4().hex}"
        try:
            self._client.set_metadata([key], {"tries": 0, "rest": False})
            future = self._client.submit(carry, task.way, key, __version__, key=key, pure=False)
            try:
                answer = self._awaited(future, key, control)
            finally:
                future.cancel()  # which has a worker give up that is still at it
        except KilledWorker as error:
            raise ChildDied("The machine that worked on this ended.", detail=str(error)) from error
        except _GONE as error:
            if isinstance(error, RuntimeError) and self._client.status == "running":
                raise  # the photo's own
            raise Unanswered(f"The cluster at {self._address} did not answer.", detail=repr(error)) from error
        if answer is None:
            raise Cancelled
        return answer

    def close(self) -> None:
        """Have the workers clear up after those that ended, and let them go. What is still asked for is given up."""
        with contextlib.suppress(*_GONE):  # a cluster that has gone has nothing to clear up
            self._client.run(sweep, on_error="ignore")
            self._client.unregister_worker_plugin(ENGINE)
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _awaited(self, future: Future[Any], key: str, control: Control) -> Any:
        # Not by `result(timeout=…)`, which now and then fails inside distributed when both come at one instant.
        ended = threading.Event()
        future.add_done_callback(lambda _: ended.set())
        resting = False
        while not ended.wait(_LISTEN_S):
            if control.cancelled:
                raise Cancelled
            if isinstance(control, JobControl) and control.paused != resting:
                resting = control.paused
                self._client.set_metadata([key, "rest"], resting)
            self._demand_company()
        return future.result()

    def _demand_company(self) -> None:
        """Raises Unanswered where there has been no worker for long."""
        if self._workers():
            self._lonely_since = None
            return
        since = self._lonely_since = self._lonely_since or time.monotonic()
        if time.monotonic() - since > _LONELY_S:
            raise Unanswered(f"The cluster at {self._address} has no workers (any more).")

    def _workers(self) -> tuple[str, ...]:
        """Their addresses, as they were a moment ago."""
        if time.monotonic() - self._seen[0] >= _LOOK_S:
            self._seen = (time.monotonic(), tuple(self._client.nthreads()))
        return self._seen[1]

    def _demand_workers(self) -> None:
        """Raises BadRequest where there are none, or some that must not be used."""
        try:
            self._client.wait_for_workers(1, timeout=_FIRST_WORKER_S)
        except TimeoutError as error:
            raise BadRequest(
                f"The cluster at {self._address} has no workers. Start some with: dask worker {self._address} "
                "--nthreads 1"
            ) from error
        open_ones = [one for one in (self._client.scheduler_info()["address"], *self._workers()) if not is_safe(one)]
        if open_ones:
            raise BadRequest(
                f"“{open_ones[0]}” is part of this cluster and is reached without encryption. Start scheduler and "
                "workers with certificates (tls://), or on this computer alone (--host 127.0.0.1)."
            )
        other = {said for said in self._client.run(version, on_error="ignore").values() if said != __version__}
        if other:
            raise BadRequest(
                f"A worker has Restorer {other.pop()}, and this is {__version__}. Install the same one everywhere."
            )

    def _what_is_wrong(self) -> str:
        """A sentence, empty where every worker can take part. Raises BadRequest where the scheduler has gone."""
        try:
            return self._what_workers_lack()
        except _GONE as error:
            raise BadRequest(
                f"The cluster at {self._address} does not answer any more. Nothing is lost: start it, and go on with "
                "--resume.",
                detail=repr(error),
            ) from error

    def _what_workers_lack(self) -> str:
        if not self._workers():
            return f"The cluster at {self._address} has no workers (any more)."
        if self._request is None:
            return ""
        inputs, output = self._request.inputs, self._request.output
        try:
            marker = (output / MARKER).read_bytes()
        except OSError:
            return ""  # the folder has gone here, which is looked at elsewhere
        asked = (output, marker, inputs, __version__)
        said = self._client.run(fitness, *asked, on_error="ignore")  # one that ends meanwhile
        return next((f"The worker at {worker} {clause}." for worker, clause in said.items() if clause), "")


class ClusterRunner(Runner):
    """A `Runner` whose tasks are photos' whole ways, gone by some worker of a cluster. It owns nothing."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def run(self, task: Task[Answer], control: Control | None = None) -> Answer:
        """See `Runner.run`."""
        if not isinstance(task, GoAway):
            raise Internal("A cluster was asked for something that it does not know.", detail=type(task).__name__)
        return cast(Answer, self._cluster.carry_out(task, control or Control()))

    def close(self) -> None:
        """See `Runner.close`."""


def _connected(address: str) -> Client:
    security = Security() if address.startswith("tls:") else None
    if security is not None and not all(getattr(security, name) for name in _CERTIFICATES):
        raise BadRequest(
            "Certificates for TLS are not set up. Name them in dask's configuration: distributed.comm.tls.ca-file, "
            "distributed.comm.tls.client.cert and distributed.comm.tls.client.key."
        )
    try:
        return Client(address, security=security, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"Nobody answers at {address}. Is the scheduler started (dask scheduler), and is the address right?",
            detail=repr(error),
        ) from error


def _usable(said: tuple[DeviceReport, ...]) -> dict[str, str]:
    """The fastest precision by kind of device, of those that compute rightly."""
    return {device.id.partition(":")[0]: device.precision for device in reversed(said) if device.usable}
