"""What a reader asks to see: the same selection for every page, file and feed, out of an address and a search box."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embedarchive import platforms
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.query import argument, note
from embedarchive.datasette_plugin.views.held import HELD
from embedarchive.datasette_plugin.views.nearby import city_named, whereabouts
from embedarchive.model import areas
from embedarchive.model.selections import NO, WORDS, YES
from embedarchive.patterns import regex
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import articles, counts
from embedarchive.store.queries.counts import Counted
from embedarchive.store.queries.filtered import COLUMNS, HITS, PostFilter, forms
from embedarchive.store.queries.search_filters import FILTERS, read_search

_LANGUAGE = regex(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
"""A language tag (RFC 5646)."""
_LEFT_OUT = "“{value}” is nothing that “{name}” can be, so it was left out. It can be {known}."
_NO_OUTLET = "No article here names its outlet, so “{name}” was left out."
_NONE = {
    "outlet": _NO_OUTLET,
    "tag": "Nobody put a tag on anything here, so “{name}” was left out.",
    "collection": "There is no collection here yet, so “{name}” was left out.",
}
SAID = ("tag", "collection", "verification")
_CLOSED = ("status", "platform", "language", "outlet", "gone", "differs", "media", "sensitive", *SAID)
"""The filters that can be one of what is there, or of a few words."""
_OFFERED = 200
"""So many tags and collections are offered at most."""
_NAMED = 20
"""So many outlets are named at most."""
_NO_TIME = (
    "“{value}” is no day, month, year or time, so “{name}” was left out. They are written like 2026-10-01 or "
    "2026-10-01 22:15."
)
_NO_ZONE = "“{value}” is no time zone, so UTC was taken. Zones are written like Europe/Kyiv or +02:00."
_NO_CIRCLE = (
    "“{value}” is no place, so “{name}” was left out. Places are written like 51.2345,2.9123,5 (latitude, longitude, "
    "kilometres) or like Dordrecht,5, with a city of 50,000 people or more."
)
_NO_BOX = (
    "“{value}” is no box, so “{name}” was left out. Boxes are written like 2.8,51.2,3.0,51.3: west, south, east, north."
)
_NOT_READ = {"since": _NO_TIME, "until": _NO_TIME, "zone": _NO_ZONE, "near": _NO_CIRCLE, "box": _NO_BOX}
"""What is said of a filter that is not in its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(PostFilter):
    """The selection that an address asks for."""

    @classmethod
    async def asked(cls, reader: Reader) -> Filters:
        """The filters of a reader's request; what none of them can be is noted as not understood, and is no filter."""
        given = _with_search(reader, {name: argument(reader.request, name) for name in cls().given})
        given["handle"] = given["handle"].removeprefix("@")
        given["platform"] = platforms.aliases().get(given["platform"].lower(), given["platform"])
        for name in _CLOSED:
            if given[name] and (known := await _instead(reader, name, given[name])) is not None:
                sentence = _LEFT_OUT if known else _NONE[name]
                note(reader.request, sentence, value=given[name][:60], name=name, known=", ".join(known))
                given[name] = ""
        for name, read in forms(city_named).items():
            if given[name] and not (text := read(given[name])):
                note(reader.request, _NOT_READ[name], value=given[name][:60], name=name)
            given[name] = given[name] and text
        made = cls(**given)
        if made.span.high and made.span.low > made.span.high:
            sentence = "Nothing lies between {since} and {until}: the first is the later one."
            note(reader.request, sentence, since=given["since"], until=given["until"])
        return made

    def query(self, **changes: object) -> dict[str, object]:
        """The filters as a query, with some changed."""
        return {**self.given, **changes}

    def told(self, words: Words) -> list[tuple[str, str]]:
        """What is asked for but words, for people: the name of each filter, and what it leaves."""
        values: dict[str, Callable[[], str]] = {
            "status": lambda: words.badge(self.status),
            "platform": lambda: words.platform(self.platform),
            "handle": lambda: f"@{self.handle}",
            "author": lambda: words("By {author}", author=self.author),
            "language": lambda: self.language,
            "outlet": lambda: words("Shown by {outlet}", outlet=self.outlet),
            "since": lambda: words("From {day}", day=self._bound(words, self.since)),
            "until": lambda: words("Until {day}", day=self._bound(words, self.until)),
            "near": lambda: _around(words, self.near),
            "box": lambda: words("In a box on the map"),
            "media": lambda: words(HAS[self.media]),
            "sensitive": lambda: words("Sensitive" if self.sensitive == YES else "Not sensitive"),
            "gone": lambda: (
                words("Gone from the web")
                if self.gone == YES
                else words("Gone from the web: {why}", why=words.reason(self.gone))
            ),
            "differs": lambda: words("Disagrees with its article"),
            "tag": lambda: words("Tagged {name}", name=self.tag),
            "collection": lambda: words("In the collection {name}", name=self.collection),
            "verification": lambda: words(HELD[self.verification]),
        }
        return [(name, told()) for name, told in values.items() if getattr(self, name)]

    def _bound(self, words: Words, text: str) -> str:
        """A bound of time for people; of one that names no zone, in which it is."""
        told = words.time(text) if text.endswith("Z") else words.day(text[:10]) + text[10:].replace("T", " ")
        return f"{told} ({self.zone})" if self.zone and not text.endswith("Z") else told


HAS = {YES: "With media", NO: "Without media", "photo": "With a photo", "video": "With a video", "audio": "With sound"}
"""What each value of `media` asks for, for people."""


def _around(words: Words, near: str) -> str:
    found = areas.circle(near)
    if found is None:
        return near
    told = {"km": words.number(round(found.km)) if found.km >= 10 else f"{found.km:g}"}
    where = whereabouts(words, found.latitude, found.longitude, 1000 * found.km)
    point = f"{found.latitude:g}, {found.longitude:g}"
    return words("Within {km} km of {point} ({where})", **told, point=point, where=where)


def _with_search(reader: Reader, given: dict[str, str]) -> dict[str, str]:
    """What is asked for, with the filters that stand among the words of a search; one that is chosen goes before."""
    said = read_search(given["q"])
    for name in said.unknown:
        known = ", ".join(f"{word}:" for word in FILTERS)
        note(
            reader.request,
            "“{name}:” is no filter, so it was looked for as a word. The filters are {known}.",
            name=name,
            known=known,
        )
    for name in said.turned:
        sentence = "“-{name}:” cannot leave posts out; only words and phrases can. It was not looked at."
        note(reader.request, sentence, name=name)
    return {**given, **{name: given[name] or value for name, value in said.filters.items()}, "q": said.words}


async def _instead(reader: Reader, name: str, value: str) -> Sequence[str] | None:
    """What a filter can be, when it cannot be this; None when it can."""
    if name in WORDS:
        return None if value in WORDS[name] else WORDS[name]
    if name == "outlet":
        return await _other_outlets(reader, value)
    if name in {"tag", "collection"}:
        return await _other_labels(reader, name, value)
    if await reader.some(counts.has_value(name, value)):
        return None
    if name == "language":
        return None if _LANGUAGE.fullmatch(value) else ("en", "nl", "pt-BR …")
    known = sorted(platforms.catalogue())
    return None if value in known else known


async def _other_outlets(reader: Reader, value: str) -> Sequence[str] | None:
    """The outlets that there are, when there is none of that name; nobody is told who may not see them."""
    if not await reader.may("article_texts") or await reader.rows(articles.has_outlet(value)):
        return None
    return [one.value for one in await reader.rows(articles.outlets())][:_NAMED]


async def _other_labels(reader: Reader, kind: str, value: str) -> Sequence[str] | None:
    """The tags or collections that there are, when there is none of that name; nobody is told who may not see them."""
    if not await reader.may("annotations") or await reader.rows(annotation_queries.spelt(kind, value)):
        return None
    return [one.value for one in await reader.rows(annotation_queries.labels(kind, _NAMED))]


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


async def leaves_many(reader: Reader, filters: Filters) -> bool:
    """Whether so many posts are asked for, and these by columns alone, that any other order soon meets some of them."""
    columns = Filters(**{name: value for name, value in filters.given.items() if name in {*COLUMNS, "gone"}})
    if filters != columns or not filters:
        return False
    count = (await rarest(reader, filters)).count
    return count is not None and count > HITS


async def commonest(reader: Reader) -> dict[str, list[Counted]]:
    """The commonest values of each filter: the outlets, and those that the writer counts."""
    found = {name: await reader.some(counts.commonest(name)) for name in (*COLUMNS, "gone_reason")}
    said = {name: await reader.some(annotation_queries.offered(name, _OFFERED)) for name in ("tag", "collection")}
    return {**found, **said, "outlet": await reader.some(articles.outlets())}
