"""The bytes of a shard on this machine: the file itself, a copy of what lies elsewhere, or some of its records.

Records of a compressed recording are compressed each, so those that are asked for by range, one behind the other in a
file, are a recording, too. Where each stands in the whole one is remembered.
"""

from __future__ import annotations

import asyncio
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from embedarchive import web
from embedarchive.archive.articles.article_pages import unfetched
from embedarchive.archive.crawls.shards import STORES, Shard
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports import object_files
from embedarchive.model import Refusal, Request, Response
from embedarchive.web.limits import DEFAULT, Limits

LARGEST_SHARD = 20_000_000_000
"""Bytes of a recording that is fetched."""
ATTEMPTS = 3
"""So often a shard is asked for; each request is repeated by itself, too."""
NEAR = 1 << 16
"""Records with fewer bytes between them are asked for together."""
AT_ONCE = 24
"""Ranges that are asked for together."""
SPARE = 1 << 20
"""Bytes that a server may send beyond the range that it was asked for, before it is not read any further."""
_LIMITS = replace(DEFAULT, media_bytes=LARGEST_SHARD, media_deadline_s=24 * 3600.0)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that a shard can be read from.

    Attributes:
        path: the file.
        name: what the recording is called.
        starts: where in the file each of its records begins, and `places` where in the recording; none: it is whole.
    """

    path: Path
    name: str
    starts: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    def place(self, offset: int | None) -> int | None:
        """Where in the recording a record begins that begins there in the file."""
        if offset is None or not self.starts:
            return offset
        at = bisect_right(self.starts, offset) - 1
        return self.places[at] + offset - self.starts[at]


@contextmanager
def opened(shard: Shard, *, allow_private: bool = False) -> Iterator[Copy]:
    """A file to read a shard from, which is gone afterwards where it had to be made.

    Raises:
        SourceError: it cannot be fetched.
    """
    name = shard.place.rpartition("/")[2]
    if not (shard.is_remote or shard.ranges):
        yield Copy(Path(shard.place), name)
        return
    with tempfile.TemporaryDirectory(prefix="embedarchive-") as folder:
        path = Path(folder) / name
        for attempt in range(1, ATTEMPTS + 1):
            try:
                _copy(shard, path, allow_private=allow_private)
                break
            except SourceError:
                if attempt == ATTEMPTS:
                    raise
        lengths = [length for _, length in shard.ranges]
        starts = tuple(accumulate(lengths[:-1], initial=0)) if lengths else ()
        yield Copy(path, name, starts, tuple(start for start, _ in shard.ranges))


def _copy(shard: Shard, path: Path, *, allow_private: bool) -> None:
    """Write what is to be read of a shard into a file."""
    if not shard.ranges:
        _whole(shard.place, path, allow_private=allow_private)
        return
    with path.open("wb") as file:
        spans = _together(shard.ranges)
        for span, data in zip(spans, _pieces(shard, spans, path.parent, allow_private=allow_private), strict=True):
            _write(file, span, data)


Span = tuple[int, int, list[tuple[int, int]]]
"""Where records that are asked for together begin and end, and each of them."""


def _together(ranges: Iterable[tuple[int, int]]) -> list[Span]:
    """Ranges that are near each other as one."""
    spans: list[Span] = []
    for start, length in ranges:
        if spans and 0 <= start - spans[-1][1] < NEAR:
            first, _, each = spans[-1]
            spans[-1] = (first, start + length, [*each, (start, length)])
        else:
            spans.append((start, start + length, [(start, length)]))
    return spans


def _write(file: BinaryIO, span: Span, data: bytes) -> None:
    file.writelines(data[start - span[0] : start - span[0] + length] for start, length in span[2])


def _pieces(shard: Shard, spans: Sequence[Span], folder: Path, *, allow_private: bool) -> Iterator[bytes]:
    """The bytes of each span.

    Raises:
        SourceError: they cannot be had.
    """
    if not shard.is_remote:
        with Path(shard.place).open("rb") as whole:
            for start, end, _ in spans:
                whole.seek(start)
                yield whole.read(end - start)
        return
    for first in range(0, len(spans), AT_ONCE):
        asked = [(start, end) for start, end, _ in spans[first : first + AT_ONCE]]
        if shard.place.startswith(STORES):
            try:
                yield from object_files.ranges_of(shard.place, asked)
            except UsageError as error:
                raise SourceError(str(error)) from error
        else:
            yield from _answered(shard.place, asked, folder, allow_private=allow_private)


def _whole(address: str, path: Path, *, allow_private: bool) -> None:
    if address.startswith(STORES):
        try:
            object_files.copy_of(address, path)
        except UsageError as error:
            raise SourceError(str(error)) from error
        return
    request = Request(url=address, kind="media", stream=True)
    (answer,) = asyncio.run(_fetched([request], path.parent, allow_private, _LIMITS))
    _file(address, answer, 200).replace(path)


def _answered(url: str, asked: Sequence[tuple[int, int]], folder: Path, *, allow_private: bool) -> Iterator[bytes]:
    requests = [
        Request(url=url, kind="media", stream=True, headers=(("range", f"bytes={start}-{end - 1}"),))
        for start, end in asked
    ]
    limits = replace(DEFAULT, media_bytes=max(end - start for start, end in asked) + SPARE)
    answers = asyncio.run(_fetched(requests, folder, allow_private, limits))
    for (start, end), answer in zip(asked, answers, strict=True):
        file = _file(url, answer, 206)
        data = file.read_bytes()
        file.unlink()
        if len(data) != end - start:
            raise SourceError(f"{url}: of the {end - start:,} bytes from {start:,} on the server gave {len(data):,}.")
        yield data


async def _fetched(
    requests: Sequence[Request], folder: Path, allow_private: bool, limits: Limits
) -> list[Response | Refusal]:
    async with web.network(spool=folder, limits=limits, allow_private=allow_private) as network:
        return await asyncio.gather(*(web.answer(network, request, limits=limits) for request in requests))


def _file(url: str, answer: Response | Refusal, status: int) -> Path:
    """The file that an answer is in.

    Raises:
        SourceError: there is none, or it is another answer than was asked for.
    """
    if isinstance(answer, Refusal):
        raise unfetched(url, answer)
    if answer.status != status or answer.file is None or answer.file.path is None:
        raise SourceError(f"{url}: the server answered {answer.status}{', not with a part' if status == 206 else ''}.")
    return Path(answer.file.path)
