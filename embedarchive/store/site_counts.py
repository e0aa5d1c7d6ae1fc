"""How many posts each site shows, kept in step with the catalogue: to count three million places takes seconds."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from embedarchive.store.queries.articles import SITE, WITH_OUTLET
from embedarchive.store.queries.query import marks, pieces

TABLE = """CREATE TABLE site_counts (
    site TEXT NOT NULL,
    outlet INTEGER NOT NULL CHECK (outlet IN (0, 1)),
    articles INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    gone_posts INTEGER NOT NULL,
    PRIMARY KEY (site, outlet)
) STRICT, WITHOUT ROWID"""
"""Of each outlet, or host of articles that name none (empty without an address): how many of its articles show a post,
how often they show one, how often one that is gone; of outlets how many posts that are. A post that an outlet shows
under several spellings of its name counts under the first of them."""
_ALL = f"""
WITH names AS MATERIALIZED ({WITH_OUTLET}),
sites AS MATERIALIZED (
    SELECT a.id, coalesce({SITE}, '') AS site, t.outlet IS NOT NULL AS outlet
    FROM articles a LEFT JOIN names t ON t.id = a.id
),
shown AS MATERIALIZED (SELECT article_id AS id, count(*) AS n FROM article_posts GROUP BY article_id),
gone AS MATERIALIZED (
    SELECT o.article_id AS id, count(*) AS n FROM posts p CROSS JOIN article_posts o ON o.post_id = p.id
    WHERE p.gone_at IS NOT NULL GROUP BY o.article_id
),
once AS (
    SELECT min(t.outlet) AS site FROM posts p CROSS JOIN article_posts o ON o.post_id = p.id
    JOIN names t ON t.id = o.article_id WHERE p.gone_at IS NOT NULL GROUP BY p.id, t.outlet COLLATE NOCASE
),
gone_posts AS MATERIALIZED (SELECT site, count(*) AS n FROM once GROUP BY site)
INSERT INTO site_counts (site, outlet, articles, shown, gone, gone_posts)
SELECT s.site, s.outlet, count(*), sum(shown.n), coalesce(sum(gone.n), 0),
    coalesce((SELECT n FROM gone_posts WHERE s.outlet AND gone_posts.site = s.site), 0)
FROM shown JOIN sites s USING (id) LEFT JOIN gone USING (id) GROUP BY s.site, s.outlet"""
_MORE = """INSERT INTO site_counts (site, outlet, articles, shown, gone, gone_posts) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (site, outlet) DO UPDATE SET articles = articles + excluded.articles, shown = shown + excluded.shown,
    gone = gone + excluded.gone, gone_posts = gone_posts + excluded.gone_posts"""
_NONE_LEFT = "DELETE FROM site_counts WHERE site = ? AND outlet = ? AND shown <= 0"
_COLUMNS = ("articles", "shown", "gone", "gone_posts")


def count_all(connection: sqlite3.Connection) -> None:
    """Count all of them anew."""
    connection.execute("DELETE FROM site_counts")
    connection.execute(_ALL)


class ShownPost(NamedTuple):
    """A post that stands somewhere, and whether it is gone."""

    post: int
    gone: bool


class _Site(NamedTuple):
    """What an article is counted under."""

    name: str
    outlet: int


Places: TypeAlias = Mapping[tuple[int, int], ShownPost]
"""What is shown, by the article and the place in it."""
_Places: TypeAlias = dict[tuple[int, int], ShownPost]
_Counts: TypeAlias = Counter[tuple[_Site, str]]


class SiteChanges:
    """Follows one change of the catalogue, from when it is made until `follow`, before which all has to be written."""

    def __init__(self, connection: sqlite3.Connection, articles: Iterable[int]) -> None:
        """See what these articles show now; they, and no others, may be written."""
        self._connection = connection
        self._articles = frozenset(articles)
        self._before = self._shown_by(self._articles)
        self._was = {article: self._read_site(article) for article in {article for article, _ in self._before}}
        self._is: dict[int, _Site] = {}
        self._after: _Places = {}

    def note(self, before: Places, after: Places) -> None:
        """A post was written, which articles showed so before, and show so now."""
        if before != after:
            self._before |= {place: shown for place, shown in before.items() if place[0] not in self._articles}
            self._after |= {place: shown for place, shown in after.items() if place[0] not in self._articles}

    def follow(self) -> None:
        """Count the difference."""
        after = self._after | self._shown_by(self._articles)
        renamed = {article for article, site in self._was.items() if self._site_of(article) != site}
        changed = {
            place
            for place in self._before.keys() | after.keys()
            if self._before.get(place) != after.get(place) or place[0] in renamed
        }
        before = {place: shown for place, shown in self._before.items() if place in changed}
        self._write(self._counted(before, {place: shown for place, shown in after.items() if place in changed}))

    def _counted(self, before: Places, after: Places) -> _Counts:
        """What is more, and what is less, of each site and column."""
        counts: _Counts = Counter()
        for sign, places, site_of in ((-1, before, self._site_before), (1, after, self._site_of)):
            for (article, _), shown in places.items():
                counts[site_of(article), "shown"] += sign
                counts[site_of(article), "gone"] += sign * shown.gone
        more = Counter(article for article, _ in after)
        more.subtract(article for article, _ in before)
        for article in more:
            now = self._count(article)
            counts[self._site_before(article), "articles"] -= now > more[article]
            counts[self._site_of(article), "articles"] += now > 0
        for post in {shown.post for places in (before, after) for shown in places.values() if shown.gone}:
            self._count_gone(post, before, after, counts)
        return counts

    def _count_gone(self, post: int, before: Places, after: Places, counts: _Counts) -> None:
        """Once for each outlet that shows a post which is gone; where nothing changed it showed the same."""
        now = self._shown(post)
        then = {place: shown for place, shown in now.items() if place not in after}
        then |= {place: shown for place, shown in before.items() if shown.post == post}
        for sign, places, site_of in ((-1, then, self._site_before), (1, now, self._site_of)):
            for site in _outlets(site_of(article) for (article, _), shown in places.items() if shown.gone):
                counts[site, "gone_posts"] += sign

    def _count(self, article: int) -> int:
        """How many posts an article shows."""
        sql = "SELECT count(*) FROM article_posts WHERE article_id = ?"
        return int(self._connection.execute(sql, (article,)).fetchone()[0])

    def _site_before(self, article: int) -> _Site:
        return self._was[article] if article in self._was else self._site_of(article)

    def _site_of(self, article: int) -> _Site:
        if article not in self._is:
            self._is[article] = self._read_site(article)
        return self._is[article]

    def _read_site(self, article: int) -> _Site:
        sql = (
            f"SELECT coalesce({SITE}, ''), t.outlet IS NOT NULL FROM articles a "
            "LEFT JOIN article_texts t ON t.id = a.id WHERE a.id = ?"
        )
        name, outlet = self._connection.execute(sql, (article,)).fetchone()
        return _Site(str(name), int(outlet))

    def _shown_by(self, articles: Iterable[int]) -> _Places:
        return self._read("article_id", articles)

    def _shown(self, post: int) -> _Places:
        return self._read("post_id", [post])

    def _read(self, column: str, numbers: Iterable[int]) -> _Places:
        sql = (
            "SELECT o.article_id, o.position, o.post_id, p.gone_at IS NOT NULL "
            f"FROM article_posts o JOIN posts p ON p.id = o.post_id WHERE o.{column} IN ({{}})"
        )
        asked = (self._connection.execute(sql.format(marks(some)), some) for some in pieces(numbers))
        return {
            (article, place): ShownPost(post, bool(gone)) for found in asked for article, place, post, gone in found
        }

    def _write(self, counts: _Counts) -> None:
        for site in {site for (site, _), change in counts.items() if change}:
            self._connection.execute(_MORE, (*site, *(counts[site, column] for column in _COLUMNS)))
            if counts[site, "shown"] < 0:
                self._connection.execute(_NONE_LEFT, site)


def _outlets(sites: Iterable[_Site]) -> set[_Site]:
    """The outlets among these, each in the first of its spellings: SQLite takes A and a for one letter, no others."""
    spelt = defaultdict[bytes, list[_Site]](list)
    for site in sites:
        if site.outlet:
            spelt[site.name.encode().lower()].append(site)
    return {min(each) for each in spelt.values()}
