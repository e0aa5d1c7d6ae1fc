"""Capturing a post of Weibo: its page, then the interface for telephones."""

from __future__ import annotations

from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    GONE,
    Capture,
    Embed,
    Missing,
    Post,
    Reason,
    Reference,
    Response,
)
from embedarchive.platforms.weibo import answers
from embedarchive.platforms.weibo.address import NAME, SOURCES, recognise
from embedarchive.protocols.asking import service
from embedarchive.protocols.asking.outcomes import answered
from embedarchive.protocols.declaring.oembed import Service
from embedarchive.protocols.reading import values


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """What a page for telephones is drawn from (`$render_data`); None where it has none of that."""
    address = urls.parse(response.url)
    if address is not None and address.host.startswith(("passport.", "visitor.")):
        return Missing(reason=Reason.LOGIN_WALL, detail="Weibo asks for a visitor's pass, which a browser makes")
    data = values.embedded(values.decoded(response.body), "$render_data")
    status = values.mapping(data, "status")
    return answers.post(status, reference) if status else None


_UNTOLD = frozenset({Reason.LOGIN_WALL, Reason.NOT_IN_RECORDING})


def capture(embed: Embed) -> Capture:
    """The page; where that leads to the visitor's pass, the interface of the site for telephones."""
    found = yield from service.capture(SERVICE, embed)
    known = recognise(embed.url or "")
    if isinstance(found, Post) or known is None or found.reason not in _UNTOLD:
        return found
    answer = yield SOURCES[-1].request(known)
    told = read(answer) if isinstance(answer, Response) else None
    if isinstance(told, Missing):
        return replace(told, id=known.id, url=known.url) if told.reason in GONE else found
    return told if isinstance(told, Post) and told.id == known.id else found


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the interfaces of both sites, or a page."""
    answer = answered(response)
    status = values.mapping(answer, "data") or answer
    if answer and "user" in status:
        return answers.post(status, None)
    return answers.refusal(values.mapping(values.parsed(response.body))) or service.read(SERVICE, response)


SERVICE = Service(NAME, recognise, page=read_page)
