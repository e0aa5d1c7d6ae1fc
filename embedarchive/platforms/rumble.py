"""Rumble: videos. The id in a player's frame is another than the one in the page's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "rumble"
EXAMPLE = "https://rumble.com/v4abcde-a-night-over-the-harbour.html"
WELL_KNOWN = "https://rumble.com/vdmum1-moose-the-dog-helps-girls-dig-a-snow-fort.html"
HOSTS = ("rumble.com",)

MARKUP = (Shape(form="script", tag="script", call="Rumble", attributes=(("", "https://rumble.com/embed/{2}/"),)),)

OEMBED = OEmbed(
    endpoint="https://rumble.com/api/Media/oembed.json", parameters=(), page=True, profile="rumble.com/c/{}"
)
SOURCES = (
    OEMBED.source(ids="v.*", gives="title, author, image", shape="made", checked="2026-11-29"),
    Source(name="page", ids="v.*", gives="day, description", shape="made", checked="2026-11-23"),
    Source(
        name="player",
        url="https://rumble.com/embedJS/u3/?request=video&ver=2&v={code}",
        ids="embed/.*",
        who="Rumble's player",
        kind="api",
        gives="of a frame, also of that which oEmbed names: title, author, hour, files",
        shape="documented",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names: `v4abcde` of a page, `embed/v4abcde` of a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("embed" | "embedJS", code, *_):
            code = code.rpartition(".")[2]  # a publisher's id may stand before it: `u2ab.v4abcde`
            if re.fullmatch(r"v[a-z0-9]{4,9}", code):
                return Reference(platform=NAME, id=f"embed/{code}", url=f"https://rumble.com/embed/{code}/")
        case (page, *_):
            found = re.match(r"(v[a-z0-9]{4,9})(?:-[^/]{1,300}\.html|\.html)\Z", page)
            if found:
                return Reference(platform=NAME, id=found.group(1), url=f"https://rumble.com/{page}")
            if re.fullmatch(r"v(?=[A-Za-z]{0,8}\d)[A-Za-z0-9]{4,9}", page):  # without its title
                return Reference(platform=NAME, id=page.lower(), url=f"https://rumble.com/{page.lower()}")
    return None


def capture(embed: Embed) -> Capture:
    """Ask Rumble's player, which names the files, about the id of a frame; oEmbed and the page about that of a page.

    oEmbed names the frame of a page's video, whose player is asked then, too.
    """
    from embedarchive.protocols.asking import outcomes, service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import filled

    if embed.id and embed.id.startswith("embed/"):
        return (yield from outcomes.by_id(embed, "https://rumble.com/{}/", SOURCES[-1], read))
    asking, frame = service.capture(Service(NAME, recognise, oembed=OEMBED), embed), None
    try:
        asked = next(asking)
        while True:
            answer = yield asked
            frame = frame or (_framed(values.parsed(answer.body)) if isinstance(answer, Response) else None)
            asked = asking.send(answer)
    except StopIteration as end:
        found: Post | Missing = end.value
    if frame is None or isinstance(found, Missing):
        return found
    answer = yield SOURCES[-1].request(frame)
    told = read(answer) if isinstance(answer, Response) and answer.status == 200 else None
    if not isinstance(told, Post) or told.id != frame.id or not _is_about(told, found):
        return found
    bare = replace(found, media=(), sources=tuple(said for said in found.sources if said[0] != "media"))
    return filled(bare if told.media else found, told)


def _framed(answer: object) -> Reference | None:
    """The frame that an oEmbed answer names."""
    from embedarchive.protocols.reading import values

    found = re.search(
        r"https://rumble\.com/embed/[a-z0-9.]{5,30}/?", values.text(values.mapping(answer).get("html")) or ""
    )
    return recognise(found[0]) if found else None


def _is_about(told: Post, found: Post) -> bool:
    """Whether the player's address, or its title, is that of the page."""
    page = recognise(told.url or "")
    return (page is not None and page.id == found.id) or (told.text or "?") in (found.text or "")


def read(response: Response) -> Post | Missing | None:
    """What the player is told of a video, or an oEmbed answer or a page, live or archived."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.oembed_answer import is_answer
    from embedarchive.protocols.reading.provenance import credited

    answer, asked = answered(response), urls.parse(response.url)
    if not answer or is_answer(answer):
        return service.read(Service(NAME, recognise, oembed=OEMBED), response)
    title, code = values.text(answer.get("title")), asked.parameter("v") if asked else ""
    named = recognise(f"https://rumble.com/embed/{code}/")
    if title is None or named is None:
        return None
    author = values.mapping(answer, "author")
    profile = urls.parse(values.link(author.get("url")) or "")
    page = recognise(urls.resolve(values.text(answer.get("l")) or "", "https://rumble.com/") or "")
    post = Post(
        platform=NAME,
        id=named.id,
        url=page.url if page else named.url,
        author=values.text(author.get("name")),
        handle=profile.segments[1] if profile and len(profile.segments) == 2 else None,
        author_url=str(profile) if profile else None,
        posted_at=values.moment(answer.get("pubDate")),
        text=title.strip(),
        media=_media(answer),
    )
    return credited(post, "player")


def _media(answer: Mapping[str, object]) -> tuple[MediaRef, ...]:
    """The MP4 files from the largest down as candidates of one video, and its poster."""
    from embedarchive.protocols.reading import values

    listed = values.mapping(answer, "ua", "mp4")
    files = [values.mapping(each) for each in listed.values()][:20] or [values.mapping(answer, "u", "mp4")]
    files = [each for each in files if values.link(each.get("url"))]
    files.sort(key=lambda each: -(values.number(values.mapping(each, "meta").get("w")) or 0))
    seconds = values.real(answer.get("duration")) or None
    found = []
    if files:
        best = values.mapping(files[0], "meta")
        found.append(
            MediaRef(
                candidates=tuple(dict.fromkeys(str(each["url"]) for each in files)),
                role="video",
                width=values.number(best.get("w")),
                height=values.number(best.get("h")),
                duration_s=seconds,
            )
        )
    if poster := values.link(answer.get("i")):
        found.append(MediaRef(candidates=(poster,), role="poster", index=len(found)))
    return tuple(found)
