"""Which pages need not be parsed: those whose source has no sign of anything that is found in pages.

Whatever is found in a page is found by one of a few things, and each leaves something in the source: the host or the
path of an address, the name of a platform, a class, an element, an attribute or a call that one declares, a frame, a
quotation, the number of a post, an attribution, a shortcode, three words for a place. All of these are looked for at
once, however they are written: what could hide one (letters, digits or signs in an encoding, base 64, blanks inside of
an address) counts as one. So a page is passed over only if nothing is found in it, and many are read in vain.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import Any

from embedarchive import platforms
from embedarchive.finder import words_for_places
from embedarchive.finder.markup import providers
from embedarchive.finder.markup.shapes import ENCLOSURES, compiled
from embedarchive.patterns import regex

_SHORT = 4  # letters: so short a name is a part of other words
_AHEAD = (
    rb"(?:[^a-zA-Z]|[a-zA-Z]{20}|%(?:25){0,3}[0-9a-fA-F]{2}|\\[bfnrt]|\\u[0-9a-fA-F]{4}|&[a-zA-Z]{2,8}"
    rb"|#[xX][0-9a-fA-F]{1,8})"
)
"""What a word may begin behind."""
_GLUED = rb"(?i:embed|player|video|post|id){0,2}"
_SLASH = rb"(?:[/\\;]|2f)"
_SLASHES = rb"(?:[/\\]{2}|(?:%(?:25){0,3}2f|\\u002f|&#[x0-9a-f]{2,9};|&sol;){2})"
_ENCODED = (
    rb"\\u00(?:2[de]|3[0-9]|4[0-9a-f]|5[0-9abf]|6[1-9a-f]|7[0-9ab])",
    rb"%(?:25)*(?:2[de]|3[0-9]|4[0-9a-f]|5[0-9abf]|6[1-9a-f]|7[0-9ab])",
    rb"%(?:25)*0[9ad]",
    rb"\xe2\x84\xaa",  # the sign for kelvin, of which the small letter is a k
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]",  # so much of it, and it is no page
)
"""Letters, digits and the signs that stand in addresses and names, as other than themselves."""
_BROKEN = (_SLASHES + rb"[^ \"'<>\t\r\n]+[\t\r\n]", _SLASHES + rb"[^ \"'<>]*\\[nrt]")
"""An address with a line's end or a tab inside, which browsers take out."""
_BEGINNINGS = (
    rb"iframe|blockquote",
    rb"(?:<|lt;?|3c;?|60;?)(?:embed|object)",
    rb">[\s\x80-\xff]*(?:\[|\{[{%]|&(?:#|nbsp|lsqb|lbrack|lcub|lbrace))",  # a shortcode
    rb"(?:\(|\xef\xbc\x88|>)@",  # an attribution
    rb"[0-9]{18}",  # the number of a post
    rb"=\s*[\"']?\s*(?:PG|JTND|aHR0c)[A-Za-z0-9+/]",  # `<`, `%3C` and `http` in base 64
    rb"[^a-z](?:tg|at)(?::|%(?:25)*3a|\\u003a)[/%\\&a-z]",
    rb"translate\.goog",
)
_CHECKED = {"reference": rb"(?:[&;6]|%26)(?:#|%23)[x0-9]", "type": rb"type\s*="}
"""What is looked at more closely where it is met: numbers of characters, and types, which those of templates are."""
_REFERENCE = regex(rb"(?:[&;6]|%26)(?:#|%23)(?:x0*([0-9a-f]{1,8})|0*([0-9]{1,9}))", re.IGNORECASE)
_PLAIN = frozenset((34, 38, 39, 60, 62))  # quotation marks, `&`, `<` and `>`
_TYPE = regex(rb"type\s*=\s*[\"']?\s*([^\"'\s>]*)", re.IGNORECASE)
_LETTER = regex(rb"x(?:(?<=[\s\"'/;=27fdFD\x80-\xff]x)[\s\"'&\\>%\x80-\xff]|(?<=[/.;f]x)\.)")
"""The name of one letter, as all that a value says, or as a label of a host: looked for by itself, which is faster."""
_KNOWN_TYPE = regex(
    rb"(?:text|application)/(?:css|javascript|x-javascript|(?:[a-z.-]{1,20}\+)?json|rss\+xml|atom\+xml|html)|module|importmap"
    rb"|speculationrules|image/[a-z0-9.+-]{1,20}|font/[a-z0-9]{1,9}|video/[a-z0-9]{1,9}|audio/[a-z0-9]{1,9}|button|submit"
    rb"|text|search|hidden|checkbox|radio|email|password|tel|number|url|reset|file|date|article|website",
    re.IGNORECASE,
)


@functools.cache
def prefilter() -> Prefilter | None:
    """The one that is made ready once; None where `hyperscan` is not installed."""
    try:
        return Prefilter()
    except ImportError:
        return None


class Prefilter:
    """The signs of all platforms, made ready to be looked for.

    Raises:
        ImportError: `hyperscan`, which looks for them, is not installed.
    """

    def __init__(self) -> None:
        """Takes a twentieth of a second: worth it for many pages."""
        import hyperscan

        signs = [*_signs(), *((pattern, False) for pattern in _CHECKED.values())]
        self._first = len(signs) - len(_CHECKED)
        once = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
        self._database: Any = hyperscan.Database()
        self._met: type[Exception] = hyperscan.ScanTerminated
        self._database.compile(
            expressions=[pattern for pattern, _ in signs],
            ids=list(range(len(signs))),
            elements=len(signs),
            flags=[once if capitals else once | hyperscan.HS_FLAG_CASELESS for _, capitals in signs],
        )

    def may_hold(self, source: bytes, base_url: str | None = None) -> bool:
        """Whether a page may show a post, link to one, or have anything else that is told of it.

        Args:
            source: its source, in UTF-8.
            base_url: its address; that of a post is a sign, too.
        """
        return self._has_sign(source) or (base_url is not None and self._has_sign(f'"{base_url}" '.encode()))

    def _has_sign(self, data: bytes) -> bool:
        checked: set[int] = set()

        def met(sign: int, _start: int, _end: int, _flags: int, _context: object) -> bool:
            checked.add(sign - self._first)
            return sign < self._first

        try:
            self._database.scan(data, match_event_handler=met)
        except self._met:
            return True
        if _LETTER.search(data.replace(b"X", b"x")):
            return True
        return (0 in checked and _encodes(data)) or (1 in checked and _has_templates(data))


def _encodes(data: bytes) -> bool:
    """Whether a character is written as a number that may be a part of a name, or vanish from one."""
    numbers = {found.groups() for found in _REFERENCE.finditer(data)}
    values = (int(digits, 16) if digits else int(number) for digits, number in numbers)
    return any((value < 160 and value not in _PLAIN) or value >= 0xFDD0 for value in values)


def _has_templates(data: bytes) -> bool:
    """Whether a script may hold a template, which may be encoded."""
    return any(not _KNOWN_TYPE.fullmatch(kind) for kind in set(_TYPE.findall(data)))


def _signs() -> Iterator[tuple[bytes, bool]]:
    """Patterns for everything that leads to something, and whether capitals matter."""
    catalogue = platforms.catalogue().values()
    if any(not (each.hosts or each.marks) for each in catalogue):  # asked about every address
        yield rb".", False
    shapes = compiled()
    words = {word for word in providers.known() if len(word) > 1}
    declared = {*shapes.by_class, *shapes.by_tag, *(call for call, _ in shapes.calls)}
    plain = _shortest({word for word in words if len(word) > _SHORT} | declared)
    hosts = _shortest((host for each in catalogue for host in each.hosts if not host.endswith(":")), plain)
    filled = (
        name for name, pairs in shapes.by_attribute.items()
        if any(template != "{}" for _, shape in pairs for _, template in shape.attributes)
    )  # fmt: skip
    names = _shortest((*filled, *ENCLOSURES), plain)
    places = words_for_places.SIGNS
    characters = (name.rstrip(";") for name, value in html5.items() if _is_plain(value))
    marks = (mark[1:] for each in catalogue for mark in each.marks)
    stills = _shortest(each.partition("/")[0] for platform in catalogue for each in platform.stills)
    yield from ((_escaped(each), False) for each in (*plain, *places, *stills))
    yield from ((_AHEAD + _escaped(host) + rb"[^a-z]", False) for host in hosts)
    yield from ((_escaped(name) + rb"\s*=", False) for name in names)
    yield from ((b"&" + _escaped(name), False) for name in characters)
    yield from ((_SLASH + _escaped(mark).replace(b"/", rb"(?:[/\\&%]|%(?:25){0,3}2f)"), False) for mark in marks)
    yield from ((each, False) for each in (*_ENCODED, *_BROKEN, *_BEGINNINGS))
    for word in (each for each in words if len(each) <= _SHORT):
        rest = rb"(?i:" + _escaped(word[1:]) + rb")" + _GLUED + rb"[^a-z]"
        yield rb"(?:" + _AHEAD + _escaped(word[0]) + rb"|" + _escaped(word[0].upper()) + rb")" + rest, True


def _is_plain(value: str) -> bool:
    """Whether a named character may stand in a name or an address, or vanish from one."""
    return any(each.isascii() and (each.isalnum() or each in ".-_@:/\t\n") for each in value)


def _shortest(texts: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """The texts, without those that hold another one of them, or a known one."""
    found: list[str] = []
    for text in sorted({text.lower() for text in texts}, key=len):
        if not any(each in text for each in (*known, *found)):
            found.append(text)
    return found


def _escaped(text: str) -> bytes:
    return re.escape(text).encode()
