"""Tumblr: posts."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Missing, Post, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "tumblr"
EXAMPLE = "https://janedoe.tumblr.com/post/189532741850"
WELL_KNOWN = "https://maskofthedragon.tumblr.com/post/626907179849564160"
HOSTS = ("tumblr.com",)

MARKUP = (
    Shape(form="div", cls="tumblr-post", attributes=(("data-href", "{}"),), link="first"),
    Shape(form="div", cls="tumblr-embed", attributes=(("data-href", "{}"),), link="first"),
)

OEMBED = OEmbed(
    endpoint="https://www.tumblr.com/oembed/1.0", parameters=(), page=True, profile="{}.tumblr.com", role="photo"
)
SOURCES = (
    OEMBED.source(gives="address, author", shape="recorded", checked="2026-11-29"),
    Source(name="page", gives="text, image", shape="recorded", checked="2026-11-29"),
)


def recognise(url: str) -> Reference | None:
    """The post that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    blog = address.host.removesuffix(".tumblr.com")
    match (blog, address.segments):
        case ("embed", ("embed", "post", key, number, *_)):
            return _post(number, f"https://embed.tumblr.com/embed/post/{key}/{number}", None)
        case ("www" | "tumblr.com", ("blog", "view", name, number, *_) | ("blog", name, number, *_)):
            return _post(number, f"https://www.tumblr.com/{name}/{number}", name)
        case ("at", (name, number, *_)) | ("www" | "tumblr.com", (name, number, *_)):
            return _post(number, f"https://www.tumblr.com/{name}/{number}", name)
        case (_, ("post" | "image" | "video", number, *_)):
            return _post(number, f"https://{address.host}/post/{number}", blog)
    return None


def _post(number: str, url: str, blog: str | None) -> Reference | None:
    if not re.fullmatch(r"\d{6,20}", number):
        return None
    return Reference(platform=NAME, id=number, url=url, handle=blog)


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A post's page in the common way, without the name and the motto of the blog: they are no words of the post."""
    from dataclasses import replace

    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.wording import joined

    page = _page.page(values.decoded(response.body), response.url)
    own = recognise(page.canonical or "")
    if own is None or own.id != reference.id:
        return None
    found = _page.read(page, reference)
    said = page.say("og:description")
    if found is None or not found.text:
        return found
    title = page.say("og:title")
    whose = {page.title.casefold(), (found.author or "").casefold(), ""}
    text = joined(None if (title or "").casefold() in whose else title, said)
    sources = tuple(pair for pair in found.sources if text or pair[0] != "text")
    return replace(found, text=text, sources=sources)


def same_question(address: urls.Address) -> str | None:
    """An image by the names that stand before its size."""
    if not address.on("media.tumblr.com"):
        return None
    parts = address.segments
    if len(parts) == 4 and re.fullmatch(r"s\d{2,5}x\d{2,5}\w{0,12}", parts[2]):
        return f"{MEDIA}{parts[0]} {parts[1]}"
    found = re.fullmatch(r"(tumblr_\w{10,60})_\d{2,4}(?:sq)?\.\w{3,4}", parts[-1] if parts else "")
    return f"{MEDIA}{found[1]}" if found else None
