"""A Dask cluster: one that is there, or one of this machine that ends with the run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from embedarchive.errors import UsageError
from embedarchive.version import __version__

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

LOCAL = "local"
"""The cluster that is started here, and ends with the run."""
_FAILURES = 20
"""So many workers of a cluster of ours may be killed while they have a task before it is given up: what may kill one is
done by a process of the worker's, so it is not the task that kills the worker."""
_DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""Ctrl-C in a terminal reaches every process: the workers of ours wait until the command ends them."""


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """What speaks with a cluster.

    Args:
        address: of the scheduler, or `LOCAL`.
        jobs: how many workers a cluster of ours has.

    Raises:
        UsageError: Dask is not installed; there is no such cluster, or a worker of it has another version of ours.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UsageError("Clusters are Dask's: pip install 'embedarchive[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told by who asks
    if address == LOCAL:
        with _local(jobs) as cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    try:
        there = Client(address, timeout=30, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"{address}: no scheduler of Dask answers there ({error}).") from error
    with there as client:
        _check_versions(client)
        yield client


@contextmanager
def _local(jobs: int) -> Iterator[LocalCluster]:
    """A cluster of ours, whose workers are replaced however they end."""
    import dask
    from distributed import LocalCluster

    quiet = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    quiet["preload"] = [_DEAF]
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": _FAILURES}),
        LocalCluster(n_workers=jobs, **quiet) as cluster,
    ):
        cluster.adapt(minimum=jobs, maximum=jobs)
        yield cluster


def _check_versions(client: Client) -> None:
    """Make sure that the workers that are there have what we have."""
    try:
        versions = client.run(version)
    except Exception as error:
        raise UsageError(f"A worker cannot load embedarchive {__version__}: {error}") from error
    others = sorted(set(versions.values()) - {__version__})
    if others:
        raise UsageError(f"Workers have embedarchive {', '.join(others)}, and this is {__version__}.")


def version() -> str:
    """The version of embedarchive that a worker has."""
    return __version__
