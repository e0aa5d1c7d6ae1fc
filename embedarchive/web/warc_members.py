"""Records of a WARC file that is compressed as it should be, each record a gzip member of its own: read at once.

Whatever is not as plain as that (folded or odd header fields, wrong lengths, records of more than 32 MB, damage) is
left to `warc_records`, which knows all of it and takes several times as long. With `isal` installed, members
are unpacked by it, in half of zlib's time.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, nullcontext
from typing import Any, BinaryIO

_inflating: Any = zlib
with contextlib.suppress(ImportError):
    from isal import isal_zlib as _inflating

CHUNK = 1 << 16
_BATCH = 1 << 19
"""Bytes that a thread unpacks before it hands them over."""
_BATCHES = 4
LARGEST = 32 << 20
"""The most bytes of a record that is kept in memory."""
_LONGEST_HEAD = 1 << 17
_VERSIONS = frozenset({"WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"})
_END = b"\r\n\r\n"


class PlainRecords:
    """The records from a place in a file on, as their header fields (names in lower case) and their content.

    Attributes:
        offset: where the next record begins, or what stands there that is no plain record.
    """

    def __init__(self, file: BinaryIO, offset: int = 0, *, ahead: bool = False) -> None:
        """Read from `offset`, where a gzip member begins; with `ahead`, a thread unpacks what comes next."""
        self._file, self.offset = file, offset
        self._rest, self._in_thread = b"", ahead
        file.seek(offset)

    def __iter__(self) -> Iterator[tuple[dict[str, str], bytes]]:
        members = iter(self._member, None)
        with closing(taken_ahead(members)) if self._in_thread else nullcontext(members) as unpacked:
            for data, length in unpacked:
                record = _plain(data)
                if record is None:
                    return
                self.offset += length
                yield record

    def _member(self) -> tuple[bytes, int] | None:
        """What the next gzip member holds and how long it is; None at the end, and of what is none or too large."""
        inflate: Any = _inflating.decompressobj(31)
        pieces: list[bytes] = []
        size = length = 0
        while not inflate.eof:
            piece = self._rest or self._file.read(CHUNK)
            self._rest = b""
            if not piece:
                return None
            try:
                pieces.append(inflate.decompress(piece))
            except _inflating.error:
                return None
            length += len(piece)
            size += len(pieces[-1])
            if size > LARGEST:
                return None
        self._rest = inflate.unused_data
        return b"".join(pieces), length - len(self._rest)


def taken_ahead(members: Iterator[tuple[bytes, int]]) -> Generator[tuple[bytes, int], None, None]:
    """The members, taken by a thread some batches before they are wanted; when closed, it takes none any more."""
    batches: queue.Queue[list[tuple[bytes, int]] | Exception | None] = queue.Queue(_BATCHES)
    closed = threading.Event()

    def take() -> None:
        batch: list[tuple[bytes, int]] = []
        size = 0
        try:
            for member in members:
                batch.append(member)
                size += len(member[0])
                if size > _BATCH:
                    batches.put(batch)
                    batch, size = [], 0
                if closed.is_set():
                    break
            batches.put(batch)
        except Exception as error:  # noqa: BLE001 -- raised again where it is awaited
            batches.put(error)
        batches.put(None)

    threading.Thread(target=take, name="embedarchive unpacking", daemon=True).start()
    left = True
    try:
        while (batch := batches.get()) is not None:
            if isinstance(batch, Exception):
                raise batch
            yield from batch
        left = False
    finally:
        closed.set()
        while left and batches.get() is not None:
            pass


def _plain(data: bytes) -> tuple[dict[str, str], bytes] | None:
    """The header fields and the content of a record that is nothing but plain and whole."""
    end = data.find(_END, 0, _LONGEST_HEAD)
    head = data[: max(end, 0)]
    if not head.isascii():
        return None
    version, *lines = head.decode("ascii").split("\r\n")
    if version not in _VERSIONS:
        return None
    fields = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t").lower()
        if not colon or line[0] in " \t" or "\n" in line or "\r" in line or name in fields:
            return None
        fields[name] = value.strip()
    if url := fields.get("warc-target-uri"):  # in angle brackets as WARC 1.0 showed it, with blanks as nobody should
        bare = url[1:-1] if url.startswith("<") and url.endswith(">") else url
        fields["warc-target-uri"] = bare.replace(" ", "%20")
    length = fields.get("content-length", "")
    start = end + len(_END)
    if "warc-type" not in fields or not (length.isascii() and length.isdigit() and len(length) < 10):
        return None
    stop = start + int(length)
    return (fields, data[start:stop]) if data[stop:] == _END else None
