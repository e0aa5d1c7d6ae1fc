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
    """Of a page that a web archive keeps: the image's own address, and the archive's copy as a candidate."""
    if "/web/" not in image.url:
        return image
    path = _KEPT.search(image.url)  # of a page saved from there it stands below whatever address the page has
    kept = f"{_ARCHIVE}{image.url[path.start() :]}" if path else image.url
    if (own := urls.unwrap(kept)).archive is None or not own.url.startswith("http"):
        return image
    from embedarchive.finder.images import originals

    return replace(image, url=own.url, candidates=(*originals.candidates(own.url), kept))
