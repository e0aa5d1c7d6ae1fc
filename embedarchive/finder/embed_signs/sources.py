"""The source of a page, or a piece of it that was decoded, and what stands around a place in it."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from embedarchive.documents.html import PLAIN
from embedarchive.patterns import regex

LONGEST_TAG = 4000
"""Bytes of a tag."""
AROUND = 1500
"""Bytes around what stands in no tag."""
NAME = regex(rb"<\s?(/?[a-zA-Z][^\s/>]{0,60})")
_LONGEST_RUN = 1000  # bytes of an address
_DEEPEST = 3  # encodings inside each other
_INSIDE = bytes(set(range(256)) - set(b"\"' <>`\n\t\r\f\v"))
_RUN = regex(rb"[^\s\"'<>`]{0,1000}")
_LETTERS = regex(r"\\+(?:u00([0-9a-fA-F]{2})|([/\"'nrt]))")
_SPACES = {"n": "\n", "r": "\r", "t": "\t"}
_NOWHERE = regex(rb"href\s{0,3}=\s{0,3}(?:\"\"|''|[\"']?\s{0,9}(?:#|javascript:))", re.IGNORECASE)
_ACCOUNT = regex(
    rb"(?:@|&#0{0,5}64;|&#[xX]0{0,5}40;|&commat;)(?<![\w@./\"'=\\-]@)"
    rb"(?!(?:media|import|keyframes|font-face|supports|charset|namespace|page|-webkit|-moz|layer|container|property)\b)[\w-]"
)
_WAITING = regex(rb"[eE][mM][bB][eE][dD]-?(?:[pP]rovider|[sS]ervice)")
_SAYING = frozenset({"script", "blockquote", "iframe"})
"""Elements whose attributes may name a post beside their own address, of those that look plain."""


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

    @functools.cached_property
    def accounts(self) -> list[int]:
        """Where words begin with `@`, as accounts do."""
        return [found.start() for found in _ACCOUNT.finditer(self.data)]

    @functools.cached_property
    def waits(self) -> bool:
        """Whether an attribute may name the platform whose embed waits there."""
        return _WAITING.search(self.data) is not None

    def is_inside(self, at: int, name: bytes) -> bool:
        """Whether an element of that name, written in small letters or capitals, is open at a place."""
        for sign in (name, name.upper()):
            opened = self.data.count(b"<" + sign, 0, at)
            if opened and opened > self.data.count(b"</" + sign, 0, at):
                return True
        return False

    def tag(self, at: int) -> bytes | None:
        """The tag that a place is in; None where it is in none, or in one with `>` in a value before it."""
        start = self.data.rfind(b"<", max(0, at - LONGEST_TAG), at)
        if start < 0 or self.data.find(b">", start, at - 1) >= 0:
            return None
        end = self.data.find(b">", at - 1, at + LONGEST_TAG)
        return self.data[start : end + 1 if end >= 0 else at + LONGEST_TAG]

    def run(self, at: int) -> bytes:
        """The address, or whatever has no blanks and quotes, that a place is in."""
        found = _RUN.match(self.data, at - 1)
        return self.data[self.run_start(at) : found.end() if found else at]

    def run_start(self, at: int) -> int:
        """Where that begins."""
        low = max(0, at - _LONGEST_RUN)
        return low + len(self.data[low : at - 1].rstrip(_INSIDE))

    def around(self, at: int) -> bytes:
        """The tag that a place is in, else what stands around."""
        return self.tag(at) or self.data[max(0, at - AROUND) : at + AROUND]

    def decoded(self, piece: bytes, text: str) -> bool:
        """Whether signs hold in a piece that is something else when it is decoded."""
        if self.depth >= _DEEPEST:
            return True
        if piece in self.seen:
            return False
        self.seen.add(piece)
        return self.holds(Source(text.encode("utf-8", "replace"), self.host, self.holds, self.depth + 1, self.seen))


Check: TypeAlias = Callable[[Source, int], bool]
"""Whether what stands before a place, where its sign ends, may be of an embed."""


def decoded(text: str) -> str:
    """A text without one layer of whatever its letters are written in."""
    if "\\" in text:
        text = _LETTERS.sub(_written, text)
    if "&" in text:
        text = html.unescape(text)
    return unquote(text) if "%" in text else text


def _written(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _SPACES.get(found[2], found[2])


def forms(piece: bytes) -> Iterator[str]:
    """A piece of the source as it is, and decoded as often as it can be."""
    text = piece.decode("utf-8", "replace")
    yield text
    for _ in range(_DEEPEST):
        before, text = text, decoded(text)
        if text == before:
            return
        yield text


def tag_name(tag: bytes) -> str:
    """What a tag is called, in lower case."""
    found = NAME.match(tag)
    return found[1].decode("ascii", "replace").lower() if found else ""


def is_plain(tag: bytes) -> bool:
    """Whether the attributes of a tag say nothing of an embed but an address."""
    name = tag_name(tag)
    if name == "a":
        return b"href" in tag and not _NOWHERE.search(tag)
    return name in PLAIN and name not in _SAYING
