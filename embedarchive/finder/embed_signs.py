"""What stands where a source has a sign of an embed, judged by the finder's own rules: see `embed_prefilter`."""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from embedarchive import platforms, urls
from embedarchive.documents.html import PLAIN
from embedarchive.finder.markup import blocks, body_trees, providers, shortcodes
from embedarchive.finder.markup.elements import inside_of
from embedarchive.finder.markup.revived import revived
from embedarchive.finder.markup.shapes import refer
from embedarchive.patterns import regex

_LONGEST_RUN = 1000  # bytes of an address
_LONGEST_TAG = 4000  # bytes of a tag
_AROUND = 1500  # bytes around what stands in no tag
_BEFORE_SCRIPT = 3000  # bytes in which the element stands that a script draws
_DEEPEST = 3  # encodings inside each other
_SAID = 80  # characters that say what an object is
_SHORTCODE = 2000  # characters
_ENDS = (b'"', b"'", b" ", b"<", b">", b"`", b"\n", b"\t", b"\r")
_RUN = regex(rb"[^\s\"'<>`]{0,%d}" % _LONGEST_RUN)
_LETTERS = regex(r"\\+(?:u00([0-9a-fA-F]{2})|([/\"'nrt]))")
_SPACES = {"n": "\n", "r": "\r", "t": "\t"}
_QUOTED = regex(r"[\"'<>`]")
_WEB = regex(r"(?:https?:[/\\]{1,2}|[/\\]{2}|\A)([\w.-]{3,255})", re.IGNORECASE)
_CUT = regex(r"[\s\\^{}|,;()\[\]&]")
_NAME = regex(rb"<\s?(/?[a-zA-Z][^\s/>]{0,60})")
_WHOLE_TAG = regex(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]{0,3000}\"|'[^']{0,3000}'){0,4000}>")
_VALUE = regex(
    r"(?<!class)(?<!style)[=:]\s{0,9}(?:\"([^\"<>]{2,300})\"|'([^'<>]{2,300})'|([^\s\"'<>,}]{2,300}))", re.IGNORECASE
)
"""What an attribute says, or an object in JSON, but for how the element looks."""
_NUMBER = regex(
    rb"(?:=\s?(?:[\"']|&quot;|&#0?3[49];|\\[\"'])[A-Za-z_-]{0,30}([1-9][0-9]{17,18})[\"'\s&\\]|\s[\w-]{1,60}=([1-9][0-9]{17,18})[\s>])"
)
_SILENT = regex(rb"<(script|style|noscript|template)\b.{0,3000}?</\1\s{0,3}>", re.DOTALL | re.IGNORECASE)
_TAGS = regex(rb"(?:<[^<>]{0,1000}>\s{0,300}){1,60}\Z")
_NOWHERE = regex(rb"href\s{0,3}=\s{0,3}(?:\"\"|''|[\"']?\s{0,9}(?:#|javascript:))", re.IGNORECASE)
_BASE64 = regex(rb"[A-Za-z0-9+/=\s]{12,400000}")
_MARKUP = regex(r"<[^<>]{0,4000}>")
_HOSTED = regex(rb"//|[\\%;:]")
_SAVED = regex(rb"saved from url|saved with singlefile")
_OWN = regex(rb"<base\s|<link\s[^>]*canonical")
_LINE_ENDS = regex(rb"[\t\r\n]|\\[nrt]")
_EQUALS = regex(rb"=\s{0,9}[\"']?\s{0,9}")
_VALUE_END = regex(rb"[^\"'<>]{0,800}")

Check: TypeAlias = Callable[["Source", int], bool]
"""Whether what stands before a place may be of an embed: where the sign ends in the source."""


@dataclass
class Source:
    """A source, or a piece of one that was decoded.

    Attributes:
        data: in UTF-8.
        host: whose page it is.
        holds: whether signs of embeds hold in another one.
        depth: how often it was decoded.
        seen: what was decoded before.
    """

    data: bytes
    host: str | None
    holds: Callable[[Source], bool]
    depth: int = 0
    seen: set[bytes] = field(default_factory=set)

    def in_script(self, at: int) -> bool:
        """Whether a place is in a script."""
        start = self.data.rfind(b"<script", 0, at)
        return start >= 0 and self.data.find(b"</script", start, at) < 0

    def tag(self, at: int) -> bytes | None:
        """The tag that a place is in; None where it is in none, or in one with `>` in a value before it."""
        low = max(0, at - _LONGEST_TAG)
        start = self.data.rfind(b"<", low, at)
        if start < 0 or self.data.find(b">", start, at - 1) >= 0:
            return None
        end = self.data.find(b">", at - 1, at + _LONGEST_TAG)
        return self.data[start : end + 1 if end >= 0 else at + _LONGEST_TAG]

    def run(self, at: int) -> bytes:
        """The address, or whatever has no blanks and quotes, that a place is in."""
        low = max(0, at - _LONGEST_RUN)
        start = max(max(self.data.rfind(end, low, at - 1) for end in _ENDS) + 1, low)
        found = _RUN.match(self.data, at - 1)
        return self.data[start : found.end() if found else at]

    def around(self, at: int) -> bytes:
        """The tag that a place is in, else what stands around."""
        return self.tag(at) or self.data[max(0, at - _AROUND) : at + _AROUND]

    def decoded(self, piece: bytes, text: str) -> bool:
        """Whether signs hold in a piece that is something else when it is decoded."""
        if piece in self.seen or self.depth >= _DEEPEST:
            return self.depth >= _DEEPEST
        self.seen.add(piece)
        return self.holds(Source(text.encode("utf-8", "replace"), self.host, self.holds, self.depth + 1, self.seen))


# ------------------------------------------------------------------------------------------------------------- decoding


def _written(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _SPACES.get(found[2], found[2])


def _decoded(text: str) -> str:
    if "\\" in text:
        text = _LETTERS.sub(_written, text)
    if "&" in text:
        text = html.unescape(text)
    return unquote(text) if "%" in text else text


def _forms(piece: bytes) -> Iterator[str]:
    """A piece of the source as it is, and decoded as often as it can be."""
    text = piece.decode("utf-8", "replace")
    yield text
    for _ in range(_DEEPEST):
        before, text = text, _decoded(text)
        if text == before:
            return
        yield text


# ------------------------------------------------------------------------------------------------------------ addresses


def names_post(source: Source, end: int) -> bool:
    """Whether the address that stands there is a post's or holds that of one, or the page says that it is its own."""
    return _names_post(source.run(end)) or _is_own(source, end)


def marked(source: Source, end: int) -> bool:
    """The same of what may as well be a path of the site's own, which names none."""
    return _HOSTED.search(source.run(end)) is not None and names_post(source, end)


@functools.lru_cache(maxsize=8192)
def _names_post(run: bytes) -> bool:
    return any(platforms.recognise(each) is not None for form in _forms(run) for each in _addresses(form))


@functools.cache
def _schemes() -> re.Pattern[str]:
    schemes = (host for each in platforms.catalogue().values() for host in each.hosts if host.endswith(":"))
    return re.compile(rf"(?<![a-z])(?:{'|'.join(schemes)})", re.IGNORECASE)


def _addresses(text: str) -> Iterator[str]:
    """What may be meant as the address of a post: from its beginning to several ends."""
    marked = platforms.marks().search(text) is not None
    starts = [found.start() for found in _WEB.finditer(text) if marked or platforms.answers(found[1])]
    for start in (*starts, *(found.start() for found in _schemes().finditer(text))):
        whole = _QUOTED.split(text[start : start + urls.LONGEST], 1)[0]
        short = _CUT.split(whole, 1)[0]
        yield from dict.fromkeys((whole, short, short.rstrip(".:!?*_")))


def _is_own(source: Source, end: int) -> bool:
    """Whether a page says that an address is its own, or the one that others are resolved against."""
    before = source.data[max(0, end - 300) : end].lower()
    return _SAVED.search(before) is not None or _OWN.match((source.tag(end) or b"").lower()) is not None


# ------------------------------------------------------------------------------------------------------------------ ids


def _values(piece: bytes) -> set[str]:
    """What may be the id of a post in a piece of the source."""
    found = (found[found.lastindex or 0].strip() for form in _forms(piece) for found in _VALUE.finditer(form))
    values = set(found)
    return values | {value.partition("/")[2] for value in values if "/" in value}


@functools.lru_cache(maxsize=8192)
def _completes(piece: bytes, names: tuple[str, ...]) -> bool:
    """Whether a value in a piece of the source is the id of a post of one of these platforms."""
    return any(providers.completed(name, value) for value in _values(piece) for name in names)


@functools.lru_cache(maxsize=8192)
def _fills(piece: bytes, templates: tuple[str, ...]) -> bool:
    return any(refer(value, template) for value in _values(piece) for template in templates)


def _is_plain(tag: bytes) -> bool:
    """Whether attributes of the tag say nothing of an embed but where it leads."""
    found = _NAME.match(tag)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if name == "a":
        return b"href" in tag and not _NOWHERE.search(tag)
    return name in PLAIN and name not in ("script", "blockquote", "iframe")


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
        if (before in _OPEN and after in _CLOSED) or (not one and _IDENTIFIES.match(data, end)):
            return _beside(source, end, names)
        if not one and after in _IN_HOST and _HOST_REST.match(data, end):
            return names_post(source, end) or _beside(source, end, names)
        if one or (before.isalpha() and not data[start : start + 1].isupper()) or not _WORD_END.match(data, end):
            return False
        return _is_said(data, start) and _near(source, end, names)

    return check


_IDENTIFIES = regex(rb"[a-z_-]{0,20}(?:id|code)\s{0,9}=", re.IGNORECASE)
_WORD_END = regex(rb"(?i:embed|player|video|post|id){0,2}[^a-z]")
_IN_HOST = frozenset(bytes([each]) for each in b".-0123456789abcdefghijklmnopqrstuvwxyz")
_OPEN = frozenset(bytes([each]) for each in b"\"'=;/72")
_CLOSED = frozenset(bytes([each]) for each in b"\"'> \t\r\n&%\\/")
_HOST_REST = regex(rb"[\w.-]{0,80}\.[a-z]{2,20}[/\\%&:?#.]")
_KINDS = "|".join(sorted(body_trees.KINDS)).encode()
_KEY = regex(
    rb"(?:(?:%s)[\"'\\]{0,5}\s{0,9}:|\$\\{0,3}\",|insert\\{0,3}\"\s{0,9}:\s{0,9}\{)\s{0,9}\\{0,3}\Z" % _KINDS, re.IGNORECASE
)
_TAG_NAME = regex(rb"<[A-Za-z0-9:-]{0,40}")
_COLON = frozenset((b":", b",", b"{"))


def _is_said(data: bytes, at: int) -> bool:
    """Whether an object says of itself that it is what stands there, or an element that somebody made is called so."""
    low = max(0, at - _SAID)
    quote = max(data.rfind(b'"', low, at), data.rfind(b"'", low, at))
    if quote >= 0 and data[max(0, quote - 12) : quote].rstrip(b" \\")[-1:] in _COLON:
        return _KEY.search(data, max(0, quote - 40), quote) is not None
    opening = data.rfind(b"<", max(0, at - 40), at)
    return opening >= 0 and _TAG_NAME.fullmatch(data, opening, at) is not None


def _near(source: Source, end: int, names: tuple[str, ...]) -> bool:
    piece = source.data[max(0, end - 2 * _AROUND) : end + 2 * _AROUND] if source.in_script(end) else source.around(end)
    return _completes(piece, names)


def _beside(source: Source, end: int, names: tuple[str, ...]) -> bool:
    """Whether an id of a platform stands beside its name, or in what its script stands behind."""
    tag = source.tag(end)
    if tag is None:
        return (not source.in_script(end) or _is_said(source.data, end - 1)) and _near(source, end, names)
    if _is_plain(tag):
        return False
    if tag[:7].lower() == b"<script" and _completes(_drawn(source, end), names):
        return True
    return _completes(tag, names)


def _drawn(source: Source, end: int) -> bytes:
    """The tags right before a script, without a word between."""
    start = source.data.rfind(b"<", 0, end)
    before = source.data[max(0, start - _BEFORE_SCRIPT) : start]
    found = _TAGS.search(_SILENT.sub(b"", before))
    return found[0] if found else b""


def identified(source: Source, end: int) -> bool:
    """Whether an attribute that is called an id, in a tag that mentions a platform, has one of its posts."""
    piece = source.around(end)
    names = _mentioned(piece)
    return bool(names) and _completes(piece, names)


@functools.lru_cache(maxsize=8192)
def _mentioned(piece: bytes) -> tuple[str, ...]:
    text = piece.decode("utf-8", "replace").lower()
    return tuple(dict.fromkeys(name for word in text.split() for name in providers.mentioned(word)))


def filling(templates: Collection[str], tags: Collection[str]) -> Check:
    """Checks whether a value of the tag, which is one of these where any are named, completes one of these addresses."""
    told, known = tuple(sorted(templates)), frozenset(tags) - {""} if "" not in tags else frozenset()

    def check(source: Source, end: int) -> bool:
        tag = source.tag(end)
        found = _NAME.match(tag) if tag and known else None
        if found and found[1].decode("ascii", "replace").lower() not in known and b"&lt;" not in (tag or b""):
            return False
        return _fills(source.around(end), told)

    return check


def timed(source: Source, end: int) -> bool:
    """Whether a number that is all that an attribute says is that of a post, as its time tells."""
    found = _NUMBER.search(source.data, max(0, end - 120), end + 4)
    numbers = blocks.timed((found[1] or found[2]).decode()) if found else ()
    return any(True for _ in numbers) and not source.in_script(end) and not _is_plain(source.tag(end) or b"")


def called(call: str) -> Check:
    """Checks whether a script calls a function, with as much as names a post."""
    name = call.encode()

    def check(source: Source, end: int) -> bool:
        start = end - len(name)
        if source.data[start:end] != name or not source.data[end : end + 20].lstrip().startswith(b"("):
            return False
        passed = source.data[end : end + 2000].partition(b")")[0]
        return b'"' in passed or b"'" in passed or any(map(bytes.isdigit, passed.split()))

    return check


# --------------------------------------------------------------------------------------------------- frames, shortcodes


def frames(source: Source, end: int) -> bool:
    """Whether a frame shows content."""
    at = max(0, end - 20)
    opening = max(source.data.rfind(sign, at, end - 5) for sign in (b"<", b"&", b"%", b"\\"))
    piece = source.data[opening if opening >= 0 else at : end + _LONGEST_TAG]
    return _frames(piece, source.host)


def _frames(piece: bytes, host: str | None) -> bool:
    text = next((form for form in _forms(piece) if form.lstrip("%\\&;")[:1] == "<"), "")
    found = _WHOLE_TAG.match(text)
    if found is None:
        return text != ""
    tag = found[0]
    if tag[1:7].lower() == "object":
        tag = text[: max(text.lower().find("</object"), found.end())]
    return _shows(tag, host)


@functools.lru_cache(maxsize=4096)
def _shows(tag: str, host: str | None) -> bool:
    page = inside_of(tag)
    page.site = host
    return any(True for _ in page.frames())


def shortcode(source: Source, end: int) -> bool:
    """Whether a paragraph begins like a shortcode, and has one that names a post."""
    before = _BEGUN.search(source.data, max(0, end - 60), end)
    if before is None or source.in_script(end):
        return False
    piece = source.data[before.end() - 1 : end + 2 * _SHORTCODE].decode("utf-8", "replace")
    text = html.unescape(_MARKUP.sub("", piece))
    return any(post for _, _, post in shortcodes.find(text[:_SHORTCODE]))


_BEGUN = regex(rb">(?:[\s\x80-\xff]|&nbsp;|&#160;|&#xa0;){0,30}(?:\[|\{[{%])")


def attribution(source: Source, end: int) -> bool:
    """Whether an account stands in brackets outside of scripts, at times behind a tag."""
    data, at = source.data, end - 1
    if data[at - 1 : at] == b">":
        at = data.rfind(b"<", max(0, at - 200), at)
        if at < 0 or not data[max(0, at - 3) : at].endswith((b"(", b"\xef\xbc\x88")):
            return False
    return not source.in_script(end)


# ------------------------------------------------------------------------------------------------------------ encodings


def hidden(source: Source, end: int) -> bool:
    """Whether signs hold in what letters are encoded in."""
    return _hidden(source, source.run(end))


def hidden_in_tag(source: Source, end: int) -> bool:
    """The same, where the whole tag tells what its letters mean."""
    return _hidden(source, source.tag(end) or source.data[max(0, end - _AROUND) : end + _AROUND])


def _hidden(source: Source, piece: bytes) -> bool:
    text = piece.decode("utf-8", "replace")
    plain = _decoded(text)
    return plain != text and source.decoded(piece, plain)


def packed(source: Source, end: int) -> bool:
    """Whether signs hold in what base 64 holds."""
    found = _BASE64.match(source.data, _value_at(source.data, end))
    return found is not None and _unpacked(source, found[0])


def packed_script(source: Source, end: int) -> bool:
    """The same of a script that holds nothing else."""
    start = source.data.rfind(b">", 0, end) + 1
    found = _BASE64.fullmatch(source.data, start, source.data.rfind(b"<", start, end))
    return found is not None and _unpacked(source, found[0])


def _unpacked(source: Source, packed: bytes) -> bool:
    piece = b"".join(packed.split())
    try:
        text = base64.b64decode(piece + b"=" * (-len(piece) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return False
    return source.decoded(piece, f'"{text}"')


def _value_at(data: bytes, end: int) -> int:
    """Where the value begins of the attribute that a place is in."""
    found = _EQUALS.search(data, max(0, end - 20), end + 20)
    return found.end() if found else end


def broken(source: Source, end: int) -> bool:
    """Whether signs hold in an address that has ends of lines inside."""
    start = max(source.data.rfind(sign, max(0, end - 400), end) for sign in (b'"', b"'", b"="))
    found = _VALUE_END.match(source.data, start + 1)
    piece = found[0] if found else b""
    whole = _LINE_ENDS.sub(b"", piece)
    return source.decoded(piece, f'<a href="{whole.decode("utf-8", "replace")}">')


def coded(source: Source, end: int) -> bool:
    """Whether a state that is no JSON as it is written has an embed in it."""
    start = source.data.rfind(b">", 0, end) + 1
    close = source.data.find(b"</", end)
    text = source.data[start : close if close >= 0 else None].decode("utf-8", "replace")
    return body_trees.may_be_revived(text) and any(True for _ in body_trees.posts(revived(text)))
