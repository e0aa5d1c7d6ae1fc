"""Apple Podcasts and Apple Music: episodes, shows, songs and albums."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.sources import Source

NAME = "applepodcasts"
LABEL = "Apple Podcasts"
EXAMPLE = "https://podcasts.apple.com/us/podcast/a-night-over-the-harbour/id1234567890"
WELL_KNOWN = "https://podcasts.apple.com/us/podcast/207-whitney-webb-returns/id1135137367?i=1000482637777"
HOSTS = ("podcasts.apple.com", "music.apple.com")

OEMBED = OEmbed(endpoint="https://podcasts.apple.com/api/oembed", page=True)  # the day stands on the page
SOURCES = (
    OEMBED.source(gives="title, show, image", shape="documented", checked="2026-11-23"),
    Source(name="page", gives="hour, description, length, file", shape="documented", checked="2026-11-29"),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """What a URL or a player's frame names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case (_, "podcast" | "album" | "playlist" | "song", *_, last) if re.fullmatch(
            r"(?:id)?\d{5,14}|pl\.[\w-]{5,60}", last
        ):
            part = address.parameter("i")  # one episode of a show, one song of an album
            url = f"https://{address.host.removeprefix('embed.')}{address.path}" + (f"?i={part}" if part else "")
            return Reference(platform=NAME, id=part or last, url=url)
        case ("podcast" | "album" | "playlist" | "song", *_) | (_, "podcast" | "album", _) if re.fullmatch(
            r"\d{5,14}", address.parameter("i")
        ):  # without a country, or without the number of the whole
            part = address.parameter("i")
            return Reference(platform=NAME, id=part, url=f"https://{address.host}{address.path}?i={part}")
        case (kind, _, last) if kind in ("podcast", "album") and re.fullmatch(r"(?:id)?\d{5,14}", last):
            return Reference(platform=NAME, id=last, url=f"https://{address.host}{address.path}")
        case ("podcast", last) if re.fullmatch(r"id\d{5,14}", last):
            return Reference(platform=NAME, id=last, url=f"https://{address.host}{address.path}")
        case (_, "post", number) if re.fullmatch(r"\d{5,14}", number):
            return Reference(platform=NAME, id=f"post/{number}", url=f"https://{address.host}{address.path}")
    return None


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """An episode by what its page is drawn from (`serialized-server-data`); None for everything else."""
    from embedarchive.protocols.reading import page_json, values
    from embedarchive.protocols.reading.page import page
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.soup import first, soup, words
    from embedarchive.protocols.reading.wording import joined

    shown = page(values.decoded(response.body), response.url)
    script = first(shown.tree, "script#serialized-server-data")
    told = values.parsed(script.get_text()) if script is not None else None
    about = shown.canonical or shown.address
    if not reference.url.endswith(f"i={reference.id}") or f"i={reference.id}" not in about:
        return None  # of a whole show
    episodes = page_json.objects(told, lambda node: node.get("modelType") == "EpisodeLockup")
    models = (values.mapping(node, "model") for node in episodes)
    model = next((each for each in models if each.get("releaseDate")), {})
    title, at = values.text(model.get("title")), values.moment(model.get("releaseDate"))
    if not title:
        return None
    summary = values.text(model.get("summary")) or ""
    sound = values.link(values.mapping(model, "playAction", "episodeOffer").get("streamUrl"))
    seconds = values.real(model.get("duration"))
    poster = shown.link("og:image")
    files = [MediaRef(candidates=(sound,), role="audio", duration_s=seconds)] if sound else []
    files += [MediaRef(candidates=(poster,), role="poster", index=len(files))] if poster else []
    return credited(
        Post(
            platform=NAME,
            id=reference.id,
            url=reference.url,
            author=values.text(model.get("showTitle")),
            posted_at=at,
            text=joined(title, words(soup(summary), paragraphs={"p"}).strip() if "<" in summary else summary),
            media=tuple(files),
        ),
        "page",
    )
