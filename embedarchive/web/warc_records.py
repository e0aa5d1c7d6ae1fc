"""WARC (0.17 to 1.1, ISO 28500) and ARC files read by streaming: where each record stands, and the record at a place.

warcio does the reading. What hostile or broken files need beside it stands here: bounded lines, an error instead of
a line on standard error for damaged compression, and the difference between a record that is whole and one that is cut.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from embedarchive.errors import RecordingError
from embedarchive.web import heads
from embedarchive.web.recording_kinds import GZIP, is_zstd
from embedarchive.web.volumes import Damaged, Place, Volume
from embedarchive.web.warc_members import PlainRecords
from embedarchive.web.zstd_frames import Frames, dictionary

CHUNK = 1 << 16
LONGEST_LINE = 1 << 16
_MEMBER = b"\x1f\x8b\x08"
_GLANCE = 1024
"""Bytes of a member of gzip that tell what it begins with."""
_LOOKED_AT = 1_000_000
"""Pieces of a file, and places in it, that are looked at for a record."""
_LARGE = 4 << 20
"""Bytes of a file that a thread helps to unpack."""
LONGEST_HEAD = 1 << 17
"""Bytes that a record's own header fields may have; warcio joins folded ones in a time that grows with the square."""
UNPACKED_LIMIT = 32 << 30
"""The most bytes that a file compressed in one piece may unfold into on the disk."""


class Joined(Exception):  # noqa: N818 -- a condition, caught within this room
    """Records and pieces of compression do not begin together, so there is no place to begin reading a record at."""


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

    def __init__(self, file: Any) -> None:  # noqa: ANN401 -- a file, or what reads like one
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

    def unchecked(self, most: int) -> bytes:
        """The next bytes, of a record whose digest nobody asks for."""
        self._hash = None
        data: bytes = self._stream.read(most)
        return data

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
    """A time as recordings write it: W3C's ISO 8601, or 14 digits and more; UTC unless it says otherwise."""
    text = text.strip()
    digits = text if text.isascii() and text.isdigit() and 14 <= len(text) <= 20 else ""
    try:
        if digits:
            found = dt.datetime.strptime(f"{digits[:14]}{digits[14:].ljust(6, '0')}+0000", "%Y%m%d%H%M%S%f%z")
        else:
            found = dt.datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def records(volume: Volume, start: int = 0) -> Iterator[tuple[Record, Place]]:
    """Every record of a volume in order, and where it stands.

    Args:
        volume: the file.
        start: where the first of them begins.

    Raises:
        Damaged: what follows the records so far cannot be read.
        Joined: the file is compressed by gzip in one piece.
        RecordingError: the dictionary that it is compressed with cannot be read.
        OSError: the file cannot be read.
    """
    whole, begun = 0, start
    front = volume.front()
    with volume.open() as file:
        if front.startswith(GZIP):
            plain = PlainRecords(file, start, ahead=volume.length() > _LARGE)
            for fields, content in plain:
                yield _of_plain(fields, content), Place(volume, begun)  # nobody asks for digests on the way through
                whole, begun = whole + 1, plain.offset
            if whole and begun >= volume.length():
                return
            file.seek(begun)
        frames = Frames(file, dictionary(volume)) if is_zstd(front) else None
        walk = _Records(file if frames is None else frames)
        offset = begun
        try:
            while True:
                offset = walk.offset
                record = _next(walk)
                if record is None:
                    _insist_on_end(offset >= volume.length(), frames)
                    return
                yield _shown(record), Place(volume, *((offset, 0) if frames is None else frames.start_of(offset)))
                _skip(walk, record)
                whole += 1
        except Damaged as damage:
            damage.whole, damage.at = whole, offset
            raise


def following(volume: Volume, at: int) -> int | None:
    """Where the next record begins behind damage in a file whose records are members of gzip by themselves.

    As of a crawl that was killed in the middle of a record, and went on in the same file. None where there is none.
    """
    if not volume.front().startswith(GZIP):
        return None
    with volume.open() as file:
        file.seek(at + 1)
        window, begun, place = file.read(CHUNK), at + 1, 0
        for _ in range(_LOOKED_AT):
            place = window.find(_MEMBER, place)
            if place < 0 or len(window) - place < _GLANCE:
                kept = window[place if place >= 0 else 1 - len(_MEMBER) :]
                if piece := file.read(CHUNK):
                    begun += len(window) - len(kept)
                    window, place = kept + piece, 0
                    continue
                if place < 0:
                    return None
            if _begins_record(window[place : place + _GLANCE]):
                return begun + place
            place += 1
    return None


def _begins_record(front: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(front, 64).startswith(b"WARC/")
    except zlib.error:
        return False


def _of_plain(fields: dict[str, str], content: bytes, digest: str = "") -> Record:
    return Record(fields["warc-type"], fields, Block(io.BytesIO(content), digest))


def _insist_on_end(ended: bool, frames: Frames | None) -> None:
    if frames is not None and not frames.whole:
        raise Damaged(frames.problem)
    if frames is None and not ended:
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
    except (ValueError, IndexError) as error:  # what warcio makes of a date or a length that is none
        raise Damaged("a record's header fields make no sense") from error
    finally:
        reader.head_left = None


def _skip(walk: _Records, record: Any) -> None:  # noqa: ANN401 -- warcio's record
    """Go to the record's end, and insist that there is one."""
    walk.read_to_end()
    member = walk.reader.decompressor
    if member is not None and member.unused_data and getattr(record.raw_stream, "limit", 0):
        raise Joined  # the record goes on in the next piece of compression
    if getattr(record.raw_stream, "limit", 0) or record.length is None:
        raise Damaged("it ends in the middle of a record")
    compression = walk.reader.decompressor
    if compression is not None and walk.next_line:
        raise Joined
    if compression is not None and not compression.eof:
        raise Damaged("it ends in the middle of a record")


def _shown(record: Any) -> Record:  # noqa: ANN401 -- warcio's record
    headers = {name.lower(): value for name, value in record.rec_headers.headers}
    if record.format == "warc":
        return Record(record.rec_type or "", headers, Block(record.raw_stream, headers.get("warc-block-digest", "")))
    kind = "response" if record.rec_type == "response" else "warcinfo"  # ARC, the format before WARC
    told = {"warc-target-uri": "uri", "warc-date": "archive-date", "warc-ip-address": "ip-address"}
    named = {name: headers.get(arc, "") for name, arc in told.items()}
    return Record(kind, named | {"content-length": headers.get("length", "")}, Block(record.raw_stream, ""))


@contextlib.contextmanager
def record_at(place: Place) -> Iterator[Record]:
    """The record that begins at a place."""
    with place.volume.open() as file:
        file.seek(place.offset)
        source: Any = file
        if file.read(len(GZIP)) == GZIP and (plain := next(iter(PlainRecords(file, place.offset)), None)):
            yield _of_plain(*plain, plain[0].get("warc-block-digest", ""))
            return
        file.seek(place.offset)
        if is_zstd(place.volume.front()):
            source, left = Frames(file, dictionary(place.volume)), place.skip
            while left and (piece := source.read(left)):
                left -= len(piece)
        record = _next(_Records(source))
        if record is None:
            raise Damaged("it ends in the middle of a record")
        yield _shown(record)


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


def unpacked(volume: Volume, folder: Path) -> Volume:
    """A volume that was compressed by gzip in one piece, decompressed beside the streamed bodies.

    Raises:
        RecordingError: it is damaged, or far too large.
    """
    target, size = folder / f"{len(list(folder.iterdir()))}-unpacked.warc", 0
    with target.open("wb") as out:
        inflate = zlib.decompressobj(31)
        for piece in volume.pieces(CHUNK):
            data = piece
            while data:
                try:
                    plain = inflate.decompress(data, CHUNK * 16)
                except zlib.error:
                    out.write(b"\0")  # begins no record: what came before is read, and the cut is noticed there
                    return Volume(target, volume.name)
                out.write(plain)
                size += len(plain)
                if size > UNPACKED_LIMIT:
                    raise RecordingError(f"{volume.name}: packed in one piece; run `warcio recompress` on it first.")
                data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                if inflate.eof:
                    inflate = zlib.decompressobj(31)
    return Volume(target, volume.name)
