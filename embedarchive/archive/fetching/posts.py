"""A post: ask for it, look at it again, read what was answered anew; and keep what is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from embedarchive import platforms
from embedarchive.archive.fetching.captures import drive
from embedarchive.archive.fetching.changes import compare, differences
from embedarchive.archive.fetching.remembered import LogAsOf
from embedarchive.archive.fetching.run_context import Heard, RunContext
from embedarchive.archive.results import Change
from embedarchive.errors import ArchiveError
from embedarchive.finder import facts
from embedarchive.model import GONE, Capture, Embed, MediaRef, Missing, Post, Reason
from embedarchive.store import codec
from embedarchive.version import __version__

PARSER = f"embedarchive {__version__}"

SECOND_CHANCE = GONE | {
    Reason.LOGIN_WALL,
    Reason.UNIDENTIFIED,
    Reason.UNSUPPORTED,
    Reason.NOT_IN_RECORDING,
    Reason.PROTOCOL,
    Reason.DECODE,
    Reason.REDIRECTS,
}
"""After these a web archive is asked: the platform has had its say, or has none to give."""

Word: TypeAlias = tuple[Post | Missing, dict[str, Any]]
"""What somebody says of a post, and the arguments of `Store.add_post` that go with it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said of a post when it was asked for.

    Attributes:
        embed: what the article says of it.
        said: the platform's word.
        found: the copy of a web archive, or of a stranger.
        at: when that was.
    """

    embed: Embed
    said: Post | Missing
    found: Post | None
    at: dt.datetime | None


class Posts:
    """Asks platforms and web archives about posts, and keeps their answers."""

    def __init__(self, context: RunContext, *, avatars: bool, third_parties: Sequence[str] = ()) -> None:
        self._third_parties = tuple(third_parties)
        self._silent = set[str]()  # web archives that did not answer in this run
        self._context, self._store, self._avatars = context, context.store, avatars

    async def ask(self, key: str, found: Embed | None = None) -> Spoken:
        """Ask the platform, then, if it is not to be had there, the web archives.

        `found`: what the article that is being read says of the post; without it, the surest word of all articles.
        """
        embed = found or await self._context.do(self._store.embed, key)
        if embed is None:
            raise ArchiveError(f"the archive names {key} but does not hold what the article says of it.")
        heard, again = Heard(), Heard()
        said = await self._context.drive(self._asking(embed), key, heard)
        await self._context.note_read(heard, said)
        held: Post | None = None
        if isinstance(said, Missing) and said.reason in SECOND_CHANCE:
            copy = await self._context.drive(_recovery(embed, said, self._silent, self._third_parties), key, again)
            await self._context.note_read(again, copy)
            if isinstance(copy, Post):
                held = copy
            else:
                said = copy  # the same, with a sentence about where else it was looked for
        return Spoken(embed, said, held, heard.at)

    async def keep(self, key: str, spoken: Spoken, said: Post | Missing) -> None:
        """Keep what each says. `said`: what the platform's word is worth; where it is doubted, nothing else is kept."""
        words: list[Word] = []
        if await self._context.is_news("post", key, said):
            words.append((_dated(spoken.embed, said), {"captured_at": spoken.at}))
        if spoken.found and said is spoken.said and isinstance(said, Missing):
            words.append((spoken.found, {"source": "web-archive", "reason": said.reason}))
        await self._context.do(self._write, key, words, avatars=self._avatars)

    async def ask_again(self, key: str) -> Spoken | None:
        """Ask the platform once more, and nobody else; None when nothing is known of the post."""
        embed = await self._context.do(self._store.embed, key)
        if embed is None or await self._context.do(self._store.post, key) is None:
            return None
        heard = Heard()
        said = await self._context.drive(self._asking(embed), key, heard)
        await self._context.note_read(heard, said)
        return Spoken(embed, said, None, heard.at)

    def _asking(self, embed: Embed) -> Capture:
        """The platform's capture, with its embed page in a browser where one is there for that."""
        ask = platforms.ask if self._context.browser is None else platforms.ask_with_browser
        return ask(platforms.get(embed.platform), embed)

    async def compare(self, key: str, spoken: Spoken, said: Post | Missing) -> tuple[list[Change], Missing | None]:
        """What differs from the last snapshot, and why nothing was learnt, if nothing was; a new one is kept if so."""
        row = await self._context.do(self._store.post, key)
        if row is None:
            return [], None
        before = await self._context.do(self._store.last_post, key)
        vanished = before is None or bool(row.gone_at)
        changes = compare(before or {}, said, vanished=vanished)
        if changes:
            await self._keep(key, _dated(spoken.embed, said), captured_at=spoken.at)
        unknown = said if isinstance(said, Missing) and said.reason not in GONE else None
        return [replace(change, key=key, record=row.id, url=row.url) for change in changes], unknown

    async def lives(self, platform: str) -> bool:
        """Whether a platform shows the post that everybody knows to be there."""
        known = platforms.get(platform).well_known
        post = platforms.recognise(known) if known else None
        if post is None:
            return False
        embed = Embed(platform=platform, form="address", id=post.native_id, url=post.url, handle=post.handle)
        said = await self._context.drive(platforms.ask(platforms.get(platform), embed), None, Heard())
        return isinstance(said, Post)

    async def reparse(self, key: str) -> list[Change]:
        """Read the answers behind the newest snapshots with today's parsers; what differs is a new snapshot."""
        embed = await self._context.do(self._store.embed, key)
        if embed is None or await self._context.do(self._store.is_erased, key):
            return []
        asking = platforms.ask_with_browser(platforms.get(embed.platform), embed)
        changes = await self._read_anew(key, embed, asking, "platform")
        missing = await self._context.do(self._store.last_word, key, "platform")
        why = Missing(reason=Reason(missing.reason)) if missing and missing.reason else None
        if why is not None:
            changes += await self._read_anew(key, embed, _recovery(embed, why, self._silent), "web-archive", why.reason)
        return changes

    async def _read_anew(
        self,
        key: str,
        embed: Embed,
        capture: Capture,
        source: Literal["platform", "web-archive"],
        reason: Reason | None = None,
    ) -> list[Change]:
        last = await self._context.do(self._store.last_word, key, source)
        if last is None:
            capture.close()
            return []
        kept = LogAsOf(self._context.log, last.run_id)
        said = _dated(embed, await drive(capture, kept, self._context.spool))
        before = last.body or {}
        said = self._chosen(
            said, avatars=any(ref.role == "avatar" for ref in codec.read_all(MediaRef, before.get("media")))
        )
        fields = differences(before, said, complete=not kept.missed)
        if not fields or kept.at is None or (source == "web-archive" and isinstance(said, Missing)):
            return []
        await self._keep(key, said, captured_at=kept.at, source=source, reason=reason, avatars=True)
        row = await self._context.do(self._store.post, key)
        told = Change(what="reparsed", key=key, record=0, after=", ".join(fields))
        return [replace(told, record=row.id, url=row.url) if row else told]

    async def _keep(self, key: str, said: Post | Missing, *, avatars: bool = False, **how: Any) -> None:  # noqa: ANN401 -- arguments of `Store.add_post`
        await self._context.do(self._write, key, [(said, how)], avatars=avatars or self._avatars)

    def _write(self, key: str, words: Iterable[Word], *, avatars: bool) -> None:
        """Keep all of it or nothing: the platform's "no" by itself would settle what a web archive had an answer to."""
        with self._store.transaction():
            for said, how in words:
                chosen = self._chosen(said, avatars=avatars)
                if isinstance(chosen, Post) and how.get("source") == "web-archive":
                    how.pop("captured_at", None)  # the copy says itself of when it is
                self._store.add_post(key, chosen, parser=PARSER, **how)

    @staticmethod
    def _chosen(said: Post | Missing, *, avatars: bool) -> Post | Missing:
        """What is said, with the places that its words name, and without the author's image unless that is wanted."""
        if isinstance(said, Missing):
            return said
        media = tuple(ref for ref in said.media if avatars or ref.role != "avatar")
        return replace(_placed(said), media=media)


def _dated(embed: Embed, said: Post | Missing) -> Post | Missing:
    """With the time that the id of a missing post holds: it survives the post."""
    if isinstance(said, Post) or not said.id:
        return said
    posted_at = platforms.get(embed.platform).posted_at(said.id)
    return replace(said, posted_at=posted_at, sources=(("posted_at", "id"),)) if posted_at else said


def _placed(said: Post) -> Post:
    """With the places that its own words name: they are the word of whoever showed those words."""
    _, found = facts.of_words(said.text, None, said.language)
    places = tuple(place for place in found if place not in said.coordinates)
    if not places:
        return said
    voices = dict(said.sources)
    told = {"coordinates": voices.get("coordinates") or voices.get("text", "")}
    return replace(said, coordinates=(*said.coordinates, *places), sources=tuple((voices | told).items()))


def _recovery(embed: Embed, said: Missing, silent: set[str], third_parties: Sequence[str] = ()) -> Capture:
    """Copies that others keep: strangers whom the user named, then web archives but for those that were silent."""
    known = replace(embed, id=said.id or embed.id, url=said.url or embed.url)
    if third_parties:
        told = yield from platforms.ask_third_parties(third_parties, known, said)
        if isinstance(told, Post):
            return told
        said = told
    platform = platforms.get(embed.platform)
    kept = yield from platforms.recover(platform, known, said)
    return kept if isinstance(kept, Post) else (yield from platforms.recover_elsewhere(platform, known, kept, silent))
