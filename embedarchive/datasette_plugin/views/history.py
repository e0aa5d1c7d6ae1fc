"""What was learnt about a post and when, and what changed from one time to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.locale.words import LINK_KINDS, OUTCOMES, SOURCES, Words
from embedarchive.datasette_plugin.views.details import Piece, told
from embedarchive.model import Post, plain
from embedarchive.model.articles import DERIVED
from embedarchive.model.differences import word_changes
from embedarchive.model.rows import Difference, Origin, PlaceRow, PostRow, Record, SnapshotRow, widened
from embedarchive.store import codec
from embedarchive.store.queries.articles import OccurrenceRow
from embedarchive.store.queries.posts import PostLink
from embedarchive.store.queries.provenance import CameFrom, Existed

FIELDS = {
    "author": "Author",
    "handle": "Handle",
    "author_url": "Author's page",
    "posted_at": "Posted",
    "date": "Day",
    "date_text": "Day as printed",
    "edited_at": "Edited",
    "text": "Text",
    "language": "Language",
    "place": "Place",
    "coordinates": "Coordinates",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "media": "Media",
    "links": "Links",
    "quotes": "Quotes",
    "replies_to": "Answers",
    "counts": "Counts",
    "likes": "Likes",
    "reposts": "Reposts",
    "replies": "Replies",
    "poll": "Poll",
    "card": "Link preview",
    "url": "Address",
    "id": "The platform's id",
    "native_id": "The platform's id",
    "sensitive": "Marked as sensitive",
    "status": "State",
}
_COMPARED = ("author", "handle", "posted_at", "edited_at", "text", "place", "quotes", "replies_to", "sensitive")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that changed from one capture to the next, in pieces."""

    field: str
    pieces: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry(SnapshotRow):
    """A snapshot, told.

    Attributes:
        what: what came of it; `why` it is not there; `told`: in a sentence.
        changes: what changed since the capture before it; `same`: nothing did.
        last_seen: when a post that was found gone had last been seen.
        post: what a capture shows.
        beside: by when it existed, as others stamped it, and which archive it came from; a sentence each.
    """

    what: str
    why: str
    told: Sequence[Piece]
    changes: Sequence[FieldChange]
    same: bool
    last_seen: str
    post: Post
    beside: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict(Record):
    """Whether what the articles print of a post is what was captured of it, in a line."""

    differs: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told(Record):
    """A thing on which an article and another voice differ: a sentence, and for texts the words that differ."""

    sentence: str
    pieces: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact(Record):
    """A fact, and whose word it is."""

    field: str
    value: str
    source: str


NOTHING = Post(platform="")
"""What a snapshot shows that shows no post, or none any more."""


def history(
    snapshots: Sequence[SnapshotRow], words: Words, existed: Sequence[Existed] = (), came_from: Sequence[CameFrom] = ()
) -> list[Entry]:
    """The snapshots of a post, the oldest first, each with what changed since the capture before it.

    Args:
        snapshots: the snapshots.
        words: the language.
        existed: by when they existed, as far as a stamp says so.
        came_from: which archives they came from, of those that came with a merge.
    """
    made = []
    stamped = {each.id: each for each in existed}
    names = {each.id: each.name for each in came_from}
    earlier: Post | None = None
    for row in snapshots:
        captured, changes, same = row.outcome == "captured", list[FieldChange](), False
        post = (codec.read(Post, row.body) if captured else None) or NOTHING
        if captured:
            if earlier is not None:
                changes = _changes(earlier, post, words)
                same = not changes
            earlier = post
        entry = widened(
            Entry,
            row,
            what=words(OUTCOMES.get(row.outcome, row.outcome)),
            why="" if captured else words.reason(row.reason),
            told=told(row.detail, words),
            changes=changes,
            same=same,
            last_seen=_last_seen(row, snapshots, words) if row.outcome == "gone" else "",
            post=post,
            beside=_beside(names.get(row.id), stamped.get(row.id), words),
        )
        made.append(entry)
    return made


def _beside(name: str | None, stamp: Existed | None, words: Words) -> list[str]:
    told = [words("Came from the archive “{name}”.", name=name)] if name else []
    if stamp is not None:
        moment = stamp.no_later_than.replace("T", " ").removesuffix("Z").removesuffix(".000")
        when = f"{moment} UTC"  # to the second and below: rounded down it would promise too much
        told.append(words("Existed no later than {when}, says {by}.", when=when, by=stamp.said_by))
    return told


def _last_seen(found: SnapshotRow, snapshots: Sequence[SnapshotRow], words: Words) -> str:
    """When a post that was found gone had last been seen, by us or by a web archive: nobody knows more."""
    seen = [one for one in snapshots if one.outcome == "captured" and one.captured_at <= found.captured_at]
    by_us = max((one.captured_at for one in seen if one.source == "platform"), default="")
    by_others = max((one.captured_at for one in seen if one.source == "web-archive"), default="")
    days = {"seen": words.time(by_us), "copied": words.time(by_others)}
    if by_us and by_others > by_us:
        return words("Last seen by us on {seen}, by a web archive on {copied}.", **days)
    if by_us:
        return words("Last seen on {seen}.", seen=days["seen"])
    if by_others:
        return words("Last seen by a web archive on {copied}, never by us.", copied=days["copied"])
    return words("Never seen by us.")


def _changes(before: Post, after: Post, words: Words) -> list[FieldChange]:
    made = []
    for name in _COMPARED:
        old, new = _plain(plain(getattr(before, name))), _plain(plain(getattr(after, name)))
        if old != new:
            made.append(FieldChange(field=words(FIELDS.get(name, name)), pieces=word_changes(old, new)))
    return made


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def facts(post: PostRow, links: Sequence[PostLink], words: Words, places: Sequence[PlaceRow] = ()) -> list[Fact]:
    """Every fact of a post that has a source, with the source in plain words.

    Args:
        post: the post.
        links: what it points at.
        words: the language.
        places: its places, with the characters that they were read from.
    """
    spot = (post.latitude, post.longitude)
    raw = next((one.raw for one in places if (one.latitude, one.longitude) == spot), None)
    printed = {"date": post.date_text, "coordinates": raw}
    pointed = {kind: ", ".join(link.url for link in links if link.kind == kind) for kind in LINK_KINDS}
    counted = {"likes": post.likes, "reposts": post.reposts, "replies": post.replies}
    shown: dict[str, object] = {
        **post,
        "quotes": pointed["quotes"],
        "replies_to": pointed["replies-to"],
        "links": pointed["link"],
        "id": post.native_id,
        "date": post.day,
        "coordinates": f"{post.latitude}, {post.longitude}" if post.latitude is not None else None,
        "media": post.media_count,
        "counts": ", ".join(f"{words.number(n)} {words(name)}" for name, n in counted.items() if n is not None),
    }
    made = []
    for name, source in post.sources.items():
        if name == "date_text" and "date" in post.sources:
            continue
        value = shown.get(name)
        text = words.time(str(value or "")) if name in {"posted_at", "date"} else _plain(value)
        text += f" (“{printed[name]}”)" if printed.get(name) else ""
        short = text if len(text) <= 160 else f"{text[:159]}…"
        made.append(Fact(field=words(FIELDS.get(name, name)), value=short, source=told_by(source, words, name)))
    return made


def told_by(source: Origin | None, words: Words, field: str = "") -> str:
    """Who says a fact, in plain words, by its origin; what is not a time is made of the id."""
    if source is None:
        return ""
    who, via = source.source, source.via or ""
    if who == "id" and field not in {"posted_at", "date"}:
        return words("worked out from the post's id or address")
    if via in SOURCES:
        return words.source(via)
    return words.source(who) + (f" ({via})" if via and via != who else "")


def comparison(
    differences: Sequence[Difference], printed: Sequence[OccurrenceRow], captured: SnapshotRow | None, words: Words
) -> Verdict:
    """Whether what the articles print of a post is what was captured of it.

    Args:
        differences: as the post has them.
        printed: what the articles print.
        captured: the newest capture.
        words: the language.
    """
    if differences:
        voices = {words.source(found.voice) for found in differences}
        what = _named([found.field for found in differences], words)
        sentence = words("The article and {voice} differ on {what}.", voice=", ".join(sorted(voices)), what=what)
        return Verdict(differs=True, sentence=sentence)
    if captured is None:
        return Verdict(differs=False, sentence=words("Only the article says what this post was.") if printed else "")
    post = codec.read(Post, captured.body) or NOTHING
    stated = {name for one in printed for name in ("author", "handle", "text", "date") if _states(one, name)}
    compared = [name for name, answer in _ANSWERS.items() if name in stated and _answers(post, answer)]
    if not compared:
        return Verdict(differs=False, sentence="")
    voice, what = words.source(captured.source), _named(compared, words)
    return Verdict(differs=False, sentence=words("The article and {voice} agree on {what}.", voice=voice, what=what))


_ANSWERS = {"author": "author", "handle": "handle", "text": "text", "date": "posted_at"}
"""What an article may say of a post, and which field of an answer is held against it."""
_DOUBTED = {"author": "author", "handle": "author", "date": "date"}


def _states(printed: OccurrenceRow, field: str) -> bool:
    """Whether an article gives a field, and the finder does not doubt it."""
    return bool(getattr(printed, field)) and _DOUBTED.get(field) not in printed.doubts


def _answers(post: Post, field: str) -> bool:
    """Whether an answer itself gives a field; what its post's id tells is nobody's word."""
    return bool(getattr(post, field)) and dict(post.sources).get(field) not in DERIVED


def _named(fields: Sequence[str], words: Words) -> str:
    """Fields by name, each once."""
    return ", ".join(dict.fromkeys(words.inside(words(FIELDS.get(field, field))) for field in fields))


def disagreement(found: Difference, words: Words) -> Told:
    """One thing on which an article and another voice differ, in words."""
    said = {"field": found.field, "article": found.article, "voice": found.voice, "said": found.said}
    if found.field == "date":
        if found.voice == "id":
            sentence = (
                "The article says {article}; the time inside the post's id is {said}. No time zone explains that."
            )
        else:
            sentence = "The article says {article}; {voice} says {said}. No time zone explains that."
        dates = {
            "article": f"“{found.printed}”" if found.printed else words.day(found.article),
            "said": words.time(found.said),
            "voice": words.source(found.voice),
        }
        return Told(sentence=words(sentence, **dates), pieces=[])
    sentence = {
        "author": "The article calls the author “{article}”; {voice} says “{said}”.",
        "handle": "The article gives the handle “{article}”; {voice} says “{said}”.",
        "text": "The words differ: what only the article prints is struck out, what only {voice} says is marked.",
    }.get(found.field, "{field}: the article says “{article}”; {voice} says “{said}”.")
    names = {"voice": words.source(found.voice), "field": words(FIELDS.get(found.field, found.field))}
    pieces = word_changes(found.article, found.said) if found.field == "text" else []
    return Told(sentence=words(sentence, **(said | names)), pieces=pieces)
