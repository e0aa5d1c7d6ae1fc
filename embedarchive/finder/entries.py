"""Items of feeds that are posts: an account's own feed, a bridge's, a subreddit's. The item is the post itself."""

from __future__ import annotations

import datetime as dt
import functools

from embedarchive import platforms, urls
from embedarchive.finder import facts
from embedarchive.model import Document, Embed, Entry, Reference
from embedarchive.patterns import regex

_TAG = regex(r"<([A-Za-z][A-Za-z0-9-]{0,30})")
_OF_POSTS = frozenset({"p", "br", "a", "span", "b", "i", "em", "strong"})
"""What posts are marked up with: a feed that has more in an item has put words of its own around the post's."""
_SAME_TIME = dt.timedelta(seconds=1)
_ADDED = regex(r"\bsubmitted by\s{1,40}(/u/[\w-]{1,60})")
"""What a place where posts have titles puts below each of them, with two links."""
_LITTLE = 300
_HANDLE = regex(r"@?([A-Za-z0-9_.-]{1,60})(?:@[A-Za-z0-9.-]{3,120})?")


def post(document: Document) -> Embed | None:
    """The post that an item of a feed is; None of an article, also of one whose address is that of a post.

    The item is the post when the feed is of the same place: of an account, or of the platform.
    """
    entry = document.entry
    found = _named(entry) if entry is not None and entry.url else None
    if entry is None or found is None or found.shared or not _is_of_place(entry, found):
        return None
    from embedarchive.protocols.reading.mastodon_status import prose

    words, links = prose(entry.words)
    plain = {match.group(1).lower() for match in _TAG.finditer(entry.words)} <= _OF_POSTS
    added = [match.start() for match in _ADDED.finditer(words or "") if match.group(1) == entry.author]
    if words and added and len(words) - added[-1] < _LITTLE:
        words, plain = words[: added[-1]].strip() or None, True
    handle, author = _signed(entry, found)
    end = len(document.text)
    embed = Embed(
        platform=found.platform,
        form="feed",
        id=found.native_id,
        url=found.url,
        handle=handle,
        author=author,
        date=entry.published.date() if entry.published else None,
        posted_at=entry.published,
        text=_titled(document.title, words) if not words or _is_submission(entry) else words,
        links=links,
        media=entry.media,
        confidence=1.0 if plain else 0.85,
        doubts=() if plain or not words else ("start", "end"),
        start=0,
        end=end,
        parts=((0, end),),
        sources=(("posted_at", "markup"),) if entry.published else (),
    )
    return facts.completed(embed, document.language)


def _is_submission(entry: Entry) -> bool:
    """Whether an item is of a place where posts have titles; it names its author as no other does."""
    return (entry.author or "").startswith("/u/")


def _titled(title: str | None, words: str | None) -> str | None:
    """The words below their title, unless they begin with it."""
    from embedarchive.protocols.reading.wording import joined

    return joined(title, words)


def _is_of_place(entry: Entry, found: Reference) -> bool:
    """Whether the feed is of the platform that the post is on, or of the server; one that says nothing may be."""
    here, there = urls.parse(entry.feed), urls.parse(found.url)
    if here is None or there is None or not here.host:
        return not entry.feed
    if here.host.removeprefix("www.") == there.host.removeprefix("www."):
        return True
    given = urls.parse(entry.url)
    if given is not None and given.host == here.host:  # a mirror's own feed
        return True
    return any(each.name == found.platform and each.hosts for each in platforms.answering(here))


def _named(entry: Entry) -> Reference | None:
    """The post whose address an item has.

    Also on the host of a front end that nobody knows, where the rest of the address is as on the platform's own, and
    the item is of the very second that the post's id holds.
    """
    found = platforms.recognise(entry.url)
    there, feed = urls.parse(entry.url), urls.parse(entry.feed)
    if found or there is None or feed is None or feed.host != there.host or entry.published is None:
        return found
    for each, host in _timed():
        post = each.recognise(f"https://{host}{there.path}")
        at = each.posted_at(post.native_id) if post and post.native_id else None
        if at is not None and abs(at - entry.published) < _SAME_TIME:
            return post
    return None


@functools.cache
def _timed() -> tuple[tuple[platforms.Platform, str], ...]:
    """The platforms whose ids hold a time, each with a host on which its posts stand."""
    known = [(each, urls.parse(each.example), each.recognise(each.example)) for each in platforms.catalogue().values()]
    return tuple(
        (each, own.host) for each, own, post in known if each.hosts and own and post and each.posted_at(post.id)
    )


def _signed(entry: Entry, found: Reference) -> tuple[str | None, str | None]:
    """The handle and the name of the author; a feed may give either for the other."""
    said = (entry.author or "").removeprefix("/u/")
    if _is_submission(entry) and _HANDLE.fullmatch(said):
        return found.handle or said, said
    if said.startswith("@") and (match := _HANDLE.fullmatch(said)):
        return found.handle or match.group().removeprefix("@"), None
    return found.handle, said or None
