"""A platform as the rest of the package sees it, whoever wrote its module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.platforms._oembed import Asking, OEmbed, Reading, no_time
from embedarchive.platforms._shapes import Shape

if TYPE_CHECKING:
    from embedarchive.platforms._fallback import Fallback


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What one module in `platforms/` says; what it leaves out is filled in.

    Attributes:
        hosts: registrable hosts (`x.com`) and schemes (`tg:`) it answers for; empty: asked about any host.
        marks: for a platform without hosts, strings, each beginning with a slash, one of which every
            address of its posts contains after the host.
        markup: its shapes in HTML.
        fallback: the shape its embed leaves in plain text.
        recognise: which post a URL names, if it is one of this platform's.
        addresses: every URL under which a web archive may hold the post, the likeliest first.
        posted_at: the time that the id contains.
        oembed: how it answers oEmbed questions, if it does.
        capture: the questions to ask to get a post.
        read: what one answer says.
    """

    name: str
    example: str
    hosts: tuple[str, ...]
    marks: tuple[str, ...]
    markup: tuple[Shape, ...]
    fallback: Fallback | None
    recognise: Callable[[str], Reference | None]
    addresses: Callable[[Embed], tuple[str, ...]]
    posted_at: Callable[[str], dt.datetime | None]
    oembed: OEmbed | None
    capture: Callable[[Embed], Capture]
    read: Callable[[Response], Post | Missing | None]

    @property
    def captured(self) -> str:
        """How its posts are captured: in its own way, by oEmbed, or by the page of the post alone."""
        if isinstance(self.capture, Asking):
            return "oEmbed" if self.oembed else "page"
        return "own"


def platform(module: ModuleType) -> Platform:
    """The platform that a module describes.

    Raises:
        AttributeError: it has no NAME, EXAMPLE, HOSTS or recognise.
    """
    oembed, page = getattr(module, "OEMBED", None), getattr(module, "read_page", None)
    posted_at = getattr(module, "posted_at", no_time)
    return Platform(
        name=module.NAME,
        example=module.EXAMPLE,
        hosts=tuple(module.HOSTS),
        marks=tuple(getattr(module, "MARKS", () if module.HOSTS else ("/",))),
        markup=tuple(getattr(module, "MARKUP", ())),
        fallback=getattr(module, "FALLBACK", None),
        recognise=module.recognise,
        addresses=getattr(module, "addresses", _its_own_address),
        posted_at=posted_at,
        oembed=oembed,
        capture=getattr(module, "capture", Asking(module.NAME, module.recognise, posted_at, oembed, page)),
        read=getattr(module, "read", Reading(module.NAME, module.recognise, posted_at, oembed, page)),
    )


def _its_own_address(embed: Embed) -> tuple[str, ...]:
    return (embed.url,) if embed.url else ()
