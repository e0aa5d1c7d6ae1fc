"""A recorded web: WARC files that answer in the network's place.

An address is looked for exactly as asked, then in any spelling that a server would understand as the same (the query in
another order, the host's case, a default port, a fragment). Among several captures of one address the newest good one
wins: a whole answer (2xx) or a redirect before a part (206), a part before an error. What a `revisit` record refers to
is resolved. Only what a GET request got is looked at.

A file that is cut or damaged gives what stands whole before the damage, and `notes` says so in words for the user;
a file in which nothing can be read is an error.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from embedarchive.errors import RecordingError
from embedarchive.model import Exchange, Reason, Request
from embedarchive.web import heads
from embedarchive.web.bodies import Sink, TooLarge, body_of
from embedarchive.web.limits import DEFAULT, Limits
from embedarchive.web.lookup import RECORDED, Lookup
from embedarchive.web.recorded_captures import Capture, Place, capture_of, resolved

if TYPE_CHECKING:
    import asyncio

    from embedarchive.web.warc_records import Record


class Recording:
    """A `Source` that answers from WARC files. Use it in `async with`, or call `close`."""

    def __init__(
        self, paths: Iterable[Path | str], *, spool: Path | str | None = None, limits: Limits = DEFAULT
    ) -> None:
        """See `recording`."""
        self.paths = tuple(Path(path) for path in paths)
        self.limits = limits
        self.notes: tuple[str, ...] = ()
        self._spool = None if spool is None else Path(spool)
        self._own: Path | None = None
        self._captures = Lookup[Capture]()
        self._requests: dict[str, Place] = {}
        self._read = False
        self._lock: asyncio.Lock | None = None
        for path in self.paths:
            _look_at(path)

    async def __aenter__(self) -> Self:
        await self._prepare()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was written beside the recording; streamed bodies in a spool of the caller's stay."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None

    async def exchange(self, request: Request) -> Exchange:
        """What the recording has for this request; `not-in-recording` when it has nothing."""
        import asyncio

        await self._prepare()
        return await asyncio.to_thread(self._answer, request)

    async def _prepare(self) -> None:
        import asyncio

        if self._read:
            return
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            await asyncio.to_thread(self.index)

    # ---------------------------------------------------------------------------------------------------------- index

    def index(self) -> None:
        """Read every file and remember where the answers are; the first use does it, if nobody did before.

        Raises:
            RecordingError: nothing in a file can be read.
        """
        from embedarchive.web.warc_records import Joined

        if self._read:
            return
        found: list[Capture] = []
        for path in self.paths:
            try:
                try:
                    self._index(path, path, found)
                except Joined:
                    self._index_unpacked(path, found)
            except OSError as error:
                raise RecordingError(f"{path}: cannot be read ({error.strerror}).") from error
        posted = {identifier for identifier, place in self._requests.items() if place.offset < 0}
        for capture in resolved(found):
            if capture.id not in posted:
                self._captures.add(capture.url, capture)
        self._read = True

    def _index_unpacked(self, path: Path, found: list[Capture]) -> None:
        from embedarchive.web.warc_records import unpacked

        found[:] = [capture for capture in found if capture.place.path != path]
        self._index(path, unpacked(path, self._private()), found)

    def _index(self, named: Path, path: Path, found: list[Capture]) -> None:
        """One file. `named` is what the user calls it."""
        from embedarchive.web.warc_records import Damaged, records

        noted: list[list[Capture]] = []
        try:
            for record in records(path):
                noted.append(list(self._noted(record, path)))  # noqa: PERF401 -- what came before damage stays
            whole = len(noted)
        except Damaged as damage:
            whole = damage.whole
            if not whole:
                raise RecordingError(f"{named}: no recorded web can be read from this file: {damage}.") from damage
            self.notes += (f"{named}: {damage} after {whole} whole records; only those are used.",)
        found += itertools.chain.from_iterable(noted[:whole])

    def _noted(self, record: Record, path: Path) -> Iterator[Capture]:

        place = Place(path, record.offset)
        if record.kind == "request":
            method = record.block.readline().split(b" ", 1)[0].upper()
            if method != b"GET":
                place = replace(place, offset=-1)
            for other in filter(None, (record.headers.get("warc-concurrent-to"), record.id)):
                self._requests[other] = place
            return
        asked = record.headers.get("warc-concurrent-to", "")
        if asked in self._requests:
            self._requests.setdefault(record.id, self._requests[asked])
        capture = capture_of(record, place)
        if capture is not None:
            yield capture

    # --------------------------------------------------------------------------------------------------------- answer

    def _answer(self, request: Request) -> Exchange:
        from embedarchive.web.warc_records import Damaged

        if request.url.startswith(RECORDED):
            return self._listed(request)
        captures = self._captures.find(request.url) if request.method == "GET" else ()
        if not captures:
            return _none(request, Reason.NOT_IN_RECORDING, "The recording holds no answer for this address.")
        best = max(captures, key=lambda capture: capture.rank)
        try:
            return self._read_capture(request, best)
        except Damaged as error:
            return _none(request, Reason.PROTOCOL, f"The recorded answer cannot be read: {error}.", best.at)
        except OSError as error:
            return _none(request, Reason.DISK, f"The recording cannot be read: {error.strerror}.", best.at)

    def _listed(self, request: Request) -> Exchange:
        """The recorded addresses that name a post."""
        found = self._captures.naming(request.url)
        none = _none(request, Reason.NOT_IN_RECORDING, "The recording holds no address that names this post.")
        if not found:
            return none
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/uri-list; charset=utf-8\r\n\r\n"
        body = body_of("\r\n".join(found).encode())
        return replace(none, reason=None, detail="", status=200, response_head=head, body=body)

    def _read_capture(self, request: Request, capture: Capture) -> Exchange:
        from embedarchive.web.warc_records import read_head, record_at

        with capture.place.path.open("rb") as file:
            record = record_at(file, capture.place.offset)
            raw = read_head(record.block)
            if capture.whole is None:
                return self._made(request, capture, record, raw, record)
            with capture.whole.path.open("rb") as other:
                whole = record_at(other, capture.whole.offset)
                first = read_head(whole.block)
                head = heads.parse(raw)
                if head is None or head.status == 304:  # only the first capture has a head of its own
                    raw = first
                return self._made(request, capture, record, raw, whole)

    def _made(self, request: Request, capture: Capture, record: Record, raw: bytes, whole: Record) -> Exchange:
        from embedarchive.web.warc_records import Damaged, chunks, unchunked

        head = heads.parse(raw)
        if head is None:
            raise Damaged("it has no HTTP head")
        exchange = Exchange(
            url=heads.redact_url(request.url),
            status=head.status,
            headers=heads.visible(head.headers),
            request_head=self._request_head(capture),
            response_head=heads.redact_head(raw),
            at=capture.at,
            address=record.headers.get("warc-ip-address"),
            source="recording",
            flags=("revisit",) if capture.revisit else (),
            retry_after=heads.retry_after(heads.value(head.headers, "retry-after"), capture.at),
        )
        chunked = "chunked" in (heads.value(head.headers, "transfer-encoding") or "").lower()
        sink = Sink(self.limits.bytes(request), self._folder() if request.stream else None)
        try:
            for piece in unchunked(whole.block) if chunked else chunks(whole.block):
                sink.write(piece)
        except TooLarge:
            sink.discard()
            detail = f"The recorded answer has more than {self.limits.bytes(request):,} bytes."
            return replace(exchange, reason=Reason.SIZE, detail=detail)
        except BaseException:
            sink.discard()
            raise
        return _judged(replace(exchange, body=sink.finish()), capture, sound=whole.block.sound(), chunked=chunked)

    def _request_head(self, capture: Capture) -> bytes:
        from embedarchive.web.warc_records import Damaged, read_head, record_at

        place = self._requests.get(capture.id)
        if place is None:
            return b""
        try:
            with place.path.open("rb") as file:
                head = read_head(record_at(file, place.offset).block)
                return heads.redact_head(head, urlsplit(capture.url).hostname or "")
        except Damaged:
            return b""

    def _folder(self) -> Path:
        """Where large bodies go."""
        if self._spool is not None:
            self._spool.mkdir(parents=True, exist_ok=True)
            return self._spool
        return self._private()

    def _private(self) -> Path:
        """What ends with the source."""
        if self._own is None:
            if self._spool is not None:
                self._spool.mkdir(parents=True, exist_ok=True)
            self._own = Path(tempfile.mkdtemp(prefix="embedarchive-", dir=self._spool))
        return self._own


def recording(paths: Sequence[Path | str], *, spool: Path | str | None = None, limits: Limits = DEFAULT) -> Recording:
    """A source that answers from WARC files (1.0, 1.1; `.warc`, `.warc.gz`) instead of the network.

    They are read by streaming: an index of the places stays in memory, the answers stay in the files. The index is made
    when the source is entered or first asked; `notes` then says what of a damaged file could not be used.

    Args:
        paths: the files; all of them answer as one.
        limits: how large an answer may be.
        spool: the folder for bodies of streamed requests; whoever receives one owns it. Without it, a temporary folder
            that ends with the source.

    Raises:
        RecordingError: there is no such file, or it is no WARC file; from the first use: nothing in it can be read.
    """
    return Recording(paths, spool=spool, limits=limits)


def _look_at(path: Path) -> None:
    """Refuse at once what cannot be a recording."""
    try:
        with path.open("rb") as file:
            front = file.read(8)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error.strerror}).") from error
    if not front:
        raise RecordingError(f"{path}: the file is empty, so it holds no recorded web.")
    if not front.startswith((b"WARC/", b"\x1f\x8b")):
        raise RecordingError(f"{path}: this is no WARC file; recordings end in .warc or .warc.gz.")


def _none(request: Request, reason: Reason, detail: str, at: dt.datetime | None = None) -> Exchange:
    return Exchange(
        url=heads.redact_url(request.url),
        reason=reason,
        detail=detail,
        at=at or dt.datetime.now(dt.UTC),
        source="recording",
    )


def _judged(exchange: Exchange, capture: Capture, *, sound: bool | None, chunked: bool) -> Exchange:
    """What is wrong with a recorded answer, if something is. One that was cut is no answer, and its bytes are kept."""
    body, length = exchange.body, heads.value(exchange.headers, "content-length")
    flags = exchange.flags
    if sound is False:
        flags += ("digest-mismatch",)
    if body is not None and length is not None and not chunked and length != str(body.size):
        flags += ("length-conflict",)
    if not capture.truncated:
        return replace(exchange, flags=flags)
    return replace(
        exchange,
        flags=(*flags, f"truncated={capture.truncated}"),
        reason=Reason.SIZE if capture.truncated == "length" else Reason.PROTOCOL,
        detail=f"The answer was cut when it was recorded ({capture.truncated}).",
    )
