"""An article's own markup made harmless, in pieces between the embeds and images that stand in it.

What may run, load, send or hide something is taken out by a sanitiser (ammonia, through nh3): scripts, frames, forms,
styles, event handlers, every address but those of links. Where an embed or image stood, the caller puts something
else; one that stood inside of what is taken out, such as a script, gets its place behind it.
"""

from __future__ import annotations

import hashlib
import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from embedarchive.documents import html as pages

Span: TypeAlias = tuple[int, int]
Pieces: TypeAlias = list["str | int"]
"""Markup, and between it the positions of the things that stand there."""

_TAGS = frozenset(
    (  # noqa: SIM905 -- legible
        "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del dfn "
        "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li mark nav ol p pre q rp "
        "rt ruby s samp section small span strong sub sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
_REMOVED = frozenset(
    (  # noqa: SIM905 -- legible
        "script style template noscript noembed noframes iframe object embed applet svg math head title textarea "
        "select button input audio video canvas dialog menu xmp plaintext frameset map"
    ).split()
)
"""Elements that go with all that is in them."""
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
_LONGEST_COMMENT = 1_000_000
_WRAPPED = 100
_EMPTY = re.compile(r'<a(?: [a-z]{1,10}="[^"]{0,4000}"){0,6}>\s{0,100}</a>')
"""A link around an image that is no part of the article, such as the newspaper's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an embed or image stands in the source: its pieces, in code points, and whether it begins a line."""

    parts: tuple[Span, ...]
    block: bool

    @property
    def start(self) -> int:
        """Where the first piece begins."""
        return min(start for start, _ in self.parts)

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return max(end for _, end in self.parts)


def of_page(text: str, places: Sequence[Place], cuts: Sequence[Span], base: str | None) -> Pieces:
    """A page's own markup.

    Args:
        text: the source.
        places: where embeds and images stand; what stands there is left out.
        cuts: what else is left out: the words of consent banners, and such.
        base: what relative links are meant from.
    """
    marks = _Marks(text)
    return _clean(_marked(text, places, cuts, marks), marks, base, places)


def of_prose(text: str, mark: str, places: Sequence[Place], base: str | None, *, markdown: bool) -> Pieces:
    """A text or Markdown in its readable form, in which a mark stands for each embed and image in their order."""
    marks = _Marks(text)
    numbers = iter(range(len(places)))
    pieces = text.split(mark)
    told = pieces[0]
    for piece in pieces[1:]:
        number = next(numbers, None)
        told += piece if number is None else f"\n\n{marks.of(number)}\n\n{piece}"
    made = _markdown(told) if markdown else "".join(f"<p>{html.escape(line)}</p>\n" for line in told.split("\n"))
    return _clean(made.replace("<p></p>\n", ""), marks, base, places)


def _markdown(text: str) -> str:
    """CommonMark with the line ends of the source; what is indented is no code: pasted text is indented, too.

    A line that is longer than anybody wraps lines is a paragraph: so it is in pasted text, which has no empty lines.
    """
    from markdown_it import MarkdownIt

    text = "\n".join(f"{line}\n" if len(line) > _WRAPPED else line for line in text.split("\n"))
    return str(MarkdownIt("commonmark", {"breaks": True, "html": True}).disable("code").enable("table").render(text))


class _Marks:
    """Words that stand for things while a sanitiser works. No article can hold them: they are its own digest."""

    def __init__(self, text: str) -> None:
        self.secret = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def of(self, number: int) -> str:
        """The mark of one thing."""
        return f"x{self.secret}x{number}x"

    def pattern(self) -> re.Pattern[str]:
        """A mark, and a paragraph that holds nothing else."""
        mark = f"x{self.secret}x([0-9]{{1,6}})x"
        return re.compile(rf"<(?P<tag>p|div)>\s{{0,20}}{mark}\s{{0,20}}</(?P=tag)>|{mark}")


def _clean(markup: str, marks: _Marks, base: str | None, places: Sequence[Place]) -> Pieces:
    """The sanitised markup in pieces; a thing whose mark went with something else stands at the end."""
    import nh3

    def address(_tag: str, name: str, value: str) -> str | None:
        if marks.secret in value:
            return None
        return _absolute(value, base) if name == "href" else value

    safe = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=set(_REMOVED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=address,
        url_schemes=set(_SCHEMES),
        link_rel="noreferrer noopener nofollow external",
    )
    safe = _EMPTY.sub("", safe)
    made: Pieces = []
    shown = set[int]()
    at = 0
    for found in marks.pattern().finditer(safe):
        number = int(found[2] or found[3])
        made.append(safe[at : found.start()])
        at = found.end()
        if number < len(places) and number not in shown:
            shown.add(number)
            made.append(number)
    made.append(safe[at:])
    covers = [place for place in places if place.block]
    left = (number for number, place in enumerate(places) if number not in shown and not _within(place, covers))
    return [piece for piece in (*made, *left) if piece != ""]


def _within(place: Place, covers: Sequence[Place]) -> bool:
    """Whether an image belongs to an embed."""
    return not place.block and any(cover.start <= place.start < cover.end for cover in covers)


def _absolute(value: str, base: str | None) -> str | None:
    """Where a link leads from wherever the copy lies; None for a place in the page, and for what no link may be."""
    try:
        joined = urljoin(base or "", value.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return joined
    return joined if parts.scheme in _SCHEMES and parts.hostname and not value.strip().startswith("#") else None


# --------------------------------------------------------------------------------------------------- places in a page


def _marked(text: str, places: Sequence[Place], cuts: Sequence[Span], marks: _Marks) -> str:
    """The source with a mark where each thing stands."""
    closed = _Closed(text)
    edits: list[tuple[int, int, str]] = [(*part, "") for part in cuts]
    covers = sorted((place for place in places if place.block), key=lambda place: place.start)
    for number, place in enumerate(places):
        if not _within(place, covers):
            first, *others = sorted(place.parts)
            edits.append((*first, f"<div>{marks.of(number)}</div>" if place.block else marks.of(number)))
            edits += [(*part, "") for part in others]
    made: list[str] = []
    at = 0
    for start, end, mark in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        begin = closed.behind(start)
        if begin > at:
            made.append(text[at:begin])
            at = begin
        if mark:
            made.append(mark)
        if begin == start:  # what stands inside of a tag or a script goes with it
            at = max(at, closed.behind(end))
    return "".join((*made, text[at:]))


class _Closed:
    """The stretches of a page in which no mark can stand: tags, comments, and elements that are taken out."""

    def __init__(self, text: str) -> None:
        tree = pages.parse(text)
        spans = list[Span]()
        for element in tree.root.iter_elements():
            where = element.source_location
            if where is None:
                continue
            if element.tag in _REMOVED:
                spans.append(tree.span(element))
                continue
            tags = (where.start_tag, where.end_tag)
            spans += [(tree.offset(tag.start_offset), tree.offset(tag.end_offset)) for tag in tags if tag]
        spans = _joined(spans)
        self._spans = _joined([*spans, *_comments(text, spans)])
        self._starts = [start for start, _ in self._spans]

    def behind(self, place: int) -> int:
        """The place itself, or the end of the stretch that it stands inside of."""
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and self._spans[index][0] < place < self._spans[index][1]:
            return self._spans[index][1]
        return place


def _joined(spans: list[Span]) -> list[Span]:
    """Stretches in their order, those that overlap as one."""
    made: list[Span] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _comments(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The comments between those stretches."""
    at = 0
    for start, end in (*spans, (len(text), len(text))):
        while (begin := text.find("<!--", at, start)) >= 0:
            close = text.find("-->", begin, begin + _LONGEST_COMMENT)
            at = len(text) if close < 0 else close + 3
            yield begin, at
        at = max(at, end)
