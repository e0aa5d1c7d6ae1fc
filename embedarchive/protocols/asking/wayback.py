"""The Internet Archive's Wayback Machine: its index (CDX), its replays, and recovery of posts from it.

Format: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server. The index allows about 24 questions
a minute, so they are asked one by one and stop at the first good answer. Replays are asked for with `id_`: the bytes
as they were archived.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from embedarchive import urls
from embedarchive.model import (
    Answer,
    Capture,
    Dialogue,
    Embed,
    MediaRef,
    Missing,
    Post,
    Reason,
    Refusal,
    Request,
    Response,
)
from embedarchive.protocols.reading import values

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.platform import Platform

INDEX = "https://web.archive.org/cdx/search/cdx"
_FIELDS = ("timestamp", "original", "mimetype", "statuscode")
ANYWHERE = "?*&"
_MOST_ADDRESSES = 8
_MOST_REPLAYS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One archived copy: what one line of the index says."""

    at: dt.datetime
    timestamp: str
    original: str
    media_type: str = ""
    status: str = ""

    def request(self, modifier: str = "id_") -> Request:
        """The archived bytes themselves."""
        return Request(url=f"https://web.archive.org/web/{self.timestamp}{modifier}/{self.original}")


def search(address: str, *, limit: int = 100, since: dt.date | None = None, status: str = "(200|-)") -> Request:
    """Ask which copies there are of an address and of those that begin with it.

    The index ignores scheme, `www.` and upper case. `status` `-` marks a copy that repeats an earlier one. An address
    with `?*&id=12` stands for each whose query has that part, wherever: the index sorts the parts of a query.
    """
    begin, _, part = (address.partition("://")[2] or address).partition(ANYWHERE)
    asked = [("url", begin), ("matchType", "prefix"), ("output", "json"), ("fl", ",".join(_FIELDS))]
    asked += [("filter", f"statuscode:{status}")] if status else []
    asked += [("filter", f"original:.*[?&]{re.escape(part)}(&.*)?")] if part else []
    asked += [("from", f"{since:%Y%m%d}")] if since else []
    return Request(url=f"{INDEX}?{urlencode([*asked, ('collapse', 'digest'), ('limit', str(limit))])}", kind="api")


def mementos(response: Response) -> tuple[Memento, ...] | None:
    """The copies that an answer of the index lists; None when it is no such answer."""
    if response.status != 200:
        return None
    if not response.body.strip():
        return ()
    table = values.parsed(response.body)
    if not isinstance(table, list):
        return None
    if not table:
        return ()
    names = [str(name) for name in values.items(table[0])]
    if not {"timestamp", "original"} <= set(names):
        return None
    rows = (dict(zip(names, values.items(row), strict=False)) for row in table[1:5001])
    return tuple(found for row in rows if (found := _memento(row)))


def _memento(row: dict[str, object]) -> Memento | None:
    stamp, original = values.digits(row.get("timestamp")), values.link(row.get("original"))
    at = instant(stamp)
    if stamp is None or original is None or at is None:
        return None
    return Memento(
        at=at,
        timestamp=stamp,
        original=original,
        media_type=values.text(row.get("mimetype")) or "",
        status=values.text(row.get("statuscode")) or "",
    )


def instant(timestamp: str | None) -> dt.datetime | None:
    """The UTC time of a 14-digit timestamp."""
    if timestamp is None or len(timestamp) != 14:
        return None
    try:
        return dt.datetime.strptime(timestamp + "+0000", "%Y%m%d%H%M%S%z").astimezone(dt.UTC)
    except ValueError:
        return None


def replayed(response: Response, memento: Memento) -> tuple[Response, dt.datetime] | None:
    """The answer as the archived server gave it, and when; None when the archive did not give one.

    The archive leads to the nearest copy it can read, so the time that counts is its `Memento-Datetime`, then the one
    in the final address, and only then the one that was asked for.
    """
    if response.status != 200:
        return None
    unwrapped = urls.unwrap(response.url)
    at = values.moment(response.header("memento-datetime")) or unwrapped.archived_at or memento.at
    original = unwrapped.url if unwrapped.archive else memento.original
    return replace(response, url=original), at


def known(embed: Embed, missing: Missing) -> Embed:
    """The embed with what was learnt of the post before it was found missing."""
    return replace(embed, id=missing.id or embed.id, url=missing.url or embed.url)


def recover(platform: Platform, embed: Embed, missing: Missing) -> Capture:
    """Look for a post in the Wayback Machine, under every address that the platform knows for it.

    Returns the post with `observed_at`, the time of the copy, and `wayback` as the source of what the copy says; else
    `missing` unchanged but for a sentence about what was looked for: that no archive has a post says nothing about
    the post.
    """
    embed = known(embed, missing)
    told: list[str] = []
    tried: set[tuple[str, str]] = set()
    blocked: set[str] = set()
    for address in _distinct(platform.addresses(embed)):
        host = _key(address).partition("/")[0]
        if host in blocked:
            continue
        answer: Answer = yield search(address)
        listed = mementos(answer) if isinstance(answer, Response) else None
        if listed is None:
            told.append(_why_not(answer))
            if _stops(answer):
                break
            blocked |= {host} if isinstance(answer, Response) and _is_blocked(answer) else set()
            continue
        for memento in _ranked(listed, address, platform.posted_at(embed.id) if embed.id else embed.posted_at):
            if len(tried) >= _MOST_REPLAYS or (memento.timestamp, memento.original) in tried:
                continue
            tried.add((memento.timestamp, memento.original))
            found = yield from _replay(platform, embed, memento, told)
            if found is not None:
                return found
    looked = f"{len(tried)} copies read, none shows the post" if tried else "no copy found"
    note = f"Wayback Machine: {'; '.join(dict.fromkeys(told)) or looked}"
    return replace(missing, detail=f"{missing.detail} ({note})" if missing.detail else note)


def _distinct(addresses: Iterable[str]) -> list[str]:
    """The addresses as far as the index tells them apart; few, because each costs seconds."""
    distinct: dict[str, str] = {}
    for address in addresses:
        distinct.setdefault(_key(address), address)
    return list(distinct.values())[:_MOST_ADDRESSES]


def _key(address: str) -> str:
    """An address as the index compares it: without scheme, `www.`, port 80 and upper case."""
    return unquote(address).lower().partition("://")[2].removeprefix("www.").replace(":80/", "/", 1)


def _ranked(listed: Iterable[Memento], address: str, posted_at: dt.datetime | None) -> list[Memento]:
    """The copies of this very address that are worth reading, the best first.

    `…/status/12` begins `…/status/123`, too: those are left out. Answers for programs come before pages, and old
    copies before new ones: what was archived soon after a post was made was archived before it was deleted, and before
    the site became an empty shell.
    """
    plain, anywhere, part = _key(address).partition(ANYWHERE)

    def belongs(memento: Memento) -> bool:
        original = _key(memento.original)
        if anywhere:
            path, _, query = original.partition("?")
            return path == plain and part in query.split("&")
        return original.startswith(plain) and not original[len(plain) : len(plain) + 1].isalnum()

    copies = [one for one in listed if belongs(one) and one.status in {"", "-", "200"} and _readable(one.media_type)]
    return sorted(
        copies, key=lambda one: ("json" not in one.media_type, posted_at is not None and one.at < posted_at, one.at)
    )[:_MOST_REPLAYS]


def _readable(media_type: str) -> bool:
    return not media_type.startswith(("image/", "video/", "audio/", "text/css", "application/javascript"))


def _replay(platform: Platform, embed: Embed, memento: Memento, told: list[str]) -> Dialogue[Post | None]:
    answer: Answer = yield memento.request()
    given = replayed(answer, memento) if isinstance(answer, Response) else None
    if given is None:
        told.append(_why_not(answer))
        return None
    response, at = given
    found = platform.read(response)
    if not isinstance(found, Post) or (embed.id and found.id and found.id != embed.id):
        return None
    return archived(found, at)


def archived(post: Post, at: dt.datetime) -> Post:
    """The post as an archive's copy of that time shows it, its media also looked for in the archive."""
    return replace(
        post,
        observed_at=at,
        sources=tuple((name, "id" if source == "id" else "wayback") for name, source in post.sources),
        media=tuple(_archived_media(ref, at) for ref in post.media),
        related=tuple(archived(other, at) for other in post.related),
    )


def _archived_media(ref: MediaRef, at: dt.datetime) -> MediaRef:
    """Platforms delete the files with the post; the archive leads to the copy nearest to that time, if it has any."""
    copies = [
        f"https://web.archive.org/web/{at:%Y%m%d%H%M%S}id_/{candidate}"
        for candidate in ref.candidates[:1] + ref.candidates[-1:]
    ]
    return dataclasses.replace(ref, candidates=tuple(dict.fromkeys((*ref.candidates, *copies))))


def _why_not(answer: Answer) -> str:
    if isinstance(answer, Refusal):
        return f"no answer ({answer.reason})"
    if _is_blocked(answer):
        return "it shows no copies of this site"
    if answer.header("memento-datetime"):
        return f"the copy is of an answer {answer.status}"
    return "no answer (rate-limited)" if answer.status == 429 else f"it answered {answer.status}"


def _stops(answer: Answer) -> bool:
    """Whether asking on is useless or, after "too many requests", harmful.

    Who goes on for a minute is locked out for an hour.
    """
    if isinstance(answer, Refusal):
        return answer.reason in {
            Reason.RATE_LIMITED,
            Reason.DNS,
            Reason.CONNECT,
            Reason.TLS,
            Reason.DEADLINE,
            Reason.BLOCKED_ADDRESS,
        }
    if answer.header("memento-datetime") or _is_blocked(answer):  # what was archived, or one site that is not shown
        return False
    return answer.status in {403, 429}


def _is_blocked(answer: Response) -> bool:
    """Whether the archive shows nothing of this one site, at its owner's wish (`Blocked Site Error`)."""
    return answer.status == 403 and "blocked site" in (answer.header("x-archive-wayback-runtime-error") or "").lower()
