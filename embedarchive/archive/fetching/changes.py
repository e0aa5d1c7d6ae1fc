"""What differs between the last word on a post and a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedarchive.archive.results import Change
from embedarchive.model import GONE, Missing, Post, plain
from embedarchive.store.keys import clean

VOLATILE = frozenset({"counts", "observed_at", "sources", "detail"})
"""What differs between two readings without the post being different."""


def compare(before: Mapping[str, Any], said: Post | Missing, *, vanished: bool) -> list[Change]:
    """The changes, most telling first; empty when nothing changed or when nothing was learnt.

    Args:
        before: the body of the last capture, as the archive keeps it.
        said: what the platform says now.
        vanished: whether the platform had said since then that the post is gone.
    """
    return list(_changes(before, said, vanished=vanished))


def differences(before: Mapping[str, Any], said: Post | Missing, *, complete: bool) -> list[str]:
    """The fields that a new reading of the same answers fills otherwise.

    Args:
        before: the body of the last snapshot.
        said: what today's parsers read.
        complete: whether they were given every answer they asked for. If not, what they do not say any more counts for
            nothing, and that there is no post neither.
    """
    if not complete and isinstance(said, Missing):
        return []
    after = clean(plain(said))
    if ("text" in before) != ("text" in after):  # a post where there was none, or the reverse
        return ["outcome"]
    names = sorted((before.keys() | after.keys()) - VOLATILE)
    fields = [name for name in names if (before.get(name) or None) != (after.get(name) or None)]
    poorer = any(before.get(name) and not after.get(name) for name in fields)
    return [] if poorer and not complete else fields


def _changes(before: Mapping[str, Any], said: Post | Missing, *, vanished: bool) -> Iterator[Change]:
    if isinstance(said, Missing):
        if said.reason in GONE and not vanished:
            yield Change(what="gone", before=str(before.get("text") or ""), after=str(said.reason))
        return
    if vanished:
        yield Change(what="back", before="gone", after=said.text or "")
    after = clean(plain(said))
    # A source that has no word on a field says nothing about it, and half a text is not compared with a whole one.
    if _differs(before, after, "text") and bool(before.get("truncated")) == said.truncated:
        yield Change(what="edited", before=str(before["text"]), after=str(after["text"]))
    for field in ("handle", "author"):
        if _differs(before, after, field):
            yield Change(what="renamed", field=field, before=str(before[field]), after=str(after[field]))
    had, has = _shown(before.get("media") or ()), _shown(after["media"])
    if had != has and had and (has or _voice(before) == _voice(after)):
        yield Change(what="media", before=" ".join(had), after=" ".join(has))
    elif has and not had and before and _voice(before) == _voice(after):
        yield Change(what="media", after=" ".join(has))


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], field: str) -> bool:
    return bool(before.get(field) and after[field] and before[field] != after[field])


def _voice(said: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- a JSON value
    """Which answer the words came from: only the same one's silence about images says that there are none."""
    return dict(said.get("sources") or ()).get("text") or None


def _shown(media: Any) -> list[str]:  # noqa: ANN401 -- a JSON value
    """What tells one image or video from another: its best address, without what only names a size."""
    return [str(item["candidates"][0]).partition("?")[0] for item in media if item.get("role") != "avatar"]
