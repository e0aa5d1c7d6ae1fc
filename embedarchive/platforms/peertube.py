"""PeerTube: videos on any host, by their UUID or its short form."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reason, Reference, Request, Response
from embedarchive.protocols.declaring.sources import ACTIVITY, Source

NAME = "peertube"
LABEL = "PeerTube"
EXAMPLE = "https://tube.example/videos/watch/9db9f3f1-9b54-44ed-9e91-461d262d2205"
WELL_KNOWN = "https://framatube.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d"
HOSTS: tuple[str, ...] = ()
MARKS = ("/videos/embed/", "/videos/watch/", "/w/")
SOURCES = (
    Source(
        name="page",
        gives="title, author, and the oEmbed answer that it names",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="activitypub",
        who="{host}",
        kind="api",
        headers=ACTIVITY,
        gives="everything",
        shape="recorded",
        checked="2026-11-29",
    ),
)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SHORT = r"[1-9A-HJ-NP-Za-km-z]{22}"


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame; its id is `host/uuid`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    match address.segments:
        case ("videos", "embed" | "watch", code) | ("w", code) if re.fullmatch(f"{_UUID}|{_SHORT}", code):
            return Reference(
                platform=NAME, id=f"{address.host}/{code}", url=f"https://{address.host}/videos/watch/{code}"
            )
    return None


def capture(embed: Embed) -> Capture:
    """The page and the oEmbed answer that it names; then ActivityPub, which has the words whole, files and numbers."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading.provenance import filled

    shown = yield from service.capture(Service(NAME, recognise), embed)
    if isinstance(shown, Missing) and shown.reason not in {Reason.UNSUPPORTED, Reason.PROTOCOL, Reason.LOGIN_WALL}:
        return shown
    known = recognise(embed.url or "")
    answer = yield SOURCES[-1].request(known) if known else Request(url=embed.url or "")
    told = read(answer) if isinstance(answer, Response) else None
    if not isinstance(told, Post):
        return shown
    return filled(told, shown) if isinstance(shown, Post) else told


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a video, live or archived: of ActivityPub, of oEmbed, a page."""
    from embedarchive.protocols.asking import fediverse, service
    from embedarchive.protocols.declaring.oembed import Service

    told = fediverse.read(response, recognise) if response.body.lstrip()[:1] == b"{" else None
    return told if told is not None else service.read(Service(NAME, recognise), response)
