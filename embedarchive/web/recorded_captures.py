"""The answers in a recording: where each stands, which one is best, what a revisit refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive.web import heads

if TYPE_CHECKING:
    from embedarchive.web.warc_records import Record


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins."""

    path: Path
    offset: int


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer in the recording.

    Attributes:
        whole: where the record with the body is, when this one is a revisit.
        truncated: what the recorder says cut the body.
    """

    url: str
    at: dt.datetime
    status: int
    id: str
    place: Place
    revisit: bool = False
    refers_to: tuple[str, ...] = ()
    digest: str = ""
    truncated: str = ""
    whole: Place | None = None

    @property
    def rank(self) -> tuple[int, dt.datetime]:
        """The best one has the highest."""
        good = 200 <= self.status < 400 and self.status != 304
        return (3 if good and self.status != 206 and not self.truncated else 2 if good else 1), self.at


def capture_of(record: Record, place: Place) -> Capture | None:
    """The capture that a record holds; None when it holds none, or does not say when it was made."""
    from embedarchive.web.warc_records import read_head

    at, web = record.at, record.url.lower().startswith(("http:", "https:"))
    if record.kind not in ("response", "revisit") or not web or at is None:
        return None
    head = heads.parse(read_head(record.block))
    revisit, named = record.kind == "revisit", record.headers
    if head is None and not revisit:
        return None
    return Capture(
        url=record.url,
        at=at,
        status=head.status if head else 0,
        id=record.id,
        place=place,
        revisit=revisit,
        refers_to=(
            named.get("warc-refers-to", ""),
            named.get("warc-refers-to-target-uri", "") + " " + named.get("warc-refers-to-date", ""),
        ),
        digest=named.get("warc-payload-digest", ""),
        truncated=named.get("warc-truncated", ""),
    )


def resolved(found: Sequence[Capture]) -> Iterator[Capture]:
    """Captures with what their revisits refer to; a revisit of something that is not here is left out."""
    firsts: dict[str, Capture] = {}
    for capture in found:
        if not capture.revisit:
            stamp = capture.at.strftime("%Y-%m-%dT%H:%M:%SZ")
            for name in (capture.id, f"{capture.url} {stamp}", capture.digest):
                firsts.setdefault(name, capture)
    firsts.pop("", None)
    for capture in found:
        if not capture.revisit:
            yield capture
            continue
        first = next((firsts[name] for name in (*capture.refers_to, capture.digest) if name in firsts), None)
        if first is not None:
            status = capture.status if capture.status not in (0, 304) else first.status
            yield replace(capture, whole=first.place, status=status, truncated=first.truncated)
