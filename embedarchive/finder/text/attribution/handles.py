"""Where a text may have the handle of an attribution: from a parenthesis on, with what extractors put around it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator

from embedarchive.finder.text.attribution import misread
from embedarchive.patterns import regex

HANDLE = regex(
    r"""
    [(（{] (?: [ ] | [ \t]{0,3} \r?\n [ \t>]{0,12} | \[\d{1,5}\] | ` | \[\[https?://[^\s\[\]]{1,300}\]\[ )?
    \[? \\? [\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]{0,2} (?: (?: [@＠©®] | \(a\) ) [ ]? )?
    (?P<handle> (?=[A-Za-z0-9_.\\-])
        [A-Za-z0-9_]{0,80}+ (?: (?: \\_ | [.-](?=[A-Za-z0-9]) ) [A-Za-z0-9_]{0,80}+ ){0,20}
        (?: @ [A-Za-z0-9-]{1,63} (?: \. [A-Za-z0-9-]{1,63} ){1,6} )?+ )
    [ ]? (?: \]?\( [^()\s]{1,300} \) | \]\[ [^\[\]\n]{0,60} \] | \]\] | <https?://[^\s<>]{1,300}>`_{1,2} )?
    (?: [ \t]{0,3} \r?\n [ \t>]{0,12} | \s )?
    [\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]{0,2} [)）}]
    """,
    re.VERBOSE,
)
"""A handle in parentheses, perhaps with its server, a link in Markdown or a manual's or an outline's form, with a
footnote's number, or with a line of its own."""

BARE = regex(
    r"""
    \[? @ (?P<handle> [A-Za-z0-9_]{1,60} (?: [.-][A-Za-z0-9_]{1,60} ){0,6}
        (?: @ [A-Za-z0-9-]{1,63} (?: \. [A-Za-z0-9-]{1,63} ){1,6} )? )
    \]? (?= [ \t\xa0,|·•]{1,4} [^\n@\d]{0,30} \d ) (?= [^\n@]{3,44} (?:\n|\Z) )
    """,
    re.VERBOSE,
)
"""The same without the parentheses, in a line that a dash begins and a day ends."""

OPEN = frozenset("[@")
"""What it begins with."""

_SIGNED = regex(r"[ \t\xa0>*_]{0,12}(?:[—―]|--)[ \xa0]{0,2}[^\n@(（:/©—–―]{0,60}\Z")
"""What stands before such a handle in its line: no list's dash, no second dash of a dialogue, no credit's colon."""

_BETWEEN = " [\\\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_APART = "\n\t> `]["
REACH = 320
REACH_BACK = 80
"""How far from the beginning of its line a handle without parentheses may stand."""

_OPENED = regex(r"[(（{](?:[ \t]{0,3}\r?\n[ \t>]{0,12}|\[\d{1,5}\]|`|\[\[https?://[^\s\[\]]{1,300}\]\[)\Z")
"""A parenthesis that opens above a handle or before what begins a link."""


def anchors(text: str) -> Iterator[int]:
    """Where a parenthesis opens before an @, perhaps with a sign of markup or direction between them; ascending.

    Also where the @ stands without one, in a line that a dash begins.
    """
    lost = misread.anchors(text)
    if "＠" not in text and not lost:
        return _parentheses(text, "@")
    return heapq.merge(_parentheses(text, "@"), _parentheses(text, "＠"), lost)


def _parentheses(text: str, sign: str) -> Iterator[int]:
    """Where a parenthesis opens before one of the two signs."""
    position = text.find(sign, 1)
    while position >= 0:
        before = text[position - 1]
        if before in "(（{":
            yield position - 1
        elif before in _BETWEEN and position > 1 and text[position - 2] in "(（{":
            yield position - 2
        elif before in _APART and (opened := _opened(text, position)) is not None:
            yield opened
        elif before in " [|" and sign == "@" and _is_signed(text, position):
            yield position - (before == "[")
        position = text.find(sign, position + 1)


def _is_signed(text: str, position: int) -> bool:
    """Does a line begin with a dash, and hold at most a name before a handle?"""
    low = max(0, position - REACH_BACK)
    line = text.rfind("\n", low, position) + 1
    return (line > 0 or not low) and _SIGNED.match(text, line, position) is not None


def _opened(text: str, position: int) -> int | None:
    """The parenthesis that opens above a handle, or before the link that it is."""
    low = max(0, position - REACH)
    at = max(text.rfind(sign, low, position) for sign in "(（{")
    found = _OPENED.match(text, at, position) if at >= 0 else None
    return at if found else None
