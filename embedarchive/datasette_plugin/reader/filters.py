"""What a reader asks to see: the same filters for the timeline and the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from embedarchive import platforms
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader, Row
from embedarchive.datasette_plugin.reader.query import argument, day_argument, note
from embedarchive.datasette_plugin.reader.search import matching
from embedarchive.model import GONE, Status
from embedarchive.patterns import regex

COLUMNS = ("status", "platform", "handle", "language")
YES = "yes"
HITS = 2_000
"""Of a search, the newest this many are looked at: a word that most posts have is answered as fast as a rare one."""
DAYS = ("since", "until")
_WORDS = {"status": tuple(map(str, Status)), "gone": (YES, *sorted(map(str, GONE))), "differs": (YES,)}
"""The filters that can be one of a few words."""
_LANGUAGE = regex(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
"""A language tag (RFC 5646)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters in an address.

    `since` and `until` are days, months or years, both included; `gone` is a reason, or yes for any; `differs` is yes
    for the posts of which the article and the platform do not say the same.
    """

    q: str = ""
    status: str = ""
    platform: str = ""
    handle: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    gone: str = ""
    differs: str = ""

    @classmethod
    async def asked(cls, reader: Reader) -> Filters:
        """The filters of a reader's request; what none of them can be is noted as not understood, and is no filter."""
        request = reader.request
        given = {name: (day_argument if name in DAYS else argument)(request, name) for name in cls.__slots__}
        given["handle"] = given["handle"].removeprefix("@")
        for name in ("status", "platform", "language", "gone", "differs"):
            if given[name] and (known := await _instead(reader, name, given[name])) is not None:
                sentence = "“{value}” is nothing that “{name}” can be, so it was left out. It can be {known}."
                note(request, sentence, value=given[name][:60], name=name, known=", ".join(known))
                given[name] = ""
        if given["since"] > f"{given['until']}~" and given["until"]:
            sentence = "No day lies between {since} and {until}: the first is the later one."
            note(request, sentence, since=given["since"], until=given["until"])
        return cls(**given)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    @property
    def chosen(self) -> bool:
        """Whether anything but words is asked for."""
        return any(getattr(self, name) for name in self.__slots__ if name != "q")

    def query(self, **changes: object) -> dict[str, object]:
        """The filters as a query, with some changed."""
        return {name: getattr(self, name) for name in self.__slots__} | changes

    def told(self, words: Words) -> list[tuple[str, str]]:
        """What is asked for but words, for people: the name of each filter, and what it leaves."""
        values = {
            "status": words.badge(self.status),
            "platform": words.platform(self.platform),
            "handle": f"@{self.handle}",
            "language": self.language,
            "since": words("From {day}", day=words.day(self.since)),
            "until": words("Until {day}", day=words.day(self.until)),
            "gone": words("Gone from the web")
            if self.gone == YES
            else words("Gone from the web: {why}", why=words.reason(self.gone)),
            "differs": words("Disagrees with its article"),
        }
        return [(name, value) for name, value in values.items() if getattr(self, name)]

    def where(self, time: str = "day", *, rarest: str | None = None) -> tuple[list[str], list[Any]]:
        """The conditions on `posts p`, and their values.

        Args:
            time: the column that the days are held against.
            rarest: the one of our columns whose index SQLite is to follow; the others are looked at post by post
                (https://sqlite.org/optoverview.html: a plus keeps a term from using an index).
        """
        wanted, values = list[str](), list[Any]()
        for name, value in self._equal.items():
            followed = not self.few and rarest in {None, name}
            wanted.append(f"{'' if followed else '+'}p.{name} = ?")
            values.append(value)
        few = "+" if self.few else ""
        if self.since:
            wanted.append(f"{few}p.{time} >= ?")
            values.append(self.since)
        if self.until:
            wanted.append(f"{few}p.{time} <= ?")
            values.append(f"{self.until}~")  # after every day, hour and second that begins so
        if self.gone:
            wanted.append("p.gone_at is not null")
        if self.differs:
            wanted.append("p.disagreements <> '[]'")
        if self.q:
            wanted.append(
                f"p.id in (select rowid from posts_fts where posts_fts match ? order by rowid desc limit {HITS})"
            )
            values.append(matching(self.q))
        return wanted, values

    @property
    def few(self) -> bool:
        """Whether so few posts are asked for that they are looked at one by one: no index leaves fewer."""
        return bool(self.q or self.differs)

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
        return ("posts", "posts_fts") if self.q else ("posts",)


async def _instead(reader: Reader, name: str, value: str) -> Sequence[str] | None:
    """What a filter can be, when it cannot be this; None when it can."""
    if name in _WORDS:
        return None if value in _WORDS[name] else _WORDS[name]
    found = ("posts", "facet_counts"), "select 1 from facet_counts where facet = ? and value = ?"
    if await reader.some(*found, [name, value]):
        return None
    if name == "language":
        return None if _LANGUAGE.fullmatch(value) else ("en", "nl", "pt-BR …")
    known = sorted(platforms.catalogue())
    return None if value in known else known


_NARROW = ("handle", "gone_reason", "language", "platform", "status")
"""What narrows it down most where nobody may see the counts."""


@dataclass(frozen=True, slots=True)
class Rarest:
    """The filter that leaves the fewest posts, and how many; None and None without a filter."""

    column: str | None
    count: int | None


async def rarest(reader: Reader, filters: Filters) -> Rarest:
    """Which of the filters narrows it down most, from the counts that the writer keeps."""
    given = filters.counted
    if not given:
        return Rarest(None, None)
    pairs = [part for item in given.items() for part in item]
    rows = await reader.some(
        ("posts", "facet_counts"),
        f"with given(facet, wanted) as (values {', '.join(['(?, ?)'] * len(given))}) "
        "select facet, sum(count) as count from given join facet_counts using (facet) "
        "where wanted in (value, '%') group by facet",
        pairs,
    )
    counted = {str(row["facet"]): int(row["count"]) for row in rows}
    if not rows and not await reader.may("facet_counts"):
        return Rarest(next(name for name in _NARROW if name in given), None)
    column = min(given, key=lambda name: counted.get(name, 0))
    return Rarest(column, counted.get(column, 0))


async def commonest(reader: Reader) -> dict[str, list[Row]]:
    """The commonest values of each filter, from the counts that the writer keeps."""
    made: dict[str, list[Row]] = {}
    for name in (*COLUMNS, "gone_reason"):
        made[name] = await reader.some(
            ("posts", "facet_counts"),
            "select value, count from facet_counts where facet = ? order by count desc, value limit 12",
            [name],
        )
    return made
