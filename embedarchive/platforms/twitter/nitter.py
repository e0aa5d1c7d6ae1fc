"""A tweet on a page of Nitter, on whatever host it runs.

Its elements: https://github.com/zedeus/nitter/blob/master/src/views/tweet.nim. Images come through its own proxy, whose
paths hold what X calls them (`/pic/orig/media%2FKEY.jpg`); a quoted tweet stands inside, in a box of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from embedarchive import urls
from embedarchive.model import MediaRef, Post
from embedarchive.platforms.twitter import tweet_media as media
from embedarchive.platforms.twitter.tweet_html import shown_in
from embedarchive.platforms.twitter.tweet_json import handle_of
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_IMAGE = re.compile(
    r"/pic/(?:orig/)?(?P<path>(?:media|ext_tw_video_thumb|tweet_video_thumb|amplify_video_thumb)/.{1,300})"
)
_VIDEO = re.compile(r"https?(?::|%3A)(?:/|%2F){2}video\.twimg\.com[^\s\"'?]{1,300}")
_NAMED = {"replies": "comment", "reposts": "retweet", "quotes": "quote", "likes": "heart"}


def read(tree: Tag, tweet_id: str | None) -> Post | None:
    """The tweet of that id; without one the page's own."""
    from embedarchive.platforms.twitter import address as twitter

    for box in tree.select(".timeline-item", limit=100):
        link = next((tag for tag in box.select(".tweet-date a[href]") if not _is_quoted(tag)), None)
        where = urls.parse(urls.resolve(attribute(link, "href") or "", "https://x.com/") or "")
        named = twitter.recognise(f"https://x.com{where.path}") if where else None
        if named is None or (tweet_id and named.id != tweet_id):
            continue
        body = first(box, ".tweet-content")
        text, links = _said(body)
        quote = first(box, ".quote")
        other = _quoted(quote) if quote is not None else None
        return Post(
            platform="twitter",
            id=named.id,
            handle=named.handle,
            author=shown_in(first(box, ".fullname")),
            text=text,
            media=tuple(_media(box)),
            links=links,
            quotes=other.url if other else None,
            related=(other,) if other else (),
            counts=counts(**{name: shown(_stat(box, icon)) for name, icon in _NAMED.items()}),
        )
    return None


def _is_quoted(tag: Tag) -> bool:
    return tag.find_parent(class_="quote") is not None


def _said(body: Tag | None) -> tuple[str, tuple[str, ...]]:
    """The words, with the links that are shown shortened as a whole, and these links."""
    anchors = body.select('a[href^="http"]', limit=100) if body is not None else []
    for tag in anchors:
        if tag.get_text().endswith("…"):
            tag["data-expanded-url"] = attribute(tag, "href") or ""
    links = tuple(dict.fromkeys(link for tag in anchors if (link := values.link(attribute(tag, "href")))))
    return (words(body).strip() if body is not None else ""), links


def _stat(box: Tag, icon: str) -> str | None:
    sign = next((tag for tag in box.select(f".tweet-stat .icon-{icon}") if not _is_quoted(tag)), None)
    stat = sign.find_parent(class_="tweet-stat") if sign is not None else None
    return shown_in(stat)


def _quoted(quote: Tag) -> Post | None:
    """The quoted tweet: whose, which, and its words."""
    from embedarchive.platforms.twitter import address as twitter

    path = attribute(first(quote, ".quote-link[href]", ".tweet-date a[href]"), "href") or ""
    named = twitter.recognise(f"https://x.com/{path.partition('#')[0].lstrip('/')}")
    if named is None:
        return None
    text, links = _said(first(quote, ".quote-text"))
    return credited(
        Post(
            platform="twitter",
            id=named.id,
            url=named.url,
            author=shown_in(first(quote, ".fullname")),
            handle=handle_of(shown_in(first(quote, ".username"))) or named.handle,
            text=text,
            links=links,
        ),
        "page",
    )


def _media(box: Tag) -> Iterator[MediaRef]:
    """Photos, and of videos the file where the page has it, and the still."""
    index = 0
    for tag in box.select(".attachments a.still-image[href], .attachments video", limit=20):
        if _is_quoted(tag):
            continue
        for ref in _video(tag) if tag.name == "video" else _photo(tag):
            yield MediaRef(candidates=ref.candidates, role=ref.role, alt=ref.alt, index=index)
            index += 1


def _photo(tag: Tag) -> Iterator[MediaRef]:
    if candidates := _own(attribute(tag, "href")):
        yield MediaRef(candidates=candidates, alt=attribute(first(tag, "img[alt]"), "alt") or "")


def _video(tag: Tag) -> Iterator[MediaRef]:
    source = attribute(tag, "src") or attribute(first(tag, "source[src]"), "src") or attribute(tag, "data-url") or ""
    file = _VIDEO.search(source)
    gif = "gif" in tag.get_attribute_list("class")
    if file and not (address := unquote(file[0])).endswith(".m3u8"):
        yield MediaRef(candidates=(address,), role="gif" if gif else "video")
    if still := _own(attribute(tag, "poster")):
        yield MediaRef(candidates=still, role="poster")


def _own(path: str | None) -> tuple[str, ...]:
    """What X calls the image that the proxy serves under a path."""
    found = _IMAGE.search(unquote(path or ""))
    return media.photo(f"https://pbs.twimg.com/{found['path'].partition('?')[0]}") if found else ()
