"""Recorded answers to POST requests: sites ask themselves for posts so (GraphQL), at an address that names none.

Each has an address of its own here, that of the request with the fragment `#post-1`, `#post-2` and so on, in the order
of the recording. Which of them name a post is told by what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from embedarchive.model import Exchange, Request
from embedarchive.web import decoding
from embedarchive.web.bodies import TooLarge
from embedarchive.web.lookup import is_on, names
from embedarchive.web.mementos import Memento
from embedarchive.web.responses import undoing

_MOST = 500  # answers of a platform that are looked through for one post
_LARGEST = 16 << 20  # bytes of one
_KEPT = 64 << 20  # bytes of answers that stay in memory for the next post
_TEXTS = ("json", "javascript", "text/")


class PostedAnswers:
    """The answers to POST requests of a recording."""

    def __init__(self) -> None:
        self._mementos: dict[str, Memento] = {}
        self._counts: dict[str, int] = {}
        self._bodies: dict[str, bytes] = {}
        self._kept = 0

    def add(self, memento: Memento) -> None:
        """Remember an answer."""
        number = self._counts[memento.url] = self._counts.get(memento.url, 0) + 1
        self._mementos[f"{memento.url.partition('#')[0]}#post-{number}"] = memento

    def get(self, url: str) -> Memento | None:
        """The answer that has this address here."""
        return self._mementos.get(url)

    def naming(self, hosts: list[str], word: str, read: Callable[[Request, Memento], Exchange]) -> Iterator[str]:
        """The addresses of the answers on these hosts that name a word by itself.

        Args:
            hosts: theirs, or those above them.
            word: what they name.
            read: reads an answer.
        """
        there = (url for url, memento in self._mementos.items() if memento.good > 1 and is_on(url, hosts))
        for url in islice(there, _MOST):
            body = self._bodies.get(url)
            if body is None:
                body = _body(url, self._mementos[url], read)
                if self._kept + len(body) <= _KEPT:
                    self._bodies[url], self._kept = body, self._kept + len(body)
            if word.encode() in body and names(body.decode("utf-8", "replace"), word):
                yield url


def _body(url: str, memento: Memento, read: Callable[[Request, Memento], Exchange]) -> bytes:
    """What an answer says, unpacked; nothing of one that is no text or cannot be read."""
    if memento.size > _LARGEST or (memento.media_type and not any(kind in memento.media_type for kind in _TEXTS)):
        return b""
    exchange = read(Request(url=url, kind="api"), memento)
    data = exchange.body.data if exchange.body is not None else None
    if exchange.reason is not None or not data:
        return b""
    try:
        undo = undoing(exchange)
        return b"".join(decoding.decode(iter((data,)), undo, _LARGEST)) if undo else data
    except (decoding.DecodeError, TooLarge):
        return b""
