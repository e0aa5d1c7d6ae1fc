"""Tables of contents: the lists of links on a page are what its documentation is divided into, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

PLACE = "<!-- contents -->"
_LISTED = re.compile(r"^- \[[^\]\n]{1,200}\]\(([\w/.-]{1,200})\.md\)", re.MULTILINE)


def with_contents(text: str) -> str:
    """A page with the table of contents that Sphinx wants, where it names its place: a part for each heading."""
    return text.replace(PLACE, "\n".join(_parts(text))) if PLACE in text else text


def _parts(text: str) -> Iterator[str]:
    for part in re.split(r"^## ", text, flags=re.MULTILINE):
        pages, title = _LISTED.findall(part), part.partition("\n")[0]
        if pages:
            caption = [] if title.startswith("# ") else [f":caption: {title}"]
            yield from ("", "```{toctree}", ":hidden:", *caption, "", *pages, "```")
