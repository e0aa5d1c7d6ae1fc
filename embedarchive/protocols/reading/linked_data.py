"""JSON-LD in a page (https://schema.org): the object that the page is about, as a post."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Coordinates, MediaRef, Post, Reference
from embedarchive.protocols.declaring import id_times
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.wording import has_ending, is_cut, joined

if TYPE_CHECKING:
    from bs4 import Tag

_KINDS = (
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "VideoObject",
    "AudioObject",
    "ImageObject",
    "Photograph",
    "Clip",
    "MusicRecording",
    "PodcastEpisode",
    "PodcastSeries",
    "MusicAlbum",
    "MusicPlaylist",
    "DigitalDocument",
    "PresentationDigitalDocument",
    "3DModel",
    "BlogPosting",
    "NewsArticle",
    "Article",
    "MediaObject",
    "CreativeWork",
)
"""Types that may be a post, those that say most of it first."""
_MOST = 500
_BODIES = ("articleBody", "text")
_DATES = ("uploadDate", "datePublished", "dateCreated")
_MOVING = frozenset(
    {"VideoObject", "AudioObject", "Clip", "MusicRecording", "MusicAlbum", "PodcastEpisode", "PodcastSeries"}
)
_ACTIONS = {"Like": "likes", "Comment": "replies", "Share": "reposts", "Watch": "views", "View": "views"}
_DURATION = re.compile(
    r"""P (?: (?P<days>\d{1,4}) D )?
        T? (?: (?P<hours>\d{1,4}) H )? (?: (?P<minutes>\d{1,6}) M )? (?: (?P<seconds>\d{1,9} (?:\.\d{1,9})?) S )?""",
    re.VERBOSE,
)


def objects(tree: Tag) -> Iterator[Mapping[str, object]]:
    """Every object in a page's JSON-LD that stands for itself, also inside lists, graphs and `mainEntity`."""
    scripts = tree.find_all("script", type="application/ld+json", limit=50)
    waiting: list[object] = [values.parsed(script.get_text()) for script in scripts]
    for _ in range(_MOST):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST]
        elif isinstance(value, dict):
            yield value
            waiting[:0] = [value[key] for key in ("@graph", "mainEntity", "video", "audio") if key in value]


def read(tree: Tag, address: str, reference: Reference) -> Post | None:
    """The post that a page's JSON-LD describes, as far as it does."""
    ranked: dict[str, Mapping[str, object]] = {}
    for found in objects(tree):
        for kind in _types(found):
            ranked.setdefault(kind, found)
    chosen = next((ranked[kind] for kind in _KINDS if kind in ranked), None)
    if chosen is None:
        return None
    author = _author(chosen)
    post = Post(
        platform=reference.platform,
        author=_name(author),
        author_url=_link(author.get("url"), address) or _link(author.get("@id"), address),
        posted_at=_moment(chosen) or _day(chosen),
        text=_text(chosen),
        language=values.text(chosen.get("inLanguage")),
        place=_name(_mapping(chosen.get("contentLocation"))) or _name(_mapping(chosen.get("locationCreated"))),
        coordinates=_coordinates(chosen),
        media=_media(chosen, address),
        counts=tuple(_counts(chosen)),
        truncated=is_cut(_text(chosen)) and not _said(chosen, *_BODIES),
    )
    day = {"posted_at": "day"} if post.posted_at and _moment(chosen) is None else {}
    return credited(post, "json-ld", **day) if post.text or post.author or post.media else None


def _types(found: Mapping[str, object]) -> list[str]:
    named = found.get("@type")
    kinds = named if isinstance(named, list) else [named]
    return [kind.rpartition("/")[2] for kind in kinds[:10] if isinstance(kind, str)]


def _mapping(value: object) -> Mapping[str, object]:
    """An object, or the first of a list of them."""
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, Mapping) else {}


def _author(found: Mapping[str, object]) -> Mapping[str, object]:
    for key in ("author", "creator", "byArtist", "uploader", "partOfSeries"):
        value = found.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, Mapping):
            return value
    return {}


def _name(found: Mapping[str, object]) -> str | None:
    return values.text(" ".join((values.text(found.get("name")) or "").split()))


def _link(value: object, address: str) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    written = values.text(value)
    return values.link(urls.resolve(written, address)) if written else None  # nothing resolves to the page itself


def _moment(found: Mapping[str, object]) -> dt.datetime | None:
    return next((at for key in _DATES if (at := values.moment(found.get(key)))), None)


def _day(found: Mapping[str, object]) -> dt.datetime | None:
    """The day of a date that has no hour, or an hour of no zone."""
    return next((at for key in _DATES if (at := id_times.day(values.text(found.get(key))))), None)


def _text(found: Mapping[str, object]) -> str | None:
    """The words of a posting; of anything else its name and its description."""
    body = _said(found, *_BODIES)
    if body:
        return values.text(body.replace("\r\n", "\n").strip())
    return joined(_said(found, "headline", "name"), _said(found, "description", "caption"))


def _said(found: Mapping[str, object], *keys: str) -> str | None:
    """The first of these texts, without the escapes of HTML that some sites leave in their JSON."""
    said = next((text for key in keys if (text := values.text(found.get(key)))), None)
    return html.unescape(said) if said else None


def _coordinates(found: Mapping[str, object]) -> tuple[Coordinates, ...]:
    """A place of the post's own, as numbers; its precision is that of the digits given."""
    geo = _mapping(_mapping(found.get("contentLocation") or found.get("locationCreated")).get("geo"))
    written = [str(geo.get(key, "")) for key in ("latitude", "longitude")]
    if not all(re.fullmatch(r"-?\d{1,3}(?:\.\d{1,15})?", text) for text in written):
        return ()
    latitude, longitude = map(float, written)
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude == longitude == 0:
        return ()
    digits = min(len(text.partition(".")[2]) for text in written)
    return (
        Coordinates(
            latitude=latitude,
            longitude=longitude,
            form="geotag",
            precision_m=111_320 / 10**digits,
            text=", ".join(written),
        ),
    )


def _media(found: Mapping[str, object], address: str) -> tuple[MediaRef, ...]:
    refs: list[MediaRef] = []
    kinds = set(_types(found))
    content = _link(found.get("contentUrl"), address)
    sizes: values.Size = {"width": _size(found.get("width")), "height": _size(found.get("height"))}
    if content and kinds & {"ImageObject", "Photograph"}:
        return (MediaRef(candidates=(content,), alt=values.text(found.get("caption")) or "", **sizes),)
    for role, endings in (("video", (".mp4", ".webm", ".m4v", ".mov")), ("audio", (".mp3", ".m4a", ".ogg", ".wav"))):
        if content and has_ending(content, endings):
            refs.append(MediaRef(candidates=(content,), role=role, duration_s=seconds(found.get("duration")), **sizes))
    moving = bool(kinds & _MOVING)
    pictures = found.get("thumbnailUrl") or found.get("image") or found.get("thumbnail")
    for value in pictures[:20] if isinstance(pictures, list) else [pictures]:
        picture = value if isinstance(value, str) else _mapping(value).get("url") or _mapping(value).get("contentUrl")
        known = _link(picture, address)
        if known and not (moving and refs and refs[-1].role == "poster"):
            length = None if refs or not moving else seconds(found.get("duration"))
            role = "poster" if moving else "photo"
            refs.append(MediaRef(candidates=(known,), role=role, index=len(refs), duration_s=length))
    return tuple(refs)


def _size(value: object) -> int | None:
    """A number of pixels, also as `{"value": 640}` or `640 px`."""
    value = value.get("value") if isinstance(value, Mapping) else value
    return values.number(value.removesuffix("px").strip() if isinstance(value, str) else value)


def seconds(value: object) -> float | None:
    """A length of time as ISO 8601 writes it: `PT1M30S`."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) <= 40 else None
    if found is None:
        return None
    days, hours, minutes, rest = (float(found[name] or 0) for name in ("days", "hours", "minutes", "seconds"))
    return days * 86_400 + hours * 3_600 + minutes * 60 + rest or None


def _counts(found: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    given = found.get("interactionStatistic")
    seen = set[str]()
    for each in given[:20] if isinstance(given, list) else [given]:
        entry = _mapping(each)
        kind = entry.get("interactionType")
        kind = kind.get("@type") if isinstance(kind, Mapping) else kind
        name = str(kind or "").rpartition("/")[2].removesuffix("Action")
        count = values.number(entry.get("userInteractionCount"))
        if name in _ACTIONS and count is not None and _ACTIONS[name] not in seen:
            seen.add(_ACTIONS[name])
            yield _ACTIONS[name], count
