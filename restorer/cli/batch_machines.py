"""Where the work of `restorer batch` is done: on this computer, or on a cluster's."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from restorer.batch.request import BatchRequest
from restorer.core.errors import BadRequest
from restorer.core.files import Places
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.worker.client import ChildRunner
from restorer.worker.runner import Runner

if TYPE_CHECKING:
    from restorer.batch.cluster import Cluster


@contextlib.contextmanager
def cluster_at(address: str | None) -> Iterator[Cluster | None]:
    """A connection to the cluster, None where none was asked for.

    Raises
    ------
    BadRequest
        it cannot be used, or what it takes is not installed.
    """
    if address is None:
        yield None
        return
    try:
        from restorer.batch.cluster import Cluster
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise BadRequest(
            f"--cluster needs dask.distributed, which is not installed. Type: {sys.executable} -m pip install "
            "distributed",
            detail=repr(error),
        ) from error
    with Cluster(address) as cluster:
        yield cluster


@contextlib.contextmanager
def jobs_on(cluster: Cluster | None, places: Places, scratch: Scratch) -> Iterator[JobQueue]:
    """A queue whose lanes lead to where the work is done."""
    with JobQueue(_here(places, scratch) if cluster is None else _there(cluster, places, scratch)) as jobs:
        yield jobs


def _here(places: Places, scratch: Scratch) -> dict[str, list[Runner]]:
    """One process that restores, and beside it those that read and save."""
    readers = 2 if (os.cpu_count() or 1) > 2 else 1
    return {
        "engine": [ChildRunner(places, scratch)],
        "files": [ChildRunner(places, scratch) for _ in range(readers)],
    }


def _there(cluster: Cluster, places: Places, scratch: Scratch) -> dict[str, list[Runner]]:
    """One to wait for each photo that is away; pictures for the report of earlier ones are made here."""
    from restorer.batch.cluster import ClusterRunner

    return {
        "cluster": [ClusterRunner(cluster) for _ in range(cluster.most_in_flight)],
        "files": [ChildRunner(places, scratch)],
    }


def settled(request: BatchRequest, cluster: Cluster | None) -> BatchRequest:
    """The request with one device and precision for all machines."""
    return request if cluster is None else request.on(cluster.pinned(request.setup))
