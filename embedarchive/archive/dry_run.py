"""Find only: nothing is written, and nothing is fetched but a source that is itself an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from embedarchive import finder
from embedarchive.archive.articles import confined
from embedarchive.archive.articles.jobs import Jobs, in_order
from embedarchive.archive.articles.origins import Choice, Origin, is_told, origins, read, scan_of_post, unfolded
from embedarchive.archive.articles.reading import Finds, Read, Several, begin, found_in, is_file
from embedarchive.documents import publication
from embedarchive.errors import RecordingError, SourceError
from embedarchive.model import Document, Scan

if TYPE_CHECKING:
    from embedarchive.web import Recording

T = TypeVar("T")
Told: TypeAlias = Callable[[Scan], T]
"""What is made of a scan, in whichever process it was found."""
Find: TypeAlias = Callable[[Document], T]
Step: TypeAlias = Callable[[], Iterator[T | SourceError]]


def dry_run(sources: Sequence[str | Path], **options: Any) -> Iterator[Scan | SourceError]:  # noqa: ANN401 -- see `told_of`
    """A scan for every article that the sources stand for, or why there is none. The options are those of `told_of`."""
    return told_of(sources, unchanged, **options)


def told_of(
    sources: Sequence[str | Path],
    told: Told[T],
    *,
    base_url: str | None = None,
    limit: int,
    recordings: Sequence[Path] = (),
    choice: Choice = Choice(),  # noqa: B008 -- frozen
    images: bool = True,
    render: bool = False,
    jobs: int = 1,
    opened: Callable[[Recording], None] | None = None,
    **network: Any,  # noqa: ANN401 -- options of `web.network`
) -> Iterator[T | SourceError]:
    """What a function makes of the scan of every article that the sources stand for, or why there is none, in order.

    Args:
        sources: files, folders, addresses.
        told: the function, of a module, since it is called where the article was read.
        base_url: what addresses are resolved against that stand in articles which do not say so.
        limit: bytes of the largest article.
        recordings: what answers in place of the network.
        choice: which articles of a recording.
        images: whether images are looked for.
        render: whether articles are rendered in a browser first.
        jobs: in how many processes files are read.
        opened: is given each recording that is a source, before what is found in it.
        **network: how addresses are fetched.

    Raises:
        RecordingError: a recording cannot be read. Said before anything else: without it the run would be another.
    """
    if recordings:
        from embedarchive.archive.articles.article_pages import open_source

        open_source(recordings)
    settings = _Settings(base_url, limit, tuple(recordings), render, network, choice, images, opened)
    with closing(Jobs(jobs)) as reading:
        run = _Run(settings, told, reading)
        yield from in_order(run.steps_of(sources), reading.ahead)


@dataclass(frozen=True, slots=True)
class _Settings:
    base_url: str | None
    limit: int
    recordings: tuple[Path, ...]
    render: bool
    network: dict[str, Any]
    choice: Choice
    images: bool
    opened: Callable[[Recording], None] | None


class _Run(Generic[T]):
    """What a run finds, a step for each file or address."""

    def __init__(self, settings: _Settings, told: Told[T], jobs: Jobs) -> None:
        self._settings, self._told, self._jobs = settings, told, jobs
        self._find = partial(_told_of, told=told, images=settings.images)

    def steps_of(self, sources: Iterable[str | Path]) -> Iterator[Step[T]]:
        """Everything that the sources stand for; what is a file begins to be read as its step is taken."""
        for source in sources:
            try:
                yield from map(self._step, origins(source))
            except SourceError as error:
                yield partial(iter, (error,))

    def _step(self, origin: Origin) -> Step[T]:
        """Begin to read what can be read elsewhere; the rest waits for its turn."""
        if not is_file(origin):
            return partial(self._named, origin, partial(self._here, origin))
        settings = self._settings
        try:
            begun = begin(self._jobs, origin, self._find, limit=settings.limit, base_url=settings.base_url)
        except SourceError as error:
            return partial(iter, (error,) if is_told(origin, error) else ())
        return partial(self._named, origin, partial(self._read, origin, begun.finds))

    def _named(self, origin: Origin, step: Step[T]) -> Iterator[T | SourceError]:
        """A step, and why it ends early; what is no article and was only met in a folder needs no word."""
        try:
            yield from step()
        except SourceError as error:
            if is_told(origin, error):
                yield error

    def _read(self, origin: Origin, finds: Future[Finds[T]]) -> Iterator[T | SourceError]:
        """What was found in a file, or in the articles that its list leads to."""
        result = finds.result()
        if isinstance(result, tuple):
            yield from result
        elif isinstance(result, Several):
            yield from map(self._scan_or_why, result.documents)
        else:
            yield from in_order(map(self._step, unfolded(result, origin)), self._jobs.ahead)

    def _here(self, origin: Origin) -> Iterator[T | SourceError]:
        """What is read one after the other: posts, recordings, exports, addresses."""
        if origin.post is not None:
            yield self._told(scan_of_post(origin))
        elif origin.recording:
            yield from self._recorded(origin)
        elif origin.export is not None:
            from embedarchive.archive.articles import exported

            for each in exported.posts(origin, read(origin, exported.LARGEST), Counter()):
                yield self._told(exported.scan_of(origin, each))
        else:
            found = self._fetched(origin)
            if isinstance(found, tuple):
                yield from map(self._scan_or_why, found)
            else:
                yield from in_order(map(self._step, unfolded(found, origin)), self._jobs.ahead)

    def _scan_or_why(self, document: Document, find: Find[T] | None = None) -> T | SourceError:
        """What stands in an article, as far as it is asked for, or why it cannot be read; the others can."""
        try:
            return confined.confined(document.source, len(document.text), _called, find or self._find, document)
        except SourceError as error:
            return error

    def _recorded(self, origin: Origin) -> Iterator[T | SourceError]:
        """The articles of a recording, in its order."""
        from embedarchive.archive.articles.article_pages import open_recording
        from embedarchive.archive.articles.recorded_articles import recorded_articles
        from embedarchive.archive.articles.recorded_pages import RecordedPages

        assert origin.path is not None  # noqa: S101 -- as every recording
        settings, paths = self._settings, (origin.path, *self._settings.recordings)
        find = partial(_of_recorded, told=self._told)
        look = None if settings.images else RecordedPages(self._jobs, find, settings.choice, settings.limit)
        try:
            recording = open_recording(paths, look=look)
        except RecordingError as error:
            yield SourceError(str(error))
            return
        with closing(recording):
            if look is not None:
                look.finish()
            if settings.opened is not None:
                settings.opened(recording)
            begin = partial(self._recorded_step, recording)
            yield from in_order(map(begin, recorded_articles(recording, settings.choice)), self._jobs.ahead)

    def _recorded_step(self, recording: Recording, article: Origin) -> Step[T]:
        """Begin to read a page of a recording, unless it was read with the recording."""
        from embedarchive.archive.articles.article_pages import fetched_page
        from embedarchive.archive.articles.recorded_articles import Here, at_once
        from embedarchive.archive.articles.recorded_pages import Page, empty

        if article.post is not None:
            return partial(iter, (self._told(scan_of_post(article)),))
        find = self._find if self._settings.images else partial(_of_recorded, told=self._told, article=article)
        seen = recording.seen(str(article.url))
        if isinstance(seen, Page):
            if seen.is_empty:
                return partial(iter, (self._told(empty(article)),))
            if (found := seen.found()) is not None:
                return partial(self._of_finds, found, find)
        try:
            answer = at_once(fetched_page(Here(recording), article))
        except SourceError as error:
            return partial(iter, (error,))
        begun = self._jobs.start(
            article.name, len(answer.body), found_in, answer.body, article, find,
            limit=self._settings.limit, base_url=answer.url, media_type=answer.header("content-type"),
        )  # fmt: skip
        return partial(self._of_finds, begun, find)

    def _of_finds(self, begun: Future[Finds[T]] | Finds[T] | SourceError, find: Find[T]) -> Iterator[T | SourceError]:
        """What stands in a page of a recording; a page that is a list is no article."""
        try:
            found = begun.result() if isinstance(begun, Future) else begun
        except SourceError as error:
            found = error
        if isinstance(found, SourceError):
            yield found
        elif isinstance(found, Several):
            yield from map(partial(self._scan_or_why, find=find), found.documents)
        elif isinstance(found, tuple):
            yield from found

    def _fetched(self, origin: Origin) -> Read:
        """What is answered at an address."""
        import asyncio

        from embedarchive.archive.articles.article_pages import open_browser, open_source, read_page

        settings = self._settings
        browser = open_browser(wanted=settings.render)

        async def fetched() -> Read:
            async with open_source(settings.recordings, **settings.network) as web_source, browser or nullcontext():
                found, _ = await read_page(web_source, origin, limit=settings.limit, browser=browser)
                return found

        return asyncio.run(fetched())


def _told_of(document: Document, *, told: Told[T], images: bool) -> T:
    return told(finder.scan(document, images=images))


def _called(find: Find[T], document: Document) -> T:
    return find(document)


def _of_recorded(document: Document, *, told: Told[T], article: Origin) -> T:
    from embedarchive.archive.articles.recorded_pages import without_embeds

    return told(without_embeds(finder.scan(document, images=False), article))


def unchanged(scan: Scan) -> Scan:
    """The scan as it is: what `dry_run` makes of it."""
    return scan


def published(scan: Scan) -> Scan:
    """The scan with what its document says of its publication."""
    return replace(scan, document=publication.told(scan.document))
