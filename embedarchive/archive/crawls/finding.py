"""Finding in crawls: each shard is read by a process of its own, which writes its part of the table."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.crawls import parts
from embedarchive.archive.crawls.occurrences import Row, page_columns, rows_of
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shards import COMMON_CRAWL, Shard, shards
from embedarchive.archive.dry_run import told_of
from embedarchive.errors import SourceError, UsageError
from embedarchive.version import __version__

if TYPE_CHECKING:
    from embedarchive.web import Recording

DEADLINE_S = 6 * 3600.0
"""Seconds that a shard may take."""
_PROGRAM = """
import json, sys
given = json.loads(sys.argv[1])
sys.path[:] = given.pop("path")
from embedarchive.archive.crawls.finding import main
main(given)
"""


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard that has no part, and why in a sentence."""

    shard: str
    sentence: str


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
    base: str = COMMON_CRAWL,
    allow_private: bool = False,
) -> Iterator[Part | Known | Failed]:
    """Read the shards of a crawl that are not in the table yet; what became of each, as it ends.

    Args:
        inputs: files, folders, globs, addresses, lists of recordings.
        out: the folder of the table.
        images: whether images are in it, too.
        jobs: how many shards are read at once, each by a process.
        base: what the lines of a list are read behind.
        allow_private: also fetch from private addresses.

    Raises:
        UsageError: there is no such input; pyarrow, which writes the table, is not installed.
    """
    try:
        import pyarrow as pa  # noqa: F401 -- the processes need it
    except ModuleNotFoundError:
        raise UsageError("The table is Parquet, which pyarrow writes: pip install 'embedarchive[crawl]'") from None
    wanted = list(shards(inputs, base))
    there = {each.shard: each for each in parts.parts(out) if each.images or not images}
    failed: dict[str, str] = {}
    parts.tidy(out)
    with _Workers(jobs) as work:
        begun = []
        for shard in wanted:
            before = there.get(shard.name)
            if before is not None and _is_same(shard, before):
                yield Known(before)
            else:
                begun.append(work.start(shard, out, images=images, allow_private=allow_private))
        for each in as_completed(begun):
            result = each.result()
            if isinstance(result, Failed):
                failed[result.shard] = result.sentence
            yield result
    parts.write_manifest(out, failed)


def _is_same(shard: Shard, before: Part) -> bool:
    try:
        return shard.state() == before.state
    except OSError:
        return False


class _Workers:
    """Processes, each of which reads one shard and ends."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(max(1, count), "embedarchive shard")
        self._running: set[subprocess.Popen[str]] = set()
        self._lock, self._closed = threading.Lock(), False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for each in self._running:
                each.kill()
        self._threads.shutdown(cancel_futures=True)

    def start(self, shard: Shard, out: Path, *, images: bool, allow_private: bool) -> Future[Part | Failed]:
        """Have a shard read as soon as a process is free."""
        given = {
            "name": shard.name,
            "is_remote": shard.is_remote,
            "version": shard.version,
            "out": str(out),
            "images": images,
        }
        return self._threads.submit(self._run, shard, given | {"allow_private": allow_private, "path": sys.path})

    def _run(self, shard: Shard, given: dict[str, object]) -> Part | Failed:
        command = [sys.executable, "-I", "-c", _PROGRAM, json.dumps(given)]
        with self._lock:
            if self._closed:
                return Failed(shard.name, f"{shard.name}: stopped.")
            process = subprocess.Popen(  # noqa: S603 -- our own interpreter and program
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                start_new_session=True,
            )  # fmt: skip
            self._running.add(process)
        try:
            told, _ = process.communicate(timeout=DEADLINE_S)
            answer = json.loads(told) if process.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            process.kill()
            process.wait()
            answer = None
        finally:
            with self._lock:
                self._running.discard(process)
        if answer is None:
            return Failed(shard.name, f"{shard.name}: the process that read it ended with {process.returncode}.")
        if "failed" in answer:
            return Failed(shard.name, str(answer["failed"]))
        return Part(**answer | {"notes": tuple(answer["notes"])})


def find_in(shard: Shard, out: Path, *, images: bool, allow_private: bool = False) -> Part:
    """Read one shard and keep its part of the table; of one that is there already under another name only the note.

    Raises:
        SourceError: it cannot be fetched, or nothing in it can be read.
    """
    state, digest = shard.state(), shard.digest()
    same = next((each for each in parts.parts(out) if each.digest == digest and (each.images or not images)), None)
    if same is not None:
        parts.note(out, moved := replace(same, shard=shard.name, state=state))
        return moved
    with shard.opened(allow_private=allow_private) as path:
        reading = _Reading(path)
        with parts.new_rows(out, digest) as (new, write):
            count = write(reading.rows(images=images))
            if reading.refused and not reading.pages:
                raise SourceError(reading.refused[0])
            part = reading.part(shard, digest, state, count, images=images)
            parts.keep(out, part, new)
    return part


class _Reading:
    """One recording, while it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._recording: Recording | None = None
        self.pages = self.holding = 0
        self.refused: list[str] = []
        self.notes: tuple[str, ...] = ()

    def rows(self, *, images: bool) -> Iterator[Row]:
        """What stands in its pages, in its order."""
        told = partial(rows_of, images=images)
        for found in told_of([self._path], told, limit=LIMIT, images=images, opened=self._opened):
            if isinstance(found, SourceError):
                self.refused.append(str(found))
                continue
            url, rows = found
            self.pages += 1
            if rows:
                self.holding += 1
                page = self._page(url)
                yield from (page + row for row in rows)

    def part(self, shard: Shard, digest: str, state: str, rows: int, *, images: bool) -> Part:
        """What was read."""
        return Part(
            shard=shard.name,
            digest=digest,
            state=state,
            images=images,
            pages=self.pages,
            holding=self.holding,
            rows=rows,
            unread=len(self.refused),
            notes=self.notes,
            version=__version__,
        )

    def _opened(self, recording: Recording) -> None:
        self._recording, self.notes = recording, recording.notes

    def _page(self, url: str) -> Row:
        memento = self._recording.memento(url) if self._recording is not None else None
        if memento is None:
            return page_columns(url, None, "", self._path.name, None)
        name = memento.place.volume.name.replace(str(self._path), self._path.name)
        at = None if memento.at.year == 1 else memento.at
        return page_columns(url, at, memento.digest, name, memento.place.offset)


def main(given: dict[str, object]) -> None:
    """Read the shard that is given, and print what became of it as JSON."""
    shard = Shard(str(given["name"]), is_remote=bool(given["is_remote"]), version=str(given["version"]))
    try:
        part = find_in(
            shard, Path(str(given["out"])), images=bool(given["images"]), allow_private=bool(given["allow_private"])
        )
        answer: dict[str, object] = asdict(part)
    except (SourceError, OSError) as error:
        answer = {"failed": str(error)}
    sys.stdout.write(json.dumps(answer))
