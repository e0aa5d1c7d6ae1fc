"""The posts of an archive as cards, read from its catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive import platforms
from embedarchive.exports.cards import Card
from embedarchive.model import Reason
from embedarchive.model.rows import PostMedia, PostRow
from embedarchive.store import Store
from embedarchive.store.queries import media, posts, snapshots
from embedarchive.store.queries.posts import PostLink, Tombstone
from embedarchive.store.queries.query import each, first, found

_GONE = {
    Reason.DELETED: "Deleted from {platform}",
    Reason.PRIVATE: "Made private on {platform}",
    Reason.WITHHELD: "Withheld by {platform}",
    Reason.SUSPENDED: "Account suspended by {platform}",
    Reason.EXPIRED: "Expired on {platform}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written.

    Attributes:
        files: how many files.
        size: of all of them, in bytes.
        posts: how many posts are in them.
        erased: how many posts were left out because their words were erased.
    """

    files: int = 0
    size: int = 0
    posts: int = 0
    erased: int = 0


def cards(store: Store, rows: Sequence[PostRow]) -> list[Card]:
    """These posts as cards, in their order, each with its media and what it quotes, answers and points at."""
    connection = store.connection
    shown: dict[int, list[PostMedia]] = defaultdict(list)
    linked: dict[int, list[PostLink]] = defaultdict(list)
    for item in each(connection, media.of_posts, [row.id for row in rows]):
        shown[item.post_id].append(item)
    for link in each(connection, posts.links, [row.id for row in rows]):
        linked[link.post_id].append(link)
    erased = store.erased_posts()
    return [_card(store, row, shown[row.id], linked[row.id], erased.get(row.key)) for row in rows]


def card_of(store: Store, number: int) -> Card:
    """The card of the post with that number, which is there."""
    return cards(store, found(store.connection, posts.by_number(number)))[0]


def _card(
    store: Store,
    row: PostRow,
    shown: Sequence[PostMedia],
    linked: Sequence[PostLink],
    erased_at: str | None,
) -> Card:
    connection, platform = store.connection, platform_name(row.platform)
    if erased_at is not None:
        known = found(connection, posts.tombstones([row.key]))
        told = known[-1] if known else Tombstone(key=row.key, at=erased_at, reason="")
        return Card(post=row, platform=platform, state="Erased", erased=told)
    keys = [row.key, *(one.key for one in found(connection, posts.earlier_keys(row.key)) if one.now == row.key)]
    captured = first(connection, snapshots.captured(keys))
    return Card(
        post=row,
        platform=platform,
        state=state(row, platform),
        media=tuple(shown),
        links=tuple(linked),
        digest=captured.content_digest if captured else None,
    )


def platform_name(name: str) -> str:
    """A platform as people write it."""
    known = platforms.catalogue().get(name)
    return known.label if known else "the web" if name == "web" else name


def state(row: PostRow, platform: str) -> str:
    """Where a post was kept from, or why it was not."""
    if row.status == "archived":
        since = _gone(row.gone_reason, platform) if row.gone_at else ""
        return f"{since} since, kept here" if since else f"As {platform} showed it"
    why = _gone(row.reason, platform)
    if row.status == "recovered":
        return f"{why}, kept from a web archive"
    return f"{why}; in the words that the article quotes" if row.text else why


def _gone(reason: str | None, platform: str) -> str:
    known = Reason(reason) if reason else None
    if known in _GONE:
        return _GONE[known].format(platform=platform)
    return f"Not captured from {platform} ({known.words if known else 'for no known reason'})"
