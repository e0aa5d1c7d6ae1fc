"""Asking the sources of a platform in turn until one shows the post, and weighing what the others say instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    GONE,
    RETRIED,
    TRANSIENT,
    Answer,
    Capture,
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
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.declaring.sources import Source
from embedarchive.protocols.reading import notices, values
from embedarchive.protocols.reading import page as pages
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import renamed

_SETTLED = frozenset({Reason.DELETED, Reason.PRIVATE, Reason.SUSPENDED, Reason.EXPIRED})


def capture(
    embed: Embed, sources: Sequence[Source], read: Callable[[Response], Post | Missing | None], **more: str
) -> Capture:
    """Ask source by source; what is missing comes with the id and the address of the embed.

    A post is taken only when it is the one that was asked for. No further question is put when the platform said in
    so many words why there is no post, or when nothing was learnt and asking again later may help.

    Args:
        embed: the post; it has an id.
        sources: the platform's, in their order. Those of strangers, and those for other ids, are left out.
        read: what one answer says.
        more: what the addresses of the sources have places for besides.
    """
    known = Reference(platform=embed.platform, id=embed.id or "", url=embed.url or "", handle=embed.handle)
    told: list[Missing] = []
    words: list[Missing] = []
    for source in sources:
        if source.opt_in or not source.answers(known.id):
            continue
        answer = yield from first_answer(source.spellings(known, **more))
        found = _outcome(answer, source.called(known), read, embed.id)
        if isinstance(found, Post):
            return renamed(replace(found, url=found.url or embed.url), source.reads, source.name)
        told.append(found)
        if found.reason in GONE and (outcomes.is_word(answer) or (source.certain and outcomes.said(answer))):
            words.append(found)
        if found.reason in TRANSIENT or (found in words and found.reason in _SETTLED):
            break
    return replace(weighed(told, words), id=embed.id, url=embed.url)


def first_answer(spellings: Sequence[Request]) -> Dialogue[Answer]:
    """The answer to the first of several spellings of a request.

    Other crawlers write it in another way than we do, so that is how a recording may have it. The network is asked
    once.
    """
    answer: Answer = yield spellings[0]
    for request in spellings[1:]:
        if not (isinstance(answer, Refusal) and answer.reason is Reason.NOT_IN_RECORDING):
            break
        answer = yield request
    return answer


def _outcome(
    answer: Answer, who: str, read: Callable[[Response], Post | Missing | None], wanted: str | None
) -> Post | Missing:
    if isinstance(answer, Refusal):
        return outcomes.of_refusal(answer)
    found = read(answer)
    if found is None:
        return Missing(reason=Reason.PROTOCOL, detail=f"{who} gave an answer that we do not understand")
    if isinstance(found, Post) and wanted and found.id != wanted:
        return Missing(reason=Reason.PROTOCOL, detail=f"{who} gave another post")
    return found


def weighed(told: Sequence[Missing], words: Sequence[Missing] = ()) -> Missing:
    """Why there is no post, of several answers that show none, with the words of all.

    The platform's plain word counts first. Then that nothing was learnt: behind a wall the post may well stand. What
    it says without saying why counts more than an answer in an unknown shape, and a mere status less.

    Args:
        told: what each answer says.
        words: those of them that are the platform's own word about the post.
    """
    if not told:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.")

    def rank(missing: Missing) -> int:
        if missing in words and missing.reason in _SETTLED:
            return -1
        rest = (_SETTLED, GONE, RETRIED) if words else (RETRIED, _SETTLED, GONE)
        order = (TRANSIENT, {Reason.LOGIN_WALL}, *rest)
        return next((place for place, reasons in enumerate(order) if missing.reason in reasons), len(order))

    first, *others = sorted(told, key=rank)
    # Where a recording holds one of two questions, its answer says more than the lack of the other.
    if first.reason is Reason.NOT_IN_RECORDING and others:
        first, *others = [*others, first]
    details = dict.fromkeys(one.detail.rstrip(".") for one in (first, *others) if one.detail)
    return replace(first, detail="; ".join(details))


def opened(
    response: Response,
    who: str,
    recognise: Callable[[str], Reference | None],
    means: tuple[tuple[int, Reason], ...] = (),
    charset: str = "utf-8",
) -> Page | Missing | None:
    """The page that an answer is, or why there is none; None when the answer is no page.

    Args:
        response: live or archived.
        who: whose page, as a reader knows it.
        recognise: which post an address names: a page that calls itself a post is no login, whatever its title says.
        means: what statuses mean there, as in `outcomes.of_status`.
        charset: what its bytes are written in.
    """
    missing = outcomes.of_status(response, who, means)
    if missing is not None:
        return missing
    address = urls.unwrap(response.url).url
    if outcomes.gated(address) or outcomes.challenged(response):
        return Missing(reason=Reason.LOGIN_WALL, detail=f"{who} leads to a login ({address[:200]})")
    if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return None
    text = values.decoded(response.body) if charset == "utf-8" else response.body.decode(charset, "replace")
    page = pages.page(text, address)
    named = recognise(page.canonical or "")
    titles = (page.say("og:title"), page.title)
    if named is None and notices.is_door(*titles):
        return Missing(reason=Reason.LOGIN_WALL, detail=f"{who} asks for a login: {page.title[:100]}")
    return notices.said(*titles, words=1 if named is None else 2) or page
