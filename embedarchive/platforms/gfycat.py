"""Gfycat: animations (the service closed in September 2023; web archives hold some)."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "gfycat"
EXAMPLE = "https://gfycat.com/BraveSilentOtter"
HOSTS = ("gfycat.com",)
SOURCES = (
    Source(name="page", gives="title, author, day, file; closed since 2023", shape="recorded", checked="2026-11-29"),
)

MARKUP = (Shape(form="data-attr", cls="gfyitem", attributes=(("data-id", "https://gfycat.com/ifr/{}"),)),)


def recognise(url: str) -> Reference | None:
    """The animation that a URL names, also as a frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("ifr", name, *_) if re.fullmatch(r"[A-Za-z]{8,60}", name):
            return Reference(platform=NAME, id=name, url=f"https://gfycat.com/{name}")
        case (name,) if re.fullmatch(r"[A-Z][a-z]{2,20}[A-Z][a-z]{2,20}[A-Z][a-z]{2,20}", name):
            return Reference(platform=NAME, id=name, url=f"https://gfycat.com/{name}")
    return None


_TITLE = re.compile(
    r"(?P<title>.{1,300}?) GIF(?: by (?P<name>.{1,100}?) \(@(?P<handle>[\w.-]{1,40})\))? \| .{0,60}Gfycat", re.DOTALL
)


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page as archives hold it: its JSON-LD names the file, its title the author; the rest praises Gfycat."""
    from embedarchive.protocols.reading import linked_data, values
    from embedarchive.protocols.reading import page as _page
    from embedarchive.protocols.reading.counts import counts
    from embedarchive.protocols.reading.provenance import credited

    page = _page.page(values.decoded(response.body), response.url)
    film = next((one for one in linked_data.objects(page.tree) if one.get("@type") == "VideoObject"), {})
    file, still = values.link(film.get("contentUrl")), values.link(film.get("thumbnailUrl"))
    address = urls.parse(values.text(film.get("url")) or page.canonical or "")
    named = _TITLE.match(page.title)
    same = address is not None and reference.id.lower() in address.path.lower()
    if not (file and same):
        return None
    owner = values.text(film.get("author"))
    name, handle = (named["name"], named["handle"]) if named else (None, None)
    width, height = values.number(film.get("width")), values.number(film.get("height"))
    media = [MediaRef(candidates=(file,), role="video", width=width, height=height)]
    media += [MediaRef(candidates=(still,), role="poster", index=1)] if still else []
    places = (("interactionStatistic",), ("image", "interactionStatistic"))
    watched = linked_data.objects(page.tree)
    told = [values.mapping(one, *place).get("userInteractionCount") for one in watched for place in places]
    views = max((number for count in told if (number := values.number(count)) is not None), default=None)
    return credited(
        Post(
            platform=NAME,
            id=reference.id or None,
            url=reference.url,
            author=name or owner,
            handle=handle or owner,
            posted_at=values.moment(film.get("uploadDate")),
            text=named["title"] if named else values.text(film.get("name")),
            media=tuple(media),
            counts=counts(views=views),
        ),
        "json-ld",
    )
