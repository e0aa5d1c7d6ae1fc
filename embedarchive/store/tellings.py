"""Everything that was said of one post, the best first, and whose word it is. Pure.

A platform goes before a web archive, a web archive before the export of the account's owner, that before the article;
among equals the newest word counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from embedarchive.model.articles import DERIVED
from embedarchive.model.rows import Origin
from embedarchive.store import codec
from embedarchive.store.queries.history import Claim, Snapshot, Telling
from embedarchive.store.times import parse, parse_day

T = TypeVar("T")
ERASED = "erased"
"""Where a field comes from whose source was erased: what an article says of a post is not to be had there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One telling of a post, and the row that holds it: a snapshot, or an article's embed."""

    source: str
    says: Telling
    snapshot: int | None = None
    embed: int | None = None

    def via(self, field: str) -> str | None:
        """Which answer, or what of it, a field was read from, where the telling says so."""
        return dict(self.says.sources).get(field) or None

    def states(self, field: str, value: T | None) -> T | None:
        """What the voice itself says of a field; None where that was only derived from something else."""
        return None if self.via(field) in DERIVED else value

    def origin(self, field: str) -> Origin:
        """Where a field comes from. Who states nothing is not named for it."""
        via = self.via(field)
        derived = via in DERIVED
        return Origin(
            source=via if via and derived else self.source,
            via=None if derived or self.source == ERASED else via,
            snapshot=self.snapshot,
            embed=self.embed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that the log holds about one post.

    Attributes:
        key: the post's key, resolved where an answer resolved it.
        snapshots: oldest first, those under an earlier, unresolved key included.
        claims: what articles say, in the scans that count.
    """

    key: str
    snapshots: Sequence[Snapshot]
    claims: Sequence[Claim] = ()


def voices(history: History) -> Iterator[Voice]:
    """Every telling, the best first."""
    by_time = sorted(history.snapshots, key=lambda row: (row.captured_at, row.id), reverse=True)
    for source in ("platform", "web-archive", "export"):
        for row in by_time:
            if row.source == source and row.body is not None and row.outcome != "quoted":
                yield Voice(source=source, says=_telling(row.body), snapshot=row.id)
    for claim in sorted(history.claims, key=lambda claim: (-claim.confidence, claim.id)):
        yield Voice(source=ERASED if claim.links is None else "article", says=_claimed(claim), embed=claim.id)
    if not history.claims:  # a better parser no longer sees it, but it was asked for: its words stay, its media do not
        for row in history.snapshots:
            if row.outcome == "quoted" and row.body is not None:
                yield Voice(source="article", says=replace(_telling(row.body), media=()), snapshot=row.id)


def _telling(body: Mapping[str, object]) -> Telling:
    return codec.read(Telling, body) or Telling()


def _claimed(claim: Claim) -> Telling:
    """What an article claims, in the words of a post."""
    return Telling(
        id=claim.native_id,
        url=claim.url,
        author=claim.author,
        handle=claim.handle,
        date=parse_day(claim.date),
        date_text=claim.date_text,
        posted_at=parse(claim.posted_at),
        text=claim.text,
        language=claim.language,
        coordinates=claim.coordinates or (),
        media=claim.media or (),
        links=claim.links or (),
        quotes=claim.quotes,
        replies_to=claim.replies_to,
        sources=tuple((claim.sources or {}).items()),
    )
