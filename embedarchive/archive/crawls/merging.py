"""From the table of a crawl into an archive: each page an article that was seen in a crawl, and is not copied.

What is kept of such a page is a record of it: its address, when it was recorded, the recording, the place in it and the
digest, and all that the finder told of its posts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from embedarchive.archive.articles.origins import hints, named
from embedarchive.archive.crawls import parts
from embedarchive.archive.crawls.occurrences import OF_PAGE, SCHEMA, TABLE
from embedarchive.archive.crawls.pages import Page, pages_of
from embedarchive.documents import publication
from embedarchive.errors import SourceError
from embedarchive.model import Document, Embed, Image, Scan, plain
from embedarchive.store import Store, codec
from embedarchive.store.keys import post_key
from embedarchive.version import __version__

_PAGE = tuple(column.name for column in TABLE.columns[:OF_PAGE])
PARSER = f"crawl/{SCHEMA}"
"""What the log says found the posts: the table of a crawl, whose notes name the version."""


@dataclass(slots=True)
class Merged:
    """What was brought into an archive.

    Attributes:
        pages: how many pages of the crawl show something; `new` of them are new or changed.
        posts: how many posts they show.
        occurrences: how often they show one.
        unread: rows that say nothing which can be read.
        missing: why pages that were to be copied could not be, each in a sentence.
    """

    pages: int = 0
    new: int = 0
    posts: int = 0
    occurrences: int = 0
    unread: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a page, and what found the posts in it."""

    page: Page
    parser: str


def merge(
    out: Path, archive: Path, *, keep_pages: bool = False, allow_private: bool = False, operator: str | None = None
) -> Merged:
    """Bring the pages of a crawl's table into an archive; what is there already adds nothing.

    Args:
        out: the folder of the table.
        archive: the archive's folder; made when there is none.
        keep_pages: whether the pages are copied, too, out of the recordings, which have to be there.
        allow_private: also fetch those from private addresses.
        operator: who does it; kept in the log.

    Raises:
        UsageError: there is no table; pyarrow, which reads it, is not installed.
        ArchiveError: the archive cannot be used.
    """
    found = parts.known(out)
    merged, posts = Merged(), set[str]()
    kept = partial(_copied, allow_private=allow_private) if keep_pages else _recorded
    with Store.open(archive, create=True, named=named, hints=hints) as store:
        store.begin_run("crawl merge", versions={"embedarchive": __version__}, operator=operator)
        code = 1
        try:
            for part in found:
                for page in kept(out, part, merged):
                    _add(store, page, merged, posts)
            code = 0
        finally:
            merged.posts = len(posts)
            store.end_run(code, {"articles": merged.pages, "embeds": merged.occurrences})
    return merged


def _recorded(out: Path, part: parts.Part, merged: Merged) -> Iterator[_Kept]:
    """What is kept of each page of a part that is not copied: a record of it."""
    for rows in _pages(out, part):
        embeds = [codec.read(Embed, codec.load(row["found"])) for row in rows if row["kind"] == "embed"]
        images = [codec.read(Image, codec.load(row["found"])) for row in rows if row["kind"] == "image"]
        shown = tuple(each for each in embeds if each is not None)
        pictures = tuple(each for each in images if each is not None)
        merged.unread += len(rows) - len(shown) - len(pictures)
        if not (shown or pictures):
            continue
        url = str(rows[0]["page_url"])
        record = {name: plain(rows[0][name]) for name in _PAGE}
        told = {"schema": SCHEMA, "crawled": record, "found": [codec.load(row["found"]) for row in rows]}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        document = publication.told(Document(text="", source=url, base_url=url, media_type="text/html"))
        yield _Kept(Page(url, data, Scan(document=document, embeds=shown, images=pictures), ""), PARSER)


def _copied(out: Path, part: parts.Part, merged: Merged, *, allow_private: bool) -> Iterator[_Kept]:
    """The pages of a part themselves; of those that cannot be had, why."""
    offsets = {str(rows[0]["page_url"]): rows[0]["record_offset"] for rows in _pages(out, part)}
    try:
        for page in pages_of(part, offsets, allow_private=allow_private):
            if isinstance(page, SourceError):
                merged.missing.append(str(page))
            else:
                yield _Kept(page, f"embedarchive {__version__}")
    except SourceError as error:
        merged.missing.append(str(error))


def _pages(out: Path, part: parts.Part) -> Iterator[list[dict[str, Any]]]:
    """The rows of each page of a part."""
    rows = (row for batch in parts.batches_of(out, part, [*_PAGE, "kind", "found"]) for row in batch.to_pylist())
    for _, page in groupby(rows, key=itemgetter("page_url", "record_offset")):
        yield list(page)


def _add(store: Store, kept: _Kept, merged: Merged, posts: set[str]) -> None:
    page = kept.page
    record = store.add_article(page.data, page.scan, page.text, parser=kept.parser, url=page.url)
    merged.pages += 1
    merged.new += record.news != "known"
    merged.occurrences += len(page.scan.embeds)
    posts.update(map(post_key, page.scan.embeds))
