"""A platform's own page that shows posts one below the other: a channel, a timeline, a search.

Each is read by its platform, out of the block that leads to no other post, or the one around that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, Tree
from embedarchive.finder import facts, own_page
from embedarchive.model import Document, Embed, Link, Reference

_Placed = TypeVar("_Placed", Embed, Link)

_ANYBODY = "anybody"
"""Stands for the author of a post in an address."""
_MOST = 3000  # links that are looked at
_LONGEST = 60_000  # characters of one post
_SHORTEST = 80  # characters of a block that can be a post: a link alone has fewer
_AROUND = 5  # blocks around one that leads to no other post: the post may show which one it answers
_VAIN = 150_000  # characters that were read without finding a post: the page is no such list
_LOOKED = 300  # characters that looking at a link costs as much as
_HIGH = 25  # elements around a link that may be its block


def found(document: Document, tree: Tree, shown: Sequence[Embed], at: str) -> list[Embed]:
    """The posts that a page lists, where it is one of a platform that has a site; those that its markup does not show.

    Args:
        document: the page.
        tree: the page, parsed.
        shown: what its markup shows; of what has words there, nothing more is asked.
        at: where it stands on its platform's site, as `own_page.address` has it.
    """
    parts = urls.parse(at)
    known = _platforms(parts) if parts and parts.web else set()
    if not known:
        return []
    told = [each for each in shown if each.text and (each.handle or each.author)]
    listed: list[Embed] = []
    account = _account(document, parts, known) if parts else None
    for embed in _listed(document, tree, at, known, account):
        if not any(each.start < embed.end and embed.start < each.end for each in (*told, *listed)):
            listed.append(embed)
    return listed


def _platforms(address: urls.Address) -> set[str]:
    """Whose page an address is: of the platforms of its host, or of those on any host whose addresses are so made."""
    marked = platforms.marks().search(address.path) is not None
    return {each.name for each in platforms.answering(address) if each.hosts or marked}


def outside(things: Iterable[_Placed], listed: Sequence[Embed]) -> list[_Placed]:
    """Those of these things that stand in none of the listed posts."""
    starts = [each.start for each in listed]

    def inside(start: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and start < listed[at].end

    return [each for each in things if not inside(each.start)] if listed else list(things)


def _account(document: Document, address: urls.Address, known: set[str]) -> str | None:
    """The account whose page an address is, where the platform's posts stand below their authors' names."""
    if len(address.segments) != 1 or f"@{address.segments[0]}" not in document.text:
        return None
    authored = (urls.parse(platforms.get(name).authored.replace("{handle}", _ANYBODY)) for name in known)
    below = any(each and each.segments[:1] == (_ANYBODY,) and address.on(_site(each)) for each in authored)
    return address.segments[0] if below else None


def _site(address: urls.Address) -> str:
    return address.host.removeprefix("www.")


def _listed(document: Document, tree: Tree, address: str, known: set[str], account: str | None) -> Iterator[Embed]:
    """What the blocks around the links to posts of these platforms show, each post once."""
    leading = list(_leading(tree, address, known))
    starts = [tree.start(anchor) for anchor, _ in leading]
    read: set[str] = set()
    behind = vain = 0
    for number, (anchor, post) in enumerate(leading):
        if post.id in read or starts[number] < behind or vain > _VAIN:
            continue
        vain += _LOOKED
        before = next((starts[at] for at in range(number, -1, -1) if leading[at][1].id != post.id), -1)
        after = next((starts[at] for at in range(number, len(leading)) if leading[at][1].id != post.id), None)
        for start, end in map(tree.span, _blocks(tree, anchor, before, len(tree.text) if after is None else after)):
            if embed := _embed(document, post, start, end, account):
                read.add(post.id)
                behind, vain = end, 0
                yield embed
                break
            vain += end - start


def _leading(tree: Tree, address: str, known: set[str]) -> Iterator[tuple[Node, Reference]]:
    """The links to posts of these platforms, with the post of each."""
    here = urls.parse(address)
    for anchor in islice(tree.root.find_all("a"), _MOST):
        href = anchor.attr("href")
        there = urls.parse(urls.resolve(href, address) or "") if href else None
        near = there is not None and here is not None and (there.host == here.host or platforms.answers(there.host))
        post = platforms.recognise(str(there)) if near else None
        if post and post.platform in known and not post.shared:
            yield anchor, post


def _blocks(tree: Tree, anchor: Node, before: int, behind: int) -> Iterator[Node]:
    """The largest block around a link between the links to other posts, then those around it."""
    around = [each for each in islice(anchor.ancestors, _HIGH) if getattr(each, "tag", "body") not in {"body", "html"}]
    alone = sum(1 for each in around if tree.start(each) > before and tree.span(each)[1] <= behind)
    last = -1
    for block in around[max(alone - 1, 0) : alone + _AROUND]:
        start, end = tree.span(block)
        if _SHORTEST < end - start <= _LONGEST and end - start != last:
            last = end - start
            yield block


def _embed(document: Document, post: Reference, start: int, end: int, account: str | None) -> Embed | None:
    """The post that a piece of the page shows, in its platform's own reading; `account` is whose page it is."""
    said = own_page.reading(post, post.url, document.text[start:end])
    whose = post.handle or account
    if said is None or said.id != post.id or not (said.text or said.media) or not (said.handle or said.author or whose):
        return None
    whole = Embed(
        platform=post.platform,
        form="card",
        id=post.native_id,
        url=post.url,
        handle=whose,
        start=start,
        end=end,
        parts=((start, end),),
    )
    return facts.completed(replace(own_page.told(whole, said), form="card"), document.language)
