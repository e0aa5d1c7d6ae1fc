"""A platform as the rest of the package sees it, whoever wrote its module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from embedarchive.model import Capture, Embed, Missing, Post, Reason, Reference, Response
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
    capture: Callable[[Embed], Capture]
    read: Callable[[Response], Post | Missing | None]


def platform(module: ModuleType) -> Platform:
    """The platform that a module describes.

    Raises:
        AttributeError: it has no NAME, EXAMPLE, HOSTS or recognise.
    """
    return Platform(
        name=module.NAME,
        example=module.EXAMPLE,
        hosts=tuple(module.HOSTS),
        marks=tuple(getattr(module, "MARKS", () if module.HOSTS else ("/",))),
        markup=tuple(getattr(module, "MARKUP", ())),
        fallback=getattr(module, "FALLBACK", None),
        recognise=module.recognise,
        addresses=getattr(module, "addresses", _its_own_address),
        posted_at=getattr(module, "posted_at", _no_time),
        capture=getattr(module, "capture", _unsupported),
        read=getattr(module, "read", _unreadable),
    )


def _its_own_address(embed: Embed) -> tuple[str, ...]:
    return (embed.url,) if embed.url else ()


def _no_time(_identifier: str) -> dt.datetime | None:
    return None


def _unsupported(embed: Embed) -> Capture:
    return Missing(
        reason=Reason.UNSUPPORTED,
        detail=f"Posts of {embed.platform} cannot be fetched yet.",
        id=embed.id,
        url=embed.url,
    )
    yield ()  # type: ignore[unreachable]  # a generator, like every capture


def _unreadable(_response: Response) -> None:
    return None
