"""What an answer means that shows no post: the part that is the same on every platform.

Only a platform's own word makes a post gone. A network that fails, a server that is busy and a wall against programs
say nothing about the post. Nor does a status by itself: blocked addresses are told 404 about posts that live. It counts
when no other address of the platform speaks against it, by showing the post or by a wall behind which it may stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    Answer,
    Capture,
    Embed,
    Missing,
    Post,
    Reason,
    Reference,
    Refusal,
    Request,
    Response,
)
from embedarchive.protocols.declaring.sources import Source
from embedarchive.protocols.reading import values

USUAL = {404: Reason.DELETED, 410: Reason.DELETED, 451: Reason.WITHHELD, 401: Reason.LOGIN_WALL, 403: Reason.LOGIN_WALL}
"""What statuses mean where a platform does not give them another meaning."""
_CHALLENGES = (
    "just a moment",
    "attention required",
    "access denied",
    "one more step",
    "are you a robot",
    "checking your browser",
    "client challenge",
)
_GATES = frozenset(
    {
        *("login", "signin", "sign-in", "sign_in", "signup", "log-in", "login_required", "servicelogin"),
        *("consent", "checkpoint", "authwall"),
    }
)


def of_refusal(refusal: Refusal) -> Missing:
    """Why there is no answer, as the reason why there is no post."""
    return Missing(reason=refusal.reason, detail=refusal.detail, retry_after=refusal.retry_after)


def of_status(response: Response, who: str, means: Iterable[tuple[int, Reason]] = ()) -> Missing | None:
    """What a status other than 2xx says, in the platform's words where it gave some; None for 2xx.

    Args:
        response: any answer.
        who: what answered, as a reader knows it.
        means: statuses with a meaning of their own at this platform.
    """
    status = response.status
    if 200 <= status < 300:
        return None
    wait = response.exchanges[-1].retry_after if response.exchanges else None
    told = said(response)
    detail = f"{who} answers {status}{f': {told}' if told else ''}"
    if status == 429:
        return Missing(reason=Reason.RATE_LIMITED, detail=detail, retry_after=wait)
    if challenged(response):
        return Missing(reason=Reason.LOGIN_WALL, detail=f"{who} shows a wall against programs ({status})")
    page = response.body.lstrip()[:1] == b"<"  # a 403 in HTML is a wall, in whatever language; interfaces speak no HTML
    reason = (None if page and status in {401, 403} else dict(means).get(status)) or USUAL.get(status)
    if reason is None:
        reason = Reason.SERVER_ERROR if status >= 500 else Reason.PROTOCOL
    return Missing(reason=reason, detail=detail, retry_after=wait if status >= 500 else None)


def is_word(answer: Answer) -> bool:
    """Whether what an answer says of a post is the platform's own word about it, and no status that has other causes.

    That is what it says in an answer to the question (2xx), and 410, which no wall gives.
    """
    return isinstance(answer, Response) and (200 <= answer.status < 300 or answer.status == 410)


def said(response: Answer) -> str:
    """The words that an error came with, if they are few: of a JSON answer its message, else a short plain text."""
    if isinstance(response, Refusal):
        return ""
    answer = values.parsed(response.body)
    if isinstance(answer, dict):
        error = answer.get("error")
        places = (answer, error if isinstance(error, dict) else {})
        named = (place.get(key) for place in places for key in ("message", "detail", "error_description", "error"))
        return next((found for value in named if (found := _line(value))), "")
    return "" if response.body.lstrip()[:1] == b"<" else _line(values.decoded(response.body[:400]))


def _line(value: object) -> str:
    words = " ".join((values.text(value) or "").split())
    return words if len(words) <= 200 and words.isprintable() else ""


def challenged(response: Response) -> bool:
    """Whether it is a page that lets browsers in only (Cloudflare's and the like), or tells scripts where that is."""
    if response.header("cf-mitigated") == "challenge":
        return True
    if response.body.lstrip()[:1] != b"<":
        return response.status in {401, 403} and b"captcha" in response.body[:20_000].lower()
    title = titled(values.decoded(response.body[:20_000])).lower()
    return title.startswith(_CHALLENGES)


def gated(address: str) -> bool:
    """Whether an address is that of a login, a consent form or the like: `/accounts/login`, `consent.youtube.com`."""
    found = urls.parse(address)
    if found is None:
        return False
    return found.host.partition(".")[0] in _GATES or any(part.lower() in _GATES for part in found.segments[:3])


def titled(markup: str) -> str:
    """What stands in the first `<title>`, blanks collapsed, entities as they are."""
    _, opening, rest = markup[:200_000].partition("<title")
    if not opening:
        return ""
    return " ".join(rest.partition(">")[2][:2000].partition("</")[0].split())


def asked(
    request: Request,
    who: str,
    read: Callable[[Response], Post | Missing | None],
    means: Iterable[tuple[int, Reason]] = (),
) -> Capture:
    """Ask one question, which an interface for programs answers.

    Args:
        request: the question.
        who: what is asked, as a reader knows it.
        read: what an answer with status 200 says, None when that is not understood.
        means: statuses with a meaning of their own at this platform.
    """
    answer: Answer = yield request
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    found = of_status(answer, who, means) or read(answer)
    if found is not None:
        return found
    if challenged(answer) or gated(answer.url):
        return Missing(reason=Reason.LOGIN_WALL, detail=f"{who} shows a wall against programs")
    return Missing(reason=Reason.PROTOCOL, detail=f"{who} gave an answer that we do not understand ({answer.status})")


def by_id(
    embed: Embed,
    url: str,
    source: Source,
    read: Callable[[Response], Post | Missing | None],
    *,
    means: Iterable[tuple[int, Reason]] = (),
) -> Capture:
    """Ask an interface about a post; what is missing comes with its id and address.

    Args:
        embed: the post.
        url: the address of a post, `{}` standing for its id.
        source: the interface, as one of the platform's sources.
        read: what an answer with status 200 says, None when that is not understood.
        means: statuses with a meaning of their own at this platform.
    """
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not give the post's id.", url=embed.url)
    known = Reference(platform=embed.platform, id=embed.id, url=embed.url or url.format(embed.id))
    found = yield from asked(source.request(known), source.who, read, means)
    if isinstance(found, Post) and found.id != embed.id:
        found = Missing(reason=Reason.PROTOCOL, detail=f"{source.who} gave another post")
    return replace(found, id=embed.id, url=known.url) if isinstance(found, Missing) else found


def answered(response: Response) -> Mapping[str, object]:
    """The JSON object that an interface answered; empty when it is an error or something else."""
    if response.status != 200 or response.body.lstrip()[:1] != b"{":
        return {}
    return values.mapping(values.parsed(response.body))
