"""Writing WARC/1.1 records (ISO 28500) byte by byte: warcio's own writer reshapes HTTP heads and knows SHA-1 only."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, TypeAlias

from embedarchive.model import Exchange
from embedarchive.web import heads
from embedarchive.web.mementos import FAILED

CHUNK = 1 << 16
Content: TypeAlias = bytes | Path | tuple[bytes | Path, ...]
_NOTHING: Mapping[str, str] = MappingProxyType({})
_TYPES = {
    "request": "application/http;msgtype=request",
    "response": "application/http;msgtype=response",
    "revisit": "application/http;msgtype=response",
    "warcinfo": "application/warc-fields",
    "metadata": "application/warc-fields",
}
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A record that was written.

    Attributes:
        id: `<urn:uuid:…>`.
        offset: where in the file it begins; `length`: its bytes there.
        payload: `sha256:…` of what follows the HTTP head, in Base32; None for records without one.
        url: what it is about, `at`: when that was.
    """

    id: str
    offset: int
    length: int
    payload: str | None
    url: str | None
    at: dt.datetime


def write_record(
    file: BinaryIO,
    kind: str,
    *,
    at: dt.datetime,
    head: bytes = b"",
    body: Content = b"",
    url: str | None = None,
    content_type: str | None = None,
    more: Mapping[str, str] = _NOTHING,
    compress: bool = True,
) -> Written:
    """Write one record.

    Args:
        file: open for binary writing.
        kind: warcinfo, request, response, metadata, resource, revisit.
        at: when it happened.
        head: the HTTP head with its blank line, exactly as it crossed the wire; empty for other records.
        body: what follows: bytes, a file that is read twice and never loaded whole, or several of them.
        url: the address it is about.
        content_type: the block's media type; known for HTTP messages, warcinfo and metadata.
        more: further WARC header fields, such as `WARC-Concurrent-To`.
        compress: whether the record becomes a gzip member of its own, as `.warc.gz` wants it.

    Raises:
        ValueError: a header field would break out of its line.
    """
    identifier, begun = f"<urn:uuid:{uuid.uuid4()}>", file.tell()
    block, payload, size = hashlib.sha256(head), hashlib.sha256(), len(head)
    for piece in _pieces(body):
        block.update(piece)
        payload.update(piece)
        size += len(piece)
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": identifier,
        "WARC-Date": _date(at),
        "WARC-Target-URI": url,
        "WARC-Payload-Digest": _digest(payload.digest()) if head else None,
        **more,
        "WARC-Block-Digest": _digest(block.digest()),
        "Content-Type": content_type or _TYPES.get(kind, "application/octet-stream"),
        "Content-Length": str(size),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    if any(char in line for line in lines for char in "\r\n"):
        raise ValueError("a WARC header field holds a line end")
    front = ("\r\n".join(["WARC/1.1", *lines]) + "\r\n\r\n").encode()
    _write(file, (front + head, body, b"\r\n\r\n"), compress=compress)
    return Written(
        id=identifier,
        offset=begun,
        length=file.tell() - begun,
        payload=fields["WARC-Payload-Digest"],
        url=url,
        at=at,
    )


def write_exchange(
    file: BinaryIO,
    exchange: Exchange,
    content: Path | bytes | None = None,
    *,
    first: Written | None = None,
    compress: bool = True,
) -> Written:
    """Write an exchange as a response and a request record (as a metadata record when there was no answer).

    The body was freed from its chunks when it came; where the head says `chunked` it is framed again, as one chunk, so
    that head and body agree. The heads are byte for byte what crossed the wire, but for redacted secrets; which fields
    these stood in is told in `WARC-JSON-Metadata`. Those of HTTP/2 are written as HTTP/1.1 writes them, as the format
    wants it, and `WARC-Protocol` says so.

    Args:
        file: open for binary writing.
        exchange: one hop.
        content: where the exchange's body is kept now; without it, where the exchange says.
        first: an earlier record with the same payload: what is written then is a revisit of it, without the body.
        compress: see `write_record`.

    Returns:
        The response, revisit or metadata record.
    """

    def write(kind: str, head: bytes, body: Content, more: Mapping[str, str]) -> Written:
        more = {"WARC-IP-Address": exchange.address, **more} if exchange.address else more
        at, url = exchange.at, exchange.url
        more = {**more, **({"WARC-Protocol": "h2"} if "protocol=h2" in exchange.flags else {}), **_redactions(head)}
        return write_record(file, kind, at=at, url=url, head=head, body=body, more=more, compress=compress)

    if exchange.status is None:
        return write("metadata", b"", f"{FAILED}{exchange.reason}\r\n".encode(), {})
    cut = next((flag.partition("=")[2] for flag in exchange.flags if flag.startswith("truncated=")), None)
    truncated = {"WARC-Truncated": cut} if cut else {}
    if first is not None and first.payload and first.url:
        again = {
            "WARC-Profile": REVISIT,
            "WARC-Refers-To": first.id,
            "WARC-Refers-To-Target-URI": first.url,
            "WARC-Refers-To-Date": _date(first.at),
            "WARC-Payload-Digest": first.payload,
        }
        answer = write("revisit", exchange.response_head, b"", again)
    else:
        answer = write("response", exchange.response_head, _framed(exchange, _kept(exchange, content)), truncated)
    if exchange.request_head:
        write("request", exchange.request_head, b"", {"WARC-Concurrent-To": answer.id})
    return answer


def payload_digest(exchange: Exchange, content: Path | bytes | None = None) -> str:
    """The digest that the payload of an exchange has as a record: `sha256:…` in Base32."""
    body = _framed(exchange, _kept(exchange, content))
    if not isinstance(body, tuple) and exchange.body is not None and len(exchange.body.digest) == 64:
        return _digest(bytes.fromhex(exchange.body.digest))
    payload = hashlib.sha256()
    for piece in _pieces(body):
        payload.update(piece)
    return _digest(payload.digest())


def _kept(exchange: Exchange, content: Path | bytes | None) -> Path | bytes:
    if content is not None:
        return content
    kept = exchange.body
    return b"" if kept is None else Path(kept.path) if kept.path is not None else kept.data or b""


def _redactions(head: bytes) -> dict[str, str]:
    """Which fields of a head were redacted, as a field of a record."""
    lines = head.decode("latin-1").split("\r\n")
    names = dict.fromkeys(line.partition(":")[0].lower() for line in lines[1:] if "[redacted" in line)
    redacted = [*(["url"] if "[redacted" in lines[0] else []), *names]
    return {"WARC-JSON-Metadata": json.dumps({"redacted": redacted})} if redacted else {}


def _date(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _framed(exchange: Exchange, body: Path | bytes) -> Content:
    """The body as one chunk when its head says that it comes in chunks."""
    head = heads.parse(exchange.response_head)
    if head is None or "chunked" not in (heads.value(head.headers, "transfer-encoding") or "").lower():
        return body
    size = len(body) if isinstance(body, bytes) else body.stat().st_size
    return (b"%x\r\n" % size, body, b"\r\n0\r\n\r\n") if size else b"0\r\n\r\n"


def _pieces(content: Content) -> Iterator[bytes]:
    for part in content if isinstance(content, tuple) else (content,):
        if isinstance(part, bytes):
            yield part
            continue
        with part.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece


def _write(file: BinaryIO, contents: tuple[Content, ...], *, compress: bool) -> None:
    deflate = zlib.compressobj(wbits=31)
    for content in contents:
        file.writelines(deflate.compress(piece) if compress else piece for piece in _pieces(content))
    if compress:
        file.write(deflate.flush())


def _digest(digest: bytes) -> str:
    """Base32 with its padding, as ISO 28500's own examples and every reader have it."""
    return "sha256:" + base64.b32encode(digest).decode("ascii")
