"""The article as plain text, with U+FFFC where each embed or image stands.

For search, and for a page that shows the article.

HTML gives its paragraphs, headings and list items, a line each, without scripts, navigation and related articles.
Markdown and text stay as they are, less what the finder took for an embed, an image or something that is not the
article's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from embedarchive.finder.page import text as page_text
from embedarchive.finder.page.text import MARK, Thing
from embedarchive.model import PLAIN_TEXT, Scan


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


def readable(scan: Scan) -> Readable:
    """The article of a scan as text. Every embed and image has one U+FFFC, in reading order."""
    things = _things(scan)
    if scan.document.media_type == "text/html":
        return _marked(_page(scan, things), things)
    return _marked(_prose(scan, things), things)


def _things(scan: Scan) -> list[Thing]:
    """Embeds and images in reading order."""
    found = [
        Thing(each.start, each.end, "embed", index, each.parts or ((each.start, each.end),))
        for index, each in enumerate(scan.embeds)
    ]
    found += [
        Thing(each.start, each.end, "image", index, ((each.start, each.end),)) for index, each in enumerate(scan.images)
    ]
    return sorted(found, key=lambda thing: (thing.start, thing.end))


def _marked(text: str, things: list[Thing]) -> Readable:
    """The text with its marks read off: they stand in it in the order of the things."""
    spans: list[Span] = []
    at = text.find(MARK)
    for thing in things:
        spans.append(Span(at, thing.kind, thing.index))
        at = text.find(MARK, at + 1)
    return Readable(text, tuple(spans))


# ----------------------------------------------------------------------------------------------- text and Markdown


def _prose(scan: Scan, things: list[Thing]) -> str:
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


def _page(scan: Scan, things: list[Thing]) -> str:
    """The lines of the page. A post that stands in its words, not in its markup, is cut out of them."""
    from embedarchive.documents import html

    tree = scan.document.tree or html.parse(scan.document.text)
    written = {index for index, each in enumerate(scan.embeds) if each.form == PLAIN_TEXT}
    cuts = [(each.start, each.end) for each in scan.ignored]
    for number, each in enumerate(things):
        if each.kind == "embed" and each.index in written:
            cuts += each.parts
            things[number] = replace(each, parts=())
    return "\n\n".join(line.words for line in page_text.lines(tree, things, cuts))
