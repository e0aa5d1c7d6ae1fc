"""Attributions whose @ a scan or a form has lost: `- Jane Doe (jane_doe) May 3, 2021`, `— Jane Doe (©janedoe) …`."""

from __future__ import annotations

import re

from embedarchive.patterns import regex

LEAST = 4
"""A handle of fewer letters is in too many names."""

_LOST = regex(
    r"""
    (?: \A | (?<=\n) ) [ \t\xa0>*]{0,12} (?: [—–―] | --? ) [ \xa0]{0,2}
    (?P<name> [^\n()@]{2,60}? ) [ ]? (?P<anchor> \( ) (?P<sign> ©? ) (?P<handle> [A-Za-z0-9_]{3,20} ) \)
    (?= [ \xa0] [^\n@]{2,40} \d [^\n\d]{0,8} (?: \n | \Z ) )
    """,
    re.VERBOSE,
)


def anchors(text: str) -> list[int]:
    """Where the parentheses open of such lines: a dash, a name, a handle that can be no other word, and a number.

    What stands in them has the sign that is read for an @, an underscore or a digit, or is the name without its blanks:
    `(Reuters)` and `(CEO)` are none.
    """
    if "(" not in text:
        return []
    return [found.start("anchor") for found in _LOST.finditer(text) if found["sign"] or _is_handle(found)]


def _is_handle(found: re.Match[str]) -> bool:
    handle = found["handle"].casefold()
    name = "".join(filter(str.isalnum, found["name"].casefold()))
    return (not handle.isalpha() and not handle.isdigit()) or (len(handle) >= LEAST and handle == name)
