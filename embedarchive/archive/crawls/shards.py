"""What a crawl is read from: the recordings that its inputs stand for, each a shard with a digest."""

from __future__ import annotations

import glob
import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from embedarchive.archive.crawls.cdx import Chosen, captures, is_index
from embedarchive.errors import UsageError
from embedarchive.exports import object_files
from embedarchive.web.recording_kinds import ENDINGS, is_recording

LARGEST_LIST = 100_000_000
"""Bytes of a list of recordings; that of a month of Common Crawl has 10,000,000."""
ALL = Chosen()
COMMON_CRAWL = "https://data.commoncrawl.org/"
WEB = ("http://", "https://")
"""How addresses on the web begin."""
STORES = ("s3://",)
"""How addresses in object stores begin that are read."""
_ELSEWHERE = ("gs://", "az://", "file://")


@dataclass(frozen=True, slots=True)
class Shard:
    """One recording, or some records of one.

    Attributes:
        name: what it is known by: its file, or its address; of some records of it also which.
        is_remote: whether it has to be fetched.
        version: what its store says of it, so that one that was changed is known.
        address: where it is, if that is not its name.
        ranges: where in it those records begin and how many bytes each has; none: all of it is read.
    """

    name: str
    is_remote: bool = False
    version: str = ""
    address: str = ""
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def place(self) -> str:
        """Its file, or its address."""
        return self.address or self.name

    def state(self) -> str:
        """What tells a file that was changed since from one that was not; of an address on the web nothing does."""
        if self.is_remote:
            return self.version
        there = Path(self.place).stat()
        return f"{there.st_size}-{there.st_mtime_ns}"

    def digest(self) -> str:
        """SHA-256 of the file; of one that has to be fetched, or is read in part, that of its name and version."""
        if self.is_remote or self.ranges:
            return hashlib.sha256(f"{self.name} {self.version}".strip().encode()).hexdigest()
        with Path(self.name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def shards(inputs: Sequence[str], base: str = COMMON_CRAWL, chosen: Chosen = ALL) -> Iterator[Shard]:
    """The recordings that inputs stand for, each once, in their order.

    Args:
        inputs: files, folders, globs, addresses of recordings, prefixes of object stores, lists of recordings
            (`warc.paths.gz`), and indexes of them (CDXJ), of which only what they name is read.
        base: what the lines of a list are read behind, unless they are addresses, or files beside the list.
        chosen: which of the captures that an index names.

    Raises:
        UsageError: there is nothing of that name, or it is no recording.
    """
    given: set[str] = set()
    for each in inputs:
        for shard in _of_input(each, base, chosen):
            if shard.name not in given:
                given.add(shard.name)
                yield shard


def _of_input(name: str, base: str, chosen: Chosen) -> Iterator[Shard]:
    if not name.startswith((*WEB, *STORES, *_ELSEWHERE)):
        for path in _files(name):
            yield from _of_file(path, base, chosen)
    elif chosen:
        raise _no_index(name)
    elif name.startswith(_ELSEWHERE):
        raise UsageError(f"{name}: give the https address that the same object has, or a file.")
    elif name.startswith(STORES):
        found = [each for each in object_files.listed(name) if each[0].lower().endswith(ENDINGS)]
        if not found:
            raise UsageError(f"{name}: no recording has such an address.")
        yield from (Shard(address, is_remote=True, version=version) for address, version in found)
    else:
        yield Shard(name, is_remote=True)


def _files(name: str) -> list[Path]:
    """A file, the recordings of a folder, or the files of a glob."""
    if Path(name).is_file():
        return [Path(name)]
    if Path(name).is_dir():
        files = sorted(path for path in Path(name).rglob("*") if path.is_file() and _is_recording(path))
        if not files:
            raise UsageError(f"{name}: no recording lies in this folder.")
        return files
    files = [Path(path) for path in sorted(glob.glob(name, recursive=True)) if Path(path).is_file()]  # noqa: PTH207 -- of any folder
    if not files:
        raise UsageError(f"{name}: no such file or folder, and no file has such a name.")
    return files


def _no_index(name: str | Path) -> UsageError:
    return UsageError(f"{name}: --host and --url choose from an index of recordings (CDXJ), and this is none.")


def _of_file(path: Path, base: str, chosen: Chosen) -> Iterator[Shard]:
    is_whole = _is_recording(path)
    if not is_whole and is_index(path):
        yield from _of_index(path, base, chosen)
        return
    if chosen:
        raise _no_index(path)
    if is_whole:
        yield Shard(str(path.resolve()))
        return
    lines = _lines(path)
    if not lines:
        raise UsageError(f"{path}: neither a recording nor a list of recordings.")
    yield from (_located(line, path, base) for line in lines)


def _of_index(path: Path, base: str, chosen: Chosen) -> Iterator[Shard]:
    """The records that an index names, each recording a shard."""
    for line, ranges in captures(path, chosen):
        whole = _located(line, path, base)
        which = hashlib.sha256(repr(ranges).encode()).hexdigest()[:12]
        yield replace(whole, name=f"{whole.name}#{which}", address=whole.name, ranges=ranges)


def _located(line: str, path: Path, base: str) -> Shard:
    """The recording that a line of a list, or an index, stands for."""
    beside = path.parent / line
    if line.startswith((*WEB, *STORES)):
        return Shard(line, is_remote=True)
    if line.startswith(_ELSEWHERE):
        raise UsageError(f"{path}: give the https addresses that the objects have, not {line[:80]}.")
    if beside.is_file():
        return Shard(str(beside.resolve()))
    if base.startswith((*WEB, *STORES)):
        return Shard(base.rstrip("/") + "/" + line.lstrip("/"), is_remote=True)
    return Shard(str((Path(base) / line).resolve()))


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
