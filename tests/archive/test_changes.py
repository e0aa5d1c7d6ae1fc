"""What counts as a change of a post, and what as a copy of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from embedarchive.archive.fetching.changes import compare
from embedarchive.archive.fetching.saving import save
from embedarchive.model import MediaRef, Post, Response, plain


def shown(*addresses: str) -> Post:
    """A post with these pictures."""
    media = tuple(MediaRef(candidates=(address,), role="photo") for address in addresses)
    return Post(platform="twitter", id="1", text="The mill turns", media=media, sources=(("text", "syndication"),))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["https://p.example/1.jpg"], ["https://p.example/2.jpg"], ["media"]),
        (["https://p.example/1.jpg"], [], ["media"]),
        ([], ["https://p.example/1.jpg"], ["media"]),
        (["https://p.example/1.jpg?name=large"], ["https://p.example/1.jpg?name=orig"], []),
    ],
)
def test_other_pictures_are_a_change(before: list[str], after: list[str], told: list[str]) -> None:
    """Put there, exchanged or taken away; another size of the same is none."""
    changes = compare(plain(shown(*before)), shown(*after), vanished=False)
    assert [change.what for change in changes] == told


class Answering:
    """Answers with one head."""

    def __init__(self, status: int, **headers: str) -> None:
        self.status, self.headers = status, tuple(headers.items())

    async def ask(self, request: Any, _key: str) -> Response:  # noqa: ANN401 -- a request
        """The answer."""
        at = dt.datetime(2026, 9, 14, tzinfo=dt.UTC)
        return Response(request=request, url=request.url, status=self.status, headers=self.headers, at=at)

    async def discard(self, answer: Response) -> None:
        """It left no file behind."""
        assert answer.status == self.status


@pytest.mark.parametrize(
    ("location", "copied"),
    [
        ("/web/20260914083000/https://x.com/a/status/1", True),
        ("https://web.archive.org/web/20260914083000/https://x.com/a/status/1", True),
        ("/account/login", False),
        ("https://x.com/a/status/1", False),
    ],
)
def test_only_a_copys_address_is_a_copy(location: str, *, copied: bool) -> None:
    """The Wayback Machine also leads to its login, or back to the page."""
    context: Any = Answering(302, location=location)
    saved = asyncio.run(save(context, "twitter:1", "https://x.com/a/status/1"))
    assert (saved.copy is not None) == copied
    assert bool(saved.detail) != copied
