"""The values that travel between the rooms: frozen, made once, never changed.

They are listed in the order they are born: an article becomes a `Document`, the finder makes a `Scan` of it,
a capture asks for `Request`s and ends in a `Post` or a `Missing`. Times are aware and in UTC. Offsets are half-open
and count code points of the decoded source, before any normalisation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

SCHEMA = 1
"""The version of every JSON shape that this package writes."""


class Status(enum.StrEnum):
    """What became of a post or an image. Each is in exactly one of these states."""

    ARCHIVED = "archived"  # captured from the platform
    RECOVERED = "recovered"  # captured from a web archive; the reason says why the live one was not there
    UNAVAILABLE = "unavailable"  # the platform itself says that it is gone
    PENDING = "pending"  # nothing was learnt, trying again may help
    FAILED = "failed"  # trying the same again will not help


class Reason(enum.StrEnum):
    """Why something is not `archived`. One closed list; the archive's schema checks it."""

    # The platform says so.
    DELETED = "deleted"
    PRIVATE = "private"
    WITHHELD = "withheld"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    # Nothing was learnt.
    NOT_TRIED = "not-tried"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    DEADLINE = "deadline"
    RESET = "reset"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    LOGIN_WALL = "login-wall"
    INTERRUPTED = "interrupted"
    DISK = "disk"
    # Trying the same again will not help.
    BLOCKED_ADDRESS = "blocked-address"
    SIZE = "size"
    PROTOCOL = "protocol"
    DECODE = "decode"
    REDIRECTS = "redirects"
    NOT_IN_RECORDING = "not-in-recording"
    UNSUPPORTED = "unsupported"
    UNIDENTIFIED = "unidentified"

    @property
    def status(self) -> Status:
        """The state that a first failure for this reason leads to."""
        if self in GONE:
            return Status.UNAVAILABLE
        return Status.PENDING if self in RETRIED else Status.FAILED


GONE = frozenset({Reason.DELETED, Reason.PRIVATE, Reason.WITHHELD, Reason.SUSPENDED, Reason.EXPIRED})
RETRIED = frozenset(
    {
        Reason.NOT_TRIED,
        Reason.DNS,
        Reason.CONNECT,
        Reason.TLS,
        Reason.DEADLINE,
        Reason.RESET,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.LOGIN_WALL,
        Reason.INTERRUPTED,
        Reason.DISK,
    }
)

# --------------------------------------------------------------------------------------------------- what an article
# says


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as given, decoded and nothing else.

    Attributes:
        text: the decoded source, without a byte-order mark; all offsets point into it.
        media_type: `text/html`, `text/markdown` or `text/plain`: what the content is, whatever its name says.
        charset: the encoding that the bytes were decoded with, a WHATWG name.
        base_url: the address that relative links are resolved against.
        source: where it came from, in the user's words: a path, `-`, a URL.
        part: for a container (MHTML, EML, JSON), which part of it `text` is.
        tree: the parsed tree of an HTML document, private to `documents` and `finder`.
    """

    text: str
    media_type: str = "text/plain"
    charset: str = "utf-8"
    base_url: str | None = None
    title: str | None = None
    language: str | None = None
    source: str = ""
    part: str | None = None
    tree: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """A place on Earth (WGS 84), as somebody wrote it.

    Attributes:
        form: how it was written: decimal, decimal-comma, dms, ddm, mgrs, utm, plus-code, geo-uri, map-link, exif,
            geotag.
        precision_m: the size in metres of the last digit given.
        text: the characters it was read from.
    """

    latitude: float
    longitude: float
    form: str
    precision_m: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRef:
    """A picture, video or sound that belongs to a post, and where it may be fetched.

    Attributes:
        candidates: addresses of the same thing, the best first.
        role: photo, video, gif, poster, audio, avatar, card, document.
        index: its position in the post, from 0.
        duration_s: for video and sound, in seconds.
    """

    candidates: tuple[str, ...]
    role: str = "photo"
    alt: str = ""
    index: int = 0
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A post that a URL names: what `recognise` returns.

    Attributes:
        url: the canonical address.
        handle: the author's handle if the address shows it, without the @.
    """

    platform: str
    id: str
    url: str
    handle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One occurrence of a post in an article, and what the article says of it.

    Attributes:
        form: how it stands there: blockquote, iframe, amp, plain-text …
        id: the platform's own id, null when the article does not give it.
        date: the day the article states, in no known time zone.
        posted_at: the UTC time that the id or the markup gives.
        text: the post's own words; lines kept, no attribution, no trailing media short link.
        links: the links of the post's text, media short links included, as https.
        quotes: the URL of the post it quotes, if the markup shows it.
        replies_to: the URL of the post it answers, if the markup shows it.
        confidence: 0 to 1, how sure the finder is of boundaries and attribution.
        doubts: what is unsure: start, end, author, date.
        parts: the pieces of the source it stands in; `start` and `end` are their hull.
    """

    platform: str
    form: str
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    date: dt.date | None = None
    posted_at: dt.datetime | None = None
    text: str | None = None
    language: str | None = None
    links: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    coordinates: tuple[Coordinates, ...] = ()
    quotes: str | None = None
    replies_to: str | None = None
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One occurrence of an image in an article.

    Attributes:
        url: the address the article shows.
        candidates: the same image, larger, the best first; the served `url` is always among them.
    """

    url: str
    candidates: tuple[str, ...] = ()
    alt: str = ""
    caption: str = ""
    credit: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A post that the article's prose merely links to."""

    platform: str
    id: str
    url: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Text that the finder took for something that is not the article's own, and why."""

    text: str
    reason: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the finder found in one document, in reading order."""

    document: Document
    embeds: tuple[Embed, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    ignored: tuple[Ignored, ...] = ()


# ------------------------------------------------------------------------------------------------------ asking and
# answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing that a capture wants fetched.

    Attributes:
        kind: page, api or media; it decides the limits and the rate.
        follow: whether redirects are followed; if not, a 3xx answer is a `Response`.
        stream: whether the body may be large and belongs into a file instead of memory.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "page"
    follow: bool = True
    stream: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of an answer, in memory or, when they were streamed, in a file.

    Attributes:
        digest: SHA-256 of the bytes, 64 lower-case hexadecimal digits.
        size: how many bytes.
        data: the bytes, when in memory.
        path: the file that holds them, when streamed; whoever receives it owns it.
    """

    digest: str
    size: int
    data: bytes | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, exactly as they crossed the wire: one hop, never a chain.

    Attributes:
        status: the HTTP status, null when no answer was complete enough to have one.
        reason: why there is no usable answer, null when there is one.
        request_head: the bytes sent, secrets redacted.
        response_head: the bytes received up to the blank line, secrets redacted.
        body: after transfer-decoding and before content-decoding.
        at: when the request was sent; under `--from`, when the recording was made.
        address: the IP address it was connected to.
        source: network, recording, log or case.
        flags: what was odd: truncated=length, excess-bytes, length-unverified …
        retry_after: seconds the server asks to wait.
    """

    url: str
    method: str = "GET"
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reason: Reason | None = None
    detail: str = ""
    request_head: bytes = b""
    response_head: bytes = b""
    body: Body | None = None
    at: dt.datetime
    elapsed_ms: int = 0
    address: str | None = None
    source: str = "network"
    flags: tuple[str, ...] = ()
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, decoded and within its limits, whatever its status.

    Attributes:
        url: where the answer came from, after redirects.
        headers: names in lower case.
        body: decoded bytes; empty when the body was streamed into `file`.
        file: the decoded body when it was streamed.
        at: when it was fetched, or recorded.
        exchanges: every hop that led here, the last one being this answer.
    """

    request: Request
    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    file: Body | None = None
    at: dt.datetime
    exchanges: tuple[Exchange, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer.

    Attributes:
        detail: one sentence for people.
        retry_after: seconds to wait, if the server said so.
    """

    request: Request
    reason: Reason
    detail: str = ""
    retry_after: float | None = None
    at: dt.datetime
    exchanges: tuple[Exchange, ...] = ()


class Source(Protocol):
    """Where answers come from: the network, a recording, the archive's log, a test case's folder."""

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop. Never raises for what a server or network does."""
        ...


# -------------------------------------------------------------------------------------------------------- what a
# source says


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a platform, or a web archive, says a post is. Holes are allowed.

    Attributes:
        posted_at: when it was posted, UTC.
        edited_at: when it was last edited, UTC.
        text: the post's own words, entities decoded, without the trailing media short link.
        place: the name of a place that the platform attached.
        coordinates: a geotag that the platform attached.
        quotes: the URL of the post it quotes.
        replies_to: the URL of the post it answers.
        related: quoted and parent posts as far as the answer shows them.
        counts: likes, replies, reposts, quotes, views.
        poll: options with their votes.
        card: the link preview: url, title, description.
        truncated: the platform gave only the beginning of the text.
        sensitive: the platform marks it as such.
        sources: for every field that is set, which answer it came from: syndication, oembed, wayback …
        observed_at: when the source said so: now, or the Memento-Datetime of a web archive.
    """

    platform: str
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    author_url: str | None = None
    posted_at: dt.datetime | None = None
    edited_at: dt.datetime | None = None
    text: str | None = None
    language: str | None = None
    place: str | None = None
    coordinates: tuple[Coordinates, ...] = ()
    media: tuple[MediaRef, ...] = ()
    links: tuple[str, ...] = ()
    quotes: str | None = None
    replies_to: str | None = None
    related: tuple[Post, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    poll: tuple[tuple[str, int | None], ...] = ()
    card: tuple[tuple[str, str], ...] = ()
    truncated: bool = False
    sensitive: bool = False
    sources: tuple[tuple[str, str], ...] = ()
    observed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """There is no post to show, and why.

    Attributes:
        id: the platform's id, if it was won on the way: enough to look into web archives.
        url: the canonical address, likewise.
        posted_at: the time in that id, if there is one: it survives the post.
        detail: one sentence for people, the platform's own words where it gave some.
        retry_after: seconds to wait, if the server said so.
        sources: as of a `Post`.
    """

    reason: Reason
    detail: str = ""
    id: str | None = None
    url: str | None = None
    posted_at: dt.datetime | None = None
    retry_after: float | None = None
    sources: tuple[tuple[str, str], ...] = ()


Answer: TypeAlias = Response | Refusal
Asked: TypeAlias = Request | tuple[Request, ...]
Capture: TypeAlias = Generator[Asked, Any, Post | Missing]
"""A capture yields a `Request` and is sent its `Answer`, or yields a tuple of requests and is sent a tuple of answers
in
the same order. It performs no I/O, is never sent an exception and returns what it learnt."""


def plain(value: object) -> Any:  # noqa: ANN401 -- what JSON can hold has no closed type
    """The value as JSON can hold it: dataclasses as objects, times as ISO 8601 with Z, days as YYYY-MM-DD."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value) if item.compare}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
