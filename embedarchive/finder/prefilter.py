"""Pages that cannot show a post, told by their source alone: most pages of a crawl, which need not be parsed.

The signs of a post are those that the catalogue declares: hosts, the parts of addresses on any host, classes, elements,
attributes, calls and names of platforms; with frames, encoded letters and what else leads the finder to one. They are
looked for all at once. Where a sign is met on most pages, as links to a newspaper's own accounts are, its place is
looked at: an address is asked whether it names a post, a tag whether it has what an embed needs. A page passes rather
than that a post is lost: `tests/finder/test_prefilter.py` compares what is found with and without it.
"""

from __future__ import annotations

import functools
import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from embedarchive import platforms, urls
from embedarchive.finder import stripped
from embedarchive.finder.markup import body_trees, frames, providers
from embedarchive.finder.markup.shapes import ENCLOSURES, PASSED, compiled
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.documents.html import Tree

_MOST = 400  # places of one page that are looked at
_LEFT, _RIGHT = 600, 900  # bytes of an address before and behind its host
_TAG = 4000  # bytes of a tag
_NAMES = 100  # bytes before a value in which its attribute's name stands

_SLASH = regex(rb"&#0{0,6}47;|&#[xX]0{0,6}2[fF];|&sol;")
_QUOTE = regex(rb"&#0{0,6}34;|&#[xX]0{0,6}22;|&QUOT;?")
_SLASHES = regex(r"\\{1,7}/|\\{1,7}u002[fF]|&#0{0,6}47;|&#[xX]0{0,6}2[fF];|&sol;")
_STOP = regex(rb"[\s\"'<>`]")
_STOPS = (b" ", b"\n", b"\t", b"\r", b'"', b"'", b"<", b">", b"`")
_NAME = regex(rb"<([A-Za-z][^\s<>/]{0,80})")
_PIECES = regex(r"[\s\"'<>`]{1,100}")
_BEGINS = regex(r"https?:/{0,2}|(?<!:)//|(?:tg|at|spotify):|\A", re.IGNORECASE)
_PART = regex(rb"[A-Za-z0-9_-]")
_OWN = regex(rb"<(?:[A-Za-z0-9]{1,30}-|[A-Za-z]{2,20}-?)(?:[A-Za-z0-9]{1,30}-?){0,6}")
_SHORTCODE = regex(rb"\[[a-zA-Z_@]|\{[%{]|\{widget|\([a-zA-Z]{1,30}\Z")
_ENDS = (b'"', b"'", b" ", b"\n", b"\r", b"\t", b">")
_PATHS = frozenset({"src", "url", "data-src", "data-url"})
_LETTER = ('"x"', "'x'", "=x ", "=x>", '/x"', "/x'", "[x ", "[x=", "[x]", "&quot;x&quot;")
_OPENED = regex(rb"(?:<|&lt;|\\u003c|%3c)[a-z][a-z0-9:-]{1,60}\Z", re.IGNORECASE)
_QUOTED = regex(rb"[\"'=(]\s{0,9}(?:https?:)?//", re.IGNORECASE)
_PROGRAM = regex(rb"<(script|style)\b", re.IGNORECASE)
_RUN = regex(rb"javascript|json|module", re.IGNORECASE)
_ENCODED = (  # letters, digits and signs of an address or a shortcode in a form that is not looked through
    rb"&#0{0,6}(?:4[5689]|5[0-7]|6[4-9]|[78]\d|9[015789]|1[01]\d|12[0-3])(?:[^0-9]|$)",
    rb"&#x0{0,6}(?:2[de]|3[0-9]|4[0-9a-f]|5[0-9abf]|6[1-9a-f]|7[0-9ab])(?:[^0-9a-f]|$)",
    rb"&(?:period|commat|lbrack|lsqb|lcub|lbrace|lowbar|underbar);",
    rb"\\u00(?:2[de]|3[0-9]|4[0-9a-f]|5[0-9abf]|6[1-9a-f]|7[0-9ab])",
    rb"%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])",
    rb"%25(?:25){0,3}(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])",
    rb"(?:at|tg|spotify)(?:&#0{0,6}58|&#x0{0,6}3a|&colon;|%3a)",
    rb"\xe2\x84\xaa",  # the sign for kelvin, of which the small letter is a k
)
_FRAMES = (
    rb"<(?:object|embed)[\s/>]",
    rb"(?:&lt;|&#0{0,6}60;?|&#x0{0,6}3c;?|\\u003c|\\x3c|%(?:25){0,3}3c)(?:iframe|object|embed)",
)


class Prefilter:
    """The signs of all platforms, made ready to be looked for.

    Raises:
        ImportError: `hyperscan`, which looks for them, is not installed.
    """

    def __init__(self) -> None:
        """Takes a tenth of a second: worth it for many pages."""
        import hyperscan

        signs = list(_signs())
        self._kinds = [kind for kind, _ in signs]
        self._database: Any = hyperscan.Database()
        self._halted: type[Exception] = hyperscan.ScanTerminated
        caseless, once = hyperscan.HS_FLAG_CASELESS, hyperscan.HS_FLAG_SINGLEMATCH
        case = {"": caseless | once, "base64": once}
        self._database.compile(
            expressions=[pattern for _, pattern in signs],
            ids=list(range(len(signs))),
            elements=len(signs),
            flags=[case.get(kind, caseless) for kind in self._kinds],
        )

    def may_hold(self, text: str, base_url: str | None = None) -> bool:
        """Whether a page may show a post, or link to one.

        Args:
            text: its source.
            base_url: its address.
        """
        base = urls.parse(base_url) if base_url else None
        if base is not None and platforms.answers(base.host):
            return True
        data = text.encode("utf-8", "replace")
        if b"&" in data:
            data = _QUOTE.sub(b"&quot;", _SLASH.sub(b"/", data))
        places: list[tuple[str, int]] = []
        words: list[int] = []

        def met(sign: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            kind = self._kinds[sign]
            if kind == "word":
                words.append(end)
                return False
            places.append((kind, end))
            return kind in ("", "base64") or len(places) > _MOST

        try:
            self._database.scan(data, match_event_handler=met)
        except self._halted:
            return True
        return bool(places or words) and _Source(text, data, base_url, words).shows(places)


def _signs() -> Iterator[tuple[str, bytes]]:
    """What is looked for: pairs of what is to be looked at in its place (nothing: it is enough), and the pattern."""
    known = [word for word in providers.known() if len(word) > 1]
    words = _any(known)
    names = _any([*known, "data", "external", *providers.SHOWN.pattern.split("|")])
    catalogue = platforms.catalogue().values()
    yield from (("address", _escaped(host)) for platform in catalogue for host in platform.hosts)
    if any(not (each.hosts or each.marks) for each in catalogue):
        yield "", b"."
    slash = rb"(?:[\\/]{1,8}|\\u002f|%(?:25){0,3}2f)"
    for mark in (_escaped(mark[1:]) for platform in catalogue for mark in platform.marks):
        yield "mark", slash + mark.replace(b"@", b"(?:@|%40)").replace(b"/", slash)
    yield "", rb"translate\.goog"
    yield from _shapes()
    yield from (("", each) for each in (*_ENCODED, *_FRAMES))
    yield "frame", rb"<iframe[\s/>]"
    yield "word", rb"(?:" + words + rb"|" + _halves(known) + rb")"
    yield "letter", _any(_LETTER) + rb"|(?:<|%|lt;)\s{0,4}x\s"
    yield from (("told", sign + rb"\s{0,3}[1-9]\d{17}") for sign in (b'="', b"='", b"="))
    yield "broken", rb"//[a-z0-9.-]{1,60}(?:[\t\r\n]|&#0{0,6}(?:9|10|13);?|&#x0{0,6}[9ad];?|&tab;|&newline;)"
    yield "settings", rb"='[\[{]"
    yield "named", rb"(?:(?:" + names + rb")[-_]{0,3}(?:id|shortcode)|[\s\"'/]shortcode)\s{0,9}="
    yield from (("attribution", each) for each in (rb"\(@", rb"\xef\xbc\x88@", rb">@"))
    yield (
        "tree",
        (
            rb"\"(?:_?type|sub_?type|blockname|nodetype|tagname|tag|name|component|__typename|service|provider|kind)\\?\""
            rb"\s{0,9}:\s{0,9}\\?\"[^\"\\]{0,60}(?:embed|iframe|tweet|twitter|youtube|instagram|tiktok|facebook|vimeo)"
        ),
    )
    yield "base64", rb"[\"'=]\s{0,9}(?:PG|JTND)[A-Za-z0-9+/\s]{30}"
    yield "", rb"(?:" + _any(ENCLOSURES) + rb")\s{0,9}=\s{0,9}[\"']?\s{0,9}[a-z0-9+/=\s]{40}"
    yield "template", rb"<script\s[^<>]{0,300}>\s{0,60}[a-z0-9+/=\s]{40}"


def _halves(words: Iterable[str]) -> bytes:
    """Names that are written as two words: `sound-cloud`."""
    return b"|".join(
        _escaped(word[:at]) + rb"[-_. ]" + _escaped(word[at:]) for word in words for at in range(2, len(word) - 1)
    )


def _shapes() -> Iterator[tuple[str, bytes]]:
    """What the shapes of embeds have in common with nothing else, of those that do not hold an address."""
    shapes = compiled()
    yield from (("class", _escaped(name)) for name in shapes.by_class)
    yield from (("tag", _escaped(name)) for name in shapes.by_tag)
    for name, pairs in shapes.by_attribute.items():
        if any(template not in ("", "{}") for _, shape in pairs for _, template in shape.attributes):
            yield "", _escaped(name) + rb"\s{0,9}="
    for call, _ in shapes.calls:
        yield "", _escaped(call) + rb"\s{0,60}\("


def _escaped(text: str) -> bytes:
    return re.escape(text).encode()


def _any(texts: object) -> bytes:
    return b"|".join(sorted(map(_escaped, texts), reverse=True))  # type: ignore[call-overload]


class _Source:
    """The source of one page, whose places are looked at."""

    def __init__(self, text: str, data: bytes, base_url: str | None, words: list[int]) -> None:
        self._text, self._data, self._base_url, self._words = text, data, base_url, words
        self._asked: dict[int, bool] = {}

    def shows(self, places: list[tuple[str, int]]) -> bool:
        """Whether what stands in one of the places leads to a post."""
        looked = (getattr(self, f"_{kind}")(end) for kind, end in dict.fromkeys(places))
        return any(looked) or any(map(self._word, self._words))

    def _says(self, start: int, end: int) -> bool:
        """Whether a platform is named between two places."""
        index = bisect_right(self._words, start)
        return index < len(self._words) and self._words[index] <= end

    def _word(self, end: int) -> bool:
        """The name of a platform: in that of an element or a shortcode, or as all that a value says."""
        start = self._data.rfind(b"<", max(0, end - _NAMES), end)
        if start >= 0 and _OWN.fullmatch(self._data, start, end):
            return True
        opened = max(self._data.rfind(each, max(0, end - _RIGHT), end) for each in (b"[", b"{"))
        closed = max(self._data.rfind(each, max(0, end - _RIGHT), end) for each in (b"]", b"}"))
        coded = opened > closed and _SHORTCODE.search(self._data[max(0, opened - 1) : end]) is not None
        if (coded or self._data[end : end + 2] == b"::") and not self._is_program(end):
            return True
        after = self._data[end : end + 6]
        if after[:1] == b"/" and self._attribute(end) in _PATHS:
            return True
        if after.startswith(b"&quot;"):
            return True
        return (after[:1] in _ENDS or after[:1] == b".") and self._told(end)

    def _letter(self, end: int) -> bool:
        """The one letter that names a platform, as a value or a shortcode."""
        return self._word(self._data.rfind(b"x", 0, end) + 1) or self._word(self._data.rfind(b"X", 0, end) + 1)

    # ------------------------------------------------------------------------------------------------- addresses

    def _address(self, end: int) -> bool:
        """The host of a platform: in the address of a post, or where an element says what it shows."""
        if _PART.match(self._data, end):
            return False
        return self._mark(end) or self._told(end)

    def _mark(self, end: int) -> bool:
        """A part of an address that may name a post."""
        start, stop = self._token(end - 1)
        if start <= end - _LEFT or stop >= end + _RIGHT:
            return True
        quote = self._data[start - 1 : start]
        closed = self._data.find(quote, stop, end + _RIGHT) if quote in (b'"', b"'") else -1
        token = self._data[start : max(stop, closed)]
        return _names_post(token)

    def _token(self, at: int) -> tuple[int, int]:
        """Where the word around a place begins and ends."""
        low = max(0, at - _LEFT)
        start = max(self._data.rfind(stop, low, at) for stop in _STOPS) + 1 or low
        found = _STOP.search(self._data, at, at + _RIGHT)
        return start, found.start() if found else min(len(self._data), at + _RIGHT)

    # ------------------------------------------------------------------------------------------------------ tags

    def _told(self, end: int) -> bool:
        """A name or a host of a platform, or a long number: in an attribute that says what its element shows."""
        last = end - 1
        name = self._attribute(last)
        if not name:
            return False
        start = self._data.rfind(b"<", max(0, last - _TAG), last)
        tag = _NAME.match(self._data, max(start, 0))
        if self._data.find(b">", start, last) >= 0 or tag is None:  # in a script; or a sign amid an attribute
            return not self._is_program(last)
        kind = tag.group(1).decode("utf-8", "replace").lower()
        if kind in ("script", "template"):
            return self._is_parked(start, kind)
        if kind == "a":
            element = self._parsed(start).root.find("a")
            href = (element.attr("href") or "") if element else ""
            return not href or href.startswith(("#", "javascript:"))
        if kind == "blockquote" or "-" in kind:
            return True
        return kind not in PASSED and bool(frames.parking((name,)))

    def _attribute(self, at: int) -> str:
        """The name of the attribute in whose value, without blanks before, a place is; empty where it is in none."""
        begin, _ = self._token(at)
        before = self._data[max(0, begin - _NAMES) : begin].rstrip()
        if before[-1:] in (b'"', b"'"):
            before = before[:-1].rstrip()
        name, equals, _ = self._data[begin:at].partition(b"=")
        if before.endswith(b"="):
            name = before[:-1].rstrip()
        elif not equals:
            return ""
        return re.split(rb"[\s\"'<>/=]", name)[-1].decode("utf-8", "replace").lower()

    def _is_program(self, at: int) -> bool:
        """Whether a place is inside a script or the styles of a page."""
        index = bisect_right(self._programs, (at, 0)) - 1
        return index >= 0 and at < self._programs[index][1]

    @cached_property
    def _programs(self) -> list[tuple[int, int]]:
        """Where the scripts and the styles stand, their start tags included."""
        found, end = [], 0
        while opened := _PROGRAM.search(self._data, end):
            closed = re.compile(rb"</" + opened.group(1), re.IGNORECASE).search(self._data, opened.end())
            end = closed.start() if closed else len(self._data)
            found.append((opened.start(), end))
        return found

    def _parsed(self, start: int) -> Tree:
        from embedarchive.documents import html as markup

        return markup.parse(self._data[start : start + _TAG].decode("utf-8", "replace"))

    def _is_parked(self, start: int, kind: str) -> bool:
        """Whether a script has attributes that may say what it shows."""
        element = self._parsed(start).root.find(kind)
        return element is None or bool(frames.parking(element.attrs))

    def _tag(self, end: int) -> bool:
        """The name of an element that shows a post."""
        return _OPENED.search(self._data[max(0, end - _NAMES) : end]) is not None

    def _broken(self, end: int) -> bool:
        """An address whose host is broken by what browsers take out of it."""
        return _QUOTED.search(self._data[self._data.rfind(b"//", 0, end) - 16 : end]) is not None

    def _frame(self, end: int) -> bool:
        """A frame that shows something."""
        from embedarchive.finder.markup.elements import Page

        tree = self._parsed(end - len("<iframe "))
        return tree.root.find("iframe") is None or any(True for _ in Page(tree, self._base_url or "").frames())

    def _class(self, end: int) -> bool:
        """A class of an embed, as such: no quotation mark but the first stands between."""
        if _PART.match(self._data, end):
            return False
        at = self._data.rfind(b"class", max(0, end - _TAG), end)
        at = max(at, self._data.rfind(b"CLASS", max(0, end - _TAG), end))
        between = self._data[at : end - 1]
        return at >= 0 and b"=" in between and between.count(b'"') + between.count(b"'") <= 1

    def _named(self, end: int) -> bool:
        """An attribute with an id: of a platform, if the tag says of which."""
        start = self._data.rfind(b"<", max(0, end - _TAG), end)
        stop = self._data.find(b"<", end, start + 2 * _TAG)
        return not self._is_program(end) and (start < 0 or stop < 0 or self._says(start, stop))

    def _settings(self, end: int) -> bool:
        """An attribute that holds JSON: of a platform's, if it says so."""
        stop = self._data.find(b"'", end)
        return self._says(end, stop if stop >= 0 else len(self._data)) and not self._is_program(end)

    # -------------------------------------------------------------------------------------------------- what else

    def _tree(self, end: int) -> bool:
        """An object in a script that says it is an embed."""
        if not self._is_program(end):
            return False
        start, stop = self._programs[bisect_right(self._programs, (end, 0)) - 1]
        if start not in self._asked:
            begin = self._data.find(b">", start, stop) + 1
            script = self._data[begin:stop].decode("utf-8", "replace")
            self._asked[start] = any(True for _ in body_trees.posts(script))
        return self._asked[start]

    def _template(self, end: int) -> bool:
        """A script that holds what is encoded: no program, and no JSON."""
        start = self._data.rfind(b"<script", 0, end)
        tag = self._data[start : self._data.find(b">", start)].lower()
        return b"type" in tag and _RUN.search(tag) is None

    def _attribution(self, _end: int) -> bool:
        if -1 not in self._asked:
            self._asked[-1] = stripped.may_hold(self._text, ())
        return self._asked[-1]


@functools.lru_cache(maxsize=4096)
def _names_post(token: bytes) -> bool:
    """Whether a word is the address of a post, or has one in it; the links of a site stand on all of its pages."""
    return any(map(platforms.recognise, _addresses(token.decode("utf-8", "replace"))))


def _addresses(token: str) -> set[str]:
    """The addresses that may be in a word, however often they are escaped."""
    found: set[str] = set()
    for _ in range(5):
        token = html.unescape(_SLASHES.sub("/", token)).replace("\\u0026", "&")
        for piece in {*_PIECES.split(token), token}:
            for begin in _BEGINS.finditer(piece):
                address = piece[begin.start() :].rstrip("\\")
                found |= {address, address.partition("&")[0], address.replace("\\", "/")}
        plain = unquote(token)
        if plain == token:
            break
        token = plain
    return found
