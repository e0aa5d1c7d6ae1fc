"""What a reader sees of an element: its text with the lines it shows, and the links and times in that text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from embedarchive.documents.html import Node, is_element
from embedarchive.patterns import regex

_BLANK = " \t\n\r\f"
_BLANKS = regex(rf"[{_BLANK[1:]}][{_BLANK}]{{0,100000}}| [{_BLANK}]{{1,100000}}")  # but one blank, which is no other
_SILENT = frozenset(
    {"script", "style", "svg", "template", "iframe", "noscript", "object", "textarea", "select", "button"}
)
_PARAGRAPHS = frozenset(
    {"p", "blockquote", "section", "article", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_BLOCKS = _PARAGRAPHS | {"div", "li", "tr", "header", "footer", "figure", "figcaption", "dl", "dd", "dt", "pre"}
_CELLS = frozenset({"td", "th"})
_OPENED = _BLOCKS | _CELLS | {"br", "img", "time"}  # elements whose beginning says something
_CLOSED = _BLOCKS | {"a"}  # and whose end does
_LONGEST = 20_000  # characters of one post that are read; the longest posts of any platform have fewer


class Anchor(NamedTuple):
    """A link in the flow, from `start` to `end` of its text."""

    start: int
    end: int
    href: str
    element: Node


@dataclass(slots=True)
class Flow:
    """The visible text of an element.

    Attributes:
        text: lines as shown, blanks collapsed.
        anchors: the links, in order.
        paragraphs: where each `<p>` begins and ends in the text.
        language: the language that the first element inside states.
        times: the `datetime` of each `<time>`.
        handles: where a piece of text begins with an @: a page may draw a name and its handle apart, without a blank.
    """

    text: str = ""
    anchors: list[Anchor] = field(default_factory=list)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    language: str | None = None
    times: list[str] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)


class Line(NamedTuple):
    """A line that shows something: where it begins and ends in the text, and its words."""

    start: int
    end: int
    text: str


def lines(text: str) -> Iterator[Line]:
    """The lines of a visible text that show something, in order, without the blanks around them."""
    position = 0
    for line in text.split("\n"):
        stripped = line.strip(" \t\xa0\u200b")
        if stripped:
            start = position + line.index(stripped)
            yield Line(start, start + len(stripped), stripped)
        position += len(line) + 1


class _Writer:
    """Puts pieces together, with white space as a browser would show it."""

    def __init__(self, *, newlines: bool) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.last = "\n"
        self.newlines = newlines

    def text(self, data: str) -> None:
        if self.newlines:
            data = data.replace("\r", "\n")
        elif data.strip(_BLANK):
            data = _BLANKS.sub(" ", data)
        else:
            data = " "
        if self.last in " \n" and data[:1] == " ":
            data = data.lstrip(" ")
        self._put(data)

    def line(self, count: int = 1) -> None:
        """At least so many line ends, unless nothing precedes them."""
        if self.length == 0:
            return
        if self.last != "\n":
            self._put("\n" * count)
        elif count > 1 and not "".join(self.pieces[-2:]).endswith("\n\n"):
            self._put("\n")

    def feed(self) -> None:
        """One line end more: a `<br>`."""
        if self.last == " ":
            self.pieces[-1] = self.pieces[-1][:-1]
            self.length -= 1
        self._put("\n")

    def _put(self, data: str) -> None:
        if data:
            self.pieces.append(data)
            self.length += len(data)
            self.last = data[-1]


def flow(
    element: Node,
    *,
    newlines: bool = False,
    another: Callable[[Node], bool] | None = None,
    last: Node | None = None,
) -> Flow:
    """Read an element as a browser shows it.

    Args:
        element: what to read.
        newlines: whether line feeds in the source are line ends of the post.
        another: tells a quotation inside that is another post's, which is left out.
        last: the link behind which nothing is read.
    """
    from turbohtml import Text

    found = Flow()
    writer = _Writer(newlines=newlines)
    stack: list[Node | Text | tuple[Node, int]] = [*reversed(element.children)]
    while stack and writer.length < _LONGEST:
        node = stack.pop()
        if isinstance(node, Text):
            found.handles += (writer.length,) if (data := node.data)[:1] == "@" else ()
            writer.text(data)
        elif isinstance(node, tuple):
            _leave(*node, writer, found)
            if last is not None and node[0] == last:
                break
        elif is_element(node):
            tag = node.tag
            if tag in _SILENT or (another and tag == "blockquote" and another(node)):
                continue
            if tag in _OPENED:
                _enter(node, tag, writer, found)
            inside = reversed(node.children)
            stack += ((node, writer.length), *inside) if tag in _CLOSED else inside
    for node in reversed(stack):
        if isinstance(node, tuple):
            _leave(*node, writer, found)
    found.text = "".join(writer.pieces)
    return found


def _enter(node: Node, tag: str, writer: _Writer, found: Flow) -> None:
    if tag == "br":
        writer.feed()
    elif tag == "img":
        writer.text(_emoji(node))
    elif tag in _CELLS:
        writer.text(" ")
    elif tag in _BLOCKS:
        writer.line(2 if tag in _PARAGRAPHS else 1)
        if tag == "p" and found.language is None:
            found.language = node.attr("lang")
    elif tag == "time" and (moment := node.attr("datetime")):
        found.times.append(moment)


def _leave(node: Node, start: int, writer: _Writer, found: Flow) -> None:
    tag = node.tag
    if tag == "a" and (href := node.attr("href")):
        found.anchors.append(Anchor(start, writer.length, href, node))
    elif tag == "p":
        found.paragraphs.append((start, writer.length))
    if tag in _BLOCKS:
        writer.line(2 if tag in _PARAGRAPHS else 1)


def _emoji(image: Node) -> str:
    """Emoji that a page drew as images are words of the post."""
    alt = image.attr("alt") or ""
    drawn = f"{image.attr('class') or ''} {image.attr('src') or ''}".lower()
    return alt if len(alt) <= 16 and ("emoji" in drawn or "/e/" in drawn) else ""
