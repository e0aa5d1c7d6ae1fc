"""Frames, shortcodes and attributions: whether one shows a post, or content that is no platform's."""

from __future__ import annotations

import functools
import html

from embedarchive.finder.embed_signs.sources import LONGEST_TAG, Source, forms
from embedarchive.finder.markup import providers, shortcodes
from embedarchive.finder.markup.elements import inside_of
from embedarchive.finder.markup.frames import site
from embedarchive.patterns import regex

_OPENING = (b"<", b"&", b"%", b"\\")
_WHOLE_TAG = regex(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]{0,3000}\"|'[^']{0,3000}'){0,4000}>")
_MARKUP = regex(r"<[^<>]{0,4000}>")
_SHORTCODE = 2000  # characters
_BEGUN = regex(rb">(?:[\s\x80-\xff]|&nbsp;|&#160;|&#xa0;){0,30}(?:\[|\{[{%])")
_LETTER = regex(r"\b[a-z]\b")
_BRACKETS = (b"(", b"\xef\xbc\x88")


def frames(source: Source, end: int) -> bool:
    """Whether a frame shows content."""
    at = max(0, end - 20)
    opening = max(source.data.rfind(sign, at, end - 5) for sign in _OPENING)
    piece = source.data[opening if opening >= 0 else at : end + LONGEST_TAG]
    home = site(source.host) if source.host else None
    return any(_is_content(form, home) for form in forms(piece) if form[:1] == "<")


def _is_content(text: str, home: str | None) -> bool:
    """Whether the frame that a text begins with shows a post or others' content; also if it is broken."""
    found = _WHOLE_TAG.match(text)
    if found is None:
        return True
    tag = found[0]
    if tag[1:7].lower() == "object":  # its parameters stand inside
        tag = text[: max(text.lower().find("</object"), found.end())]
    return any(host is None or site(host) != home for host in _shown(tag))


@functools.lru_cache(maxsize=4096)
def _shown(tag: str) -> tuple[str | None, ...]:
    """What a frame shows: the host of foreign content, None for a post."""
    return tuple(hit.post.id if hit.post and hit.platform == "web" else None for hit in inside_of(tag).frames())


def shortcode(source: Source, end: int) -> bool:
    """Whether a paragraph begins like a shortcode, and has one that names a post."""
    before = _BEGUN.search(source.data, max(0, end - 60), end)
    if before is None or source.in_script(end):
        return False
    piece = source.data[before.end() - 1 : end + 2 * _SHORTCODE].decode("utf-8", "replace")
    text = html.unescape(_MARKUP.sub("", piece))
    return _says_whose(text) and any(post for _, _, post in shortcodes.find(text[:_SHORTCODE]))


def _says_whose(text: str) -> bool:
    """Whether a shortcode may name a platform: that of an address in one is looked at by itself."""
    lowered = text[:_SHORTCODE].lower()
    return any(word in lowered for word in providers.known() if len(word) > 1) or _LETTER.search(lowered) is not None


def attribution(source: Source, end: int) -> bool:
    """Whether an account stands in brackets outside of scripts, at times behind a tag."""
    data, at = source.data, end - 1
    if data[at - 1 : at] == b">":
        at = data.rfind(b"<", max(0, at - 200), at)
    return at > 0 and data[max(0, at - 3) : at].endswith(_BRACKETS) and not source.in_script(end)
