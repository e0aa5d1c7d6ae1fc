"""Which tweet an article means when it does not say so.

Three ways, each asked only when the one before does not answer: the short link of the tweet's own image; other
short links in its text, checked against the words; the Wayback Machine's index of what the handle posted around the
day that the article states, checked likewise. Only a match identifies: a wrong post in an archive is worse than none.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from embedarchive import urls
from embedarchive.model import (
    RETRIED,
    TRANSIENT,
    Answer,
    Dialogue,
    Embed,
    Missing,
    Post,
    Reason,
    Reference,
    Refusal,
    Request,
    Response,
)
from embedarchive.platforms.twitter import address as twitter
from embedarchive.platforms.twitter import syndication, tco
from embedarchive.protocols.asking import wayback

_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/|pic\.x\.com/)\S{0,4000}")
_INVISIBLE = dict.fromkeys((0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
_MOST_CANDIDATES = 20
_TOGETHER = 5
_EPOCH = dt.datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=dt.UTC)  # 1288834974657 ms: what the ids count from

Identity = Reference | Missing | Post
Read = Callable[[Response], Post | Missing | None]
"""What one answer says of a tweet."""


def identify(embed: Embed, read: Read) -> Dialogue[Identity]:
    """The tweet that an embed is; a `Missing` with the network's reason when a way could not be walked to its end."""
    known = twitter.recognise(embed.url) if embed.url else None
    known = known or (twitter.recognise(f"https://x.com/{embed.handle or 'i'}/status/{embed.id}") if embed.id else None)
    if known:
        return (
            known
            if known.id.isdigit()
            else Missing(reason=Reason.UNSUPPORTED, detail=f"not a post: {known.url}", id=known.id, url=known.url)
        )
    failures: list[Missing] = []
    doubtful: list[Reference] = []
    for questions in tco.questions(embed.links):
        found = yield from _resolved(questions, failures)
        if found is None:
            continue
        reference, own = found
        if own and embed.handle and reference.handle and reference.handle.lower() == embed.handle.lower():
            return reference
        if own and not embed.handle:
            return reference
        doubtful.append(reference)
    matched = yield from _matching(embed, doubtful, failures, read)
    if matched is None:
        matched = yield from _indexed(embed, failures, read)
    return matched or _unidentified(embed, failures)


def _unidentified(embed: Embed, failures: Sequence[Missing]) -> Missing:
    """A failure that may pass counts before "not to be found"; of those that do not pass, the first one is told."""
    for failure in failures:
        if failure.reason in RETRIED:
            return failure
    if failures and all(failure.reason is failures[0].reason for failure in failures):
        return failures[0]
    looked = "its links and the index of the Wayback Machine name no post with these words"
    return Missing(
        reason=Reason.UNIDENTIFIED,
        detail=looked if embed.links or embed.handle else "the article gives neither link nor handle",
    )


def _resolved(questions: Sequence[Request], failures: list[Missing]) -> Dialogue[tuple[Reference, bool] | None]:
    """The tweet that a short link leads to, and whether it leads to an image of it.

    A link that leads elsewhere is no failure.
    """
    refused: list[Missing] = []
    for question in questions:
        request = question
        for _ in range(5):
            answer: Answer = yield request
            if isinstance(answer, Refusal):
                refused.append(_failure(answer.reason, answer))
                break
            if answer.status == 429 or answer.status >= 500:
                refused.append(_failure(Reason.RATE_LIMITED if answer.status == 429 else Reason.SERVER_ERROR, answer))
                break
            target = tco.target(answer)
            found = _status(target)
            if found is not None:
                return found
            parts = urls.parse(target or "")
            if target is None or parts is None or target == request.url or not parts.on(*tco.HOSTS):
                return None
            request = Request(url=target, follow=False)
        else:
            return None
    failures.extend(refused[:1])
    return None


def _failure(reason: Reason, answer: Answer) -> Missing:
    if isinstance(answer, Refusal):
        return Missing(reason=reason, detail=answer.detail, retry_after=answer.retry_after)
    return Missing(reason=reason, detail=f"{urls.unwrap(answer.url).url} answered {answer.status}")


def _status(target: str | None) -> tuple[Reference, bool] | None:
    found = twitter.recognise(target) if target else None
    if target is None or found is None or not found.id.isdigit():
        return None
    parts = urls.parse(target)
    return found, parts is not None and any(part in {"photo", "video"} for part in parts.segments[3:])


def _matching(
    embed: Embed, candidates: Iterable[Reference], failures: list[Missing], read: Read
) -> Dialogue[Reference | None]:
    """The candidate whose live text is the embed's."""
    if not embed.text:
        return None
    waiting = list({candidate.id: candidate for candidate in candidates}.values())[:_MOST_CANDIDATES]
    for start in range(0, len(waiting), _TOGETHER):
        asked = waiting[start : start + _TOGETHER]
        answers = yield tuple(syndication.request(candidate.id) for candidate in asked)
        for candidate, answer in zip(asked, answers, strict=True):
            found = read(answer) if isinstance(answer, Response) else _failure(answer.reason, answer)
            if isinstance(found, Post) and found.id == candidate.id and says(found, embed):
                return candidate
            if isinstance(found, Missing) and found.reason in RETRIED:
                failures.append(found)
                if found.reason in TRANSIENT:
                    return None
    return None


def _indexed(embed: Embed, failures: list[Missing], read: Read) -> Dialogue[Reference | None]:
    """The tweet of that handle and day, among those that the Wayback Machine has copies of."""
    if not embed.handle or not embed.text or not (embed.date or embed.posted_at):
        return None
    first, last = window(embed)
    if first is None or last is None:
        return None
    copies: dict[str, wayback.Memento] = {}
    for host in ("twitter.com", "x.com"):
        beginning = _shared_beginning(first, last)
        answer: Answer = yield wayback.search(
            f"https://{host}/{embed.handle}/status/{beginning}",
            limit=3000,
            since=(embed.date or _day(embed)) - dt.timedelta(days=1),
            status="",
        )
        listed = wayback.mementos(answer) if isinstance(answer, Response) else None
        if listed is None:
            failures.append(_index_failure(answer))
            continue
        for memento in listed:
            found = _status(memento.original)
            if found and first <= int(found[0].id) <= last and (found[0].id not in copies or memento.status == "200"):
                copies[found[0].id] = memento
    middle = (first + last) // 2
    nearest = sorted(copies, key=lambda tweet_id: abs(int(tweet_id) - middle))[:_MOST_CANDIDATES]
    candidates = [Reference(platform="twitter", id=tweet_id, url="", handle=embed.handle) for tweet_id in nearest]
    matched = yield from _matching(embed, candidates, failures, read)
    if matched is None:
        matched = yield from _replayed(
            embed, [(candidate, copies[candidate.id]) for candidate in candidates[:8]], failures, read
        )
    return matched


def _index_failure(answer: Answer) -> Missing:
    if isinstance(answer, Refusal):
        return _failure(answer.reason, answer)
    reason = (
        Reason.RATE_LIMITED
        if answer.status == 429
        else Reason.SERVER_ERROR
        if answer.status >= 500
        else Reason.PROTOCOL
    )
    return _failure(reason, answer)


def _replayed(
    embed: Embed, copies: Sequence[tuple[Reference, wayback.Memento]], failures: list[Missing], read: Read
) -> Dialogue[Reference | None]:
    """The candidate whose archived text is the embed's: the only witness when the post is gone."""
    for candidate, memento in copies:
        if memento.status not in {"200", "-", ""}:
            continue
        answer: Answer = yield memento.request()
        if isinstance(answer, Refusal) and answer.reason in TRANSIENT:
            failures.append(_failure(answer.reason, answer))
            return None
        given = wayback.replayed(answer, memento) if isinstance(answer, Response) else None
        found = read(given[0]) if given else None
        if isinstance(found, Post) and found.id == candidate.id and says(found, embed):
            return candidate
    return None


def window(embed: Embed) -> tuple[int | None, int | None]:
    """The smallest and the largest id of the stated day, in any time zone.

    One day more on either side. None before ids held the time.
    """
    day = embed.date or _day(embed)
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    since, until = noon - dt.timedelta(hours=36), noon + dt.timedelta(hours=36)
    if since <= _EPOCH:
        return None, None
    first, last = (int((moment - _EPOCH) / dt.timedelta(milliseconds=1)) << 22 for moment in (since, until))
    return first, last - 1


def _day(embed: Embed) -> dt.date:
    return (embed.posted_at or _EPOCH).date()


def _shared_beginning(first: int, last: int) -> str:
    """The digits that all ids of a window begin with: they narrow the search in the index."""
    low, high = str(first), str(last)
    if len(low) != len(high):
        return ""
    return low[: next(index for index, (one, other) in enumerate(zip(low, high, strict=True)) if one != other)]


def folded(words: str) -> list[str]:
    """Words as they are compared: NFKC, no case, no direction marks, without addresses and punctuation."""
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", words.translate(_INVISIBLE)))
    return "".join(
        mark if mark.isalnum() or unicodedata.category(mark) in {"So", "Mn", "Mc"} else " " for mark in plain.casefold()
    ).split()


def says(post: Post, embed: Embed) -> bool:
    """Whether a post's words are those that the article quotes.

    Same words in the same order; or, for texts of at least five words, nine tenths in common whatever the order
    (extractors move lines about); or the article's is the beginning of the post's or the reverse (long posts are cut
    off).
    """
    ours, theirs = folded(embed.text or ""), folded(post.text or "")
    if not ours or not theirs:
        return False
    if ours == theirs:
        return True
    shorter, longer = sorted((ours, theirs), key=len)
    if len(shorter) < 5:
        return "".join(ours) == "".join(theirs)
    if len(shorter) >= 12 and longer[: len(shorter) - 1] == shorter[:-1]:
        return True
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common >= 0.9 * (len(ours) + len(theirs))
