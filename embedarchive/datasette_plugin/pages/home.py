"""The first page: what is here, what is gone elsewhere and kept here, and where to begin."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.pages.article import listed
from embedarchive.datasette_plugin.pages.gallery import shown_in_gallery
from embedarchive.datasette_plugin.reader.database import Reader, Row
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.serving.settings import served
from embedarchive.datasette_plugin.views.cards import POST_COLUMNS, cards
from embedarchive.model import Status

if TYPE_CHECKING:
    from datasette.app import Datasette


async def home(request: Request, datasette: Datasette) -> Response:
    """Our first page; Datasette's own where no archive is served, and under `/.json`. Its own also stays at `/-/`.

    Raises:
        Forbidden: the reader may not see this instance.
    """
    if served(datasette) is None or request.url_vars.get("format"):
        from datasette.views.index import IndexView

        answer: Response = await IndexView(datasette).get(request)
        return answer
    await datasette.ensure_permission(action="view-instance", actor=request.actor)
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    states = await _states(reader)
    gone = await reader.some(
        ("posts",),
        f"select {POST_COLUMNS} from posts where gone_at is not null and coalesce(text, author, handle) is not null "
        "order by gone_at desc, id desc limit 3",
    )
    context = {
        "states": states,
        "figures": await _figures(reader, states),
        "articles": await listed(reader, limit=8),
        "gone": await cards(reader, gone, words),
        "bars": await _bars(reader),
        "world": await _world(reader),
    }
    return await render(reader, "home", context, here="home")


async def _states(reader: Reader) -> dict[str, int]:
    """How many posts are in each state, from the counts that the writer keeps."""
    rows = await reader.some(
        ("posts", "facet_counts"), "select value, count from facet_counts where facet = 'status'"
    ) or await reader.some(("posts",), "select status as value, count(*) as count from posts group by status")
    counted = {str(row["value"]): int(row["count"]) for row in rows}
    return {status: counted.get(status, 0) for status in Status}


async def _count(reader: Reader, table: str, where: str = "1") -> int | None:
    """How many rows; None when this reader may not know."""
    if not await reader.may(table):
        return None
    remembered = reader.archive.remembered
    number = remembered.count(f"{table} {where}")
    if number is None:
        rows: list[Row] = await reader.rows((table,), f"select count(*) as n from {table} where {where}")
        number = int(rows[0]["n"])
        remembered.note_count(f"{table} {where}", number)
    return number


async def _gone(reader: Reader) -> int | None:
    """How many posts a source says are gone, kept or not: `unavailable` are those that are not."""
    rows = await reader.some(
        ("posts", "facet_counts"), "select coalesce(sum(count), 0) as n from facet_counts where facet = 'gone_reason'"
    )
    return int(rows[0]["n"]) if rows else await _count(reader, "posts", "gone_at is not null")


async def _erased(reader: Reader) -> int:
    """How many of the posts that are gone elsewhere were erased here too."""
    rows = await reader.some(
        ("posts", "erasures"),
        "select count(distinct p.id) as n from erasures e join posts p on p.key = e.key "
        "where p.gone_at is not null and p.captured_at is not null and coalesce(p.text, p.author, p.handle) is null",
    )
    return int(rows[0]["n"]) if rows else 0


async def _figures(reader: Reader, states: dict[str, int]) -> dict[str, Any]:
    gone, erased = await _gone(reader), await _erased(reader)
    return {
        "articles": await _count(reader, "articles"),
        "posts": sum(states.values()),
        "media": await _count(reader, "media", shown_in_gallery("media")),
        "differing": await _count(reader, "posts", "disagreements <> '[]'"),
        "places": await _count(reader, "places"),
        "gone": gone,
        "gone_kept": None if gone is None else gone - states["unavailable"] - erased,
        "gone_erased": erased,
        "gone_quoted": states["unavailable"],
        "waiting": states["pending"],
        "failed": states["failed"],
    }


async def _bars(reader: Reader) -> list[dict[str, Any]]:
    """The strip of bars: how many posts each month has, or each year when they are of more than four years."""
    rows = await reader.some(
        ("posts", "facet_counts"),
        "select substr(value, 1, 7) as month, sum(count) as count from facet_counts where facet = 'day' "
        "and value > '0' group by 1",
    ) or await reader.some(
        ("posts",), "select substr(day, 1, 7) as month, count(*) as count from posts where day > '0' group by 1"
    )
    return bars({str(row["month"]): int(row["count"]) for row in rows})


def bars(months: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every month from the first to the last with its number, also those without posts; or every year, at most 60."""
    known = sorted(month for month in months if re.fullmatch("[0-9]{4}-(?:0[1-9]|1[0-2])", month))
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    if last - first < 48:
        names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
    else:
        names = [f"{year:04}" for year in range(first // 12, last // 12 + 1)][-60:]
    counts = [sum(count for month, count in months.items() if month.startswith(name)) for name in names]
    highest = max(counts) or 1
    return [
        {"name": name, "count": count, "height": max(2, round(40 * count / highest)) if count else 0, **_days(name)}
        for name, count in zip(names, counts, strict=True)
    ]


def _days(name: str) -> dict[str, str]:
    """The first and the last day of a month or a year."""
    if len(name) == 4:
        return {"since": f"{name}-01-01", "until": f"{name}-12-31"}
    # The calendar has no year 0; a month of it, which a hostile platform may claim, has days like any other's.
    last = calendar.monthrange(max(1, int(name[:4])), int(name[5:]))[1]
    return {"since": f"{name}-01", "until": f"{name}-{last}"}


async def _world(reader: Reader) -> dict[str, Any] | None:
    """The newest places on a small picture of the Earth: what part of it to show, and dots, in degrees, south down."""
    rows = await reader.some(
        ("places",),
        "select round(latitude, 1) as latitude, round(longitude, 1) as longitude, count(*) as count "
        "from (select latitude, longitude from places order by id desc limit 2000) group by 1, 2 limit 300",
    )
    if not rows:
        return None
    west, east = min(row["longitude"] for row in rows), max(row["longitude"] for row in rows)
    north, south = -max(row["latitude"] for row in rows), -min(row["latitude"] for row in rows)
    # Wide enough to be recognised, twice as wide as high, and not beyond the edge of the world.
    wide = min(360.0, max(70.0, 1.3 * (east - west), 2.6 * (south - north)))
    left = min(180 - wide, max(-180.0, (east + west - wide) / 2))
    top = min(90 - wide / 2, max(-90.0, (north + south - wide / 2) / 2))
    dots = [
        {"x": row["longitude"], "y": -row["latitude"], "r": round(wide / 110 * (1 + math.log10(row["count"])), 2)}
        for row in rows
    ]
    return {"left": round(left, 1), "top": round(top, 1), "wide": round(wide, 1), "dots": dots}
