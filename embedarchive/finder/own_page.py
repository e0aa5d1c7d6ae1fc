"""A saved page of a platform that shows one post: the page is the post, as the platform's own reading has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from embedarchive import platforms, urls
from embedarchive.documents import head
from embedarchive.documents.html import Tree
from embedarchive.finder import facts
from embedarchive.model import Document, Embed, Reference

if TYPE_CHECKING:
    from embedarchive.model import Post

_NO_TIME = dt.datetime.min.replace(tzinfo=dt.UTC)
_HEAD = 60_000  # characters in which a page says which address it calls its own
_ANCHORS = 500  # links that are asked whether they lead to their own page
_LINKS = 60  # elements of a page's head that are asked which software serves it
_ZONES = dt.timedelta(days=1)  # that days of one moment lie apart around the world
_CUT = 0.85  # how sure it is where a text ends that the page gives the beginning of


def address(document: Document, tree: Tree) -> str:
    """Where a page stands on its platform's own site: its address, or, on a front end's host, the one it repeats."""
    here = urls.unwrap(document.base_url).url if document.base_url else ""
    parts = urls.parse(here) if document.text.find("canonical", 0, _HEAD) > 0 else None
    if parts is None or not parts.segments or platforms.answers(parts.host):
        return here
    own = urls.parse(head.canonical(tree.root, here) or "")
    repeats = own is not None and own.host != parts.host and own.path == parts.path and own.query == parts.query
    return str(own) if repeats and own is not None and platforms.answers(own.host) else here


def embeds(
    document: Document, tree: Tree, shown: Sequence[Embed], at: str, listed: Sequence[Embed] = ()
) -> tuple[Embed, ...] | None:
    """The post that a page is, and the others on it that have words and an author, as replies have; None of an article.

    Args:
        document: the page; its address is asked what it is the page of.
        tree: the page, parsed.
        shown: what its markup shows.
        at: its address, as `address` has it.
        listed: the posts that the page lists beside these; those of the same author are one thread with it.
    """
    post = _named(tree, at)
    found = _read(document, post, at) if post else None
    if post is None or found is None:
        return None
    own = [each for each in shown if each.platform == post.platform and each.id == post.native_id]
    others = [
        each
        for each in shown
        if each not in own and (each.platform != post.platform or (each.text and (each.handle or each.author)))
    ]
    others += _thread(post, found, others, listed)
    whole = Embed(
        platform=post.platform,
        form="page",
        id=post.native_id,
        url=post.url,
        handle=post.handle,
        start=0,
        end=len(document.text),
        parts=_around(others, len(document.text)),
    )
    embed = told(next((each for each in own if each.text), whole), found)
    return (facts.completed(embed, document.language), *others)


def _thread(post: Reference, found: Post, others: Sequence[Embed], listed: Sequence[Embed]) -> list[Embed]:
    """The listed posts of the post's own author that are not among the others."""
    known = {post.native_id, *(each.id for each in others)}
    return [each for each in listed if each.handle and each.handle == found.handle and each.id not in known]


def _around(others: Sequence[Embed], end: int) -> tuple[tuple[int, int], ...]:
    """What of the page is left when the others are taken out."""
    parts, at = [], 0
    for each in sorted(others, key=lambda other: other.start):
        if each.start > at:
            parts.append((at, each.start))
        at = max(at, each.end)
    return (*parts, *([(at, end)] if at < end else []))


def _named(tree: Tree, at: str) -> Reference | None:
    """The post that the page's address names, or, on a platform's own host, the address that it calls its own."""
    parts = urls.parse(at)
    if parts is None or not parts.web:
        return None
    answering = platforms.answering(parts)
    served = any(each.hosts for each in answering)
    if not served and platforms.marks().search(parts.path) is None:
        return None
    found = next((post for each in answering if (post := each.recognise(at))), None)
    if served and (found is None or found.shared):
        own = head.read(tree.root, "").url  # what browsers note beside the page is the address above
        found = platforms.recognise(own) if own else None
    if found is None or found.shared or not (served or _federates(tree) or _leads_here(tree, parts.path)):
        return None
    return found


def _leads_here(tree: Tree, path: str) -> bool:
    """Whether a page leads to itself, as the time of a post does on a page that a program drew."""
    hrefs = (each.attr("href") or "" for each in islice(tree.root.find_all("a"), _ANCHORS))
    return any(href == path or (href.endswith(path) and href.startswith("http")) for href in hrefs)


def _federates(tree: Tree) -> bool:
    """Whether a page says that it has another form for servers of the fediverse, as pages of posts do."""
    links = tree.root.find_all("link", limit=_LINKS)
    return any("activity+json" in (each.attr("type") or "") for each in links)


def _read(document: Document, post: Reference, at: str) -> Post | None:
    """What the platform's own reading says of the page."""
    return reading(post, at if platforms.recognise(at) == post else post.url, document.text)


def reading(post: Reference, address: str, markup: str) -> Post | None:
    """What the platform's own reading says of a page, or a piece of one, that shows a post."""
    from embedarchive.model import Post, Request, Response

    response = Response(
        request=Request(url=address),
        url=address,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=markup.encode("utf-8", "replace"),
        at=_NO_TIME,
    )
    found = platforms.get(post.platform).read(response)
    return found if isinstance(found, Post) and found.id in {post.id, None} else None


def told(embed: Embed, post: Post) -> Embed:
    """The embed with what the page says of its post; the words that a reader sees where it gives their beginning."""
    text, cut = post.text, post.truncated
    if embed.text and (not text or (cut and len(embed.text) > len(text))):
        text, cut = embed.text, False
    media = tuple(each for each in post.media if each.role != "avatar")
    moment = post.posted_at if dict(post.sources).get("posted_at") not in {"id", "day"} else None
    programmed = [name for name, value in (("posted_at", moment),) if value]
    return replace(
        embed,
        form="page",
        author=post.author or embed.author,
        handle=post.handle or embed.handle,
        posted_at=moment or embed.posted_at,
        date=_day(embed, post),
        text=text,
        language=post.language or embed.language,
        links=post.links or embed.links,
        media=media or embed.media,
        quotes=post.quotes or embed.quotes,
        replies_to=post.replies_to or embed.replies_to,
        confidence=_CUT if cut else 1.0,
        doubts=("end",) if cut else (),
        sources=(
            *(each for each in embed.sources if each[0] not in programmed),
            *((name, "markup") for name in programmed),
        ),
    )


def _day(embed: Embed, post: Post) -> dt.date | None:
    """The day that the page shows, where it is that of the post, wherever its reader was."""
    written = post.posted_at.date() if post.posted_at else None
    if embed.date and (written is None or abs(embed.date - written) <= _ZONES):
        return embed.date
    return written
