"""HTML as a tree whose elements know where they stand in the source.

turbohtml counts in a text whose line ends are normalised (CRLF is one character); `Tree.span` counts in the source.
"""

from __future__ import annotations

import operator
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeGuard, cast

from embedarchive.documents import charsets
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from turbohtml import Comment, SourceLocation, Text

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 -- legible
_SEVERAL = 2
_SHADOW = regex(r"<template(?=\s[^<>]{0,300}\bshadowrootmode=)", re.IGNORECASE)
_SHOWN = "<shadowed"
"""What a browser shows in place of the element around it; and an element, of as many letters, read as others."""
_OPEN = "</noscript>"
_UNSCRIPTED = regex(r"<noscript\b(?:(?!</?noscript).){0,20000}</noscript>", re.DOTALL | re.IGNORECASE)
_LAST_CLOSED = regex(r".*</iframe", re.DOTALL | re.IGNORECASE)
_FRAME = regex(r"<iframe(?=\s)", re.IGNORECASE)
_VOID = "<embed "
"""An element, of as many letters, that holds nothing."""
PLACE = operator.attrgetter("source_line", "source_col")
"""Where an element of the source stands, to put them in order; costs a fiftieth of its place in the text."""
PLAIN = frozenset(
    (  # noqa: SIM905 -- legible
        "html head title meta link style script noscript body a img picture source br hr b i em strong small sub sup "
        "font h1 h2 h3 h4 h5 h6 ul ol dl dt tr tbody thead th table form input label select option svg path g use "
        "iframe object embed param blockquote textarea nav header footer main"
    ).split()
)
"""Elements whose attributes hold no embed and no slide, or that are looked at for themselves: most of a page."""


class Place(NamedTuple):
    """Where in the normalised text an element stands.

    Attributes:
        start: where its start tag begins.
        opened: where that ends.
        end: where its end tag does, if the source has one.
    """

    start: int
    opened: int
    end: int | None


class Node(Protocol):
    """An element of turbohtml as it is read here, or the page, which has no `tag` and no attributes."""

    tag: str
    attrs: Mapping[str, str | Sequence[str] | None]
    text: str
    parent: Node | None
    children: Sequence[Node | Text]
    ancestors: Iterator[Node]
    previous_siblings: Iterator[Node | Text]
    next_siblings: Iterator[Node | Text]
    stripped_strings: Iterator[str]
    source_line: int | None
    source_location: SourceLocation | None

    def __hash__(self) -> int:
        """What the same element always has."""

    def attr(self, name: str, default: str | None = ..., /) -> str | None:
        """The value of an attribute."""

    def find(self, tag: str, /) -> Node | None:
        """The first element of that name inside."""

    def find_all(self, tag: str = ..., /, *, class_: str = ..., limit: int = ...) -> list[Node]:
        """All elements inside, of that name or class."""

    def iter_elements(self, tags: Iterable[str] = ...) -> Iterator[Node]:
        """The elements of these names inside, one after the other."""

    def select(self, selector: str, /) -> Sequence[Node]:
        """What a selector finds inside."""

    def xpath(self, expression: str, /) -> Sequence[Comment]:
        """The comments that an expression finds inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A parsed page.

    Attributes:
        root: the document node of turbohtml; `<noscript>` and `<template>` are parsed like everything else.
        text: the source, as given.
        returns: where in the normalised text a line feed stands for CRLF.
        ends: where elements without end tag end, by where their start tag ends; many images ask for the same one.
        places: those that were asked for, since the parser makes one anew each time, with those of all attributes.
        named: the elements with more attributes than a class, as `attributed` gives them; empty until that is asked.
        answers: what was found by the questions that are asked `once`.
    """

    root: Node
    text: str
    returns: array[int]
    ends: dict[int, int] = field(default_factory=dict)
    places: dict[Node, Place | None] = field(default_factory=dict)
    named: list[tuple[Node, str, tuple[str, ...]]] = field(default_factory=list)
    answers: dict[Callable[[Tree], list[Node]], list[Node]] = field(default_factory=dict)

    def once(self, question: Callable[[Tree], list[Node]]) -> list[Node]:
        """The elements that a question to the whole page finds, however often it is asked."""
        if question not in self.answers:
            self.answers[question] = question(self)
        return self.answers[question]

    def attributed(self) -> list[tuple[Node, str, tuple[str, ...]]]:
        """The elements in order with their names and those of their attributes, read once.

        But for those of `PLAIN`, and those that have a class alone or nothing, which is asked first: it is told faster.
        """
        if not self.named:
            for element in self.root.iter_elements():
                attributes = element.attrs
                number = len(attributes)
                if number < _SEVERAL and (number == 0 or "class" in attributes):
                    continue
                if (tag := element.tag) not in PLAIN:
                    self.named.append((element, tag, tuple(attributes.keys())))
        return self.named

    def elements(self, tags: Iterable[str]) -> list[Node]:
        """The elements of these names, in order, without those that the parser supplied: it finds each by an index."""
        found = [each for tag in tags for each in self.root.find_all(tag) if each.source_line is not None]
        return sorted(found, key=PLACE)

    def selected(self, selectors: Iterable[str]) -> Sequence[Node]:
        """What any of these selectors finds, in order. One that names an element costs a tenth of several at once."""
        found = [elements for each in selectors if (elements := self.root.select(each))]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found), key=self.start)

    def offset(self, normalised: int) -> int:
        """Where in the source a position of the normalised text is."""
        return normalised + bisect_left(self.returns, normalised)

    def place(self, element: Node) -> Place | None:
        """An element's place in the normalised text; None for one that the parser supplied."""
        if element not in self.places:
            place = element.source_location
            self.places[element] = place and Place(
                place.start_tag.start_offset, place.start_tag.end_offset, place.end_tag and place.end_tag.end_offset
            )
        return self.places[element]

    def start(self, element: Node) -> int:
        """Where an element's start tag begins; the place of its nearest ancestor that has one when it was supplied."""
        _, place = self._placed(element)
        return self.offset(place.start) if place else 0

    def span(self, element: Node) -> tuple[int, int]:
        """Where an element stands in the source, from its start tag to its end tag, half-open.

        An element that the source never closes ends where its contents do. One that the parser supplied, and which has
        no start tag, has its nearest ancestor's place.
        """
        element, place = self._placed(element)
        if place is None:
            return 0, len(self.text)
        start = self.offset(place.start)
        if place.end is None and element.tag not in VOID:
            opened = self.offset(place.opened)
            if opened not in self.ends:
                self.ends[opened] = self._open_end(element, opened)
            return start, self.ends[opened]
        return start, max(self.offset(place.opened if place.end is None else place.end), start + 1)

    def _open_end(self, element: Node, end: int) -> int:
        """The end of an element without end tag: of the last thing inside it, and the text that follows that."""
        last = element
        for _ in range(60):
            child = next(filter(is_element, reversed(last.children)), None)
            if child is None:
                break
            last = child
            place = self.place(last)
            if place is not None:
                end = max(end, self.offset(place.opened if place.end is None else place.end))
                if place.end is not None:
                    break
        following = self.text.find("<", end)
        return len(self.text) if following < 0 else following

    def _placed(self, element: Node) -> tuple[Node, Place | None]:
        """An element and its place, or its nearest ancestor that has one; None for the page itself."""
        place = self.place(element)
        while place is None and element.parent is not None:
            element = element.parent
            place = self.place(element)
        return element, place


def is_element(node: Node | Text) -> TypeGuard[Node]:
    """Whether a child or a neighbour is an element, and not text or a comment."""
    return hasattr(node, "tag")


def parse(text: str) -> Tree:
    """Parse a whole page, or what somebody cut out of one. Never fails: any text is some page."""
    import turbohtml

    shown = _SHADOW.sub(_SHOWN, text) if "shadowrootmode=" in text else text
    root = cast("Node", turbohtml.parse(shown, source_locations=True))
    if any(_OPEN in frame.text for frame in root.find_all("iframe")):
        root = cast("Node", turbohtml.parse(_UNSCRIPTED.sub(_closed, shown), source_locations=True))
    return Tree(root, text, _returns(text))


def _closed(unscripted: re.Match[str]) -> str:
    """What is there for browsers without scripts, whose open frame would hold the rest of the page in theirs alone."""
    closed = _LAST_CLOSED.match(said := unscripted[0])
    end = closed.end() if closed else 0
    return said[:end] + _FRAME.sub(_VOID, said[end:])


def fragment(text: str) -> Node:
    """The tree of HTML that was kept inside an attribute or a script; it has no place of its own."""
    import turbohtml

    return cast("Node", turbohtml.parse(charsets.whole(text), positions=False))


def _returns(text: str) -> array[int]:
    """Where in the normalised text the line feeds stand that are CRLF in the source."""
    found = array("q")
    number, last = 0, len(text) - 1
    at = text.find("\r")
    while 0 <= at < last:
        if text[at + 1] == "\n":
            found.append(at - number)
            number += 1
        at = text.find("\r", at + 1)
    return found
