"""Who reads the shards: processes of this machine, or the workers of a Dask cluster, which have such processes, too.

A task is a function of its shard. What it gives is what was read, and the rows, as files by month: on a cluster they
come as bytes, so that workers need no disk in common, and nothing of what a killed one did is left.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from embedarchive.archive.crawls import parts
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_process import Failed, Outcome, Processes
from embedarchive.archive.crawls.shard_rows import Task
from embedarchive.errors import SourceError, UsageError
from embedarchive.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

Kept: TypeAlias = Callable[[Task, Outcome, Path], Part | Failed]
"""Is told what became of a shard, and in which folder its rows are; says what is to be told of it."""
LOCAL = "local"
"""The cluster that is started here, and ends with the run."""
_FAILURES = 20
"""So many workers of a cluster of ours may be killed while they have a shard before it is given up: each is read by a
process of the worker's, so it is not the shard that kills the worker."""


def here(tasks: Sequence[Task], out: Path, kept: Kept, *, jobs: int) -> Iterator[Part | Failed]:
    """Read shards on this machine, so many at once; what became of each, as it ends."""

    def one(task: Task) -> Part | Failed:
        try:
            with parts.new_folder(out) as folder:
                return kept(task, processes.read(task, folder), folder)
        except SourceError as error:
            return Failed(task.shard.name, str(error))

    threads = ThreadPoolExecutor(max(1, jobs), "embedarchive shard")
    with closing(Processes()) as processes:
        try:
            for each in as_completed([threads.submit(one, task) for task in tasks]):
                yield each.result()
        finally:
            processes.close()
            threads.shutdown(cancel_futures=True)


def on_cluster(tasks: Sequence[Task], out: Path, kept: Kept, *, jobs: int, address: str) -> Iterator[Part | Failed]:
    """Read shards on a Dask cluster; what became of each, as it ends. This process alone writes the table.

    Args:
        tasks: which.
        out: the folder of the table.
        kept: see `Kept`.
        jobs: how many workers a cluster of ours has.
        address: of the scheduler, or `LOCAL`.

    Raises:
        UsageError: Dask is not installed; there is no such cluster, or a worker of it has another version of ours.
    """
    with _client(address, jobs) as client:
        from distributed import as_completed as completed

        by_future = dict(zip(client.map(on_worker, tasks, pure=False), tasks, strict=True))
        for future in completed(list(by_future), loop=client.loop):
            task = by_future.pop(future)
            outcome, rows = _result(task, future)
            future.release()
            yield _kept(task, outcome, rows, out, kept)


def on_worker(task: Task) -> tuple[Outcome, dict[str, bytes]]:
    """Read a shard where we are, and give its rows by month, each month's as a Parquet file."""
    with tempfile.TemporaryDirectory(prefix="embedarchive-") as name, closing(Processes()) as processes:
        outcome = processes.read(task, Path(name))
        return outcome, {file.stem: file.read_bytes() for file in Path(name).glob("*.parquet")}


def _kept(task: Task, outcome: Outcome, rows: dict[str, bytes], out: Path, kept: Kept) -> Part | Failed:
    try:
        with parts.new_folder(out) as folder:
            for month, data in rows.items():
                (folder / f"{month}.parquet").write_bytes(data)
            return kept(task, outcome, folder)
    except SourceError as error:
        return Failed(task.shard.name, str(error))


def _result(task: Task, future: Future) -> tuple[Outcome, dict[str, bytes]]:
    """What a worker gave, or why none did: it was killed too often, or the scheduler is gone."""
    try:
        outcome, rows = future.result()
    except Exception as error:  # noqa: BLE001 -- whatever a cluster raises; the other shards are read all the same
        why = " ".join(str(error).split())[:200] or type(error).__name__
        return Failed(task.shard.name, f"{task.shard.name}: the cluster gave it up ({why})."), {}
    return outcome, rows


@contextmanager
def _client(address: str, jobs: int) -> Iterator[Client]:
    """What speaks with a cluster.

    Raises:
        UsageError: see `on_cluster`.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UsageError("Clusters are Dask's: pip install 'embedarchive[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told of each shard
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
