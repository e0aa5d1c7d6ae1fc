"""A post on a page that the app drew: a thread, a profile or a feed, whose elements are named by `data-testid`.

What the page tells other sites is that of the page which was opened first, and says nothing of where a reader went
from there. A post's own page leads to who liked it, and a post in a list to the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.bluesky import address as bluesky
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

    from embedarchive.protocols.reading.page import Page

_BOXES = '[data-testid^="postThreadItem-by-"], [data-testid^="feedItem-by-"]'
_HANDLE = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_MARKS = "\u202a\u202c\u200e\u200f\u2066\u2069 \n\t@"


def read(page: Page, known: Reference) -> Post | None:
    """The post of a page; None where no block on it leads to that post."""
    box = next((tag for tag in page.tree.select(_BOXES, limit=200) if _leads(tag, page.address, known)), None)
    body = first(box, '[data-testid="postText"]') if box is not None else None
    if box is None:
        return None
    handle = (attribute(box, "data-testid") or "").partition("-by-")[2]
    handle = handle if _HANDLE.fullmatch(handle) else known.handle or ""
    gallery = tuple(_media(box))
    if body is None and not gallery:
        return None
    links = (values.link(attribute(tag, "href")) for tag in (body.select("a[href]", limit=100) if body else ()))
    return credited(
        Post(
            platform="bluesky",
            id=known.id,
            url=f"https://bsky.app/profile/{quote(handle, safe='.:-')}/post/{known.id}" if handle else known.url,
            author=_author(box, handle),
            handle=handle or None,
            posted_at=bluesky.posted_at(known.id),
            text=values.text(words(body).strip()) if body is not None else None,
            links=tuple(dict.fromkeys(link for link in links if link)),
            media=gallery,
        ),
        "page",
        posted_at="id",
    )


def _leads(box: Tag, address: str, known: Reference) -> bool:
    """Whether the first link of a block that leads to any post leads to this one."""
    links = (urls.resolve(attribute(tag, "href") or "", address) for tag in box.select("a[href]", limit=40))
    named = (post for link in links if link and (post := bluesky.recognise(_post_of(link))))
    return next((post.id == known.id for post in named), False)


def _post_of(link: str) -> str:
    """The address of a post, of one that shows who liked, quoted or repeated it."""
    return link.removesuffix("/liked-by").removesuffix("/reposted-by").removesuffix("/quotes")


def _author(box: Tag, handle: str) -> str | None:
    """The name that leads to the profile; its handle stands in a link of its own."""
    for tag in box.select('a[href*="/profile/"]', limit=10):
        said = tag.get_text().strip(_MARKS)
        if said and said != handle and "/post/" not in (attribute(tag, "href") or ""):
            return values.text(said.partition("\u202a@")[0].partition("@" + handle)[0].strip(_MARKS))
    return None


def _media(box: Tag) -> Iterator[MediaRef]:
    """Images in the size of a list, and the stills of videos; no portraits, and none of the cards of links."""
    found: set[str] = set()
    for tag in box.select("img[src], video[poster]", limit=20):
        moving = tag.name == "video"
        source = values.link(attribute(tag, "poster" if moving else "src")) or ""
        if source in found or not (moving or "/img/feed_" in source) or tag.find_parent("a", href=re.compile("^http")):
            continue
        found.add(source)
        larger = source.replace("/img/feed_thumbnail/", "/img/feed_fullsize/")
        candidates = tuple(dict.fromkeys((larger, source)))
        role = "poster" if moving else "photo"
        yield MediaRef(candidates=candidates, role=role, alt=attribute(tag, "alt") or "", index=len(found) - 1)
