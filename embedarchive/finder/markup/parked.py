"""Embeds that are parked until a reader consents or scrolls, in places that belong to no platform.

Content blockers put a player's address or its whole HTML into any `data-` attribute, into a comment or into a
`<textarea>`. Only what nothing else on the page shows is taken from there, and only posts: never a foreign frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import unquote

from embedarchive import platforms
from embedarchive.documents.html import Node
from embedarchive.finder.markup import blocks, body_trees, facades, page_scripts, providers
from embedarchive.finder.markup import embedded_data as hidden
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.frames import parking
from embedarchive.finder.markup.hits import Hit
from embedarchive.patterns import regex

# Parts of the classes by which consent tools and lazy loaders mark what stands for a player, and says so in words.
_PLACEHOLDERS = (
    *("borlabs", "brlbs", "cmplz", "consent", "cookieblock", "_iub_cs", "usercentrics", "uc-embed", "klaro", "didomi"),
    *("osano", "gdpr", "dsgvo", "rcb-", "two-click", "2click", "embed-privacy", "embed-placeholder", "content-blocker"),
    *("cmp-embed", "arve", "facade"),
)
_OPENING = ("<", "&lt;", "%3c", "%3C", "\\u003c", "\\u003C")
_HTML = {
    name: regex(rf"{name}{behind}\b")
    for name, behind in (("iframe", ""), ("blockquote", r"(?:\s{1,3}|%20|\+)class"), ("script", ""))
}
"""The elements whose HTML is parked, by what is looked for first."""
_WHOLE = regex(r"</(?:iframe|blockquote)\s{0,3}>")
_PICTURE = regex(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)
_OPENED = regex(r"<(?:div|figure|span|section|aside)\b(?P<attributes>[^<>]{0,500})>\Z")
_BASE64 = ("PG", "JTND")  # how `<` and `%3C` begin in base 64
_PLAIN = ("https://", "http://", "//", "{", "[")
_SCHEME = 10  # characters of an address that say that it is percent-encoded
_QUOTES = frozenset("'\"`")
_SHORTEST = 10  # characters of an address
_HOST = 40  # characters of a host
_DIGITS = 16  # a longer number may be the id of a post
_MOST = 2000  # elements that are looked at
_COMMENTS = 1000  # comments with embeds that are read
_AREAS = 200  # text areas that are looked at
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
    ends: list[int] = []
    for number, (element, values) in enumerate(_holding(page)):
        if number >= _MOST:
            page.unread.setdefault("too-many", page.tree.span(element))
            break
        if place := page.entered(element, ends):
            ends.append(place[1])
            yield from _attributes(page, element, values)
    yield from _images(page)
    yield from facades.find(page)
    for link, post in blocks.empty_links(page.leading):
        yield Hit(*page.tree.span(link), "card", post.platform, post)
    for number, element in enumerate(page.root.find_all("textarea", limit=_AREAS + 1)):
        place = page.tree.span(element)
        if number >= _AREAS:
            page.unread.setdefault("too-many", place)
            break
        closed = element.source_location is None or element.source_location.end_tag is not None
        # in clear: what is escaped is shown, to be copied
        if _WHOLE.search(text, place[0], place[1] if closed else len(text)):
            yield from page.enclosed(element.text, place, "template")
    # what a script writes is none
    if any(_WHOLE.search(comment.data) for comment in page.root.xpath("//comment()[contains(., '</')]")):
        yield from _comments(page)


def _holding(page: Page) -> Iterator[tuple[Node, list[tuple[str, str]]]]:
    """Elements with the address or the number of a post, with HTML or settings in attributes, and these values."""
    nowhere = (
        (anchor, parking(anchor.attrs))
        for anchor, href in zip(page.anchors, page.hrefs, strict=True)
        if not href or href.startswith(("#", "javascript:"))
    )
    scripts = ((each, parking(each.attrs)) for tag in ("script", "template") for each in page.root.find_all(tag))
    for element, names in chain(page.holders.data, nowhere, scripts):
        values = []
        telling = False
        for name in names:
            if value := element.attr(name):
                value = _plain(value) if len(value) >= _SHORTEST else value
                values.append((name, value))
                telling = telling or _tells(value)
        if telling or (values and "-" in element.tag and _names_a_platform(element, values)):
            yield element, values


def _names_a_platform(element: Node, values: list[tuple[str, str]]) -> bool:
    """Whether an element that somebody made, or one of its values, is called after a platform."""
    return bool(
        providers.mentioned(element.tag) or providers.told(value for _, value in values) or providers.drawing(element)
    )


def _plain(value: str) -> str:
    """A value as an address, where it is one that is quoted, percent-encoded, in base 64 or without a scheme."""
    if value.startswith(_PLAIN) or " " in value[:_HOST]:
        return value
    start = value[:_SCHEME].lower()
    if start.startswith(("http%3a", "https%3a")):
        return unquote(value)
    if start[:1] in _QUOTES and value[-1:] == value[0]:
        return value[1:-1]
    if start.startswith("ahr0ch") and (decoded := hidden.decoded_address(value)):
        return decoded
    if "/" in value[:_HOST] and "//" not in value and "." in start and platforms.answers(value.partition("/")[0]):
        return f"https://{value}"
    return value


def _tells(value: str) -> bool:
    """Whether a value may name a post, or hold one: a quick look."""
    if value[0] in "{[":
        return _holds_html(value) or providers.settings(value) or _is_state(value)
    if len(value) < _SHORTEST:
        return value in providers.known()
    if "//" in value[:16] or value[0] == "/":
        return blocks.may_be_address(value) or _holds_html(value)
    if len(value) > _DIGITS:
        return value.isdigit() or value.startswith(_BASE64) or _holds_html(value)
    return value in providers.known()


def _is_state(value: str) -> bool:
    """Whether a value is too much for the settings of one thing and may hold a story, whose body is a tree."""
    return len(value) > providers.LONGEST and body_trees.may_hold(value)


def _holds_html(value: str) -> bool:
    """Whether a value holds one of these elements, escaped or not: their names are found faster than `<`."""
    for name, element in _HTML.items():
        at = value.find(name)
        while at >= 0:
            if value.endswith(_OPENING, 0, at) and element.match(value, at):
                return True
            at = value.find(name, at + 1)
    return False


def _attributes(page: Page, element: Node, named_values: list[tuple[str, str]]) -> Iterator[Hit]:
    """What these attributes of the element name or hold."""
    for _, value in named_values:
        if _holds_html(value) or value.startswith(_BASE64):
            yield from page.parked(value, page.tree.span(element))
        if value[0] in "{[" and _is_state(value):
            yield from page_scripts.in_tree(page, value, page.tree.span(element), frozenset())
    if element.tag not in ("script", "template"):
        yield from _standing(page, element, named_values)


def _images(page: Page) -> Iterator[Hit]:
    """Images whose place a player or a post has taken: its address stands in any attribute.

    The address of an image file is the image's own, though it be a platform's.
    """
    for element, values in page.images:
        there = [value for value in values if "//" in value[:8] and platforms.answers(value.split("/", 3)[2])]
        posts = blocks.addressed(value for value in there if not _PICTURE.search(value)) if there else {}
        if len(posts) == 1 and not blocks.leads_elsewhere(element):
            (post,) = posts.values()
            yield Hit(*page.tree.span(element), "image", post.platform, post)


def _standing(page: Page, element: Node, named_values: list[tuple[str, str]]) -> Iterator[Hit]:
    """The post that an element stands for, as its attributes name it."""
    values = [value for _, value in named_values]
    settings = [value for value in values if value[0] in "{[" and len(value) <= providers.LONGEST]
    drawn_by = providers.drawing(element) if settings else ()
    configured = (providers.configured(value, drawn_by=drawn_by) for value in settings)
    post = next(filter(None, configured), None) or (page.fragment_id(element) if settings else None)
    if post:
        yield page.stood_in(element, page.tree.span(element), post)
        return
    posts = blocks.addressed(values)
    if not posts:
        waiting = bool(settings) and blocks.waits(element)
        alone = (providers.configured(value, alone=True, waiting=waiting) for value in settings)
        posts = {post.id: post for post in alone if post}
    known = providers.known()
    ids = [value for name, value in named_values if value in known or not providers.is_of_something_else(name)]
    if not posts and (post := blocks.identified(element, ids)):
        posts = {post.id: post}
    if len(posts) == 1:
        (post,) = posts.values()
        if blocks.stands_for(element, post):
            hit = page.stood_in(element, page.tree.span(element), post)
            yield replace(hit, words=blocks.told(settings, post)) if settings else hit


def _comments(page: Page) -> Iterator[Hit]:
    """Comments that hold a whole quotation, or a player where nothing else stands in the element around it.

    A player amid the text was taken out by an editor. Comments that talk to a browser (`[if IE]`) hold no content.
    """
    text = page.tree.text
    end = looked = 0
    while (start := text.find("<!--", end)) >= 0:
        end = text.find("-->", start + 4) + 3
        if end < 3:
            return
        if looked >= _COMMENTS:
            page.unread.setdefault("too-many", (start, end))
            return
        inner = text[start + 4 : min(end - 3, start + _COMMENT)]
        if (
            ("iframe" in inner or "blockquote" in inner)
            and _WHOLE.search(inner)
            and not inner.lstrip().startswith("[if")
        ):
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
