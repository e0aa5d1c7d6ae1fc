"""What the archive knows now, one value a row: a post, its media, its places, and what sources said of it.

The fields have the names of the columns. They can also be read by those names, as rows of a database can.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@functools.cache
def columns_of(kind: type) -> tuple[str, ...]:
    """The names of the columns that a row of that dataclass has: its fields, but for those that are not compared."""
    return tuple(each.name for each in dataclasses.fields(kind) if each.compare)


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(kind))


class Record(Mapping[str, Any]):
    """A frozen dataclass whose fields can be read by name, too. Those that are not compared are no columns."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 -- whatever that column holds
        if name in self:
            return getattr(self, name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in columns_of(type(self))

    def __iter__(self) -> Iterator[str]:
        return iter(columns_of(type(self)))

    def __len__(self) -> int:
        return len(columns_of(type(self)))


class Sparse(Record):
    """A record that has only the fields that are told: what is None is not there."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return any(name == told for told in self)

    def __iter__(self) -> Iterator[str]:
        return (name for name in columns_of(type(self)) if getattr(self, name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Origin(Sparse):
    """Where a fact of a post comes from.

    Attributes:
        source: article, platform, web-archive; id, address, words where nobody states it; erased.
        via: which answer of the source, or what of it: syndication, oembed, wayback, markup …
        snapshot: the row of `snapshots` that says so.
        embed: the row of `embeds` that does.
    """

    source: str
    via: str | None = None
    snapshot: int | None = None
    embed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference(Sparse):
    """One point in which an article and another voice differ, and where the article says so.

    Attributes:
        field: author, handle, text or date.
        article: what the article says; of a day, which day that is.
        voice: who says otherwise: platform, web-archive or id (the time that the post's id holds).
        said: what that voice says.
        printed: a day in the article's own characters.
    """

    field: str = ""
    article: str = ""
    voice: str = ""
    said: str = ""
    printed: str | None = None
    article_id: int | None = None
    embed_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostRow(Record):
    """A post: what is known of it now. A row of `posts`, without what only the search reads."""

    id: int
    posted_at: str | None
    author: str | None
    handle: str | None
    text: str | None
    status: str
    reason: str | None
    platform: str
    language: str | None
    latitude: float | None
    longitude: float | None
    day: str | None
    media_count: int
    article_count: int
    confidence: float | None
    place: str | None
    likes: int | None
    reposts: int | None
    replies: int | None
    url: str | None
    native_id: str | None
    key: str
    sources: Mapping[str, Origin]
    disagreements: tuple[Difference, ...]
    first_seen_at: str
    captured_at: str | None
    gone_at: str | None
    gone_reason: str | None
    attempts: int
    next_try_at: str | None
    sensitive: int
    date_text: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholePost(PostRow):
    """A row of `posts`, whole."""

    quoted: str | None
    described: str | None
    printed: str | None
    unspaced: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedPost(WholePost):
    """A post in a list: `erased_at` is when its words were erased."""

    erased_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaRow(Record):
    """An image, video or sound: a row of `media`."""

    id: int
    kind: str
    digest: str | None
    width: int | None
    height: int | None
    status: str
    reason: str | None
    alt: str
    media_type: str | None
    size: int | None
    phash: str | None
    duration_s: float | None
    latitude: float | None
    longitude: float | None
    taken_at: str | None
    credit: str
    url: str | None
    key: str
    exif: Mapping[str, object] | None
    attempts: int
    next_try_at: str | None
    captured_at: str | None
    gone_at: str | None
    gone_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedMedia(MediaRow):
    """A medium in a list: `erased_at` is when it went with the words of its post."""

    erased_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaToFetch(MediaRow):
    """A medium, with every address that it may be fetched from.

    Attributes:
        candidates: the addresses, the best first.
        served: the one under which an article shows it.
    """

    candidates: tuple[str, ...] = ()
    served: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostMedia(MediaRow):
    """A medium as a post shows it.

    Attributes:
        post_id: the post.
        told: the alternative text that the post gives, or else the medium's own.
    """

    role: str
    position: int
    post_id: int = field(default=0, compare=False)
    told: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SnapshotRow(Record):
    """What a source said of a post, and when. `body` is what it said, whole, as JSON has it."""

    id: int
    captured_at: str
    source: str
    outcome: str
    reason: str | None
    detail: str | None
    body: Mapping[str, object] | None
    parser: str
    run_id: int
    key: str = field(default="", compare=False)
    recorded_at: str = field(default="", compare=False)
    content_digest: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceRow(Record):
    """Where something is, with its precision, and where that was read: a row of `places`."""

    id: int
    latitude: float
    longitude: float
    label: str
    source: str
    precision_m: float | None
    form: str
    raw: str
    day: str | None
    post_id: int | None
    media_id: int | None
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnnotationRow(Record):
    """What somebody says of a post, a medium or an article, and has not taken back: a row of `annotations`.

    Attributes:
        id: its number; a note is corrected or withdrawn by it.
        kind: note, tag, collection, verification.
        value: the tag, the name of the collection, or what it is held for: unverified, verified, false, disputed.
        words: of a note, or why it is held for that.
        at: when it was said.
        operator: who said it, as far as that was told.
    """

    id: int
    kind: str
    value: str
    words: str
    at: str
    operator: str | None
    post_id: int | None
    media_id: int | None
    article_id: int | None


def widened(kind: Callable[..., T], row: object, **more: object) -> T:
    """A row as a value that says more of the same thing: it has the fields that both have, and these."""
    given: type = type(row)
    return kind(**{name: getattr(row, name) for name in _shared(kind, given)} | more)


@functools.cache
def _shared(kind: object, row: type) -> tuple[str, ...]:
    """The fields of a dataclass that a row of that type has, too."""
    assert isinstance(kind, type)  # noqa: S101 -- for the type checker
    return tuple(name for name in _fields(kind) if name in _fields(row))
