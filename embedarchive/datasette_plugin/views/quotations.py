"""What the articles say of the posts on a page: how sure the finder was of the words, and what a frame is called."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader, Row, marks, read_json
from embedarchive.datasette_plugin.serving.blobs import blob_path

_DOCUMENTS = 8
"""So many kept articles are opened for the names of the frames on one page: they are whole files."""
_LARGEST = 4_000_000  # bytes of an article that is opened for it
_LONGEST = 300  # characters of a frame's name


async def tell_quotations(reader: Reader, made: Sequence[dict[str, Any]], words: Words) -> None:
    """Say of each card what is uncertain about the article's quotation, and what the article calls an empty frame."""
    by_id = {card["id"]: card for card in made if not card.get("erased")}
    ids = sorted(by_id)
    nameless: list[Row] = []
    for start in range(0, len(ids), 500):
        piece = ids[start : start + 500]
        rows = await reader.some(
            ("article_posts", "embeds"),
            'select l.post_id, e.id, e.article_scan_id, e.confidence, e.doubts, e.form, e."start", e."end" '
            "from article_posts l join embeds e on e.id = l.embed_id "
            f"where l.post_id in ({marks(piece)}) order by e.confidence, e.id",
            piece,
        )
        # The last one is the surest; where the card shows an article's words, it is the one that they come from.
        chosen = {row["post_id"]: row for row in rows}
        chosen |= {row["post_id"]: row for row in rows if row["id"] == quoted_by(by_id[row["post_id"]]["sources"])}
        for number, row in chosen.items():
            card = by_id[number]
            card["uncertain"] = uncertain(row, words, quoted=card["quotation"])
            if not (card["text"] or card["author"] or card["media"]):
                nameless.append(row)
    for number, name in (await _names(reader, nameless)).items():
        by_id[number]["frame"] = name


def uncertain(embed: Row, words: Words, *, quoted: bool) -> str:
    """What is uncertain about a row of `embeds`, in a sentence. `quoted`: its words are those that are shown."""
    doubts = [str(doubt) for doubt in read_json(embed["doubts"], [])]
    return words.uncertain(embed["confidence"], doubts, plain=embed["form"] == "plain-text", quoted=quoted)


def quoted_by(sources: Mapping[str, Any]) -> int | None:
    """The embed whose words a post has; None when it has those of the platform or of a web archive."""
    source = sources.get("text")
    said = isinstance(source, dict) and source.get("source") == "article" and source.get("embed")
    return said if isinstance(said, int) and said else None


async def _names(reader: Reader, embeds: Sequence[Row]) -> dict[int, str]:
    """The `title` that each frame has in the page it stands in, by the post's number."""
    folder = reader.archive.folder
    scans = sorted({row["article_scan_id"] for row in embeds}, reverse=True)[:_DOCUMENTS]
    if folder is None or not scans:
        return {}
    rows = await reader.some(
        ("article_scans", "blobs"),
        "select s.id, s.part, b.digest, b.ending from article_scans s join blobs b on b.digest = s.document "
        f"where s.id in ({marks(scans)}) and s.text is not null and s.media_type = 'text/html' and b.size <= ?",
        [*scans, _LARGEST],
    )
    made: dict[int, str] = {}
    for row in rows:
        path = blob_path(folder, row["digest"], row["ending"])
        text = await asyncio.to_thread(_source, path, row["part"])
        for embed in embeds:
            if embed["article_scan_id"] == row["id"]:
                name = title(text[embed["start"] : min(embed["end"], embed["start"] + 20_000)])
                made |= {embed["post_id"]: name} if name else {}
    return made


def _source(path: Path, part: str) -> str:
    """The decoded source of a kept article; nothing when it cannot be read any more."""
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
