"""Places: of posts and photos, and as features of GeoJSON (RFC 7946), which SQLite itself writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from embedarchive.model.rows import PlaceRow
from embedarchive.store.queries.filtered import Bound, PostFilter, within
from embedarchive.store.queries.query import Number, Query, Text, columns, marks

FEW = 2_000
"""A filter that leaves at most so many posts is followed from the posts to their places."""
_LOOKED_AT = 5_000
"""Of a filter that leaves more, the newest this many places are held against it: however many there are, the map is
there at once. Days narrow the places themselves, so older ones are found by naming theirs."""
ARTICLE = ("images", "articles", "article_scans", "article_texts")
"""What a reader has to be allowed to see to be led from a photo to the article that shows it."""
MEDIA = ("media", "blobs")
"""And to see a small image, or what is said of it."""
_PLACE = columns(PlaceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """About how many places lie about here."""

    latitude: float
    longitude: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a feature says in the reader's words, and the addresses that it leads to."""

    written: str
    photo: str
    geotag: str
    nobody: str
    language: str
    posts: str
    articles: str
    pictures: str
    thumbnails: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What may be shown of photos.

    Attributes:
        pictures: the media types of which a small image is shown, of our own choice; None when photos are not shown.
        articles: whether a photo leads to the article that shows it.
        covered: whether the images of sensitive posts are left out.
    """

    pictures: Collection[str] | None
    articles: bool
    covered: bool


def by_number(number: int) -> Query[Number]:
    """One row if there is a place with this number."""
    return Query(Number, ("places",), "SELECT 1 AS n FROM places WHERE id = ?", [number])


def of_post(post: int) -> Query[PlaceRow]:
    """Where a post and its photos say that they were made."""
    sql = (
        f"SELECT {_PLACE} FROM places WHERE post_id = ? UNION ALL SELECT {_PLACE} FROM places WHERE media_id IN "
        "(SELECT media_id FROM post_media WHERE post_id = ?) ORDER BY id LIMIT 50"
    )
    return Query(PlaceRow, ("places", "post_media"), sql, [post, post])


def of_posts(posts: Sequence[int]) -> Query[PlaceRow]:
    """The first place of each of these posts."""
    sql = (
        f"SELECT {_PLACE} FROM places WHERE id IN "
        f"(SELECT min(id) FROM places WHERE post_id IN ({marks(posts)}) GROUP BY post_id)"
    )
    return Query(PlaceRow, ("places",), sql, posts)


def of_media(media: Sequence[int]) -> Query[PlaceRow]:
    """Where these photos say that they were made."""
    return Query(PlaceRow, ("places",), f"SELECT {_PLACE} FROM places WHERE media_id IN ({marks(media)})", media)


def world() -> Query[Dot]:
    """The newest places, to a tenth of a degree."""
    sql = (
        "SELECT round(latitude, 1) AS latitude, round(longitude, 1) AS longitude, count(*) AS count "
        "FROM (SELECT latitude, longitude FROM places ORDER BY id DESC LIMIT 2000) GROUP BY 1, 2 LIMIT 300"
    )
    return Query(Dot, ("places",), sql)


_SHOWN_BY = (
    "coalesce(post_id, (select l.post_id from post_media l where l.media_id = places.media_id limit 1)) as shown_by"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a query: its SQL, the values for it in their order, and the tables that it reads."""

    sql: str
    values: Sequence[Bound]
    tables: tuple[str, ...]


def features(
    filters: PostFilter, said: Said, shown: Shown, *, few: bool, narrowest: str | None, most: int, place: int | None
) -> Query[Text]:
    """The newest places as features with commas between them.

    A photo's place leads to the post that shows the photo, or else to the image in the newest article that does.

    Args:
        filters: which posts.
        said: the reader's words.
        shown: what the reader may see of photos.
        few: whether few posts are asked for, so that one goes from them to their places.
        narrowest: the column that narrows it down most.
        most: how many at most.
        place: the number of a place that is always among them.
    """
    part = (_of_posts if few else _newest)(filters, narrowest, most)
    spots, values = f"select * from ({part.sql} order by day desc, id desc limit {int(most)})", [*part.values]
    if place is not None:
        spots += f" union select places.*, {_SHOWN_BY} from places where id = ?"
        values.append(place)
    photo = _photo(shown)
    sql = (
        "with said (written, photo, geotag, nobody, language, posts, articles, pictures, thumbnails) "
        "as (values (?, ?, ?, ?, ?, ?, ?, ?, ?)), "
        f"spots as ({spots}) select coalesce(group_concat(feature, ','), '') as text from "
        f"(select {_FEATURE.format_map(photo.columns)} as feature from said cross join spots g "
        f"left join posts p on p.id = g.shown_by {photo.joins} order by g.day desc, g.id desc)"
    )
    words = [said.written, said.photo, said.geotag, said.nobody, said.language]
    addresses = [said.posts, said.articles, said.pictures, said.thumbnails]
    return Query(Text, (*part.tables, *photo.tables), sql, [*words, *addresses, *values])


def _of_posts(filters: PostFilter, narrowest: str | None, _: int) -> _Part:
    wanted, values = filters.where(rarest=narrowest)
    inside, bounds = _inside(filters)
    sql = (
        f"with chosen as (select p.id from posts p where {' and '.join(wanted)} order by p.id desc limit {FEW}), "
        "found as (select places.*, chosen.id as shown_by from chosen join places on places.post_id = chosen.id "
        "union all select places.*, chosen.id from chosen join post_media on post_media.post_id = chosen.id "
        f"join places on places.media_id = post_media.media_id) select * from found {_all(inside)} group by id"
    )
    return _Part(sql, [*values, *bounds], ("places", "post_media", *filters.tables))


def _newest(filters: PostFilter, narrowest: str | None, limit: int) -> _Part:
    span, (inside, bounds) = filters.span, _inside(filters)
    days = [(sql, day) for sql, day in (("day >= ?", span.earliest_day), ("day <= ?", span.latest_day)) if day]
    dated, between = " and ".join(sql for sql, _ in days), [day for _, day in days]
    of_posts = replace(filters, since="", until="", zone="", near="", box="")
    if span.exact:
        of_posts = replace(of_posts, since=filters.since, until=filters.until, zone=filters.zone)
    wanted, values = of_posts.where(rarest=narrowest)
    spots = f"select places.*, {_SHOWN_BY} from places"
    newest = f"order by day desc, id desc limit {_LOOKED_AT if wanted else int(limit)}"
    sql = f"select * from ({spots} {_all([*inside, *([dated] if days else [])])} {newest})"
    given = [*bounds, *between]
    if days:  # a photo that does not say when it was made has the day of its post
        undated = f"{spots} {_all([*inside, 'day is null'])} order by id desc limit {_LOOKED_AT}"
        then = dated.replace("day", "p.day")
        sql += f" union all select g.* from ({undated}) g join posts p on p.id = g.shown_by where {then}"
        given += [*bounds, *between]
    if wanted:
        sql = f"select g.* from ({sql}) g join posts p on p.id = g.shown_by where {' and '.join(wanted)}"
    elif days:
        sql = f"select * from ({sql})"
    return _Part(sql, [*given, *values], ("places", *filters.tables, "post_media"))


def _all(conditions: Sequence[str]) -> str:
    return f"where {' and '.join(conditions)}" if conditions else ""


def _inside(filters: PostFilter) -> tuple[list[str], list[Bound]]:
    """That a place itself lies in the areas that are asked for, and not only another one of its post."""
    found = [within(area) for area in filters.areas]
    return [sql for sql, _ in found], [value for _, values in found for value in values]


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
class _Photo:
    """What is said of a photo: SQL for the columns of `_FEATURE`, and the tables joined for it."""

    columns: dict[str, str]
    joins: str
    tables: tuple[str, ...]


def _photo(shown: Shown) -> _Photo:
    """A hidden table takes away what it would tell, and nothing else."""
    if shown.pictures is None:
        return _Photo(_COLUMNS, "", ())
    covered = "coalesce(p.sensitive, 0)" if shown.covered else "0"
    kinds = ", ".join(f"'{kind}'" for kind in sorted(shown.pictures))
    told = {
        "words": "coalesce(nullif(substr(m.alt, 1, 200), ''), file_name(m.url))",
        "alt": "nullif(substr(m.alt, 1, 200), '')",
        "thumbnail": f"case when m.digest is not null and not {covered} and m.media_type in ({kinds}) "
        "then said.thumbnails || m.digest end",
    }
    joins = "left join media m on m.id = g.media_id"
    if not shown.articles:
        return _Photo(_COLUMNS | told, joins, MEDIA)
    joins += (
        " left join images i on p.id is null and i.id = (select n.id from images n where n.key = m.key "
        "order by n.id desc limit 1) left join article_texts t on t.id = i.article_id"
    )
    told |= {
        "words": "coalesce(nullif(substr(i.caption, 1, 200), ''), nullif(substr(i.alt, 1, 200), ''), "
        "nullif(substr(m.alt, 1, 200), ''), file_name(coalesce(i.url, m.url)))",
        "alt": f"coalesce(nullif(substr(i.alt, 1, 200), ''), {told['alt']})",
        "article": "substr(t.title, 1, 200)",
        "article_href": "said.articles || i.article_id || case when i.article_scan_id = t.article_scan_id then '?' "
        "else '?scan=' || i.article_scan_id || '&' end "
        "|| 'at=' || said.pictures || i.position || '#' || said.pictures || i.position",
    }
    return _Photo(_COLUMNS | told, joins, (*MEDIA, *ARTICLE))
