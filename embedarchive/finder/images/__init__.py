"""Images: what a reader of the article sees of its pictures, and where each may be had in full size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedarchive.model import Document, Image

if TYPE_CHECKING:
    from embedarchive.documents.html import Tree

__all__ = ["find"]


def find(document: Document, tree: Tree | None = None, outside: Sequence[tuple[int, int]] = ()) -> tuple[Image, ...]:
    """The images of an article in reading order, each once.

    Args:
        document: the article; HTML, Markdown or text.
        tree: its parsed tree, if the caller has it at hand.
        outside: where embeds stand; their pictures are theirs and not the article's.
    """
    if document.media_type == "text/html":
        from embedarchive.documents import html
        from embedarchive.finder.images import page_images

        return page_images.find(tree or document.tree or html.parse(document.text), document.base_url, outside)
    from embedarchive.finder.images import markdown

    return markdown.find(document.text, document.base_url, outside)
