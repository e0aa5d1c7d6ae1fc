"""Every embed in a page's markup, and every link to a post in its prose.

What is looked at: frames and quotations one by one; the elements that any platform's shapes or the consent tools'
attributes select; scripts; paragraphs that are an address; links. Python sees candidates: the walk is the parser's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from embedarchive.documents.html import Tree
from embedarchive.finder.markup import beside, cards, copies, ended_cards, page_scripts, parked
from embedarchive.finder.markup import links as markup_links
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.hits import Hit, embed, merged
from embedarchive.model import Embed, Ignored, Link

_TOLD = 80  # characters of what was not looked at


@dataclass(frozen=True, slots=True)
class Findings:
    """What the markup of a page holds."""

    embeds: tuple[Embed, ...] = ()
    links: tuple[Link, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def find(tree: Tree, base_url: str | None = None, at: str | None = None) -> Findings:
    """The embeds of a parsed page and its links to posts, each in reading order.

    Args:
        tree: the page.
        base_url: the address that its links are resolved against.
        at: where it stands on its platform's own site, where a front end shows it elsewhere.
    """
    page = Page(tree, base_url, at=at)
    marked = list(page.marked())
    shown = [
        *page.frames(),
        *page.quotations(),
        *(hit for hit in marked if hit.form != "json"),
        *markup_links.bare(tree),
    ]
    hits = merged(shown, tree.text)
    known = {hit.key for hit in hits}
    scripted = merged([*(hit for hit in marked if hit.form == "json"), *page_scripts.find(page, known)], tree.text)
    if drawn := [hit for hit in scripted if hit.form != "json"]:  # a script may stand beside what it has drawn
        hits = merged([*hits, *drawn], tree.text)
    for hit in scripted:
        if hit.form == "json" and hit.key not in known:
            hits.append(hit)
            known.add(hit.key)
    hits += parked.find(page, hits)
    leading = page.leading_to(page.posts)
    if drawn := list(cards.find(tree, leading, page.posts, hits, base_url=base_url, own=page.own)):
        hits = merged([*hits, *drawn], tree.text)
    hits += ended_cards.find(tree, page.leading, hits)
    hits += list(markup_links.undrawn(tree, page.leading, hits))
    hits.sort(key=lambda hit: (hit.start, hit.end))
    own, apart = beside.parted(page, hits)
    hits, repeated = copies.once(page, _apart(own))
    links = tuple(markup_links.links(tree, page.leading, (*hits, *repeated)))
    ignored = (
        *passed(page.unread, tree.text),
        *(_ignored("beside", each.start, each.end, tree.text) for each in _apart(apart)),
        *(_ignored("other-screen", each.start, each.end, tree.text) for each in repeated),
    )
    return Findings(tuple(embed(hit) for hit in hits), links, ignored)


def passed(unread: Mapping[str, tuple[int, int]], text: str) -> Iterator[Ignored]:
    """A line for each reason why something was not looked at: too deep inside others, too long, too many.

    Args:
        unread: the place of the first such thing, by the reason.
        text: the page.
    """
    for reason, (start, end) in unread.items():
        yield _ignored(reason, start, end, text)


def _ignored(reason: str, start: int, end: int, text: str) -> Ignored:
    return Ignored(text=text[start : min(end, start + _TOLD)], reason=reason, start=start, end=end)


def _apart(hits: list[Hit]) -> list[Hit]:
    """Without those that stand inside another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
