"""Tweets as HTML: the blockquote of oEmbed, and the pages that web archives hold.

Twitter rendered its pages on the server until about June 2020 (`.permalink-tweet`), and its mobile pages likewise
(`.main-tweet`); before 2011 they had other names (`.entry-content`). What was archived after that is read when a
browser had rendered it (`data-testid`); the empty shell that was archived most often says nothing, and neither do we.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post
from embedarchive.platforms.twitter import address as twitter
from embedarchive.platforms.twitter import tweet_media as media
from embedarchive.platforms.twitter.tweet_json import NO_LANGUAGE, handle_of, permalink, posted_at
from embedarchive.protocols.declaring.id_times import day, moment
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, meta, soup, words

if TYPE_CHECKING:
    from bs4 import Tag

_SHORT_HOSTS = ("t.co", "pic.twitter.com", "pic.x.com")
_TITLE = re.compile(
    r"^(?P<name>.{1,100}?)(?: \(@(?P<handle>\w{1,20})\))? (?:on|auf|op|sur|en|su|no|в) (?:Twitter|X)(?:: |$)", re.DOTALL
)
_STILLS = ("/tweet_video_thumb/", "/ext_tw_video_thumb/", "/amplify_video_thumb/")
"""Where the stills of videos and of GIFs lie."""
Reader = Callable[["Tag", str | None], Post | None]
"""Reads one layout of a page: of its tree and the tweet that is meant."""
_QUOTED = '“”"„«»「」'


def read_oembed(answer: Mapping[str, object], source: str) -> Post | None:
    """An answer of publish.twitter.com.

    The author, the text and the day. Long posts end in "…", media are one short link.
    """
    markup = values.text(answer.get("html"))
    if markup is None:
        return None
    tree = soup(markup)
    quote = first(tree, "blockquote")
    if quote is None:
        return None
    reference = _last_status(quote, values.link(answer.get("url")))
    if reference is None:
        return None
    tweet_id, handle = reference
    author = urls.parse(values.link(answer.get("author_url")) or "")
    handle = handle_of(author.segments[0]) if author and author.segments else handle
    body = first(quote, "p")
    text, links = body_of(body) if body is not None else ("", ())
    language = attribute(body, "lang")
    known = posted_at(tweet_id)
    return credited(
        Post(
            platform="twitter",
            id=tweet_id,
            url=permalink(tweet_id, handle),
            author=values.text(answer.get("author_name")),
            handle=handle,
            author_url=f"https://x.com/{handle}" if handle else None,
            posted_at=known or day((quote.select("a[href]") or [quote])[-1].get_text()),
            text=text,
            language=language if language not in NO_LANGUAGE else None,
            links=links,
            truncated=text.endswith("…"),
        ),
        source,
        posted_at="id" if known else "day",
    )


def _last_status(quote: Tag, otherwise: str | None) -> tuple[str, str | None] | None:
    """The id and handle of the last link to a status: earlier ones are links in the text."""
    addresses = [attribute(anchor, "href") or "" for anchor in quote.select("a[href]")[-20:]]
    for address in (*reversed(addresses), otherwise or ""):
        found = twitter.recognise(address)
        if found and found.id.isdigit():
            return found.id, found.handle
    return None


def body_of(body: Tag) -> tuple[str, tuple[str, ...]]:
    """The text without the media short link at its end, and the links in it."""
    links: list[str] = []
    anchors = body.select("a[href]")
    for anchor in anchors[:100]:
        address = urls.parse(attribute(anchor, "href") or "")
        target = values.link(attribute(anchor, "data-expanded-url"))
        if target or (address and address.host in _SHORT_HOSTS):
            links.append(target or str(address))
    text = words(body, hidden={"u-hidden", "invisible", "tco-ellipsis"}).strip()
    shown = anchors[-1].get_text() if anchors else ""
    if shown.startswith(("pic.twitter.com/", "pic.x.com/")):
        text = text.removesuffix(shown).rstrip()
        links = links[:-1]
    return text, tuple(dict.fromkeys(links))


def read(markup: str, address: str, source: str, rendered: Reader) -> Post | None:
    """A tweet's page as an archive holds it; None when it shows no tweet. `address` is where the page stood.

    `rendered` reads what a browser made of the site since 2020.
    """
    named = twitter.recognise(address)
    tree = soup(markup)
    for reader in (_permalink_page, _mobile_page, rendered, _first_page, _shared_page):
        found = reader(tree, named.id if named else None)
        if found is None or not (found.text or found.media):
            continue
        tweet_id = found.id or (named.id if named else None)
        handle = found.handle or (named.handle if named else None)
        known = found.posted_at is not None
        post = _identified(found, tweet_id, handle)
        return credited(post, source, **({} if known else {"posted_at": "id"}))
    return None


def _identified(post: Post, tweet_id: str | None, handle: str | None) -> Post:
    """The post under its id and handle."""
    return dataclasses.replace(
        post,
        id=tweet_id,
        handle=handle,
        url=permalink(tweet_id, handle),
        author_url=f"https://x.com/{handle}" if handle else None,
        posted_at=post.posted_at or posted_at(tweet_id),
    )


def _permalink_page(tree: Tag, tweet_id: str | None) -> Post | None:
    """twitter.com from 2011 to 2020."""
    box = first(
        tree,
        ".permalink-tweet",
        ".permalink-inner .tweet",
        *([f'.tweet[data-tweet-id="{tweet_id}"]'] if tweet_id else []),
    )
    body = first(box, ".js-tweet-text", ".tweet-text") if box is not None else None
    if box is None or body is None:
        return None
    text, links = body_of(body)
    stamp = first(box, "[data-time-ms]", "[data-time]")
    milliseconds = (
        values.number(attribute(stamp, "data-time-ms")) or (values.number(attribute(stamp, "data-time")) or 0) * 1000
    )
    quoted = first(box, ".QuoteTweet-link[href]", ".QuoteTweet-innerContainer[href]")
    picture = media.avatar(attribute(first(box, "img.avatar"), "src"))
    language = attribute(body, "lang")
    return Post(
        platform="twitter",
        id=values.digits(attribute(box, "data-tweet-id") or attribute(box, "data-item-id")),
        author=attribute(box, "data-name"),
        handle=handle_of(attribute(box, "data-screen-name")),
        posted_at=moment(milliseconds),
        text=text,
        language=language if language not in NO_LANGUAGE else None,
        place=shown_in(
            first(box, ".tweet-geo-text a", ".ProfileTweet-geo .u-hiddenVisually", ".permalink-tweet-geo-text a")
        ),
        media=(*_page_media(box), *([picture] if picture else [])),
        links=links,
        quotes=_absolute(attribute(quoted, "href")),
        counts=_page_counts(box),
        sensitive=attribute(box, "data-possibly-sensitive") == "true",
    )


def shown_in(tag: Tag | None) -> str | None:
    """The words of an element in one line."""
    return values.text(" ".join(tag.get_text().split())) if tag is not None else None


def _absolute(path: str | None) -> str | None:
    found = twitter.recognise(f"https://twitter.com{path}" if path and path.startswith("/") else path or "")
    return found.url if found else None


def _page_media(box: Tag) -> list[MediaRef]:
    """Photos with their alt texts; of a video such a page shows the poster only, and a GIF's file has its name."""
    found: list[MediaRef] = []
    for item in box.select(
        ".AdaptiveMedia [data-image-url], .media [data-url], .cards-media-container [data-image-url]"
    )[:20]:
        picture = media.photo(attribute(item, "data-image-url") or attribute(item, "data-url"))
        if picture and all(picture[-1] != other.candidates[-1] for other in found):
            found.append(
                MediaRef(candidates=picture, alt=attribute(first(item, "img[alt]"), "alt") or "", index=len(found))
            )
    for item in box.select(".PlayableMedia-player[style]")[:5]:
        style = attribute(item, "style") or ""
        picture = media.photo(style.partition("url('")[2].partition("'")[0])
        file = media.gif_of(picture[-1]) if picture else None
        if file:
            found.append(MediaRef(candidates=(file,), role="gif", index=len(found)))
        if picture:
            found.append(MediaRef(candidates=picture, role="poster", index=len(found)))
    return found


def _page_counts(box: Tag) -> tuple[tuple[str, int], ...]:
    named = {"likes": "favorite", "replies": "reply", "reposts": "retweet"}
    counted = {
        name: values.number(
            attribute(first(box, f".ProfileTweet-action--{word} [data-tweet-stat-count]"), "data-tweet-stat-count")
        )
        for name, word in named.items()
    }
    return tuple((name, count) for name, count in counted.items() if count is not None)


def _mobile_page(tree: Tag, tweet_id: str | None) -> Post | None:
    """mobile.twitter.com until 2020."""
    box = first(tree, ".main-tweet", ".main-tweet-container")
    body = first(box, ".tweet-text") if box is not None else None
    if box is None or body is None:
        return None
    text, links = body_of(body)
    picture = media.photo(attribute(first(box, ".media img"), "src"))
    return Post(
        platform="twitter",
        id=values.digits(attribute(body, "data-id")) or tweet_id,
        author=shown_in(first(box, ".fullname")),
        handle=handle_of(shown_in(first(box, ".username"))),
        text=text,
        media=(MediaRef(candidates=picture),) if picture else (),
        links=links,
    )


def _first_page(tree: Tag, tweet_id: str | None) -> Post | None:
    """twitter.com until 2011."""
    box = first(tree, "#permalink", ".permalink", "#content .status")
    body = first(box, ".entry-content") if box is not None else None
    if box is None or body is None:
        return None
    text, links = body_of(body)
    return Post(
        platform="twitter",
        id=tweet_id,
        author=shown_in(first(tree, ".user-info .full-name", ".full-name")),
        handle=handle_of(shown_in(first(tree, ".user-info .screen-name", "a.screen-name"))),
        text=text,
        links=links,
    )


def _shared_page(tree: Tag, tweet_id: str | None) -> Post | None:
    """What the page tells other sites and preview bots to show (Open Graph).

    The whole text as the description and `Name (@handle) on X` as the title; until about 2023 the text in quotation
    marks and `Name on Twitter`.
    """
    from embedarchive.platforms.twitter import address as twitter

    shown, title = (meta(tree, "og:description") or "").strip(), meta(tree, "og:title") or ""
    called = meta(tree, "og:url")
    named, own = _TITLE.match(title), twitter.recognise(called or "")
    quoted = len(shown) >= 3 and shown[0] in _QUOTED and shown[-1] in _QUOTED
    handle = handle_of(named["handle"]) if named and named["handle"] else None
    if tweet_id is None or not (quoted or handle) or (called and (own is None or own.id != tweet_id)):
        return None
    picture = media.photo(meta(tree, "og:image"))
    attached = picture and "/profile_images/" not in picture[-1] and urls.parse(picture[-1])
    film = bool(attached) and any(mark in picture[-1] for mark in _STILLS)
    text = shown[1:-1].strip() if quoted else shown
    return Post(
        platform="twitter",
        id=tweet_id,
        author=named["name"] if named else None,
        handle=handle,
        text=text,
        media=(MediaRef(candidates=picture, role="poster" if film else "photo"),) if attached else (),
        truncated=text.endswith("…"),
    )
