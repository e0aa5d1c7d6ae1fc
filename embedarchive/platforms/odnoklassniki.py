"""Odnoklassniki (OK): videos and topics."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.sources import Source

NAME = "odnoklassniki"
EXAMPLE = "https://ok.ru/video/1234567890123"
WELL_KNOWN = "https://ok.ru/video/20079905452"
HOSTS = ("ok.ru", "odnoklassniki.ru")
SOURCES = (Source(name="page", gives="what it tells other sites", shape="documented", checked="2026-11-30"),)
_IN_PLACE = (
    (Reason.SUSPENDED, ("author of this video", "автор данного видео", "автор этого видео")),
    (Reason.WITHHELD, ("author's rights", "is blocked", "been blocked", "заблокирован", "правообладател", "авторск")),
    (Reason.DELETED, ("not been found", "not found", "не найден", "deleted", "removed", "удален", "удалён")),
    (Reason.PRIVATE, ("restricted", "ограничен")),
)
"""Parts of the words that stand in a player's place (https://github.com/yt-dlp/yt-dlp, `odnoklassniki.py`)."""


def recognise(url: str) -> Reference | None:
    """The video or topic that a URL names, also as a player's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("web-api", "video", "moviePlayer", number) if re.fullmatch(r"\d{6,16}", number):
            return Reference(platform=NAME, id=number, url=f"https://ok.ru/video/{number}")
        case ("videoembed" | "video" | "live", number, *_) if re.fullmatch(r"\d{6,16}(?:-\d)?", number):
            return Reference(platform=NAME, id=number, url=f"https://ok.ru/video/{number}")
        case (*_, "topic" | "statuses", number) if re.fullmatch(r"\d{6,18}", number):
            return Reference(platform=NAME, id=f"topic/{number}", url=str(address))
    return None


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page in the common way, unless words stand where the player would: such a page has a title all the same."""
    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.soup import first

    page = _page.page(values.decoded(response.body), response.url)
    box = first(page.tree, ".vp_video_stub_txt", ".page-not-found")
    if box is None:
        own = recognise(page.canonical or "")
        return _page.read(page, reference) if own is not None and own.id == reference.id else None
    said = " ".join(box.get_text(" ").split())[:200]
    reason = next((reason for reason, marks in _IN_PLACE if any(mark in said.lower() for mark in marks)), None)
    here = urls.parse(response.url)
    if reason is Reason.SUSPENDED and here is not None and here.segments[:1] == ("videoembed",):
        reason = None  # frames say so, too, of videos that only some sites may show
    return Missing(reason=reason or Reason.PROTOCOL, detail=f"Odnoklassniki says: {said}")
