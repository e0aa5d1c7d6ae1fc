"""Dailymotion: videos."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "dailymotion"
IMAGE_HOSTS = ("dmcdn.net",)
EXAMPLE = "https://www.dailymotion.com/video/x7o6g1x"
WELL_KNOWN = "https://www.dailymotion.com/video/x5kesuj"
HOSTS = ("dailymotion.com", "dai.ly")
_VIDEO = "https://www.dailymotion.com/video/{}"

MARKUP = (
    *elements(
        _VIDEO, "amp-dailymotion[data-videoid]", "bento-dailymotion[data-videoid]", "dailymotion-video[video-id]"
    ),
    *(
        Shape(form="data-attr", attributes=((name, _VIDEO),))
        for name in ("data-dailymotion-id", "data-video-dailymotion")
    ),
    Shape(form="script", tag="script", attributes=(("data-video", _VIDEO),)),
    *(
        Shape(form="script", tag="script", call=call, attributes=(("video", _VIDEO),))
        for call in ("dailymotion.createPlayer", "DM.player")
    ),
)


def recognise(url: str) -> Reference | None:
    """The video that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("dai.ly"):
        return _video(parts[0]) if parts else None
    if parts and (parts[0] in ("player", "player.html") or address.on("geo.dailymotion.com")):
        return _video(address.parameter("video"))
    match parts:
        case (
            ("embed", "video", identifier, *_)
            | ("swf" | "crawler", "video", identifier, *_)
            | ("video" | "swf", identifier, *_)
        ):
            return _video(identifier)
    return None


def _video(identifier: str) -> Reference | None:
    identifier = identifier.partition("_")[0]  # `x7o6g1x_a-title`
    if not re.fullmatch(r"[xk][a-zA-Z0-9]{4,20}", identifier):
        return None
    return Reference(platform=NAME, id=identifier, url=_VIDEO.format(identifier))


def addresses(embed: Embed) -> tuple[str, ...]:
    """The video's page, its short link and its player."""
    if not embed.id:
        return (embed.url,) if embed.url else ()
    return (
        f"https://www.dailymotion.com/video/{embed.id}",
        f"https://dai.ly/{embed.id}",
        f"https://www.dailymotion.com/embed/video/{embed.id}",
    )


_API = "https://api.dailymotion.com/video/"
_POSTERS = ("thumbnail_1080_url", "thumbnail_720_url", "thumbnail_480_url", "thumbnail_url")
_FIELDS = (
    *("id", "title", "description", "owner.screenname", "owner.username", "owner.url", "created_time"),
    *("duration", "language", "explicit", "views_total", "likes_total"),
    *_POSTERS,
)


OEMBED = OEmbed(
    endpoint="https://www.dailymotion.com/services/oembed", parameters=(), profile="dailymotion.com/{}", page=True
)
SOURCES = (
    Source(
        name="api",
        url=f"{_API}{{id}}?fields={','.join(_FIELDS)}",
        who="Dailymotion",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
    OEMBED.source(gives="title, channel, image", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="title, description, hour", shape="recorded", checked="2026-11-29"),
)
_UNTOLD = frozenset({Reason.PROTOCOL, Reason.LOGIN_WALL, Reason.NOT_IN_RECORDING, Reason.DECODE})


def capture(embed: Embed) -> Capture:
    """Ask Dailymotion's open interface, which needs no key, then oEmbed and the page.

    Format: https://developers.dailymotion.com/reference/video-fields.
    """
    from dataclasses import replace

    from embedarchive.protocols.asking import outcomes, service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import notices

    found = yield from outcomes.by_id(embed, _VIDEO, SOURCES[0], read, means=((403, Reason.PRIVATE),))
    if isinstance(found, Missing) and found.reason is Reason.PRIVATE:  # or kept from a country, by its words
        return replace(found, reason=notices.of_player(found.detail) or found.reason)
    if isinstance(found, Missing) and found.reason in _UNTOLD and embed.url:
        told = yield from service.capture(Service(NAME, recognise, oembed=OEMBED, page=read_page), embed)
        return told if isinstance(told, Post) or found.reason is Reason.NOT_IN_RECORDING else found
    return found


_TITLE = re.compile(r"(?P<title>.{1,300}) - (?:Vid[eé]o )?Dailymotion(?: Video)?", re.DOTALL | re.IGNORECASE)


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page in the common way, without the site's name behind the title and its invitation to watch below."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited, filled
    from embedarchive.protocols.reading.wording import joined

    page = _page.page(values.decoded(response.body), response.url)
    own = recognise(page.canonical or "")
    found = _page.read(page, reference) if own and own.id == reference.id else None
    named = _TITLE.fullmatch(page.say("og:title") or "")
    if found is None or named is None:
        return found
    described = page.say("og:description") or ""
    invitation, _, rest = described.partition(f" {named['title']} - ")
    signed = re.fullmatch(r"(?P<name>.{1,100}) \S{1,12} Dailymotion", rest) if " " not in invitation else None
    if signed is not None:  # "Watch The mill - Mara Voss on Dailymotion", in the asker's language
        found = filled(found, credited(Post(platform=NAME, author=signed["name"]), "page"))
    return replace(found, text=joined(named["title"], None if named["title"] in described else described))


def read(response: Response) -> Post | Missing | None:
    """What an answer of the interface, or an archived page, says of a video."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.oembed_answer import handle_of, is_answer
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.soup import soup, words

    about = values.mapping(values.mapping(values.parsed(response.body), "error"), "error_data")
    known = recognise(response.url)
    if (
        response.status == 404
        and about.get("reason") == "object_not_found"
        and known
        and about.get("object_id") == known.id
    ):
        return Missing(reason=Reason.DELETED, detail="Dailymotion says that it has no such video", id=known.id)
    answer = answered(response)
    if not answer or is_answer(answer):
        return service.read(Service(NAME, recognise, oembed=OEMBED, page=read_page), response)
    identifier, title = values.text(answer.get("id")), values.text(answer.get("title"))
    if not identifier or not title:
        return None
    created = values.number(answer.get("created_time"))
    profile = values.link(answer.get("owner.url"))
    handle = values.text(answer.get("owner.username")) or handle_of(profile, OEMBED.profile)
    pictures = tuple(dict.fromkeys(link for key in _POSTERS if (link := values.link(answer.get(key)))))
    seconds = values.real(answer.get("duration"))
    counts = (("likes", values.number(answer.get("likes_total"))), ("views", values.number(answer.get("views_total"))))
    described = words(soup(values.text(answer.get("description")) or "")).strip()  # it is HTML
    post = Post(
        platform=NAME,
        id=identifier,
        url=_VIDEO.format(identifier),
        author=values.text(answer.get("owner.screenname")),
        handle=handle,
        author_url=profile,
        posted_at=moment(created * 1000) if created else None,
        text=f"{title}\n\n{described}" if described else title,
        language=values.text(answer.get("language")),
        media=(MediaRef(candidates=pictures, role="poster", duration_s=seconds or None),) if pictures else (),
        counts=tuple((name, count) for name, count in counts if count is not None),
        sensitive=answer.get("explicit") is True,
    )
    return credited(post, "api")
