"""Capturing a post of the fediverse: Mastodon's API first, then the post's own address as ActivityPub and as a page.

The API shows counts, polls and previews that ActivityPub leaves out; servers that are no Mastodon, and those that
want a token for their API, often answer the second question. A server that signs its fetches refuses both
(https://docs.joinmastodon.org/spec/security/), as GoToSocial does to everybody: then the page that readers see is
left. A refusal is a login wall, and no word about the post.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Answer, Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Request, Response
from embedarchive.platforms.mastodon import address as mastodon
from embedarchive.platforms.mastodon import drawn
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import activitypub, mastodon_status, values
from embedarchive.protocols.reading.mastodon_status import prose
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, first

if TYPE_CHECKING:
    from bs4 import Tag

_HEADING = re.compile(
    r"""(?P<name>.{1,200}) [ ] \(@ (?P<handle>[^()\s]{1,200}) \)  # Mastodon
    | Post [ ] by [ ] (?: (?P<called>.{1,200}) , [ ] )? @ (?P<account>[^\s@]{1,100}@[^\s@]{1,150})  # GoToSocial""",
    re.VERBOSE | re.DOTALL,
)
_CUT_AT = 300
"""So many characters of a post GoToSocial tells other sites (its internal/api/util/opengraph.go)."""
_NO_MEDIA = ("/accounts/avatars/", "/avatar/", "/preview")


def capture(embed: Embed) -> Capture:
    """Fetch one status, and the one that it answers."""
    host, _, number = (embed.id or "").partition("/")
    known = mastodon.recognise(embed.url or "")
    if not number or known is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    heard: list[Response] = []

    def read_and_hear(response: Response) -> Post | Missing | None:
        heard.append(response)
        return read(response)

    found = yield from _turns.capture(replace(embed, url=known.url), mastodon.SOURCES, read_and_hear)
    status = values.mapping(values.parsed(heard[-1].body)) if heard else {}
    answered = values.text(status.get("in_reply_to_id"))
    if isinstance(found, Missing) or answered is None or not answered.isalnum():
        return found
    other: Answer = yield Request(url=f"https://{host}/api/v1/statuses/{answered}", kind="api")
    answering = values.mapping(values.parsed(other.body)) if isinstance(other, Response) and other.status == 200 else {}
    parent = mastodon_status.post(answering, host, "mastodon", mastodon.recognise, depth=1)
    if parent is None:  # gone, or not shown: which one it was is known all the same
        named = credited(Post(platform="mastodon", replies_to=f"https://{host}/statuses/{answered}"), "api")
        return filled(found, named)
    return mastodon_status.with_parent(found, status, parent)


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
        return activitypub.post(answer, Reference(platform="mastodon", id="", url=str(address)))
    absent = Reason.DELETED if isinstance(answer.get("error"), str) else Reason.PROTOCOL
    missing = outcomes.of_status(response, address.host, means=((404, absent),))
    if missing is not None:
        return missing
    if "account" in answer:
        restricted = str(answer.get("visibility")) in {"private", "direct"}
        return (
            activitypub.NOT_PUBLIC
            if restricted
            else mastodon_status.post(answer, address.host, "mastodon", mastodon.recognise)
        )
    known = mastodon.recognise(str(address)) or mastodon.recognise(values.text(answer.get("id")) or "")
    note = values.mapping(answer, "object") or answer
    if known is not None and not activitypub.public(note):
        return activitypub.NOT_PUBLIC
    return activitypub.post(answer, known) if known else None


def _read_page(page: Page) -> Post | None:
    """What a status's page tells other sites to show, and GoToSocial's what it shows itself: its words whole.

    A warning stands before them. A page that calls itself another post says nothing of this one.
    """
    known = mastodon.recognise(page.address) or mastodon.recognise(page.canonical or "")
    if known is not None and (status := drawn.read(page, known)) is not None:
        return status
    here, called = urls.parse(page.address), urls.parse(page.canonical or "")
    if here and called and here.host != called.host:
        return None
    text = page.say("og:description", "description")
    heading = _HEADING.fullmatch(page.say("og:title") or "")
    if known is None or heading is None or not text:
        return None
    own = mastodon.recognise(page.canonical or "")
    if own is not None and own.id != known.id:
        return None
    shown = page.tree.find(id=known.id.partition("/")[2])
    body = first(shown, ".content") if shown is not None else None
    links: tuple[str, ...] = ()
    cut = False
    if shown is not None and body is not None:
        warning = text.removeprefix("CW: ").strip() if text.startswith("CW: ") else ""
        words, links = prose(body.decode_contents())
        text = "\n\n".join(part for part in (warning, words) if part)
        media = _attached(shown)
    else:
        cut = len(text) >= _CUT_AT and text.endswith("...")
        media = _told(page)
    written = values.moment(page.say("og:published_time", "article:published_time", "og:article:published_time"))
    fields: dict[str, str] = {} if written else {"posted_at": "id"}
    handle = heading["handle"] or heading["account"]
    return credited(
        Post(
            platform="mastodon",
            id=known.id,
            url=known.url,
            author=values.text(heading["name"] or heading["called"]),
            handle=handle or known.handle,
            posted_at=written or mastodon.posted_at(known.id),
            text=values.text(text),
            links=links,
            media=tuple(replace(ref, index=index) for index, ref in enumerate(media)),
            truncated=cut,
        ),
        "page",
        **fields,
    )


def _told(page: Page) -> list[MediaRef]:
    """The images and videos that a page tells other sites of."""
    return [
        MediaRef(candidates=(link,), role=role)
        for key, role in (("og:video", "video"), ("og:image", "photo"))
        for value in page.meta.get(key, ())[:10]
        if (link := values.link(value)) and not any(part in link for part in _NO_MEDIA)
    ]


def _attached(shown: Tag) -> list[MediaRef]:
    """The files that GoToSocial's page shows."""
    found: list[MediaRef] = []
    for tag in shown.select("a.photoswipe-slide[href], video.plyr-video", limit=20):
        moving = tag.name == "video"
        file = values.link(attribute(first(tag, "source[src]") if moving else tag, "src" if moving else "href"))
        alt = attribute(tag, "alt") or attribute(tag, "title") or ""
        if file:
            found.append(MediaRef(candidates=(file,), role="video" if moving else "photo", alt=alt))
    return found
