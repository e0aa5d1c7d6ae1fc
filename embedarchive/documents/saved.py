"""Saved pages and messages: MHTML (RFC 2557), EML (RFC 5322) and Safari's .webarchive (a property list)."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from embedarchive.documents import charsets, mime
from embedarchive.errors import SourceError
from embedarchive.patterns import regex

_CID = regex(r"\bcid:([^\s\"'<>()]{1,500})", re.IGNORECASE)
_COUNT = regex(rb"(\d{1,10})[ \t]{0,20}\r?\n")
_FRAMES = 4_000_000  # bytes of the pages of frames together
_GLANCE = 64  # bytes that tell a list of facts
_MAX_PARTS = mime.PARTS
_READ_TWICE = 1024  # bytes of a property list, of its head and its end


@dataclass(frozen=True, slots=True)
class Part:
    """One article inside a container.

    Attributes:
        name: which part it is: the address it was saved from, or its number in the message, as IMAP counts them.
        url: the address it was saved from.
        subject: the message's subject.
        plain: whether it is text and no page.
        cut: what of the container was left out because it is too long, in words.
        frames: the pages of its frames, each with its address.
    """

    text: str
    charset: str
    name: str
    url: str | None = None
    subject: str | None = None
    plain: bool = False
    cut: tuple[str, ...] = ()
    frames: tuple[tuple[str, str], ...] = ()


def message(data: bytes) -> Part | None:
    """The page of a saved message: the root of an MHTML, the HTML of a mail, else its text; None when it has neither.

    Frames that the browser saved as parts (`cid:`) get their own addresses back, so that an embed can be recognised.
    """
    found = mime.read(data)
    root = _root(found)
    if root is None:
        return None
    text, charset = charsets.decode(root.content(), label=root.parameter("charset"))
    located = {identity: url for part in found.parts if (identity := _identity(part)) and (url := _location(part))}
    if located and "cid:" in text.lower():
        text = _CID.sub(lambda match: located.get(match.group(1), match.group()), text)
    url = _location(root) or found.whole.words("snapshot-content-location")
    if not (url or "").startswith(("http://", "https://")):
        url = found.whole.words("snapshot-content-location")
    subject, plain = found.whole.words("subject"), root.media_type == "text/plain"
    if plain and (root.parameter("format") or "").lower() == "flowed":
        text = mime.unflowed(text, joined=(root.parameter("delsp") or "").lower() == "yes")
    frames = tuple(_frames(found, root)) if located else ()
    return Part(text, charset, url or root.number, url, subject, plain, found.cut, frames)


def mail(data: bytes) -> bytes:
    """A mail without what programs put around it: a byte-order mark; Apple Mail's count of bytes and list of facts.

    Behind so many bytes nothing is left out but such a list: the count may be wrong.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    count = _COUNT.match(data)
    if count is None:
        return data
    end = count.end() + int(count.group(1))
    facts = data[end : end + _GLANCE].lstrip()
    return data[count.end() : end if facts.startswith((b"<?xml", b"<plist", b"bplist00")) else len(data)]


def _frames(found: mime.Message, root: mime.Part) -> Iterator[tuple[str, str]]:
    """The other pages of a saved page, which it showed in frames: small ones, and so many that they cost little."""
    whole = 0
    for part in found.parts:
        address = _location(part) if part is not root and part.media_type == "text/html" else None
        body = part.content() if address else b""
        whole += len(body)
        if whole > _FRAMES:
            return
        if address and body:
            yield address, charsets.decode(body, label=part.parameter("charset"))[0]


def _root(found: mime.Message) -> mime.Part | None:
    start = found.whole.parameter("start")
    pages = [part for part in found.parts if part.media_type in {"text/html", "application/xhtml+xml"}]
    texts = [part for part in found.parts if part.media_type == "text/plain"]
    if start:
        for part in pages:
            if _identity(part) == start.strip("<>"):
                return part
    return next((part for part in (*pages, *texts) if part.content().strip()), None)


def _identity(part: mime.Part) -> str | None:
    value = part.words("content-id")
    return value.strip("<>") if value else None


def _location(part: mime.Part) -> str | None:
    value = part.words("content-location")
    return value if value and not value.lower().startswith("cid:") else None


def webarchive(data: bytes) -> Part | None:
    """The page of a .webarchive, None when the property list is something else.

    Raises:
        SourceError: the property list is broken.
    """
    whole = property_list(data)
    if not isinstance(whole, dict):
        return None
    main = whole.get("WebMainResource")
    body = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(body, bytes):
        return None
    label, url, kind = (main.get(f"WebResource{name}") for name in ("TextEncodingName", "URL", "MIMEType"))
    text, charset = charsets.decode(body, label=label if isinstance(label, str) else None)
    address = url if isinstance(url, str) and url else None
    frames = tuple(_subframes(whole))
    return Part(text, charset, address or "WebMainResource", address, None, kind == "text/plain", frames=frames)


class _ReadOnce(io.BytesIO):
    """A file that is read about once: in a property list thousands of things may claim the same bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._left = 2 * len(data) + _READ_TWICE

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise ValueError("More is read than the file has")
        return piece


def property_list(data: bytes) -> object:
    """The values of a property list.

    Raises:
        SourceError: it is broken.
    """
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        return plistlib.load(_ReadOnce(data))
    except (ValueError, ExpatError, RecursionError, OverflowError, MemoryError, LookupError, TypeError, AttributeError):
        raise SourceError("The property list is broken and cannot be read.") from None


def _subframes(archive: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The pages of the frames of a .webarchive, those inside others too."""
    todo = [archive]
    rest = _FRAMES
    for _ in range(_MAX_PARTS):
        inside = todo.pop().get("WebSubframeArchives") if todo else None
        for frame in inside if isinstance(inside, list) else ():
            main = frame.get("WebMainResource") if isinstance(frame, dict) else None
            if not isinstance(main, dict):
                continue
            url, body, label = (main.get(f"WebResource{name}") for name in ("URL", "Data", "TextEncodingName"))
            if isinstance(url, str) and isinstance(body, bytes) and len(body) <= rest:
                rest -= len(body)
                todo.append(frame)
                yield url, charsets.decode(body, label=label if isinstance(label, str) else None)[0]


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
        return dict(itertools.islice(_resources(data), _MAX_PARTS))
    message = mime.read(mail(data))
    root = _root(message)
    base = (_location(root) if root else None) or message.whole.words("snapshot-content-location") or ""
    found: dict[str, Enclosure] = {}
    for part in message.parts:
        if not part.media_type.startswith("text/"):
            enclosed = Enclosure(part.content(), part.media_type)
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
    try:
        todo: list[object] = [property_list(data)]
    except SourceError:
        return
    for _ in range(_MAX_PARTS):
        archive = todo.pop() if todo else None
        if archive is None:
            return
        if not isinstance(archive, dict):
            continue
        frames, files = (archive.get(f"WebSub{name}") for name in ("frameArchives", "resources"))
        todo += frames[: _MAX_PARTS - len(todo)] if isinstance(frames, list) else []
        for item in files[:_MAX_PARTS] if isinstance(files, list) else ():
            if isinstance(item, dict):
                url, body, kind = (item.get(f"WebResource{field}") for field in ("URL", "Data", "MIMEType"))
                if isinstance(url, str) and isinstance(body, bytes):
                    yield url, Enclosure(body, kind if isinstance(kind, str) else None)
