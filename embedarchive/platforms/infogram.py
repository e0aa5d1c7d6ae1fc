"""Infogram: charts and infographics."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "infogram"
EXAMPLE = "https://infogram.com/a-chart-1h7k230abcde2xz"
WELL_KNOWN = "https://infogram.com/frost-bank-advisors-online-graphic-1g8e205xdj03pod"
HOSTS = ("infogram.com",)

MARKUP = (Shape(form="div", cls="infogram-embed", attributes=(("data-id", "https://infogram.com/{}"),)),)

OEMBED = OEmbed(endpoint="https://infogram.com/oembed", page=True)
SOURCES = (
    OEMBED.source(gives="title, image", shape="made", checked="2026-11-29"),
    Source(name="page", gives="author, day", shape="made", checked="2026-11-29"),
)


def recognise(url: str) -> Reference | None:
    """The chart that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (*_, name) if re.fullmatch(r"[\w.-]{6,200}", name):
            return Reference(platform=NAME, id=name, url=f"https://infogram.com/{name}")
    return None


_OWNER = re.compile(r'"fullName":"(?P<name>[^"\\]{1,200})","name":"(?P<handle>[\w.-]{1,60})"')


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """The image of a page, and its owner, whom its scripts name; the title is oEmbed's to tell."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited, filled

    markup = values.decoded(response.body)
    page = _page.page(markup, response.url)
    owner, own = _OWNER.search(markup), recognise(page.canonical or "")
    found = _page.read(page, reference) if own is None or own.id == reference.id else None
    if found is None or owner is None:
        return None
    found = replace(found, text=None, sources=tuple(pair for pair in found.sources if pair[0] != "text"))
    return filled(found, credited(Post(platform=NAME, author=owner["name"], handle=owner["handle"]), "page"))
