"""Pages of a recording in which nothing is found: told by their addresses, and many of them not parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedarchive import documents
from embedarchive.archive.articles.origins import Origin
from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.finder.prefilter import Prefilter

FEW = 100
"""So many pages are read as any other: making the pre-filter ready takes as long."""


class EmptyPages:
    """Tells while a recording is read which of its pages need not be parsed; without `hyperscan` none."""

    def __init__(self, limit: int) -> None:
        """`limit` is how many bytes an article may have."""
        self._limit, self._before = limit, FEW
        self._prefilter: Prefilter | None = None

    def __call__(self, url: str, declared: str, data: bytes) -> bool:
        """Whether a page has nothing in its source that anything is found by.

        Args:
            url: its address.
            declared: what the server said it is.
            data: its bytes.
        """
        if self._before:
            self._before -= 1
            if not self._before:
                from embedarchive.finder.prefilter import prefilter

                self._prefilter = prefilter()
            return False
        if self._prefilter is None:
            return False
        source = documents.page_source(data, media_type=declared, limit=self._limit)
        return source is not None and not self._prefilter.may_hold(source, url)


def without_embeds(found: Scan, article: Origin) -> Scan:
    """What is told of a page of a recording: of one in which nothing is found only its address."""
    return found if found.embeds or found.links or found.ignored else empty(article)


def empty(article: Origin) -> Scan:
    """What is told of a page in which nothing is found, and which may not have been parsed."""
    return Scan(document=Document(text="", media_type="text/html", base_url=article.url, source=article.name))
