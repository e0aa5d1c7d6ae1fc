"""What differs between the last capture of a post and a new look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedarchive.archive.results import Change
from embedarchive.model import GONE, Missing, Post, plain

VOLATILE = frozenset({"counts", "observed_at", "sources"})
"""What differs between two readings without the post being different."""

COMPARED = (("text", "edited"), ("handle", "renamed"), ("author", "renamed"))


def compare(before: Mapping[str, Any], said: Post | Missing, *, vanished: bool) -> list[Change]:
    """The changes, most telling first; empty when nothing changed or when nothing was learnt.

    Args:
        before: the body of the last capture, as the archive keeps it.
        said: what the platform says now.
        vanished: whether the platform had said since then that the post is gone.
    """
    return list(_changes(before, said, vanished=vanished))


def differences(before: Mapping[str, Any], said: Post | Missing) -> list[str]:
    """The fields that a new reading fills otherwise than the last capture did, counts aside."""
    after = plain(said)
    names = sorted((before.keys() | after.keys()) - VOLATILE)
    return [name for name in names if (before.get(name) or None) != (after.get(name) or None)]


def _changes(before: Mapping[str, Any], said: Post | Missing, *, vanished: bool) -> Iterator[Change]:
    if isinstance(said, Missing):
        if said.reason in GONE and not vanished:
            yield Change(what="gone", before=str(before.get("text") or ""), after=str(said.reason))
        return
    if vanished:
        yield Change(what="back", before="gone", after=said.text or "")
    after = plain(said)
    for field, what in COMPARED:
        # A source that has no word on a field says nothing about it.
        if before.get(field) and after[field] and before[field] != after[field] and not said.truncated:
            yield Change(what=what, before=str(before[field]), after=str(after[field]))
    had, has = _shown(before.get("media") or ()), _shown(after["media"])
    if had and has and had != has:
        yield Change(what="media", before=" ".join(had), after=" ".join(has))


def _shown(media: Any) -> list[str]:  # noqa: ANN401 -- a JSON value
    """What tells one picture or video from another: its best address, without what only names a size."""
    return [str(item["candidates"][0]).partition("?")[0] for item in media if item.get("role") != "avatar"]
