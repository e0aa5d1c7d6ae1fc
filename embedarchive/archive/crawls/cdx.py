"""An index of recordings (CDXJ): where in which of them the captures of some addresses begin, and how long they are.

Each line is a sort key, a time and JSON, as pywb, Common Crawl and cdxj-indexer write them:
https://specs.webrecorder.net/cdxj/0.1.0/
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from embedarchive.exports.cdxj import sort_key

Ranges = tuple[tuple[int, int], ...]
PAGES = frozenset({"text/html", "application/xhtml+xml", "unk", "-", ""})
"""What an index calls pages, or does not know."""
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which captures are wanted; all of them where nothing is said.

    Attributes:
        hosts: of these hosts, and of those below them.
        urls: of addresses that begin so.
    """

    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hosts or self.urls)

    def beginnings(self) -> tuple[str, ...]:
        """How the sort keys of these hosts begin."""
        named = [*self.hosts, *(urlsplit(url).hostname or "" for url in self.urls)]
        return tuple(sort_key(f"http://{name}/").partition(")")[0] for name in named)

    def wants(self, url: str) -> bool:
        """Whether an address is wanted, whose host has been looked at."""
        return not self.urls or url.startswith(self.urls) or (bool(self.hosts) and self._on_host(url))

    def _on_host(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return any(f".{host}".endswith(f".{one.lower().removeprefix('www.')}") for one in self.hosts)


def is_index(path: Path) -> bool:
    """Whether a file is such an index, by its first line."""
    try:
        return _entry(next(_lines(path), b"")) is not None
    except (OSError, EOFError, zlib.error):
        return False


def captures(path: Path, chosen: Chosen) -> Iterator[tuple[str, Ranges]]:
    """The recordings that an index names, in its order, each with where the pages that are wanted are in it.

    Raises:
        OSError: it cannot be read.
    """
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    keys = tuple(key.encode() for key in chosen.beginnings())
    for line in _lines(path):
        if keys and not _begins(line, keys):
            continue
        entry = _entry(line)
        if entry is not None and entry.is_page and chosen.wants(entry.url):
            found[entry.filename].add((entry.offset, entry.length))
    for filename, places in found.items():
        yield filename, tuple(sorted(places))


def _begins(line: bytes, keys: tuple[bytes, ...]) -> bool:
    """Whether a line is about one of the hosts, or one below it."""
    return any(line.startswith(key) and line[len(key) : len(key) + 1] in (b")", b",", b":") for key in keys)


@dataclass(frozen=True, slots=True)
class _Entry:
    url: str
    is_page: bool
    filename: str
    offset: int
    length: int


def _entry(line: bytes) -> _Entry | None:
    """What a line says; None of one that says nothing of a capture."""
    _, _, told = line.partition(b" ")
    try:
        said = json.loads(told.partition(b" ")[2])
        status, kind = str(said.get("status", "")), str(said.get("mime", ""))
        is_page = status in {"200", ""} and kind.partition(";")[0].lower() in PAGES
        place = int(said["offset"]), int(said["length"])
        entry = _Entry(str(said["url"]), is_page, str(said["filename"]), *place)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return entry if entry.offset >= 0 and entry.length > 0 and entry.filename else None


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        while line := file.readline(_LONGEST):
            if not line.startswith(b"!"):
                yield line.strip()
