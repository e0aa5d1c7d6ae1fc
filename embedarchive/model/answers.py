"""What is asked of a platform, how it answers, and what it says of a post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from embedarchive.model.articles import Coordinates, MediaRef
from embedarchive.model.states import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing that a capture wants fetched.

    Attributes:
        kind: page, api, media or part (of a page in a browser); it decides the limits and the rate.
        headers: sent instead of our own of that name; one without a value is not sent at all.
        method: GET; `RENDER` for a page as a browser draws it; HEAD and POST only for what asks like a program, never
            for what a page in a browser asks.
        body: what is sent with a POST.
        follow: whether redirects are followed; if not, a 3xx answer is a `Response`.
        stream: whether the body may be large and belongs into a file instead of memory.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "page"
    follow: bool = True
    stream: bool = False
    method: str = "GET"
    body: bytes = b""


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
        status: the HTTP status, None when no answer was complete enough to have one.
        reason: why there is no usable answer, None when there is one.
        request_head: the bytes sent, secrets redacted.
        response_head: the bytes received up to the blank line, secrets redacted.
        body: after transfer-decoding and before content-decoding.
        at: when the request was sent; under `--from`, when the recording was made.
        address: the IP address it was connected to.
        source: network, recording, log or case.
        flags: what was odd: truncated=length, excess-bytes, length-unverified, found=host …
        retry_after: seconds the server asks to wait.
        recorded_url: the address under which a recording holds the answer, where that is written in another way.
        row: its place in the archive's log, once it is kept there.
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
    recorded_url: str | None = None
    row: int | None = None


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

    @property
    def sentence(self) -> str:
        """Why, for people: the detail, else the reason in words."""
        return f"{(self.detail or self.reason.words.capitalize()).rstrip('.')}."


class Source(Protocol):
    """Where answers come from: the network, a recording, the archive's log, a test case's folder."""

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop. Never raises for what a server or network does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a platform, or a web archive, says a post is. Holes are allowed.

    Attributes:
        posted_at: when it was posted, UTC.
        edited_at: when it was last edited, UTC.
        text: the post's own words, entities decoded, without the trailing media short link.
        place: the name of a place that the platform attached.
        coordinates: a geotag that the platform attached, and the places that the archive reads in its words.
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


RENDER = "RENDER"
"""The method that asks for a page as a browser draws it: its document after its scripts ran."""
INSIDE = "https://export.invalid/"
"""What an export calls a file of which it does not say where on the web it is (RFC 2606)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A post out of the export of an account's own data.

    Attributes:
        record: what the export holds of it, as it stands there.
        files: for media that may lie in the export, their address, and what their file may be called, named as from the
            folder of the file with the posts. An address below `INSIDE` is none on the web.
    """

    post: Post
    record: bytes
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()


Answer: TypeAlias = Response | Refusal
Asked: TypeAlias = Request | tuple[Request, ...]
T = TypeVar("T")
Dialogue: TypeAlias = Generator[Asked, Any, T]
"""A dialogue yields a `Request` and is sent its `Answer`, or yields a tuple of requests and is sent a tuple of answers
in the same order. It performs no I/O, is never sent an exception and returns what it learnt."""
Capture: TypeAlias = Dialogue[Post | Missing]
"""The dialogue about one post: the post, or why there is none."""
