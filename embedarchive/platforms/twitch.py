"""Twitch: clips, recorded streams, collections; a channel's live player too, which is what was on at the time."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reference, Response
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "twitch"
EXAMPLE = "https://clips.twitch.tv/BraveSilentOtterFunRun"
WELL_KNOWN = "https://clips.twitch.tv/FaintLightGullWholeWheat"
HOSTS = ("twitch.tv",)
MARKUP = tuple(
    Shape(form="script", tag="script", call=call, attributes=(("video", "https://www.twitch.tv/videos/{}"),))
    for call in ("Twitch.Player", "Twitch.Embed")
)
SOURCES = (Source(name="page", gives="title, channel, image", shape="recorded", checked="2026-11-29"),)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The clip, video, collection or framed channel that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("player.twitch.tv"):
        return _player(address)
    if address.on("clips.twitch.tv"):
        return _clip(address.parameter("clip") if parts[:1] == ("embed",) else "".join(parts[:1]))
    match parts:
        case ("videos", number, *_) | (_, "v" | "video", number, *_):
            return _video(number)
        case ("clip", slug, *_):  # m.twitch.tv
            return _clip(slug)
        case (channel, "schedule", *_) if (number := address.parameter("vodID")).isdigit():
            return _video(number)
        case (channel, "clip", slug, *_):
            return _clip(slug, channel)
        case ("collections", code, *_):
            return _named("collections", code)
    return None


def _player(address: urls.Address) -> Reference | None:
    return (
        _video(address.parameter("video"))
        or _named("collections", address.parameter("collection"))
        or _named("", address.parameter("channel"))
    )


def _clip(slug: str, channel: str | None = None) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{5,100}", slug):
        return None
    return Reference(platform=NAME, id=slug, url=f"https://clips.twitch.tv/{slug}", handle=channel)


def _video(number: str) -> Reference | None:
    number = number.removeprefix("v")
    if not re.fullmatch(r"\d{5,12}", number):
        return None
    return Reference(platform=NAME, id=number, url=f"https://www.twitch.tv/videos/{number}")


def _named(kind: str, name: str) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{3,40}", name):
        return None
    path = f"{kind}/{name}" if kind else name
    return Reference(platform=NAME, id=path, url=f"https://www.twitch.tv/{path}", handle=None if kind else name)


_TITLE = re.compile(r"(?P<title>.{1,300}) - (?P<channel>[A-Za-z0-9_]{3,30}) on Twitch", re.DOTALL)
_WENT_LIVE = re.compile(r"(?P<channel>[A-Za-z0-9_]{3,30}) went live on Twitch\. Catch up on their .{1,200} VOD now\.")


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page in the common way, without what Twitch puts around a title; the channel stands there."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited, filled
    from embedarchive.protocols.reading.wording import joined

    page = _page.page(values.decoded(response.body), response.url)
    own = recognise(page.canonical or "")
    named = _TITLE.fullmatch(page.say("og:title") or "")
    found = _page.read(page, reference) if own and own.id == reference.id and named else None
    if found is None or named is None:
        return None
    described = page.say("og:description") or ""
    text = joined(named["title"], None if _WENT_LIVE.fullmatch(described) else described)
    channel = named["channel"]
    author = Post(platform=NAME, author=channel, handle=channel, author_url=f"https://www.twitch.tv/{channel}")
    return filled(replace(found, text=text), credited(author, "opengraph"))
