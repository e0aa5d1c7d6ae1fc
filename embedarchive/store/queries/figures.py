"""What a selection of posts comes to: those that most articles show, which sites do, and platforms by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from embedarchive.model.selections import YES
from embedarchive.store.queries.articles import KEPT_COUNTS, SITE, WITH_OUTLET
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import Query, Value

MOST = 20
"""So many posts and sites are listed."""
_KEPT = ("posts", "facet_counts")
Chosen = TypeVar("Chosen", bound=PostFilter)
_OCCURRENCES = "article_posts o JOIN articles a ON a.id = o.article_id JOIN article_texts t ON t.id = o.article_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A post, and how many articles of how many sites show it. What was erased is None."""

    id: int
    platform: str
    author: str | None
    handle: str | None
    text: str | None
    url: str | None
    status: str
    gone: str | None
    articles: int
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An outlet, or where articles name none the host of their address.

    Attributes:
        site: its name; None for articles without an address.
        outlet: whether it is an outlet's name.
        articles: how many of its articles show a post.
        shown: how often they show one.
        gone: how often they show one that is gone from the web.
    """

    site: str | None
    outlet: bool
    articles: int
    shown: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMonth:
    """How many posts a platform has of a month (2022-11; None: of no known day), and how many of them are gone."""

    platform: str
    month: str | None
    posts: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneFor:
    """Why posts are gone, and how many."""

    reason: str
    posts: int


def shown_posts(chosen: PostFilter, most: int = MOST, *, many: bool = False) -> Query[ShownPost]:
    """The posts that most articles show; of `many`, those that most show are looked through until there are enough."""
    where, values = _where(chosen, "" if many else None)
    of_sites = f"SELECT count(DISTINCT {SITE} COLLATE NOCASE) FROM {_OCCURRENCES} WHERE o.post_id = p.id"
    sql = (
        "SELECT p.id, p.platform, p.author, p.handle, p.text, p.url, p.status, p.gone_reason AS gone, "
        f"p.article_count AS articles, ({of_sites}) AS sites FROM posts p "
        f"WHERE p.article_count > 0{where} ORDER BY p.article_count DESC, p.id LIMIT ?"
    )
    return Query(ShownPost, _tables(chosen, "articles", "article_posts", "article_texts"), sql, [*values, most])


def sites(chosen: PostFilter, most: int = MOST, *, rarest: str | None = None) -> Query[Site]:
    """The sites whose articles show most posts; `rarest` is that of `_vanished`."""
    where, values = _where(chosen)
    of_posts = f"WHERE post_id IN (SELECT p.id FROM posts p WHERE 1{where})" if where else ""
    each = f"SELECT article_id, count(*) AS n FROM article_posts {of_posts} GROUP BY article_id"
    gone, vanished = "sum(o.n)", ""
    if not chosen.gone:
        of_gone, gone_values = _vanished(chosen, rarest)
        values = [*values, *gone_values]
        gone = "coalesce(sum(v.n), 0)"
        vanished = (
            "LEFT JOIN (SELECT o.article_id, count(*) AS n FROM posts p CROSS JOIN article_posts o ON o.post_id = p.id "
            f"WHERE 1{of_gone} GROUP BY o.article_id) v ON v.article_id = o.article_id "
        )
    sql = (
        f"WITH t AS MATERIALIZED ({WITH_OUTLET}) "
        f"SELECT {SITE} AS site, max(t.outlet IS NOT NULL) AS outlet, count(*) AS articles, sum(o.n) AS shown, "
        f"{gone} AS gone FROM ({each}) o JOIN articles a ON a.id = o.article_id "
        f"LEFT JOIN t ON t.id = o.article_id {vanished}"
        "GROUP BY site COLLATE NOCASE ORDER BY shown DESC, site LIMIT ?"
    )
    return Query(Site, _tables(chosen, "articles", "article_posts", "article_texts"), sql, [*values, most])


def all_sites(most: int = MOST) -> Query[Site]:
    """The sites whose articles show most posts, from the counts that the writer keeps of all posts."""
    sql = (
        "SELECT nullif(site, '') AS site, max(outlet << 48 | shown) >> 48 AS outlet, "  # named as it is most often
        "sum(articles) AS articles, sum(shown) AS shown, "
        "sum(gone) AS gone FROM site_counts GROUP BY site COLLATE NOCASE ORDER BY sum(shown) DESC, site LIMIT ?"
    )
    return Query(Site, KEPT_COUNTS, sql, [most])


def months(chosen: PostFilter, *, rarest: str | None = None) -> Query[OfMonth]:
    """How many posts each platform has of each month, and how many are gone; `rarest` is that of `_vanished`."""
    where, values = _where(chosen)
    month = "substr(coalesce(p.posted_at, p.day), 1, 7)"
    counted = f"SELECT p.platform, {month} AS month, count(*) AS n FROM posts p WHERE 1{where} GROUP BY +p.platform, 2"
    gone, vanished = "c.n", ""
    if not chosen.gone:
        of_gone, gone_values = _vanished(chosen, rarest)
        values = [*values, *gone_values]
        gone = "coalesce(v.n, 0)"
        vanished = (
            f"LEFT JOIN (SELECT p.platform, {month} AS month, count(*) AS n FROM posts p WHERE 1{of_gone} "
            "GROUP BY +p.platform, 2) v ON v.platform = c.platform AND v.month IS c.month "
        )
    sql = (
        f"SELECT c.platform, c.month, c.n AS posts, {gone} AS gone FROM ({counted}) c {vanished}"
        "ORDER BY c.platform, c.month"
    )
    return Query(OfMonth, _tables(chosen), sql, values)


def all_months() -> Query[OfMonth]:
    """The same of all posts, from the counts that the writer keeps."""
    sql = (
        "SELECT substr(c.value, 1, instr(c.value, ' ') - 1) AS platform, "
        "nullif(substr(c.value, instr(c.value, ' ') + 1), '') AS month, c.count AS posts, coalesce(v.count, 0) AS gone "
        "FROM facet_counts c LEFT JOIN facet_counts v ON v.facet = 'gone_month' AND v.value = c.value "
        "WHERE c.facet = 'month' ORDER BY platform, month"
    )
    return Query(OfMonth, _KEPT, sql)


def gone_for(chosen: PostFilter, *, rarest: str | None = None) -> Query[GoneFor]:
    """Why posts are gone, the commonest reason first; `rarest` is that of `_vanished`."""
    of_gone, values = _vanished(chosen, rarest)
    sql = (
        f"SELECT p.gone_reason AS reason, count(*) AS posts FROM posts p WHERE 1{of_gone} "
        "GROUP BY p.gone_reason ORDER BY posts DESC, reason"
    )
    return Query(GoneFor, _tables(chosen), sql, values)


def all_gone_for() -> Query[GoneFor]:
    """The same of all posts, from the counts that the writer keeps."""
    sql = (
        "SELECT value AS reason, count AS posts FROM facet_counts WHERE facet = 'gone_reason' "
        "ORDER BY posts DESC, reason"
    )
    return Query(GoneFor, _KEPT, sql)


def gone_of(chosen: Chosen) -> Chosen:
    """Those of a selection that are gone."""
    return replace(chosen, gone=chosen.gone or YES)


def _vanished(chosen: PostFilter, rarest: str | None) -> tuple[str, Sequence[Value]]:
    """The same of those that are gone; `rarest`: which filter of `gone_of` leaves the fewest, which may be `gone`."""
    return _where(gone_of(chosen), rarest)


def _where(chosen: PostFilter, rarest: str | None = None) -> tuple[str, Sequence[Value]]:
    """The conditions of a selection on `posts p`, to be added to another one."""
    conditions, values = chosen.where(hits=-1, rarest=rarest)
    return "".join(f" AND {one}" for one in conditions), list(values)


def _tables(chosen: PostFilter, *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*chosen.tables, *more)))
