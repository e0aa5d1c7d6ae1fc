"""What became of a post or an image: a pure function of what was observed, and when to look again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from embedarchive.model import Reason, Status
from embedarchive.store.queries.history import Snapshot
from embedarchive.store.rows import reason_of
from embedarchive.store.times import parse, second

MOST_ATTEMPTS = 8
LONGEST_TRIAL = dt.timedelta(days=30)
WAITS_S = (0, 60, 300, 1800, 7200, 28800, 86400)
"""How long to wait, in seconds, after the first, the second … failed attempt."""
SLOW_WAITS_S = (3600, 21600, 86400, 172800, 345600)
"""The same for an answer in a shape that we do not know: who changed it needs days to change it back, and we to learn
it."""
PATIENT = frozenset({Reason.PROTOCOL})
"""What is tried until a month has passed, however often that was in vain."""
FIRST_WAITS_S = {Reason.RATE_LIMITED: 900, Reason.SERVER_ERROR: 60, Reason.LOGIN_WALL: 3600}
"""Where trying again at once would be rude or pointless, the least wait in seconds."""
LONGEST_WAIT_S = SLOW_WAITS_S[-1]
"""A time to try again that is much farther away was not made by this schedule."""
LONGEST_ASKED_S = 86400
"""So long we wait because a server asks for it, in seconds."""
OUR_OWN = frozenset({Reason.INTERRUPTED, Reason.DISK, Reason.NOT_TRIED})
"""What says nothing about the other side: it is no attempt, and trying again is due at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One snapshot, as far as the status depends on it. The columns of the table `snapshots`."""

    id: int
    captured_at: str
    recorded_at: str
    source: str
    outcome: str
    reason: Reason | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of it.

    Attributes:
        captured_at: when the capture that counts was made.
        gone_at: when the platform first said that it is gone, after the last time that it showed it. Something that
            we hold stays `archived` when it vanishes; this is how the loss is seen.
    """

    status: Status
    reason: Reason | None = None
    attempts: int = 0
    next_try_at: str | None = None
    captured_at: str | None = None
    gone_at: str | None = None
    gone_reason: Reason | None = None


def observe(snapshots: Sequence[Snapshot]) -> Standing:
    """The status that the rows of the snapshots of one post or image add up to."""
    return standing(
        [
            Observation(
                id=row.id,
                captured_at=row.captured_at,
                recorded_at=row.recorded_at,
                source=row.source,
                outcome=row.outcome,
                reason=reason_of(row.reason),
                retry_after=row.retry_after,
            )
            for row in snapshots
        ]
    )


def standing(observations: Sequence[Observation]) -> Standing:
    """The status that these snapshots of one post or image add up to.

    A capture from the platform makes it archived for good, as does an image's file that came with a saved article, and
    what the account's owner has exported; a capture from a web archive makes it recovered; else the platform's own word
    that it is gone counts more than any failure; else the failures since the beginning are counted.
    """
    by_time = sorted(observations, key=lambda seen: (seen.captured_at, seen.id))
    captured = [seen for seen in by_time if seen.outcome == "captured"]
    live = [seen for seen in captured if seen.source == "platform"]
    live = live or [seen for seen in captured if seen.source == "article"]
    owned = [seen for seen in captured if seen.source == "export"]
    saved = [seen for seen in captured if seen.source == "web-archive"]
    gone = [seen for seen in by_time if seen.outcome == "gone"]
    errors = sorted((seen for seen in by_time if seen.outcome == "error"), key=lambda seen: seen.id)
    if live:
        last = live[-1]
        lost = [seen for seen in gone if (seen.captured_at, seen.id) > (last.captured_at, last.id)]
        return _lost(Standing(status=Status.ARCHIVED, captured_at=last.captured_at), lost)
    if owned:  # the account's own copy says nothing of whether the post is still there
        return _lost(Standing(status=Status.ARCHIVED, captured_at=owned[-1].captured_at), gone)
    if saved:
        why = saved[-1].reason or next((seen.reason for seen in [*reversed(gone), *reversed(errors)]), None)
        what = Standing(status=Status.RECOVERED, reason=why or Reason.NOT_TRIED, captured_at=saved[-1].captured_at)
        return _lost(what, gone)
    if gone:
        return _lost(Standing(status=Status.UNAVAILABLE, reason=gone[-1].reason), gone)
    return _failing(errors)


def _lost(what: Standing, gone: Sequence[Observation]) -> Standing:
    """The same, with when and why it vanished."""
    return replace(what, gone_at=gone[0].captured_at, gone_reason=gone[-1].reason) if gone else what


def _failing(errors: Sequence[Observation]) -> Standing:
    if not errors or errors[-1].reason is None:
        return Standing(status=Status.PENDING, reason=Reason.NOT_TRIED)
    counted = [seen for seen in errors if seen.reason not in OUR_OWN]
    attempts, last, reason = len(counted), errors[-1], errors[-1].reason
    if reason.status is Status.FAILED:
        return Standing(status=Status.FAILED, reason=reason, attempts=attempts)
    first_at, last_at = parse((counted or errors)[0].recorded_at), parse(last.recorded_at)
    tried_enough = attempts >= MOST_ATTEMPTS and reason not in PATIENT
    if tried_enough or (first_at and last_at and counted and last_at - first_at >= LONGEST_TRIAL):
        return Standing(status=Status.FAILED, reason=reason, attempts=attempts)
    wait = dt.timedelta(seconds=wait_s(reason, attempts, last.retry_after))
    try:
        next_try_at = second(last_at + wait) if last_at else None
    except OverflowError:  # a clock at the end of time
        next_try_at = None
    return Standing(status=Status.PENDING, reason=reason, attempts=attempts, next_try_at=next_try_at)


def wait_s(reason: Reason, attempts: int, retry_after: float | None = None) -> float:
    """How many seconds to wait before the next attempt. What a server asks for is honoured up to a day."""
    if reason in OUR_OWN:
        return 0
    waits = SLOW_WAITS_S if reason in PATIENT else WAITS_S
    wait: float = waits[min(max(attempts, 1), len(waits)) - 1]
    least: float = FIRST_WAITS_S.get(reason, 0)
    if retry_after is not None and math.isfinite(retry_after):
        least = retry_after if reason is Reason.RATE_LIMITED else max(least, retry_after)
    return max(wait, min(least, LONGEST_ASKED_S), 0)
