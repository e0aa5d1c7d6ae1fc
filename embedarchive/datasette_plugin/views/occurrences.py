"""Where a post appears: each article once, with what its latest reading prints of the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.views.cards import language_tag
from embedarchive.datasette_plugin.views.quotations import uncertain
from embedarchive.model.rows import widened
from embedarchive.store.queries import articles
from embedarchive.store.queries.articles import OccurrenceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence(OccurrenceRow):
    """What an article prints of a post.

    Attributes:
        href: the article's address, where it may be followed.
        origins: whose words those are that the article does not print itself.
        lang: the language of the words.
        uncertain: what is uncertain about them.
    """

    href: str | None
    origins: dict[str, str]
    lang: str | None
    uncertain: str


async def occurrences(reader: Reader, keys: Sequence[str], words: Words) -> list[Occurrence]:
    """What articles print of the post that has had these keys."""
    newest: dict[int, int] = {}
    latest: dict[tuple[int, int], Occurrence] = {}
    for row in await reader.some(articles.occurrences(keys)):
        if newest.setdefault(row.article_id, row.article_scan_id) != row.article_scan_id:
            continue
        latest[row.article_id, row.position] = widened(
            Occurrence,
            row,
            href=safe_link(row.url),
            origins=row.sources,
            lang=language_tag(row.language),
            uncertain=uncertain(row, words, quoted=True),
        )
    return list(latest.values())
