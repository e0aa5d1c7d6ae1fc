"""Share links: addresses that name no post and lead to one (`/share/…`, `vm.tiktok.com/…`, `/s/…`, an X article).

The token in such an address is no id of a post and holds no time. Who captures one follows it first; where it leads to
nothing that can be told, which post it means is not known: that is `unidentified`, and no word about any post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    GONE,
    Answer,
    Capture,
    Dialogue,
    Embed,
    Missing,
    Reason,
    Reference,
    Refusal,
    Request,
    Response,
)
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading import values

Recognise = Callable[[str], Reference | None]

_MOST_HOPS = 6
_MOST_ADDRESSES = 2000
_AFTER_LOGIN = ("next", "continue", "redirect", "redirect_url", "url", "u")
"""Where a login form's address says which page was wanted."""
_ADDRESS = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>]{4,500}")


def capture(own: Callable[[Embed], Capture], recognise: Recognise, request: Request, embed: Embed) -> Capture:
    """Follow a share link, then capture the post that it leads to.

    Args:
        own: how the platform captures a post.
        recognise: which post of it an address names.
        request: the question that follows the link.
        embed: what the article shows; its address is the link.
    """
    found = yield from _followed(recognise, request, embed.url or request.url)
    if isinstance(found, Missing):
        return replace(found, id=None, url=embed.url)
    named = replace(embed, id=found.id, url=found.url, handle=embed.handle or found.handle)
    return (yield from own(named))


def _followed(recognise: Recognise, request: Request, link: str) -> Dialogue[Reference | Missing]:
    """The post at the end of a share link; the first hop that names one is enough."""
    for _ in range(_MOST_HOPS):
        answer: Answer = yield replace(request, follow=False)
        if isinstance(answer, Refusal):
            return outcomes.of_refusal(answer)
        target = _target(answer)
        post = _first(recognise, _inside(target)) if target else _of_page(recognise, answer, link)
        if post is not None:
            return post
        if target is None or outcomes.gated(target):
            return _nowhere(answer, target)
        request = replace(request, url=target)
    return Missing(reason=Reason.UNIDENTIFIED, detail="The share link leads from one address to the next.")


def _target(answer: Response) -> str | None:
    location = answer.header("location") if 300 <= answer.status < 400 else None
    return urls.resolve(location, answer.url) if location else None


def _inside(address: str) -> Iterator[str]:
    """An address, and the one that a login form in its way promises to lead to."""
    yield address
    found = urls.parse(address)
    if found is not None and outcomes.gated(address):
        yield urls.resolve(found.parameter(*_AFTER_LOGIN), address) or ""


def _first(recognise: Recognise, addresses: Iterable[str]) -> Reference | None:
    named = (recognise(urls.unwrap(address).url) for address in addresses if address)
    return next((post for post in named if post is not None and not post.shared), None)


def _of_page(recognise: Recognise, answer: Response, link: str) -> Reference | None:
    """The post that a page names as its own, or the only one in a page about the link."""
    if answer.status != 200:
        return None
    markup = values.decoded(answer.body)
    page = _page.page(markup, answer.url)
    if post := _first(recognise, (page.canonical or "", page.related("canonical") or "", page.oembed or "")):
        return post
    token = (urls.parse(link) or urls.Address("", "", "", "", "", "")).segments[-1:]
    if not token or token[0] not in markup or outcomes.challenged(answer):
        return None
    addresses = (found.replace("\\", "") for found in _ADDRESS.findall(markup)[:_MOST_ADDRESSES])
    posts = {post.id: post for each in addresses if (post := _first(recognise, (each,)))}
    return next(iter(posts.values())) if len(posts) == 1 else None


def _nowhere(answer: Response, target: str | None) -> Missing:
    """Why a share link leads to no post."""
    if target is not None or outcomes.gated(answer.url) or outcomes.challenged(answer):
        return Missing(reason=Reason.LOGIN_WALL, detail="The share link leads to a login.")
    missing = outcomes.of_status(answer, "The share link")
    if missing is not None and missing.reason not in GONE:
        return missing
    cause = missing.detail if missing else f"The share link leads to {answer.url[:200]}"
    return Missing(reason=Reason.UNIDENTIFIED, detail=f"{cause}, which names no post.")
