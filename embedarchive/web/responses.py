"""From a request to its answer: hop by hop, decompressed, within limits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin

from embedarchive.model import Answer, Body, Exchange, Reason, Refusal, Request, Response, Source
from embedarchive.web import decoding, heads
from embedarchive.web.bodies import Sink, TooLarge
from embedarchive.web.limits import DEFAULT, Limits
from embedarchive.web.rates import Sleep, retry_delay

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_METHOD = frozenset({307, 308})
"""Redirects after which the same is sent once more (RFC 9110, 15.4); after the others a POST becomes a GET."""
_TRAVEL = frozenset({"accept", "accept-language", "user-agent"})
"""Headers that a request may take along to another host; everything else may hold a secret."""


async def answer(
    source: Source,
    request: Request,
    *,
    limits: Limits = DEFAULT,
    sleep: Sleep | None = None,
    spool: Path | None = None,
) -> Answer:
    """Ask a source and follow where it leads.

    Every hop and every attempt is an `Exchange` of its own, also in a `Refusal`. An HTTP error status (404, 429, 503 …)
    is a `Response` with that status; what the server asks to wait stands in its last exchange's `retry_after`.
    When nothing had to be decompressed, the `file` of a streamed `Response` is the very `Body` of its last exchange.

    Args:
        source: the network, a recording, the archive's log, a case.
        request: what is wanted.
        limits: how many redirects, and how many bytes after decoding.
        sleep: what waits between attempts; tests replace it.
        spool: the folder for streamed bodies that have to be decompressed; beside the compressed one without it.
    """
    hop, exchanges, seen = request, list[Exchange](), {_place(request.url)}
    while True:
        exchange = await _ask(source, hop, exchanges, sleep)
        if exchange.reason is not None:
            return _refusal(request, exchanges, exchange.reason, _of_hop(exchanges))
        target = redirect(exchange, hop.url) if request.follow else None
        if target is None:
            return await _decoded(request, hop.url, exchanges, limits, spool)
        if _place(target) in seen or len(seen) > limits.redirects:
            return _refusal(
                request, exchanges, Reason.REDIRECTS, f"The redirects do not end at {heads.redact_url(target)[:200]}."
            )
        seen.add(_place(target))
        hop = replace(hop, url=target, headers=_taken_along(hop, target))
        if hop.method == "POST" and exchange.status not in KEPT_METHOD:
            hop = replace(hop, method="GET", body=b"")


def _of_hop(exchanges: list[Exchange]) -> str:
    """Why the last hop has no answer; when it was redirected to, about the right address."""
    last = exchanges[-1]
    if last.reason is Reason.NOT_IN_RECORDING and any(hop.url != last.url for hop in exchanges):
        return f"The recording holds a redirect to {last.url[:300]}, and no answer for that."
    return last.detail


async def _ask(source: Source, hop: Request, exchanges: list[Exchange], sleep: Sleep | None) -> Exchange:
    """One hop, asked again while that is worth it."""
    attempt = 0
    while True:
        attempt += 1
        exchange = await source.exchange(hop)
        exchanges.append(exchange)
        delay = retry_delay(exchange, attempt)
        if delay is None:
            return exchange
        if delay:
            await (sleep or _sleep())(delay)


def _sleep() -> Sleep:
    import asyncio

    return asyncio.sleep


def redirect(exchange: Exchange, url: str) -> str | None:
    """Where a redirect leads, absolute; None when the answer is no redirect."""
    location = heads.value(exchange.headers, "location")
    if exchange.status not in REDIRECTS or not location:
        return None
    with contextlib.suppress(UnicodeError):  # headers are read as Latin-1; servers mean UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, quote(location, safe="%/:=&?~#+!$,;'@()*[]|"))
    except ValueError:
        return None


def _place(url: str) -> str:
    return urldefrag(url).url


def _origin(url: str) -> str:
    return url.partition("://")[0].lower() + "://" + url.partition("://")[2].partition("/")[0].lower()


def _taken_along(hop: Request, target: str) -> tuple[tuple[str, str], ...]:
    """Headers for the next hop: all of them at the same origin, the harmless ones anywhere else."""
    if _origin(hop.url) == _origin(target):
        return hop.headers
    return tuple((name, value) for name, value in hop.headers if name.lower() in _TRAVEL)


def _refusal(request: Request, exchanges: list[Exchange], reason: Reason, detail: str) -> Refusal:
    last = exchanges[-1]
    return Refusal(
        request=request,
        reason=reason,
        detail=detail,
        retry_after=last.retry_after,
        at=last.at,
        exchanges=tuple(exchanges),
    )


async def _decoded(request: Request, url: str, exchanges: list[Exchange], limits: Limits, spool: Path | None) -> Answer:
    """The answer with its Content-Encoding undone."""
    last = exchanges[-1]
    data, file = b"", None
    try:
        undo = undoing(last) if last.body is not None and last.body.size else None
        if last.body is not None and last.body.path is not None:
            file = last.body
            if undo is not None:
                file = await _unpack_file(last.body.path, undo, limits.bytes(request), spool)
        elif last.body is not None and last.body.data is not None:
            data = last.body.data
            if undo is not None:
                data = b"".join(decoding.decode(_pieces(data), undo, limits.bytes(request)))
    except decoding.DecodeError as error:
        return _refusal(request, exchanges, Reason.DECODE, str(error))
    except TooLarge:
        return _refusal(
            request, exchanges, Reason.SIZE, f"The answer unfolds into more than {limits.bytes(request):,} bytes."
        )
    except OSError as error:
        return _refusal(request, exchanges, Reason.DISK, f"The answer could not be written: {error.strerror}.")
    return Response(
        request=request,
        url=_place(url),
        status=last.status or 0,
        headers=tuple((name.lower(), value) for name, value in last.headers),
        body=data,
        file=file,
        at=last.at,
        exchanges=tuple(exchanges),
    )


def undoing(exchange: Exchange) -> decoding.Decoder | None:
    """What undoes the Content-Encoding; None when there is nothing to undo."""
    names = decoding.encodings(",".join(held for name, held in exchange.headers if name.lower() == "content-encoding"))
    body = exchange.body
    if exchange.source != "recording" or body is None:
        return decoding.stacked(names)
    front = body.data[: decoding.TELLING] if body.data is not None else _front(str(body.path))
    return decoding.recorded(decoding.as_packed(names, front))


def _front(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(decoding.TELLING)


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + decoding.CHUNK] for start in range(0, len(data), decoding.CHUNK))


async def _unpack_file(path: str, undo: decoding.Decoder, limit: int, spool: Path | None) -> Body:
    """Unpack a streamed body into another file, without holding up anybody else."""
    import asyncio

    def work() -> Body:
        sink = Sink(limit, spool or Path(path).parent)
        try:
            with Path(path).open("rb") as packed:
                for piece in decoding.decode(iter(lambda: packed.read(decoding.CHUNK), b""), undo, limit):
                    sink.write(piece)
            return sink.finish()
        except BaseException:
            sink.discard()
            raise

    return await asyncio.to_thread(work)
