"""The posts in Mastodon's export of an account (`outbox.json`): the activities of ActivityPub, and files beside them.

Format: https://docs.joinmastodon.org/user/moving/#export and ActivityStreams 2.0. What the account only shared
(`Announce`) is another's: it is counted and passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from embedarchive.errors import SourceError
from embedarchive.model import INSIDE, Exported, Post
from embedarchive.platforms.mastodon import address as mastodon
from embedarchive.protocols.declaring.export import OTHER, SHARED, Beside
from embedarchive.protocols.reading import activitypub, values

SOURCE = "export"


def exported(data: bytes, beside: Beside) -> Iterator[Exported | str]:
    """The account's own posts, in the order of the file, and what is none.

    Raises:
        SourceError: it is no JSON.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise SourceError("The export is no JSON: it breaks off, or was changed. Unpack it again.") from None
    person = _person(beside)
    listed = values.mapping(whole).get("orderedItems")
    for activity in map(values.mapping, listed if isinstance(listed, list) else ()):  # all of them
        note = values.mapping(activity, "object")
        known = next(filter(None, (mastodon.recognise(str(note.get(name))) for name in ("url", "id"))), None)
        if known is None or activity.get("type") not in {"Create", "Update"}:
            yield SHARED if activity.get("type") == "Announce" else OTHER
            continue
        attached, files = _attached(note)
        post = activitypub.post({**note, "attachment": attached}, known)
        if isinstance(post, Post):
            author = post.author or values.text(person.get("name"))
            told = tuple((name, SOURCE if said == "activitypub" else said) for name, said in post.sources)
            told += (("author", SOURCE),) if author and not post.author else ()
            post = _replaced(post, author=author, sources=told)
            yield Exported(post=post, record=json.dumps(activity, ensure_ascii=False).encode(), files=files)
        else:
            yield OTHER


def _replaced(post: Post, **changes: Any) -> Post:  # noqa: ANN401 -- fields of the post
    from dataclasses import replace

    return replace(post, **changes)


def _person(beside: Beside) -> Mapping[str, object]:
    try:
        return values.mapping(json.loads(beside("actor.json") or b"{}"))
    except (ValueError, RecursionError):
        return {}


def _attached(note: Mapping[str, object]) -> tuple[list[object], tuple[tuple[str, tuple[str, ...]], ...]]:
    """What is attached, and for a file of the export its name: there it stands in place of an address."""
    attached: list[object] = []
    files = []
    for item in map(values.mapping, values.items(note.get("attachment"), 40)):
        name = item.get("url")
        if isinstance(name, str) and "://" not in name and name.strip("/"):
            address = f"{INSIDE}{name.strip('/')}"
            files.append((address, (name.strip("/"),)))
            attached.append({**item, "url": address})
        else:
            attached.append(item)
    return attached, tuple(files)
