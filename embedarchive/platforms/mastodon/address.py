"""Mastodon and what speaks its addresses (Glitch, Hometown, GoToSocial, Pleroma, Akkoma): any host may be one."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.export import Export
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import snowflake
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import ACTIVITY, Source

NAME = "mastodon"
ALIASES = ("toot",)
EXAMPLE = "https://mastodon.example/@jane@social.example/109326124857432101"
WELL_KNOWN = "https://mastodon.social/@Gargron/103270115826048975"
EMBED_PAGE = "{url}/embed"
AUTHORED = "https://{host}/statuses/{id}"
EXPORT = Export(
    names=r"outbox\.json", begins=rb'\s{0,9}\{(?=[^\0]{0,4000}"OrderedCollection")(?=[^\0]{0,4000}"orderedItems")'
)
HOSTS: tuple[str, ...] = ()
SOURCES = (
    Source(
        name="api",
        url="https://{host}/api/v1/statuses/{code}",
        who="{host}'s API",
        kind="api",
        gives="everything",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="activitypub",
        who="{host}",
        kind="api",
        headers=ACTIVITY,
        gives="text, author, hour, files, what it answers",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="page",
        who="{host}'s page",
        gives="text, author, hour, images",
        shape="documented",
        checked="2026-11-29",
    ),
)
MARKS = ("/@", "/statuses/", "/notice/")
_ID = r"\d{15,19}|01[0-9A-HJKMNP-TV-Z]{24}|A[A-Za-z0-9]{17}"  # a snowflake, GoToSocial's ULID, Pleroma's flake
_USER = r"@?[A-Za-z0-9_.-]{1,60}(?:@[A-Za-z0-9.-]{3,120})?"

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="mastodon-embed",
        attributes=(("data-embed-url", "{}"),),
        link="first",
        words="federated",
    ),
    Shape(form="data-attr", attributes=(("data-embed-url", "{}"),), words="federated"),
)

FALLBACK = Fallback(
    bylines=(
        "Post by @{handle}",
        "Beitrag von @{handle}",
        "Bericht van @{handle}",
        "Message de @{handle}",
        "Publicación de @{handle}",
        "Post di @{handle}",
        "Publicação de @{handle}",
    ),
    handle=r"[A-Za-z0-9_.-]{1,60}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}",
    words="",
    closers=(
        "View on Mastodon",
        "Auf Mastodon ansehen",
        "Op Mastodon bekijken",
        "Voir sur Mastodon",
        "Ver en Mastodon",
        "Visualizza su Mastodon",
        "Ver no Mastodon",
    ),
    needs=True,
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The status that a URL names; its id is `host/id`, because ids are unique on one host only."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    parts = address.segments
    if parts[:1] in (("web",), ("deck",)):
        parts = parts[1:]
    match parts:
        case (user, identifier, *rest) if user.startswith("@") and rest in ([], ["embed"]):
            return _status(address, user, identifier)
        case (user, "statuses", identifier, *rest) if user.startswith("@") and rest in ([], ["embed"]):
            return _status(address, user, identifier, "statuses/")
        case ("users", user, "statuses", identifier, *rest) if rest in ([], ["embed"], ["activity"]):
            return _status(address, user, identifier, "statuses/")
        case ("statuses", identifier):
            return _status(address, None, identifier)
        case ("notice", identifier) if re.fullmatch(r"A[A-Za-z0-9]{17}", identifier):  # Pleroma
            return Reference(
                platform=NAME, id=f"{address.host}/{identifier}", url=f"https://{address.host}/notice/{identifier}"
            )
    return None


def _status(address: urls.Address, user: str | None, identifier: str, below: str = "") -> Reference | None:
    """A status of a user; `below` is what stands between the two: GoToSocial has no other page of a status."""
    if not re.fullmatch(_ID, identifier) or (user is not None and not re.fullmatch(_USER, user)):
        return None
    name = (user or "").removeprefix("@")
    path = f"@{name}/{'' if identifier.isdigit() else below}{identifier}" if name else f"statuses/{identifier}"
    handle = name if "@" in name else f"{name}@{address.host}"
    return Reference(
        platform=NAME,
        id=f"{address.host}/{identifier}",
        url=f"https://{address.host}/{path}",
        handle=handle if name else None,
    )


def addresses(embed: Embed) -> tuple[str, ...]:
    """The status as a page and as ActivityPub names it."""
    if not embed.url or not embed.id:
        return (embed.url,) if embed.url else ()
    host, _, identifier = embed.id.partition("/")
    name = (embed.handle or "").partition("@")[0]
    more = (f"https://{host}/users/{name}/statuses/{identifier}", f"https://{host}/@{name}/{identifier}/embed")
    return tuple(dict.fromkeys([embed.url, *(more if name else ())]))


def posted_at(identifier: str) -> dt.datetime | None:
    """Mastodon's ids hold milliseconds since 1970 above 16 other bits."""
    number = identifier.rpartition("/")[2]
    return snowflake(number, 16) if len(number) >= 17 else None


def same_question(address: urls.Address) -> str | None:
    """An image in its original size and as a preview."""
    parts = stem(address).split("/")
    if "media_attachments" in parts and parts[-2] in ("original", "small"):
        return f"{MEDIA}{address.host}{'/'.join((*parts[:-2], parts[-1]))}"
    return None
