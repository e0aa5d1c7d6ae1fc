"""A card as an image: PNG as Chromium draws it, or SVG that holds the card's own words and images.

Chromium asks nobody but `_Alone`, which has the card's page and nothing else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import struct

from embedarchive.errors import UsageError
from embedarchive.exports import cards
from embedarchive.exports.cards import Addresses, Card
from embedarchive.model import Body, Exchange, Reason, Request
from embedarchive.web.browser import Browser, Picture

_ADDRESS = "http://archive.invalid/card"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<(?P<name>[a-z0-9]{1,20})(?P<rest>(?: [^<>]{0,30000000})?)>")
_ALONE = re.compile(r" (itemscope|controls|download)(?= |$)")
_VOID = {"img", "br", "meta"}


class _Alone:
    """Answers for the card's page with it, and for anything else with nothing."""

    def __init__(self, page: str, at: dt.datetime) -> None:
        self._page, self._at = page.encode("utf-8", "replace"), at

    async def exchange(self, request: Request) -> Exchange:
        """The page, or a refusal."""
        if request.url != _ADDRESS:
            return Exchange(url=request.url, reason=Reason.NOT_IN_RECORDING, at=self._at)
        headers = (("content-type", "text/html; charset=utf-8"),)
        body = Body(digest="", size=len(self._page), data=self._page)
        return Exchange(url=request.url, status=200, headers=headers, body=body, at=self._at)


def page(card: Card, addresses: Addresses) -> str:
    """A page with the card and nothing else."""
    alone = f"body{{margin:0}}.{cards.CLASS}.{cards.CLASS}{{margin:0;max-width:none}}"
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Card</title>'
        f"<style>{alone}{cards.style()}</style></head><body>{cards.markup(card, addresses)}</body></html>"
    )


def png(card: Card, addresses: Addresses, at: dt.datetime) -> bytes:
    """The card as an image of 600 pixels in width.

    Raises:
        UsageError: there is no Chromium, or nothing that drives it; or it drew nothing.
    """

    async def draw() -> bytes:
        async with Browser() as browser:
            drawn = await browser.picture(_ADDRESS, _Alone(page(card, addresses), at), part=f".{cards.CLASS}")
        if not isinstance(drawn, Picture):
            raise UsageError(f"Chromium drew no card ({drawn.reason.words}).")
        return drawn.png

    return asyncio.run(draw())


def svg(card: Card, addresses: Addresses, at: dt.datetime) -> str:
    """The card as SVG with HTML in it, as high as Chromium draws it.

    Raises:
        UsageError: as `png`.
    """
    width, height = struct.unpack(">II", png(card, addresses, at)[16:24])  # https://www.w3.org/TR/png-3/#11IHDR
    inside = _UNPRINTABLE.sub("", _TAG.sub(_well_formed, cards.markup(card, addresses)))
    sheet = f"<style>.{cards.CLASS}.{cards.CLASS}{{margin:0;max-width:none}}{cards.style()}</style>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<foreignObject width="{width}" height="{height}"><div xmlns="http://www.w3.org/1999/xhtml">{sheet}{inside}</div>'
        "</foreignObject></svg>\n"
    )


def _well_formed(found: re.Match[str]) -> str:
    """A tag of HTML as XML writes it."""
    rest = _ALONE.sub(r' \1=""', found["rest"])
    return f"<{found['name']}{rest}{'/' if found['name'] in _VOID else ''}>"
