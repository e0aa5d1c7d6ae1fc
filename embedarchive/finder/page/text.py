"""The words of a page's article, a line each for paragraphs, headings, list items and line breaks.

Scripts, navigation and related articles are left out. Each line knows the pieces of the page that it was made of, so
where a character stands in the markup can be told; that takes time, and is told only when somebody asks.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from embedarchive.documents.html import Node, is_element
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from turbohtml import Text

    from embedarchive.documents.html import Tree
    from embedarchive.finder.images.surroundings import Surroundings

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"

_SKIPPED = frozenset(
    (  # noqa: SIM905 -- legible
        "script style noscript template svg math head title nav footer form button select option input textarea "
        "iframe object embed audio video canvas dialog menu link meta"
    ).split()
)
_BLOCKS = frozenset(
    (  # noqa: SIM905 -- legible
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure header h1 h2 h3 "
        "h4 h5 h6 hr html li main ol p pre section summary table tbody td th thead tr ul caption"
    ).split()
)
_WORD = regex(r"[^ \t\n\r\f]+")
"""What HTML's white space parts; other blanks of Unicode are the author's."""

_REFERENCE = regex(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,32});?")
_ITEM = "- "
_LONGEST = 20_000  # characters of a comment

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a mark stands for: `kind` is embed or image, `index` its position among the scan's, `parts` its places."""

    start: int
    end: int
    kind: str
    index: int
    parts: tuple[Span, ...]


class Piece(NamedTuple):
    """A text node: its text, where it may begin in the markup, and whether it follows another after a comment."""

    text: str
    at: int
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    Attributes:
        words: what a reader sees, blanks collapsed.
        paragraph: whether an element that stands by itself begins with it.
        blank: whether an empty line stands before it, inside of such an element.
        stated: whether its paragraph states its language, as those of embeds do.
        quotation: which `<blockquote>` it stands in, counted from 1; 0 for none.
        pieces: the text nodes that it was made of, and where each may begin in the markup.
    """

    words: str
    paragraph: bool = True
    blank: bool = False
    stated: bool = False
    quotation: int = 0
    pieces: tuple[Piece, ...] = ()


def lines(tree: Tree, things: Sequence[Thing] = (), cuts: Sequence[Span] = (), *, bullets: bool = True) -> list[Line]:
    """The lines of a page's article; a mark stands alone on the line of each thing.

    Args:
        tree: the page.
        things: what a mark is set for, in the order of their places; what stands inside of them is left out.
        cuts: places inside the words of elements that are left out as well.
        bullets: whether the items of lists begin with a dash.
    """
    from embedarchive.finder.images import surroundings

    page = surroundings.Surroundings(tree)
    writer = _Writer(tree, things, cuts, (page.region.start, page.region.end))
    writer.bullets = bullets
    writer.walk(page)
    return writer.lines


def places(markup: str, line: Line) -> array[int]:
    """Where in the markup each character of a line's words stands."""
    joined = "".join(piece.text for piece in line.pieces)
    each = array("q")
    for piece in line.pieces:
        each.extend([piece.at] * len(piece.text) if piece.text == _ITEM else _characters(markup, piece))
    found = array("q")
    for word in _WORD.finditer(joined, *_edges(joined)):
        if found:
            found.append(each[word.start() - 1])
        found.extend(each[word.start() : word.end()])
    return found


def _edges(joined: str) -> Span:
    """Where a line's words begin and end, without blanks of any kind."""
    return len(joined) - len(joined.lstrip()), len(joined.rstrip())


def end_of(markup: str, place: int) -> int:
    """Where the character ends that begins at this place of the markup."""
    reference = _REFERENCE.match(markup, place)
    return reference.end() if reference else min(place + 1, len(markup))


def _characters(markup: str, piece: Piece) -> Iterator[int]:
    """Where each character of a text node stands, from the end of the tag before it on.

    Comments and tags that left no element are passed over. What the parser moved elsewhere does not stand where it
    should: all of it has the place where it was looked for.
    """
    data, at, follows = piece
    if follows:
        at = max(at, markup.find("<", at, at + _LONGEST))
    elif markup.startswith(data, at):
        yield from range(at, at + len(data))
        return
    import html

    position, number = at, 0
    while number < len(data):
        sign = markup[position : position + 1]
        if sign == "<" and data[number] != "<" and (past := _past_tag(markup, position)):
            position = past
            continue
        if sign == "&" and (reference := _REFERENCE.match(markup, position)):
            meant = html.unescape(reference[0])
            if meant != reference[0] and data.startswith(meant, number):
                yield from [position] * len(meant)
                position, number = reference.end(), number + len(meant)
                continue
        if sign != data[number] and not (sign == "\r" and data[number] == "\n"):
            yield from [at] * (len(data) - number)
            return
        yield position
        position += 2 if markup.startswith("\r\n", position) else 1
        number += 1


def _past_tag(markup: str, position: int) -> int:
    """Where a comment or tag ends that begins here; 0 when it does not."""
    close = "-->" if markup.startswith("<!--", position) else ">"
    found = markup.find(close, position, position + _LONGEST)
    return found + len(close) if found >= 0 else 0


class _Writer:
    """Writes the text of a page line by line while its tree is walked once, without recursion."""

    def __init__(self, tree: Tree, things: Sequence[Thing], cuts: Sequence[Span], region: Span) -> None:
        self.tree = tree
        self.things = things
        self.cuts = sorted(cuts)
        self.bullets = True
        self.preformatted = 0
        self.next = 0
        self.start, self.end = region
        self.at = 0
        self.lines: list[Line] = []
        self.follows = False
        self.line: list[Piece] = []
        self.paragraph = True
        self.feeds = 0
        self.stated = False
        self.quotations = [0]
        self.opened = 0

    def walk(self, page: Surroundings) -> None:
        """Write what is inside the article's region."""
        from turbohtml import Text

        stack: list[tuple[Node, Iterator[Node | Text], bool]] = [(self.tree.root, iter(self.tree.root.children), False)]
        within = False
        while stack:
            element, children, breaks = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                self._leave(element, breaks=breaks)
                continue
            if not is_element(node):
                if within and isinstance(node, Text):
                    self._text(node.data)
                continue
            tag = node.tag
            at = self._place(node)
            if at is not None:
                within = self.start <= at < self.end
            if (at is not None and self._covered(at) and tag not in {"html", "body"}) or (
                tag in _SKIPPED or page.is_elsewhere(node)
            ):
                self._leave(node, breaks=False)
                continue
            stack.append((node, iter(node.children), self._opens(tag, within=within)))
            if tag == "p":
                self.stated = node.attr("lang") is not None
        self._flush(None)
        self._break()

    def _place(self, node: Node) -> int | None:
        """Where an element begins; the marks of all that begins before it are set."""
        place = node.source_location
        if place is None:
            return None
        at = self.tree.offset(place.start_tag.start_offset)
        self._flush(at)
        self.at, self.follows = self.tree.offset(place.start_tag.end_offset), False
        return at

    def _leave(self, element: Node, *, breaks: bool) -> None:
        """Go on behind an element."""
        if breaks:
            self._break(paragraph=True)
            if element.tag == "blockquote":
                self.quotations.pop()
            elif element.tag == "pre":
                self.preformatted -= 1
        place = element.source_location
        if place is not None and place.end_tag is not None:
            self.at, self.follows = self.tree.offset(place.end_tag.end_offset), False

    def _opens(self, tag: str, *, within: bool) -> bool:
        """Begin a line where the element does; whether it also ends one."""
        if tag != "br" and tag not in _BLOCKS:
            return False
        self._break(paragraph=tag != "br")
        if tag == "blockquote":
            self.opened += 1
            self.quotations.append(self.opened)
        if tag == "pre":
            self.preformatted += 1
        if tag == "li" and within and self.bullets:
            self.line.append(Piece(_ITEM, self.at))
        return tag != "br"

    def _text(self, data: str) -> None:
        """A text node, less what is cut out of it."""
        node = Piece(data, self.at, self.follows)
        self.at, self.follows = self.at + len(data), True  # at least: references are longer than what they stand for
        if not self.cuts and not (self.preformatted and "\n" in data):
            self.line.append(node)
            return
        kept, begin = "", node.at
        for sign, place in zip(data, _characters(self.tree.text, node), strict=True):
            if self._is_cut(place):
                self._put(kept, begin)
                kept = ""
                self._flush(place)
                continue
            if sign == "\n" and self.preformatted:
                self._put(kept, begin)
                kept = ""
                self._break()
                continue
            kept, begin = kept + sign, begin if kept else place
        self._put(kept, begin)

    def _is_cut(self, place: int) -> bool:
        index = bisect_right(self.cuts, (place, len(self.tree.text)))
        return index > 0 and place < self.cuts[index - 1][1]

    def _put(self, kept: str, at: int) -> None:
        if kept:
            self.line.append(Piece(kept, at))

    def _flush(self, at: int | None) -> None:
        """Set the marks of all that begins before this place."""
        while self.next < len(self.things) and (at is None or self.things[self.next].start <= at):
            self._break(paragraph=True)
            self.lines.append(Line(MARK))
            self.next += 1

    def _covered(self, at: int) -> bool:
        """Whether this place lies in one of the last things that were marked."""
        if not self.next:
            return False
        near = self.things[max(0, self.next - 3) : self.next]
        return any(start <= at < end for thing in near for start, end in thing.parts[:50])

    def _break(self, *, paragraph: bool = False) -> None:
        if self.line:
            self._end_line()
        self.paragraph = self.paragraph or paragraph
        self.feeds += not paragraph

    def _end_line(self) -> None:
        joined = "".join([piece.text for piece in self.line])
        words = " ".join(_WORD.findall(joined, *_edges(joined)))
        if words and words != _ITEM.strip():
            words = words.replace(MARK, "\N{REPLACEMENT CHARACTER}")  # a source's own would be taken for a mark
            blank, quotation = self.feeds > 1, self.quotations[-1]
            self.lines.append(Line(words, self.paragraph, blank, self.stated, quotation, tuple(self.line)))
            self.paragraph, self.feeds, self.stated = False, 0, False
        self.line.clear()
