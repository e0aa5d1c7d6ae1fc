"""Which answer a fact of a post came from: the `sources` of a `Post`."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

from embedarchive.model import Post

_FACTS = tuple(
    item.name for item in dataclasses.fields(Post) if item.name not in {"platform", "sources", "observed_at"}
)


def credited(post: Post, source: str, **others: str) -> Post:
    """The post with `sources` for every field that is set; `others` names the fields that came from elsewhere."""
    return replace(
        post,
        sources=tuple(
            (name, others.get(name, source)) for name in _FACTS if getattr(post, name) not in (None, (), False)
        ),
    )


def filled(post: Post, other: Post) -> Post:
    """The post, with what it lacks taken from another answer about the same post, source included.

    That a text is cut off goes with the text.
    """
    unsaid = {"truncated"} if post.text else set[str]()
    lacking: dict[str, Any] = {
        name: getattr(other, name)
        for name in _FACTS
        if name not in unsaid
        and getattr(post, name) in (None, (), False)
        and getattr(other, name) not in (None, (), False)
    }
    known = dict(other.sources)
    return replace(post, **lacking, sources=(*post.sources, *((name, known.get(name, "")) for name in lacking)))


def renamed(post: Post, read: str, name: str) -> Post:
    """The post with what its reader calls `read` named after the source that answered; as it is, where `read` is empty.

    Two pages of a platform may have one reader: only who asked knows which of them it was.
    """
    if not read:
        return post
    return replace(post, sources=tuple((field, name if source == read else source) for field, source in post.sources))
