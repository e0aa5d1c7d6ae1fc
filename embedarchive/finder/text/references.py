"""The address of a post where the text gives it: in the link on the date, or in the list of footnotes that lynx appends."""

from __future__ import annotations

import re

from embedarchive.model import Reference


def note(text: str, number: str) -> str | None:
    """The address that a footnote's number stands for in the list at the end."""
    begin = text.rfind("\nReferences")
    if begin < 0:
        return None
    found = re.compile(rf"\n\s{{0,8}}{re.escape(number)}\.\s{{1,4}}(\S{{1,600}})").search(text, begin)
    return found[1] if found else None


def post(url: str | None) -> Reference | None:
    """The post that an address names, if it names one."""
    if not url:
        return None
    from embedarchive import platforms

    return platforms.recognise(url)
