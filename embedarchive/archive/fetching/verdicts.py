"""Whether a platform that calls posts gone is believed.

A site that is down, has moved or wants a login answers alike for every post, and often as if the post were gone. So
the first such verdicts of a run wait until the platform has shown a post. When it has shown none of `MANY`, it is asked
for a post that is known to live; if that is not to be had either, the verdicts say something of the platform and
nothing of the posts, which stay pending. Where there are few, they are believed when the run ends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from embedarchive.archive.results import HeldBack
from embedarchive.model import GONE, Missing, Post, Reason

MANY = 10
"""So many posts of one platform, gone or not to be read, and none that is, are no chance."""

DETAIL = "The platform shows no post at all at present, so that it does not show this one says nothing."

Finish = Callable[[Post | Missing], Awaitable[None]]
"""Writes down and tells what is said of a post."""


@dataclass(slots=True)
class _Platform:
    """What a platform said in this run.

    Attributes:
        living: whether it has shown a post.
        doubted: whether it showed none where it had to.
        asked: whether it is being asked for its well-known post.
        waiting: the posts that it calls gone, and what to do with that; by the post's key.
        unread: the posts of which it said something that nobody can read.
    """

    living: bool = False
    doubted: bool = False
    asked: bool = False
    waiting: dict[str, tuple[Missing, Finish]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


class Verdicts:
    """The verdicts of one run."""

    def __init__(self, lives: Callable[[str], Awaitable[bool]], emit: Callable[[HeldBack], None]) -> None:
        """`lives`: asks a platform, by its name, for its well-known post; true if that is shown."""
        self._lives, self._emit = lives, emit
        self._platforms: dict[str, _Platform] = {}

    def waits(self, key: str) -> bool:
        """Whether what is said of a post is still to be judged."""
        return any(key in known.waiting for known in self._platforms.values())

    async def hear(self, platform: str, key: str, said: Post | Missing, finish: Finish) -> None:
        """Finish now with what a platform said of a post, or when it is known what that is worth."""
        known = self._platforms.setdefault(platform, _Platform())
        if isinstance(said, Post):
            known.living, known.doubted = True, False
            await finish(said)
            await self._believe(known)
        elif said.reason in GONE and not known.living:
            known.waiting[key] = said, finish
        else:
            if said.reason is Reason.PROTOCOL:
                known.unread.add(key)
            await finish(said)
        if known.doubted:
            await self._hold_back(known)
        elif len(known.waiting) + len(known.unread) >= MANY and known.waiting and not known.living | known.asked:
            await self._judge(known, platform)

    async def end(self) -> None:
        """The run is over: what is still open is believed."""
        for known in self._platforms.values():
            await self._believe(known)

    async def _judge(self, known: _Platform, platform: str) -> None:
        known.asked = True
        lives = await self._lives(platform)
        known.asked = False
        if lives or known.living:
            known.living = True
            await self._believe(known)
        else:
            known.doubted = True
            self._emit(HeldBack(platform=platform, posts=len(known.waiting) + len(known.unread)))
            await self._hold_back(known)

    @staticmethod
    async def _believe(known: _Platform) -> None:
        while known.waiting:
            said, finish = known.waiting.pop(next(iter(known.waiting)))
            await finish(said)

    @staticmethod
    async def _hold_back(known: _Platform) -> None:
        while known.waiting:
            said, finish = known.waiting.pop(next(iter(known.waiting)))
            await finish(Missing(reason=Reason.PROTOCOL, detail=DETAIL, id=said.id, url=said.url))
