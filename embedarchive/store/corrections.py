"""What a person said of where posts begin in an article: above what the finder says, and kept by every later scan."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence

from embedarchive.model import Embed, Scan
from embedarchive.model.articles import PERSON
from embedarchive.store.keys import fold
from embedarchive.store.projection import known_as, resolve, rows
from embedarchive.store.rows import embed_of

REACH = 6000
"""So many characters before its attribution a post's words stand at most."""


def corrected(
    connection: sqlite3.Connection, article: int, scan: Scan, keys: tuple[str, ...]
) -> tuple[Scan, tuple[str, ...]]:
    """A scan in which posts that a person corrected say what that person said, under the keys that they had then.

    A correction that the scan brings itself, counts: its post is called as before.
    """
    fresh = [at for at, embed in enumerate(scan.embeds) if _is_settled(embed)]
    settled = _told(connection, article, "json_extract(sources, '$.text') = 'person' AND text IS NOT NULL")
    if not fresh and not settled:
        return scan, keys
    last = "article_scan_id = (SELECT max(id) FROM article_scans WHERE article_id = embeds.article_id)"
    before = _told(connection, article, last) if fresh else ()
    embeds, named = [*scan.embeds], [*keys]
    for at, embed in enumerate(scan.embeds):
        if at in fresh:
            named[at] = next((key for was, key in before if _overlap(embed, was)), keys[at])
            continue
        known = next(((said, key) for said, key in settled if _is_same(embed, said, scan.document.text)), None)
        if known is not None:
            embeds[at], named[at] = _with(embed, known[0], scan.document.text), known[1]
    return dataclasses.replace(scan, embeds=tuple(embeds)), tuple(named)


def _told(connection: sqlite3.Connection, article: int, which: str) -> Sequence[tuple[Embed, str]]:
    """What an article was said to print of its posts, and the keys of those, the last word first."""
    found = rows(connection, f"SELECT * FROM embeds WHERE article_id = ? AND {which} ORDER BY id DESC", (article,))
    return [(embed_of(row), str(row["key"])) for row in found]


def _is_settled(embed: Embed) -> bool:
    return dict(embed.sources).get("text") == PERSON


def as_kept(scan: Scan, kept: Sequence[Embed]) -> Scan:
    """A scan with what persons said of its posts, out of what the archive kept of them."""
    pairs = zip(scan.embeds, kept, strict=True)
    return dataclasses.replace(scan, embeds=tuple(own if _is_settled(own) else embed for embed, own in pairs))


def _overlap(one: Embed, other: Embed) -> bool:
    return (one.platform, one.handle, one.date) == (other.platform, other.handle, other.date) and (
        one.start < other.end and other.start < one.end
    )


def _is_same(embed: Embed, said: Embed, text: str) -> bool:
    """Is a find the post that a person spoke of? Whose and of when it is says so, and that the words stand there."""
    if (embed.platform, embed.handle, embed.date) != (said.platform, said.handle, said.date):
        return False
    return embed.text == said.text or fold(said.text or "") in fold(text[max(0, embed.end - REACH) : embed.end])


def _with(embed: Embed, said: Embed, text: str) -> Embed:
    """The find with a person's words; its place begins where they do."""
    first = (said.text or "").split("\n", 1)[0].strip()
    start = text.rfind(first, max(0, embed.end - REACH), embed.end)
    start = embed.start if start < 0 else start
    return dataclasses.replace(
        embed,
        text=said.text,
        language=said.language,
        links=said.links,
        coordinates=said.coordinates,
        confidence=said.confidence,
        doubts=said.doubts,
        other_starts=(),
        start=start,
        parts=((start, embed.parts[0][1] if embed.parts else embed.end), *embed.parts[1:]),
        sources=said.sources,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A post as the newest scan of an article has it, and the article's bytes."""

    embed: Embed
    document: str
    part: str
    base_url: str | None
    media_type: str
    charset: str
    source: str
    url: str | None


def printed(connection: sqlite3.Connection, key: str) -> tuple[Printed, ...]:
    """Where articles print a post, each as it was scanned last."""
    keys = known_as(connection, resolve(connection, key))
    told = rows(
        connection,
        "SELECT e.*, s.document, s.part, s.base_url, s.media_type, s.charset, a.source, a.url AS article_url"
        " FROM embeds AS e JOIN article_texts USING (article_scan_id) JOIN article_scans AS s ON s.id = article_scan_id"
        f" JOIN articles AS a ON a.id = e.article_id WHERE e.key IN ({', '.join('?' * len(keys))}) ORDER BY e.id",
        keys,
    )
    return tuple(
        Printed(
            embed=embed_of(row),
            **{name: row[name] for name in ("document", "part", "base_url", "media_type", "charset", "source")},
            url=row["article_url"],
        )
        for row in told
    )
