"""A post's own page as a browser drew and saved it (since 2020): elements alone, whose classes mean nothing.

What stays are the parts that Facebook names for its own advertising: the words of a story and the name of its author.
Comments are articles of their own, with a label; the story stands in none of those.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.facebook import address as facebook
from embedarchive.platforms.facebook import common
from embedarchive.platforms.facebook.common import outside
from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_WORDS = (
    '[data-ad-rendering-role="story_message"]',
    '[data-ad-comet-preview="message"]',
    '[data-ad-preview="message"]',
)
_NAMES = ('[data-ad-rendering-role="profile_name"] a[href]', "h2 a[href]", "h3 a[href]", "h4 a[href]")
_SMALL = 100  # pixels: what is narrower is a portrait or a sign
_HIGH = 20  # elements around the words that may be the story


def read(page: Page, known: Reference) -> Post | None:
    """The story of a page; None where it names no words, or no author."""
    body = next((tag for tag in page.tree.select(",".join(_WORDS), limit=50) if _comment(tag) is None), None)
    story = _story(body) if body is not None else None
    name = first(story, *_NAMES) if story is not None else None
    if body is None or story is None or name is None:
        return None
    text = words(body, paragraphs={"p"})
    links = (outside(attribute(tag, "href")) for tag in body.select("a[href]", limit=200))
    return common.story(
        known,
        name,
        text=re.sub(r"[ \t]{0,100}\n\s{0,100}\n", "\n\n", text).strip(),
        links=list(dict.fromkeys(filter(None, links))),
        media=list(_media(story)),
        posted_at=_written(story, known),
        day_only=True,
    )


def _written(story: Tag, known: Reference) -> dt.datetime | None:
    """The day in the words, or the label, of the link to the post itself; a browser shows `3 h` of what is new."""
    for tag in story.select("a[href]", limit=30):
        found = facebook.recognise(urls.resolve(attribute(tag, "href") or "", "https://www.facebook.com/") or "")
        if found is not None and found.id == known.id:
            said = day(attribute(tag, "aria-label")) or day(" ".join(tag.get_text().split())[:80])
            if said:
                return said
    return None


def _comment(tag: Tag) -> Tag | None:
    """The comment that an element stands in."""
    return tag.find_parent(attrs={"role": "article", "aria-label": True})


def _story(body: Tag) -> Tag | None:
    """The smallest element around the words that has a name of an author."""
    for around in list(body.parents)[:_HIGH]:
        if first(around, *_NAMES) is not None:
            return around
    return None


def _media(story: Tag) -> Iterator[MediaRef]:
    """The images of the story, none of its comments, portraits and emoji."""
    found: set[str] = set()
    for tag in story.select("img[src]", limit=200):
        address = values.link(attribute(tag, "src"))
        at = urls.parse(address or "")
        width = values.number(attribute(tag, "width"))
        known = address is None or address in found or at is None or not at.on("fbcdn.net")
        if known or (width and width < _SMALL) or _comment(tag) is not None or "/rsrc.php/" in (address or ""):
            continue
        if address is not None and "/images/emoji.php" not in address:
            found.add(address)
            yield MediaRef(candidates=(address,), alt=attribute(tag, "alt") or "", index=len(found) - 1)
