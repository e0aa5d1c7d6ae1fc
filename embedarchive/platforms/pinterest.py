"""Pinterest: pins, on any of its national hosts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "pinterest"
EXAMPLE = "https://www.pinterest.com/pin/99360735500167749/"
WELL_KNOWN = "https://www.pinterest.com/pin/664281013778109217/"
_ENDS = [
    "com",
    "at",
    "ca",
    "ch",
    "cl",
    "co.kr",
    "co.uk",
    "com.au",
    "com.mx",
    "de",
    "dk",
    "es",
    "fr",
    "ie",
    "it",
    "jp",
    "nz",
    "ph",
    "pt",
    "ru",
    "se",
]
HOSTS = (*(f"pinterest.{end}" for end in _ENDS), "pin.it")

MARKUP = (
    Shape(form="link", tag="a", attributes=(("data-pin-do", ""), ("href", "{}"))),
    *elements("{}", "amp-pinterest[data-url]"),
)


def _sizes(_identifier: str, served: str) -> tuple[str, ...]:
    """`/236x/` is served; `/originals/` is what was uploaded, `/736x/` the largest that is always there."""
    before, found, rest = served.partition("/236x/")
    return (f"{before}/originals/{rest}", f"{before}/736x/{rest}") if found else ()


OEMBED = OEmbed(
    endpoint="https://www.pinterest.com/oembed.json",
    parameters=(),
    profile="pinterest.com/{}",
    role="photo",
    pictures=_sizes,
)
SOURCES = (
    OEMBED.source(gives="title, author, image", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="what it tells other sites", shape="documented", checked="2026-11-30"),
)


def recognise(url: str) -> Reference | None:
    """The pin that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("pin.it"):
        if len(parts) != 1 or not re.fullmatch(r"[A-Za-z0-9]{5,12}", parts[0]):
            return None
        return Reference(platform=NAME, id=parts[0], url=f"https://pin.it/{parts[0]}", shared=True)
    if address.on("assets.pinterest.com"):
        return _pin(address.parameter("id")) if address.path == "/ext/embed.html" else None
    return _pin(parts[1]) if len(parts) >= 2 and parts[0] == "pin" else None


def _pin(slug: str) -> Reference | None:
    """`a-title--99360735500167749` or the number alone; pins are also named by codes."""
    number = slug.rpartition("--")[2]
    if not re.fullmatch(r"\d{6,20}|A[A-Za-z0-9_-]{30,70}", number):
        return None
    return Reference(platform=NAME, id=number, url=f"https://www.pinterest.com/pin/{number}/")


def same_question(address: urls.Address) -> str | None:
    """An image below its size: `/736x/ab/cd/ef/…`."""
    size, _, rest = stem(address).strip("/").partition("/")
    return f"{MEDIA}{rest}" if address.host == "i.pinimg.com" and size and rest.count("/") == 3 else None
