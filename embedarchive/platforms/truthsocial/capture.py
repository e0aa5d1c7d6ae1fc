"""Capturing a post of Truth Social, which speaks Mastodon's API on one host, behind a wall against programs.

A recorded answer of its API stands in the documentation of https://github.com/bellingcat/auto-archiver.
"""

from __future__ import annotations

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Response
from embedarchive.platforms.truthsocial import address as truthsocial
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import mastodon_status, notices, values
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited


def capture(embed: Embed) -> Capture:
    """Fetch one post: from the API, else from its page."""
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.")
    return (yield from _turns.capture(embed, truthsocial.SOURCES, read))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the API, or the page of a post."""
    if response.body.lstrip()[:1] != b"{":
        page = _turns.opened(response, "Truth Social", truthsocial.recognise)
        return page if page is None or isinstance(page, Missing) else _read_page(page)
    missing = outcomes.of_status(response, "Truth Social")
    if missing is not None:
        return missing
    status = values.mapping(values.parsed(response.body))
    found = mastodon_status.post(status, "", "truthsocial", truthsocial.recognise)
    parent = mastodon_status.post(
        values.mapping(status, "in_reply_to"), "", "truthsocial", truthsocial.recognise, depth=1
    )
    return mastodon_status.with_parent(found, status, parent) if found else None


def _read_page(page: Page) -> Post | None:
    """What a page tells other sites to show. The site's general page has the same form but names no post."""
    known = truthsocial.recognise(urls.unwrap(page.address).url)
    own = truthsocial.recognise(page.canonical or "")
    text = page.say("og:description")
    title = page.say("og:title") or ""
    front = notices.names_site(title, truthsocial.NAME, "truthsocial.com")
    if known is None or own is None or own.id != known.id or not text or front:
        return None
    name, mark, _ = title.rpartition(" (@")
    picture = page.link("og:image")
    attached = picture if picture and "/accounts/avatars/" not in picture else None
    return credited(
        Post(
            platform="truthsocial",
            id=known.id,
            url=known.url,
            author=values.text(name if mark else None),
            handle=known.handle,
            posted_at=truthsocial.posted_at(known.id),
            text=text,
            media=(MediaRef(candidates=(attached,)),) if attached else (),
        ),
        "page",
        posted_at="id",
        handle="id",
    )
