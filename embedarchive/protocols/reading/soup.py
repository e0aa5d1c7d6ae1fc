"""HTML that platforms and web archives answer, as a BeautifulSoup tree, in time that grows with its length only."""

from __future__ import annotations

import html
import re
from collections.abc import Container
from typing import TYPE_CHECKING

from embedarchive.protocols.reading.values import text as storable

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_DECLARATION = re.compile("<[!?]")
_TAG = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9:-]{0,40}|/)")
_STOP = re.compile(r""">|=\s{0,100}["']""")
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
LONGEST = 3_000_000
"""Characters of a page that are read; the rendered tweet pages of 2010 to 2020 have 100,000 to 900,000."""
MOST_TAGS = 150_000
"""Tags that are read, closing ones counted: each is about a kilobyte in memory, and those pages have 15,000 at most."""


def soup(markup: str) -> BeautifulSoup:
    """The tree of a page, without comments, declarations and processing instructions."""
    from bs4 import BeautifulSoup

    markup = _whole_tags(_without_declarations(markup[:LONGEST]))
    if "<" in markup:
        return BeautifulSoup(markup, "html.parser")
    tree = BeautifulSoup("", "html.parser")  # of an address given as markup the library would warn
    tree.append(html.unescape(markup))
    return tree


def _without_declarations(markup: str) -> str:
    """The markup without what begins with `<!` or `<?`; nothing we read stands in them.

    The standard library's parser looks for the end of each anew, up to the end of the page: 160 kB of them took it 18
    seconds.
    """
    kept: list[str] = []
    ends = {"<!--": "-->", "<!": ">", "<?": ">"}
    unclosed: set[str] = set()
    position = 0
    while found := _DECLARATION.search(markup, position):
        start = found.start()
        opening = next(mark for mark in ends if markup.startswith(mark, start))
        end = -1 if opening in unclosed else markup.find(ends[opening], start + len(opening))
        kept.append(markup[position:start])
        if start and markup[start - 1] == "<":
            kept.append(" ")  # so that what is left on both sides makes no new one
        if end < 0:
            unclosed.add(opening)
        position = start + len(opening) if end < 0 else end + len(ends[opening])
    return "".join((*kept, markup[position:]))


def _whole_tags(markup: str) -> str:
    """The markup up to `MOST_TAGS`, or to a tag that never ends, which browsers leave out with all that follows.

    The standard library's parser looks for the end of such a tag, and of every one inside it, up to the end of the
    page: 64 kB of `<a href='` took it 6 seconds.
    """
    position = tags = 0
    while found := _TAG.search(markup, position):
        tags += 1
        if tags > MOST_TAGS:
            return markup[: found.start()]
        position = _end_of_tag(markup, found.end())
        if position < 0:
            return markup[: found.start()]
        raw = _RAW.get(found["name"].lower())
        if raw is not None:
            closing = raw.search(markup, position)
            if closing is None:
                break
            position = closing.start()
    return markup


def _end_of_tag(markup: str, position: int) -> int:
    """Where a tag ends that has been read up to there, quoted values skipped; −1 when it does not."""
    while found := _STOP.search(markup, position):
        if found[0] == ">":
            return found.end()
        closing = markup.find(found[0][-1], found.end())
        if closing < 0:
            return -1
        position = closing + 1
    return -1


def first(tree: Tag, *selectors: str) -> Tag | None:
    """The first element that the first matching selector finds."""
    return next((found for selector in selectors if (found := tree.select_one(selector)) is not None), None)


def attribute(tag: Tag | None, name: str) -> str | None:
    """An attribute of one value, None when it is absent or empty."""
    value = tag.get(name) if tag is not None else None
    return storable(value) if isinstance(value, str) else None


def meta(tree: Tag, name: str) -> str | None:
    """What a `<meta property=…>` or `<meta name=…>` says."""
    return attribute(first(tree, f'meta[property="{name}"]', f'meta[name="{name}"]'), "content")


def words(tag: Tag, hidden: Container[str] = (), paragraphs: Container[str] = ()) -> str:
    """The text of an element as a browser shows it.

    `<br>` as a line end, the images of emoji as their characters, and links by the whole address they stand for
    (`data-expanded-url`, or the `title` of a t.co link); without elements of a class in `hidden`. Before an element
    whose name is in `paragraphs` there is an empty line.
    """
    from bs4 import Tag
    from bs4.element import NavigableString

    parts: list[str] = []
    skipped: set[int] = set()
    for node in tag.descendants:
        if node.parent is not None and id(node.parent) in skipped:
            skipped.add(id(node))
        elif isinstance(node, Tag):
            target = attribute(node, "data-expanded-url")
            if node.name in {"script", "style"} or any(name in hidden for name in node.get_attribute_list("class")):
                skipped.add(id(node))
            elif target and node.name == "a":
                parts.append(target)
                skipped.add(id(node))
            elif node.name == "br":
                parts.append("\n")
            elif node.name in paragraphs:
                parts.append("\n\n")
            elif node.name == "img":
                parts.append(attribute(node, "alt") or "")
        elif isinstance(node, NavigableString):
            parts.append(str(node))
    return storable("".join(parts)) or ""
