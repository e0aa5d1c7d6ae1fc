"""BitChute: videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "bitchute"
LABEL = "BitChute"
EXAMPLE = "https://www.bitchute.com/video/AbCdEfGhIjKl/"
WELL_KNOWN = "https://www.bitchute.com/video/UGlrF9o9b-Q/"
HOSTS = ("bitchute.com",)
SOURCES = (
    Source(name="page", gives="title, image", shape="documented", checked="2026-11-29"),
    Source(
        name="api",
        url="https://api.bitchute.com/api/beta/video",
        who="BitChute's API",
        kind="api",
        headers=(("Accept", "application/json"), ("Content-Type", "application/json")),
        posted='{"video_id": "{id}"}',
        gives="title, channel, hour, image, description",
        shape="documented",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("video" | "embed" | "torrent", code, *_) if re.fullmatch(r"[A-Za-z0-9_-]{8,16}", code):
            return Reference(platform=NAME, id=code, url=f"https://www.bitchute.com/video/{code}/")
    return None


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the interface, or a page."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.wording import joined

    answer = answered(response)
    code, title = values.text(answer.get("video_id")), values.text(answer.get("video_name"))
    if not code or not title:
        return service.read(Service(NAME, recognise), response)
    channel, still = values.mapping(answer, "channel"), values.link(answer.get("thumbnail_url"))
    return credited(
        Post(
            platform=NAME,
            id=code,
            url=f"https://www.bitchute.com/video/{code}/",
            author=values.text(channel.get("channel_name")),
            author_url=values.link(
                urls.resolve(values.text(channel.get("channel_url")) or "", "https://www.bitchute.com/")
            ),
            posted_at=values.moment(answer.get("date_published")),
            text=joined(title, values.text(answer.get("description"))),
            media=(MediaRef(candidates=(still,), role="poster"),) if still else (),
            counts=counts(views=answer.get("view_count")),
        ),
        "api",
    )
