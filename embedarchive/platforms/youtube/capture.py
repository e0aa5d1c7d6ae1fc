"""Capturing a YouTube video: oEmbed and its watch page."""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive.model import (
    Capture,
    Embed,
    MediaRef,
    Missing,
    Post,
    Reason,
    Reference,
    Response,
)
from embedarchive.platforms.youtube.address import NAME, OEMBED, SOURCES, WATCH, recognise, stills
from embedarchive.protocols.asking import service
from embedarchive.protocols.asking.service import merged
from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.declaring.oembed import Service
from embedarchive.protocols.reading import notices, values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.oembed_answer import handle_of
from embedarchive.protocols.reading.provenance import credited, renamed


def capture(embed: Embed) -> Capture:
    """Ask by oEmbed and for the page; where that is a consent form, once more with the answer that it would set."""
    found = yield from service.capture(SERVICE, embed)
    known, consented = recognise(embed.url or ""), SOURCES[-1]
    walled = found.posted_at is None if isinstance(found, Post) else found.reason is Reason.LOGIN_WALL
    if known is None or not walled or not consented.answers(known.id):
        return found
    answer = yield consented.request(known)
    shown = read_page(answer, known) if isinstance(answer, Response) and answer.status == 200 else None
    if not isinstance(shown, Post):
        return found
    shown = renamed(shown, consented.reads, consented.name)
    return merged(found, shown) if isinstance(found, Post) else shown


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A watch page by what it tells its player (`ytInitialPlayerResponse`); None when that is not there.

    Whether a video is gone, private or withheld stands there, and a page about a video that is gone is a 200 like any
    other. Reasons are in the words of a language.
    """
    from embedarchive.platforms.youtube import other_pages

    markup = values.decoded(response.body)
    if other_pages.FRAME in markup:
        return other_pages.of_frame(markup, reference)
    listed = other_pages.of_playlist(markup, reference) if "list=" in reference.url else None
    if listed is not None:
        return listed
    told = values.embedded(markup, "ytInitialPlayerResponse =") or values.embedded(markup, "ytInitialPlayerResponse")
    video = values.mapping(told, "videoDetails")
    if values.text(video.get("title")) and (not reference.id or video.get("videoId") == reference.id):
        return _shown(told, reference)
    status = values.text(values.mapping(told, "playabilityStatus").get("status"))
    from embedarchive.platforms.youtube import watch_page

    if not told and any(mark in response.body for mark in watch_page.MARKS):
        return watch_page.read(markup, reference)
    return _unplayable(told, status) if status and status != "OK" else None


def _shown(told: Mapping[str, object], reference: Reference) -> Post:

    video = values.mapping(told, "videoDetails")
    more = values.mapping(told, "microformat", "playerMicroformatRenderer")
    identifier = values.text(video.get("videoId")) or reference.id
    profile = values.link(more.get("ownerProfileUrl"))
    seconds = values.number(video.get("lengthSeconds"))
    numbers = {"views": video.get("viewCount"), "likes": more.get("likeCount")}
    written = values.text(more.get("publishDate")) or values.text(more.get("uploadDate"))
    exact = values.moment(written)
    parts = (values.text(video.get("title")), values.text(video.get("shortDescription")))
    pictures = stills(identifier, "")
    return credited(
        Post(
            platform=NAME,
            id=identifier,
            url=WATCH.format(identifier),
            author=values.text(video.get("author")),
            handle=handle_of(profile, "youtube.com/@{}"),
            author_url=profile,
            posted_at=exact or day(written),
            text="\n\n".join(part.strip() for part in parts if part),
            media=(MediaRef(candidates=pictures, role="poster", duration_s=seconds or None),) if pictures else (),
            counts=counts(**numbers),
        ),
        "page",
        **({} if exact else {"posted_at": "day"}),
    )


def _unplayable(told: Mapping[str, object], status: str) -> Missing:
    """Why the player shows nothing, in YouTube's words."""
    said = values.mapping(told, "playabilityStatus")
    screen = values.mapping(said, "errorScreen", "playerErrorMessageRenderer", "subreason")
    runs = [values.mapping(run).get("text") for run in values.items(screen.get("runs"), 20)]
    given = (said.get("reason"), *values.items(said.get("messages"), 3), screen.get("simpleText"), *runs)
    detail = ". ".join(dict.fromkeys(text.strip(" .") for each in given if (text := values.text(each))))
    # Otherwise an age that must be proved, a robot that must be denied, members only.
    usual = Reason.DELETED if status == "ERROR" else Reason.LOGIN_WALL
    reason = notices.of_player(detail) or usual
    return Missing(reason=reason, detail=detail or f"YouTube's player says {status}")


def read(response: Response) -> Post | Missing | None:
    """What an oEmbed answer or a page says, live or archived."""
    return service.read(SERVICE, response)


SERVICE = Service(NAME, recognise, oembed=OEMBED, page=read_page)
