"""Which posts are asked for: the conditions that a filter makes of what somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

from embedarchive.model import areas
from embedarchive.model.areas import Box, Circle
from embedarchive.model.spans import Span
from embedarchive.store.queries.search import matching

COLUMNS = ("status", "platform", "handle", "language")
YES, NO = "yes", "no"
MEDIA = {YES: (), NO: (), "photo": ("photo",), "video": ("video", "gif"), "audio": ("audio",)}
"""What a post may be asked to have, and the roles that such media have in it."""
HITS = 2_000
"""Of a search, the newest this many are looked at: a word that most posts have is answered as fast as a rare one."""


Bound: TypeAlias = str | int | float
Condition: TypeAlias = tuple[str, list[Bound]]


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
        outlet: the outlet of an article that shows them.
        since: a day, month, year or time, as `model.spans.bound` writes it; included.
        until: likewise.
        zone: the time zone that `since` and `until` are in, where they name none; else UTC.
        near: a circle, as `model.areas.Circle` is written: latitude, longitude, kilometres.
        box: a box, as `model.areas.Box` is written: west, south, east, north.
        media: yes, no, or what kind: a key of `MEDIA`.
        sensitive: yes or no: whether the platform marks them so.
        gone: a reason, or yes for any.
        differs: yes for those of which the article and another voice do not say the same.
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
            hits: at how many posts with the words, of the outlet or in the area it looks at most; -1 for all.
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
        """Conditions that another table decides."""
        made: list[Condition] = []
        if roles := MEDIA.get(self.media, ()):
            kinds = ", ".join("?" * len(roles))
            shown = f"SELECT 1 FROM post_media l WHERE l.post_id = p.id AND l.role IN ({kinds})"
            made.append((f"EXISTS ({shown})", [*roles]))
        if self.outlet:
            shown = "article_posts o JOIN article_texts t ON t.id = o.article_id WHERE t.outlet = ? COLLATE NOCASE"
            made.append((_newest(f"SELECT o.post_id FROM {shown}", hits), [self.outlet]))
        for area in self.areas:
            inside, values = within(area, "g.")
            by_post = f"SELECT g.post_id FROM places g WHERE {inside} AND g.post_id IS NOT NULL"
            by_photo = f"SELECT l.post_id FROM places g JOIN post_media l ON l.media_id = g.media_id WHERE {inside}"
            made.append((_newest(f"{by_post} UNION {by_photo}", hits), [*values, *values]))
        if self.words:
            found = "SELECT rowid FROM posts_fts WHERE posts_fts MATCH ?"
            made.append((f"p.id IN ({found} ORDER BY rowid DESC LIMIT {hits})", [self.words]))
        return made

    @property
    def words(self) -> str:
        """What FTS5 is asked for: the words, and those of the author in the author's columns."""
        author = f"{{author handle}} : ({matching(self.author)})" if self.author else ""
        return " AND ".join(f"({part})" for part in (author, matching(self.q) if self.q else "") if part)

    @property
    def few(self) -> bool:
        """Whether so few posts are asked for that they are looked at one by one: no index leaves fewer."""
        return bool(self.q or self.author or self.outlet or self.near or self.box or self.differs)

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
            "article_posts": self.outlet,
            "article_texts": self.outlet,
            "places": self.near or self.box,
            "post_media": self.near or self.box or MEDIA.get(self.media),
        }
        return ("posts", *(name for name, wanted in more.items() if wanted))


def _newest(posts: str, hits: int) -> str:
    return f"p.id IN ({posts} ORDER BY 1 DESC LIMIT {hits})"


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


def within(area: Circle | Box, table: str = "") -> Condition:
    """The condition that a row of `places` lies in an area, and its values; `table` is its name with a point."""
    frame = f"{table}latitude BETWEEN ? AND ? AND {table}longitude BETWEEN ? AND ?"
    sql = " OR ".join([f"({frame})"] * len(area.frames))
    values: list[Bound] = [value for one in area.frames for value in (one.south, one.north, one.west, one.east)]
    if isinstance(area, Box):
        return f"({sql})", values
    far = f"distance_km({table}latitude, {table}longitude, ?, ?) <= ?"
    return f"(({sql}) AND {far})", [*values, area.latitude, area.longitude, area.km]
