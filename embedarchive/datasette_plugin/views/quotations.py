"""What the articles say of the posts on a page: how sure the finder was of the words, and what a frame is called."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.serving.blobs import blob_path
from embedarchive.model.rows import Origin, PostRow
from embedarchive.store.queries import articles, posts
from embedarchive.store.queries.posts import Quotation

_DOCUMENTS = 8
"""So many kept articles are opened for the names of the frames on one page: they are whole files."""
_LARGEST = 4_000_000  # bytes of an article that is opened for it
_LONGEST = 300  # characters of a frame's name


@dataclass(frozen=True, slots=True)
class Note:
    """What is uncertain about a quotation of a post, and what the article calls the frame that it stands in."""

    uncertain: str = ""
    frame: str = ""


async def notes(reader: Reader, shown: Sequence[PostRow], bare: Collection[int], words: Words) -> dict[int, Note]:
    """What the articles say of posts, by the post's number; `bare` are those of which nothing can be shown."""
    sources = {post.id: post.sources for post in shown}
    found = await reader.each(posts.quotations, sorted(sources))
    # The last one is the surest; where the card shows an article's words, it is the one that they come from.
    chosen = {row.post_id: row for row in found}
    chosen |= {row.post_id: row for row in found if row.id == quoted_by(sources[row.post_id])}
    names = await _names(reader, [row for number, row in chosen.items() if number in bare])
    return {
        number: Note(uncertain(row, words, quoted=quoted_by(sources[number]) is not None), names.get(number, ""))
        for number, row in chosen.items()
    }


class _Quoting(Protocol):
    """What an article prints of a post, with how sure the finder was of it."""

    @property
    def confidence(self) -> float: ...
    @property
    def doubts(self) -> tuple[str, ...]: ...
    @property
    def other_starts(self) -> tuple[str, ...] | None: ...
    @property
    def form(self) -> str: ...


def uncertain(embed: _Quoting, words: Words, *, quoted: bool) -> str:
    """What is uncertain about an embed, in a sentence. `quoted`: its words are those that are shown."""
    said = words.uncertain(embed.confidence, embed.doubts, plain=embed.form == "plain-text", quoted=quoted)
    return words.other_reading(said, embed.other_starts or ())


def quoted_by(sources: Mapping[str, Origin]) -> int | None:
    """The embed whose words a post has; None when it has those of the platform or of a web archive."""
    source = sources.get("text")
    return source.embed or None if source is not None and source.source == "article" else None


async def _names(reader: Reader, embeds: Sequence[Quotation]) -> dict[int, str]:
    """The `title` that each frame has in the page it stands in, by the post's number."""
    folder = reader.archive.folder
    scans = sorted({row.article_scan_id for row in embeds}, reverse=True)[:_DOCUMENTS]
    if folder is None or not scans:
        return {}
    made: dict[int, str] = {}
    for row in await reader.some(articles.pages(scans, _LARGEST)):
        text = await asyncio.to_thread(_text_of, blob_path(folder, row.digest, row.ending), row.part)
        for embed in embeds:
            if embed.article_scan_id == row.id:
                name = title(text[embed.start : min(embed.end, embed.start + 20_000)])
                made |= {embed.post_id: name} if name else {}
    return made


def _text_of(path: Path, part: str) -> str:
    """The decoded text of a kept article; nothing when it cannot be read any more."""
    from embedarchive.documents import read
    from embedarchive.errors import SourceError

    try:
        data = b"" if path.is_symlink() else path.read_bytes()
        return next((document.text for document in read(data) if (document.part or "") == part), "")
    except (OSError, SourceError):
        return ""


class _Titled(HTMLParser):
    """The first `title` of a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- theirs
        self.title = self.title or (dict(attrs).get("title") or "").strip()


def title(markup: str) -> str:
    """The `title` of the first tag that has one, at most 300 characters of it."""
    parser = _Titled()
    parser.feed(markup)
    return parser.title[:_LONGEST]
