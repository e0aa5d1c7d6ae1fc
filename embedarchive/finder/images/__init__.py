"""What a reader of the article sees of its images, and where each may be had in full size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Document, Image
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.documents.html import Tree

_ARCHIVE = "https://web.archive.org"
_KEPT = regex(r"/web/\d{4,14}(?:[a-z]{2}_)?/https?:")
"""The path under which the Internet Archive's pages name what they keep."""

_REPLAYED = regex(r"/\d{4,14}(?:[a-z]{2}_)?/https?:")
"""The same in any web archive."""
_CAPTIONED = 1500
"""Characters behind an image within which the end of its caption is looked for."""

__all__ = ["find"]


def find(document: Document, tree: Tree | None = None, outside: Sequence[tuple[int, int]] = ()) -> tuple[Image, ...]:
    """The images of an article in reading order, each once.

    Args:
        document: the article; HTML, Markdown or text.
        tree: its parsed tree, if the caller has it at hand.
        outside: where embeds stand; their images are theirs and not the article's.
    """
    if document.media_type == "text/html":
        from embedarchive.documents import html
        from embedarchive.finder.images import page_images

        found = page_images.find(tree or document.tree or html.parse(document.text), document.base_url, outside)
    else:
        from embedarchive.finder.images import markdown

        found = markdown.find(document.text, document.base_url, outside)
    if any(document.text.find("[/caption]", each.end, each.end + _CAPTIONED) >= 0 for each in found):
        found = tuple(_captioned(each, document.text) for each in found)
    return tuple(map(_out_of_archive, found))


def _captioned(image: Image, text: str) -> Image:
    from embedarchive.finder.images import captions

    if image.caption:
        return image
    return replace(image, caption=captions.of_shortcode(text, image.start, image.end))


def _out_of_archive(image: Image) -> Image:
    """Of a page that a web archive keeps: the image's own addresses, and the archive's copies as candidates."""
    if not _REPLAYED.search(image.url):
        return image
    kept = tuple(dict.fromkeys(map(_copy, (*image.candidates, image.url))))
    own = {each: inside.url for each in kept if (inside := urls.unwrap(each)).archive and inside.url[:4] == "http"}
    shown = own.get(_copy(image.url))
    if shown is None:
        return image
    from embedarchive.finder.images import originals

    inner = (each for address in dict.fromkeys((*own.values(), shown)) for each in originals.candidates(address))
    return replace(image, url=shown, candidates=tuple(dict.fromkeys((*inner, *own))))


def _copy(address: str) -> str:
    """The address of the archive's copy; on a page saved from there it stands below whatever address the page has."""
    path = _KEPT.search(address)
    return f"{_ARCHIVE}{address[path.start() :]}" if path else address
