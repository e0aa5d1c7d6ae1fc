"""PeerTube: videos on any host, by their UUID or its short form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Request, Response
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
    Source(
        name="api",
        url="https://{host}/api/v1/videos/{code}",
        who="{host}",
        kind="api",
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
        case ("videos", "embed" | "watch", code) | ("w", code) | ("api", "v1", "videos", code) if re.fullmatch(
            f"{_UUID}|{_SHORT}", code
        ):
            return Reference(
                platform=NAME, id=f"{address.host}/{code}", url=f"https://{address.host}/videos/watch/{code}"
            )
    return None


def capture(embed: Embed) -> Capture:
    """The page and the oEmbed answer that it names; then ActivityPub, which has the words whole, files and numbers.

    Where neither shows the video, the interface for programs does.
    """
    from embedarchive.protocols.asking import second_interface, service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading.provenance import filled

    shown = yield from service.capture(Service(NAME, recognise), embed)
    if isinstance(shown, Missing) and shown.reason not in {Reason.UNSUPPORTED, Reason.PROTOCOL, Reason.LOGIN_WALL}:
        return shown
    known = recognise(embed.url or "")
    answer = yield SOURCES[1].request(known) if known else Request(url=embed.url or "")
    told = read(answer) if isinstance(answer, Response) else None
    if isinstance(told, Post):
        return filled(told, shown) if isinstance(shown, Post) else told
    return (yield from second_interface.then(shown, SOURCES[2], known, read)) if known else shown


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a video, live or archived: of ActivityPub, of the interface, of oEmbed, a page."""
    from embedarchive.protocols.asking import fediverse, outcomes, service
    from embedarchive.protocols.declaring.oembed import Service

    video, known = outcomes.answered(response), recognise(response.url)
    if "uuid" in video and "name" in video and "@context" not in video:
        return _video(video, known) if known is not None else None
    told = fediverse.read(response, recognise) if response.body.lstrip()[:1] == b"{" else None
    return told if told is not None else service.read(Service(NAME, recognise), response)


def _video(video: Mapping[str, object], known: Reference) -> Post | None:
    """A video as the interface gives it; None of another one.

    Format: https://docs.joinpeertube.org/api-rest-reference.html.
    """
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.wording import joined

    host, _, code = known.id.partition("/")
    if code not in (video.get("uuid"), video.get("shortUUID")):
        return None
    account = values.mapping(video, "account")
    name, server = values.text(account.get("name")), values.text(account.get("host")) or host
    seconds = values.number(video.get("duration"))
    still = values.text(video.get("previewPath")) or values.text(video.get("thumbnailPath"))
    picture = values.link(urls.resolve(still, f"https://{host}/")) if still else None
    films = _files(video)
    return credited(
        Post(
            platform=NAME,
            id=known.id,
            url=values.link(video.get("url")) or known.url,
            author=values.text(account.get("displayName")),
            handle=f"{name}@{server}" if name else None,
            author_url=values.link(account.get("url")),
            posted_at=values.moment(video.get("publishedAt")),
            text=joined(values.text(video.get("name")), values.text(video.get("description"))),
            language=values.text(values.mapping(video, "language").get("id")),
            media=(
                *([MediaRef(candidates=films, role="video", duration_s=seconds)] if films else []),
                *([MediaRef(candidates=(picture,), role="poster", index=len(films[:1]))] if picture else []),
            ),
            counts=counts(views=video.get("views"), likes=video.get("likes"), replies=video.get("comments")),
            sensitive=video.get("nsfw") is True,
        ),
        "api",
    )


def _files(video: Mapping[str, object]) -> tuple[str, ...]:
    """The files of a video, the largest first: whole ones, else those that its playlists are made of."""
    from embedarchive.protocols.reading import values

    lists = (values.mapping(one).get("files") for one in values.items(video.get("streamingPlaylists"), 10))
    named = [values.items(video.get("files"), 40), *(values.items(files, 40) for files in lists)]
    files = [values.mapping(one) for listed in named for one in listed]
    files.sort(key=lambda one: -(values.number(values.mapping(one, "resolution").get("id")) or 0))
    return tuple(dict.fromkeys(link for one in files if (link := values.link(one.get("fileUrl")))))
