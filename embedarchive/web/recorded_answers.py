"""One recorded answer as an exchange: its record read, its body within limits, and what is odd about it told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from embedarchive.model import Exchange, Reason, Request
from embedarchive.web import har, heads
from embedarchive.web.bodies import Sink, TooLarge
from embedarchive.web.limits import Limits
from embedarchive.web.mementos import UNKNOWN, Memento
from embedarchive.web.volumes import Damaged, Place, Volume
from embedarchive.web.warc_records import Record, chunks, read_head, record_at, unchunked

OpenBeside = Callable[[Volume, str], Volume]
"""Finds the file that a HAR file names, beside it or in its ZIP file; raises `Damaged`."""


class Misled(Exception):  # noqa: N818 -- a condition, caught within this room
    """An index leads to a record that is about something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads mementos.

    Attributes:
        requests: where the question to each answer stands, by the answer's id.
        folder: gives the folder for bodies of streamed requests.
        beside: see `OpenBeside`.
    """

    requests: Mapping[str, Place]
    limits: Limits
    folder: Callable[[], Path]
    beside: OpenBeside

    def read(self, request: Request, memento: Memento) -> Exchange:
        """The answer as one hop.

        Raises:
            Damaged: the record cannot be read.
            Misled: an index is wrong about it.
            OSError: the recording, or the disk.
        """
        if memento.kind == "har":
            return self._of_har(request, memento)
        try:
            return self._of_record(request, memento)
        except Damaged as error:
            if memento.indexed:
                raise Misled from error
            raise

    def _of_record(self, request: Request, memento: Memento) -> Exchange:
        with ExitStack() as opened:
            record = opened.enter_context(record_at(memento.place))
            if memento.indexed and (record.url != memento.url or record.kind == "request"):
                raise Misled
            raw = _head_of(record)
            whole = record
            if memento.whole is not None:
                whole = opened.enter_context(record_at(memento.whole))
                first, own = _head_of(whole), heads.parse(raw)
                if own is None or own.status == 304:  # only the first memento has a head of its own
                    raw = first
            if memento.indexed and record.at is not None and record.at.replace(microsecond=0) == memento.at:
                memento = replace(memento, at=record.at)  # an index tells the second only
            address = record.headers.get("warc-ip-address")
            exchange = self._begun(request, memento, raw, self._request_head(record.id or memento.id, memento), address)
            chunked = "chunked" in (heads.value(exchange.headers, "transfer-encoding") or "").lower()
            pieces = unchunked(whole.block) if chunked else chunks(whole.block)
            exchange = self._filled(request, exchange, pieces)
            sound = whole.block.sound() if exchange.reason is None else None
        if record.kind in ("resource", "conversion"):
            exchange = replace(exchange, flags=(*exchange.flags, record.kind))
        return _judged(exchange, memento, sound=sound, chunked=chunked)

    def _of_har(self, request: Request, memento: Memento) -> Exchange:
        saved = har.saved(memento.place)
        host = urlsplit(memento.url).hostname or ""
        asked = heads.redact_head(saved.request_head, host)
        exchange = self._begun(request, memento, saved.response_head, asked, saved.address)
        pieces = self.beside(memento.place.volume, saved.file).pieces() if saved.file else iter((saved.body,))
        return self._filled(request, exchange, pieces)

    def _begun(self, request: Request, memento: Memento, raw: bytes, asked: bytes, address: str | None) -> Exchange:
        head = heads.parse(raw)
        if head is None:
            raise Damaged("it has no HTTP head")
        unknown = memento.at is UNKNOWN
        at = _written(memento.place.volume) if unknown else memento.at
        return Exchange(
            url=heads.redact_url(request.url),
            status=head.status,
            headers=heads.visible(head.headers),
            request_head=asked,
            response_head=heads.redact_head(raw),
            at=at,
            address=address,
            source="recording",
            flags=(("revisit",) if memento.revisit else ()) + (("date-unknown",) if unknown else ()),
            retry_after=heads.retry_after(heads.value(head.headers, "retry-after"), at),
        )

    def _filled(self, request: Request, exchange: Exchange, pieces: Iterator[bytes]) -> Exchange:
        sink = Sink(self.limits.bytes(request), self.folder() if request.stream else None)
        try:
            for piece in pieces:
                sink.write(piece)
        except TooLarge:
            sink.discard()
            detail = f"The recorded answer has more than {self.limits.bytes(request):,} bytes."
            return replace(exchange, reason=Reason.SIZE, detail=detail)
        except BaseException:
            sink.discard()
            raise
        return replace(exchange, body=sink.finish())

    def _request_head(self, identifier: str, memento: Memento) -> bytes:
        place = self.requests.get(identifier)
        if place is None:
            return b""
        try:
            with record_at(place) as record:
                return heads.redact_head(read_head(record.block), urlsplit(memento.url).hostname or "")
        except Damaged:
            return b""


def _head_of(record: Record) -> bytes:
    """The HTTP head of a record; of one that holds a file without any, the head that says as much."""
    kind = record.headers.get("content-type", "")
    if record.kind in ("resource", "conversion") and not kind.lower().startswith("application/http"):
        told = f"Content-Type: {' '.join(kind.split())}\r\n" if kind else ""
        return f"HTTP/1.1 200 OK\r\n{told}\r\n".encode("latin-1", "replace")
    return read_head(record.block)


def _written(volume: Volume) -> dt.datetime:
    """When the file was written: the latest that something in it can have been recorded."""
    return dt.datetime.fromtimestamp(volume.path.stat().st_mtime, dt.UTC)


def _judged(exchange: Exchange, memento: Memento, *, sound: bool | None, chunked: bool) -> Exchange:
    """What is wrong with a recorded answer, if something is. One that was cut is no answer, and its bytes are kept."""
    body, length = exchange.body, heads.value(exchange.headers, "content-length")
    flags = exchange.flags
    if sound is False:
        flags += ("digest-mismatch",)
    if body is not None and length is not None and not chunked and length != str(body.size):
        flags += ("length-conflict",)
    if not memento.truncated or exchange.reason is not None:
        return replace(exchange, flags=flags)
    return replace(
        exchange,
        flags=(*flags, f"truncated={memento.truncated}"),
        reason=Reason.SIZE if memento.truncated == "length" else Reason.PROTOCOL,
        detail=f"The answer was cut when it was recorded ({memento.truncated}).",
    )
