"""What the readers of Facebook's answers share: a post out of its parts, whose a profile is, and where a link leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute

if TYPE_CHECKING:
    from bs4 import Tag

_SITE = "https://www.facebook.com/"


def story(
    known: Reference,
    name: Tag | None,
    *,
    text: str,
    links: Sequence[str],
    media: Sequence[MediaRef],
    posted_at: dt.datetime | None,
    day_only: bool,
) -> Post:
    """A post as its own page shows it.

    Args:
        known: which post it is.
        name: the link with the author's name, if there is one.
        text: its words.
        links: where it leads.
        media: what it shows.
        posted_at: when it was written.
        day_only: whether the page says no more of that than the day.
    """
    handle = handle_of(urls.resolve(attribute(name, "href") or "", _SITE))
    return credited(
        Post(
            platform="facebook",
            id=known.id,
            url=known.url,
            author=values.text(" ".join(name.get_text().split())) if name is not None else None,
            handle=handle or known.handle,
            author_url=f"{_SITE}{handle}" if handle else None,
            posted_at=posted_at,
            text=values.text(text),
            links=tuple(links),
            media=tuple(media),
        ),
        "page",
        **({} if handle else {"handle": "id"}),
        **({"posted_at": "day"} if day_only else {}),
    )


def handle_of(url: str | None) -> str | None:
    """The account that the address of a profile names; None where it has a number, or is none."""
    profile = urls.parse(url or "")
    parts = profile.segments if profile else ()
    return parts[0] if len(parts) == 1 and not parts[0].endswith(".php") and not parts[0].isdigit() else None


def outside(href: str | None) -> str | None:
    """The other site that a link leads to, over `l.facebook.com`; None where it stays on Facebook."""
    target = urls.unwrap(href or "").url.partition("?fbclid=")[0].partition("&fbclid=")[0]
    at = urls.parse(target)
    return values.link(target) if at and not at.on("facebook.com") else None
