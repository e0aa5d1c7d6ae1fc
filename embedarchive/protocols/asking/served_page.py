"""The page of a post as its capture: what is left where nobody taught us more, and for frames of unknown sites.

A page is believed about the post it calls its own address; a page that calls itself something else (a home page, a
login, another post) stands there in place of the post and says nothing of it.
"""

from __future__ import annotations

import functools
import json

from embedarchive import package_data, signatures, urls
from embedarchive.model import GONE, Answer, Capture, Missing, Post, Reason, Reference, Refusal, Request, Response
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.declaring.oembed import OEmbed, Service
from embedarchive.protocols.reading import notices, oembed_answer, values
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading.provenance import credited, filled

_SILENT = "says nothing of the post that a program can read"


@functools.cache
def providers() -> dict[str, list[str]]:
    """The endpoints of the public list of oEmbed providers, each with the hosts and paths that it answers for."""
    listed: dict[str, list[str]] = json.loads(package_data.text(__package__, "providers.json"))["providers"]
    return listed


def provider(address: str) -> OEmbed | None:
    """Who answers oEmbed questions about an address, by the public list of providers; None when nobody on it does."""
    found = urls.parse(address)
    if found is None or not found.web:
        return None
    shown = f"{found.path}{f'?{found.query}' if found.query else ''}" or "/"
    for endpoint, schemes in providers().items():
        for scheme in schemes:
            host, _, path = scheme.partition("/")
            if _host_fits(found.host, host) and _fits(shown, f"/{path}"):
                return OEmbed(endpoint=endpoint, page=True)
    return None


def _host_fits(host: str, pattern: str) -> bool:
    """Whether a host has the labels of a pattern, `*` standing for one or more at the front."""
    host = host.removeprefix("www.")
    if not pattern.startswith("*."):
        return host == pattern
    labels, wanted = host.split("."), pattern.split(".")
    rest = [label for label in wanted if label != "*"]
    return len(labels) >= len(wanted) and labels[-len(rest) :] == rest


def _fits(text: str, pattern: str) -> bool:
    """Whether a text has the pieces of a pattern in their order, `*` standing for anything between them."""
    first, *rest = pattern.split("*")
    if not text.startswith(first):
        return False
    position = len(first)
    for piece in rest:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return not rest or rest[-1] == "" or text.endswith(rest[-1])


def capture(service: Service, reference: Reference) -> Capture:
    """Ask the post's page and, where it names one and leaves something open, its oEmbed answer."""
    answer: Answer = yield Request(url=reference.url)
    shown = outcome(service, answer, reference)
    link = _discovered(service, answer, shown, reference)
    if link is None:
        return shown
    other: Answer = yield Request(url=link, kind="api")
    if isinstance(other, Refusal) or other.status != 200:
        return shown
    found = values.mapping(values.parsed(other.body))
    told = oembed_answer.read(found, reference, OEmbed(endpoint=link)) if oembed_answer.is_answer(found) else None
    if told is None:
        return shown
    return filled(shown, told) if isinstance(shown, Post) else told


def _discovered(service: Service, answer: Answer, shown: Post | Missing, reference: Reference) -> str | None:
    """The oEmbed address that a page names, unless the page itself says enough or is that of something else."""
    if isinstance(answer, Refusal) or answer.status != 200 or (isinstance(shown, Post) and shown.author and shown.text):
        return None
    if isinstance(shown, Missing) and shown.reason is not Reason.UNSUPPORTED:
        return None
    page = _page.page(values.decoded(answer.body), answer.url)
    return page.oembed if _named(service, page, reference) is not False else None


def outcome(service: Service, answer: Answer, reference: Reference, *, certain: bool = False) -> Post | Missing:
    """What the page of a post says.

    Args:
        service: whose page it is.
        answer: the page.
        reference: the post that was asked for.
        certain: whether the page is believed only when it names that post. A page that names none says nothing then.
    """
    if isinstance(answer, Refusal):
        return outcomes.of_refusal(answer)
    missing = outcomes.of_status(answer, "The page") or _closed(answer)
    if missing is not None:
        return missing
    own = service.page(answer, reference) if service.page else None
    shown = own if own is not None else _shown(service, answer, reference, certain=certain)
    if isinstance(shown, Missing):
        return shown
    return notices.instead(shown) or _by_profile(service, shown)


def _by_profile(service: Service, post: Post) -> Post:
    """The post with its author's handle out of the address of the profile, where the page names no other."""
    if post.handle or service.oembed is None:
        return post
    handle = oembed_answer.handle_of(post.author_url, service.oembed.profile)
    return filled(post, credited(Post(platform=post.platform, handle=handle), "page")) if handle else post


def _shown(service: Service, answer: Response, reference: Reference, *, certain: bool) -> Post | Missing:
    """What a page says in the common way, if it is the post's."""
    page = _page.page(values.decoded(answer.body), answer.url)
    named = _named(service, page, reference)
    if named is not True and (notices.is_door(page.title) or outcomes.gated(page.canonical or "")):
        return Missing(reason=Reason.LOGIN_WALL, detail=f"The page asks for a login: {page.title[:100]}")
    if named is None and service.recognise(reference.url) and not service.recognise(answer.url):
        return Missing(reason=Reason.PROTOCOL, detail=f"The address leads to {answer.url[:200]}, which is not the post")
    above = named is None and service.recognise(reference.url) and _page.is_above(page.canonical, reference)
    post = _page.read(page, reference) if named is not False and not above else None
    if post is not None and (named or not certain) and not (named is None and _titled_only(service, post, reference)):
        return post
    notice = notices.said(page.title) if post is None and named is not False else None
    if notice is not None and notice.reason in GONE:
        return notice
    told = f"calls itself {page.canonical[:200]}, not the post" if named is False and page.canonical else _SILENT
    unclear = certain and named is not False
    return Missing(reason=Reason.PROTOCOL if unclear else Reason.UNSUPPORTED, detail=f"The page {told}")


def _titled_only(service: Service, post: Post, reference: Reference) -> bool:
    """Whether a page, which does not say whose it is, tells a title and nothing else; frames of unknown sites do."""
    known = service.recognise(reference.url) is not None
    return known and not (post.author or post.posted_at or post.media or post.counts or "\n" in (post.text or ""))


def _closed(answer: Response) -> Missing | None:
    """Whether an answer is a door instead of a page, or no page at all."""
    if outcomes.gated(answer.url) or outcomes.challenged(answer):
        return Missing(
            reason=Reason.LOGIN_WALL, detail=f"The page leads to a login or consent form ({answer.url[:200]})"
        )
    media_type = signatures.kind(answer.body[: signatures.HEAD]).media_type or ""
    kind = "a picture" if media_type.startswith("image/") else {"application/pdf": "a PDF"}.get(media_type)
    return Missing(reason=Reason.UNSUPPORTED, detail=f"The address shows {kind}, not a page") if kind else None


def _named(service: Service, page: _page.Page, reference: Reference) -> bool | None:
    """Whether a page calls itself this post (true), something else (false) or nothing that we know (None)."""
    own = urls.parse(page.canonical or "")
    if own is None:
        return None
    if not own.segments and not own.query:
        asked = urls.parse(reference.url)
        return None if asked is not None and not asked.segments and asked.host == own.host else False
    here = service.recognise(page.address)
    found = service.recognise(str(own))
    if found is None:
        known = service.recognise(reference.url) is not None
        if known and _site(own.host) != _site((urls.parse(page.address) or own).host):
            return False  # it says that it is the page of another site
        return True if str(own) == reference.url else None
    return found.id in {reference.id, here.id if here else ""}


def _site(host: str) -> list[str]:
    """The last two labels of a host: what differs in them is another site."""
    return host.split(".")[-2:]
