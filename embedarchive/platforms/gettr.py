"""Gettr: posts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "gettr"
LABEL = "GETTR"
EXAMPLE = "https://gettr.com/post/p2abc3d4e5f"
WELL_KNOWN = "https://gettr.com/post/pcf6uv838f"
HOSTS = ("gettr.com",)
SOURCES = (
    Source(name="page", gives="text, author", shape="documented", checked="2026-11-29"),
    Source(
        name="api",
        url="https://api.gettr.com/u/post/{code}?incl=%22poststats%7Cuserinfo%22",
        who="GETTR's API",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:
    """The post that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("streaming", code, *_) if re.fullmatch(r"p[a-z0-9]{4,14}", code):
            return Reference(platform=NAME, id=f"streaming/{code}", url=f"https://gettr.com/streaming/{code}")
        case ("post", code, *_) if re.fullmatch(r"p[a-z0-9]{4,14}", code):
            return Reference(platform=NAME, id=code, url=f"https://gettr.com/post/{code}")
    return None


_MEDIA = "https://media.gettr.com/"


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the interface, or a page."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.id_times import moment
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited

    answer = answered(response)
    answer = values.mapping(answer, "result") or answer
    data = values.mapping(answer, "data")
    code = values.text(data.get("_id")) or values.text(data.get("pstid"))
    if not code:
        return service.read(Service(NAME, recognise), response)
    user = values.mapping(answer, "aux", "uinf", str(data.get("uid")))
    stats = values.mapping(answer, "aux", "s_pst")
    created = values.number(data.get("cdate"))
    handle = values.text(user.get("username")) or values.text(data.get("uid"))
    files = [("video", data.get("ovid"))] + [("photo", one) for one in values.items(data.get("imgs"), 20)]
    files += [("poster", data.get("main"))] if data.get("ovid") or data.get("vid") else []
    named = ((role, urls.resolve(values.text(one) or "", _MEDIA)) for role, one in files if one)
    media = [MediaRef(candidates=(link,), role=role) for role, address in named if (link := values.link(address))]
    return credited(
        Post(
            platform=NAME,
            id=code,
            url=f"https://gettr.com/post/{code}",
            author=values.text(user.get("nickname")),
            handle=handle,
            author_url=f"https://gettr.com/user/{handle}" if handle else None,
            posted_at=moment(created) if created else None,
            text=values.text(data.get("txt")),
            media=tuple(media),
            counts=counts(likes=stats.get("lkbpst"), replies=stats.get("cm"), reposts=stats.get("shbpst")),
        ),
        "api",
    )
