"""What the journey of an article tells as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from embedarchive.model import Reason, Scan, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one embed or image of an article.

    Attributes:
        kind: `embed` or `image`.
        index: its place among the article's embeds, or among its images, from 0.
        source: the article it stands in, as the user named it.
        article: the id of that article's row; null when it was asked for by itself.
        reason: why it is not archived; for a recovered post, why the platform did not have it.
        detail: one sentence for people; may be empty.
        platform, id, url, author, handle: what the platform says, else what the article says.
        text: the words that are kept, the platform's or else the article's.
        key: what the archive knows the post or the image by.
        record: the id of its row in `posts` or `media`.
        media: how many of the post's photos and videos are kept.
        media_missing: how many of them are not.
        fresh: whether it was asked for in this run; what an earlier run had settled is not asked for again.
    """

    kind: str
    index: int
    source: str
    status: Status
    article: int | None = None
    reason: Reason | None = None
    detail: str = ""
    platform: str | None = None
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    text: str | None = None
    key: str = ""
    record: int | None = None
    media: int = 0
    media_missing: int = 0
    fresh: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article was read and is now in the archive; its results follow.

    Attributes:
        article: the id of its row.
        news: `new`, `changed` or `known`.
        expected: how many results follow.
    """

    source: str
    scan: Scan
    article: int
    news: str
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A source could not be read as an article; the sentence says why."""

    source: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a recheck found different from the last capture.

    Attributes:
        what: `gone`, `back`, `edited`, `renamed`, `media`.
        before, after: the words, handles or states that differ.
    """

    what: str
    key: str = ""
    record: int = 0
    before: str = ""
    after: str = ""
    url: str | None = None


Event = Found | Unreadable | Result | Change


def tally(results: Iterable[Result], kind: str) -> dict[str, int]:
    """How many results of a kind ended in each state; every state is there, `found` is their sum."""
    counts = Counter(str(result.status) for result in results if result.kind == kind)
    return {"found": sum(counts.values())} | {str(status): counts[str(status)] for status in Status}


@dataclass(slots=True)
class Ledger:
    """The events of a run so far, and what they add up to."""

    results: list[Result] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    articles: int = 0
    unreadable: int = 0

    def add(self, event: Event) -> None:
        """Write down one event."""
        if isinstance(event, Found):
            self.articles += 1
        elif isinstance(event, Unreadable):
            self.unreadable += 1
        elif isinstance(event, Change):
            self.changes.append(event)
        else:
            self.results.append(event)

    @property
    def counts(self) -> dict[str, object]:
        """What the summary says; for each kind, `found` is the sum of the states."""
        return {
            "articles": self.articles,
            "unreadable": self.unreadable,
            "changes": len(self.changes),
            "embeds": tally(self.results, "embed"),
            "images": tally(self.results, "image"),
        }

    @property
    def exit_code(self) -> int:
        """0 all captured or definitely gone, 2 nothing could be read, 3 done in part, 4 something changed."""
        if self.changes:
            return 4
        if self.unreadable and not self.articles:
            return 2
        waiting = any(
            result.status in {Status.PENDING, Status.FAILED} or result.media_missing for result in self.results
        )
        return 3 if waiting or self.unreadable else 0
