"""A post's own words, out of the markup and the line ends that an extractor put around them."""

from __future__ import annotations

import re

from embedarchive.patterns import regex

_LINE_PREFIX = regex(r"[ \t\xa0]{0,400}(?P<bullet>[*+-][ ]{1,3})?(?:>[ \t\xa0]{0,40}){1,12}|[ \t\xa0]{1,400}")
_PREFIXES = frozenset(" \t\xa0*+->")
"""What a prefix begins with."""

_MARKDOWN_LINK = regex(
    r"!?\[((?:\\.|[^\[\]\\]){0,600})\]\(\s?<?([^\s()<>]{1,600})>?(?:\s[\"'][^\"'\n]{0,300}[\"'])?\s?\)"
)
_TITLED_LINK = regex(r"\[([^\[\]\n]{1,300})\](?!\()")
_OUTLINE_LINK = regex(r"\[\[https?://[^\s\[\]]{1,600}\]\[([^\[\]\n]{1,300})\]\]")
_AUTOLINK = regex(r"<(https?://[^\s<>]{1,600})>")
_SHOWN_LINK = regex(r"(pic\.(?:twitter|x)\.com/[A-Za-z0-9]{4,12}) \(https?://[^\s()]{1,300}\)")
_MANUAL_LINK = regex(r"`([^`<>]{1,600}?)\s{1,12}<https?://[^\s<>]{1,600}>`_{1,2}")
_NOTE = regex(r"\[\d{1,5}\](?=\S|\Z)")
_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")
_PARTED_CODE = "|".join(rf"[A-Za-z0-9]{{{short}}}\s{{1,12}}[A-Za-z0-9]{{{10 - short}}}" for short in range(1, 7))
_BROKEN_LINK = regex(
    rf"""
    (?: p(?<!\w.)ic \.\s{{0,12}} (?: twitter | x ) \s{{0,12}}\.\s{{0,12}} com
      | h(?<!\w.)ttps? \s{{0,12}}:\s{{0,12}}/\s{{0,12}}/\s{{0,12}} t \.\s{{0,12}} co )
    \s{{0,12}}/\s{{0,12}}
    (?: {_PARTED_CODE} | [A-Za-z0-9]{{6,12}} ) (?![A-Za-z0-9])
    """,
    re.VERBOSE,
)
"""A link with blanks in it, where a line was broken; no code has ever had fewer than seven signs, today's have ten."""

EMOJI = r"\U0001f000-\U0001faff\u2600-\u27bf"
"""Ranges of signs in a regular expression."""

MEDIA_LINK = regex(r"(?:https?://)?pic\.(?:twitter|x)\.com/[A-Za-z0-9]{4,12}")
_TRAILING_MEDIA = regex(rf"(?:\s{{0,12}}\[?{MEDIA_LINK.pattern}\]?){{1,4}}\s{{0,12}}\Z")
_LINK = regex(rf"https?://[^\s<>\[\]()\"“”«»…，。、]{{1,400}}|{MEDIA_LINK.pattern}")
_SHORT = regex(r"https?://t\.co/[A-Za-z0-9]{4,12}")
_ENDS_IN_LINK = regex(rf"(?:{MEDIA_LINK.pattern}|{_SHORT.pattern})\]?\s{{0,4}}\Z")
_END = 60
"""Characters in which the last link stands."""


def line_content(line: str) -> tuple[int, str, bool]:
    """How many quote marks stand before a line, the line without them, and whether a list's bullet precedes them."""
    prefix = _LINE_PREFIX.match(line) if line[:1] in _PREFIXES else None
    if prefix is None:
        return 0, line.rstrip(), False
    return prefix[0].count(">"), line[prefix.end() :].strip(), bool(prefix["bullet"])


def unmarked(line: str, *, markdown: bool, notes: bool) -> str:
    """One line (or several) without link syntax, escapes and footnote numbers; the words of links stay."""
    if notes and "[" in line:
        line = _NOTE.sub("", line)
    if "][" in line:
        line = _OUTLINE_LINK.sub(r"\1", line)
    if markdown:
        if "](" in line:
            line = _MARKDOWN_LINK.sub(r"\1", line)
        if "<http" in line:
            line = _AUTOLINK.sub(r"\1", line)
        if "\\" in line:
            line = _ESCAPE.sub(r"\1", line.removesuffix("\\"))
    if " (http" in line and "pic." in line:
        line = _SHOWN_LINK.sub(r"\1", line)
    if ">`_" in line:
        line = _MANUAL_LINK.sub(r"\1", line)
    if "[" in line and ("[pic." in line or "[http" in line):
        line = _TITLED_LINK.sub(r"\1", line)
    return _BROKEN_LINK.sub(lambda link: "".join(link[0].split()), line) if "pic." in line or "http" in line else line


def without_media(text: str) -> str:
    """The text without the media short links that end it."""
    return _TRAILING_MEDIA.sub("", text) if "pic." in text[-80:] else text


def ends_in_link(words: str) -> bool:
    """Does a line end as a post does?"""
    return _ENDS_IN_LINK.search(words, max(0, len(words) - _END)) is not None


def links(text: str) -> tuple[str, ...]:
    """The links of a post's text in their order, as https, each once."""
    if "/" not in text:
        return ()
    found: dict[str, None] = {}
    for link in _LINK.finditer(text):
        short = _SHORT.match(link[0]) or MEDIA_LINK.match(link[0])  # a short link never runs on into the next word
        shown = short[0] if short else link[0].rstrip(".,;:!?'’*_")
        found["https://" + shown.removeprefix("http://").removeprefix("https://")] = None
    return tuple(found)
