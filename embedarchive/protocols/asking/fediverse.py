"""Capturing a post of a server of the fediverse that has no API of Mastodon's kind: ActivityPub, then its page.

Each of them answers under the post's own address: for `Accept: application/activity+json` with the object itself
(https://www.w3.org/TR/activitypub/#retrieving-objects), for browsers with a page. A server that wants signed questions
refuses the first; that is no word about the post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.declaring.sources import Source
from embedarchive.protocols.reading import activitypub, values
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading.provenance import credited

_HEADING = re.compile(
    r"(?P<name>.{1,200}?) \(@(?P<account>[\w.-]{1,60}(?:@[\w.:-]{1,253})?)\)"
    r"|@(?P<alone>[\w.-]{1,60}(?:@[\w.:-]{1,253})?)"
)
"""The title of a post's page in Misskey, Pixelfed, Pleroma and their kin: `Jane Doe (@jane@social.example)`."""
_QUOTED = re.compile(r"(?:.{1,200}: )?“(?P<words>.{1,30000})”", re.DOTALL)
"""How Pleroma puts a post's words between quotation marks."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_ATTACHED = re.compile(r"Attached: \d{1,3} (?:photo|video|image)s?\b")
_PORTRAITS = ("/avatar", "/accounts/avatars/", "/proxy/avatar", "/images/avi.")


def capture(embed: Embed, sources: Sequence[Source], recognise: Callable[[str], Reference | None]) -> Capture:
    """Fetch one post."""
    known = recognise(embed.url or "")
    if known is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    asked = replace(embed, url=known.url)
    return (yield from _turns.capture(asked, sources, lambda response: read(response, recognise)))


def read(response: Response, recognise: Callable[[str], Reference | None]) -> Post | Missing | None:
    """What one answer says, live or archived: an object of ActivityPub, or the page of a post."""
    address = urls.unwrap(response.url).url
    here = urls.parse(address)
    if here is None:
        return None
    if response.body.lstrip()[:1] == b"{":
        return _read_object(response, here, recognise)
    absent = Reason.DELETED if recognise(address) else Reason.PROTOCOL
    page = _turns.opened(response, here.host, recognise, means=((404, absent),))
    if page is None or isinstance(page, Missing):
        return page
    known, own = recognise(address), recognise(page.canonical or "")
    called = urls.parse(page.canonical or "")
    if known is None or (own is not None and own.id != known.id) or (called and called.host != here.host):
        return None
    if called and own is None and len(called.segments) < len(here.segments) and _page.is_above(str(called), known):
        return None
    # A page without a word of its own about the post is the shell of an application.
    told = page.say("og:description", "twitter:description") or page.tree.find("script", type="application/ld+json")
    return _by_heading(page, known) or (_page.read(page, known) if told and (own or page.say("og:title")) else None)


def _by_heading(page: _page.Page, known: Reference) -> Post | None:
    """What a page says whose title for other sites is the author's account; None of any other, such as a forum's."""
    heading = _HEADING.fullmatch(" ".join((page.say("og:title") or "").split()))
    shown = _page.read(page, known) if heading else None
    if heading is None or shown is None:
        return None
    text = page.say("og:description", "twitter:description", "description") or ""
    quoted = _QUOTED.fullmatch(text)
    words = "" if _ATTACHED.match(text) else quoted["words"] if quoted else text
    account, _, server = (heading["account"] or heading["alone"]).partition("@")
    host = known.id.partition("/")[0]
    media = tuple(ref for ref in shown.media if not any(part in ref.candidates[0] for part in _PORTRAITS))
    named = replace(
        shown,
        author=values.text(heading["name"]),
        handle=f"{account}@{server or host}",
        text=values.text(words.strip()),
        media=tuple(replace(ref, role="photo" if ref.role == "card" else ref.role) for ref in media),
        truncated=bool(words) and shown.truncated,
    )
    return credited(named, "page", id="id", posted_at=dict(shown.sources).get("posted_at", "page"))


def _is_of_another(address: str, known: Reference, recognise: Callable[[str], Reference | None]) -> bool:
    """Whether an object's own address is that of another post of the same server, by its id or its UUID."""
    here, own = urls.parse(address), recognise(address)
    if here is None or here.host != known.id.partition("/")[0]:
        return False  # a post of another server, shown here under an address of this one
    if own is not None:
        return own.id != known.id
    named, asked = _UUID.search(here.path), _UUID.search(known.id)
    return named is not None and asked is not None and named[0] != asked[0]


def _read_object(
    response: Response, here: urls.Address, recognise: Callable[[str], Reference | None]
) -> Post | Missing | None:
    answer = values.mapping(values.parsed(response.body))
    known = recognise(str(here)) or recognise(values.text(answer.get("id")) or "")
    if known is None:
        return None
    if response.status in {200, 410} and answer.get("type") == "Tombstone":
        return activitypub.post(answer, known)
    missing = outcomes.of_status(response, here.host, means=((404, Reason.DELETED),))
    if missing is not None:
        return missing
    note = values.mapping(answer, "object") or answer
    if _is_of_another(values.text(note.get("id")) or "", known, recognise):
        return None
    return activitypub.post(answer, known) if activitypub.public(note) else activitypub.NOT_PUBLIC
