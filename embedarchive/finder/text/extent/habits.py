"""What the document tells of the extractor that made it: decided once per document, never per post."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget, counters
from embedarchive.finder.text.wording import line_content
from embedarchive.patterns import regex

_REFERENCES = regex(r"^\s{0,8}References\s*$", re.MULTILINE)
_BLANK_LINE = regex(r"\n[ \t\xa0]{0,200}\n")
_RUN_TOGETHER = regex(
    r"[.!?…](?<=[a-zß-öø-ÿа-яіїєґ]{2}.)[\"”’»)]?(?=[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ“«„\"¡¿][\w’']{0,20}[ ,])"
    r"|[.!?…؟।](?<=[\u0590-\u0dff\uac00-\ud7a3].)[\"”’»)]?(?=[“«\"]?[\u0590-\u0dff\uac00-\ud7a3])"
)
_MARKED = regex(r"[#＃@]\w{2,60}")
WRAP_SHARE = 0.3
SAMPLE = 400


ARTICLE = 1000
"""A document that is longer holds more than the one post that somebody has copied."""

MANY = 5
"""So many lines between two attributions may be one post."""

POST = 300
"""A thread that somebody has copied has no more characters for each post."""


RUN_ON, RUN_TOGETHER = 1500, 500
"""A line of more characters is not one paragraph: what parts blocks was lost. The second where sentences show it."""

FEW, ALL = 3, 0.7
"""What stands in so many posts, and in such a share of them, nearly all posts hold."""

SELDOM = 0.1
"""Where a line ends behind fewer of the attributions, a text's lines are no blocks of the page."""

PROSE = 0.2
"""So many of the long lines have the indentation of an article's paragraphs."""

TAILED = 0.9
"""The share of the lines that end in blanks where nearly all do."""

SEAM = 80
"""So many characters behind an attribution tell what parts it from what follows."""

OPENING, SENTENCE = 8, 60
"""So many lines below the headline the article begins, with a line of more columns."""


class Habits(NamedTuple):
    """The ways of one extractor.

    Attributes:
        markdown: links and escapes are Markdown.
        notes: links carry footnote numbers (lynx).
        tidy: one line a paragraph, no blank line anywhere but below the headline (trafilatura as text).
        spaced: every line is followed by a blank one (Markdown of paragraphs).
        loose: a post's own line breaks are lost, it stands glued to its attribution (`get_text`).
        blanks: loose, and every text node has blanks around it (`get_text` with a blank).
        nodes: every text node is a line of its own, so that tags, mentions and links are (`get_text` with a line end).
        width: the column at which lines were wrapped, 0 when they were not.
        typical: how long a paragraph usually is, in columns.
        common: the article's most frequent short words, which tell its language without a table of languages.
        stops: lines that are no post's and no article's: banners.
        others: where posts end that other bylines sign, in order.
        counters: lines that are the article's count of its posts: `1.`, `2.`.
        openings: tags and mentions that lines of several posts begin with.
        endings: those that several posts end with.
        shared: tags and mentions that nearly all posts hold.
        language: of the article.
        lengths: of the article's lines, in order.
        single: how far the posts that others stand right above have one line: 0.5 where all have, -0.5 where none has.
        head: the first line of a document that is more than its posts: mostly the headline, which may come again.
        opening: where the line ends that an article begins with below its headline; 0 where there is no headline.
        breaks: a post's lines follow each other without a blank one between them.
        seams: how often what parts an attribution from the words below it is a `paragraph`, a `line`, a `blank` or
            `glue`: the same parts a post from the words above it.
        timed: where lines begin that stand right below a time.
        run_on: a line of more characters holds several paragraphs.
        run_together: the paragraphs of a long line stand together without a blank: what a blank parts is one block.
        title: what the document is called: no post begins with that line, unless it is nothing else.
        margin: how far an article's paragraphs are indented; None where there are none.
        quoted: how many quote marks stand before every line that is long enough to be prose.
        stripped: `blanks`, and no line ends between two text nodes: one that ends stands inside of one.
        tailed: nearly every line ends in blanks, so that those at the end of one say nothing.
        manner: whether the article is polite or plain, where its language says it.
    """

    markdown: bool = False
    notes: bool = False
    tidy: bool = False
    spaced: bool = False
    loose: bool = False
    blanks: bool = False
    nodes: bool = False
    width: int = 0
    typical: int = 300
    common: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    others: tuple[int, ...] = ()
    counters: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    language: str | None = None
    lengths: tuple[int, ...] = ()
    single: float = 0.0
    head: str = ""
    opening: int = 0
    breaks: bool = False
    seams: Mapping[str, float] = MappingProxyType({})
    timed: frozenset[int] = frozenset()
    run_on: int = RUN_ON
    run_together: bool = False
    title: str | None = None
    margin: int | None = None
    quoted: int = 0
    stripped: bool = False
    tailed: bool = False
    manner: str | None = None

    @property
    def layout(self) -> str:
        """What the text lost, in a word: its evidence is worth something else; empty where lines are lines."""
        if self.loose:
            return "blanks" if self.blanks else "loose"
        return "nodes" if self.nodes else ""

    def rarity(self, length: int) -> float:
        """How seldom a line of the article is so short, in logarithms: nothing where most are, 4 at most."""
        shorter = bisect.bisect_right(self.lengths, length)
        return min(4.0, -math.log((shorter + 1) / (len(self.lengths) + 2)))


def habits(text: str, found: Sequence[Attribution]) -> Habits:
    """The habits that the lines and the attributions of a document show."""
    lines = text.strip().split("\n", 4 * SAMPLE)  # the end of a file is no blank line
    filled = [line for line in lines if line and not line.isspace()]
    body = lines[next((number for number, line in enumerate(lines) if len(line) > 80), 0) :]
    blanks = sum(not line or line.isspace() for line in body)
    tidy = blanks <= len(body) // 50 and not any(line[0] in " \t\xa0>" for line in filled[:SAMPLE])
    paragraphs = sorted(length for length in map(budget.columns, filled) if length > 80)
    width = _width([len(line) for line in filled if "http" not in line and len(line) > 40])
    inline = sum(not item.own_line for item in found)
    loose = 2 * inline > len(found) and not (tidy and _breaks_after(text, found))
    head = _head(text, filled[0].strip() if filled else "", found)
    seams = _seams(text, found)
    long = loose or any(len(line) > RUN_TOGETHER for line in filled)
    run_together = long and _runs_together(text, len(found))
    blanks_around = loose and not any(item.glued for item in found)
    return Habits(
        markdown="](" in text or any("\\_" in text[item.start : item.end] for item in found),
        notes=any(item.note for item in found) and _REFERENCES.search(text, text.rfind("References") - 20) is not None,
        tidy=tidy,
        spaced=_has_blank_lines(lines),
        loose=loose,
        blanks=blanks_around,
        stripped=blanks_around and seams.get("line", 0) + seams.get("paragraph", 0) < SELDOM,
        tailed=_tailed(text, filled),
        nodes=2 * sum("\n" in text[item.anchor : item.end] for item in found) > len(found),
        width=width,
        margin=_margin(filled),
        quoted=min((line_content(line)[0] for line in filled if len(line) > SENTENCE), default=0),
        counters=counters.lines(text, found),
        openings=_common_tags(text, found, 0),
        endings=_common_tags(text, found, -1),
        shared=_shared(text, found),
        lengths=_lengths(text, found),
        single=_single(text, found),
        breaks=_line_breaks(text, found),
        seams=seams,
        run_on=RUN_TOGETHER if run_together and not loose else RUN_ON,
        run_together=run_together,
        common=_common([line for line in filled if len(line) > 80] if not width else filled),
        head=head,
        opening=_opening(text, head),
        typical=paragraphs[len(paragraphs) // 2] if paragraphs and not width else 300,
    )


def _tailed(text: str, lines: Sequence[str]) -> bool:
    """Do nearly all lines end in blanks? The last one has none: the text was stripped."""
    if " \n" not in text and "\xa0\n" not in text:
        return False
    return sum(line[-1].isspace() for line in lines[:-1]) >= max(1, TAILED * (len(lines) - 1))


def _head(text: str, first: str, found: Sequence[Attribution]) -> str:
    """The first line, if there is an article below it, or if it comes again as a page's title does."""
    article = len(text) > max(ARTICLE, POST * len(found)) or len(text) - (found[-1].end if found else 0) > POST
    return first if article or f"\n{first}\n" in text else ""


def _opening(text: str, head: str) -> int:
    """Where the first line of an article ends that is a sentence: above it stand headline, byline and day."""
    at = text.find(head) + len(head) if head else 0
    for _ in range(OPENING if head else 0):
        end = text.find("\n", at + 1)
        if end < 0:
            return 0
        if budget.columns(text[at:end].strip()) > SENTENCE:
            return end
        at = end
    return 0


def _common(lines: Sequence[str]) -> frozenset[str]:
    """The most frequent short words of the article's longer lines."""
    counted: Counter[str] = Counter()
    for line in lines[:80]:
        counted.update(word for word in line[:400].casefold().split() if len(word) <= 5 and word.isalpha())
    return frozenset(word for word, times in counted.most_common(60) if times > 1)


def _lengths(text: str, found: Sequence[Attribution]) -> tuple[int, ...]:
    """The lengths of the lines that stand in no attribution and not right above one."""
    lengths: list[int] = []
    low = 0
    for item in [*found[:SAMPLE], None]:
        lines = [line.strip() for line in text[low : item.start if item else low + 20 * SAMPLE].split("\n")]
        filled = [budget.columns(line) for line in lines if line]
        lengths += filled[:-1] if item else filled
        low = item.end if item else low
    return tuple(sorted(lengths))


def _single(text: str, found: Sequence[Attribution]) -> float:
    """How far the posts that stand right below another have one line each."""
    one = more = 0
    for before, item in itertools.pairwise(found[:SAMPLE]):
        between = text[before.end : item.start]
        if len(between) < 2 * POST:
            filled = sum(map(bool, map(str.strip, between.split("\n"))))
            one += filled == 1
            more += 1 < filled <= MANY
    return (one - more) / (2 * (one + more) + 2)


def _common_tags(text: str, found: Sequence[Attribution], which: int) -> frozenset[str]:
    """The tags and mentions that lines right above several attributions begin with, or the last ones end with."""
    counted: Counter[str] = Counter()
    low = 0
    for item in found:
        lines = text[max(low, item.start - POST) : item.start].rstrip(" \t\xa0\n>").rsplit("\n", MANY)
        words = [line.split("pic.", 1)[0].split() for line in (lines[-1:] if which else lines)]
        counted.update({line[which].casefold() for line in words if line and line[which][:1] in "@#＃"})
        low = item.end
    return frozenset(word for word, times in counted.items() if times > 1)


def _shared(text: str, found: Sequence[Attribution]) -> frozenset[str]:
    """The tags and mentions that stand above nearly all attributions."""
    counted: Counter[str] = Counter()
    low = 0
    for item in found[:SAMPLE]:
        counted.update({tag.casefold() for tag in _MARKED.findall(text, max(low, item.start - POST), item.start)})
        low = item.end
    least = max(FEW, ALL * min(len(found), SAMPLE))
    return frozenset(tag for tag, times in counted.items() if times >= least)


def _runs_together(text: str, posts: int) -> bool:
    """Do sentences follow each other without a blank, more often than the posts' own line breaks could make them?"""
    return len(_RUN_TOGETHER.findall(text, 0, ARTICLE * MANY * MANY)) >= max(MANY, 2 * posts)


def _line_breaks(text: str, found: Sequence[Attribution]) -> bool:
    """Do two lines that are no list's stand right above an attribution without a blank one between them?"""
    low = 0
    for item in found[:SAMPLE]:
        lines = text[max(low, item.start - POST) : item.start].rstrip(" \t\xa0\n>").rsplit("\n", 2)[1:]
        if len(lines) > 1 and all(line.lstrip(" \t\xa0>*+-#|") == line.strip() != "" for line in lines):
            return True
        low = item.end
    return False


def _seams(text: str, found: Sequence[Attribution]) -> dict[str, float]:
    """What parts attributions from the words below them, as shares."""
    counted: Counter[str] = Counter()
    for item in found[:SAMPLE]:
        rest = text[item.end : item.end + SEAM].lstrip(")]}`*_")
        blank = rest[: len(rest) - len(rest.lstrip())]
        if len(blank) < len(rest):
            ends = blank.count("\n")
            counted["paragraph" if ends > 1 else "line" if ends else "blank" if blank else "glue"] += 1
    return {name: times / counted.total() for name, times in counted.items()}


def _has_blank_lines(lines: Sequence[str]) -> bool:
    """Do nearly all filled lines have a blank one behind them?"""
    followed = alone = 0
    for line, after in itertools.pairwise(lines):
        if len(line) > 80 and line.lstrip()[:1] != ">":
            followed += bool(after and not after.isspace())
            alone += not after or after.isspace()
    return alone > 3 * followed


def _breaks_after(text: str, found: Sequence[Attribution]) -> bool:
    """Does a line end behind nearly every attribution?"""
    behind = [text[item.end : item.end + 80].lstrip(" \t\xa0") for item in found]
    ends = sum(rest[:1] in {"", "\n", "\r"} for rest in behind)
    return 10 * ends >= 9 * len(found)


def _margin(lines: Sequence[str]) -> int | None:
    """The least indentation that many of the lines have which are long enough to be prose."""
    counted = Counter(len(line) - len(line.lstrip()) for line in lines if budget.columns(line) > SENTENCE)
    return min((indent for indent, times in counted.items() if times >= PROSE * counted.total()), default=None)


def _width(lengths: Sequence[int]) -> int:
    """The column of wrapping: a limit that no line passes and many come close to."""
    if len(lengths) < 6:
        return 0
    ordered = sorted(lengths)
    top = ordered[-1 - len(ordered) // 50]
    close = sum(top - 10 < length <= top for length in lengths)
    return top if 55 <= top <= 140 and close >= WRAP_SHARE * len(lengths) else 0
