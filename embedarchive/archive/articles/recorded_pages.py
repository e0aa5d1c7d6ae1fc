"""Pages of a recording, read while its index is made: nothing is decompressed twice, and others help.

A page whose source has no sign of anything that is found is not parsed. What is found in the others is held as bytes
until the turn of each page comes; of very large recordings what no longer fits is read again then.
"""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from embedarchive import documents
from embedarchive.archive.articles.confined import LARGE
from embedarchive.archive.articles.jobs import Jobs
from embedarchive.archive.articles.origins import Choice, Origin, from_address
from embedarchive.archive.articles.reading import Finds, found_in
from embedarchive.errors import SourceError
from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.finder.prefilter import Prefilter

T = TypeVar("T")
_Given: TypeAlias = tuple[bytes, Origin, str]
"""A page as a recording holds it: its bytes, its address, and what the server said it is."""
FEW = 50
"""So many pages are read before the pre-filter is made ready, which takes as long as reading a hundred."""
ASKED, WORTH, RESTS = 100, 10, 900
"""Where of so many pages in a row fewer than so many are empty, the pre-filter is not asked of the next so many: to ask
it of a page takes a twelfth of what parsing one takes."""
BATCH = 1_000_000
"""Bytes of pages that are parsed together: by another process, or here, which is quicker than one now and then."""
KEPT = 64 << 20
"""Bytes of what was found that are kept."""


class Page(Generic[T]):
    """A page that a recording was asked to look at.

    Attributes:
        is_empty: nothing is in it, and it was not parsed.
    """

    def __init__(self, *, is_empty: bool = False) -> None:
        self.is_empty = is_empty
        self.pickled: bytes | None = None

    def found(self) -> Finds[T] | SourceError | None:
        """What is in it, or why it cannot be read; None when it has to be read again. May be asked once."""
        pickled, self.pickled = self.pickled, None
        found: Finds[T] | SourceError | None = None if pickled is None else pickle.loads(pickled)  # noqa: S301 -- our own
        return found


_EMPTY: Page[object] = Page(is_empty=True)


class Worth:
    """Whether it is worth asking the pre-filter: it rests where nearly every page has a sign, and is tried again."""

    def __init__(self) -> None:
        self._asked = self._empty = self._resting = 0

    def is_due(self) -> bool:
        """Whether to ask it of the next page."""
        if not self._resting:
            return True
        self._resting -= 1
        return False

    def learn(self, *, empty: bool) -> bool:
        """What it said of a page, unchanged: whether that is empty."""
        self._asked, self._empty = self._asked + 1, self._empty + empty
        if self._asked == ASKED:
            self._resting = 0 if self._empty >= WORTH else RESTS
            self._asked = self._empty = 0
        return empty


class RecordedPages(Generic[T]):
    """Looks at pages while a recording is read; without `hyperscan` all of them are parsed."""

    def __init__(self, jobs: Jobs, find: Callable[..., T], choice: Choice, limit: int) -> None:
        """`find(document, article=…)` is a function of a module; `limit` is how many bytes an article may have."""
        self._jobs, self._find, self._choice, self._limit = jobs, find, choice, limit
        self._before, self._room = FEW, KEPT
        self._worth = Worth()
        self._ready: Future[Prefilter | None] | None = None
        self._batch: list[tuple[Page[T], _Given]] = []
        self._batched = 0
        self._under_way: deque[tuple[list[Page[T]], Future[tuple[bytes, ...]]]] = deque()

    def __call__(self, url: str, declared: str, data: bytes) -> Page[object] | Page[T] | None:
        """What is made of a page; None when it has to be read in its turn.

        Args:
            url: its address.
            declared: what the server said it is.
            data: its bytes.
        """
        if not self._choice.wants(url):
            return None
        if self._is_empty(url, declared, data):
            return _EMPTY
        if self._choice.limit is not None or self._room <= 0 or len(data) > LARGE:
            return None
        origin = from_address(url)
        if origin.post is not None:
            return None
        page = Page[T]()
        self._batch.append((page, (data, origin, declared)))
        self._batched += len(data)
        if self._batched > BATCH:
            self._begin()
        return page

    def finish(self) -> None:
        """Wait for what is under way; the recording has been read."""
        if self._batch:
            self._begin()
        while self._under_way:
            self._take()

    def _is_empty(self, url: str, declared: str, data: bytes) -> bool:
        prefilter = self._prefilter()
        if prefilter is None or not self._worth.is_due():
            return False
        source = documents.page_source(data, media_type=declared, limit=self._limit)
        return self._worth.learn(empty=source is not None and not prefilter.may_hold(source, url))

    def _prefilter(self) -> Prefilter | None:
        """The pre-filter once it is ready; it is made beside the first pages."""
        if self._ready is not None:
            return self._ready.result() if self._ready.done() else None
        self._before -= 1
        if not self._before:
            self._ready = _begun()
        return None

    def _begin(self) -> None:
        """Begin to read the pages that wait; while too many are under way, wait for the first of them."""
        batch, self._batch, self._batched = self._batch, [], 0
        pages, given = [page for page, _ in batch], [each for _, each in batch]
        size = max(len(data) for data, _, _ in given)
        started = self._jobs.start(str(given[0][1].url), size, _read, given, self._find, self._limit)
        self._under_way.append((pages, started))
        while len(self._under_way) >= self._jobs.ahead:
            self._take()

    def _take(self) -> None:
        """Keep what was found in the pages that were begun first; of a batch that failed, each is read by itself."""
        pages, started = self._under_way.popleft()
        try:
            for page, pickled in zip(pages, started.result(), strict=True):
                page.pickled = pickled
                self._room -= len(pickled)
        except SourceError:
            return


def _begun() -> Future[Prefilter | None]:
    from embedarchive.finder import prefilter

    made: Future[Prefilter | None] = Future()
    threading.Thread(target=lambda: made.set_result(prefilter.prefilter()), daemon=True).start()
    return made


def _read(pages: list[_Given], find: Callable[..., T], limit: int) -> tuple[bytes, ...]:
    """What is found in each page, as bytes."""
    return tuple(pickle.dumps(_found(*page, find, limit)) for page in pages)


def _found(data: bytes, origin: Origin, declared: str, find: Callable[..., T], limit: int) -> Finds[T] | SourceError:
    try:
        found = partial(find, article=origin)
        return found_in(data, origin, found, limit=limit, base_url=origin.url, media_type=declared)
    except SourceError as error:
        return error


def without_embeds(found: Scan, article: Origin) -> Scan:
    """What is told of a page of a recording: of one in which nothing is found only its address."""
    return found if found.embeds or found.links or found.ignored else empty(article)


def empty(article: Origin) -> Scan:
    """What is told of a page in which nothing is found, and which may not have been parsed."""
    return Scan(document=Document(text="", media_type="text/html", base_url=article.url, source=article.name))
