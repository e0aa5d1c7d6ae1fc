"""Pages of a crawl that hold no post: told from their source, so that they are neither parsed nor read again."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import documents, web
from embedarchive.documents import formats
from embedarchive.errors import SourceError
from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.finder.prefilter import Prefilter

FEW = 500
"""So many pages are read as any other: making the pre-filter ready takes as long."""


class EmptyPages:
    """Looks at the pages of a recording while it is read."""

    def __init__(self, limit: int) -> None:
        """`limit` is how many bytes an article may have."""
        self._limit, self._left = limit, FEW
        self._prefilter: Prefilter | None = None

    def __call__(self, url: str, declared: str, data: bytes) -> Scan | None:
        """What is found in a page that holds no post: nothing; None of a page that has to be read.

        Args:
            url: its address.
            declared: what the server said it is.
            data: its bytes.
        """
        if self._left:
            self._left -= 1
            if not self._left:
                from embedarchive.finder.prefilter import Prefilter

                with contextlib.suppress(ImportError):
                    self._prefilter = Prefilter()
            return None
        if self._prefilter is None or formats.may_be_list(data):
            return None
        url = web.redact_url(url)
        try:
            found = documents.read(data, base_url=url, media_type=declared, limit=self._limit, parsed=False)
        except SourceError:
            return None
        page = found[0]
        if len(found) > 1 or page.media_type != "text/html" or page.entry or page.cut:
            return None
        if self._prefilter.may_hold(page.text, page.base_url):
            return None
        from embedarchive.finder import language

        told = page.language or (language.of_page(page.tree.root) if page.tree else None)
        return empty_page(replace(page, language=told))


def empty_page(page: Document) -> Scan:
    """What is told of a page in which nothing is found: its title and its language, and not who published it."""
    return Scan(document=replace(page, text="", tree=None))
