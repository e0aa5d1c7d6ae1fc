"""A text's pieces around an attribution, the nearest first: lines, or sentences where the line breaks were lost.

Pieces are what boundaries are decided between; they carry their words, and what parts them from the next.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from embedarchive.finder.text.extent import budget
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.wording import EMOJI, line_content, unmarked
from embedarchive.patterns import regex

MAX_SEGMENTS = 48
REACH = 6000
"""How many characters around an attribution are looked at: ten lines whose every word is a Markdown link."""

_STOP = regex(
    rf"""
      (?<= [.!?…:;。！？।॥۔؟։።] ) (?= \s )
    | (?<= [.!?…:;。！？।۔؟][)"”“»’'\]*_] ) (?= \s ) | (?<= [.!?…][ \xa0\u202f]» ) (?= \s )
    | (?<= [。！？」】।॥۔։።] ) (?= [^\s"”»’')\]] )
    | (?<= [a-zß-öø-ÿа-яіїєґ0-9)%\]"'”»’.!?…:;] ) (?= [A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ“«„#@‘¡¿] )      # two texts glued together
    | (?<= [\u0590-\u0dff\uac00-\ud7a3][.!?…؟] ) (?= [“«"]?[\u0590-\u0dff\uac00-\ud7a3] )
    | (?<= \w ) (?= https?:// )
    | [ \t\xa0]{{2,40}}
    | (?<= [^\W\d_] ) (?= \s [{EMOJI}] )
    | (?<= [{EMOJI}\ufe0f] ) (?= \s )
    """,
    re.VERBOSE,
)

_BLANK = regex(
    rf"""
      (?P<wide> [ \t\xa0]{{2,40}} )
    | (?P<sentence>
        (?: (?<= [.!?…:;。！？।॥۔؟։።」】] ) | (?<= [.!?…:;。！？।۔؟][)"”“»’'\]*_] ) | (?<= [.!?…][ \xa0\u202f]» )
          | (?<= [{EMOJI}\ufe0f] ) ) \s
      | \s (?= [{EMOJI}] ) )
    | (?P<node> \s (?= \.?@[A-Za-z0-9_] | [#＃]\w ) )
    | (?P<bare> (?<= [\u2e80-\ud7ff\uff00-\uff60] ) \s (?= [\u2e80-\ud7ff\uff00-\uff60] ) )
    """,
    re.VERBOSE,
)
"""Where one text node may end and the next begin, in texts that have a blank between any two of them."""

_WHOLE = regex(
    r"https?://t\.co/[A-Za-z0-9]{1,10}|pic\.(?:twitter|x)\.com/[A-Za-z0-9]{1,10}|https?://\S{1,300}|[#@＃] ?\w{1,60}"
    r"|\b[a-z0-9-]{2,30}\.[a-z]{2,4}/[A-Za-z0-9_-]{1,40}|[A-Za-z]{1,2}[A-Z](?![a-z])"
)
"""Links, tags and mentions: no text is cut inside them."""

_QUOTED = regex(
    r"""
      (?<! \S ) "(?=[^\W_]) [^"\n]{2,300} (?<=[^\W_.,!?…]|[.!?…]) " (?! \w )
    | “[^“”\n]{2,300}” | «[^«»\n]{2,300}» | „[^„“”\n]{2,300}[“”] | 「[^「」\n]{2,300}」 | 『[^『』\n]{2,300}』
    """,
    re.VERBOSE,
)
"""What somebody said: no text is cut inside it."""

_FENCE = regex(
    r"""
      [*+•◦o#-] | \#\+(?:begin|end)_\w{1,20}
    | (?: ``` | ~~~ | \+\+\+ | --- | === | \*[ ]?\*[ ]?\* ).{0,40} | \#{1,6}[ ].{1,300}
    | \{: [^{}]{1,300} \} | !\[[^\[\]]{0,400}\] (?: \([^()]{0,600}\) )? | \[!\[[^\[\]]{0,400}\] .{0,800}
    | </? (?! (?: a | b | br | em | i | p | span | strong ) \b ) [a-z][a-z0-9-]{0,20} (?: \s [^<>]{0,300} )? >
    """,
    re.VERBOSE,
)
"""Lines that are no words of a post: bare bullets, fences, rules, tags of blocks, and Markdown's headings, images and
lists of attributes."""


_CODE = frozenset({"```", "~~~"})


class Segment(NamedTuple):
    """A piece of the text.

    Attributes:
        start: its first character, quote marks and indentation left out.
        end: behind its last character that is no blank.
        characters: what it is written with, markup and all.
        words: what it says, without markup.
        gap: what parts it from the piece on the side of the attribution: `line`, `paragraph`, `sentence`, `wide` (a
            double blank), `glue` (nothing), or `hard` (a boundary for certain); where every text node has blanks
            around it also `node` (before a link's, a tag's or a mention's) and `bare` (a blank without a stop).
        depth: how many quote marks stand before it.
        indent: how many blanks stand before it.
        line_length: how many characters its line has, with the blanks and quote marks before it.
        opens: a list bullet stands before its quote mark: a quotation begins here.
        trails: blanks stand behind it at the end of its line.
    """

    start: int
    end: int
    characters: str
    words: str
    gap: str
    depth: int = 0
    indent: int = 0
    line_length: int = 0
    opens: bool = False
    trails: bool = False


def above(
    text: str, low: int, stop: int, habits: Habits, *, depth: int = 0, day: dt.date | None = None
) -> Iterator[Segment]:
    """The pieces between `low` and `stop`, the last one first; `depth` quote marks stand before the attribution.

    A first line that is longer than a post of that `day` can be holds prose as well: it is cut into sentences.
    """
    low = max(low, stop - REACH)
    gap = "line"
    position = stop - (text[stop - 1 : stop] == "\n")
    count = 0
    while position > low and count < MAX_SEGMENTS:
        begin = max(text.rfind("\n", low, position) + 1, low)
        line = _segment(text, begin, position, gap, habits)
        unquoted = depth > 0 and ">" not in text[begin:position]
        position = begin - 1
        if line is None:
            gap = "hard" if unquoted or gap == "hard" else "paragraph"
            continue
        if not count and line.characters[:3] in _CODE:
            yield from _code_block(text, low, begin, habits)
            return
        if _ends(line, habits) or (count and line.words == habits.title):
            return
        if habits.loose or not (count or budget.fits(line.words, day)):
            for piece in _pieces(text, line, habits):
                count += 1
                yield piece
        else:
            count += 1
            yield line
        gap = "hard" if line.opens else "line"


def below(text: str, start: int, high: int, habits: Habits) -> Iterator[Segment]:
    """The lines between `start` and `high`, the first one first."""
    high = min(high, start + REACH)
    gap = "line"
    position = start
    count = 0
    while position < high and count < MAX_SEGMENTS:
        end = text.find("\n", position, high)
        end = high if end < 0 else end
        line = _segment(text, position, end, gap, habits)
        position = end + 1
        if line is None:
            gap = "paragraph"
            continue
        if _ends(line, habits):
            return
        count += 1
        yield line
        gap = "line"


def _ends(line: Segment, habits: Habits) -> bool:
    """Is a line no post's: a banner, a number that counts the posts, a fence?

    Where every text node is a line, one sign is a node between two links and no bullet.
    """
    written = line.characters
    if written in habits.stops or written in habits.counters:
        return True
    return not (habits.nodes and len(written) == 1) and _FENCE.fullmatch(written) is not None


def _code_block(text: str, low: int, stop: int, habits: Habits) -> Iterator[Segment]:
    """What stands in the code block that ends at `stop`, as one piece; nothing where no block begins."""
    begin = max(text.rfind(f"\n{fence}", low, stop) for fence in _CODE)
    begin = text.find("\n", begin + 1, stop) if begin >= 0 else -1
    characters = text[begin:stop].strip() if begin >= 0 else ""
    if characters:
        start = text.find(characters[0], begin)
        words = unmarked(characters, markdown=habits.markdown, notes=habits.notes)
        yield Segment(start, start + len(characters), characters, words, "line")


def _segment(text: str, begin: int, end: int, gap: str, habits: Habits) -> Segment | None:
    """One line as a piece, None when nothing stands in it."""
    given = text[begin:end]
    line = given.rstrip()
    if not line:
        return None
    depth, content, opens = line_content(line)
    if not content:
        return None
    indent = line.find(content)
    start = begin + indent
    words = unmarked(content, markdown=habits.markdown, notes=habits.notes)
    if habits.notes and not words.strip("."):
        return None
    return Segment(
        start, start + len(content), content, words, gap, depth, indent, len(line), opens, len(line) < len(given)
    )


def _pieces(text: str, line: Segment, habits: Habits) -> Iterator[Segment]:
    """The sentences of a line from the last to the first: a post's line breaks were lost."""
    low = max(line.start, line.end - REACH // 4)
    end, gap = line.end, line.gap
    for before, after, parts in reversed(_cuts(text, low, line.end, habits)):
        start = after
        while start < end and text[start].isspace():
            start += 1
        if start >= end or before <= line.start:
            continue
        yield _piece(text, (start, end), gap, line, habits)
        gap = parts or ("glue" if before == start else "wide" if start - before > 1 else "sentence")
        end = before
    yield _piece(text, (line.start, end), gap, line, habits)


def _piece(text: str, span: tuple[int, int], gap: str, line: Segment, habits: Habits) -> Segment:
    start, end = span
    characters = text[start:end]
    words = unmarked(characters, markdown=habits.markdown, notes=habits.notes)
    indent = line.indent if start == line.start else 0
    return Segment(start, end, characters, words, gap, line.depth, indent, line.line_length)


def _cuts(text: str, low: int, high: int, habits: Habits) -> list[tuple[int, int, str]]:
    """Where a line may be cut and what parts the pieces there, empty where the cut itself shows it."""
    whole = {place for token in _WHOLE.finditer(text, low, high) for place in range(token.start() + 1, token.end())}
    whole |= {place for said in _QUOTED.finditer(text, low, high) for place in range(said.start() + 1, said.end())}
    cuts = (_BLANK if habits.blanks else _STOP).finditer(text, low, high)
    return [(*cut.span(), cut.lastgroup or "") for cut in cuts if cut.start() not in whole]
