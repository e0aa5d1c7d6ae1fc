"""Bilibili: videos, by number (`av170001`) or by the code that spells it since 2020 (`BV17x411w7KC`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "bilibili"
EXAMPLE = "https://www.bilibili.com/video/BV17x411w7KC"
WELL_KNOWN = "https://www.bilibili.com/video/BV1xx411c7mD"
HOSTS = ("bilibili.com", "b23.tv", "acg.tv", "hdslb.com")
_VIDEO = "https://www.bilibili.com/video/{}"
_VIEW = ("x", "web-interface", "view")
SOURCES = (
    Source(
        name="api",
        url="https://api.bilibili.com/x/web-interface/view?bvid={id}",
        who="Bilibili",
        kind="api",
        gives="everything but the film",
        shape="documented",
        checked="2026-11-30",
    ),
    Source(name="page", gives="the same, where no wall is before it", shape="documented", checked="2026-11-30"),
)

MARKUP = (
    Shape(form="data-attr", attributes=(("data-bvid", _VIDEO),)),
    *elements(_VIDEO, "bilibili-video[bvid]"),
    *elements(_VIDEO.format("av{}"), "bilibili-video[aid]"),  # by which shortcodes with a bare number are read, too
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video that a URL names, also as a player's frame or Flash file; its id is the code, whichever is named."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("video", name, *_) | ("s" | "mobile", "video", name, *_):
            return _video(name.removesuffix(".html"))
        case ("download_app.html",):  # where a share link leads that is for the app
            return recognise(address.parameter("preUrl"))
        case (*_, page) if page.endswith(("player.html", ".swf")) or address.segments[0] == "festival":
            number = address.parameter("aid")
            return _video(address.parameter("bvid")) or _video(number) or _video(f"av{number}")
        case (name,) if address.on("b23.tv", "acg.tv"):
            return _video(name) or (_shared(name) if address.on("b23.tv") else None)
        case (name,) if found := re.match(r"secure,(?:[^,]{0,200}&)?aid=(\d{1,16})\b", name, re.ASCII):
            return _video(f"av{found[1]}")
    return None


def _shared(token: str) -> Reference | None:
    """A share link; names of series, episodes and articles are none."""
    if not re.fullmatch(r"(?!(?:ep|ss|md|cv|au|av)\d+$)[A-Za-z0-9]{5,12}", token):
        return None
    return Reference(platform=NAME, id=token, url=f"https://b23.tv/{token}", shared=True)


_DIGITS = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_PLACES = (11, 10, 3, 8, 4, 6, 5, 7, 9)
"""Where the digits of a code stand in it, the lowest first."""
_MASK = 23442827791579
_BEYOND = 2**51
"""Above every number."""


def _code(number: int) -> str:
    """The code of a video's number, in base 58.

    Format: https://github.com/SocialSisterYi/bilibili-API-collect/blob/master/docs/misc/bvid_desc.md.
    """
    rest, code = (number | _BEYOND) ^ _MASK, [*"BV1", *"?" * 9]
    for place in _PLACES:
        rest, digit = divmod(rest, len(_DIGITS))
        code[place] = _DIGITS[digit]
    return "".join(code)


def _number(code: str) -> int | None:
    """The number that a code spells; None where it is not the code of that number."""
    value = 0
    for place in reversed(_PLACES):
        value = value * len(_DIGITS) + max(0, _DIGITS.find(code[place]))
    number = (value % _BEYOND) ^ _MASK
    return number if number < _BEYOND and _code(number) == code else None


def _video(name: str) -> Reference | None:
    kind, rest = name[:2].lower(), name[2:]
    if kind == "bv" and re.fullmatch(r"[A-Za-z0-9]{10}", rest):
        return Reference(platform=NAME, id=f"BV{rest}", url=_VIDEO.format(f"BV{rest}"))
    if kind == "av" and re.fullmatch(r"[0-9]{1,16}", rest) and 0 < int(rest) < _BEYOND:
        return _video(_code(int(rest)))
    return None


def addresses(embed: Embed) -> tuple[str, ...]:
    """The video's page by code and by number, and that for telephones."""
    if not embed.id:
        return (embed.url,) if embed.url else ()
    number = _number(embed.id) if embed.id.startswith("BV") and len(embed.id) == 12 else None
    by_number = (_VIDEO.format(f"av{number}"),) if number else ()
    return (_VIDEO.format(embed.id), *by_number, f"https://m.bilibili.com/video/{embed.id}")


def same_question(address: urls.Address) -> str | None:
    """The interface is asked by code or by number, and under two addresses."""
    if not address.on("api.bilibili.com") or address.segments not in (_VIEW, (*_VIEW[:2], "wbi", "view")):
        return None
    known = _video(address.parameter("bvid")) or _video(f"av{address.parameter('aid')}")
    return f"video {known.id}" if known else None


_MEANS = {
    -404: Reason.DELETED,
    62002: Reason.WITHHELD,
    62012: Reason.PRIVATE,
    62003: Reason.RATE_LIMITED,
    62004: Reason.RATE_LIMITED,
    -403: Reason.LOGIN_WALL,
    -352: Reason.LOGIN_WALL,
    -412: Reason.LOGIN_WALL,
    -509: Reason.RATE_LIMITED,
    -799: Reason.RATE_LIMITED,
    -500: Reason.SERVER_ERROR,
    -503: Reason.SERVER_ERROR,
    -504: Reason.SERVER_ERROR,
}
"""What its codes mean: there is none (or none for this country: it says no more); taken down; for its author only;
waiting or in review, which passes; for members only, or a wall against programs, which says nothing of the video; asked
too often; its own errors.

Source: docs/video/info.md and docs/misc/errcode.md of the same project.
"""
_UNTOLD = frozenset({Reason.LOGIN_WALL, Reason.PROTOCOL, Reason.NOT_IN_RECORDING, Reason.DECODE})


def capture(embed: Embed) -> Capture:
    """Ask Bilibili's open interface, then the page.

    Format: https://github.com/SocialSisterYi/bilibili-API-collect/blob/master/docs/video/info.md.
    """
    from embedarchive.protocols.asking import outcomes, service
    from embedarchive.protocols.declaring.oembed import Service

    found = yield from outcomes.by_id(embed, _VIDEO, SOURCES[0], read, means=((412, Reason.LOGIN_WALL),))
    if not isinstance(found, Missing) or found.reason not in _UNTOLD or not embed.url:
        return found
    told = yield from service.capture(Service(NAME, recognise, page=read_page), embed)
    # The page says to blocked addresses, too, that there is no such video.
    return told if isinstance(told, Post) or found.reason is Reason.NOT_IN_RECORDING else found


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """What a page is drawn from (`__INITIAL_STATE__`); None where it has none of that."""
    from embedarchive.protocols.reading import values

    markup = values.decoded(response.body)
    state = values.embedded(markup, "__INITIAL_STATE__")
    if not state and "window._riskdata_" not in markup:  # that is a wall's
        return None
    post = _post(values.mapping(state, "videoData") or values.mapping(state, "videoInfo"), "page")
    if post is None:
        return Missing(reason=Reason.LOGIN_WALL, detail="Bilibili's page shows no video")
    return post if post.id == reference.id else Missing(reason=Reason.PROTOCOL, detail="The page shows another video")


def read(response: Response) -> Post | Missing | None:
    """What an answer of the interface, or an archived page, says of a video."""
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered, said
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values

    answer = answered(response)
    if not answer:
        return service.read(Service(NAME, recognise, page=read_page), response)
    code, words = answer.get("code"), said(response)
    if isinstance(code, int) and code != 0:
        detail = f"Bilibili answers {code}{f': {words}' if words else ''}"
        return Missing(reason=_MEANS.get(code, Reason.PROTOCOL), detail=detail)
    return _post(values.mapping(answer, "data"), "api")


def _post(video: Mapping[str, object], source: str) -> Post | None:
    """The video that an answer or a page describes; its author is known by a number, which is no handle."""
    from embedarchive.protocols.declaring.id_times import moment
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.wording import joined

    known = _video(values.text(video.get("bvid")) or f"av{values.digits(video.get('aid'))}")
    title, described = values.text(video.get("title")), values.text(video.get("desc"))
    if known is None or title is None:
        return None
    owner, told, published = (values.mapping(video, "owner"), values.mapping(video, "stat"), video.get("pubdate"))
    account, seconds = values.digits(owner.get("mid")), values.number(published)
    cover = values.link(urls.resolve(values.text(video.get("pic")) or "", "https://www.bilibili.com/"))
    length = values.real(video.get("duration"))
    return credited(
        Post(
            platform=NAME,
            id=known.id,
            url=known.url,
            author=values.text(owner.get("name")),
            author_url=f"https://space.bilibili.com/{account}" if account else None,
            posted_at=moment(seconds * 1000) if seconds else None,
            text=joined(title, None if described == "-" else described),  # it is written where there is none
            media=(MediaRef(candidates=(cover,), role="poster", duration_s=length or None),) if cover else (),
            counts=counts(likes=told.get("like"), replies=told.get("reply"), views=told.get("view")),
        ),
        source,
    )
