"""The article as plain text, with U+FFFC where each embed or image stands.

For search, and for a page that shows the article.

HTML gives its paragraphs, headings and list items, a line each, without scripts, navigation and related articles.
Markdown and text stay as they are, less what the finder took for an embed, an image or something that is not the
article's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.documents.html import Tree

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


@dataclass(frozen=True, slots=True)
class Span:
    """What one U+FFFC stands for: `kind` is embed or image, `index` its position among the scan's embeds or images."""

    start: int
    kind: str
    index: int


@dataclass(frozen=True, slots=True)
class Readable:
    """The readable text, and what each of its U+FFFC stands for, in order."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Thing:
    start: int
    end: int
    kind: str
    index: int
    parts: tuple[tuple[int, int], ...]


def readable(scan: Scan) -> Readable:
    """The article of a scan as text. Every embed and image has one U+FFFC, in reading order."""
    things = _things(scan)
    if scan.document.media_type == "text/html":
        return _marked(_page(scan, things), things)
    return _marked(_prose(scan, things), things)


def _things(scan: Scan) -> list[_Thing]:
    """Embeds and images in reading order."""
    found = [
        _Thing(each.start, each.end, "embed", index, each.parts or ((each.start, each.end),))
        for index, each in enumerate(scan.embeds)
    ]
    found += [
        _Thing(each.start, each.end, "image", index, ((each.start, each.end),))
        for index, each in enumerate(scan.images)
    ]
    return sorted(found, key=lambda thing: (thing.start, thing.end))


def _marked(text: str, things: list[_Thing]) -> Readable:
    """The text with its marks read off: they stand in it in the order of the things."""
    spans: list[Span] = []
    at = text.find(MARK)
    for thing in things:
        spans.append(Span(at, thing.kind, thing.index))
        at = text.find(MARK, at + 1)
    return Readable(text, tuple(spans))


# ----------------------------------------------------------------------------------------------- text and Markdown


def _prose(scan: Scan, things: list[_Thing]) -> str:
    """The text, each thing's first piece a mark, its other pieces and the ignored lines left out."""
    from embedarchive.documents import prose

    text = scan.document.text
    cuts = [
        (start, end, MARK if number == 0 else "")
        for thing in things
        for number, (start, end) in enumerate(sorted(thing.parts))
    ]
    cuts += [(each.start, each.end, "") for each in scan.ignored]
    pieces: list[str] = []
    at = prose.front_matter(text).end
    for start, end, mark in sorted(cuts, key=lambda cut: (cut[0], -len(cut[2]), cut[1])):
        if start > at:
            pieces.append(_own(text[at:start]))
        pieces.append(mark)
        at = max(at, end)
    pieces.append(_own(text[at:]))
    lines = (line.rstrip() for line in "".join(pieces).replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(_no_more_than_one_blank(lines)).strip("\n")


def _own(text: str) -> str:
    """A source's own U+FFFC would be taken for a mark."""
    return text.replace(MARK, "\N{REPLACEMENT CHARACTER}")


def _no_more_than_one_blank(lines: Iterator[str]) -> Iterator[str]:
    blank = True
    for line in lines:
        if line or not blank:
            yield line
        blank = not line


# ------------------------------------------------------------------------------------------------------------ HTML


def _page(scan: Scan, things: list[_Thing]) -> str:
    from embedarchive.documents import html
    from embedarchive.finder.images import surroundings

    document: Document = scan.document
    tree: Tree = document.tree or html.parse(document.text)
    page = surroundings.Surroundings(tree)
    writer = _Writer(things, page.region.start, page.region.end)
    writer.walk(tree, page)
    return writer.text()


class _Writer:
    """Writes the text of a page line by line while its tree is walked once, without recursion."""

    def __init__(self, things: list[_Thing], start: int, end: int) -> None:
        self.things = things
        self.next = 0
        self.start, self.end = start, end
        self.lines: list[str] = []
        self.line: list[str] = []

    def walk(self, tree: Tree, page: Any) -> None:  # noqa: ANN401 -- the surroundings of images, whose room imports late
        """Write what is inside the article's region."""
        stack: list[Iterator[Any] | str] = [iter(tree.root.children)]
        within = False
        while stack:
            top = stack[-1]
            if isinstance(top, str):
                self._break()
                stack.pop()
                continue
            node = next(top, None)
            if node is None:
                stack.pop()
                continue
            tag = getattr(node, "tag", None)
            if tag is None:
                if within and type(node).__name__ == "Text":
                    self.line.append(node.data)
                continue
            at = self._place(tree, node)
            if at is not None:
                within = self.start <= at < self.end
                if self._covered(at) and tag not in {"html", "body"}:
                    continue
            if tag in _SKIPPED or page.is_elsewhere(node):
                continue
            if self._opens(tag, within=within):
                stack.append("break")
            stack.append(iter(node.children))
        self._flush(None)
        self._break()

    def _place(self, tree: Tree, node: Any) -> int | None:  # noqa: ANN401 -- a node of turbohtml, imported late
        """Where an element begins; the marks of all that begins before it are set."""
        place = node.source_location
        if place is None:
            return None
        at = tree.offset(place.start_tag.start_offset)
        self._flush(at)
        return at

    def _opens(self, tag: str, *, within: bool) -> bool:
        """Begin a line where the element does; whether it also ends one."""
        if tag != "br" and tag not in _BLOCKS:
            return False
        self._break()
        if tag == "li" and within:
            self.line.append("- ")
        return tag != "br"

    def _flush(self, at: int | None) -> None:
        """Set the marks of all that begins before this place."""
        while self.next < len(self.things) and (at is None or self.things[self.next].start <= at):
            self._break()
            self.lines.append(MARK)
            self.next += 1

    def _covered(self, at: int) -> bool:
        """Whether this place lies in one of the last things that were marked."""
        near = self.things[max(0, self.next - 3) : self.next]
        return any(start <= at < end for thing in near for start, end in thing.parts[:50])

    def _break(self) -> None:
        words = " ".join("".join(self.line).split())
        self.line.clear()
        if words and words != "-":
            self.lines.append(_own(words))

    def text(self) -> str:
        """What was written."""
        return "\n\n".join(self.lines)
