"""Posts by day, the newest first; with a search, those that have all its words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.pages.article import listed
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.direct_hits import named
from embedarchive.datasette_plugin.reader.filters import Filters, rarest
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.reader.query import argument, note
from embedarchive.datasette_plugin.reader.search import beginning, marked_posts, pieces
from embedarchive.datasette_plugin.views.cards import LONGEST, PostCard, cards, with_articles
from embedarchive.datasette_plugin.views.selecting import selecting
from embedarchive.store.queries import articles, authors, posts
from embedarchive.store.queries.authors import SaidName
from embedarchive.store.queries.posts import InTime
from embedarchive.store.queries.search import START

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE = 50
BESIDE = {
    "quoted": "In a post that it quotes or answers:",
    "described": "In what describes a picture, a link, a poll or the place:",
    "printed": "As an article printed it:",
}
"""Where the words of a search may stand but in a post's own text, for people."""
UNDATED = "''"
"""The place in time of what has none: behind all that has one."""
_INDEXED = "p.posted_at desc, p.day desc"
_APART = (
    ("posted_at", "p.posted_at is not null", "p.posted_at", _INDEXED),
    ("day", "p.posted_at is null and p.day is not null", "p.day", _INDEXED),
    ("day", "p.posted_at is null and p.day is null", UNDATED, _INDEXED),
)
"""The column that days are held against, each post's own where none is named; which posts these are; their place in
time; an order that an index has."""
_TOGETHER = (("", "1", "coalesce(p.posted_at, p.day, '')", "coalesce(p.posted_at, p.day, '') desc"),)
_PLACE = re.compile(r"(?P<when>[0-9TZ:.+-]{0,40})~(?P<id>[0-9]{1,18})")


async def timeline(request: Request, datasette: Datasette) -> Response:
    """Posts by day, 50 to a page; with `q`, also the articles that have all its words, or the one thing it names.

    Raises:
        Forbidden: the reader may not see the table `posts`.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    filters = await Filters.asked(reader)
    before = argument(request, "before", 80)
    place = _PLACE.fullmatch(before)
    if before and not place:
        note(request, "“{value}” is no place in this list, which begins at its newest.", value=before)
    if filters.q and not filters.chosen and not place and (page := await named(reader, filters.q)):
        return Response.redirect(page)
    rows = await _newest(reader, filters, (place["when"], int(place["id"])) if place else None)
    shown = await with_articles(reader, await cards(reader, rows[:_PAGE], words))
    if filters.q:
        shown = await _marked(reader, shown, filters.q)
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    context = {
        **await selecting(reader, filters),
        "count": None if last or place else len(shown),
        "kept": sum(1 for card in shown if card.captured_at and not card.erased),
        "author": (author := await _posts_by(reader, filters)),
        "names": await reader.some(posts.names_of(filters.handle)) if author and not place else [],
        "said_names": await _said_names(reader, filters.handle) if author and not place else [],
        "shown_in": await reader.some(posts.articles_showing(filters.handle)) if author and not place else [],
        "outlets": await reader.counted(articles.outlets_of_gone())
        if filters == Filters(gone="yes") and not place
        else [],
        "days": [(day, list(group)) for day, group in groupby(shown, key=lambda card: card.day)],
        "next": filters.query(before=f"{last.at}~{last.id}") if last else None,
        "articles": await listed(reader, limit=3, search=filters.q) if filters.q and not place else [],
    }
    return await render(reader, "timeline", context, here="timeline")


async def _marked(reader: Reader, shown: list[PostCard], search: str) -> list[PostCard]:
    """The posts with the words marked in their own text; where that has none of them, with where else they stand."""
    found = await marked_posts(reader, {"text": None, **dict.fromkeys(BESIDE, 24)}, [card.id for card in shown], search)
    made = []
    for card in shown:
        columns = found.get(card.id, {})
        text = columns.get("text", "")
        beside = [
            (label, pieces(columns[column]))
            for column, label in BESIDE.items()
            if START not in text and START in columns.get(column, "")
        ]
        made.append(replace(card, pieces=beginning(pieces(text), LONGEST), found=beside))
    return made


async def _posts_by(reader: Reader, filters: Filters) -> int | None:
    """How many posts the author has here; None unless the author is all that is asked for."""
    if filters != Filters(handle=filters.handle) or not filters.handle:
        return None
    return (await rarest(reader, filters)).count


async def _said_names(reader: Reader, handle: str) -> list[SaidName]:
    """What the author was ever called, and when that was said; nothing where it was always the same."""
    said = await reader.some(authors.said_names(handle))
    return said if authors.have_changed(said) else []


async def _newest(reader: Reader, filters: Filters, before: tuple[str, int] | None) -> list[InTime]:
    """One page of posts and one more, the newest first, after a place in that order.

    Posts with a time, of which only the day is known, and of no known day are asked for apart, so that each question
    follows an index however many posts there are, and are then put into one order: a day comes before every time of
    that day, and no known day after all; such posts are looked for only where there are not enough others. The few
    that a search leaves are put into order as they are.
    """
    narrowest = (await rarest(reader, filters)).column
    found: list[InTime] = []
    for time, known, at, order in _TOGETHER if filters.few else _APART:
        wanted, values = filters.where(time, rarest=narrowest)
        if at == UNDATED and len(found) > _PAGE:
            break
        if before:
            wanted.append(f"({at}, p.id) < (?, ?)")
            values += before
        query = posts.page([known, *wanted], values, at=at, order=order, most=_PAGE + 1)
        found += await reader.rows(replace(query, tables=filters.tables))
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)[: _PAGE + 1]
