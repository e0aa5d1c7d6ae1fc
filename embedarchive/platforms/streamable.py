"""Streamable: short videos."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "streamable"
EXAMPLE = "https://streamable.com/ab3cd"
WELL_KNOWN = "https://streamable.com/dnd1"
HOSTS = ("streamable.com",)
SOURCES = (
    Source(
        name="api",
        url="https://api.streamable.com/videos/{id}",
        who="Streamable",
        kind="api",
        gives="title, file",
        shape="documented",
        checked="2026-11-23",
    ),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("e" | "o" | "s" | "t", code, *_) if re.fullmatch(r"[a-z0-9]{4,8}", code):
            # One of letters only could be the name of a page of its own (`login`).
            path = code if any(char.isdigit() for char in code) else f"e/{code}"
            return Reference(platform=NAME, id=code, url=f"https://streamable.com/{path}")
        case (code,) if re.fullmatch(r"(?=[a-z]{0,7}[0-9])[a-z0-9]{4,8}", code):
            return Reference(platform=NAME, id=code, url=f"https://streamable.com/{code}")
    return None


def capture(embed: Embed) -> Capture:
    """Ask Streamable's open interface, which names the file (https://support.streamable.com/api-documentation)."""
    from embedarchive.protocols.asking import outcomes

    return outcomes.by_id(embed, "https://streamable.com/{}", SOURCES[0], read)


def read(response: Response) -> Post | Missing | None:
    """What an answer of the interface, or an archived page, says of a video. It names no author and no day."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    answer = answered(response)
    if not answer:
        return service.read(Service(NAME, recognise), response)
    asked = urls.parse(response.url)
    named = recognise(f"https://streamable.com/e/{asked.segments[-1]}") if asked and asked.segments else None
    media = _media(answer)
    if named is None or not media:
        return None
    post = Post(platform=NAME, id=named.id, url=named.url, text=values.text(answer.get("title")), media=media)
    return credited(post, "api")


def _media(answer: Mapping[str, object]) -> tuple[MediaRef, ...]:
    """The files from the largest to the smallest as candidates of one video, and its poster."""
    from embedarchive.protocols.reading import values

    files = [values.mapping(each) for each in values.mapping(answer, "files").values()]
    files.sort(key=lambda each: -(values.number(each.get("width")) or 0))
    links = [link for each in files if (link := values.link(urls.resolve(values.text(each.get("url")) or "", None)))]
    found = []
    if links:
        best = files[0]
        found.append(
            MediaRef(
                candidates=tuple(dict.fromkeys(links)),
                role="video",
                width=values.number(best.get("width")),
                height=values.number(best.get("height")),
                duration_s=values.real(best.get("duration")),
            )
        )
    poster = values.link(urls.resolve(values.text(answer.get("thumbnail_url")) or "", None))
    if poster:
        found.append(MediaRef(candidates=(poster,), role="poster", index=len(found)))
    return tuple(found)
