"""The first page: what is here, what is gone elsewhere and kept here, and where to begin."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.pages.article import listed
from embedarchive.datasette_plugin.pages.gallery import Picture, tiles
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import render, words_for
from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.datasette_plugin.serving.settings import served
from embedarchive.datasette_plugin.views.cards import cards
from embedarchive.datasette_plugin.views.lookalikes import MANY
from embedarchive.model import Status
from embedarchive.model.rows import Record
from embedarchive.store.queries import articles, counts, media, places, posts
from embedarchive.store.queries.media import shown
from embedarchive.store.queries.query import Number, Query

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES, _OUTLETS = 8, 12


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
    gone = await reader.some(posts.vanished(3, told=True))
    context = {
        "states": states,
        "figures": await _figures(reader, states),
        "articles": await listed(reader, limit=8),
        "gone": await cards(reader, gone, words),
        "bars": await _bars(reader),
        "world": await _world(reader),
        "pictures": await _pictures(reader, words),
        "many": MANY,
        "outlets": (await reader.some(articles.outlets()))[:_OUTLETS],
    }
    return await render(reader, "home", context, here="home")


async def _pictures(reader: Reader, words: Words) -> list[Picture]:
    """The newest photos and videos; what is sensitive is left to the gallery."""
    rows = await reader.some(media.gallery(SHOWN, None, [], _PICTURES))
    return [one for one in await tiles(reader, rows, {}, words) if not one.hide]


async def _states(reader: Reader) -> dict[str, int]:
    """How many posts are in each state, from the counts that the writer keeps."""
    rows = await reader.some(counts.states()) or await reader.some(counts.states_anew())
    counted = {row.value: row.count for row in rows}
    return {status: counted.get(status, 0) for status in Status}


async def _count(reader: Reader, query: Query[Number]) -> int | None:
    """How many rows; None when this reader may not know."""
    if not await reader.may(*query.tables):
        return None
    remembered = reader.archive.remembered
    number = remembered.count(query.sql)
    if number is None:
        number = (await reader.rows(query))[0].n
        remembered.note_count(query.sql, number)
    return number


async def _gone(reader: Reader) -> int | None:
    """How many posts a source says are gone, kept or not: `unavailable` are those that are not."""
    rows = await reader.some(counts.gone())
    return rows[0].n if rows else await _count(reader, counts.rows_of("posts", counts.GONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many there are; None where this reader may not know."""

    articles: int | None
    posts: int
    media: int | None
    differing: int | None
    places: int | None
    gone: int | None
    gone_kept: int | None
    gone_erased: int
    gone_quoted: int
    waiting: int
    failed: int


async def _figures(reader: Reader, states: dict[str, int]) -> Figures:
    gone, erased = await _gone(reader), await reader.some(counts.gone_and_erased())
    gone_erased = erased[0].n if erased else 0
    return Figures(
        articles=await _count(reader, counts.rows_of("articles")),
        posts=sum(states.values()),
        media=await _count(reader, counts.rows_of("media", shown("media", SHOWN))),
        differing=await _count(reader, counts.rows_of("posts", counts.DIFFERING)),
        places=await _count(reader, counts.rows_of("places")),
        gone=gone,
        gone_kept=None if gone is None else gone - states["unavailable"] - gone_erased,
        gone_erased=gone_erased,
        gone_quoted=states["unavailable"],
        waiting=states["pending"],
        failed=states["failed"],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bar(Record):
    """A month or a year: how many posts are of it, how high its bar is, its first and its last day."""

    name: str
    count: int
    height: int
    since: str
    until: str


async def _bars(reader: Reader) -> list[Bar]:
    """The strip of bars: how many posts each month has, or each year when they are of more than four years."""
    rows = await reader.some(counts.months()) or await reader.some(counts.months_anew())
    return bars({row.month: row.count for row in rows})


def bars(months: Mapping[str, int]) -> list[Bar]:
    """Every month from the first to the last with its number, also those without posts; or every year, at most 60."""
    known = sorted(month for month in months if re.fullmatch("[0-9]{4}-(?:0[1-9]|1[0-2])", month))
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    if last - first < 48:
        names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
    else:
        names = [f"{year:04}" for year in range(first // 12, last // 12 + 1)][-60:]
    numbers = [sum(count for month, count in months.items() if month.startswith(name)) for name in names]
    highest = max(numbers) or 1
    made = []
    for name, count in zip(names, numbers, strict=True):
        since, until = _days(name)
        height = max(2, round(40 * count / highest)) if count else 0
        made.append(Bar(name=name, count=count, height=height, since=since, until=until))
    return made


def _days(name: str) -> tuple[str, str]:
    """The first and the last day of a month or a year."""
    if len(name) == 4:
        return f"{name}-01-01", f"{name}-12-31"
    # The calendar has no year 0; a month of it, which a hostile platform may claim, has days like any other's.
    last = calendar.monthrange(max(1, int(name[:4])), int(name[5:]))[1]
    return f"{name}-01", f"{name}-{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A dot on the map of the Earth, in degrees, south down."""

    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A part of the Earth, in degrees, south down, and the dots on it."""

    left: float
    top: float
    wide: float
    dots: Sequence[Circle]


async def _world(reader: Reader) -> World | None:
    """The newest places on a small map of the Earth."""
    rows = await reader.some(places.world())
    if not rows:
        return None
    west, east = min(row.longitude for row in rows), max(row.longitude for row in rows)
    north, south = -max(row.latitude for row in rows), -min(row.latitude for row in rows)
    # Wide enough to be recognised, twice as wide as high, and not beyond the edge of the world.
    wide = min(360.0, max(70.0, 1.3 * (east - west), 2.6 * (south - north)))
    left = min(180 - wide, max(-180.0, (east + west - wide) / 2))
    top = min(90 - wide / 2, max(-90.0, (north + south - wide / 2) / 2))
    dots = [
        Circle(x=row.longitude, y=-row.latitude, r=round(wide / 110 * (1 + math.log10(row.count)), 2)) for row in rows
    ]
    return World(left=round(left, 1), top=round(top, 1), wide=round(wide, 1), dots=dots)
