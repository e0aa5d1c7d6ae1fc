"""Which sources of a platform answer today: one capture of a well-known post, led on from source to source.

Each answer is judged by the platform's own reader, and in its place the capture is told that there was a wall: then it
asks its next source. So every source is asked, in the order in which captures ask them, and none is listed twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import GONE, Answer, Dialogue, Embed, Missing, Post, Reason, Refusal, Request, states
from embedarchive.protocols.asking import outcomes

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.platform import Platform

ANSWERS, WALL, LIMITED, DENIES, CHANGED = "answers", "wall", "limited", "denies", "changed"
UNREACHED, FAILS = "unreached", "fails"
_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one source of a platform does today.

    Attributes:
        platform: whose.
        source: the host and path that were asked.
        url: the whole address.
        verdict: answers; wall; limited; denies (it says that there is no such post); changed (an answer that is not
            understood); unreached (there was nobody to ask); fails (any other failure).
        detail: one sentence for people.
    """

    platform: str
    source: str
    url: str
    verdict: str
    detail: str = ""


def examine(platform: Platform) -> Dialogue[tuple[Finding, ...]]:
    """Ask every source of a platform about its well-known post; nothing when it names none."""
    known = platform.recognise(platform.well_known)
    if known is None:
        return ()
    embed = Embed(platform=platform.name, form="link", id=known.id, url=known.url, handle=known.handle)
    capture = platform.capture(embed)
    found: dict[str, Finding] = {}
    try:
        asked = next(capture)
        while len(found) < _MOST:
            several = isinstance(asked, tuple)
            requests = asked if isinstance(asked, tuple) else (asked,)
            answers = yield asked
            given = answers if several else (answers,)
            for request, answer in zip(requests, given, strict=True):
                found.setdefault(request.url, _judged(platform, request, answer, known.id))
            told = tuple(_walled(request, answer) for request, answer in zip(requests, given, strict=True))
            asked = capture.send(told if several else told[0])
    except StopIteration:
        pass
    capture.close()
    return tuple(found.values())


def _walled(request: Request, answer: Answer) -> Refusal:
    return Refusal(request=request, reason=Reason.LOGIN_WALL, detail="doctor", at=answer.at)


def _judged(platform: Platform, request: Request, answer: Answer, wanted: str) -> Finding:
    address = urls.parse(request.url)
    source = f"{address.host}{address.path}"[:80] if address else request.url[:80]
    verdict, detail = _verdict(platform, answer, wanted)
    return Finding(platform=platform.name, source=source, url=request.url, verdict=verdict, detail=detail)


def _verdict(platform: Platform, answer: Answer, wanted: str) -> tuple[str, str]:
    if isinstance(answer, Refusal):
        verdict = LIMITED if answer.reason is Reason.RATE_LIMITED else FAILS
        if answer.reason in states.UNREACHED:
            verdict = UNREACHED
        return verdict, answer.detail or answer.reason.words
    said = platform.read(answer)
    if isinstance(said, Post):
        return (ANSWERS, "") if said.id in {wanted, None} else (CHANGED, f"it gave another post ({said.id})")
    missing = said if isinstance(said, Missing) else outcomes.of_status(answer, "It")
    if missing is None:
        walled = outcomes.challenged(answer) or outcomes.gated(answer.url)
        return (WALL, "a page for browsers only") if walled else (CHANGED, f"status {answer.status}, not understood")
    kinds = {Reason.LOGIN_WALL: WALL, Reason.RATE_LIMITED: LIMITED, Reason.SERVER_ERROR: FAILS}
    verdict = DENIES if missing.reason in GONE else kinds.get(missing.reason, CHANGED)
    return verdict, missing.detail or missing.reason.words
