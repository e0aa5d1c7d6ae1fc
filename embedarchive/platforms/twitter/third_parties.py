"""Strangers who show posts of X to others, asked only when the user names them: they learn which post is looked for.

What they say is a copy and not X's word. Formats: https://github.com/FxEmbed/FxEmbed and
https://github.com/dylanpdx/BetterTwitFix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from embedarchive.model import Answer, Capture, Embed, MediaRef, Missing, Post, Reference, Refusal
from embedarchive.platforms.twitter import tweet_json
from embedarchive.platforms.twitter.address import NAME, SOURCES
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.provenance import credited

Reader = Callable[[Mapping[str, object]], Post | None]


def ask_third_parties(names: Sequence[str], embed: Embed, missing: Missing) -> Capture:
    """The post as the first of them shows it; else `missing`, with a sentence about who was asked."""
    identifier = values.digits(missing.id or embed.id)
    if embed.platform != "twitter" or identifier is None:
        return missing
    for name in names:
        source, read = THIRD_PARTIES[name]
        answer: Answer = yield source.request(Reference(platform=NAME, id=identifier, url=""))
        if isinstance(answer, Refusal) or answer.status != 200:
            continue
        found = read(values.mapping(values.parsed(answer.body)))
        if found is not None and found.id == identifier:
            return replace(credited(found, name), observed_at=answer.at)
    return replace(missing, detail=f"{missing.detail} (asked too: {', '.join(names)})".strip())


def _fxtwitter(answer: Mapping[str, object]) -> Post | None:
    tweet = values.mapping(answer, "tweet") or values.mapping(answer, "status")
    author = values.mapping(tweet, "author")
    handle = tweet_json.handle_of(author.get("screen_name"))
    media = values.mapping(tweet, "media")
    refs = [
        _ref(item.get("url"), "photo", item, item.get("altText"))
        for item in map(values.mapping, values.items(media.get("photos"), 20))
    ]
    for item in map(values.mapping, values.items(media.get("videos"), 20)):
        role = "gif" if item.get("type") == "gif" else "video"
        refs += [_ref(item.get("url"), role, item), _ref(item.get("thumbnail_url"), "poster", item)]
    named = {"id": tweet.get("id"), "handle": handle, "author": author.get("name")}
    return _post({**tweet, **named, "at": tweet.get("created_timestamp")}, refs)


def _vxtwitter(answer: Mapping[str, object]) -> Post | None:
    handle = tweet_json.handle_of(answer.get("user_screen_name"))
    roles = {"image": "photo", "video": "video", "gif": "gif"}
    refs: list[MediaRef | None] = []
    for item in map(values.mapping, values.items(answer.get("media_extended"), 20)):
        role = roles.get(str(item.get("type")), "photo")
        refs.append(_ref(item.get("url"), role, values.mapping(item, "size"), item.get("altText")))
        refs += [_ref(item.get("thumbnail_url"), "poster", {})] if role != "photo" else []
    named = {"id": answer.get("tweetID"), "handle": handle, "author": answer.get("user_name")}
    return _post({**answer, **named, "at": answer.get("date_epoch")}, refs)


def _post(told: Mapping[str, object], refs: Sequence[MediaRef | None]) -> Post | None:
    known, text, at = values.digits(told.get("id")), values.text(told.get("text")), values.number(told.get("at"))
    handle = values.text(told.get("handle"))
    media = tuple(replace(ref, index=index) for index, ref in enumerate(ref for ref in refs if ref))
    if known is None or not (text or media):
        return None
    return Post(
        platform="twitter",
        id=known,
        url=tweet_json.permalink(known, handle),
        author=values.text(told.get("author")),
        handle=handle,
        author_url=f"https://x.com/{handle}" if handle else None,
        posted_at=moment(at * 1000) if at else tweet_json.posted_at(known),
        text=text,
        language=values.text(told.get("lang")),
        media=media,
        counts=counts(
            likes=told.get("likes"),
            reposts=told.get("retweets"),
            replies=told.get("replies"),
            views=told.get("views"),
        ),
    )


def _ref(url: object, role: str, size: Mapping[str, object], alt: object = None) -> MediaRef | None:
    address = values.link(url)
    width, height = values.number(size.get("width")), values.number(size.get("height"))
    if address is None:
        return None
    return MediaRef(candidates=(address,), role=role, alt=values.text(alt) or "", width=width, height=height)


_READERS: Mapping[str, Reader] = {"fxtwitter": _fxtwitter, "vxtwitter": _vxtwitter}
THIRD_PARTIES = {source.name: (source, _READERS[source.name]) for source in SOURCES if source.opt_in}
"""Who may be named, how each is asked, and what reads the answer."""
