"""Attributions whose @ a scan or a form has lost: `- Jane Doe (jane_doe) May 3, 2021`, `— Jane Doe (©janedoe) …`."""

from __future__ import annotations

from embedarchive.patterns import regex

LEAST = 4
"""A handle of fewer letters is in too many names."""

REACH = 80
"""How far from the beginning of its line the parenthesis may stand."""

_HANDLE = regex(r"\((?P<sign>©?)(?P<handle>[A-Za-z0-9_]{3,20})\)(?=[ \xa0][^\n@]{2,40}\d[^\n\d]{0,8}(?:\n|\Z))")
_SIGNED = regex(r"[ \t\xa0>*]{0,12}(?:[—–―]|--?)[ \xa0]{0,2}(?P<name>[^\n()@]{2,60})\Z")


def anchors(text: str) -> list[int]:
    """Where the parentheses open of such lines: a dash, a name, a handle that can be no other word, and a number.

    What stands in them has the sign that is read for an @, an underscore or a digit, or is the name without its blanks:
    `(Reuters)` and `(CEO)` are none.
    """
    found: list[int] = []
    for handle in _HANDLE.finditer(text):
        at = handle.start()
        low = max(0, at - REACH)
        line = text.rfind("\n", low, at) + 1
        signed = _SIGNED.match(text[line:at]) if line or not low else None
        if signed is not None and (handle["sign"] or _is_handle(handle["handle"], signed["name"])):
            found.append(at)
    return found


def _is_handle(handle: str, name: str) -> bool:
    letters = "".join(filter(str.isalnum, name.casefold()))
    return (not handle.isalpha() and not handle.isdigit()) or (len(handle) >= LEAST and handle.casefold() == letters)
