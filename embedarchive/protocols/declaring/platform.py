"""A platform as the rest of the package sees it, whoever wrote its module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import quote

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Request, Response
from embedarchive.protocols.declaring.oembed import Asking, OEmbed, Reading, no_time
from embedarchive.protocols.declaring.shapes import Shape

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.fallback import Fallback


@dataclass(frozen=True, slots=True)
class Following:
    """A platform's capture that follows share links first.

    Attributes:
        recognise: which post an address names.
        own: the capture of a post whose address is known.
        request: how a share link is asked where it leads.
    """

    recognise: Callable[[str], Reference | None]
    own: Callable[[Embed], Capture]
    request: Callable[[str], Request]

    def __call__(self, embed: Embed) -> Capture:
        """Fetch one post."""
        found = self.recognise(embed.url) if embed.url else None
        if found is None or not found.shared:
            return self.own(embed)
        from embedarchive.protocols.asking import share_links

        return share_links.capture(self.own, self.recognise, self.request(found.url), embed)


@dataclass(frozen=True, slots=True)
class ReadingPosts:
    """What reads a platform's answers: a share link's own answer is none about a post."""

    recognise: Callable[[str], Reference | None]
    own: Callable[[Response], Post | Missing | None]

    def __call__(self, response: Response) -> Post | Missing | None:
        """What one answer says."""
        found = self.recognise(urls.unwrap(response.url).url)
        return None if found is not None and found.shared else self.own(response)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What one module in `platforms/` says; what it leaves out is filled in.

    Attributes:
        well_known: the address of a public post that has been there for years: what the doctor asks for; may be empty.
        hosts: registrable hosts (`x.com`) and schemes (`tg:`) it answers for; empty: asked about any host.
        marks: for a platform without hosts, strings, each beginning with a slash, one of which every
            address of its posts contains after the host.
        markup: its shapes in HTML.
        fallback: the shape its embed leaves in plain text.
        recognise: which post a URL names, if it is one of this platform's.
        addresses: every URL under which a web archive may hold the post, the likeliest first.
        posted_at: the time that the id contains.
        embed_page: the address of its own embed page of a post, with `{id}`, `{url}` or `{quoted}` (the address,
            percent-encoded) in it.
        oembed: how it answers oEmbed questions, if it does.
        recorded_at: hosts whose recorded answers are its own word; a host without any is that of the post's address.
        capture: the questions to ask to get a post.
        read: what one answer says.
    """

    name: str
    example: str
    well_known: str
    hosts: tuple[str, ...]
    marks: tuple[str, ...]
    markup: tuple[Shape, ...]
    fallback: Fallback | None
    recognise: Callable[[str], Reference | None]
    addresses: Callable[[Embed], tuple[str, ...]]
    posted_at: Callable[[str], dt.datetime | None]
    embed_page: str
    oembed: OEmbed | None
    recorded_at: tuple[str, ...]
    capture: Following
    read: Callable[[Response], Post | Missing | None]

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

    def ask(self, embed: Embed) -> Capture:
        """Its capture, and of a recording that lacks an answer what else that holds of the post."""
        from embedarchive.protocols.asking import recorded

        return recorded.capture(self, embed)

    @property
    def captured(self) -> str:
        """How its posts are captured: in its own way, by oEmbed, or by the page of the post alone."""
        if isinstance(self.capture.own, Asking):
            return "oEmbed" if self.oembed else "page"
        return "own"


def platform(module: ModuleType) -> Platform:
    """The platform that a module describes.

    Raises:
        AttributeError: it has no NAME, EXAMPLE, HOSTS or recognise.
    """
    oembed, page = getattr(module, "OEMBED", None), getattr(module, "read_page", None)
    posted_at = getattr(module, "posted_at", no_time)
    service = (module.NAME, module.recognise, posted_at, oembed, page)
    capture, read = getattr(module, "capture", Asking(*service)), getattr(module, "read", Reading(*service))
    return Platform(
        name=module.NAME,
        example=module.EXAMPLE,
        well_known=getattr(module, "WELL_KNOWN", ""),
        hosts=tuple(module.HOSTS),
        marks=tuple(getattr(module, "MARKS", () if module.HOSTS else ("/",))),
        markup=tuple(getattr(module, "MARKUP", ())),
        fallback=getattr(module, "FALLBACK", None),
        recognise=module.recognise,
        addresses=getattr(module, "addresses", _its_own_address),
        posted_at=posted_at,
        embed_page=getattr(module, "EMBED_PAGE", ""),
        oembed=oembed,
        recorded_at=tuple(
            getattr(module, "RECORDED_AT", tuple(host for host in module.HOSTS if not host.endswith(":")))
        ),
        capture=Following(module.recognise, capture, getattr(module, "share_request", _plain_request)),
        read=ReadingPosts(module.recognise, read),
    )


def _plain_request(link: str) -> Request:
    return Request(url=link)


def _its_own_address(embed: Embed) -> tuple[str, ...]:
    return (embed.url,) if embed.url else ()
