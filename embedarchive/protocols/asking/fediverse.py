"""Capturing a post of a server of the fediverse that has no API of Mastodon's kind: ActivityPub, then its page.

Each of them answers under the post's own address: for `Accept: application/activity+json` with the object itself
(https://www.w3.org/TR/activitypub/#retrieving-objects), for browsers with a page. A server that wants signed questions
refuses the first; that is no word about the post.
"""

from __future__ import annotations

from collections.abc import Callable

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reason, Reference, Request, Response
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import activitypub, values
from embedarchive.protocols.reading import page as _page

_BROWSER = (("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),)


def capture(embed: Embed, recognise: Callable[[str], Reference | None]) -> Capture:
    """Fetch one post."""
    known = recognise(embed.url or "")
    if known is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    host = known.id.partition("/")[0]
    turns = [
        _turns.turn(host, known.url, kind="api", headers=(("Accept", activitypub.ACCEPT),)),
        _turns.turn(f"{host}'s page", known.url, headers=_BROWSER),
    ]
    return (yield from _turns.capture(embed, turns, lambda response: read(response, recognise)))


def question(known: Reference) -> Request:
    """What asks for the object itself."""
    return Request(url=known.url, kind="api", headers=(("Accept", activitypub.ACCEPT),))


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
    # A page without a word of its own about the post is the shell of an application.
    told = page.say("og:description", "twitter:description") or page.tree.find("script", type="application/ld+json")
    return _page.read(page, known) if told and (own or page.say("og:title")) else None


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
    return activitypub.post(answer, known) if activitypub.public(note) else activitypub.NOT_PUBLIC
