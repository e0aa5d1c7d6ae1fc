"""Ids: whether one of a platform's posts stands beside what names the platform."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from embedarchive import platforms
from embedarchive.finder.embed_signs.addresses import names_post
from embedarchive.finder.embed_signs.sources import AROUND, Check, Source, forms, is_plain, tag_name
from embedarchive.finder.markup import blocks, body_trees, embedded_data, providers
from embedarchive.finder.markup.shapes import refer
from embedarchive.patterns import regex
from embedarchive.platforms import Shape

_REMEMBERED = 8192
"""Pieces of sources whose verdict is kept: most stand on all pages of a site."""
_SAID = 80  # bytes that say what an object is
_CALLED = 2000  # bytes of what a function is passed
_BEFORE_SCRIPT = 3000  # bytes in which the element stands that a script draws
_VALUE = regex(
    r"(?<!class)(?<!style)[=:]\s{0,9}(?=\"([^\"<>]{2,300})\"|'([^'<>]{2,300})'|([^\s\"'<>,}]{2,300}))", re.IGNORECASE
)
"""What an attribute says, or an object in JSON, which may stand in one; but for how the element looks."""
_SILENT = regex(rb"<(script|style|noscript|template)\b.{0,3000}?</\1\s{0,3}>", re.DOTALL | re.IGNORECASE)
_TAGS = regex(rb"(?:<[^<>]{0,1000}>\s{0,300}){1,60}\Z")
_NUMBER = regex(
    rb"(?:=\s?(?:[\"']|&quot;|&#0?3[49];|\\[\"'])[A-Za-z_-]{0,30}([1-9][0-9]{17,18})[\"'\s&\\]"
    rb"|\s[\w-]{1,60}=([1-9][0-9]{17,18})[\s>])"
)
_IN_HOST = frozenset(bytes([each]) for each in b".-0123456789abcdefghijklmnopqrstuvwxyz")
_OPEN = frozenset(bytes([each]) for each in b"\"'=;/72")
_CLOSED = frozenset(bytes([each]) for each in b"\"'> \t\r\n&%\\/")
_HOST_REST = regex(rb"[\w.-]{0,80}\.[a-z]{2,20}[/\\%&:?#.]")
_IDENTIFIES = regex(rb"[a-z_-]{0,20}(?:id|code)\s{0,9}=", re.IGNORECASE)
_WORD_END = regex(rb"(?i:embed|player|video|post|id){0,2}[^a-z]")
_CLASS = regex(rb"class[^a-z<>]{1,12}[^\"'<>=]{0,300}\Z", re.IGNORECASE)
_KEY = regex(
    rb"(?:(?:%s)[\"'\\]{0,5}\s{0,9}:|\$\\{0,3}\",|insert\\{0,3}\"\s{0,9}:\s{0,9}\{)\s{0,9}\\{0,3}\Z"
    % "|".join(sorted(body_trees.KINDS)).encode(),
    re.IGNORECASE,
)
_COLON = frozenset((b":", b",", b"{"))
_TAG_NAME = regex(rb"<[A-Za-z0-9:-]{0,40}")


@functools.lru_cache(maxsize=_REMEMBERED)
def _values(piece: bytes) -> frozenset[str]:
    """What may be the id of a post in a piece of the source."""
    found = (found[found.lastindex or 0].strip() for form in forms(piece) for found in _VALUE.finditer(form))
    values = frozenset(found)
    return values | {value.partition("/")[2] for value in values if "/" in value}


@functools.lru_cache(maxsize=_REMEMBERED)
def _completes(piece: bytes, names: tuple[str, ...]) -> bool:
    """Whether a value in a piece of the source is the id of a post of one of these platforms."""
    return any(providers.completed(name, value) for value in _values(piece) for name in names)


@functools.lru_cache(maxsize=_REMEMBERED)
def _fills(piece: bytes, templates: tuple[str, ...]) -> bool:
    return any(refer(value, template) for value in _values(piece) for template in templates)


# --------------------------------------------------------------------------------------------------- names of platforms


def mentions(name: str, word: str, behind: int = 0) -> Check:
    """Checks where a platform's name stands whether an address or an id there is of one of its posts.

    Args:
        name: the platform.
        word: what it is called.
        behind: how many bytes behind the name its sign ends.
    """
    names, length, one = (name,), len(word), len(word) == 1

    def check(source: Source, end: int) -> bool:
        data, end = source.data, end - behind
        start = end - length
        before, after = data[start - 1 : start], data[end : end + 1]
        if before in _OPEN and after in _CLOSED:
            return _beside(source, end, names)
        if not one and after in _IN_HOST and _HOST_REST.match(data, end):
            return names_post(source, end) or _beside(source, end, names)
        if one:
            return _beside(source, end, names)
        if _IDENTIFIES.match(data, end):
            return _beside(source, end, names)
        if (before.isalpha() and not data[start : start + 1].isupper()) or not _WORD_END.match(data, end):
            return False
        return _is_said(data, start) and _near(source, end, names)

    return check


def _is_said(data: bytes, at: int) -> bool:
    """Whether an object says of itself that it is what stands there, or an element that somebody made is called so."""
    low = max(0, at - _SAID)
    quote = max(data.rfind(b'"', low, at), data.rfind(b"'", low, at))
    if quote >= 0 and data[max(0, quote - 12) : quote].rstrip(b" \\")[-1:] in _COLON:
        return _KEY.search(data, max(0, quote - 40), quote) is not None
    opening = data.rfind(b"<", max(0, at - 40), at)
    return opening >= 0 and _TAG_NAME.fullmatch(data, opening, at) is not None


def _near(source: Source, end: int, names: tuple[str, ...]) -> bool:
    """Whether an id stands in the same tag, or not far away in a script."""
    if source.in_script(end):
        return _completes(source.data[max(0, end - 2 * AROUND) : end + 2 * AROUND], names)
    return _completes(source.around(end), names)


def _beside(source: Source, end: int, names: tuple[str, ...]) -> bool:
    """Whether an id of a platform stands beside its name, or in what its script stands behind."""
    tag = source.tag(end)
    if tag is None:
        return (not source.in_script(end) or _is_said(source.data, end - 1)) and _near(source, end, names)
    if is_plain(tag):
        return False
    return _completes(tag, names) or (tag[:7].lower() == b"<script" and _completes(_drawn(source, end), names))


def _drawn(source: Source, end: int) -> bytes:
    """The tags right before a script, without a word between."""
    start = source.data.rfind(b"<", 0, end)
    found = _TAGS.search(_SILENT.sub(b"", source.data[max(0, start - _BEFORE_SCRIPT) : start]))
    return found[0] if found else b""


# -------------------------------------------------------------------------------------------------- names of attributes


def identified(source: Source, end: int) -> bool:
    """Whether an attribute that is called an id, in a tag that mentions a platform, has one of its posts."""
    piece = source.around(end)
    names = _mentioned(piece)
    return bool(names) and _completes(piece, names)


@functools.lru_cache(maxsize=_REMEMBERED)
def _mentioned(piece: bytes) -> tuple[str, ...]:
    text = piece.decode("utf-8", "replace").lower()
    return tuple(dict.fromkeys(name for word in text.split() for name in providers.mentioned(word)))


def filling(shapes: Collection[Shape], cls: str = "") -> Check:
    """Checks whether an element of one of these shapes has a value that completes the address of a post.

    Args:
        shapes: what the element may be.
        cls: the class that the sign is.
    """
    templates = tuple(sorted({template for shape in shapes for _, template in shape.attributes} - {"", "{}"}))
    tags = frozenset(shape.tag for shape in shapes)

    def check(source: Source, end: int) -> bool:
        if cls and not _is_class(source.data, end - 1 - len(cls)):
            return False
        tag = source.tag(end)
        if tag and "" not in tags and b"&" not in tag and tag_name(tag) not in tags:
            return False
        return _fills(source.around(end), templates)

    return check


def classed(cls: str) -> Check:
    """Checks whether a class stands where an element says which it has."""
    return lambda source, end: _is_class(source.data, end - 1 - len(cls))


def _is_class(data: bytes, at: int) -> bool:
    return _CLASS.search(data, max(0, at - 320), at) is not None


def timed(source: Source, end: int) -> bool:
    """Whether a number that is all that an attribute says is that of a post, as its time tells."""
    found = _NUMBER.search(source.data, max(0, end - 120), end + 4)
    numbers = blocks.timed((found[1] or found[2]).decode()) if found else ()
    return any(True for _ in numbers) and not source.in_script(end) and not is_plain(source.tag(end) or b"")


def called(call: str, shape: Shape) -> Check:
    """Checks whether a script calls a function, and passes what names a post."""
    key, template = shape.attributes[0]

    def check(source: Source, end: int) -> bool:
        text = source.data[end - len(call) : end + _CALLED].decode("utf-8", "replace")
        for start, stop, values in embedded_data.arguments(text, call):
            told = [embedded_data.argument(text[start:stop], key)] if key else values
            if template.count("{") <= len(told) and platforms.recognise(template.format(*told)):
                return True
        return False

    return check
