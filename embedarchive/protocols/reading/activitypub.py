"""A note as ActivityPub gives it: what every server of the fediverse answers under a post's own address.

Format: https://www.w3.org/TR/activitystreams-vocabulary/ and https://docs.joinmastodon.org/spec/activitypub/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.geotag import geotag
from embedarchive.protocols.reading.mastodon_status import prose
from embedarchive.protocols.reading.provenance import credited

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
_NOTES = frozenset({"Note", "Article", "Question", "Page", "Video", "Image", "Audio", "Event"})
_KINDS = {"image": "photo", "video": "video", "audio": "audio"}
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})


def post(answer: Mapping[str, Any], reference: Reference) -> Post | Missing | None:
    """The note, its tombstone, or null when it is neither. The id is that of the reference, whatever the note's is."""
    note = values.mapping(answer, "object") if str(answer.get("type")) in {"Create", "Update"} else answer
    if note.get("type") == "Tombstone":
        deleted = values.text(note.get("deleted"))
        when = f" on {deleted}" if deleted and len(deleted) <= 40 else ""
        return Missing(reason=Reason.DELETED, detail=f"The server shows a tombstone: the post was deleted{when}")
    if str(note.get("type")) not in _NOTES or not isinstance(note.get("content"), str | None):
        return None
    text, links = prose(values.text(note.get("content")) or values.text(note.get("name")) or "")
    warning = values.text(note.get("summary")) or ""
    warning = prose(warning)[0] or "" if "<" in warning else warning
    location = values.mapping(note, "location")
    author = _author(note)
    handle = _handle(author)
    published = values.moment(note.get("published"))
    if published is None and text is None:
        return None
    return credited(
        Post(
            platform=reference.platform,
            id=reference.id,
            url=_address(note.get("url")) or values.link(note.get("id")) or reference.url,
            author=values.text(values.mapping(note, "attributedTo").get("name")),
            handle=handle or reference.handle,
            author_url=author,
            posted_at=published,
            edited_at=values.moment(note.get("updated")),
            text="\n\n".join(part for part in (warning, text) if part) or None,
            language=_language(note),
            place=values.text(location.get("name")),
            coordinates=geotag(location.get("latitude"), location.get("longitude")),
            media=tuple(_media(note)),
            links=links,
            quotes=_first_link(note, "quote", "quoteUrl", "quoteUri", "_misskey_quote"),
            replies_to=_address(note.get("inReplyTo")),
            counts=_counts(note),
            poll=_poll(note),
            sensitive=note.get("sensitive") is True,
        ),
        "activitypub",
        **({} if handle else {"handle": "id"}),
    )


def public(answer: Mapping[str, Any]) -> bool:
    """Whether a note is addressed to everybody."""
    named = [*_several(answer.get("to")), *_several(answer.get("cc"))]
    return any(isinstance(name, str) and name in _PUBLIC for name in named) or not named


def _several(value: object) -> tuple[Any, ...]:
    return tuple(values.items(value)) if isinstance(value, list) else (() if value is None else (value,))


def _address(value: object) -> str | None:
    """An address, also as a link object or as a list of them: then that of the HTML page."""
    listed = _several(value)
    pages = [one for one in listed if isinstance(one, str) or values.mapping(one).get("mediaType") == "text/html"]
    for one in (*pages, *listed):
        link = values.link(
            one if isinstance(one, str) else values.mapping(one).get("href") or values.mapping(one).get("id")
        )
        if link:
            return link
    return None


def _author(note: Mapping[str, Any]) -> str | None:
    return _address(note.get("attributedTo")) or _address(note.get("actor"))


def _handle(author: str | None) -> str | None:
    """`jane@social.example` from `https://social.example/users/jane`; null for servers that number their users."""
    address = urls.parse(author or "")
    parts = address.segments if address else ()
    if address is None or not parts or (parts[0] != "users" and not parts[0].startswith("@")):
        return None
    name = parts[1] if parts[0] == "users" and len(parts) > 1 else parts[0].removeprefix("@")
    return f"{name}@{address.host}" if re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name) and name != "users" else None


def _language(note: Mapping[str, Any]) -> str | None:
    named = [key for key in values.mapping(note, "contentMap") if len(key) <= 20]
    return named[0] if len(named) == 1 else None


def _media(note: Mapping[str, Any]) -> list[MediaRef]:
    found: list[MediaRef] = []
    for item in map(values.mapping, _several(note.get("attachment"))[:40]):
        kind = str(item.get("mediaType") or "").partition("/")[0]
        role = _KINDS.get(kind) or {"Image": "photo", "Video": "video", "Audio": "audio"}.get(str(item.get("type")))
        address = _address(item.get("url")) or values.link(item.get("href"))
        if role and address:
            found.append(
                MediaRef(
                    candidates=(address,),
                    role=role,
                    alt=values.text(item.get("name")) or values.text(item.get("summary")) or "",
                    index=len(found),
                    width=values.number(item.get("width")),
                    height=values.number(item.get("height")),
                )
            )
    return found


def _first_link(note: Mapping[str, Any], *names: str) -> str | None:
    return next((link for name in names if (link := _address(note.get(name)))), None)


def _counts(note: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    collections = {"likes": "likes", "replies": "replies", "reposts": "shares"}
    return counts(**{name: values.mapping(note, key).get("totalItems") for name, key in collections.items()})


def _poll(note: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...]:
    options = _several(note.get("oneOf")) or _several(note.get("anyOf"))
    return tuple(
        (name, values.number(values.mapping(option, "replies").get("totalItems")))
        for option in map(values.mapping, options[:40])
        if (name := values.text(option.get("name")))
    )
