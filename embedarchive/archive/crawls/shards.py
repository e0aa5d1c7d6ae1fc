"""What a crawl is read from: the recordings that its inputs stand for, each a shard with a digest."""

from __future__ import annotations

import glob
import gzip
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from embedarchive import web
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports import object_files
from embedarchive.model import Refusal, Request
from embedarchive.web.limits import DEFAULT
from embedarchive.web.recording_kinds import ENDINGS, is_recording

LARGEST_SHARD = 20_000_000_000
"""Bytes of a recording that is fetched."""
LARGEST_LIST = 100_000_000
"""Bytes of a list of recordings; that of a month of Common Crawl has 10,000,000."""
COMMON_CRAWL = "https://data.commoncrawl.org/"
_WEB = ("http://", "https://")
_STORES = ("s3://",)
_ELSEWHERE = ("gs://", "az://", "file://")


@dataclass(frozen=True, slots=True)
class Shard:
    """One recording.

    Attributes:
        name: its file, or its address.
        is_remote: whether it has to be fetched.
        version: what its store says of it, so that one that was changed is known.
    """

    name: str
    is_remote: bool = False
    version: str = ""

    def state(self) -> str:
        """What tells a file that was changed since from one that was not; of an address on the web nothing does."""
        if self.is_remote:
            return self.version
        there = Path(self.name).stat()
        return f"{there.st_size}-{there.st_mtime_ns}"

    def digest(self) -> str:
        """SHA-256 of the file; of one that has to be fetched that of its address and version."""
        if self.is_remote:
            return hashlib.sha256(f"{self.name} {self.version}".strip().encode()).hexdigest()
        with Path(self.name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @contextmanager
    def opened(self, *, allow_private: bool = False) -> Iterator[Path]:
        """A file to read it from, which is gone afterwards where it had to be fetched.

        Raises:
            SourceError: it cannot be fetched.
        """
        if not self.is_remote:
            yield Path(self.name)
            return
        with tempfile.TemporaryDirectory(prefix="embedarchive-") as folder:
            if self.name.startswith(_STORES):
                yield _copied(self.name, Path(folder))
            else:
                yield _fetched(self.name, Path(folder), allow_private=allow_private)


def shards(inputs: Sequence[str], base: str = COMMON_CRAWL) -> Iterator[Shard]:
    """The recordings that inputs stand for, each once, in their order.

    Args:
        inputs: files, folders, globs, addresses of recordings, prefixes of object stores, and lists of recordings
            (`warc.paths.gz`).
        base: what the lines of a list are read behind, unless they are addresses, or files beside the list.

    Raises:
        UsageError: there is nothing of that name, or it is no recording.
    """
    given: set[str] = set()
    for each in inputs:
        for shard in _of_input(each, base):
            if shard.name not in given:
                given.add(shard.name)
                yield shard


def _of_input(name: str, base: str) -> Iterator[Shard]:
    if name.startswith(_ELSEWHERE):
        raise UsageError(f"{name}: give the https address that the same object has, or a file.")
    if name.startswith(_STORES):
        found = [each for each in object_files.listed(name) if each[0].lower().endswith(ENDINGS)]
        if not found:
            raise UsageError(f"{name}: no recording has such an address.")
        yield from (Shard(address, is_remote=True, version=version) for address, version in found)
        return
    if name.startswith(_WEB):
        yield Shard(name, is_remote=True)
    elif Path(name).is_dir():
        files = sorted(path for path in Path(name).rglob("*") if path.is_file() and _is_recording(path))
        if not files:
            raise UsageError(f"{name}: no recording lies in this folder.")
        yield from (Shard(str(path.resolve())) for path in files)
    elif Path(name).is_file():
        yield from _of_file(Path(name), base)
    else:
        files = [Path(path) for path in sorted(glob.glob(name, recursive=True)) if Path(path).is_file()]  # noqa: PTH207 -- of any folder
        if not files:
            raise UsageError(f"{name}: no such file or folder, and no file has such a name.")
        for path in files:
            yield from _of_file(path, base)


def _of_file(path: Path, base: str) -> Iterator[Shard]:
    if _is_recording(path):
        yield Shard(str(path.resolve()))
        return
    lines = _lines(path)
    if not lines:
        raise UsageError(f"{path}: neither a recording nor a list of recordings.")
    for line in lines:
        beside = path.parent / line
        if line.startswith((*_WEB, *_STORES)):
            yield Shard(line, is_remote=True)
        elif line.startswith(_ELSEWHERE):
            raise UsageError(f"{path}: give the https addresses that the objects have, not {line[:80]}.")
        elif beside.is_file():
            yield Shard(str(beside.resolve()))
        elif base.startswith((*_WEB, *_STORES)):
            yield Shard(base.rstrip("/") + "/" + line.lstrip("/"), is_remote=True)
        else:
            yield Shard(str((Path(base) / line).resolve()))


def _is_recording(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS) or is_recording(path)


def _lines(path: Path) -> list[str]:
    """The lines of a list, none of anything else."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            text = file.read(LARGEST_LIST + 1).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError):
        return []
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    sound = len(text) <= LARGEST_LIST and all(len(line) < 2000 and line.isprintable() for line in lines)
    return lines if sound and all("." in line.rpartition("/")[2] for line in lines) else []


def _copied(address: str, folder: Path) -> Path:
    target = folder / address.rpartition("/")[2]
    try:
        object_files.copy_of(address, target)
    except UsageError as error:
        raise SourceError(str(error)) from error
    return target


def _fetched(url: str, folder: Path, *, allow_private: bool) -> Path:
    import asyncio

    limits = replace(DEFAULT, media_bytes=LARGEST_SHARD, media_deadline_s=24 * 3600.0)

    async def fetched() -> Path:
        async with web.network(spool=folder, limits=limits, allow_private=allow_private) as network:
            request = Request(url=url, kind="media", stream=True)
            answer = await web.answer(network, request, limits=limits)
        if isinstance(answer, Refusal):
            told = f": {answer.detail}" if answer.detail else ""
            raise SourceError(f"{url}: could not be fetched ({answer.reason}{told}).")
        if answer.status != 200 or answer.file is None or answer.file.path is None:
            raise SourceError(f"{url}: the server answered {answer.status}.")
        return Path(answer.file.path)

    return asyncio.run(fetched())
