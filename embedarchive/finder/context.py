"""What an article says around an embed: its heading and the sentence before it, that it was deleted, and who names it.

Only words that stand there are told. What stands inside another embed is that post's, and links and lists that lead
elsewhere are no sentence of the article.
"""

from __future__ import annotations

import functools
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from embedarchive.documents.prose import front_matter
from embedarchive.finder import deletions
from embedarchive.model import Embed, Ignored, Link, Mention
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.documents.html import Node, Tree

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PROSE = ("p", "li", "figcaption")
_BESIDE = frozenset({"nav", "aside", "footer", "form"})
_LOOKED = 40  # blocks before an embed in which its sentence may stand
_UNDER = 400  # blocks before an embed of which one may be its heading
_FAR = 20_000  # characters of source between a sentence and its embed
_SILENT = ("script", "style", "template", "noscript")
_LONGEST = 1000  # characters of a heading or a sentence that are told

_STOP = regex(  # begins with its sign, as all of these: what is none is passed over at once
    r"[.!?…。！？](?:(?<=[。！？])[」』”]?|(?<=[.!?…])[\"'”’»)\]]{0,3}\s{1,9}(?=[\"'“‘«(\[¿¡]{0,3}[^\Wa-zà-ÿ_]))"
)
_WORD = regex(r"\w{0,20}\Z")
_WORDS_END = 20  # characters
_SHORT = frozenset(
    "mr mrs ms dr st prof gen col sgt lt sen rep gov vs bzw ca nr dhr mevr drs sr sra jr mme".split()  # noqa: SIM905 -- legible
)
_MARKS = regex(
    r"[!\[*_`](?:(?:(?<=!)\[|(?<=\[))(?P<words>[^\[\]\n]{0,500})\]\([^()\s]{0,2000}\)"
    r"|(?<=[*_`])[*_`]{0,2}(?=\S)|(?<=\S[*_`])[*_`]{0,2})"
)
_ATX = regex(r"#{1,6}[ \t]{1,9}(?P<words>[^\n]{1,1000})")
_MARKUP = regex(r"[{<`|]|!\[|:::|---|===")
"""How lines begin that a reader does not see as words."""
_HEADING, _NO_WORDS, _BREAK, _PROSE_LINE = "heading", "markup", "break", "prose"
"""What a line of a text is; an empty one and an embed's end a paragraph."""
_LINE_END = regex("\n")
_BEGINNING = regex(r"(?:[-*+>]|\d{1,3}[.)])[ \t]{1,9}")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item or a caption of the article: where it begins and ends, and its words."""

    start: int
    end: int
    words: str
    kind: str = "p"


Spans = Sequence[tuple[int, int]]


def of_page(embeds: Sequence[Embed], links: Sequence[Link], ignored: Iterable[Ignored], tree: Tree) -> list[Embed]:
    """The embeds of a page, in reading order, with what its words say of each."""
    page = _PageBlocks(tree, _places(embeds, ignored))
    return _told(embeds, links, page.before, page.after)


def of_text(embeds: Sequence[Embed], links: Sequence[Link], ignored: Iterable[Ignored], text: str) -> list[Embed]:
    """The same for Markdown and text."""
    lines = _TextBlocks(text, _places(embeds, ignored))
    return _told(embeds, links, lines.before, lines.after)


def _places(embeds: Iterable[Embed], ignored: Iterable[Ignored]) -> list[tuple[int, int]]:
    """Where the words are not the article's, in order."""
    pieces = chain.from_iterable(each.parts or ((each.start, each.end),) for each in embeds)
    return sorted((*pieces, *((each.start, each.end) for each in ignored)))


def _told(
    embeds: Sequence[Embed],
    links: Sequence[Link],
    before: Callable[[int], Iterator[Block]],
    after: Callable[[int], Block | None],
) -> list[Embed]:
    found: list[tuple[str | None, Block | None]] = []
    for embed in embeds:
        heading: str | None = None
        block: Block | None = None
        for each in before(embed.start):
            if each.kind in _HEADINGS:
                heading = each.words
                break
            block = block or each
        found.append((heading, block))
    naming: dict[tuple[str, str | None], list[Link]] = {}
    for link in links:
        if link.phrase:
            naming.setdefault((link.platform, link.id), []).append(link)
    made = []
    for number, (embed, (heading, block)) in enumerate(zip(embeds, found, strict=True)):
        sentence = last_sentence(block.words) if block else None
        near = block is not None and not any(block.end <= each.end <= embed.start for each in embeds[:number][-3:])
        behind = after(embed.end)
        if behind and any(behind == other for _, other in found[number + 1 : number + 3]):
            behind = None if first_sentence(behind.words) == last_sentence(behind.words) else behind
        said = (sentence if near else None, first_sentence(behind.words) if behind else None)
        made.append(
            replace(
                embed,
                context="\n".join(filter(None, (heading and heading[:_LONGEST], sentence))) or None,
                deletion=next((each for each in said if each and deletions.says(each)), None),
                mentions=tuple(_mentions(embed, naming)),
            )
        )
    return made


def _mentions(embed: Embed, naming: Mapping[tuple[str, str | None], Sequence[Link]]) -> Iterator[Mention]:
    for link in naming.get((embed.platform, embed.id), ()) if embed.id else ():
        yield Mention(phrase=link.phrase, url=link.url, start=link.start, end=link.end)


# ----------------------------------------------------------------------------------------------------------- sentences


def _ends(text: str) -> Iterator[int]:
    """Where sentences end in a text, but for the last one."""
    for stop in _STOP.finditer(text):
        if stop.end() < len(text) and not (text[stop.start()] == "." and _is_short(text, stop.start())):
            yield stop.end()


def _is_short(text: str, stop: int) -> bool:
    """Whether the word before a full stop is an abbreviation or a letter."""
    found = _WORD.search(text, max(0, stop - _WORDS_END), stop)
    word = found[0].casefold() if found else ""
    return word in _SHORT or (len(word) == 1 and word.isalpha())


def last_sentence(text: str) -> str:
    """The last sentence of a paragraph."""
    start = max(_ends(text), default=0)
    sentence = text[start:].strip()
    return sentence if len(sentence) <= _LONGEST else f"…{sentence[1 - _LONGEST :]}"


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph."""
    return text[: min(_ends(text), default=len(text))].strip()[:_LONGEST]


# --------------------------------------------------------------------------------------------------------------- pages


class _PageBlocks:
    """The headings and paragraphs of a page, asked for from an embed on; where most stand is never asked."""

    def __init__(self, tree: Tree, taken: Spans) -> None:
        self._tree = tree
        self._taken = taken
        self._elements = list(tree.root.iter_elements((*_HEADINGS, *_PROSE)))
        self._known: dict[int, tuple[int, int, Block | None]] = {}

    def _start(self, number: int) -> int:
        return self._tree.start(self._elements[number])

    def _first_behind(self, place: int) -> int:
        """The number of the first block that begins there or later."""
        return bisect_left(range(len(self._elements)), place, key=self._start)

    def _is_taken(self, place: int) -> bool:
        """Whether an embed stands there."""
        index = bisect_left(self._taken, (place + 1, 0)) - 1
        return index >= 0 and place < self._taken[index][1]

    def before(self, place: int) -> Iterator[Block]:
        """The last block of prose before a place, and the heading above it."""
        last = self._first_behind(place) - 1
        told = False
        for number in range(last, max(-1, last - _UNDER), -1):
            element = self._elements[number]
            heading = element.tag in _HEADINGS
            if not heading and (told or last - number > _LOOKED or element.tag == "figcaption"):
                continue
            block = self._block(number, place)
            if block is None or (not heading and (place - block.end > _FAR or not _is_prose(element, block))):
                continue
            told = True
            yield block
            if heading:
                return

    def after(self, place: int) -> Block | None:
        """The first block of prose behind a place, if no heading comes before it."""
        first = self._first_behind(place)
        for number in range(first, min(first + 4, len(self._elements))):
            element = self._elements[number]
            if element.tag in _HEADINGS:
                return None
            block = self._block(number, None)
            if block and block.start - place < _FAR and (element.tag == "figcaption" or _is_prose(element, block)):
                return block
        return None

    def _block(self, number: int, place: int | None) -> Block | None:
        """A block with its words, those before the place if it goes on behind that; None where it is an embed's."""
        if number not in self._known:
            self._known[number] = self._whole(self._elements[number])
        start, end, whole = self._known[number]
        if whole is None or place is None or end <= place:
            return whole if whole and whole.words else None
        from embedarchive.documents import html

        inner = max((span[1] for span in self._taken if start < span[1] <= place), default=start)
        words = _visible(html.fragment(self._tree.text[max(inner, place - _FAR) : place]))
        return Block(start, place, words, whole.kind) if any(map(str.isalnum, words)) else None

    def _whole(self, element: Node) -> tuple[int, int, Block | None]:
        """Where a block begins and ends, and the block with its words, if it has any; None where it is an embed's."""
        start, end = self._tree.span(element)
        if self._is_taken(start) or any(getattr(above, "tag", "") in _BESIDE for above in islice(element.ancestors, 8)):
            return start, end, None
        words = _visible(element)
        return start, end, Block(start, end, words if any(map(str.isalnum, words)) else "", element.tag)


def _visible(element: Node) -> str:
    text = element.text
    for silent in islice(element.iter_elements(_SILENT), 9):
        text = text.replace(silent.text, " ")
    return " ".join(text.split())


def _is_prose(element: Node, block: Block) -> bool:
    """Whether a paragraph is more than a word, and not the links that lead elsewhere."""
    linked = sum(len(" ".join(link.text.split())) for link in element.find_all("a", limit=20))
    return " " in block.words and 3 * linked <= 2 * len(block.words)


# ---------------------------------------------------------------------------------------------------------------- text


class _TextBlocks:
    """The headings and paragraphs of Markdown or text, line by line."""

    def __init__(self, text: str, taken: Spans) -> None:
        self._text = text
        self._taken = taken
        self._known: dict[int, tuple[Block, str]] = {}
        self._headed = "# " in text or "#\t" in text
        self._begun = front_matter(text).end if text.startswith("---") else 0

    @functools.cached_property
    def _ends(self) -> Sequence[int]:
        """Where lines end: a text of one line is not searched for them from every place."""
        return array("Q", (found.start() for found in _LINE_END.finditer(self._text)))

    def _free(self, start: int, end: int) -> bool:
        index = bisect_left(self._taken, (end, 0))
        return not any(first < end and start < last for first, last in self._taken[max(0, index - 2) : index])

    def before(self, place: int) -> Iterator[Block]:
        """The last paragraph before a place, and the heading above it; a text without marks has no headings."""
        told: list[Block] = []
        done = False
        for line, kind in self._back(place):
            if kind == _HEADING:
                yield from reversed(told[-1:])
                yield line
                return
            if done:
                if not self._headed:
                    break
                continue
            if kind == _NO_WORDS:
                continue
            if kind == _BREAK:
                done = bool(told)
            elif told:
                told.append(Block(line.start, told[-1].end, f"{_plain(line.words)} {told[-1].words}"))
                done = line.words.endswith((".", "!", "?", ":", "…"))
            elif any(map(str.isalnum, line.words)) and place - line.end < _FAR:
                told.append(Block(line.start, line.end, _plain(line.words)))
                done = line.words[0].isupper() and line.words.endswith((".", "!", "?", ":", "…"))
        yield from reversed(told[-1:])

    def after(self, place: int) -> Block | None:
        """The first line behind a place that is no embed's, if it is near and no heading."""
        first = bisect_left(self._ends, place)
        for number in range(first, min(first + 4, len(self._ends))):
            start = self._ends[number] + 1
            end = self._ends[number + 1] if number + 1 < len(self._ends) else len(self._text)
            words = self._text[start:end].strip()[:_FAR]
            if words and self._free(start, start + len(words)):
                return None if _ATX.match(words) else Block(start, start + len(words), _plain(words))
        return None

    def _back(self, place: int) -> Iterator[tuple[Block, str]]:
        """The lines before a place, the nearest first, and what each is; all but that one are looked at once."""
        last = bisect_left(self._ends, place) - 1
        for number in range(last, last - _UNDER, -1):
            known = self._known.get(number) if number != last else None
            if known is None:
                start = self._ends[number] + 1 if number >= 0 else 0
                known = self._line(start, place if number == last else self._ends[number + 1])
                if number != last:
                    self._known[number] = known
            if known[0].start < self._begun:
                return
            yield known
            if known[0].start <= self._begun:
                return

    def _line(self, start: int, end: int) -> tuple[Block, str]:
        """A line without what it begins with as an item or a quotation, and what it is."""
        line = self._text[max(start, end - _FAR) : end]
        words = line.strip(" \t\r")
        bullet = _BEGINNING.match(words)
        words = words[bullet.end() :] if bullet else words
        end = start + len(line)
        if heading := _ATX.match(words):
            return Block(start, end, _plain(heading["words"]).rstrip(" #"), "h2"), _HEADING
        if _MARKUP.match(words):
            return Block(start, end, words), _NO_WORDS
        return Block(start, end, words), _PROSE_LINE if words and self._free(start, end) else _BREAK


def _plain(line: str) -> str:
    """A line of Markdown as a reader sees it."""
    return " ".join(_MARKS.sub(lambda mark: mark["words"] or "", line).split())
