"""WARC files (ISO 28500, 1.0 and 1.1) read by streaming: where each record stands, and the record at a place.

warcio does the reading. What hostile or broken files need beside it stands here: bounded lines, an error instead of
a line on standard error for damaged compression, and the difference between a record that is whole and one that is cut.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from embedarchive.errors import RecordingError
from embedarchive.web import heads

CHUNK = 1 << 16
LONGEST_LINE = 1 << 16
LONGEST_HEAD = 1 << 17
"""Bytes that a record's own header fields may have; warcio joins folded ones in a time that grows with the square."""
UNPACKED_LIMIT = 32 << 30
"""The most bytes that a file compressed in one piece may unfold into on the disk."""


class Damaged(Exception):  # noqa: N818 -- a condition, caught within this room
    """The file cannot be read beyond this place.

    Attributes:
        whole: how many records before it are.
    """

    whole = 0


class Joined(Exception):  # noqa: N818 -- a condition, caught within this room
    """Several records share one piece of compression, so none but the first has a place to begin reading at."""


class _Reader(DecompressingBufferedReader):  # type: ignore[misc] # warcio publishes no types
    """warcio's reader with bounded lines and heads; damaged compression is an error instead of an early end.

    Attributes:
        head_left: how many bytes the lines may still have while the head of a record is read; None otherwise.
    """

    decompressor: Any
    head_left: int | None = None

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or LONGEST_LINE, LONGEST_LINE))
        if len(line) >= LONGEST_LINE:
            raise Damaged("a line has no end")
        if self.head_left is not None:
            self.head_left -= len(line)
            if self.head_left < 0:
                raise Damaged("a record's header fields have no end")
        return line

    def _decompress(self, data: bytes) -> bytes:
        if self.decompressor is None or not data:
            return data
        try:
            return bytes(self.decompressor.decompress(data))
        except zlib.error as error:
            if self.num_read or self.num_block_read:
                raise Damaged("its compression is damaged") from error
            self.decompressor = None  # not compressed at all
            return data


class _Records(ArchiveIterator):  # type: ignore[misc] # warcio publishes no types
    INC_RECORD = ""  # what warcio says on standard error of a record that does not end where it should

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, no_record_parse=True)
        self.reader = _Reader(file)


class Block:
    """What a record holds, checked against its digest while it is read."""

    def __init__(self, stream: Any, digest: str) -> None:  # noqa: ANN401 -- warcio's stream
        """Read `stream`, of which the record says `algorithm:value`."""
        algorithm, _, self._expected = digest.partition(":")
        known = algorithm.lower().replace("-", "") in ("sha1", "sha256", "sha512", "md5")
        name = algorithm.lower().replace("-", "")
        self._hash = hashlib.new(name, usedforsecurity=False) if known and self._expected else None
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end."""
        return self._noted(self._stream.read(size))

    def readline(self, size: int = LONGEST_LINE) -> bytes:
        """The next line, or its beginning."""
        return self._noted(self._stream.readline(size))

    def _noted(self, data: bytes) -> bytes:
        if self._hash is not None:
            self._hash.update(data)
        return data

    def sound(self) -> bool | None:
        """Whether all of it is what the record's digest says; None when there is no digest that is known."""
        for _ in chunks(self):
            pass
        if self._hash is None:
            return None
        digest, expected = self._hash.digest(), self._expected.rstrip("=")
        return expected.lower() == digest.hex() or expected.upper() == base64.b32encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is being read.

    Attributes:
        headers: names in lower case.
        block: what follows the record's own header; may be read once, before the next record.
    """

    offset: int
    kind: str
    headers: dict[str, str]
    block: Block

    @property
    def url(self) -> str:
        """The address the record is about."""
        return self.headers.get("warc-target-uri", "").strip("<>").replace(" ", "%20")

    @property
    def id(self) -> str:
        """The record's own id."""
        return self.headers.get("warc-record-id", "")

    @property
    def at(self) -> dt.datetime | None:
        """When it was captured; None when the record does not say so properly."""
        return moment(self.headers.get("warc-date", ""))


def moment(text: str) -> dt.datetime | None:
    """A WARC-Date (W3C ISO 8601, in UTC)."""
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def records(path: Path) -> Iterator[Record]:
    """Every record of a file in order.

    Raises:
        Damaged: what follows the records so far cannot be read.
        Joined: the file is compressed in one piece.
        OSError: the file cannot be read.
    """
    whole = 0
    with path.open("rb") as file:
        walk = _Records(file)
        try:
            while True:
                offset = walk.offset
                record = _next(walk)
                if record is None:
                    _insist_on_end(offset, path)
                    return
                yield _shown(record, offset)
                _skip(walk, record)
                whole += 1
        except Damaged as damage:
            damage.whole = whole
            raise


def _insist_on_end(offset: int, path: Path) -> None:
    if offset < path.stat().st_size:
        raise Damaged("it ends in the middle of a record")


def _next(walk: _Records) -> Any:  # noqa: ANN401 -- warcio's record
    reader = walk.reader
    reader.head_left = LONGEST_HEAD
    try:
        return next(walk, None)
    except ArchiveLoadFailed as error:
        raise Damaged("what stands there is no WARC record") from error
    except (zlib.error, EOFError) as error:
        raise Damaged("its compression is damaged") from error
    finally:
        reader.head_left = None


def _skip(walk: _Records, record: Any) -> None:  # noqa: ANN401 -- warcio's record
    """Go to the record's end, and insist that there is one."""
    walk.read_to_end()
    if getattr(record.raw_stream, "limit", 0) or record.length is None:
        raise Damaged("it ends in the middle of a record")
    compression = walk.reader.decompressor
    if compression is not None and walk.next_line:
        raise Joined
    if compression is not None and not compression.eof:
        raise Damaged("it ends in the middle of a record")


def _shown(record: Any, offset: int) -> Record:  # noqa: ANN401 -- warcio's record
    if record.format != "warc":
        raise Damaged("it is an ARC file, the format before WARC: `warcio recompress` turns it into one")
    headers = {name.lower(): value for name, value in record.rec_headers.headers}
    return Record(
        offset, record.rec_type or "", headers, Block(record.raw_stream, headers.get("warc-block-digest", ""))
    )


def record_at(file: IO[bytes], offset: int) -> Record:
    """The record that begins at a place in an open file."""
    file.seek(offset)
    record = _next(_Records(file))
    if record is None:
        raise Damaged("it ends in the middle of a record")
    return _shown(record, offset)


def read_head(block: Block) -> bytes:
    """An HTTP head from the beginning of a block, up to and with the blank line."""
    lines, size = [], 0
    while line := block.readline():
        lines.append(line)
        size += len(line)
        if size > heads.LONGEST:
            raise Damaged("an HTTP head has no end")
        if line in (b"\r\n", b"\n"):
            break
    return b"".join(lines)


def unchunked(block: Block) -> Iterator[bytes]:
    """A body whose head says `Transfer-Encoding: chunked`, without the chunks' frames.

    Many recorders take the frames away and leave the header: a body that does not begin with a frame is given as it is.

    Raises:
        Damaged: the frames end too early, or are none.
    """
    line, first = block.readline(128), True
    while True:
        size = _chunk_size(line)
        if size is None:
            if not first:
                raise Damaged("the frames of a chunked body are broken")
            yield line
            yield from chunks(block)
            return
        if size == 0:
            return
        while size:
            piece = block.read(min(size, CHUNK))
            if not piece:
                raise Damaged("a chunked body ends too early")
            size -= len(piece)
            yield piece
        block.readline(8)
        line, first = block.readline(128), False


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    if not line.endswith(b"\n") or not 0 < len(digits) <= 15 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def chunks(block: Block) -> Iterator[bytes]:
    """What is left of a block."""
    while piece := block.read(CHUNK):
        yield piece


def unpacked(path: Path, folder: Path) -> Path:
    """A file that was compressed in one piece, decompressed beside the streamed bodies.

    Raises:
        RecordingError: it is damaged, or far too large.
    """
    target, size = folder / f"{len(list(folder.iterdir()))}-{path.name}.warc", 0
    with path.open("rb") as packed, target.open("wb") as out:
        inflate = zlib.decompressobj(31)
        data = b""
        while data or (data := packed.read(CHUNK)):
            try:
                piece = inflate.decompress(data, CHUNK * 16)
            except zlib.error:
                break  # what came before is read, and the cut is noticed there
            out.write(piece)
            size += len(piece)
            if size > UNPACKED_LIMIT:
                raise RecordingError(f"{path}: compressed in one piece; run `warcio recompress` on it first.")
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            if inflate.eof:
                inflate = zlib.decompressobj(31)
    return target
