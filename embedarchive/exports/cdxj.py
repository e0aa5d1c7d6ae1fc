"""CDXJ: the sorted index of WARC files, in blocks that are compressed each, and the list of the blocks.

Format: https://specs.webrecorder.net/cdxj/0.1.0/ and, of its list of blocks, https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

from embedarchive.patterns import regex

BLOCK = 1024
"""Lines of a block: what a reader unpacks to find one."""
_WWW = regex(r"^www\d{0,3}\.")
_PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer in a WARC file.

    Attributes:
        media_type: as the answer says it, or `warc/revisit`.
        offset: where its record begins in the file; `length`: the record's bytes there.
    """

    url: str
    at: dt.datetime
    media_type: str
    status: int
    digest: str | None
    filename: str
    offset: int
    length: int
    method: str = "GET"


def sort_key(url: str, method: str = "GET") -> str:
    """What an address is sorted and looked for by: the host backwards, then path and query, in lower case (SURT)."""
    if not url.lower().startswith(("http:", "https:")):
        return url
    parts = urlsplit(url.lower())
    host = _WWW.sub("", parts.hostname or "")
    port = parts.netloc.rpartition("@")[2].rpartition(":")[2]
    if not port.isdigit() or (parts.scheme, port) in {("http", "80"), ("https", "443")}:
        port = ""
    asked = parse_qsl(parts.query, keep_blank_values=True) + (
        [("__wb_method", method.lower())] if method != "GET" else []
    )
    query = f"?{urlencode(sorted(asked, key=lambda pair: pair[0]))}" if asked else ""
    return f"{','.join(reversed(host.split('.')))}{f':{port}' if port else ''}){parts.path or '/'}{query}"


def folded_key(url: str, method: str = "GET") -> str:
    """The same as pywb and OpenWayback look for it: without escapes, empty parts of the path and a slash at its end."""
    key = sort_key(url, method)
    parts = urlsplit(url)
    if not parts.hostname:
        return key
    kept: list[str] = []
    for part in _unescaped(parts.path).split(b"/"):
        if part == b"..":
            del kept[-1:]
        elif part not in (b"", b"."):
            kept.append(quote(part, safe=_PLAIN).lower())
    asked = quote(_unescaped(parts.query), safe=_PLAIN).lower()
    asked = "&".join("=".join(pair) for pair in sorted(part.split("=", 1) for part in asked.split("&")))
    if method != "GET":
        asked += f"{'&' if asked else ''}__wb_method={method.lower()}"
    return f"{key.partition(')')[0]})/{'/'.join(kept)}{'?' if asked else ''}{asked}"


def _unescaped(text: str) -> bytes:
    found, before = unquote_to_bytes(text), b""
    while found != before:
        before, found = found, unquote_to_bytes(found)
    return found


def lines(entries: Iterable[Entry]) -> list[bytes]:
    """The lines of an index, sorted: each answer below every key by which somebody looks for it."""
    return sorted(_line(entry, key) for entry in entries for key in _keys(entry))


def _keys(entry: Entry) -> set[str]:
    """No blank may stand in a key: a line is taken apart at the first two."""
    return {each(entry.url, entry.method).replace(" ", "%20") for each in (sort_key, folded_key)}


def _line(entry: Entry, key: str) -> bytes:
    told = {
        "url": entry.url,
        "mime": entry.media_type or "unk",
        "status": str(entry.status),
        "digest": entry.digest,
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": entry.filename,
        "method": None if entry.method == "GET" else entry.method,
    }
    known = {name: value for name, value in told.items() if value is not None}
    at = entry.at.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S")
    return f"{key} {at} {json.dumps(known, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def compressed(found: Sequence[bytes], filename: str) -> tuple[bytes, bytes]:
    """An index in compressed blocks, and the list of these that goes with it."""
    told = json.dumps({"format": "cdxj-gzip-1.0", "filename": filename})
    index, listed = bytearray(), [f"!meta 0 {told}\n".encode()]
    for begun in range(0, len(found), BLOCK):
        block = found[begun : begun + BLOCK]
        packed = gzip.compress(b"".join(block), mtime=0)
        key, at, _ = block[0].split(b" ", 2)
        digest = f"sha256:{hashlib.sha256(packed).hexdigest()}"
        place = {"offset": len(index), "length": len(packed), "digest": digest, "filename": filename}
        listed.append(b"%s %s %s\n" % (key, at, json.dumps(place).encode()))
        index += packed
    return bytes(index), b"".join(listed)
