"""Posts as titles and previews of links show them: who, where, and the words in quotation marks.

Ann Lee on Instagram: "So it is."
34 likes, 2 comments - ann_lee on November 11, 2022: "So it is."
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from embedarchive.finder import facts
from embedarchive.finder.text import wording
from embedarchive.finder.text.attribution import days, references
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex

REACH = 2400
"""No title shows more of a post."""

UNSURE, SURE = 0.6, 0.8
"""How sure a title is that nothing confirms, and one with the address of the post or the platform's name behind it."""

_IN = "on|auf|op|sur|en|su|no|em|på|w|na|в|у|di|pada"
_OPENS = regex(r"\w[:：][ \xa0]?(?=[\"“„«「])")
_TITLE = regex(rf"[ \t>*#-]{{0,12}}(?P<name>[^\n:\"“„«「]{{2,80}}?)[ ](?:{_IN})[ ](?P<where>[^\W\d_][\w ]{{0,20}})")
_COUNTED = regex(
    r"[ \t>]{0,12}\d[\d.,]{0,9}[KMkm]?[ ][^\W\d_]{2,20},[ ]\d[\d.,]{0,9}[KMkm]?[ ][^\W\d_]{2,20}[ ][-–—][ ]"
    r"(?P<handle>[\w.]{2,30})[ ](?:on|am|op|le|el|il|em|den)[ ](?P<date>[^\n:]{6,30})"
)
_CLOSES = regex(r"(?P<sign>[\"”“»」])[ ]?\.?(?:[ ][/|•][ ](?P<again>[^\n]{1,24}))?[ \t]{0,8}(?=\n|\Z)")
_QUOTE = regex(r"[\"“”„»「」]")
"""What prose has that quotes twice: `“Enough,” he wrote, “is enough.”`"""


class _Title(NamedTuple):
    """What stands before the words."""

    platform: str
    start: int
    author: str | None = None
    handle: str | None = None
    day: days.Day | None = None


def find(text: str, language: str | None = None) -> Iterator[Embed]:
    """Every post that a line of its own shows so."""
    bound = 0
    for opened in _OPENS.finditer(text):
        begin = text.rfind("\n", max(bound, opened.start() - 140), opened.start()) + 1
        if opened.start() < bound or (not begin and opened.start() > 140):
            continue
        title = _title(text, max(begin, bound), opened.start() + 1, language)
        closed = _CLOSES.search(text, opened.end() + 1, opened.end() + REACH) if title else None
        if title is not None and closed is not None:
            embed = _embed(text, title, text[opened.end() + 1 : closed.start()], closed)
            if embed.confidence >= SURE or _QUOTE.search(embed.text or "") is None:
                yield embed
                bound = embed.end


def _title(text: str, begin: int, end: int, language: str | None) -> _Title | None:
    """Who wrote the words that are quoted from here, and where; None where no platform is named."""
    counted = _COUNTED.fullmatch(text, begin, end)
    if counted is not None:
        day = days.day(counted["date"], 0, language)
        owner = _previewing()
        return _Title(owner, begin, handle=counted["handle"], day=day) if day and owner else None
    named = _TITLE.fullmatch(text, begin, end)
    platform = _names().get(named["where"].casefold()) if named else None
    if named is None or platform is None:
        return None
    name, _, handle = named["name"].strip().partition(" (@")
    handle = handle.removesuffix(")")
    if not re.fullmatch(r"[\w.-]{1,60}", handle):
        name, handle = named["name"].strip(), ""
    return _Title(platform, named.start("name"), author=name, handle=handle or None)


def _embed(text: str, title: _Title, words: str, closed: re.Match[str]) -> Embed:
    """What is reported of it."""
    end = closed.end("again") if closed["again"] else closed.end("sign")
    again = _names().get((closed["again"] or "").strip().casefold()) == title.platform
    open_ = {"author": not again and title.handle is None, "date": title.day is None, "end": not again}
    doubts = tuple(name for name, holds in open_.items() if holds)
    embed = Embed(
        platform=title.platform,
        form=PLAIN_TEXT,
        author=title.author,
        handle=title.handle,
        date=title.day.date if title.day else None,
        date_text=title.day.text if title.day else None,
        text=words.strip() or None,
        links=wording.links(words),
        confidence=SURE if again else UNSURE,
        doubts=doubts,
        start=title.start,
        end=end,
        parts=((title.start, end),),
    )
    return _addressed(text, embed, closed.end())


def _addressed(text: str, embed: Embed, below: int) -> Embed:
    """The embed with the address of its post, if that has the line below."""
    found = references.below(text, below)
    if found is None or not facts.may_be(found.post, embed):
        return embed
    return replace(
        facts.identified(embed, found.post), confidence=SURE, end=found.end, parts=((embed.start, found.end),)
    )


@functools.cache
def _names() -> dict[str, str]:
    """The platforms whose posts have words, by what people call them."""
    from embedarchive import platforms

    worded = {name: each for name, each in platforms.catalogue().items() if each.fallback or each.copied}
    called = {name: (name, each.label, *re.findall(r"\w+", each.label)) for name, each in worded.items()}
    return {title.casefold(): name for name, titles in called.items() for title in titles}


@functools.cache
def _previewing() -> str | None:
    """The platform whose previews count before they quote."""
    from embedarchive import platforms

    known = platforms.catalogue().items()
    return next((name for name, each in known if each.copied and each.copied.counted), None)
