"""Capturing a post of the fediverse: Mastodon's API first, then the post's own address as ActivityPub.

The API shows counts, polls and previews that ActivityPub leaves out; servers that are no Mastodon, and those that
want a token for their API, often answer the second question. A server that signs its fetches refuses both
(https://docs.joinmastodon.org/spec/security/): that is a login wall, and no word about the post.
"""

from __future__ import annotations

from typing import Any

from embedarchive import urls
from embedarchive.model import Answer, Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Request, Response
from embedarchive.platforms import _activity, _asking, _status, _turns, mastodon
from embedarchive.platforms import _values as values
from embedarchive.platforms._page import Page
from embedarchive.platforms._provenance import credited, filled

_NOT_PUBLIC = Missing(reason=Reason.PRIVATE, detail="The server says that the post is not for the public")


def capture(embed: Embed) -> Capture:
    """Fetch one status, and the one that it answers."""
    host, _, number = (embed.id or "").partition("/")
    known = mastodon.recognise(embed.url or "")
    if not number or known is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    turns = [
        _turns.turn(f"{host}'s API", f"https://{host}/api/v1/statuses/{number}", kind="api"),
        _turns.turn(f"{host}", known.url, kind="api", headers=(("Accept", _activity.ACCEPT),)),
    ]
    heard: list[Response] = []

    def read_and_keep(response: Response) -> Post | Missing | None:
        heard.append(response)
        return read(response)

    found = yield from _turns.capture(embed, turns, read_and_keep)
    status = values.mapping(values.parsed(heard[-1].body)) if heard else {}
    answered = values.text(status.get("in_reply_to_id"))
    if isinstance(found, Missing) or answered is None or not answered.isalnum():
        return found
    other: Answer = yield Request(url=f"https://{host}/api/v1/statuses/{answered}", kind="api")
    answering = values.mapping(values.parsed(other.body)) if isinstance(other, Response) and other.status == 200 else {}
    parent = _status.post(answering, host, "mastodon", mastodon.recognise, depth=1)
    if parent is None:  # gone, or not shown: which one it was is known all the same
        named = credited(Post(platform="mastodon", replies_to=f"https://{host}/statuses/{answered}"), "api")
        return filled(found, named)
    return _status.with_parent(found, status, parent)


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the API, of ActivityPub, or the page of a status."""
    address = urls.parse(urls.unwrap(response.url).url)
    if address is None:
        return None
    if response.body.lstrip()[:1] == b"{":
        return _read_json(response, address)
    # Software that has no such API answers 404 to it; under the post's own address that is a word about the post.
    absent = Reason.DELETED if mastodon.recognise(str(address)) else Reason.PROTOCOL
    page = _turns.opened(response, address.host, mastodon.recognise, means=((404, absent),))
    return page if page is None or isinstance(page, Missing) else _read_page(page)


def _read_json(response: Response, address: urls.Address) -> Post | Missing | None:
    answer = values.mapping(values.parsed(response.body))
    if response.status == 410 and answer.get("type") == "Tombstone":
        return _activity.post(answer, Reference(platform="mastodon", id="", url=str(address)))
    absent = Reason.DELETED if isinstance(answer.get("error"), str) else Reason.PROTOCOL
    missing = _asking.of_status(response, address.host, means=((404, absent),))
    if missing is not None:
        return missing
    if "account" in answer:
        restricted = str(answer.get("visibility")) in {"private", "direct"}
        return _NOT_PUBLIC if restricted else _status.post(answer, address.host, "mastodon", mastodon.recognise)
    known = mastodon.recognise(str(address)) or mastodon.recognise(values.text(answer.get("id")) or "")
    note = values.mapping(answer, "object") or answer
    if known is not None and not _activity.public(note):
        return _NOT_PUBLIC
    return _activity.post(answer, known) if known else None


def _read_page(page: Page) -> Post | None:
    """What a status's page tells other sites to show: its words whole, unless a warning stands before them."""
    known = mastodon.recognise(page.address) or mastodon.recognise(page.canonical or "")
    here, called = urls.parse(page.address), urls.parse(page.canonical or "")
    if here and called and here.host != called.host:
        return None
    text = page.say("og:description", "description")
    name, mark, rest = (page.say("og:title") or "").rpartition(" (@")
    if known is None or not mark or not text:
        return None
    written = values.moment(page.say("og:published_time", "article:published_time"))
    media = [
        MediaRef(candidates=(link,), role=role)
        for key, role in (("og:video", "video"), ("og:image", "photo"))
        for value in page.meta.get(key, ())[:10]
        if (link := values.link(value)) and "/accounts/avatars/" not in link and "/preview" not in link
    ]
    at = written or mastodon.posted_at(known.id)
    fields: dict[str, Any] = {} if written else {"posted_at": "id"}
    return credited(
        Post(
            platform="mastodon",
            id=known.id,
            url=known.url,
            author=values.text(name),
            handle=rest.partition(")")[0] or known.handle,
            posted_at=at,
            text=text,
            media=tuple(
                MediaRef(candidates=ref.candidates, role=ref.role, index=index) for index, ref in enumerate(media)
            ),
        ),
        "page",
        **fields,
    )
