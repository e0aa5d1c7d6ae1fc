"""HTTP heads as bytes: where they end, what they say, and what must not be kept of them."""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from embedarchive.model import Request

LONGEST = 1 << 20
"""Heads with more bytes than this are refused, in recordings; on the network, h11's own 100 KiB come first."""

END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]{1,8}(\d{3})(?=[ \t\r\n]|\Z)", re.IGNORECASE)

_BREAKS = re.compile(rb"[\r\n\x00]")

RETRY_CAP_S = 3600.0
"""No server makes us wait longer than an hour; what it asks beyond is for a later run."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer.

    Attributes:
        headers: names as written, values without the blanks around them, folded lines joined by one blank; Latin-1.
    """

    status: int
    headers: tuple[tuple[str, str], ...]


def parse(raw: bytes) -> Head | None:
    """What the head of an answer says; None when it does not begin like one."""
    found = _STATUS.match(raw)
    if found is None:
        return None
    headers: list[tuple[str, list[str]]] = []
    for line in raw.split(b"\n")[1:]:
        text = line.decode("latin-1").rstrip("\r")
        if text[:1] in (" ", "\t") and headers:
            headers[-1][1].append(text.strip())
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            headers.append((name.strip(), [value.strip()]))
    return Head(int(found.group(1)), tuple((name, " ".join(pieces).strip()) for name, pieces in headers))


def written(first: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A head as HTTP/1.1 writes it, made of the fields that HTTP/2 sends apart; no field can bring another one."""
    lines = [first.encode("ascii", "replace")]
    lines += [_BREAKS.sub(b" ", name) + b": " + _BREAKS.sub(b" ", value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def value(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The first header of that name, whatever its case."""
    return next((found for key, found in headers if key.lower() == name), None)


def retry_after(text: str | None, now: dt.datetime) -> float | None:
    """The seconds that a Retry-After header asks for, from 0 to an hour; None when it says nothing that can be read."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text.lstrip("0")[:9] or "0"), RETRY_CAP_S)
    if not text.isascii() or "," not in text[:12]:
        return None
    try:
        then = email.utils.parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, OverflowError):
        return None
    seconds = (then.replace(tzinfo=then.tzinfo or dt.UTC) - now).total_seconds()
    return max(0.0, min(seconds, RETRY_CAP_S))


# -------------------------------------------------------------------------------------------------------------- secrets

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "set-cookie2",
        "x-amz-security-token",
        "x-api-key",
        "x-auth-token",
        "x-csrf-token",
        "x-guest-token",
    }
)
SECRET_PARAMETERS = frozenset(
    {
        *("auth", "authorization", "auth_token", "access_token", "id_token", "oauth_token", "refresh_token", "token"),
        *("key", "apikey", "api_key", "secret", "client_secret", "password", "passwd", "pwd", "jwt"),
        *("session", "session_id", "sessionid", "sid"),
        *("sig", "signature", "oauth_signature", "x-amz-credential", "x-amz-security-token", "x-amz-signature"),
    }
)
"""Query parameters that carry what opens a door. Their values never reach the disk."""

PUBLIC_TOKENS = ("cdn.syndication.twimg.com",)
"""Hosts whose `token` is no secret: X's embeds compute it from the public id of the post."""

_QUERY = re.compile(r"([?&;])([^=&;#\s]{1,64})=([^&;#\s]{1,8000})")
_LINKED = frozenset({"location", "content-location", "referer", "link", "refresh"})


def accepted(request: Request) -> str:
    """The `Accept` that a request is sent with when it brings none of its own: of a page that of browsers.

    Some servers take whoever accepts anything for a program and answer with a wall.
    """
    own = next((value for name, value in request.headers if name.lower() == "accept"), None)
    page = request.kind == "page" and not request.stream
    return own or ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" if page else "*/*")


def redact_url(url: str) -> str:
    """The address with secret query values replaced by a digest: `token=[redacted-1a2b3c4d]`.

    The digest (32 bits of SHA-256) keeps addresses that differ different; it does not lead back to the secret.
    """
    if "=" not in url or any(url.startswith(f"https://{host}/") for host in PUBLIC_TOKENS):
        return url
    return _QUERY.sub(_redacted, url)


def _redacted(match: re.Match[str]) -> str:
    mark, name, secret = match.groups()
    if unquote(name).lower() not in SECRET_PARAMETERS or secret.startswith("[redacted-"):
        return match.group()
    digest = hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{mark}{name}=[redacted-{digest[:8]}]"


def redact_head(raw: bytes, host: str = "") -> bytes:
    """A request's or an answer's head without its secrets; every other byte as it was.

    Args:
        raw: the head.
        host: whom the request went to; a request line does not name it.
    """
    lines = raw.split(b"\n")
    if host not in PUBLIC_TOKENS:
        lines[0] = _redact_line(lines[0])
    hidden = False
    for index, line in enumerate(lines[1:], start=1):
        name, colon, _ = line.partition(b":")
        if line[:1] in (b" ", b"\t"):  # the folded rest of the header before
            lines[index] = b" [redacted]" + _end(line) if hidden else _redact_line(line)
            continue
        known = name.strip().lower().decode("latin-1")
        hidden = bool(colon) and known in SECRET_HEADERS
        if hidden:
            lines[index] = name + b": [redacted]" + _end(line)
        elif known in _LINKED:
            lines[index] = _redact_line(line)
    return b"\n".join(lines)


def _redact_line(line: bytes) -> bytes:
    return redact_url(line.decode("latin-1")).encode("latin-1")


def _end(line: bytes) -> bytes:
    return b"\r" if line.endswith(b"\r") else b""


def visible(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Headers without the values of those that carry secrets. `Location` stays whole: it is where the next hop goes."""
    return tuple((name, "[redacted]" if name.lower() in SECRET_HEADERS else held) for name, held in headers)
