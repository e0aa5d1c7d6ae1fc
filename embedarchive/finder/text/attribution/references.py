"""The URL of a post where the text gives it: in the link on the date, or in the footnotes that lynx appends."""

from __future__ import annotations

from embedarchive.model import Reference
from embedarchive.patterns import regex

_NOTE = regex(r"(?:^|(?<=\n))[ \t]{0,8}(\d{1,5})\.[ \t]{1,4}(\S{1,600})")


def notes(text: str) -> dict[str, str]:
    """The URLs that footnote numbers stand for in the list at the end."""
    begin = text.rfind("\nReferences")
    return {} if begin < 0 else {found[1]: found[2] for found in _NOTE.finditer(text, begin)}


def post(url: str | None) -> Reference | None:
    """The post that a URL names, if it names one."""
    if not url:
        return None
    from embedarchive import platforms

    return platforms.recognise(url)
