"""Finding in crawls: which shards are missing in the table, and what becomes of each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from embedarchive.archive.crawls import engines, parts
from embedarchive.archive.crawls.cdx import Chosen
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_process import Failed, Outcome, Same
from embedarchive.archive.crawls.shard_rows import Task
from embedarchive.archive.crawls.shards import ALL, COMMON_CRAWL, Shard, shards
from embedarchive.errors import UsageError


@dataclass(frozen=True, slots=True)
class Known:
    """A shard that was read by an earlier run."""

    part: Part


def find(
    inputs: Sequence[str],
    out: Path,
    *,
    images: bool = False,
    jobs: int = 1,
    cluster: str | None = None,
    base: str = COMMON_CRAWL,
    chosen: Chosen = ALL,
    allow_private: bool = False,
) -> Iterator[Part | Known | Failed]:
    """Read the shards of a crawl that are not in the table yet; what became of each, as it ends.

    Args:
        inputs: files, folders, globs, addresses, lists and indexes of recordings.
        out: the folder of the table.
        images: whether images are in it, too.
        jobs: how many shards are read at once, each by a process.
        cluster: the address of a Dask scheduler whose workers read them, or `local`.
        base: what the lines of a list are read behind.
        chosen: which of the captures that an index names.
        allow_private: also fetch from private addresses.

    Raises:
        UsageError: there is no such input, or no such cluster; pyarrow, which writes the table, is not installed.
    """
    try:
        import pyarrow as pa  # noqa: F401 -- the processes need it
    except ModuleNotFoundError:
        raise UsageError("The table is Parquet, which pyarrow writes: pip install 'embedarchive[crawl]'") from None
    wanted = list(shards(inputs, base, chosen))
    table = _Table(out, images=images)
    missing = []
    for shard in wanted:
        if (before := table.holds(shard)) is not None:
            yield Known(before)
        else:
            missing.append(Task(shard, images, allow_private, table.alike(shard)))
    read = partial(engines.on_cluster, address=cluster) if cluster else engines.here
    failed = {}
    for each in read(missing, out, table.keep, jobs=jobs) if missing else ():
        if isinstance(each, Failed):
            failed[each.shard] = each.sentence
        yield each
    parts.write_manifest(out, failed)


class _Table:
    """What is in the folder of a table."""

    def __init__(self, out: Path, *, images: bool) -> None:
        parts.tidy(out)
        self._out, self._images = out, images
        self._by_shard = {each.shard: each for each in parts.parts(out)}
        self._by_digest = {each.digest: each for each in self._by_shard.values()}
        self._of_size: dict[str, list[str]] = defaultdict(list)
        for each in self._by_digest.values():
            if each.images or not images:
                self._of_size[_size(each.state)].append(each.digest)

    def holds(self, shard: Shard) -> Part | None:
        """What was read of a shard, if it is still the same."""
        before = self._by_shard.get(shard.name)
        if before is None or (self._images and not before.images):
            return None
        try:
            return before if shard.state() == before.state else None
        except OSError:
            return None

    def alike(self, shard: Shard) -> tuple[str, ...]:
        """The digests of files that were read and have the size of this one: it may be one of them."""
        try:
            return tuple(self._of_size.get(_size(shard.state()), ()))
        except OSError:
            return ()

    def keep(self, task: Task, outcome: Outcome, folder: Path) -> Part | Failed:
        """Keep what was read; of a file that is there already under another name only that."""
        if isinstance(outcome, Failed):
            return outcome
        before = self._by_shard.get(task.shard.name)
        if isinstance(outcome, Same):
            part = replace(self._by_digest[outcome.digest], shard=task.shard.name, state=outcome.state)
            parts.note(self._out, part)
        else:
            part = outcome
            parts.keep(self._out, part, folder)
        if before is not None and before.digest != part.digest:
            parts.remove(self._out, before)
        self._by_shard[part.shard] = self._by_digest[part.digest] = part
        return part


def _size(state: str) -> str:
    return state.partition("-")[0]
