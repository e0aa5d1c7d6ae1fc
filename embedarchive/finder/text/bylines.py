"""Fallback texts of the platforms that do not sign as Twitter does: what their `FALLBACK` describes, found and read.

The platforms are asked only when a text holds a trace of one: their modules cost more to load than a short article
to read.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from embedarchive.finder.text import wording
from embedarchive.finder.text.attribution import days, months
from embedarchive.finder.text.extent import segments
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.model import PLAIN_TEXT, Embed
from embedarchive.patterns import regex
from embedarchive.protocols.declaring import traces

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.fallback import Fallback

REACH = 2400
"""An Instagram or TikTok caption may have 2200 characters."""

NEAR_LINES = 12

NAME = 60
"""No channel's name has more characters."""

SURE = 0.8
"""A post that is surer has its own words for where it begins."""

_HOLE = regex(r"\{(\w+)\}")
_SHAPED = regex(r"@\w|\b(?:19|20)\d\d\b|\w\.\w{2,10}/\w")
"""What every byline has something of: a handle, the year of a day, a URL."""

_DAY_AHEAD = r"(?=\s{1,3}(?:[^\W\d_]{2,16},\s{1,2})?\d{1,2}[.\s])"
_NO_SMALL_WORD = r"(?![a-zß-öø-ÿа-яґєії]{1,30}\s)"
"""What is published `in the Review 17 March` is no post of that name's."""

_DATE_LEAD = regex(
    r"\s{1,3}(?:(?:on|op|am|le|el|em|den|the|in data:|-)\s{1,2})?"
    r"(?:(?P<weekday>[^\W\d_]{2,12}(?:-feira)?),\s{1,2}|(?P<bare>[^\W\d_]{4,12}(?:-feira)?)\s{1,2}(?=\d{1,2}\b))?"
)
_UNLINKED = regex(
    r"""
    \A \s? (?: \]{1,2} (?: \s? \( [^()]{1,600} \) )? | <https?://[^\s<>]{1,600}>`_{1,2} )
    | (?: \[\d{1,5}\] | \[{1,2} (?: https?://[^\s\[\]]{1,600} \]\[ )? | ` ) \s{0,80} \Z
    """,
    re.VERBOSE,
)
"""What is left of the links around what stands between two of them: Markdown's, an outline's, a manual's, footnotes."""

_STOP = regex(r"\A[.:…]{1,3}(?=\s)")
"""What may end the line above the words."""

_EDITORS = regex(
    r"(?:admin|administrator|editors?|the editors|redactie|redaktion|redacción|redazione|redação|staff)\Z",
    re.IGNORECASE,
)
NAMED = 400
"""How far from a byline its platform is looked for, in characters."""

TITLE = 100
"""Where no longer line stands above, it may be an article's title and menu."""

_TIME = regex(
    r"[\s,]{1,3}(?:(?:at|om|um|à|a las|às|alle)\s)?\d{1,2}[:.]\d{2}\s?(?:[ap]m)?(?:\s[A-Z]{2,4}\b)?", re.IGNORECASE
)
_VIEWS = regex(r"\s{1,40}[\d.,KMkm\s]{1,10}(?:views|просмотр|weergaven|Aufrufe|vues|visualiz)", re.IGNORECASE)


def find(text: str, taken: Sequence[tuple[int, int]], language: str | None = None) -> list[Embed]:
    """The posts of other platforms, without those whose byline lies in a span that is already taken."""
    if not _worth_asking(text, taken):
        return []
    found: list[Embed] = []
    for owner in _owners():
        for template in owner.fallback.bylines:
            if not template.startswith(traces.DASH):
                found += _by_template(text, owner, template, language)
    return found


def traced(text: str, language: str | None = None) -> list[Embed]:
    """The posts of other platforms of ours."""
    return find(text, (), language) if _is_traced(text) else []


def ends(found: Sequence[Embed], anchors: Sequence[int]) -> tuple[int, ...]:
    """Where the posts end, in order, whose fallback says by itself where it begins, and holds no attribution."""
    sure = (each for each in found if each.confidence >= SURE)
    return tuple(sorted(each.end for each in sure if not _holds(anchors, each.start, each.end)))


def are_of(found: Sequence[Embed], anchor: int) -> bool:
    """Is the handle at `anchor` one of a byline of these posts, whose fallback says by itself where it begins?"""
    return any(each.start <= anchor < each.end and each.handle and each.confidence >= SURE for each in found)


def _holds(places: Sequence[int], start: int, end: int) -> bool:
    return bisect.bisect(places, start) < bisect.bisect(places, end - 1)


def _is_traced(text: str) -> bool:
    """Is there a trace of a byline of one of our platforms?"""
    return any(trace in text for trace in traces.TRACES)


def _worth_asking(text: str, taken: Sequence[tuple[int, int]]) -> bool:
    """Is there a trace of a byline: of one of our platforms, or outside what is taken of one that somebody brought?"""
    if _is_traced(text):
        return True
    ends = [0, *(end for _, end in taken)]
    starts = [*(start for start, _ in taken), len(text)]
    if not any(_SHAPED.search(text, low, high) for low, high in zip(ends, starts, strict=True) if low < high):
        return False
    from embedarchive import platforms

    return bool(platforms.brought())


class _Owner(NamedTuple):
    """A platform with what its embeds leave in a text."""

    name: str
    label: str
    fallback: Fallback


@functools.cache
def _owners() -> tuple[_Owner, ...]:
    from embedarchive import platforms

    known = platforms.catalogue().items()
    return tuple(_Owner(name, each.label, each.fallback) for name, each in known if each.fallback is not None)


class Signer(NamedTuple):
    """Whose post an attribution with a dash signs.

    Attributes:
        platform: its name.
        words: the post's words, without the widget's own.
        sure: no other platform signs such handles in this way.
    """

    platform: str
    words: str
    sure: bool


def signer(handle: str, words: str) -> Signer:
    """The platform that signs its posts with a dash and has such handles; of several, whose own words stand there.

    Who names a server as well is of the platform whose handles do.
    """
    name, plain = traces.SIGNER
    if re.fullmatch(plain, handle):
        return Signer(name, words, sure=True)
    owners = [
        each
        for each in _owners()
        if (each.fallback.bylines[0].startswith(traces.DASH) or "@" in handle)
        and re.fullmatch(each.fallback.handle, handle)
    ]
    for each in owners:
        left = words
        for line in each.fallback.placeholders:
            left = left.removesuffix(line).rstrip()
        if left != words:
            return Signer(each.name, left, sure=True)
    return Signer(owners[0].name if owners else name, words, sure=len(owners) == 1)


def by_handle(handle: str, words: str) -> str | None:
    """The platform that has such handles: the one whose handles name a server, else the one that signs so."""
    signed = signer(handle, words)
    return signed.platform if signed.sure or "@" not in handle else None


@functools.cache
def _pattern(template: str, handle: str) -> re.Pattern[str]:
    """A byline as a pattern; a date at its end is read by `days`."""
    holes = {
        "name": r"[^\n]{1,80}?",
        "handle": handle,
        "post": r"\d{1,12}",
        "date": "",
        "place": r"(?:r/)?(?!\d+\b)\w{2,21}",
    }
    pieces = _HOLE.split(template.removesuffix("{date}").rstrip())
    ahead = ""
    if template.endswith("{name} {date}"):  # nothing else says where the name ends, nor that it is one
        ahead, holes["name"] = _DAY_AHEAD, _NO_SMALL_WORD + holes["name"]
    pattern = "".join(
        rf"(?P<{piece}>{holes[piece]})" if index % 2 else re.escape(piece).replace(r"\ ", r"\s{1,3}")
        for index, piece in enumerate(pieces)
    )
    pattern += ahead
    return re.compile(rf"(?<![\w/@.-]){pattern}(?![\w])" if template[0] in "{@t" else pattern)


def _by_template(text: str, owner: _Owner, template: str, language: str | None) -> Iterator[Embed]:
    """Every post that one spelling of a byline names."""
    if template == "@{handle}":  # no anchor of its own: it is found from what ends the post
        yield from _below(text, owner.name, owner.fallback)
        return
    anchor = traces.anchor(template)
    pattern = _pattern(template, owner.fallback.handle)
    position = text.find(anchor)
    bound = 0
    while position >= 0:
        if template.startswith(anchor):
            byline = pattern.match(text, position, position + 240)
        else:
            begin = max(bound, text.rfind("\n", max(0, position - 90), position) + 1, position - 90)
            byline = pattern.search(text, begin, position + 240)
        if byline is not None and byline.start() <= position:
            embed = _embed(text, bound, byline, owner, dated="{date}" in template, language=language)
            if embed is not None:
                yield embed
                bound = embed.end
        position = text.find(anchor, max(position + len(anchor), bound))


def _embed(
    text: str, bound: int, byline: re.Match[str], owner: _Owner, *, dated: bool, language: str | None
) -> Embed | None:
    """The post of one byline of a platform, if what it needs stands beside it."""
    fallback = owner.fallback
    facts = byline.groupdict()
    begin, weekday = _date_begin(text, byline.end(), language)
    day = days.day(text, begin, language) if begin else None
    if dated and (day is None or not _is_posts(text, byline, owner.label, weekday=weekday)):
        return None
    end = day.end if day else byline.end()
    time = _TIME.match(text, end) if day else None
    end = time.end() if time else end
    views = _VIEWS.match(text, end) if fallback.address else None
    day = day or (days.day(text, views.end(), language) if views else None)
    closer = _closer(text, end, fallback.closers)
    if fallback.alone and not _is_alone(text, byline):
        return None
    if (fallback.needs and closer is None) or (fallback.address and not (views or _is_alone(text, byline))):
        return None
    start, words = _words(text, bound, byline.start(), fallback)
    words = "" if words in fallback.placeholders else words
    author = (facts.get("name") or "").strip(" *_[") or None
    headed = _headed(text, bound, byline.start()) if views else None
    start, author, words = headed or (start, author, words)
    address = fallback.address.format(**facts) if fallback.address else None
    return Embed(
        platform=owner.name,
        form=PLAIN_TEXT,
        id=f"{facts['handle']}/{facts['post']}" if address else None,
        url=address,
        author=author,
        handle=facts.get("handle"),
        date=day.date if day else None,
        date_text=day.text if day else None,
        text=words or None,
        links=wording.links(words),
        confidence=0.9 if fallback.words in {"between", ""} else 0.6,
        doubts=("start",) if fallback.words == "above" else (),
        start=start,
        end=closer or end,
        parts=((start, closer or end),),
    )


def _date_begin(text: str, position: int, language: str | None) -> tuple[int | None, bool]:
    """Where a date may begin behind a byline, in its line, and whether a weekday is named before it."""
    lead = _DATE_LEAD.match(text, position)
    if lead is None or "\n" in lead[0]:
        return None, False
    if lead["bare"] and months.month(lead["bare"], language):
        return lead.start("bare"), False
    return lead.end(), bool(lead["weekday"] or lead["bare"])


def _is_posts(text: str, byline: re.Match[str], label: str, *, weekday: bool) -> bool:
    """Is a byline without a handle a widget's? Blogs sign their articles with the same words, below the title.

    The widget names the weekday and has the post's words above; where the platform is named near by, either will do.
    """
    near = text[max(0, byline.start() - NAMED) : byline.end() + NAMED]
    if byline.groupdict().get("handle") or label.casefold() in near.casefold():
        return True
    if not weekday or _EDITORS.match(byline["name"].strip(" *_[")):
        return False
    above = text[max(0, byline.start() - REACH) : byline.start()]
    return any(len(line) > TITLE for line in above.split("\n"))


def _is_alone(text: str, byline: re.Match[str]) -> bool:
    """Whether a byline has its line for itself: amid a sentence it is a URL that somebody mentions."""
    begin = text.rfind("\n", 0, byline.start()) + 1
    end = text.find("\n", byline.end())
    return not (text[begin : byline.start()] + text[byline.end() : end if end >= 0 else len(text)]).strip(" \t>*_[]")


def _closer(text: str, position: int, closers: Sequence[str]) -> int | None:
    """Where the closing line that follows ends."""
    for closer in closers:
        found = text.find(closer, position, position + 60 + len(closer))
        if found >= 0 and not text[position:found].strip(" \n\t>*_[]\xa0"):
            return found + len(closer)
    return None


def _words(text: str, bound: int, byline: int, fallback: Fallback) -> tuple[int, str]:
    """Where the post begins, and its words where the fallback holds them."""
    low = max(bound, byline - REACH)
    if fallback.words == "between":
        opened = max(((text.rfind(line, low, byline), len(line)) for line in fallback.placeholders), default=(-1, 0))
        between = text[opened[0] + opened[1] : byline] if opened[0] >= 0 else ""
        if opened[0] >= 0 and between.count("\n") <= NEAR_LINES:
            return opened[0], _plain(_STOP.sub("", _UNLINKED.sub("", between)))
        return byline, ""
    if fallback.words == "above":
        return _paragraph(text, low, byline)
    return byline, ""


def _headed(text: str, bound: int, byline: int) -> tuple[int, str | None, str] | None:
    """Where a widget's lines begin that an empty line parts from the article, their first as a name, and the others."""
    low = max(bound, byline - REACH)
    begin = text.rfind("\n\n", low, byline) + 2
    name, _, words = text[begin:byline].partition("\n")
    if begin < 2 or not words.strip() or not name.strip() or len(name) > NAME or name.rstrip()[-1] in ".!?:。！？":
        return None
    return begin + text[begin:byline].find(name.strip()), name.strip(), _plain(words)


def _paragraph(text: str, low: int, byline: int) -> tuple[int, str]:
    """The line above with those of the same quotation or indentation, or the last sentence of a long one."""
    pieces = segments.above(text, low, byline, Habits(loose="\n" not in text[max(low, byline - REACH // 3) : byline]))
    last = next(pieces, None)
    if last is None or len(last.words) > REACH // 2:
        return byline, ""
    start = last.start
    for piece in pieces:
        if (
            not (last.depth or last.indent)
            or piece.gap != "line"
            or (piece.depth, piece.indent) != (last.depth, last.indent)
        ):
            break
        start = piece.start
    return start, _plain(text[start:byline])


def _plain(words: str) -> str:
    """Words without quote marks and Markdown."""
    lines = [wording.line_content(line)[1] for line in words.split("\n")]
    return wording.unmarked("\n".join(lines), markdown=True, notes=False).strip(" \n\t[]")


def _below(text: str, name: str, fallback: Fallback) -> Iterator[Embed]:
    """The posts that begin with a handle and end with a closer: TikTok's caption and its sound."""
    handle = re.compile(rf"(?:^|(?<=\n))[ \t>*\[]{{0,12}}@(?P<handle>{fallback.handle})(?![\w@.])")
    bound = 0
    for closer in fallback.closers:
        position = text.find(closer)
        while position >= 0:
            low = max(bound, position - REACH)
            opened = (
                next(reversed([*handle.finditer(text, low, position)]), None) if "@" in text[low:position] else None
            )
            line = text.find("\n", position, position + 200)
            end = position + len(text[position : line if line >= 0 else position + 200].rstrip())
            if opened is not None:
                words = _plain(text[opened.end() : position])
                yield Embed(
                    platform=name,
                    form=PLAIN_TEXT,
                    handle=opened["handle"].rstrip("."),
                    text=words or None,
                    links=wording.links(words),
                    confidence=0.8,
                    start=opened.start("handle") - 1,
                    end=end,
                    parts=((opened.start("handle") - 1, end),),
                )
            bound = end
            position = text.find(closer, max(end, position + 1))
