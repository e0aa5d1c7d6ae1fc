"""Places as features of GeoJSON (RFC 7946): what the map's list, its popups, GeoJSON and KML all say of a point.

SQLite writes the JSON, and while it does the server answers others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from embedarchive.datasette_plugin.reader.database import Made, Reader, Row, marks
from embedarchive.datasette_plugin.reader.filters import Filters, rarest
from embedarchive.datasette_plugin.reader.frame import Links, words_for
from embedarchive.datasette_plugin.serving.blobs import SHOWN

_FEW = 2_000
"""A filter that leaves at most so many posts is followed from the posts to their places."""
_LOOKED_AT = 5_000
"""Of a filter that leaves more, the newest this many places are held against it: however many there are, the map is
there at once. Days narrow the places themselves, so older ones are found by naming theirs."""
_ARTICLE = ("images", "articles", "article_scans", "article_texts")
"""What a reader has to be allowed to see to be led from a photo to the article that shows it."""
_KEPT = ("media", "blobs")
"""And to see a small picture, or what is said of it."""
_PICTURES = ", ".join(f"'{kind}'" for kind in sorted(SHOWN) if kind.startswith("image/"))


def file_name(address: object) -> str | None:
    """The last part of an address, as a name for a picture that has no other; None where it has none."""
    if not isinstance(address, str) or address[:5].lower() in {"data:", "blob:"}:
        return None
    try:
        name = unquote(urlsplit(address[:2_000]).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return "".join(letter for letter in name[:100] if letter.isprintable()) or None


@dataclass(frozen=True, slots=True)
class _Query:
    """A part of a query: its SQL, the values for it in their order, and the tables that it reads."""

    sql: str
    values: Sequence[Any]
    tables: Sequence[str]


Feature: TypeAlias = dict[str, Any]


async def features(
    reader: Reader, filters: Filters, limit: int, make: Callable[[str], Made], place: int | None = None
) -> Made:
    """What `make` makes of the newest places: it is given them as features with commas between them.

    The one with the number `place` is always among them.

    A photo's place leads to the post that shows the photo, or else to the picture in the newest article that does.

    Raises:
        Forbidden: the reader may not see the tables `places`, `posts` and `post_media`.
    """
    narrowest = await rarest(reader, filters)
    few = filters.few or (narrowest.count is not None and narrowest.count <= _FEW)
    found = (_of_posts if few else _newest)(filters, narrowest.column, limit)
    spots, values = f"select * from ({found.sql} order by day desc, id desc limit {int(limit)})", [*found.values]
    if place is not None:
        spots += f" union select places.*, {_SHOWN_BY} from places where id = ?"
        values.append(place)
    shown = await _shown(reader)
    sql = (
        f"with said (written, photo, geotag, nobody, language, posts, articles, thumbnails) "
        "as (values (?, ?, ?, ?, ?, ?, ?, ?)), "
        f"spots as ({spots}) select coalesce(group_concat(feature, ','), '') as features from "
        f"(select {_FEATURE.format_map(shown.columns)} as feature from said cross join spots g "
        f"left join posts p on p.id = g.shown_by {shown.joins} order by g.day desc, g.id desc)"
    )
    words, links = words_for(reader), Links(reader.datasette, reader.archive.database)
    said = [words.source("text"), words.source("exif"), words.source("geotag"), words("a post"), words.language]
    addresses = [links.post(0)[:-1], links.article(0)[:-1], links.thumbnail("")]
    return await reader.made((*found.tables, *shown.tables), sql, [*said, *addresses, *values], make)


def parsed(text: str) -> list[Feature]:
    """Those features as values."""
    made: list[Feature] = json.loads(f"[{text}]")
    return made


async def photo_places(reader: Reader, media: Sequence[int]) -> dict[int, Row]:
    """Where these photos say that they were made, by the id of the medium; nothing for those that do not say."""
    rows = await reader.some(
        ("places",),
        "select id, media_id, latitude, longitude, source, precision_m, form from places "
        f"where media_id in ({marks(media)})",
        media,
    )
    return {row["media_id"]: row for row in rows}


def unplaced(media: Sequence[Mapping[str, Any]], places: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The kept photos and videos of a post that name no place, each with `opened`: whether its file could be read.

    `media` are cards of media, as `media_card` makes them; `places` are rows of the table.
    """
    placed = {place["media_id"] for place in places}
    return [
        {**one, "opened": bool(one["width"] or one["exif"])}
        for one in media
        if one["show"] in {"image", "video"} and one["id"] not in placed
    ]


_SHOWN_BY = (
    "coalesce(post_id, (select l.post_id from post_media l where l.media_id = places.media_id limit 1)) as shown_by"
)


def _of_posts(filters: Filters, narrowest: str | None, _: int) -> _Query:
    wanted, values = filters.where(rarest=narrowest)
    sql = (
        f"with chosen as (select p.id from posts p where {' and '.join(wanted)} order by p.id desc limit {_FEW}), "
        "found as (select places.*, chosen.id as shown_by from chosen join places on places.post_id = chosen.id "
        "union all select places.*, chosen.id from chosen join post_media on post_media.post_id = chosen.id "
        "join places on places.media_id = post_media.media_id) select * from found group by id"
    )
    return _Query(sql, values, ("places", "post_media", *filters.tables))


def _newest(filters: Filters, narrowest: str | None, limit: int) -> _Query:
    days = [(name, value) for name, value in (("since", filters.since), ("until", filters.until)) if value]
    within = " and ".join(f"day {'>=' if name == 'since' else '<='} ?" for name, _ in days)
    between = [value if name == "since" else f"{value}~" for name, value in days]
    wanted, values = replace(filters, since="", until="").where(rarest=narrowest)
    spots = f"select places.*, {_SHOWN_BY} from places"
    newest = f"order by day desc, id desc limit {_LOOKED_AT if wanted else int(limit)}"
    sql = f"select * from ({spots} {f'where {within}' if within else ''} {newest})"
    if within:  # a photo that does not say when it was made has the day of its post
        undated = f"{spots} where day is null order by id desc limit {_LOOKED_AT}"
        then = within.replace("day", "p.day")
        sql += f" union all select g.* from ({undated}) g join posts p on p.id = g.shown_by where {then}"
    if wanted:
        sql = f"select g.* from ({sql}) g join posts p on p.id = g.shown_by where {' and '.join(wanted)}"
    elif within:
        sql = f"select * from ({sql})"
    return _Query(sql, [*between, *between, *values], ("places", "post_media", "posts"))


_FEATURE = (
    "json_object('type', 'Feature', 'id', g.id, "
    "'geometry', json_object('type', 'Point', 'coordinates', json_array(g.longitude, g.latitude)), "
    "'properties', json_object("
    "'name', coalesce(nullif(p.author, ''), nullif(p.handle, ''), {words}, nullif(g.label, ''), "
    "case when p.id is not null then said.nobody end), "
    "'author', p.author, 'handle', p.handle, 'day', coalesce(g.day, p.day), "
    "'text', substr(coalesce(nullif(p.text, ''), g.label, ''), 1, 200), "
    "'source', case g.source when 'text' then said.written when 'exif' then said.photo else said.geotag end, "
    "'where', whereabouts(g.latitude, g.longitude, g.precision_m, said.language), "
    "'exactness', exactness(g.precision_m, g.source, g.form, said.language), "
    "'precision_m', g.precision_m, 'raw', g.raw, 'status', p.status, "
    "'href', coalesce(said.posts || p.id, {article_href}), 'article', {article}, "
    "'thumbnail', {thumbnail}, 'alt', {alt}))"
)
_COLUMNS = dict.fromkeys(("words", "article_href", "article", "thumbnail", "alt"), "null")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What can be said of a photo to this reader: SQL for the columns of `_FEATURE`, and the tables joined for it."""

    columns: dict[str, str]
    joins: str
    tables: tuple[str, ...]


async def _shown(reader: Reader) -> _Shown:
    """A hidden table takes away what it would tell, and nothing else."""
    if not await reader.may(*_KEPT):
        return _Shown(_COLUMNS, "", ())
    covered = "coalesce(p.sensitive, 0)" if reader.archive.settings.sensitive == "blur" else "0"
    columns = {
        "words": "coalesce(nullif(substr(m.alt, 1, 200), ''), file_name(m.url))",
        "alt": "nullif(substr(m.alt, 1, 200), '')",
        "thumbnail": f"case when m.digest is not null and not {covered} and m.media_type in ({_PICTURES}) "
        "then said.thumbnails || m.digest end",
    }
    joins = "left join media m on m.id = g.media_id"
    if not await reader.may(*_ARTICLE):
        return _Shown(_COLUMNS | columns, joins, _KEPT)
    joins += (
        " left join images i on p.id is null and i.id = (select n.id from images n where n.key = m.key "
        "order by n.id desc limit 1) left join article_texts t on t.id = i.article_id"
    )
    columns |= {
        "words": "coalesce(nullif(substr(i.caption, 1, 200), ''), nullif(substr(i.alt, 1, 200), ''), "
        "nullif(substr(m.alt, 1, 200), ''), file_name(coalesce(i.url, m.url)))",
        "alt": f"coalesce(nullif(substr(i.alt, 1, 200), ''), {columns['alt']})",
        "article": "substr(t.title, 1, 200)",
        "article_href": "said.articles || i.article_id || case when i.article_scan_id = t.article_scan_id then '' "
        "else '?scan=' || i.article_scan_id end || '#picture-' || i.position",
    }
    return _Shown(_COLUMNS | columns, joins, (*_KEPT, *_ARTICLE))
