"""Tweets as JSON: the syndication answer, its tombstones, API v1.1 objects and API v2 objects.

The two older forms are what web archives hold of the years 2012 to 2023. Syndication and v1.1 name most things alike;
v2 is first turned into the names of v1.1 (`dialects`), so that one function reads all.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Coordinates, Missing, Post, Reason
from embedarchive.platforms.twitter import address as twitter
from embedarchive.platforms.twitter import card as cards
from embedarchive.platforms.twitter import graphql as graphs
from embedarchive.platforms.twitter import tweet_media as media
from embedarchive.platforms.twitter.dialects import from_v2
from embedarchive.platforms.twitter.tombstone import reason_of, reason_of_code
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited

_SHORT_LINK = re.compile(r"https?://t\.co/[A-Za-z0-9]{1,16}")
NO_LANGUAGE = {"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"}
"""Codes for posts without words in any language."""


def posted_at(tweet_id: str | None) -> dt.datetime | None:
    """The time inside an id, None for ids from before November 2010."""
    return twitter.posted_at(tweet_id) if tweet_id else None


def permalink(tweet_id: str | None, handle: str | None) -> str | None:
    """The canonical address of a tweet, as `recognise` gives it."""
    if tweet_id is None:
        return None
    found = twitter.recognise(f"https://x.com/{handle or 'i/web'}/status/{tweet_id}")
    return found.url if found else None


_ERRORS = {
    34: Reason.DELETED,
    63: Reason.SUSPENDED,
    144: Reason.DELETED,
    179: Reason.PRIVATE,
    421: Reason.DELETED,
    422: Reason.DELETED,
}
"""Codes of the API (https://developer.x.com/en/support/x-api/error-troubleshooting) that say why there is no tweet."""


def read(value: object, source: str, wanted: str | None = None) -> Post | Missing | None:
    """What a JSON answer says: a post, why there is none, or None when it is no tweet.

    Args:
        value: the answer.
        source: what is to be named as its source.
        wanted: the id that was asked for: the site's own answers hold a whole conversation.
    """
    answer = values.mapping(value)
    if values.mapping(answer, "data").get("id") and "text" in values.mapping(answer, "data"):
        return post(from_v2(answer), source)
    found = graphs.tweet(answer, wanted)
    if found is not None:
        answer, source = found, "graphql"
    elif isinstance(answer.get("errors"), list):
        return _error(answer)
    if answer.get("__typename") == "TweetTombstone" or (found is not None and "tombstone" in answer):
        words = _tombstone(answer)
        return Missing(reason=reason_of(words), detail=words or "X gives no reason")
    if answer.get("__typename") == "TweetUnavailable":
        return _unavailable(answer)
    return post(answer, source)


def _error(answer: Mapping[str, object]) -> Missing | None:
    for error in map(values.mapping, values.items(answer.get("errors"), 20)):
        code = values.number(error.get("code"))
        if code in _ERRORS:
            said = values.text(error.get("message")) or "no words"
            return Missing(reason=_ERRORS[code], detail=f"X answers: {said[:300]} ({code})")
    return None


def _unavailable(answer: Mapping[str, object]) -> Missing:
    """`TweetUnavailable`: a word of the site's own instead of a tweet (`NsfwLoggedOut`, `BounceDeleted`)."""
    said = values.text(answer.get("reason")) or ""
    return Missing(reason=reason_of_code(said), detail=f"X shows no post: {said[:200] or 'it gives no reason'}")


def _tombstone(answer: Mapping[str, object]) -> str:
    """The words of a tombstone; they stand as a text, or as a text with entities.

    A link at their end ("Learn more") leads to X's rules and says nothing of the post: it is left out.
    """
    stone = values.mapping(answer, "tombstone")
    rich = values.mapping(stone, "text")
    words = (values.text(rich.get("text")) or values.text(stone.get("text")) or "")[:500].strip()
    for link in map(values.mapping, values.items(rich.get("entities"))):
        start, end = (link.get(f"{side}_index", link.get(f"{side}Index")) for side in ("from", "to"))
        if isinstance(start, int) and isinstance(end, int) and 0 < start < len(words) <= end:
            return words[:start].strip()
    return words


def post(tweet: Mapping[str, object], source: str, *, nested: bool = False) -> Post | None:
    """A tweet object of the syndication endpoint or of API v1.1; None when it has neither id nor text."""
    tweet = _reposted(tweet)
    tweet_id = values.digits(tweet.get("id_str")) or values.digits(tweet.get("id"))
    raw = values.text(_full_text(tweet))
    if tweet_id is None or (raw is None and not isinstance(tweet.get("text"), str)):
        return None
    user = values.mapping(tweet, "user")
    handle = handle_of(user.get("screen_name"))
    created = values.moment(tweet.get("created_at"))
    quoted = None if nested else post(_quoted(tweet), source, nested=True)
    parent = None if nested else post(values.mapping(tweet, "parent"), source, nested=True)
    quotes = (quoted.url if quoted else None) or _quoted_address(tweet)
    text, links = _words(tweet, raw or "", quotes)
    text = _whole_article(tweet, text) or text
    card = cards.read(tweet, {short: target for short, target in _targets(tweet).items() if target})
    picture = media.avatar(user.get("profile_image_url_https"))
    language = tweet.get("lang")
    place = values.mapping(tweet, "place")
    return credited(
        Post(
            platform="twitter",
            id=tweet_id,
            url=permalink(tweet_id, handle),
            author=values.text(user.get("name")),
            handle=handle,
            author_url=f"https://x.com/{handle}" if handle else None,
            posted_at=created or posted_at(tweet_id),
            edited_at=_edited_at(tweet),
            text=text,
            language=values.text(language[:20]) if isinstance(language, str) and language not in NO_LANGUAGE else None,
            place=values.text(place.get("full_name")) or values.text(place.get("name")),
            coordinates=_geotag(tweet),
            media=(*media.gallery(tweet), *card.media, *([picture] if picture and not nested else [])),
            links=links,
            quotes=quotes,
            replies_to=(parent.url if parent else None) or _answered(tweet),
            related=tuple(one for one in (quoted, parent, None if nested else _note(tweet, source)) if one),
            counts=_counts(tweet),
            poll=card.poll,
            card=card.fields,
            truncated=bool(tweet.get("note_tweet"))
            or (tweet.get("truncated") is True and "full_text" not in tweet and not _extended(tweet)),
            sensitive=tweet.get("possibly_sensitive") is True,
        ),
        source,
        **({} if created else {"posted_at": "id"}),
    )


def _reposted(tweet: Mapping[str, object]) -> Mapping[str, object]:
    """A repost with the words of the post that it repeats, which its own text (`RT @jane: …`) cuts short."""
    original = values.mapping(tweet, "retweeted_status")
    words = values.text(_full_text(original))
    start, colon, _ = (values.text(_full_text(tweet)) or "").partition(": ")
    if not words or not colon or not start.startswith("RT @"):
        return tweet
    attached = {key: original[key] for key in ("entities", "extended_entities", "extended_tweet") if key in original}
    rest = {key: value for key, value in tweet.items() if key not in {"text", "extended_tweet", "truncated"}}
    return {**rest, **attached, "full_text": f"{start}: {words}"}


def handle_of(value: object) -> str | None:
    """An X handle without its @, None when the value cannot be one.

    New ones have up to 15 characters, old ones up to 20.
    """
    name = value.removeprefix("@") if isinstance(value, str) else ""
    return name if 1 <= len(name) <= 20 and name.isascii() and name.replace("_", "a").isalnum() else None


def _extended(tweet: Mapping[str, object]) -> str | None:
    return values.text(values.mapping(tweet, "extended_tweet").get("full_text"))


def _full_text(tweet: Mapping[str, object]) -> object:
    return tweet.get("full_text") or _extended(tweet) or tweet.get("text")


def _entities(tweet: Mapping[str, object], kind: str) -> list[Mapping[str, object]]:
    """The members of one kind of entity; the answers have been seen to give `{}` for an empty list."""
    both = (values.mapping(tweet, "entities"), values.mapping(tweet, "extended_tweet", "entities"))
    return [values.mapping(item) for holder in both for item in values.items(holder.get(kind))]


def _targets(tweet: Mapping[str, object]) -> dict[str, str | None]:
    """The whole address that each short link of a tweet stands for."""
    return {str(item.get("url")): values.link(item.get("expanded_url")) for item in _entities(tweet, "urls")}


def _whole_article(tweet: Mapping[str, object], text: str) -> str | None:
    """The article that a tweet is nothing but a link to, where the answer gives it whole: title, empty line, words."""
    article = cards.article(tweet)
    body = values.text(article.get("plain_text")) or "\n\n".join(
        words
        for block in map(values.mapping, values.items(values.mapping(article, "content_state").get("blocks"), 5000))
        if (words := (values.text(block.get("text")) or "").strip())
    )
    link = urls.parse(text.strip())
    if not body or (text.strip() and not (link and link.on("x.com", "twitter.com", "t.co"))):
        return None
    return values.text("\n\n".join(part for part in (values.text(article.get("title")), body.strip()) if part))


def _note(tweet: Mapping[str, object], source: str) -> Post | None:
    """The note that readers put under a tweet (Community Notes, formerly Birdwatch)."""
    pivot = values.mapping(tweet, "birdwatch_pivot")
    said = values.text(values.mapping(pivot, "subtitle").get("text")) or values.text(
        values.mapping(pivot, "note", "data_v1", "summary").get("text")
    )
    if said is None:
        return None
    note = values.digits(values.mapping(pivot, "note").get("rest_id"))
    address = values.link(pivot.get("destinationUrl")) or (f"https://x.com/i/birdwatch/n/{note}" if note else None)
    return credited(Post(platform="twitter", url=address, author="Community Notes", text=html.unescape(said)), source)


def _words(tweet: Mapping[str, object], raw: str, quotes: str | None) -> tuple[str, tuple[str, ...]]:
    """The post's own words and the links in it.

    Links are found by their t.co address and not by `indices`, which some answers count in UTF-16 and some in code
    points. Each is replaced by the whole address it stands for: t.co says nothing once it is gone. The links of the
    tweet's own media, of the quoted tweet and of itself, which X does not show either, are taken off the end.
    """
    targets = _targets(tweet)
    attached = {str(values.mapping(item).get("url")) for item in values.items(tweet.get("mediaDetails"))}
    attached |= {str(item.get("url")) for item in _entities(tweet, "media")}
    attached |= {
        str(values.mapping(item).get("url"))
        for item in values.items(values.mapping(tweet, "extended_entities").get("media"))
    }
    shown_anyway = (quotes, permalink(values.digits(tweet.get("id_str")), None))  # itself: where a long post is cut
    attached |= {
        short
        for short, target in targets.items()
        if target and any(other and _same_post(target, other) for other in shown_anyway)
    }
    end = len(raw)
    while end:
        kept = raw[:end].rstrip()
        last = kept.rfind("http")
        if last < 0 or kept[last:] not in attached:
            break
        end = last
    shown = _SHORT_LINK.sub(
        lambda found: targets.get(found[0]) or found[0], raw[:end].rstrip() if end < len(raw) else raw
    )
    links = tuple(
        dict.fromkeys(
            target or short
            for short, target in targets.items()
            if short not in attached and values.link(target or short)
        )
    )
    return html.unescape(shown), links


def _same_post(address: str, other: str) -> bool:
    first, second = twitter.recognise(address), twitter.recognise(other)
    return bool(first and second and first.id == second.id)


def _quoted(tweet: Mapping[str, object]) -> Mapping[str, object]:
    return values.mapping(tweet, "quoted_tweet") or values.mapping(tweet, "quoted_status")


def _quoted_address(tweet: Mapping[str, object]) -> str | None:
    quoted_id = values.digits(tweet.get("quoted_status_id_str"))
    return permalink(quoted_id, None) or values.link(values.mapping(tweet, "quoted_status_permalink").get("expanded"))


def _answered(tweet: Mapping[str, object]) -> str | None:
    return permalink(
        values.digits(tweet.get("in_reply_to_status_id_str")), handle_of(tweet.get("in_reply_to_screen_name"))
    )


def _edited_at(tweet: Mapping[str, object]) -> dt.datetime | None:
    """When the newest known version was written: every edit is a tweet with an id of its own."""
    versions = values.items(values.mapping(tweet, "edit_control").get("edit_tweet_ids"))
    return posted_at(values.digits(versions[-1])) if len(versions) > 1 else None


def _counts(tweet: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    named = {
        "likes": tweet.get("favorite_count"),
        "replies": tweet.get("conversation_count", tweet.get("reply_count")),
        "reposts": tweet.get("retweet_count"),
        "quotes": tweet.get("quote_count"),
        "views": tweet.get("view_count"),
    }
    return tuple((name, count) for name, value in named.items() if (count := values.number(value)) is not None)


def _geotag(tweet: Mapping[str, object]) -> tuple[Coordinates, ...]:
    """A point that the author attached.

    `coordinates` is GeoJSON, longitude first; the older `geo` has latitude first.
    """
    pair = values.items(values.mapping(tweet, "coordinates").get("coordinates"))[::-1] or values.items(
        values.mapping(tweet, "geo").get("coordinates")
    )
    if len(pair) != 2:
        return ()
    latitude, longitude = values.real(pair[0]), values.real(pair[1])
    if (
        latitude is None
        or longitude is None
        or not (abs(latitude) <= 90 and abs(longitude) <= 180)
        or (latitude, longitude) == (0, 0)
    ):
        return ()
    places = max(len(repr(number).partition(".")[2]) for number in (latitude, longitude))
    return (
        Coordinates(
            latitude=latitude,
            longitude=longitude,
            form="geotag",
            precision_m=float(f"{111_320 / 10 ** min(places, 9):.2g}"),
            text=f"{latitude}, {longitude}",
        ),
    )
