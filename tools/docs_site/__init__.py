"""The parts of the documentation that are made of the code, each time it is built: an extension of Sphinx.

A page names such a part by a comment, `<!-- made: commands -->`; what stands on a code host in its place is the
sentence above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tools.docs_site import commands, contents, json_shapes, notebooks, settings, states, tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands.every_command,
    "environment": settings.environment,
    "exit-codes": commands.exit_codes,
    "json": json_shapes.described,
    "json-schema": json_shapes.schema_text,
    "notebook": notebooks.page,
    "own-file-only": settings.own_file_only,
    "package-tables": tables.package_tables,
    "reasons": states.reasons,
    "tables": tables.archive_tables,
    "website-settings": settings.website,
}
_PLACE = re.compile(r"^<!-- made: ([a-z-]{1,40}) -->$", re.MULTILINE)
_OUTSIDE = re.compile(r"\[([^\]\n]{1,200})\]\(((?:\.\./){1,3}[\w/.-]{1,200})(?:#[\w-]{1,100})?\)")


def named(text: str) -> tuple[str, ...]:
    """The made parts that a page names."""
    return tuple(_PLACE.findall(text))


def filled(text: str) -> str:
    """A page with its made parts in their places.

    Raises:
        KeyError: the page names a part that nobody makes.
    """
    return _PLACE.sub(lambda place: PARTS[place[1]](), contents.with_contents(text))


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx fill in every page that it reads."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _fill(app: Sphinx, name: str, source: list[str]) -> None:
    here = (Path(app.srcdir) / name).parent
    source[0] = _OUTSIDE.sub(lambda link: _carried(link, here, Path(app.srcdir)), filled(source[0]))


def _carried(link: re.Match[str], here: Path, pages: Path) -> str:
    """A link to a page. One of the source that is none of the documentation's is carried along, and a program named."""
    if (here / link[2]).resolve().is_relative_to(pages):
        return link[0]
    return f"{{download}}`{link[1]} <{link[2]}>`" if link[2].endswith(".md") else f"`{link[1].strip('`')}`"
