"""A platform as the rest of the package sees it, whoever wrote its module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from embedarchive.model import Capture, Embed, Missing, Post, Reference, Request, Response
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.export import Export, Reading
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source
from embedarchive.urls import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRate:
    """How often the pages and answers of some hosts are asked for.

    Attributes:
        hosts: each of them and every host below it, counted as one.
        every_s: seconds from one request's start to the next one's; one at a time.
    """

    hosts: tuple[str, ...]
    every_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What one module in `platforms/` says; what it leaves out is filled in.

    Attributes:
        name: one word in lower case, which archives know it by.
        example: the address of a post.
        well_known: the address of a public post that has been there for years: what the doctor asks for; may be empty.
        label: its name as people write it.
        aliases: other names by which people, attributes and shortcodes call it, in lower case: `x`, `tweet`.
        hosts: registrable hosts (`x.com`) and schemes (`tg:`) it answers for; empty: asked about any host.
        marks: for a platform without hosts, strings, each beginning with a slash, one of which every
            address of its posts contains after the host.
        markup: its shapes in HTML.
        authored: the address of a post of which `{handle}` or `{host}` is known, too, and its `{id}`.
        image_hosts: hosts of its images of posts, which are none of the article's.
        stills: parts of the addresses of its videos' stills, with `{id}` and what stands around it.
        rates: how often its hosts are asked at most, where that is less than any host is.
        client_clock: whether the author's own device chooses the time of a post: a hint, never a finding.
        fallback: the shape its embed leaves in plain text.
        copied: what a reader gets who copies a post out of its page or app.
        recognise: which post a URL names, if it is one of this platform's.
        addresses: every URL under which a web archive may hold the post, the likeliest first.
        posted_at: the time that the id contains.
        embed_page: the address of its own embed page of a post, with `{id}`, `{url}` or `{quoted}` (the address,
            percent-encoded) in it.
        oembed: how it answers oEmbed questions, if it does.
        sources: where it is asked about a post, in that order.
        recorded_at: hosts whose recorded answers are its own word; a host without any is that of the post's address.
        capture: the questions to ask to get a post.
        read: what one answer says.
        share_request: how a share link is asked where it leads.
        same_question: what an address asks for, however it is asked (`questions`); None where that is never said.
        export: how the file looks in which it hands an account's posts to their owner, if it does.
        exported: the posts in such a file.
        unsaved: why the Wayback Machine, asked to save its posts, keeps none; empty where it does.
        captured: how its posts are captured: in its "own" way, by "oEmbed", or by the "page" of the post alone.
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    example: str
    well_known: str
    hosts: tuple[str, ...]
    marks: tuple[str, ...]
    markup: tuple[Shape, ...]
    authored: str
    image_hosts: tuple[str, ...]
    stills: tuple[str, ...]
    rates: tuple[HostRate, ...]
    client_clock: bool
    fallback: Fallback | None
    copied: Copied | None
    recognise: Callable[[str], Reference | None]
    addresses: Callable[[Embed], tuple[str, ...]]
    posted_at: Callable[[str], dt.datetime | None]
    embed_page: str
    oembed: OEmbed | None
    sources: tuple[Source, ...]
    recorded_at: tuple[str, ...]
    capture: Callable[[Embed], Capture]
    read: Callable[[Response], Post | Missing | None]
    share_request: Callable[[str], Request]
    same_question: Callable[[Address], str | None] | None
    captured: str
    unsaved: str
    export: Export | None
    exported: Reading

    def page_of(self, post_id: str | None, url: str | None) -> str | None:
        """Where the platform shows a post as it does in articles, or else by itself; nothing when that is not known."""
        template = self.embed_page
        if ("{id}" in template and not post_id) or not url:
            return url
        if not template:
            return url
        address, mark, query = template.format(id=post_id, url=url.rstrip("/"), quoted=quote(url, safe="")).partition(
            "?"
        )
        return f"{address}{mark}{query.replace('?', '&')}"
