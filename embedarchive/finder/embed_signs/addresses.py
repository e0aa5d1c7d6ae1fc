"""Addresses: whether one is that of a post, and stands where an embed may be."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from embedarchive import platforms, urls
from embedarchive.finder.embed_signs.sources import Source, forms, tag_name
from embedarchive.finder.markup import providers
from embedarchive.finder.markup.facades import still_of
from embedarchive.finder.markup.shapes import ADDRESSES, ENCLOSURES, compiled
from embedarchive.patterns import regex

_REMEMBERED = 8192
"""Pieces of sources whose verdict is kept: most stand on all pages of a site."""
_CARD = 30_000  # bytes around a link that may be its card
_SCRIPT = 2000  # bytes behind a link in which the script begins that draws it
_LINE = 300  # bytes before and behind a link that may stand in one line with it
_QUOTED = regex(r"[\"'<>`]")
_WEB = regex(r"(?:https?:[/\\]{1,2}|[/\\]{2}|\A)([\w.-]{3,255})", re.IGNORECASE)
_CUT = regex(r"[\s\\^{}|,;()\[\]&]")
_HOSTED = regex(rb"//|[\\%;:]")
_SAYING = (b"<link", b"<base", b"<!--")
_HOST = regex(r"//([\w.-]{3,255})")
_HREF = regex(rb"\bhref\s{0,9}=\s{0,9}[\"']?\s{0,9}\Z", re.IGNORECASE)
_EMBEDDED = regex(rb"embedurl[\"'\s:\\]{1,12}\Z", re.IGNORECASE)
_WORDS = regex(rb"(?:[^<\w\x80-\xff]|<(?:b|em|font|i|span|strong|u)\b[^>]{0,300}>){0,60}[\w\x80-\xff]", re.IGNORECASE)
_TAGS = regex(rb"<[^<>]{0,1000}>")
_DIGIT = regex(rb"[0-9]")
_TIMES = (b"<time", b"<TIME")
_LINKED_DATA = b"ld+json"


def names_post(source: Source, end: int) -> bool:
    """Whether the address there is a post's, or holds that of one, and an embed may show it."""
    return _names_post(source.run(end)) and not _is_linked_only(source, end)


def marked(source: Source, end: int) -> bool:
    """The same of what may as well be a path of the site's own, which names none."""
    return _HOSTED.search(source.run(end)) is not None and names_post(source, end)


def still(source: Source, end: int) -> bool:
    """Whether the address there is that of a video's still."""
    return any(still_of(form) for form in forms(source.run(end)))


@functools.lru_cache(maxsize=_REMEMBERED)
def _names_post(run: bytes) -> bool:
    return any(platforms.recognise(each) is not None for form in forms(run) for each in _addresses(form))


@functools.cache
def _schemes() -> re.Pattern[str]:
    schemes = (host for each in platforms.catalogue().values() for host in each.hosts if host.endswith(":"))
    return re.compile(rf"(?<![a-z])(?:{'|'.join(schemes)})", re.IGNORECASE)


def _addresses(text: str) -> Iterator[str]:
    """What may be meant as the address of a post: from its beginning to several ends."""
    marks = platforms.marks().search(text) is not None
    starts = [found.start() for found in _WEB.finditer(text) if marks or platforms.answers(found[1])]
    for start in (*starts, *(found.start() for found in _schemes().finditer(text))):
        whole = _QUOTED.split(text[start : start + urls.LONGEST], 1)[0]
        short = _CUT.split(whole, 1)[0]
        yield from dict.fromkeys((whole, short, short.rstrip(".:!?*_")))


def own(source: Source, end: int) -> bool:
    """Whether a page says that its own address, or the one that others are resolved against, is on a platform."""
    tag = source.tag(end) or b""
    saying = tag[:5].lower().startswith(_SAYING)
    return saying and any(platforms.answers(found[1]) for form in forms(tag) for found in _HOST.finditer(form))


# ------------------------------------------------------------------------------------------------------ links in prose


def _is_linked_only(source: Source, end: int) -> bool:
    """Whether readers are only led to a post, or programs told of it: what stands there is never an embed."""
    tag = source.tag(end)
    if tag is None:
        return _is_data(source, end)
    name = tag_name(tag)
    if name == "a":
        return _is_link(source, source.run_start(end)) and not _is_shown(source, end, tag)
    return name in ("meta", "link") and b"itemprop" not in tag.lower()


def _is_link(source: Source, start: int) -> bool:
    return _HREF.search(source.data, max(0, start - 20), start) is not None and not source.in_script(start)


def _is_data(source: Source, end: int) -> bool:
    """Whether an address stands in linked data, which name a player in another way."""
    start = source.data.rfind(b"<script", 0, end)
    if start < 0 or _LINKED_DATA not in source.data[start : source.data.find(b">", start) + 1].lower():
        return False
    begin = source.run_start(end)
    return source.in_script(end) and not _EMBEDDED.search(source.data, max(0, begin - 40), begin)


def _is_shown(source: Source, end: int, tag: bytes) -> bool:
    """Whether a link to a post may be more: empty, marked, drawn, or in a quotation, a figure or a card."""
    data, at = source.data, source.data.find(b">", end - 1) + 1
    return (
        not _WORDS.match(data, at)
        or source.waits
        or _marks().search(tag) is not None
        or source.is_inside(at, b"blockquote")
        or source.is_inside(at, b"figure")
        or (data.find(b"<script", at, at + _SCRIPT) >= 0 and _scripts().search(data, at, at + _SCRIPT) is not None)
        or _may_be_card(source, at)
    )


@functools.cache
def _marks() -> re.Pattern[bytes]:
    """The classes and attributes of links that are more than links."""
    shapes = compiled()
    names = {*shapes.by_class, *shapes.by_attribute, *ADDRESSES, *ENCLOSURES} - providers.known().keys()
    return re.compile("|".join(map(re.escape, sorted(names))).encode(), re.IGNORECASE)


@functools.cache
def _scripts() -> re.Pattern[bytes]:
    """A script of a platform's."""
    hosts = (host for each in platforms.catalogue().values() for host in each.hosts if not host.endswith(":"))
    words = "|".join(map(re.escape, (*(word for word in providers.known() if len(word) > 1), *hosts)))
    return re.compile(rf"<script\b[^>]{{0,1000}}\bsrc\s{{0,9}}=[^>]{{0,200}}?(?:{words}|//x\.)".encode(), re.IGNORECASE)


def _may_be_card(source: Source, at: int) -> bool:
    """Whether an account is named around a link, and a day in one line with it, or in an element of its own."""
    data, low, high = source.data, max(0, at - _CARD), at + _CARD
    if not any(low < account < high for account in source.accounts):
        return False
    line = _TAGS.sub(b" ", data[max(0, at - 2 * _LINE) : at + _LINE])
    return _DIGIT.search(line) is not None or any(data.find(time, low, high) >= 0 for time in _TIMES)
