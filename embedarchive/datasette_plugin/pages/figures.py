"""What a selection of the archive comes to: platforms, the posts that most articles show, and which sites do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.pages.home import Bar, bars
from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import Filters, leaves_many, rarest
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.reader.query import insist
from embedarchive.datasette_plugin.views.selecting import selecting
from embedarchive.store.queries import figures as queries
from embedarchive.store.queries.figures import OfMonth, ShownPost, Site
from embedarchive.store.queries.query import Query

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")
Figure: TypeAlias = ShownPost | Site | OfMonth
_SAVED = 1_000
"""So many posts or sites are in a file."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a selection is counted: whether it is of many posts, and which filter leaves the fewest that are gone."""

    many: bool
    rarest: str | None

    @classmethod
    async def to(cls, reader: Reader, filters: Filters) -> Ways:
        """The ways that look at the fewest posts, by the counts that the writer keeps."""
        gone = await rarest(reader, queries.gone_of(filters))
        return cls(await leaves_many(reader, filters), gone.column)


FILES: dict[str, tuple[type[Figure], Query[Any] | None, Callable[[Filters, Ways], Query[Any]]]] = {
    "posts": (ShownPost, None, lambda filters, ways: queries.shown_posts(filters, _SAVED, many=ways.many)),
    "sites": (
        Site,
        queries.all_sites(_SAVED),
        lambda filters, ways: queries.sites(filters, _SAVED, rarest=ways.rarest),
    ),
    "months": (OfMonth, queries.all_months(), lambda filters, ways: queries.months(filters, rarest=ways.rarest)),
}
"""What can be saved as CSV: a row of it, how it is asked for all posts, where that is kept, and for a selection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPlatform:
    """A platform: how many posts, how many of them are gone, and how many of each month or year."""

    platform: str
    posts: int
    gone: int
    bars: Sequence[Bar]


async def figures(request: Request, datasette: Datasette) -> Response:
    """The figures of all posts, or of those that the filters leave.

    Raises:
        Forbidden: the reader may not see the table `posts`.
    """
    reader = Reader.of(datasette, request)
    await reader.require("posts")
    filters = await Filters.asked(reader)
    ways = await Ways.to(reader, filters)

    async def of(every: Query[T], chosen: Query[T]) -> list[T] | None:
        return await _kept(reader, filters, every) or await reader.counted(chosen)

    months = await of(queries.all_months(), queries.months(filters, rarest=ways.rarest))
    context = {
        **await selecting(reader, filters),
        "platforms": months and _by_platform(months),
        "reasons": await of(queries.all_gone_for(), queries.gone_for(filters, rarest=ways.rarest)),
        "shown": await reader.counted(queries.shown_posts(filters, many=ways.many)),
        "sites": await of(queries.all_sites(), queries.sites(filters, rarest=ways.rarest)),
    }
    return await render(reader, "figures", context, here="figures")


async def _kept(reader: Reader, filters: Filters, every: Query[T] | None) -> list[T]:
    """What all posts come to, where that is kept; nothing for a selection, and for who may not see it."""
    return [] if filters or every is None else await reader.some(every)


async def figures_file(request: Request, datasette: Datasette) -> Response:
    """One of the tables as CSV, a thousand rows of posts or sites at most.

    Raises:
        BadRequest: a filter was not understood.
        Forbidden: the reader may not see a table that is counted.
    """
    reader, name = Reader.of(datasette, request), request.url_vars["name"]
    filters = await Filters.asked(reader)
    insist(request, words_for(reader))
    row, every, query = FILES[name]
    found: Sequence[Figure] = await _kept(reader, filters, every) or await reader.kept(
        query(filters, await Ways.to(reader, filters))
    )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(field.name for field in fields(row))
    writer.writerows(map(astuple, found))
    saved = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    body = out.getvalue().encode("utf-8", "replace")
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers.page() | saved)


def _by_platform(months: Sequence[OfMonth]) -> list[OfPlatform]:
    """Each platform, that with most posts first; their bars begin and end together."""
    every = dict.fromkeys((row.month for row in months if row.month), 0)
    made = []
    for platform, rows in groupby(months, key=lambda row: row.platform):
        own = list(rows)
        known = every | {row.month: row.posts for row in own if row.month}
        posts, gone = sum(row.posts for row in own), sum(row.gone for row in own)
        made.append(OfPlatform(platform=platform, posts=posts, gone=gone, bars=bars(known)))
    return sorted(made, key=lambda one: (-one.posts, one.platform))
