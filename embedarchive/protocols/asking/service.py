"""Capturing a post that is served by oEmbed, or shown by its own page only.

One endpoint's status does not make a post gone. Where oEmbed shows none, the page is asked, too. It is gone when both
say so, or one says so in the platform's own words; behind a wall, or a page that says nothing, it may well stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from embedarchive import urls
from embedarchive.model import (
    GONE,
    RETRIED,
    TRANSIENT,
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
from embedarchive.protocols.asking import outcomes, served_page
from embedarchive.protocols.declaring.oembed import OEmbed, Service
from embedarchive.protocols.reading import oembed_answer, values
from embedarchive.protocols.reading.provenance import credited, filled

_NAMING = re.compile(r"""(?:src|cite|href)=["']([^"'\s]{8,800})""")


def capture(service: Service, embed: Embed) -> Capture:
    """Fetch one post. What is missing comes with the id and the address as far as they are known."""
    reference = referred(service, embed)
    if reference is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article gives no address of this post.", id=embed.id)
    declared = service.oembed or served_page.provider(reference.url)
    if declared is None:
        outcome = yield from served_page.capture(service, reference)
    else:
        outcome = yield from _by_oembed(service, declared, reference)
    if isinstance(outcome, Missing):
        return replace(outcome, id=outcome.id or reference.id or None, url=outcome.url or reference.url)
    return _dated(service, outcome)


def _dated(service: Service, post: Post) -> Post:
    """The post with the time in its id where the answers gave none."""
    at = service.posted_at(post.id) if post.id else None
    return post if at is None else filled(post, credited(Post(platform=post.platform, posted_at=at), "id"))


def referred(service: Service, embed: Embed) -> Reference | None:
    """The post that an embed names; None when it has no address."""
    if not embed.url:
        return None
    known = service.recognise(embed.url)
    url, handle = (known.url, known.handle) if known else (embed.url, None)
    identifier = known.id if known else embed.id or ""
    return Reference(platform=service.name, id=identifier, url=url, handle=handle or embed.handle)


def _by_oembed(service: Service, declared: OEmbed, reference: Reference) -> Capture:
    answer: Answer = yield declared.request(reference.url)
    told = _outcome(service, answer, reference, declared)
    if isinstance(told, Post) and not declared.page:
        return told
    if isinstance(told, Missing) and told.reason in TRANSIENT:
        return told  # nothing was learnt; asking again later is better than settling for half of it now
    page: Answer = yield Request(url=reference.url)
    # Sites show the same general words in place of what is gone: after a "no" the page must name the post.
    shown = served_page.outcome(service, page, reference, certain=isinstance(told, Missing))
    if isinstance(told, Post):
        return merged(told, shown) if isinstance(shown, Post) else told
    if isinstance(shown, Post):
        return shown
    return weighed(told, shown, word=outcomes.is_word(answer), page_word=outcomes.is_word(page))


def merged(told: Post, shown: Post) -> Post:
    """What oEmbed told, with what it lacks from the page; also the words after the title, files of video and sound."""
    post, known = filled(told, shown), dict(shown.sources)
    longer = bool(told.text and shown.text and shown.text.startswith(told.text) and shown.text != told.text)
    files = {ref.role for ref in shown.media} & {"video", "audio"} - {ref.role for ref in told.media}
    same = [ref.candidates[:1] for ref in told.media] == [ref.candidates[:1] for ref in shown.media]
    timed = same and any(ref.duration_s for ref in shown.media) and not any(ref.duration_s for ref in told.media)
    cut = shown.truncated if longer else post.truncated
    taken = {"text": longer, "media": bool(files) or timed}
    return replace(
        post,
        text=shown.text if longer else post.text,
        media=shown.media if taken["media"] else post.media,
        truncated=cut,
        sources=(
            *(
                (name, known[name] if taken.get(name) else source)
                for name, source in post.sources
                if name != "truncated"
            ),
            *([("truncated", (known if longer else dict(post.sources))["truncated"])] if cut else []),
        ),
    )


def _outcome(service: Service, answer: Answer, reference: Reference, declared: OEmbed) -> Post | Missing:
    if isinstance(answer, Refusal):
        return outcomes.of_refusal(answer)
    missing = outcomes.of_status(answer, "oEmbed", declared.means)
    if missing is not None:
        return missing
    found = values.mapping(values.parsed(answer.body))
    if _is_of_another(service, found, reference):
        return Missing(reason=Reason.PROTOCOL, detail="oEmbed gave another post")
    if not oembed_answer.is_answer(found):
        if outcomes.challenged(answer) or outcomes.gated(answer.url):
            return Missing(reason=Reason.LOGIN_WALL, detail="oEmbed leads to a login")
        return Missing(
            reason=Reason.PROTOCOL, detail=f"oEmbed gave an answer that we do not understand ({answer.status})"
        )
    post = oembed_answer.read(found, reference, declared)
    return post or Missing(reason=declared.bare, detail="oEmbed answers, but tells nothing of the post")


def _is_of_another(service: Service, answer: Mapping[str, object], reference: Reference) -> bool:
    """Whether the code that shows a post names one whose id is written alike and is not the one that was asked for.

    Some platforms have two ids for a post, one of them for players: those are not written alike.
    """
    code = unescape((values.text(answer.get("html")) or "")[:20_000])
    addresses = [*_NAMING.findall(code)[:50], values.text(answer.get("url")) or ""]
    found = (service.recognise(urls.unwrap(address).url) for address in addresses if address)
    named = {post.id for post in found if post is not None and not post.shared}
    named |= {number for number in (values.digits(answer.get("video_id")),) if number}
    return reference.id not in named and any(_alike(one, reference.id) for one in named)


def _alike(one: str, other: str) -> bool:
    kinds = (r"\d{4,20}", r"[\w-]{11}", r"(?:track|album|episode|show|playlist)/\w{22}")
    return any(re.fullmatch(kind, one) and re.fullmatch(kind, other) for kind in kinds)


def weighed(told: Missing, shown: Missing, *, word: bool, page_word: bool) -> Missing:
    """Why there is no post, from two voices of which none shows it.

    Args:
        told: what oEmbed says.
        shown: what the page says.
        word: whether `told` is the platform's own word, and no mere status (`outcomes.is_word`).
        page_word: the same of `shown`.
    """
    if told.reason in GONE and shown.reason in GONE:
        page_first = told.reason is Reason.DELETED
    elif shown.reason in GONE:
        page_first = page_word or told.reason not in RETRIED
    elif told.reason in GONE:  # a page that calls itself something else stands in place of the post
        page_first = not word and shown.reason is not Reason.UNSUPPORTED
    else:
        page_first = told.reason is Reason.NOT_IN_RECORDING or _weight(shown) < _weight(told)
    first, second = (shown, told) if page_first else (told, shown)
    details = dict.fromkeys(one.detail.rstrip(".") for one in (first, second) if one.detail)
    return replace(first, detail="; ".join(details), retry_after=first.retry_after or second.retry_after)


def _weight(missing: Missing) -> int:
    """The place of a reason among those why nothing was learnt: what passes by itself comes first."""
    order = (TRANSIENT, {Reason.LOGIN_WALL}, RETRIED)
    return next((place for place, reasons in enumerate(order) if missing.reason in reasons), len(order))


def read(service: Service, response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: an oEmbed answer or a page. None when it is neither."""
    address = urls.unwrap(response.url).url
    missing = outcomes.of_status(response, service.name)
    if missing is not None:
        return None if missing.reason is Reason.DELETED else missing
    asked = urls.parse(address)
    about = (asked.parameter("url") if asked else "") or address
    reference = service.recognise(about) or Reference(platform=service.name, id="", url=about)
    if response.body.lstrip()[:1] == b"{":
        answer = values.mapping(values.parsed(response.body))
        if service.oembed is not None and oembed_answer.is_answer(answer):
            if reference.id and _is_of_another(service, answer, reference):
                return None
            post = oembed_answer.read(answer, reference, service.oembed)
            return _dated(service, post) if post else None
        return None
    found = served_page.outcome(service, replace(response, url=address), reference)
    if isinstance(found, Post):
        return _dated(service, found)
    return found if found.reason in GONE or found.reason is Reason.LOGIN_WALL else None
