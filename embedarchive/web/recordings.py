"""A recorded web: WARC, ARC, WACZ and HAR files that answer in the network's place.

An address is looked for from exact to lenient (`lookup`), and how it was found is told: `docs/recordings.md`. Among
several mementos of one address the newest good one wins: a whole answer (2xx) or a redirect before a part (206), a part
before an error; of an image that is recorded in several sizes the largest. What a `revisit` record refers to is
resolved, in whichever of the files it is. Only what a GET request got is given.

A file that is cut or damaged gives what stands whole before the damage, and `notes` says so in words for the user, as
it says how many records hold no answer that can be given; a file in which nothing can be read is an error.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from embedarchive.errors import RecordingError
from embedarchive.model import Exchange, Reason, Request
from embedarchive.web import heads
from embedarchive.web.bodies import body_of
from embedarchive.web.limits import DEFAULT, Limits
from embedarchive.web.lookup import RECORDED, Hit, Lookup, SameQuestion, alike, asked
from embedarchive.web.mementos import OK, PAGES, Look, Memento
from embedarchive.web.posted_answers import PostedAnswers
from embedarchive.web.recorded_answers import Misled, Reader
from embedarchive.web.recorded_files import Index, index, scanned
from embedarchive.web.recording_kinds import look_at
from embedarchive.web.responses import redirect
from embedarchive.web.revisits import resolved
from embedarchive.web.volumes import Damaged, Volume

if TYPE_CHECKING:
    import asyncio


_POSTED = 6
"""Answers to POST requests that are given of one post."""


class Recording:
    """A `Source` that answers from recordings. Use it in `async with`, or call `close`."""

    def __init__(
        self,
        paths: Iterable[Path | str],
        *,
        spool: Path | str | None = None,
        limits: Limits = DEFAULT,
        same: SameQuestion | None = None,
        look: Look | None = None,
    ) -> None:
        """See `recording`."""
        self.paths = tuple(Path(path) for path in paths)
        self.notes: tuple[str, ...] = ()
        self._limits, self._same = limits, same
        self._spool = None if spool is None else Path(spool)
        self._own: Path | None = None
        self._index = Index(look=look)
        self._mementos = Lookup[Memento]()
        self._posted = PostedAnswers()
        self._ready = False
        self._lock: asyncio.Lock | None = None
        self._turn = threading.Lock()
        for path in self.paths:
            look_at(path)

    async def __aenter__(self) -> Self:
        await self._prepare()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was written beside the recording; streamed bodies in a spool of the caller's stay."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None

    async def exchange(self, request: Request) -> Exchange:
        """What the recording has for this request; `not-in-recording` when it has nothing."""
        import asyncio

        await self._prepare()
        if self._has_nothing(request.url):  # as for most addresses of a post that it does not hold
            return self.answer(request)
        return await asyncio.to_thread(self.answer, request)

    def _has_nothing(self, url: str) -> bool:
        """Whether that is known without reading a file or going through all addresses."""
        known = self._mementos.ready and self._posted.get(url) is None and not url.startswith(RECORDED)
        return known and not any(self._mementos.steps(url))

    async def _prepare(self) -> None:
        import asyncio

        if self._ready:
            return
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            await asyncio.to_thread(self.index)

    # ---------------------------------------------------------------------------------------------------------- index

    def index(self) -> None:
        """Read every file and remember where the answers are; the first use does it, if nobody did before.

        Raises:
            RecordingError: nothing in a file can be read.
        """
        if self._ready:
            return
        for path in self.paths:
            try:
                index(path, self._index, self._private)
            except OSError as error:
                raise RecordingError(f"{path}: cannot be read ({error.strerror}).") from error
        self._arrange()
        self._ready = True

    def _arrange(self) -> None:
        """Make the look-up of what was found, and say what was left out."""
        left: dict[str, Counter[str]] = {name: Counter(whys) for name, whys in self._index.left_out.items()}
        mementos, posted = Lookup[Memento](same=self._same), PostedAnswers()
        for memento in resolved(self._index.mementos):
            whys = left.setdefault(memento.place.volume.name, Counter())
            method = self._index.posted.get(memento.id, memento.method)
            if method == "POST" and memento.failed is None and not (memento.revisit and memento.whole is None):
                posted.add(memento)
                whys["to POST requests, but for the posts that these name"] += 1
            elif method != "GET":
                whys["to another question than GET"] += 1
            elif memento.revisit and memento.whole is None:
                whys["repeating one that is not in the recording"] += 1
            else:
                mementos.add(memento.url, memento)
        told = (f"{name}: left out {_listed(whys)}." for name, whys in left.items() if whys)
        self._mementos, self._posted, self.notes = mementos, posted, (*self._index.notes, *told)

    def pages(self) -> Iterator[str]:
        """The addresses of the articles in it, each once: those of its lists of pages, else of its pages by themselves.

        A page by itself is HTML that was answered with 200, and that no browser asked for as a frame of another page.
        """
        self.index()
        listed = dict.fromkeys(self._index.pages)
        yield from listed
        for url, mementos in self._mementos:
            best = max(mementos, key=lambda memento: memento.rank)
            itself = best.status == OK and best.media_type in PAGES
            listing = best.place.volume in self._index.listing
            if itself and not listing and url not in listed and best.id not in self._index.framed:
                yield url

    def seen(self, url: str) -> object:
        """What `look` made of the page that this address gets; None when it was not shown that page."""
        best = self.memento(url)
        return best.seen if best is not None and best.whole is None else None

    def memento(self, url: str) -> Memento | None:
        """The best memento of exactly this address."""
        mementos = self._mementos.exact(url)
        return max(mementos, key=lambda memento: memento.rank) if len(mementos) > 1 else next(iter(mementos), None)

    def asked_for(self, url: str) -> bool:
        """Whether its lists of pages say that this page was asked for, and not only met on the way."""
        return url in self._index.seeds

    # --------------------------------------------------------------------------------------------------------- answer

    def answer(self, request: Request) -> Exchange:
        """As `exchange`, from a thread; the recording has been indexed."""
        if request.url.startswith(RECORDED):
            return self._listed(request)
        detail = "The recording holds no answer for this address."
        none = _none(request, Reason.NOT_IN_RECORDING, detail)
        if request.method != "GET":
            return none
        try:
            return self._found(request) or none
        except Misled as error:
            self._read_anew(error.args[0])
            return self._found(request) or none

    def _found(self, request: Request) -> Exchange | None:
        if (posted := self._posted.get(request.url)) is not None:
            exchange = self._read(request, posted)
            told = "The recorded answer to a POST request, which names the post."
            return replace(exchange, flags=(*exchange.flags, "found=posted"), detail=exchange.detail or told)
        for hit, memento in self._candidates(request):
            if memento.failed is not None:
                told = "The recording says that there was no answer"
                return _none(request, memento.failed, f"{told} ({memento.failed}).", memento.at)
            exchange = self._read(request, memento)
            if exchange.reason in (Reason.PROTOCOL, Reason.DISK) and exchange.status is None:
                return exchange
            if hit.step == "exact":
                return exchange
            target = redirect(exchange, hit.url)
            if target is None or alike(target) != alike(request.url):  # from http to https: what was asked for itself
                return _told(exchange, hit, request)
        return None

    def _read(self, request: Request, memento: Memento) -> Exchange:
        """One recorded answer, or why it cannot be read."""
        try:
            return self._reader().read(request, memento)
        except Misled:
            raise Misled(memento.place.volume) from None
        except Damaged as error:
            return _none(request, Reason.PROTOCOL, f"The recorded answer cannot be read: {error}.", memento.at)
        except OSError as error:
            return _none(request, Reason.DISK, f"The recording cannot be read: {error.strerror}.", memento.at)

    def _candidates(self, request: Request) -> Iterator[tuple[Hit[Memento], Memento]]:
        """The best memento of each step, from exact to lenient."""
        steps: dict[str, list[tuple[Hit[Memento], Memento]]] = {}
        for hit in self._mementos.steps(request.url):
            best = max(hit.values, key=lambda memento: memento.rank)
            if hit.step == "exact":
                yield hit, best
            else:
                steps.setdefault(hit.step, []).append((hit, best))
        for step, found in steps.items():
            by_size = step == "question" and request.kind == "media"
            yield from sorted(
                found, key=lambda one: (one[1].good, one[1].size if by_size else 0, one[1].rank), reverse=True
            )

    def _reader(self) -> Reader:
        return Reader(
            requests=self._index.requests, limits=self._limits, folder=self._folder, beside=self._index.beside
        )

    def _read_anew(self, volume: Volume) -> None:
        """Read a volume whose index is wrong as if it had none."""
        with self._turn:
            if not any(memento.indexed and memento.place.volume == volume for memento in self._index.mementos):
                return
            self._index.mementos = [each for each in self._index.mementos if each.place.volume != volume]
            self._index.notes += (f"{volume.name}: its index is wrong, so all of it was read.",)
            try:
                scanned(volume, self._index, self._private)
            except RecordingError as error:
                self._index.notes += (str(error),)
            self._arrange()

    def _listed(self, request: Request) -> Exchange:
        """The recorded addresses that name a post."""
        hosts, word = asked(request.url)
        posted = self._posted.naming(hosts, word, self._read)
        found = [*self._mementos.naming(request.url), *islice(posted, _POSTED)]
        none = _none(request, Reason.NOT_IN_RECORDING, "The recording holds no address that names this post.")
        if not found:
            return none
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/uri-list; charset=utf-8\r\n\r\n"
        body = body_of("\r\n".join(found).encode())
        return replace(none, reason=None, detail="", status=200, response_head=head, body=body)

    def _folder(self) -> Path:
        """Where large bodies go."""
        if self._spool is not None:
            self._spool.mkdir(parents=True, exist_ok=True)
            return self._spool
        return self._private()

    def _private(self) -> Path:
        """What ends with the source."""
        if self._own is None:
            if self._spool is not None:
                self._spool.mkdir(parents=True, exist_ok=True)
            self._own = Path(tempfile.mkdtemp(prefix="embedarchive-", dir=self._spool))
        return self._own


def recording(
    paths: Sequence[Path | str],
    *,
    spool: Path | str | None = None,
    limits: Limits = DEFAULT,
    same: SameQuestion | None = None,
    look: Look | None = None,
) -> Recording:
    """A source that answers from recordings instead of the network.

    WARC (`.warc`, `.warc.gz`, `.warc.zst`) and ARC files, WACZ, HAR, and a ZIP file with a HAR file in it. They are
    read by streaming: an index of the places stays in memory, the answers stay in the files. The index is made when the
    source is entered or first asked; `notes` then says what of the files could not be used.

    Args:
        paths: the files; all of them answer as one.
        limits: how large an answer may be.
        spool: the folder for bodies of streamed requests; whoever receives one owns it. Without it, a temporary folder
            that ends with the source.
        same: says which addresses ask the same question.
        look: is shown the pages while the files are read, each with its address, its `Content-Type` and its bytes;
            what it makes of one is kept (`seen`), so that it need not be read again.

    Raises:
        RecordingError: there is no such file, or it is no recording; from the first use: nothing in it can be read.
    """
    return Recording(paths, spool=spool, limits=limits, same=same, look=look)


def _listed(whys: Counter[str]) -> str:
    return ", ".join(f"{count:,} {'answer' if count == 1 else 'answers'} {why}" for why, count in whys.most_common())


def _told(exchange: Exchange, hit: Hit[Memento], request: Request) -> Exchange:
    """An answer to a question that was written in another way, which is told."""
    size = exchange.body.size if exchange.body else 0
    largest = (
        f", {size:,} bytes, the largest that is recorded" if hit.step == "question" and request.kind == "media" else ""
    )
    url = heads.redact_url(hit.url)
    return replace(
        exchange,
        recorded_url=url,
        flags=(*exchange.flags, f"found={hit.step}"),
        detail=exchange.detail or f"Recorded as {url}{largest}.",
    )


def _none(request: Request, reason: Reason, detail: str, at: dt.datetime | None = None) -> Exchange:
    return Exchange(
        url=heads.redact_url(request.url),
        reason=reason,
        detail=detail,
        at=at or dt.datetime.now(dt.UTC),
        source="recording",
    )
