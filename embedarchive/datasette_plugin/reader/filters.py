"""What a reader asks to see: the same filters for the timeline and the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive import platforms
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.query import argument, day_argument, is_day, note
from embedarchive.model import GONE, Status
from embedarchive.patterns import regex
from embedarchive.store.queries import counts
from embedarchive.store.queries.counts import Counted
from embedarchive.store.queries.filtered import COLUMNS, YES, PostFilter

DAYS = ("since", "until")
_WORDS = {"status": tuple(map(str, Status)), "gone": (YES, *sorted(map(str, GONE))), "differs": (YES,)}
"""The filters that can be one of a few words."""
_LANGUAGE = regex(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
"""A language tag (RFC 5646)."""


_SPOKEN = {"from": "handle", "in": "platform", "since": "since", "until": "until"}
"""The filters that may stand among the words of a search."""
_SPOKEN_WORDS = regex(r'"[^"]{0,300}"?|[^\s"]{1,300}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(PostFilter):
    """The filters in an address."""

    @classmethod
    async def asked(cls, reader: Reader) -> Filters:
        """The filters of a reader's request; what none of them can be is noted as not understood, and is no filter."""
        request = reader.request
        given = {name: (day_argument if name in DAYS else argument)(request, name) for name in cls().given}
        given = spoken(given)
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

    def query(self, **changes: object) -> dict[str, object]:
        """The filters as a query, with some changed."""
        return {**self.given, **changes}

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


def spoken(given: dict[str, str]) -> dict[str, str]:
    """What is asked for, where filters may also stand among the words of a search: `from:`, `in:`, `since:`, `until:`.

    A filter that is chosen beside the words goes before; a day that is none stays a word, and so does what stands in
    a phrase.
    """
    made, left = dict(given), list[str]()
    for word in _SPOKEN_WORDS.findall(given["q"]):
        said, _, value = word.partition(":")
        name = _SPOKEN.get(said.lower()) if value else None
        if name is None or (name in DAYS and not is_day(value)):
            left.append(word)
        elif not made[name]:
            made[name] = platforms.aliases().get(value.lower(), value.lower()) if name == "platform" else value
    return {**made, "q": " ".join(left)} if any(made[name] != given[name] for name in _SPOKEN.values()) else given


async def _instead(reader: Reader, name: str, value: str) -> Sequence[str] | None:
    """What a filter can be, when it cannot be this; None when it can."""
    if name in _WORDS:
        return None if value in _WORDS[name] else _WORDS[name]
    if await reader.some(counts.has_value(name, value)):
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
    rows = await reader.some(counts.wanted(given))
    counted = {row.facet: row.count for row in rows}
    if not rows and not await reader.may("facet_counts"):
        return Rarest(next(name for name in _NARROW if name in given), None)
    column = min(given, key=lambda name: counted.get(name, 0))
    return Rarest(column, counted.get(column, 0))


async def commonest(reader: Reader) -> dict[str, list[Counted]]:
    """The commonest values of each filter, from the counts that the writer keeps."""
    return {name: await reader.some(counts.commonest(name)) for name in (*COLUMNS, "gone_reason")}
