"""Every embed in a page's markup, and every link to a post in its prose.

What is looked at: frames and quotations one by one; the elements that any platform's shapes or the consent tools'
attributes select; scripts; paragraphs that are an address; links. Python sees candidates: the walk is the parser's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from embedarchive.documents.html import Tree
from embedarchive.finder.markup import cards, page_scripts, parked
from embedarchive.finder.markup import links as markup_links
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.hits import Hit, embed, merged
from embedarchive.model import Embed, Ignored, Link

_BESIDE = ("aside", "footer", "nav", "header")
_ROLES = "[role=complementary], [role=banner], [role=contentinfo], [role=navigation]"
_ARTICLE = frozenset({"article", "main", "figure", "blockquote", "section"})
_TOLD = 80  # characters of what was not looked at
_DEEP = 60  # elements around one that are looked at


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
    leading = list(zip(page.anchors, page.hrefs, strict=True)) if page.posts else []
    if drawn := list(cards.find(tree, leading, page.posts, hits, base_url=base_url, own=page.own)):
        hits = merged([*hits, *drawn], tree.text)
    hits.sort(key=lambda hit: (hit.start, hit.end))
    hits = _apart(_of_article(page, hits))
    links = tuple(markup_links.links(tree, page.anchors, page.named, hits))
    return Findings(tuple(embed(hit) for hit in hits), links, tuple(_passed(page)))


def _passed(page: Page) -> Iterator[Ignored]:
    """A line for quotations that were not looked at, because they stand too deep inside each other."""
    if page.passed is not None:
        start, end = page.tree.span(page.passed)
        text = page.tree.text[start : min(end, start + _TOLD)]
        yield Ignored(text=text, reason="nested-too-deeply", start=start, end=end)


def _of_article(page: Page, hits: list[Hit]) -> list[Hit]:
    """Without those beside the article: in the page's header, footer or menu, and lists of videos in an aside."""
    if not hits:
        return []
    beside: list[tuple[int, int, bool]] = []
    for element in (*(each for tag in _BESIDE for each in page.root.find_all(tag)), *page.root.select(_ROLES)):
        around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
        if not around & _ARTICLE and element.find("article") is None and element.find("h1") is None:
            aside = element.tag == "aside" or element.attr("role") == "complementary"
            beside.append((*page.tree.span(element), aside))
    taken = [(start, end) for start, end, aside in beside if not aside or _are_list(hits, start, end)]
    return [hit for hit in hits if not any(start <= hit.start < end for start, end in taken)]


def _are_list(hits: list[Hit], start: int, end: int) -> bool:
    """Whether what an aside shows is a list of videos: a playlist, or several players."""
    inside = [hit for hit in hits if start <= hit.start < end]
    return len(inside) > 1 or any(hit.post is not None and "/playlist" in hit.post.url for hit in inside)


def _apart(hits: list[Hit]) -> list[Hit]:
    """Without those that stand inside another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
