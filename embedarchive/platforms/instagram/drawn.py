"""A post's own page as a browser drew and saved it: elements alone, no scripts and often no word for other sites.

Names of classes change with every week and are not looked at. What stays: the caption is the page's heading (before
2022 it stood behind the author's name, in a heading of the second rank, where commenters have the third), the time of
the post leads to the post, and images of other posts lead to those. On an account's page a post is one image that leads
to it, which is described with the beginning of the caption, or with its author and day where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.instagram import address as instagram
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_HANDLE = re.compile(r"/(?P<handle>[A-Za-z0-9_.]{1,30})/?")
_DESCRIBED = re.compile(r"(?:Photo|Video)(?: shared)? by (?P<author>.{1,80}?) on (?=[A-Z][a-z]{2,8} \d{1,2}, \d{4})")
"""How Instagram describes an image of which nobody says anything."""
_PORTRAIT = 150  # pixels: smaller pictures are people's


def read(page: Page, known: Reference) -> Post | None:
    """The post of a page; None where no time on it leads to that post."""
    box = first(page.tree, "main", "article", '[role="dialog"]', "body")
    stamp = next((tag for tag in box.select("time[datetime]", limit=100) if _leads(tag, known)), None) if box else None
    if box is None or stamp is None:
        return None
    caption = first(box, "h1[dir]", "li h2 ~ span", "li h2 ~ div > span", "h1")
    handle = known.handle or next(_handles(box), None)
    return credited(
        Post(
            platform="instagram",
            id=known.id,
            url=known.url,
            handle=handle,
            author_url=f"https://www.instagram.com/{handle}/" if handle else None,
            posted_at=values.moment(attribute(stamp, "datetime")) or instagram.posted_at(known.id),
            text=values.text(words(caption).strip()) if caption is not None else None,
            place=_place(box),
            media=tuple(_media(box, known)),
        ),
        "page",
    )


def tile(page: Page, known: Reference) -> Post | None:
    """The post of a piece of an account's page: a link to it with an image inside, and no word besides."""
    link = next((tag for tag in page.tree.select("a[href]", limit=20) if _leads_to(tag, known)), None)
    image = first(link, "img[alt][src]") if link is not None else None
    if image is None:
        return None
    said = " ".join((attribute(image, "alt") or "").split())
    described = _DESCRIBED.match(said)
    media = list(_media(page.tree, known))
    if not media:
        return None
    return credited(
        Post(
            platform="instagram",
            id=known.id,
            url=known.url,
            handle=known.handle,
            author=described["author"] if described else None,
            posted_at=instagram.posted_at(known.id),
            text=None if described or not said else said,
            media=tuple(replace(each, alt=said if described else "") for each in media),
        ),
        "page",
    )


def _leads_to(link: Tag, known: Reference) -> bool:
    """Whether a link leads to the post."""
    found = instagram.recognise(urls.resolve(attribute(link, "href") or "", known.url) or "")
    return found is not None and found.id == known.id


def _leads(tag: Tag, known: Reference) -> bool:
    """Whether a time stands in a link to the post, and not to a comment on it."""
    link = tag.find_parent("a")
    found = urls.parse(urls.resolve(attribute(link, "href") or "", known.url) or "")
    named = instagram.recognise(str(found)) if found is not None else None
    return found is not None and named is not None and named.id == known.id and "c" not in found.segments


def _handles(box: Tag) -> Iterator[str]:
    """The accounts that links of the page lead to, those of its header first."""
    for link in (*box.select("header a[href]", limit=20), *box.select("a[href]", limit=60)):
        path = (attribute(link, "href") or "").removeprefix("https://www.instagram.com")
        if (found := _HANDLE.fullmatch(path)) and link.get_text().strip() == found["handle"]:
            yield found["handle"]


def _place(box: Tag) -> str | None:
    tag = first(box, 'a[href*="/explore/locations/"]')
    return values.text(" ".join(tag.get_text().split())) if tag is not None else None


def _media(box: Tag, known: Reference) -> Iterator[MediaRef]:
    """The images that lead to no other post and are no portraits, and what a video shows before it plays."""
    index = 0
    for tag in box.select("img[src], video[poster]", limit=100):
        moving = tag.name == "video"
        address = values.link(attribute(tag, "poster" if moving else "src"))
        host = urls.parse(address or "")
        if address is None or host is None or not host.on("cdninstagram.com", "fbcdn.net"):
            continue
        link = tag.find_parent("a")
        width = values.number(attribute(tag, "width"))
        if (link is not None and not _leads_to(link, known)) or (width and width < _PORTRAIT):
            continue
        yield MediaRef(
            candidates=(address,), role="poster" if moving else "photo", alt=attribute(tag, "alt") or "", index=index
        )
        index += 1
