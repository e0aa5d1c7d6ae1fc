"""Who reads the shards: processes of this machine, or the workers of a Dask cluster, which have such processes, too.

A task is a function of its shard. What it gives is what was read, and the rows, as files by month: on a cluster they
come as bytes, so that workers need no disk in common, and nothing of what a killed one did is left.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from embedarchive.archive.concurrency.cluster import connected
from embedarchive.archive.crawls import parts
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_process import Failed, Outcome, Processes
from embedarchive.archive.crawls.shard_rows import Task
from embedarchive.errors import SourceError

if TYPE_CHECKING:
    from distributed import Future

Kept: TypeAlias = Callable[[Task, Outcome, Path], Part | Failed]
"""Is told what became of a shard, and in which folder its rows are; says what is to be told of it."""

_OURS = Processes()
"""The processes of a worker, which end with it."""


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
        address: of the scheduler, or `local`.

    Raises:
        UsageError: Dask is not installed; there is no such cluster, or a worker of it has another version of ours.
    """
    with connected(address, jobs) as client:
        from distributed import as_completed as completed

        by_future = dict(zip(client.map(on_worker, tasks, pure=False), tasks, strict=True))
        for future in completed(list(by_future), loop=client.loop):
            task = by_future.pop(future)
            outcome, rows = _result(task, future)
            future.release()
            yield _kept(task, outcome, rows, out, kept)


def on_worker(task: Task) -> tuple[Outcome, dict[str, bytes]]:
    """Read a shard where we are, and give its rows by month, each month's as a Parquet file."""
    with tempfile.TemporaryDirectory(prefix="embedarchive-") as name:
        outcome = _OURS.read(task, Path(name))
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
