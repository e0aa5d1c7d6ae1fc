"""Galleries that a page keeps as JSON, in an attribute or a script where they are to be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, exclusions, originals
from embedarchive.finder.images.region import Region
from embedarchive.finder.images.stills import is_a_platforms
from embedarchive.model import Image
from embedarchive.patterns import regex

_FILE = regex(r"(?:https?:)?//?[^\s\"'{}<>]{4,1500}\.(?:jpe?g|png|webp|avif)(?:\?\S{0,300})?")
_VIDEO = regex(r"\.(?:mp4|m3u8|webm|mpd)\b|jwplayer|\"(?:video|duration)", re.IGNORECASE)
"""What a list of videos has and a gallery has not."""
_LONGEST = 200_000  # characters of JSON that are read
_NODES = 5_000  # objects and lists of it
_FEWEST = 2  # pictures of a gallery
_MOST = 100
_CAPTIONS = ("caption", "description", "title", "alt", "alttext", "text", "credit")
_BLANKS = 2  # in words that say what is seen


def find(
    tree: Tree,
    base_url: str | None,
    region: Region,
    is_elsewhere: Callable[[Node], bool],
    kept: list[tuple[Node, str]],
) -> tuple[Image, ...]:
    """The images of the galleries that stand inside the article's text.

    Args:
        tree: the page.
        base_url: what relative addresses are resolved against.
        region: where the article stands.
        is_elsewhere: whether an element holds something else than the article.
        kept: elements with an attribute that may be JSON, and that JSON.
    """
    first, last = region.lines
    scripts = (
        (script, script.text)
        for script in tree.root.find_all("script")
        if first <= (script.source_line or 0) <= last and (script.attr("type") or "").endswith("/json")
    )
    found: list[Image] = []
    for element, text in (*kept, *scripts):
        if len(text) > _LONGEST or not _may_be_gallery(text):
            continue
        start, end = tree.span(element)
        if not region.start <= start <= region.end or is_elsewhere(element):
            continue
        pictures = list(islice(_pictures(text), _MOST))
        if len({address for address, _ in pictures}) >= _FEWEST:
            found += _images(base_url, pictures, start, end)
    return tuple(found[:_MOST])


def _may_be_gallery(text: str) -> bool:
    """Whether a text names two image files and no video: a quick look."""
    return (
        not _VIDEO.search(text) and sum(text.count(ending) for ending in (".jp", ".png", ".webp", ".avif")) >= _FEWEST
    )


def _pictures(text: str) -> Iterator[tuple[str, str]]:
    """The address of each object that has the address of an image and says what is seen on it, and these words."""
    import json

    try:
        pending: list[object] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    for _ in range(_NODES):
        if not pending:
            return
        item = pending.pop()
        if isinstance(item, dict):
            values = {str(key).lower(): value for key, value in item.items() if isinstance(value, str)}
            address = next((value for value in values.values() if _FILE.fullmatch(value.strip())), "")
            least = _BLANKS if _leads(values.values(), address) else 0
            told = (values[key] for key in _CAPTIONS if key in values)
            words = next((each for each in told if each.strip() and each.count(" ") >= least), "")
            if address and words:
                yield address.strip(), words
            else:
                pending += reversed([value for value in item.values() if isinstance(value, (dict, list))])
        elif isinstance(item, list):
            pending += reversed(item)


def _leads(values: Iterable[str], image: str) -> bool:
    """Whether one of these values is another address than that of the image: what is seen may stand for a page."""
    return any(value != image and ("://" in value or value[:1] == "/") for value in values)


def _images(base_url: str | None, pictures: list[tuple[str, str]], start: int, end: int) -> Iterator[Image]:
    for address, words in pictures:
        url = candidates.absolute(base_url, address)
        if "//" in url and not (exclusions.foreign_address(url, large=True) or is_a_platforms(url)):
            caption = " ".join(words.split())[:1000]
            yield Image(url=url, candidates=originals.candidates(url), caption=caption, start=start, end=end)
