"""A watch: reads its sources when they are due, looks at posts again, and tells what vanished.

All that it has to remember is in the archive, and each step is written down when it is done: one that is killed goes
on where it was. It opens the archive for a round and closes it again, so that other commands can work in between.
"""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from embedarchive.archive.results import Event
from embedarchive.archive.watch import schedule
from embedarchive.archive.watch.schedule import Plan, Watched
from embedarchive.model import Reason

if TYPE_CHECKING:
    from embedarchive.archive.folder import Archive

MOST_LOOKS = 500
"""Posts that are looked at again in one round, the most overdue first: sources are not to wait for them."""
LONGEST_PAUSE = dt.timedelta(hours=1)
"""Posts that are pending are tried again at least this often."""
_BEGUN = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """A post was found gone, and has not been told yet.

    Attributes:
        kept: whether the archive has what it said.
    """

    key: str
    platform: str
    url: str | None
    status: str
    reason: str
    gone_at: str
    captured_at: str | None
    kept: bool

    @property
    def told(self) -> dict[str, object]:
        """What a line and a webhook say; `text` is what chat programs show."""
        why = Reason(self.reason).words
        kept = "It is kept." if self.kept else "Only what articles quote of it is kept."
        facts = {name: getattr(self, name) for name in self.__slots__}
        return {"schema": 1, "event": "vanished", **facts, "text": f"{self.url or self.key} is gone ({why}). {kept}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """The webhook could not be told; the sentence says why. It is tried again in the next round."""

    sentence: str


class Watch:
    """A plan, and the archive that it is for."""

    def __init__(
        self,
        plan: Plan,
        opened: Callable[[], Archive],
        post: Callable[[str, bytes], str | None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        """Make a watch; nothing happens before its first round.

        Args:
            plan: what it does.
            opened: opens the archive for a round.
            post: sends bytes to the webhook; why it could not, or None.
            clock: the time, aware and in UTC.
        """
        self._plan, self._opened, self._post, self._clock = plan, opened, post, clock

    def round(self) -> Iterator[Event | Vanished | Unsent]:
        """Do what is due; yields all that happens."""
        with self._opened() as archive:
            store = archive.store
            if store.remembered(_BEGUN) is None:  # what was gone before the watch began is no news
                store.remember_gone()
                store.remember(_BEGUN, self._clock().isoformat())
            for watched in self._plan.sources:
                if self._due_at(archive, watched) <= self._clock():
                    with closing(archive.events([watched.source])) as events:
                        yield from events
                    store.remember(f"read:{watched.source}", self._clock().isoformat())
            with closing(archive.due_events()) as events:
                yield from events
            if self._plan.recheck and (keys := self._overdue(archive)):
                with closing(archive.recheck_events(keys=keys)) as events:
                    yield from events
            yield from self._tell(archive)

    def pause(self) -> dt.timedelta:
        """How long nothing is due that has a time of its own."""
        with self._opened() as archive:
            due = [self._due_at(archive, watched) for watched in self._plan.sources]
        soonest = min(due, default=self._clock() + LONGEST_PAUSE)
        return min(max(soonest - self._clock(), dt.timedelta(seconds=1)), LONGEST_PAUSE)

    def _due_at(self, archive: Archive, watched: Watched) -> dt.datetime:
        read = archive.store.remembered(f"read:{watched.source}")
        last = dt.datetime.fromisoformat(read) if read else None
        if last is None or last > self._clock():  # never, or by a clock that was wrong
            return self._clock()
        return last + watched.every

    def _overdue(self, archive: Archive) -> list[str]:
        now = self._clock()
        looks = ((schedule.next_look(seen, now), seen.key) for seen in _seen(archive, now))
        return [key for _, key in heapq.nsmallest(MOST_LOOKS, (look for look in looks if look[0] <= now))]

    def _tell(self, archive: Archive) -> Iterator[Vanished | Unsent]:
        """What vanished, once each as a line, and to the webhook until it has taken it."""
        store, unsent = archive.store, False
        for row in store.vanished():
            gone = Vanished(**{name: row[name] for name in Vanished.__slots__ if name != "kept"}, kept=row["kept"])
            if store.remembered(f"gone:{gone.key}") != gone.gone_at:
                yield gone
                if self._plan.webhook:
                    store.remember(f"send:{gone.key}", gone.gone_at)
                store.remember(f"gone:{gone.key}", gone.gone_at)
            if self._plan.webhook and not unsent and store.remembered(f"send:{gone.key}") == gone.gone_at:
                why = self._post(self._plan.webhook, json.dumps(gone.told, ensure_ascii=False).encode())
                if why is None:
                    store.remember(f"send:{gone.key}", "")
                else:
                    unsent = True
                    host = urlsplit(self._plan.webhook).hostname
                    yield Unsent(sentence=f"The webhook at {host} was not told: {why} The next round tries again.")


def _seen(archive: Archive, now: dt.datetime) -> Iterator[schedule.Seen]:
    for row in archive.store.looks():
        times = (row[name] and dt.datetime.fromisoformat(row[name]) for name in ("posted_at", "looked_at", "gone_at"))
        posted_at, looked_at, gone_at = times
        if looked_at is None or looked_at > now:
            looked_at = dt.datetime.fromtimestamp(0, dt.UTC)
        yield schedule.Seen(key=row["key"], posted_at=posted_at or looked_at, looked_at=looked_at, gone_at=gone_at)
