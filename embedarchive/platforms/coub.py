"""Coub: looped videos."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "coub"
EXAMPLE = "https://coub.com/view/2pc24rpb"
WELL_KNOWN = "https://coub.com/view/5u5n1"
HOSTS = ("coub.com",)
SOURCES = (
    Source(
        name="api",
        url="https://coub.com/api/v2/coubs/{id}.json",
        who="Coub",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-23",
    ),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    framed = address.parameter("coubID")
    match address.segments:
        case ("fb-player.swf",) if re.fullmatch(r"[a-z0-9]{4,12}", framed):
            return Reference(platform=NAME, id=framed, url=f"https://coub.com/view/{framed}")
        case ("view" | "embed", code, *_) if re.fullmatch(r"[a-z0-9]{4,12}", code):
            return Reference(platform=NAME, id=code, url=f"https://coub.com/view/{code}")
    return None


def capture(embed: Embed) -> Capture:
    """Ask Coub's open interface (https://coub.com/dev/docs), which names the files."""
    from embedarchive.protocols.asking import outcomes

    return outcomes.by_id(embed, "https://coub.com/view/{}", SOURCES[0], read)


def read(response: Response) -> Post | Missing | None:
    """What an answer of the interface, or an archived page, says of a video."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    answer = answered(response)
    if not answer:
        return service.read(Service(NAME, recognise), response)
    named = recognise(f"https://coub.com/view/{values.text(answer.get('permalink')) or ''}")
    channel = values.mapping(answer, "channel")
    handle = values.text(channel.get("permalink"))
    counts = {"likes": "likes_count", "reposts": "recoubs_count", "views": "views_count"}
    if named is None:
        return None
    post = Post(
        platform=NAME,
        id=named.id,
        url=named.url,
        author=values.text(channel.get("title")),
        handle=handle,
        author_url=f"https://coub.com/{handle}" if handle else None,
        posted_at=values.moment(answer.get("created_at")),
        text=values.text(answer.get("title")),
        media=_media(answer),
        counts=tuple(
            (name, count) for name, key in counts.items() if (count := values.number(answer.get(key))) is not None
        ),
        sensitive=answer.get("not_safe_for_work") is True,
    )
    return credited(post, "api")


def _media(answer: Mapping[str, object]) -> tuple[MediaRef, ...]:
    """The file for sharing, which has its sound, then those without; and the poster."""
    from embedarchive.protocols.reading import values

    silent = values.mapping(answer, "file_versions", "html5", "video")
    given = [values.mapping(answer, "file_versions", "share").get("default")]
    given += [values.mapping(silent, size).get("url") for size in ("higher", "high", "med")]
    found = []
    if links := tuple(dict.fromkeys(link for each in given if (link := values.link(each)))):
        found.append(MediaRef(candidates=links, role="video", duration_s=values.real(answer.get("duration"))))
    if poster := values.link(answer.get("picture")):
        found.append(MediaRef(candidates=(poster,), role="poster", index=len(found)))
    return tuple(found)
