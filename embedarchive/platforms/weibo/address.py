"""Weibo: posts, by number or by the code that its addresses show."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reason, Reference, Request, Response

NAME = "weibo"
EXAMPLE = "https://weibo.com/1234567890/MfZ2k9abc"
WELL_KNOWN = "https://weibo.com/7827771738/N4xlMvjhI"
HOSTS = ("weibo.com", "weibo.cn")


def recognise(url: str) -> Reference | None:
    """The post that a URL names; its id is the number, which the code spells in base 62."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    user = ""
    film = address.segments[2] if address.segments[:2] == ("tv", "show") and len(address.segments) > 2 else ""
    film = film or (address.parameter("fid") if address.segments[:1] == ("show",) else "")
    if re.fullmatch(r"\d{4}:(?:\d{10,18}|[0-9a-f]{32})", film):  # a film has an id of its own
        return Reference(platform=NAME, id=film, url=f"https://weibo.com/tv/show/{film}")
    match address.segments:
        case ("status" | "detail", name, *_):
            pass
        case (user, name, *_) if user.isdigit():
            pass
        case _:
            return None
    number = name if re.fullmatch(r"\d{15,18}", name) else _number(name)
    if number is None:
        return None
    place = user or "detail"
    host = "weibo.com" if user else "m.weibo.cn"
    return Reference(platform=NAME, id=number, url=f"https://{host}/{place}/{name}")


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _number(code: str) -> str | None:
    """From the end, each group of four characters is seven decimal digits."""
    if not re.fullmatch(r"[A-Za-z0-9]{8,10}", code):
        return None
    groups = [code[max(0, end - 4) : end] for end in range(len(code), 0, -4)]
    numbers = []
    for group in groups:
        value = 0
        for char in group:
            value = value * 62 + _DIGITS.index(char)
        numbers.append(value)
    return "".join(f"{value:07d}" for value in reversed(numbers)).lstrip("0")


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """What a page for telephones is drawn from (`$render_data`); null where it has none of that."""
    from embedarchive.platforms.weibo import answers
    from embedarchive.protocols.reading import values

    address = urls.parse(response.url)
    if address is not None and address.host.startswith(("passport.", "visitor.")):
        return Missing(reason=Reason.LOGIN_WALL, detail="Weibo asks for a visitor's pass, which a browser makes")
    data = values.embedded(values.decoded(response.body), "$render_data")
    status = values.mapping(data, "status")
    return answers.post(status, reference) if status else None


def capture(embed: Embed) -> Capture:
    """The page; where that leads to the visitor's pass, the interface of the site for telephones."""
    from embedarchive.protocols.declaring.oembed import Asking

    found = yield from Asking(NAME, recognise, page=read_page)(embed)
    known = recognise(embed.url or "")
    if isinstance(found, Post) or known is None or found.reason is not Reason.LOGIN_WALL:
        return found
    answer = yield Request(url=f"https://m.weibo.cn/statuses/show?id={known.id}", kind="api")
    told = read(answer) if isinstance(answer, Response) else None
    return told if isinstance(told, Post) and told.id == known.id else found


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the interfaces of both sites, or a page."""
    from embedarchive.platforms.weibo import answers
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Reading
    from embedarchive.protocols.reading import values

    answer = answered(response)
    status = values.mapping(answer, "data") or answer
    if answer and "user" in status:
        return answers.post(status, None)
    return Reading(NAME, recognise, page=read_page)(response)
