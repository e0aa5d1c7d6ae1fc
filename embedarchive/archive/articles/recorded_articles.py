"""A recording as a source: the articles in it."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import TypeVar

from embedarchive import web
from embedarchive.archive.articles.origins import Choice, Origin, from_address
from embedarchive.errors import SourceError
from embedarchive.model import Exchange, Request

T = TypeVar("T")


def recorded_articles(recording: web.Recording, choice: Choice) -> Iterator[Origin]:
    """The articles of a recording that are wanted, and the pages of posts that its maker asked for by themselves.

    Where it holds nothing but pages of posts, these.

    Raises:
        SourceError: it holds nothing of that.
    """
    posts: list[Origin] = []
    count = 0
    for url in filter(choice.wants, recording.pages()):
        if choice.limit is not None and count >= choice.limit:
            return
        origin = Origin(name=url, called=url, url=url) if recording.seen(url) else from_address(url)
        if origin.post is not None and not recording.asked_for(url):
            posts.append(origin)
            continue
        count += 1
        yield origin
    if not count:
        yield from posts[: choice.limit]
        if not posts and choice.limit != 0:
            raise SourceError(_no_article(str(recording.paths[0]), choice))


def _no_article(name: str, choice: Choice) -> str:
    if choice.url_match:
        return f"{name}: no page in it has an address with {choice.url_match[:80]}."
    return f"{name}: no page in it is an article; to have it answer for one: embedarchive scan ARTICLE --from {name}"


class Here:
    """A recording that answers in the caller's thread: nobody waits for anybody."""

    def __init__(self, recording: web.Recording) -> None:
        self._recording = recording

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request with one hop."""
        return self._recording.answer(request)


def at_once(work: Coroutine[object, None, T]) -> T:
    """What a coroutine returns that waits for nobody, as those do that ask `Here`."""
    try:
        work.send(None)
    except StopIteration as end:
        returned: T = end.value
        return returned
    raise RuntimeError("it waits for somebody")
