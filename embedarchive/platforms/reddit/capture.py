"""Capturing a submission or comment of Reddit: oEmbed, its page, its feed, its embed page."""

from __future__ import annotations

from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    GONE,
    TRANSIENT,
    Capture,
    Embed,
    Missing,
    Post,
    Reason,
    Reference,
    Response,
)
from embedarchive.platforms.reddit import answers, pages
from embedarchive.platforms.reddit.address import NAME, OEMBED, SOURCES, recognise
from embedarchive.platforms.reddit.common import in_its_place, is_gone
from embedarchive.protocols.asking import service
from embedarchive.protocols.declaring.oembed import Service
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.oembed_answer import is_answer
from embedarchive.protocols.reading.provenance import filled

_NO_MORE = TRANSIENT | GONE | {Reason.UNIDENTIFIED}
"""After these another question to the same host is no use now."""


def capture(embed: Embed) -> Capture:
    """Ask by oEmbed and for the page, then for the post's feed, which has the whole text, and its embed page."""
    outcome = yield from service.capture(SERVICE, embed)
    found = _unless_gone(outcome) or outcome
    known = recognise(found.url or "") or recognise(embed.url or "")
    if known is None or known.id.startswith(("s/", "v/")) or (isinstance(found, Missing) and found.reason in _NO_MORE):
        return found
    told: Post | None = None
    for source in SOURCES[2:]:  # the feed has the whole words, the embed page the files
        enough = told or (found if source is SOURCES[-1] and isinstance(found, Post) and found.posted_at else None)
        if not source.answers(known.id) or (enough and not _short_of_files(enough)):
            continue
        answer = yield source.request(known)
        said = read(answer) if isinstance(answer, Response) and answer.status == 200 else None
        if isinstance(said, Missing) and said.reason in GONE and isinstance(found, Missing) and told is None:
            return replace(said, id=known.id, url=known.url)
        if isinstance(said, Post) and said.id == known.id:
            told = said if told is None else filled(_without_files(told) if said.media else told, said)
    if told is None:
        return found
    return filled(told, found) if isinstance(found, Post) else told


def _short_of_files(post: Post) -> bool:
    """Whether a feed's entry has a small image only of what a gallery or a video holds."""
    return bool(post.media) and not post.card and all(ref.role == "card" for ref in post.media)


def _without_files(post: Post) -> Post:
    return replace(post, media=(), sources=tuple(said for said in post.sources if said[0] != "media"))


def _unless_gone(found: Post | Missing | None) -> Post | Missing | None:
    """What was found, or that it is gone where its title says so."""
    if not isinstance(found, Post) or not is_gone(found.text):
        return found
    return in_its_place(found.text, found)


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page of a submission, whenever it was made."""
    return pages.of_page(response, reference)


def read(response: Response) -> Post | Missing | None:
    """What an answer says, live or archived: of oEmbed, of a page, of `….rss` and `….json`.

    Reddit closed the last to strangers in 2026; web archives and crawls hold what was kept before.
    """
    start = response.body.lstrip()[:5]
    address = urls.unwrap(response.url).url.partition("?")[0]
    wanted = recognise(address.removesuffix("/").removesuffix(".json").removesuffix(".rss"))
    if response.status == 200 and start[:1] in {b"[", b"{"}:
        value = values.parsed(response.body)
        if not is_answer(values.mapping(value)):
            return answers.of_json(value, wanted.id.rpartition("/")[2] if wanted else None)
    if response.status == 200 and start in {b"<?xml", b"<feed"}:
        return answers.of_feed(response, wanted)
    return _unless_gone(service.read(SERVICE, response))


SERVICE = Service(NAME, recognise, oembed=OEMBED, page=read_page)
