"""Which posts are asked for: the conditions that a filter makes of what somebody wants to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeAlias

from embedarchive.model import areas, spans
from embedarchive.model.areas import Box, Circle
from embedarchive.model.selections import MEDIA, NO, VERIFICATIONS, YES
from embedarchive.model.spans import Span
from embedarchive.store.queries.articles import OF_SITE
from embedarchive.store.queries.search import matching

COLUMNS = ("status", "platform", "handle", "language")
HITS = 2_000
"""Of a search, the newest this many are looked at: a word that most posts have is answered as fast as a rare one."""
CANDIDATES = 5_000
"""And of what lies in an area, is shown by an outlet, or has a video, the newest this many of the days in question."""
RARE = ("video", "audio")
"""Kinds of media that so few posts have that they are found by them, and not post by post."""
UNVERIFIED = VERIFICATIONS[0]

Cities: TypeAlias = Callable[[str], tuple[float, float] | None]
"""Where a city of that name lies, in degrees."""
Bound: TypeAlias = str | int | float
Condition: TypeAlias = tuple[str, list[Bound]]


def forms(cities: Cities | None) -> dict[str, Callable[[str], str]]:
    """The filters that are written in a form of their own: what brings each into its usual form, or says nothing.

    Args:
        cities: where cities lie; without it `near` takes coordinates only.
    """
    return {
        "since": spans.bound,
        "until": spans.bound,
        "zone": lambda text: text if spans.zone(text) else "",
        "near": lambda text: str(areas.circle(text, cities) or ""),
        "box": lambda text: str(areas.box(text) or ""),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """A selection of posts: all that is asked for holds of each of them. An empty text asks for nothing.

    Attributes:
        q: words, as `matching` reads them.
        status: the state.
        platform: its name in the catalogue.
        handle: the author's handle, without @.
        author: words of the author's name or handle.
        language: a language tag (BCP 47).
        outlet: the outlet of an article that shows them; of one that names none, the host of its address.
        since: a day, month, year or time, as `model.spans.bound` writes it; included.
        until: likewise.
        zone: the time zone that `since` and `until` are in, where they name none; else UTC.
        near: a circle, as `model.areas.Circle` is written: latitude, longitude, kilometres.
        box: a box, as `model.areas.Box` is written: west, south, east, north.
        media: yes, no, or what kind: a key of `MEDIA`.
        sensitive: yes or no: whether the platform marks them so.
        gone: a reason, or yes for any.
        differs: yes for those of which the article and another voice do not say the same.
        tag: a tag that somebody put on them.
        collection: a collection that somebody put them into.
        verification: one of `VERIFICATIONS`; unverified is what nobody holds for anything else.
    """

    q: str = ""
    status: str = ""
    platform: str = ""
    handle: str = ""
    author: str = ""
    language: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""
    zone: str = ""
    near: str = ""
    box: str = ""
    media: str = ""
    sensitive: str = ""
    gone: str = ""
    differs: str = ""
    tag: str = ""
    collection: str = ""
    verification: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is asked for, by name; an empty text where nothing is."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __bool__(self) -> bool:
        return self.chosen or bool(self.q)

    @property
    def chosen(self) -> bool:
        """Whether anything but words is asked for. A time zone alone asks for nothing."""
        return any(value for name, value in self.given.items() if name not in {"q", "zone"})

    @property
    def span(self) -> Span:
        """When the posts were written."""
        return Span.of(self.since, self.until, self.zone)

    @property
    def areas(self) -> tuple[Circle | Box, ...]:
        """Where the posts, or photos in them, say that they were made: in each of these."""
        found = (areas.circle(self.near) if self.near else None, areas.box(self.box) if self.box else None)
        return tuple(one for one in found if one is not None)

    def where(self, time: str = "", *, rarest: str | None = None, hits: int = HITS) -> tuple[list[str], list[Bound]]:
        """The conditions on `posts p`, and their values.

        Args:
            time: the column that the span is held against: `posted_at`, `day`, or both where none is named.
            rarest: the one of our columns whose index SQLite is to follow; the others are looked at post by post
                (https://sqlite.org/optoverview.html: a plus keeps a term from using an index).
            hits: at how many posts with the words it looks at most; -1 for all, also of every other kind.
        """
        conditions = [
            *self._columns(rarest),
            *_within(self.span, time, "+" if self.few else ""),
            *self._marks(),
            *self._elsewhere(hits),
        ]
        return [sql for sql, _ in conditions], [value for _, values in conditions for value in values]

    def _columns(self, rarest: str | None) -> list[Condition]:
        followed = {name: not self.few and rarest in {None, name} for name in self._equal}
        return [(f"{'' if followed[name] else '+'}p.{name} = ?", [value]) for name, value in self._equal.items()]

    def _marks(self) -> list[Condition]:
        """Conditions on columns of the post that have few values."""
        asked = {
            "p.gone_at IS NOT NULL": self.gone,
            "p.disagreements <> '[]'": self.differs,
            f"p.sensitive = {int(self.sensitive == YES)}": self.sensitive,
            f"p.media_count {'=' if self.media == NO else '>'} 0": self.media,
        }
        return [(sql, []) for sql, wanted in asked.items() if wanted]

    def _elsewhere(self, hits: int) -> list[Condition]:
        """Conditions that another table decides: there, too, posts of other days are passed over."""
        most = -1 if hits < 0 else CANDIDATES
        span, made = self.span, list[Condition]()
        if self.media == "photo":
            made.append(("EXISTS (SELECT 1 FROM post_media l WHERE l.post_id = p.id AND l.role = 'photo')", []))
        elif roles := MEDIA.get(self.media, ()):
            of_days, days = _of_days(span, "s.")
            shown = f"post_media l JOIN posts s ON s.id = l.post_id WHERE l.role IN ({', '.join('?' * len(roles))})"
            made.append((_newest(f"SELECT l.post_id FROM {shown}{of_days}", "l.post_id", most), [*roles, *days]))
        if self.outlet:
            of_days, days = _of_days(span, "s.")
            shown = (
                f"({OF_SITE}) t JOIN article_posts o ON o.article_id = t.id JOIN posts s ON s.id = o.post_id "
                f"WHERE 1{of_days}"
            )
            named = [self.outlet, self.outlet]
            made.append((_newest(f"SELECT o.post_id FROM {shown}", "o.post_id", most), [*named, *days]))
        made += [_said(kind, value, span, most) for kind, value in self._said.items() if value]
        made += [_in_area(area, span, most) for area in self.areas]
        if self.words:
            found = "SELECT rowid FROM posts_fts WHERE posts_fts MATCH ?"
            made.append((f"p.id IN ({found} ORDER BY rowid DESC LIMIT {hits})", [self.words]))
        return made

    @property
    def _said(self) -> dict[str, str]:
        """What people say of the posts, by the kind of what they say."""
        return {"tag": self.tag, "collection": self.collection, "verification": self.verification}

    @property
    def words(self) -> str:
        """What FTS5 is asked for: the words, and those of the author in the author's columns."""
        author = f"{{author handle}} : ({matching(self.author)})" if self.author else ""
        return " AND ".join(f"({part})" for part in (author, matching(self.q) if self.q else "") if part)

    @property
    def few(self) -> bool:
        """Whether so few posts are asked for that they are looked at one by one: no index leaves fewer."""
        found = (self.q, self.author, self.outlet, self.near, self.box, self.differs, self.tag, self.collection)
        judged = self.verification not in {"", UNVERIFIED}
        return any(found) or judged or self.media in RARE

    @property
    def _equal(self) -> dict[str, str]:
        """The columns of `posts` that have to have one value."""
        given = {name: getattr(self, name) for name in COLUMNS} | {"gone_reason": self.gone if self.gone != YES else ""}
        return {name: value for name, value in given.items() if value}

    @property
    def counted(self) -> dict[str, str]:
        """What the writer counts of it: a value for each column, or % for any."""
        return self._equal | ({"gone_reason": "%"} if self.gone == YES else {})

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the conditions read."""
        more = {
            "posts_fts": self.q or self.author,
            "annotations": self.tag or self.collection or self.verification,
            "article_posts": self.outlet,
            "article_texts": self.outlet,
            "articles": self.outlet,
            "places": self.near or self.box,
            "post_media": self.near or self.box or MEDIA.get(self.media),
        }
        return ("posts", *(name for name, wanted in more.items() if wanted))


def _newest(posts: str, order: str, most: int) -> str:
    return f"p.id IN ({posts} ORDER BY {order} DESC LIMIT {most})"


def _of_days(span: Span, table: str) -> Condition:
    """That a row is of the days of a span, to be added to other conditions; `table` is its name with a point."""
    found = [(f" AND {table}day >= ?", span.earliest_day), (f" AND {table}day <= ?", span.latest_day)]
    return "".join(sql for sql, day in found if day), [day for _, day in found if day]


def _said(kind: str, value: str, span: Span, most: int) -> Condition:
    """That somebody says this of a post; that it is unverified, where nobody says otherwise."""
    if value == UNVERIFIED and kind == "verification":
        others = "n.post_id = p.id AND +n.kind = 'verification' AND n.value <> ?"  # by the post, not by the kind
        return f"NOT EXISTS (SELECT 1 FROM annotations n WHERE {others})", [value]
    of_days, days = _of_days(span, "s.")
    told = f"annotations n JOIN posts s ON s.id = n.post_id WHERE n.kind = ? AND n.value = ? COLLATE NOCASE{of_days}"
    return _newest(f"SELECT n.post_id FROM {told}", "n.post_id", most), [kind, value, *days]


def _in_area(area: Circle | Box, span: Span, most: int) -> Condition:
    """That a post, or a photo in it, lies in an area."""
    indexed = most < 0 or area.small
    inside, values = within(area, "g.", indexed=indexed)
    order = f"ORDER BY {'+' * indexed}g.id DESC LIMIT {most}"
    of_days, days = _of_days(span, "g.")
    by_post = f"SELECT g.post_id FROM places g WHERE {inside} AND g.post_id IS NOT NULL{of_days}"
    of_posts, post_days = _of_days(span, "s.")
    by_photo = (
        "SELECT l.post_id FROM places g JOIN post_media l ON l.media_id = g.media_id "
        f"JOIN posts s ON s.id = l.post_id WHERE {inside}{of_posts}"
    )
    newest = [f"SELECT * FROM ({one} {order})" for one in (by_post, by_photo)]
    return f"p.id IN ({' UNION '.join(newest)})", [*values, *days, *values, *post_days]


def _within(span: Span, time: str, unfollowed: str) -> list[Condition]:
    """That posts are of a span: by their time, and where only their day is known, by that."""
    if time == "posted_at":
        found = [("p.posted_at >= ?", span.low), ("p.posted_at <= ?", span.high)]
    elif time == "day":
        found = [("p.day >= ?", span.first), ("p.day <= ?", span.last)]
    else:
        found = [("p.day >= ?", span.earliest_day), ("p.day <= ?", span.latest_day)]
    made: list[Condition] = [(f"{unfollowed}{sql}", [value]) for sql, value in found if value]
    if span.exact and not time:
        for sign, moment, day in ((">=", span.low, span.first), ("<=", span.high, span.last)):
            if moment:
                made.append((f"iif(p.posted_at IS NULL, p.day {sign} ?, p.posted_at {sign} ?)", [day, moment]))
    return made


def within(area: Circle | Box, table: str = "", *, indexed: bool = True) -> Condition:
    """The condition that a row of `places` lies in an area, and its values.

    Args:
        area: a circle or a box.
        table: the name of the table, with a point.
        indexed: whether the index of coordinates is followed. Of a large area nearly everything lies in it: then the
            newest places are looked at one after the other, until there are enough.
    """
    latitude, longitude = f"{'' if indexed else '+'}{table}latitude", f"{table}longitude"
    frames = [(f"{latitude} BETWEEN ? AND ? AND {longitude} BETWEEN ? AND ?", one.sides) for one in area.frames]
    sql = f"({' OR '.join(f'({frame})' for frame, _ in frames)})"
    values: list[Bound] = [side for _, sides in frames for side in sides]
    if isinstance(area, Box):
        return sql, values
    # No distance is reckoned for what lies in the square inside of the circle.
    near = f"{table}latitude BETWEEN ? AND ? AND {longitude} BETWEEN ? AND ?"
    far = f"distance_km({table}latitude, {longitude}, ?, ?) <= ?"
    point = [area.latitude, area.longitude, area.km]
    return f"({sql} AND CASE WHEN {near} THEN 1 ELSE {far} END)", [*values, *area.inner.sides, *point]
