"""A note as ActivityPub gives it: what every server of the fediverse answers under a post's own address.

Format: https://www.w3.org/TR/activitystreams-vocabulary/ and https://docs.joinmastodon.org/spec/activitypub/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.geotag import geotag
from embedarchive.protocols.reading.mastodon_status import prose
from embedarchive.protocols.reading.provenance import credited

_NOTES = frozenset({"Note", "Article", "Question", "Page", "Video", "Image", "Audio", "Event"})
_LEADS = frozenset({"Link", "Page"})
_TITLED = _NOTES - {"Note", "Question"}
_KINDS = {"image": "photo", "video": "video", "audio": "audio"}
_ENDINGS = {
    "photo": (".png", ".jpg", ".jpeg", ".webp", ".avif"),
    "gif": (".gif",),
    "video": (".mp4", ".webm", ".mov"),
    "audio": (".mp3", ".ogg", ".m4a", ".flac"),
}
_LENGTH = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?")
NOT_PUBLIC = Missing(reason=Reason.PRIVATE, detail="The server says that the post is not for the public")
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})


def post(answer: Mapping[str, object], reference: Reference) -> Post | Missing | None:
    """The note, its tombstone, or None when it is neither. The id is that of the reference, whatever the note's is."""
    note = values.mapping(answer, "object") if str(answer.get("type")) in {"Create", "Update"} else answer
    if note.get("type") == "Tombstone":
        deleted = values.text(note.get("deleted"))
        when = f" on {deleted}" if deleted and len(deleted) <= 40 else ""
        return Missing(reason=Reason.DELETED, detail=f"The server shows a tombstone: the post was deleted{when}")
    if _is_elsewhere(note, reference):
        return None
    if str(note.get("type")) not in _NOTES or not isinstance(note.get("content"), str | None):
        return None
    text, links = _words(note)
    titled = str(note.get("type")) in _TITLED
    warning = "" if titled else values.text(note.get("summary")) or ""
    warning = prose(warning)[0] or "" if "<" in warning else warning
    location = values.mapping(note, "location")
    author = _author(note)
    handle = None if reference.platform == "misskey" else _handle(author)  # there accounts are numbered
    published = values.moment(note.get("published"))
    quotes = _first_link(note, "quote", "quoteUri", "_misskey_quote", "quoteUrl", "quoteURL")
    text = _without_reference(text, quotes) if text and quotes else text
    if published is None and text is None:
        return None
    return credited(
        Post(
            platform=reference.platform,
            id=reference.id,
            url=_own_address(note) or reference.url,
            author=values.text(_person(note).get("name")),
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
            quotes=quotes,
            replies_to=_address(note.get("inReplyTo")),
            counts=_counts(note),
            poll=_poll(note),
            card=_card(note),
            sensitive=note.get("sensitive") is True,
        ),
        "activitypub",
        **({} if handle else {"handle": "id"}),
    )


_REFERENCE = re.compile(r"\s{0,20}\b(?:RE|QT|QP):\s{0,5}(?P<url>https?://\S{1,2000})\s{0,20}\Z")


def _without_reference(text: str, quotes: str) -> str | None:
    """The words without the line that servers add for readers who are shown no quotation: `RE: https://…`."""
    found = _REFERENCE.search(text[-3000:])
    known = found is not None and found["url"].rstrip("/") == quotes.rstrip("/")
    return values.text(text[: len(text) - len(found[0])].rstrip()) if found is not None and known else text


def _card(note: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The page of another site that a note leads to: as a link among its attachments, or in place of its own page."""
    attached = (values.mapping(one) for one in _several(note.get("attachment"))[:40])
    link = next((one for one in attached if str(one.get("type")) in _LEADS and not _role_of(_target(one))), {})
    page, own = urls.parse(_address(note.get("url")) or ""), urls.parse(values.link(note.get("id")) or "")
    elsewhere = page and own and page.host != own.host and not _role_of(str(page))
    fields = {
        "url": _target(link) or (str(page) if elsewhere else None),
        "title": values.text(link.get("name")),
        "description": values.text(link.get("summary")),
    }
    return tuple((key, value) for key, value in fields.items() if value) if fields["url"] else ()


def _target(link: Mapping[str, object]) -> str | None:
    return _address(link.get("href")) or _address(link.get("url"))


def _is_elsewhere(note: Mapping[str, object], reference: Reference) -> bool:
    """Whether a note says that it is one of another server than the one that was asked."""
    here = urls.parse(reference.url)
    named = [urls.parse(link) for link in (values.link(note.get("id")), _address(note.get("url"))) if link]
    return here is not None and bool(named) and all(one and one.host != here.host for one in named)


def _own_address(note: Mapping[str, object]) -> str | None:
    """The page of a note; None where what it names as `url` is what it leads to: a file, another site."""
    page, identifier = _address(note.get("url")), values.link(note.get("id"))
    shown, own = urls.parse(page or ""), urls.parse(identifier or "")
    if own is None or (shown is not None and shown.host == own.host and not _role_of(page)):
        return page or identifier
    return None if page else identifier


def _words(note: Mapping[str, object]) -> tuple[str | None, tuple[str, ...]]:
    """The words of a note; of what has a title (a page, a video, an event) the title, an empty line, the words."""
    content = values.text(note.get("content")) or ""
    plain = str(note.get("mediaType") or "").startswith(("text/markdown", "text/plain"))
    body, links = (content.replace("\r\n", "\n").strip() or None, ()) if plain else prose(content)
    titled = str(note.get("type")) in _TITLED
    title = values.text(note.get("name")) or (values.text(note.get("summary")) if titled and not body else None)
    if not title or (body and not titled):
        return body, links
    title = " ".join(title.split())
    return (title if not body or title == body else f"{title}\n\n{body}"), links


def public(answer: Mapping[str, object]) -> bool:
    """Whether a note is addressed to everybody."""
    named = [*_several(answer.get("to")), *_several(answer.get("cc"))]
    to_group = answer.get("type") == "Page"  # of a community: some servers address those to it alone
    return any(isinstance(name, str) and name in _PUBLIC for name in named) or not named or to_group


def _several(value: object) -> tuple[object, ...]:
    return tuple(values.items(value)) if isinstance(value, list) else (() if value is None else (value,))


def _address(value: object) -> str | None:
    """An address, also as a link object or as a list of them: then that of the HTML page."""
    listed = _several(value)
    pages = [one for one in listed if isinstance(one, str) or _type(values.mapping(one)) == "text/html"]
    for one in (*pages, *listed):
        link = values.link(
            one if isinstance(one, str) else values.mapping(one).get("href") or values.mapping(one).get("id")
        )
        if link:
            return link
    return None


def _person(note: Mapping[str, object]) -> Mapping[str, object]:
    """Who wrote it: of a person and the channel or group that it stands in, the person."""
    named = [values.mapping(one) for one in _several(note.get("attributedTo"))[:20]]
    return next((one for one in named if one.get("type") == "Person"), named[0] if named else {})


def _author(note: Mapping[str, object]) -> str | None:
    return _address(_person(note).get("id")) or _address(note.get("attributedTo")) or _address(note.get("actor"))


_PROFILES = frozenset({"users", "u", "profile", "accounts", "user", "author", "actors", "ap", "channel"})
"""What stands before the name in the address of an account: of Mastodon, Lemmy, Friendica, PeerTube and others."""


def _handle(author: str | None) -> str | None:
    """`jane@social.example` from `https://social.example/users/jane`; None for servers that number their users."""
    address = urls.parse(author or "")
    parts = address.segments if address else ()
    parts = parts[1:] if parts[:1] == ("federation",) else parts  # Funkwhale, Owncast
    if address is None or not parts:
        return None
    if len(parts) >= 2 and parts[0] in _PROFILES:
        name = parts[-1] if parts[0] == "ap" else parts[1]
    elif parts[0].startswith("@"):
        name = parts[0].removeprefix("@")
    else:
        return None
    plain = re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name) and name not in _PROFILES and not name.isdigit()
    return f"{name}@{address.host}" if plain else None


def _language(note: Mapping[str, object]) -> str | None:
    stated = values.text(values.mapping(note, "language").get("identifier"))
    named = [key for key in values.mapping(note, "contentMap") if len(key) <= 20]
    named = [stated] if stated and len(stated) <= 20 else named
    return named[0] if len(named) == 1 and named[0] != "und" else None


def _media(note: Mapping[str, object]) -> list[MediaRef]:
    found = _films(note) if note.get("type") in {"Video", "Audio"} else []
    attached = [*_several(note.get("attachment"))[:40], *_several(note.get("image"))[:1]]
    for item in map(values.mapping, attached):
        kind = _type(item).partition("/")[0]
        address = _address(item.get("url")) or values.link(item.get("href"))
        role = _KINDS.get(kind) or {"Image": "photo", "Video": "video", "Audio": "audio"}.get(str(item.get("type")))
        role = role or _role_of(address)
        if role and address and all(address not in other.candidates for other in found):
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


def _role_of(address: str | None) -> str | None:
    """What a bare link is a file of, by its ending; None when it is a page."""
    path = found.path.lower() if (found := urls.parse(address or "")) else ""
    return next((role for role, endings in _ENDINGS.items() if path.endswith(endings)), None)


def _films(note: Mapping[str, object]) -> list[MediaRef]:
    """The files of a video, the largest first, also those inside the entry of a playlist; then its still."""
    listed = [values.mapping(one) for one in _several(note.get("url"))[:60]]
    listed += [values.mapping(tag) for one in listed for tag in values.items(one.get("tag"), 60)]
    files = [one for one in listed if _type(one).startswith(("video/", "audio/")) and values.link(one.get("href"))]
    files.sort(key=lambda one: -(values.number(one.get("height")) or 0))
    length = _LENGTH.fullmatch(str(note.get("duration"))[:40])
    seconds = (
        sum(int(part or 0) * unit for part, unit in zip(length.groups(), (3600, 60, 1), strict=True)) if length else 0
    )
    found: list[MediaRef] = []
    if files:
        best = files[0]
        found.append(
            MediaRef(
                candidates=tuple(dict.fromkeys(str(one["href"]) for one in files)),
                role="audio" if _type(best).startswith("audio/") else "video",
                width=values.number(best.get("width")),
                height=values.number(best.get("height")),
                duration_s=float(seconds) or None,
            )
        )
    stills = [values.mapping(one) for one in _several(note.get("icon"))[:10]]
    stills.sort(key=lambda one: -(values.number(one.get("width")) or 0))
    still = next((address for one in stills if (address := _address(one.get("url")))), None)
    if still:
        found.append(MediaRef(candidates=(still,), role="poster", index=len(found)))
    return found


def _type(link: Mapping[str, object]) -> str:
    """The media type of a link; PeerTube (until 2019) and Funkwhale name it otherwise."""
    return str(link.get("mediaType") or link.get("mimeType") or "")


def _first_link(note: Mapping[str, object], *names: str) -> str | None:
    return next((link for name in names if (link := _address(note.get(name)))), None)


def _counts(note: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    collections = {"likes": "likes", "replies": "replies", "reposts": "shares"}
    numbers = {name: values.mapping(note, key).get("totalItems") for name, key in collections.items()}
    return counts(**numbers, views=note.get("views"))


def _poll(note: Mapping[str, object]) -> tuple[tuple[str, int | None], ...]:
    options = _several(note.get("oneOf")) or _several(note.get("anyOf"))
    return tuple(
        (name, values.number(values.mapping(option, "replies").get("totalItems")))
        for option in map(values.mapping, options[:40])
        if (name := values.text(option.get("name")))
    )
