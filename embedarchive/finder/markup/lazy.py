"""Embeds that are parked until a reader consents or scrolls, in places that belong to no platform.

Content blockers put a player's address or its whole HTML into any `data-` attribute, into a comment or into a
`<textarea>`. Only what nothing else on the page shows is taken from there, and only posts: never a foreign frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node
from embedarchive.finder.markup import providers
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.frames import parking
from embedarchive.finder.markup.hits import Hit
from embedarchive.patterns import regex

# Parts of the classes by which consent tools and lazy loaders mark what stands for a player.
_PLACEHOLDERS = (
    *("borlabs", "brlbs", "cmplz", "consent", "cookieblock", "_iub_cs", "usercentrics", "uc-embed", "klaro", "didomi"),
    *("osano", "gdpr", "dsgvo", "rcb-", "two-click", "2click", "embed-privacy", "embed-placeholder", "content-blocker"),
    *("cmp-embed", "arve", "facade"),
)
_VALUE = regex(r"(?:<|&lt;|%3[cC]|\\u003[cC])(?:iframe|blockquote(?:\s{1,3}|%20|\+)class)\b")
_WHOLE = regex(r"</(?:iframe|blockquote)\s{0,3}>")
_OPENED = regex(r"<(?:div|figure|span|section|aside)\b(?P<attributes>[^<>]{0,500})>\Z")
_SHORTEST = 10  # characters: `//t.me/a/1`
_MOST = 500  # elements that are looked at
_COMMENTS = 100  # comments with embeds that are read
_COMMENT = 20_000  # characters of a comment; a longer one is a part of the page


def find(page: Page, shown: Iterable[Hit]) -> Iterator[Hit]:
    """The posts that are parked somewhere and shown nowhere.

    Args:
        page: the page.
        shown: what else it shows.
    """
    shown = tuple(shown)
    places = [(hit.start, hit.end) for hit in shown]
    known = {hit.key for hit in shown}
    for hit in _parked(page):
        if hit.post is None or hit.platform == "web" or hit.key in known:
            continue
        if any(start < hit.end and hit.start < end for start, end in places):
            continue
        known.add(hit.key)
        places.append((hit.start, hit.end))
        yield hit


def _parked(page: Page) -> Iterator[Hit]:
    text = page.tree.text
    for element, values in islice(_holding(page), _MOST):
        yield from _attributes(page, element, values)
    for element in page.root.find_all("textarea", limit=20):
        place = page.tree.span(element)
        if _WHOLE.search(text, *place):  # in clear: what is escaped is shown, to be copied
            yield from page.enclosed(element.text, place, "template")
    if any(_WHOLE.search(comment.data) for comment in page.root.xpath("//comment()[contains(., '</')]")):
        yield from _comments(page)


def _holding(page: Page) -> Iterator[tuple[Node, list[str]]]:
    """Elements with HTML, or that stand for a player with an address, in attributes; and what these attributes hold."""
    nowhere = (
        (anchor, parking(anchor.attrs))
        for anchor, href in zip(page.anchors, page.hrefs, strict=True)
        if not href or href.startswith(("#", "javascript:"))
    )
    for element, names in chain(page.holders.data, nowhere):
        stands = None
        found: list[str] = []
        for name in names:
            value = element.attr(name)
            if not value or len(value) < _SHORTEST:
                continue
            if "//" in value[:10] and len(value) <= urls.LONGEST:
                if stands is None:
                    classes = element.attr("class") or ""
                    stands = any(word in classes for word in _PLACEHOLDERS)
                if stands:
                    found.append(value)
            elif _holds_html(value) or (value[0] in "{[" and providers.settings(value)):
                found.append(value)
        if found:
            yield element, found


def _holds_html(value: str) -> bool:
    return ("iframe" in value or "blockquote" in value) and _VALUE.search(value) is not None


def _attributes(page: Page, element: Node, values: list[str]) -> Iterator[Hit]:
    """What these attributes of the element name or hold."""
    place = page.tree.span(element)
    for value in values:
        if _holds_html(value):
            yield from page.parked(value, place)
        elif post := providers.configured(value) if value[0] in "{[" else platforms.recognise(value.strip()):
            yield page.stood_in(element, place, post)


def _comments(page: Page) -> Iterator[Hit]:
    """Comments that hold a whole quotation, or a player where nothing else stands in the element around it.

    A player amid the text was taken out by an editor. Comments that talk to a browser (`[if IE]`) hold no content.
    """
    text = page.tree.text
    end = looked = 0
    while looked < _COMMENTS and (start := text.find("<!--", end)) >= 0:
        end = text.find("-->", start + 4) + 3
        if end < 3:
            return
        inner = text[start + 4 : min(end - 3, start + _COMMENT)]
        if "<" in inner and not inner.lstrip().startswith("[if") and _WHOLE.search(inner):
            looked += 1
            for hit in page.enclosed(inner, (start, end), "comment"):
                if hit.words.signed or _stands_for_it(text, start, end):
                    yield replace(hit, backup=True)


def _stands_for_it(text: str, start: int, end: int) -> bool:
    """Whether the element around a comment was made for what the comment holds: a placeholder, or empty but for it."""
    before = _OPENED.search(text[max(0, start - 600) : start].rstrip())
    if before is None:
        return False
    empty = text[end : end + 200].lstrip().startswith("</")
    return empty or any(word in before.group("attributes") for word in _PLACEHOLDERS)
