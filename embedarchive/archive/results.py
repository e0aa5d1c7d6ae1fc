"""What the journey of an article tells as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from embedarchive.model import Reason, Scan, Status
from embedarchive.model.states import UNREACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one embed or image of an article.

    Attributes:
        kind: `embed` or `image`.
        index: its place among the article's embeds, or among its images, from 0.
        source: the article it stands in, as the user named it.
        article: the id of that article's row; None when it was asked for by itself.
        reason: why it is not archived; for a recovered post, why the platform did not have it.
        detail: one sentence for people; may be empty.
        platform, id, url, author, handle: what the platform says, else what the article says.
        text: the words that are kept, the platform's or else the article's.
        key: what the archive knows the post or the image by.
        record: the id of its row in `posts` or `media`.
        media: how many of the post's photos and videos are kept.
        media_missing: how many of them are not.
        fresh: whether it was asked for in this run; what an earlier run had settled is not asked for again.
        erased: whether its words and media were erased from the archive; the state is what it was before.
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
    erased: bool = False


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
    """What a recheck found different from the last capture, or what today's parsers read otherwise.

    Attributes:
        what: `gone`, `back`, `edited`, `renamed`, `media`; `reparsed` when only the reading differs.
        before, after: the words, handles or states that differ; of a `reparsed` post the names of the fields.
        field: of what was `renamed`, handle or author.
    """

    what: str
    key: str = ""
    record: int = 0
    before: str = ""
    after: str = ""
    field: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A post was looked at again; its changes came before.

    Attributes:
        reason: why nothing was learnt; None when something was, were it that nothing changed.
    """

    key: str
    url: str | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The Wayback Machine was asked to keep a post that is live.

    Attributes:
        copy: the address of its copy; None when it made none.
        detail: why not; one sentence.
    """

    key: str
    url: str
    copy: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """A browser was asked to show a post.

    Attributes:
        what: `card`, our own, or `screenshot`, the platform's embed page.
        url: the page.
        digest: of the screenshot; None when there is none.
        detail: why not; one sentence.
    """

    key: str
    what: str
    url: str
    digest: str | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One question and its answer are in the log.

    Attributes:
        size: bytes of the answer's body, before unpacking.
        source: `network`, `recording` …
        key: of the post or image that it was asked for.
    """

    url: str
    status: int | None
    reason: Reason | None
    detail: str
    size: int
    elapsed_ms: int
    source: str
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """There was nothing to ask or to look at; the sentence says why.

    Attributes:
        unsettled: how many posts and images are pending all the same; for a recheck, or failed.
    """

    sentence: str
    unsettled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """A platform called many posts gone, or answered what nobody can read, and showed none: it is not believed.

    Attributes:
        posts: how many so far; they and those that follow stay pending.
    """

    platform: str
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The run ended before its work was done, because the archive takes nothing more; the sentence says why.

    Attributes:
        damaged: whether the archive is damaged.
    """

    sentence: str
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the user should know of a source that was read, such as that a recording is cut off."""

    source: str
    sentence: str


Event = Found | Unreadable | Noted | Result | Change | Looked | Saved | Viewed | Fetched | Idle | HeldBack | Stopped


def tally(results: Iterable[Result], kind: str) -> dict[str, int]:
    """How many results of a kind ended in each state; every state is there, `found` is their sum."""
    return _states(Counter((result.kind, str(result.status)) for result in results), kind)


def _states(counts: Mapping[tuple[str, str], int], kind: str) -> dict[str, int]:
    states = {str(status): counts.get((kind, str(status)), 0) for status in Status}
    return {"found": sum(states.values())} | states


@dataclass(slots=True)
class Ledger:
    """What the events of a run add up to; the events themselves are not held.

    Attributes:
        different: the keys of the posts and of the images that there were results for.
        waiting: why things are pending, and how often.
        media_missing: photos and videos of posts that are not kept.
        unknown: why posts that were looked at again told nothing, and how often.
        unsettled: posts and images that are not archived though there was nothing to do about them.
        passed_over: embeds and images that were found and, as the run was told, not asked for.
        viewed, unviewed: screenshots of posts that were taken, and those that could not be.
        asked, answered: whether anybody on the network was asked, and whether anybody answered.
    """

    articles: int = 0
    unreadable: int = 0
    changes: int = 0
    looked: int = 0
    saved: int = 0
    viewed: int = 0
    unviewed: int = 0
    media_missing: int = 0
    unsettled: int = 0
    passed_over: int = 0
    stopped: bool = False
    damaged: bool = False
    asked: bool = False
    answered: bool = False
    different: dict[str, set[str]] = field(default_factory=lambda: {"embed": set(), "image": set()})
    waiting: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    _reparsed: int = 0
    _results: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, event: Event) -> None:
        """Write down one event."""
        if isinstance(event, Result):
            self._add_result(event)
        elif isinstance(event, Found):
            self.articles += 1
            self.passed_over += len(event.scan.embeds) + len(event.scan.images) - event.expected
        elif isinstance(event, Unreadable):
            self.unreadable += 1
        elif isinstance(event, Change):
            self.changes += 1
            self._reparsed += event.what == "reparsed"
        elif isinstance(event, Looked):
            self.looked += 1
            if event.reason is not None:
                self.unknown[str(event.reason)] += 1
        elif isinstance(event, Saved | Viewed | Fetched):
            self._add_extra(event)
        elif isinstance(event, Idle):
            self.unsettled += event.unsettled
        elif isinstance(event, Stopped):
            self.stopped, self.damaged = True, event.damaged

    def _add_extra(self, event: Saved | Viewed | Fetched) -> None:
        if isinstance(event, Saved):
            self.saved += event.copy is not None
        elif isinstance(event, Fetched):
            self.asked |= event.source == "network"
            self.answered |= event.source == "network" and event.status is not None
        else:
            self.viewed += event.digest is not None
            self.unviewed += event.digest is None

    def _add_result(self, result: Result) -> None:
        self._results[result.kind, str(result.status)] += 1
        self.different[result.kind].add(result.key)
        self.media_missing += result.media_missing
        if result.status is Status.PENDING:
            self.waiting[str(result.reason)] += 1

    def states(self, kind: str) -> dict[str, int]:
        """How many results of a kind ended in each state; `found` is their sum."""
        return _states(self._results, kind)

    def is_offline(self, reasons: Iterable[str]) -> bool:
        """Whether it is our own network that seems to be away, of what was not reached for these reasons.

        Not when somebody answered all the same, nor when nobody was asked: what is not due yet tells nothing.
        """
        return self.asked and not self.answered and set(reasons) <= UNREACHED

    @property
    def results(self) -> int:
        """How many results there were."""
        return self._results.total()

    @property
    def counts(self) -> dict[str, object]:
        """What the summary says; for each kind, `found` is the sum of the states."""
        told = {
            "articles": self.articles,
            "unreadable": self.unreadable,
            "changes": self.changes,
            "embeds": self.states("embed"),
            "images": self.states("image"),
        }
        more = {"looked": self.looked, "unknown": self.unknown.total(), "saved": self.saved}
        more |= {"viewed": self.viewed, "unviewed": self.unviewed}
        return told | {name: count for name, count in more.items() if count}

    @property
    def exit_code(self) -> int:
        """0 captured or definitely gone, 2 nothing could be read, 3 done in part, 4 something changed, 5 damaged."""
        if self.damaged:
            return 5
        if self.changes > self._reparsed:
            return 4
        if self.unreadable and not (self.articles or self.stopped):
            return 2
        if self.unsettled:
            return 3
        failed = any(self._results[kind, state] for kind in self.different for state in ("pending", "failed"))
        incomplete = failed or self.media_missing or self.unviewed or self.unreadable or self.unknown or self.stopped
        return 3 if incomplete else 0
