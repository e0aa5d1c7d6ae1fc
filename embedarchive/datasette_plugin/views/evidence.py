"""What the words and facts on the page of a post were read from: the kept answers, the article and its place in it."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from embedarchive import urls
from embedarchive.datasette_plugin.locale.words import Words, moment_of
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.views.cards import PostCard
from embedarchive.datasette_plugin.views.checking import Check, checkable
from embedarchive.datasette_plugin.views.history import FIELDS, told_by
from embedarchive.datasette_plugin.views.occurrences import Occurrence
from embedarchive.model.articles import DERIVED
from embedarchive.model.rows import SnapshotRow
from embedarchive.store.queries.media import Still
from embedarchive.store.queries.snapshots import Asked

_TOLD = (
    "text", "author", "handle", "posted_at", "edited_at", "place", "coordinates", "media", "quotes", "replies_to",
    "counts", "poll", "card",
)  # fmt: skip
"""The facts whose origin is named; the address and the id stand in the answers' own addresses."""
_MOST_ANSWERS = 6
_MOST_ARTICLES = 5
_ONE_BYTE = re.compile(r"utf-8|windows-125[0-8]|iso-8859-[0-9]{1,2}|koi8-[ru]|us-ascii|macintosh")
"""The charsets in which Python counts characters as the archive does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A file by its digest, and what it is to the reader."""

    digest: str
    label: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands in its article, with the command that prints it, where one can."""

    start: int
    end: int
    charset: str
    part: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a part of the page was read from.

    Attributes:
        what: the part; `voice`: whose word it is.
        files: what it was read from; `without`: what is said where that is not kept.
        article: the article that prints it, and the place there.
    """

    what: str
    files: Sequence[Labelled]
    voice: str = ""
    without: str = ""
    article: Occurrence | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Check):
    """What is checked by hand, in groups."""

    groups: Sequence[Group]


async def evidence(reader: Reader, groups: Sequence[Group], words: Words) -> Evidence | None:
    """The groups with the files that are kept, and what to type to check those; None when there is no file at all."""
    check = await checkable(reader, [file.digest for group in groups for file in group.files])
    if check is None:
        return None
    kept = {file.digest: file for file in check.files}
    asked = await reader.may("fetches")
    without = words("The answer itself is not kept." if asked else "The answers are not shown to everyone.")
    made = []
    for group in groups:
        files = [replace(file, size=kept[file.digest].size) for file in group.files if file.digest in kept]
        place = _printed(group.place, kept[files[0].digest].path) if group.place and files else None
        made.append(replace(group, files=files, without=without, place=place))
    return Evidence(files=check.files, head=check.head, groups=made)


def told_from(
    card: PostCard,
    snapshots: Sequence[SnapshotRow],
    exchanges: Sequence[Asked],
    occurrences: Sequence[Occurrence],
    *,
    stills: Sequence[Still],
    words: Words,
) -> list[Group]:
    """What each part of the page was read from.

    Args:
        card: the post.
        snapshots: all that was learnt of it.
        exchanges: all that was asked for it.
        occurrences: what the articles print of it.
        stills: further files of the post.
        words: the language.
    """
    facts: dict[int, list[str]] = {}
    voices: dict[int, str] = {}
    for name in _TOLD:
        source = card.sources.get(name)
        if source is not None and source.snapshot is not None and source.source not in DERIVED:
            facts.setdefault(source.snapshot, []).append(name)
            voices.setdefault(source.snapshot, told_by(source, words))
    made = []
    is_gone = card.gone_at or card.status in {"unavailable", "recovered"}
    last_gone = next((row.id for row in reversed(snapshots) if is_gone and row.outcome == "gone"), None)
    for snapshot in snapshots:
        number = snapshot.id
        captured = number in facts and snapshot.outcome == "captured"
        if captured or number == last_gone:
            what = _named(facts[number], words) if captured else words("That it is gone")
            voice = voices[number] if captured else words.source(snapshot.source)
            answers = [_labelled(one, words) for one in behind(snapshot, exchanges)]
            made.append(Group(what=what, voice=voice, files=answers))
    media = [item for item in (*card.media, *stills, card.avatar) if item]
    pictures = [Labelled(digest=item.digest, label=words.role(item.role)) for item in media if item.digest]
    if pictures:
        made.append(Group(what=words("Photos, videos and sounds"), files=pictures))
    return made + [_article(one, words) for one in _distinct(occurrences)[:_MOST_ARTICLES]]


def _named(fields: Sequence[str], words: Words) -> str:
    said = ", ".join(words.inside(words(FIELDS[field])) for field in fields)
    return said[:1].upper() + said[1:]


def behind(snapshot: SnapshotRow, exchanges: Sequence[Asked]) -> list[Asked]:
    """The kept answers that a snapshot was read from, the likeliest first.

    Of a web archive it is the copy with the snapshot's time in its address. A platform may be asked along several ways
    at once: then it is all that it answered in that run, before the others the one that came last, whose time the
    snapshot has.
    """
    if snapshot.source == "export":  # nobody was asked
        return []
    archive, gone = snapshot.source == "web-archive", snapshot.outcome == "gone"
    found = []
    for one in exchanges:
        answered = one.method == "GET" and one.body and one.body_size and one.run_id <= snapshot.run_id
        status = one.status or 0
        usable = 200 <= status < 300 or (gone and 400 <= status < 500)
        if answered and usable and _replay(one) is archive and not _asks_index(one):
            found.append(one)
    run = max((one.run_id for one in found), default=0)
    found = [one for one in found if one.run_id == run]
    wanted = moment_of(snapshot.captured_at)
    exact = [one for one in found if wanted and _moment(one, archive=archive) == wanted]
    others = [] if archive and exact else [one for one in found if one not in exact]
    return [*exact, *others][:_MOST_ANSWERS]


def _replay(exchange: Asked) -> bool:
    return urls.unwrap(exchange.url or "").archive is not None


def _host(exchange: Asked) -> str:
    try:
        return urlsplit(exchange.url or "").hostname or ""
    except ValueError:
        return ""


def _asks_index(exchange: Asked) -> bool:
    """Whether it asked a web archive which copies it has: that answer names copies, not the post."""
    return _host(exchange) in urls.ARCHIVES and not _replay(exchange)


def _moment(exchange: Asked, *, archive: bool) -> dt.datetime | None:
    return urls.unwrap(exchange.url or "").archived_at if archive else moment_of(exchange.at)


def _labelled(exchange: Asked, words: Words) -> Labelled:
    """An answer by the host that gave it and when, a web archive's copy by when it was made."""
    made = urls.unwrap(exchange.url or "").archived_at
    when = words.time(made.isoformat() if made else exchange.at)
    sentence = "the copy of {when} at {host}" if made else "the answer of {host}, {when}"
    return Labelled(digest=exchange.body or "", label=words(sentence, when=when, host=_host(exchange)))


def _distinct(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """The first place of the post in each article that is kept."""
    return list({one.article_id: one for one in reversed(occurrences) if one.document}.values())[::-1]


def _article(one: Occurrence, words: Words) -> Group:
    place = Place(start=one.start, end=one.end, charset=one.charset, part=one.part)
    return Group(
        what=words("What the article prints"),
        article=one,
        files=[Labelled(digest=one.document, label=words("the article as given"))],
        place=place if one.end > one.start else None,
    )


def _printed(place: Place, path: str) -> Place:
    """The place with the command that prints it, where one can."""
    charset = place.charset.lower()
    if place.part or not _ONE_BYTE.fullmatch(charset) or not _known(charset):
        return place
    name = "utf-8-sig" if charset == "utf-8" else codecs.lookup(charset).name
    opened = f"open('{path}', encoding='{name}', errors='replace', newline='')"
    return replace(place, command=f'python3 -c "print({opened}.read()[{place.start}:{place.end}])"')


def _known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
