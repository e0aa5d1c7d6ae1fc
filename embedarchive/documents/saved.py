"""Saved pages and messages: MHTML (RFC 2557), EML (RFC 5322) and Safari's .webarchive (a property list)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedarchive.documents import charsets
from embedarchive.errors import SourceError
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from email.message import Message

_CID = regex(r"\bcid:([^\s\"'<>()]{1,500})", re.IGNORECASE)
_MAX_PARTS = 2000
_MAX_NESTING = 200  # the standard library looks at every line once for each part that is open


@dataclass(frozen=True, slots=True)
class Part:
    """One article inside a container.

    Attributes:
        name: which part it is: the address it was saved from, or its number in the message, as IMAP counts them.
        url: the address it was saved from.
        subject: the message's subject.
        plain: whether it is text and no page.
    """

    text: str
    charset: str
    name: str
    url: str | None = None
    subject: str | None = None
    plain: bool = False


def message(data: bytes) -> Part | None:
    """The page of a saved message: the root of an MHTML, the HTML of a mail, else its text; null when it has neither.

    Frames that the browser saved as parts (`cid:`) get their own addresses back, so that an embed can be recognised.
    """
    import email
    from email import policy

    if data.lower().count(b"multipart/") > _MAX_NESTING:
        raise SourceError("The message is nested too deeply to be read.")
    start = data.index(b"\n") + 1 if data.startswith(b"From ") and b"\n" in data[:1000] else 0
    try:
        whole = email.message_from_bytes(data[start:], policy=policy.default)
        leaves = list(itertools.islice(_walk(whole), _MAX_PARTS))
    except RecursionError:
        raise SourceError("The message is nested too deeply to be read.") from None
    root = _root(whole, leaves)
    if root is None:
        return None
    number, part = root
    text, charset = charsets.decode(_payload(part), label=_field_parameter(part, "charset"))
    located = {identity: url for _, other in leaves if (identity := _identity(other)) and (url := _location(other))}
    if located and "cid:" in text[:20_000_000].lower():
        text = _CID.sub(lambda match: located.get(match.group(1), match.group()), text)
    url = _location(part) or _header(whole, "Snapshot-Content-Location")
    if not (url or "").startswith(("http://", "https://")):
        url = _header(whole, "Snapshot-Content-Location")
    plain = _type(part) == "text/plain"
    return Part(text, charset, url or number, url, _header(whole, "Subject"), plain)


def _walk(part: Message) -> Iterator[tuple[str, Message]]:
    """The parts that hold something, with their numbers, in order. Attached messages are parts of their own."""
    from email.message import Message

    todo: list[tuple[str, Message]] = [("1", part)]
    while todo:
        name, current = todo.pop()
        inner = current.get_payload()
        if isinstance(inner, list):
            prefix = "" if current is part else f"{name}."
            todo += [
                (f"{prefix}{index}", child)
                for index, child in reversed(list(enumerate(inner, 1)))
                if isinstance(child, Message)
            ]
        else:
            yield name, current


def _root(whole: Message, leaves: list[tuple[str, Message]]) -> tuple[str, Message] | None:
    start = _field_parameter(whole, "start")
    pages = [leaf for leaf in leaves if _type(leaf[1]) in {"text/html", "application/xhtml+xml"}]
    texts = [leaf for leaf in leaves if _type(leaf[1]) == "text/plain"]
    if start:
        for leaf in pages:
            if _identity(leaf[1]) == start.strip("<>"):
                return leaf
    return next((leaf for leaf in (*pages, *texts) if _payload(leaf[1]).strip()), None)


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # what the standard library raises for broken transfer encodings
        return b""
    return payload if isinstance(payload, bytes) else b""


def _type(part: Message) -> str:
    return part.get_content_type()


def _header(part: Message, name: str) -> str | None:
    """A header as text. The standard library parses a header when it is asked for, and raises on some hostile ones."""
    try:
        value = part.get(name)
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _field_parameter(part: Message, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return value if isinstance(value, str) else None


def _identity(part: Message) -> str | None:
    value = _header(part, "Content-ID")
    return value.strip("<>") if value else None


def _location(part: Message) -> str | None:
    value = _header(part, "Content-Location")
    return value if value and not value.lower().startswith("cid:") else None


def webarchive(data: bytes) -> Part | None:
    """The page of a .webarchive, null when the property list is something else.

    Raises:
        SourceError: the property list is broken.
    """
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        whole = plistlib.loads(data)
    except (ValueError, ExpatError, RecursionError, OverflowError, MemoryError, LookupError, TypeError, AttributeError):
        raise SourceError("The property list is broken and cannot be read.") from None
    main = whole.get("WebMainResource") if isinstance(whole, dict) else None
    body = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(body, bytes):
        return None
    label, url, kind = (main.get(f"WebResource{name}") for name in ("TextEncodingName", "URL", "MIMEType"))
    text, charset = charsets.decode(body, label=label if isinstance(label, str) else None)
    address = url if isinstance(url, str) and url else None
    return Part(text, charset, address or "WebMainResource", address, None, kind == "text/plain")


# ------------------------------------------------------------------------------------------------- what came along


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a saved page or a message brought along.

    Attributes:
        declared: the media type that the container gives it.
    """

    data: bytes
    declared: str | None = None


def enclosures(data: bytes) -> dict[str, Enclosure]:
    """The files inside a saved page or message, by the address under which its page may show them.

    Of MHTML and mail by `Content-Location` (RFC 2557) and as `cid:` (RFC 2392), of a .webarchive by their own address.
    Empty when the bytes are no container or a broken one.
    """
    if data.startswith(b"bplist00") or data.lstrip()[:5] == b"<?xml":
        return dict(_resources(data))
    if data.lower().count(b"multipart/") > _MAX_NESTING:
        return {}
    import email
    from email import policy

    start = data.index(b"\n") + 1 if data.startswith(b"From ") and b"\n" in data[:1000] else 0
    try:
        whole = email.message_from_bytes(data[start:], policy=policy.default)
        leaves = list(itertools.islice(_walk(whole), _MAX_PARTS))
    except RecursionError:
        return {}
    root = _root(whole, leaves)
    base = (_location(root[1]) if root else None) or _header(whole, "Snapshot-Content-Location") or ""
    found: dict[str, Enclosure] = {}
    for _, part in leaves:
        if not _type(part).startswith("text/"):
            enclosed = Enclosure(_payload(part), _type(part))
            names = [_resolved(base, location)] if (location := _location(part)) else []
            names += [f"cid:{identity}"] if (identity := _identity(part)) else []
            for name in names:
                found.setdefault(name, enclosed)
    return found


def _resolved(base: str, location: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _resources(data: bytes) -> Iterator[tuple[str, Enclosure]]:
    """The subresources of a .webarchive and of the frames inside it."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        todo: list[object] = [plistlib.loads(data)]
    except (ValueError, ExpatError, RecursionError, OverflowError, MemoryError, LookupError, TypeError, AttributeError):
        return
    for _ in range(_MAX_PARTS):
        archive = todo.pop() if todo else None
        if archive is None:
            return
        if not isinstance(archive, dict):
            continue
        for name, into in (("WebSubresources", None), ("WebSubframeArchives", todo)):
            listed = archive.get(name)
            for item in listed[:_MAX_PARTS] if isinstance(listed, list) else ():
                if into is not None:
                    into.append(item)
                elif isinstance(item, dict):
                    url, body, kind = (item.get(f"WebResource{field}") for field in ("URL", "Data", "MIMEType"))
                    if isinstance(url, str) and isinstance(body, bytes):
                        yield url, Enclosure(body, kind if isinstance(kind, str) else None)
