"""WACZ: a ZIP file of WARC files with their index, the list of pages and the digests of all of it.

Format: https://specs.webrecorder.net/wacz/1.1.1/ (1.0 is read alike), its index CDXJ:
https://specs.webrecorder.net/cdxj/0.1.0/. A multi-WACZ is a ZIP file of several
(https://specs.webrecorder.net/multi-wacz/0.1.0/).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from embedarchive.errors import RecordingError
from embedarchive.web.mementos import Memento
from embedarchive.web.recording_kinds import GZIP
from embedarchive.web.volumes import Place, Volume
from embedarchive.web.warc_records import moment
from embedarchive.web.zip_members import ZipMembers

_SMALL = 64 << 20
"""The most bytes of a list of digests."""
_LONGEST_LINE = 1 << 20
_MOST_LINES = 20_000_000
WARCS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


class Wacz:
    """What a WACZ file holds.

    Attributes:
        volumes: its WARC files by their names below `archive/`.

    Raises:
        RecordingError: it holds no WARC file, or one that cannot be used.
    """

    def __init__(self, members: ZipMembers, folder: Path) -> None:
        """Look at its members; what is compressed is decompressed into `folder`."""
        self.called, self._members, self._folder = members.called, members, folder
        names = members.names(*WARCS, below="archive/") or members.names(*WARCS)
        if not names:
            raise RecordingError(
                f"{self.called}: a ZIP file without a recording (looked for .warc, .warc.gz and .har in it)."
            )
        self.volumes = {name.removeprefix("archive/"): members.volume(name, folder) for name in names}

    def pages(self) -> Iterator[str]:
        """The addresses of its lists of pages, each once: first of those that somebody chose.

        A page that is `about` another address, as ours of posts are, stands for that one.
        """
        names = self._members.names(".jsonl", below="pages/")
        seen = set[str]()
        for name in sorted(names, key=lambda each: each != "pages/pages.jsonl"):
            for found in map(_parsed, self._lines(name)):
                url = found.get("about", found.get("url"))
                if isinstance(url, str) and url.lower().startswith(("http:", "https:")) and url not in seen:
                    seen.add(url)
                    yield url

    def seeds(self) -> frozenset[str]:
        """The addresses of its pages that were asked for, as crawlers mark them; the others were met on the way."""
        found = map(_parsed, self._lines("pages/pages.jsonl")) if "pages/pages.jsonl" in self._members else ()
        return frozenset(str(page.get("url")) for page in found if page.get("seed") is True)

    def indexed(self) -> dict[str, list[Memento]]:
        """The mementos that its index names, by the WARC files that the index names with all that is needed."""
        found: dict[str, list[Memento]] = defaultdict(list)
        poor = set[str]()
        for name in self._members.names(".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz", below="indexes/"):
            for line in self._lines(name):
                start = line.find(b"{")
                entry = _parsed(line[start:]) if start > 0 else {}
                file = str(entry.get("filename", "")).rpartition("/")[2]
                if file not in self.volumes:
                    continue
                memento = _memento(line[:start].split(), entry, self.volumes[file])
                if memento is None:
                    poor.add(file)
                else:
                    found[file].append(memento)
        return {file: mementos for file, mementos in found.items() if file not in poor}

    def wrong(self) -> Iterator[str]:
        """The members whose bytes are not what the lists of digests say, each in a sentence."""
        for path, kind, expected in self._digests():
            if path not in self._members:
                yield f"{self.called}: {path[:80]} is missing, which its datapackage.json lists."
                continue
            digest = hashlib.new(kind)
            for piece in self._members.volume(path, self._folder).pieces():
                digest.update(piece)
            if digest.hexdigest() != expected:
                yield f"{self.called}: {path[:80]} is not what its datapackage.json says ({kind}): it was changed."

    def _digests(self) -> Iterator[tuple[str, str, str]]:
        """Member, algorithm and digest, of WACZ 1.1 (`hash`) and 1.0 (`stats`)."""
        for name in ("datapackage.json", "datapackage-digest.json"):
            if name not in self._members:
                continue
            listed = _parsed(self._members.read(name, _SMALL))
            if name == "datapackage-digest.json":
                yield from _digest(str(listed.get("path", "datapackage.json")), listed.get("hash"))
            resources = listed.get("resources")
            for each in resources if isinstance(resources, list) else []:
                if isinstance(each, dict) and isinstance(each.get("path"), str):
                    stats = each.get("stats")
                    told = each.get("hash") or (stats.get("hash") if isinstance(stats, dict) else None)
                    yield from _digest(each["path"], told, str(each.get("hashing", "sha256")))

    def _lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, compressed or not; what comes after damage is left."""
        volume = self._members.volume(name, self._folder)
        with volume.open() as raw:
            file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if volume.front(2) == GZIP else raw
            try:
                for _ in range(_MOST_LINES):
                    line = file.readline(_LONGEST_LINE)
                    if not line:
                        return
                    yield line
            except (OSError, EOFError, zlib.error):
                return


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: str, told: object, kind: str = "sha256") -> Iterator[tuple[str, str, str]]:
    """`sha256:…`, or the algorithm beside it."""
    before, colon, value = str(told or "").rpartition(":")
    kind = (before if colon else kind).lower()
    if value and kind in ("sha256", "sha512", "sha1", "md5"):
        yield path, kind, value.lower()


def _memento(front: list[bytes], entry: Mapping[str, Any], volume: Volume) -> Memento | None:
    """The memento that a line of an index names; None when the line lacks what is needed."""
    url, at = entry.get("url"), moment(front[1].decode("latin-1")) if len(front) > 1 else None
    try:
        offset, length = int(entry["offset"]), int(entry["length"])
        status = int(entry.get("status") or 0)
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(url, str) or at is None or offset < 0:
        return None
    kind = str(entry.get("mime", ""))
    return Memento(
        url=url,
        at=at,
        status=status or 200,
        place=Place(volume, offset, length=length),
        revisit=kind == "warc/revisit",
        digest=str(entry.get("digest", "")),
        media_type=kind,
        method=str(entry.get("method", "GET")).upper(),
        size=length,
        indexed=True,
    )
