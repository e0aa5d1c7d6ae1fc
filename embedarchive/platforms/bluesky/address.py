"""Bluesky: posts of the AT protocol, by handle or by DID."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.export import Export
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "bluesky"
CLIENT_CLOCK = True  # https://docs.bsky.app/docs/advanced-guides/timestamps
EXAMPLE = "https://bsky.app/profile/jane.example.org/post/3lkjzq6bnpk2a"
WELL_KNOWN = "https://bsky.app/profile/bsky.app/post/3l3vgf77uco2g"
HOSTS = (
    "bsky.app",
    "at:",
    "cbsky.app",
    "fxbsky.app",
    "vxbsky.app",
    "bskye.app",
    "bskyx.app",
    "bsyy.app",
    "bskx.app",
    "main.bsky.dev",
    "deer.social",
)
SOURCES = (
    Source(
        name="appview",
        url="https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://{author}/app.bsky.feed.post/{id}&depth=0&parentHeight=1",
        who="Bluesky",
        certain=True,
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="appview2",
        url="https://api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://{author}/app.bsky.feed.post/{id}&depth=0&parentHeight=1",
        who="Bluesky's other door",
        reads="appview",
        certain=True,
        kind="api",
        gives="the same, where some addresses are refused by the first",
        shape="documented",
        checked="2026-11-29",
    ),
)
EXPORT = Export(names=r".{1,200}\.car", begins=rb"[\x10-\x7f]\xa2eroots\x81|[\x10-\x7f]\xa2gversion\x01")
RECORDED_AT = ("bsky.app",)  # no mirror's word is the platform's
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="bluesky-embed",
        attributes=(("data-bluesky-uri", "{}"),),
        link="last",
        words="signed",
        newlines=True,
    ),
    Shape(form="data-attr", attributes=(("data-bluesky-uri", "{}"),), link="last", words="signed", newlines=True),
    substack(
        "BlueskyCreateToDOM",
        "{}",
        "uri",
        ("text", "text"),
        ("author", "authorName"),
        ("handle", "authorHandle"),
        ("posted_at", "createdAt"),
    ),
)

FALLBACK = Fallback(
    bylines=("— {name} (@{handle}) {date}",),
    handle=r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}",
    placeholders=("[image or embed]",),
)


def recognise(url: str) -> Reference | None:
    """The post that a URL or an `at://` address names."""
    address = urls.parse(url)
    if address is None:
        return None
    parts = address.segments
    match (address.scheme, parts):
        case ("at", (author, "app.bsky.feed.post", key, *_)):
            return _post(author, key)
        case ("http" | "https", ("embed", author, "app.bsky.feed.post", key, *_)) if address.on(*HOSTS):
            return _post(author, key)
        case ("http" | "https", ("profile", author, "post", key, *_)) if address.on(*HOSTS):
            return _post(author, key)
    return None


def _post(author: str, key: str) -> Reference | None:
    if not re.fullmatch(r"[2-7a-z]{13}", key) or not re.fullmatch(
        r"did:[a-z]{2,10}:[A-Za-z0-9._:%-]{3,120}|[A-Za-z0-9.-]{3,253}", author
    ):
        return None
    handle = None if author.startswith("did:") else author
    return Reference(platform=NAME, id=key, url=f"https://bsky.app/profile/{author}/post/{key}", handle=handle)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post's page."""
    own = (embed.url,) if embed.url else ()
    if embed.id and embed.handle:
        return tuple(dict.fromkeys([*own, f"https://bsky.app/profile/{embed.handle}/post/{embed.id}"]))
    return own


def posted_at(identifier: str) -> dt.datetime | None:
    """The key counts microseconds, above 10 other bits; the author's own software sets it, so it is a hint."""
    if not re.fullmatch(r"[2-7a-z]{13}", identifier):
        return None
    number = 0
    for char in identifier:
        number = number * 32 + _ALPHABET.index(char)
    return moment((number >> 10) // 1000)


def same_question(address: urls.Address) -> str | None:
    """A thread by its post however deep, whichever server is asked; an image by whose it is and its digest."""
    parts = address.segments
    if len(parts) == 2 and parts[0] == "xrpc":
        if parts[1] == "app.bsky.feed.getPostThread" and (uri := address.parameter("uri")):
            return f"getPostThread {uri}"
        if parts[1] == "com.atproto.sync.getBlob" and (cid := address.parameter("cid")):
            return f"{MEDIA}{address.parameter('did')} {cid}"
    if address.host == "cdn.bsky.app" and len(parts) == 5 and parts[0] == "img" and parts[2] == "plain":
        return f"{MEDIA}{parts[3]} {parts[4].partition('@')[0]}"
    return None
