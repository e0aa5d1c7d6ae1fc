"""Every embed in a page's markup, and every link to a post in its prose.

What is looked at: frames and quotations one by one; the elements that any platform's shapes or the consent tools'
attributes select; scripts; paragraphs that are an address; links. Python sees candidates: the walk is the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from embedarchive.documents.html import Node, Tree
from embedarchive.finder.markup import cards, page_scripts, parked
from embedarchive.finder.markup import links as markup_links
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.hits import Hit, embed, merged
from embedarchive.model import Embed, Ignored, Link
from embedarchive.patterns import regex

_BESIDE = ("aside", "footer", "nav", "header")
_ROLES = "[role=complementary], [role=banner], [role=contentinfo], [role=navigation]"
_ARTICLE = frozenset({"article", "main", "figure", "blockquote", "section"})
_WHOLE = frozenset({"html", "body", "main"})
_STORY = frozenset({"article", "figure", "blockquote"})
_COLUMNS = ("sidebar", "Sidebar", "side-bar", "widget-area", "right-rail", "left-rail")
_SIDEBAR = regex(
    r"(?<![a-z])(?<!has[-_])(?<!with[-_])(?<!no[-_])(?:side-?bar|widget-area|(?:right|left)-rail)"
    r"(?![-_]?(?:left|right|wrapper|layout|container)?[-_]?(?:page|content|main|layout|wrapper))",
    re.IGNORECASE,
)
"""How a column is called that stands beside the article; a layout that has one is called so, too."""
_COMMENTS = "[class*=omment], [id*=omment], [id^=disqus], [itemtype*=omment]"
_READERS = regex(
    r"(?!(?:no|has|with|show|hide|open|close|closed)[-_])(?:[a-z]{1,20}[-_]{1,2}){0,2}"
    r"(?:comments|comments?[-_]{0,2}(?:area|body|content|list|section|text|thread|[0-9]{1,12}))|disqus[-_]thread"
)
"""How a list of what readers say is called, and a part of one; an article may be a comment itself."""
_PART = 3  # of the page's words stand in the article, and at most one in the column
_PARAGRAPHS = 500
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SEVERAL = 3  # players in a column: one may be the article's, whatever the column is called
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
    leading = page.leading_to(page.posts)
    if drawn := list(cards.find(tree, leading, page.posts, hits, base_url=base_url, own=page.own)):
        hits = merged([*hits, *drawn], tree.text)
    hits.sort(key=lambda hit: (hit.start, hit.end))
    own, beside = _of_article(page, hits)
    hits = _apart(own)
    links = tuple(markup_links.links(tree, page.leading, hits))
    ignored = (
        *passed(page.unread, tree.text),
        *(_ignored("beside", each.start, each.end, tree.text) for each in _apart(beside)),
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


def _of_article(page: Page, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Those of the article, and those beside it: in header, footer or menu, in what readers say, in an aside's list."""
    if not hits:
        return [], []
    taken: list[tuple[int, int]] = []
    for element in (*(each for tag in _BESIDE for each in page.root.find_all(tag)), *page.root.select(_ROLES)):
        around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
        if not around & _ARTICLE and element.find("article") is None and element.find("h1") is None:
            start, end = page.tree.span(element)
            aside = element.tag == "aside" or element.attr("role") == "complementary"
            if not aside or _are_list(hits, start, end) or (element.attr("role") and _is_apart(page, element)):
                taken.append((start, end))
    taken += (page.tree.span(element) for element in _of_readers(page))
    for column in _columns(page) if _are_list(hits, 0, len(page.tree.text), _SEVERAL) else ():
        start, end = page.tree.span(column)
        if _are_list(hits, start, end, _SEVERAL):
            taken.append((start, end))
    told = [(hit, any(start <= hit.start < end for start, end in taken)) for hit in hits]
    return [hit for hit, beside in told if not beside], [hit for hit, beside in told if beside]


def _of_readers(page: Page) -> Iterator[Node]:
    """What readers say of the article, as lists of comments are called, or each of them."""
    for element in page.root.select(_COMMENTS) if "omment" in page.tree.text or "disqus" in page.tree.text else ():
        names = f"{element.attr('class') or ''} {element.attr('id') or ''}"[:400].lower().split()
        called = any(_READERS.fullmatch(name) for name in names) or (element.tag == "li" and "comment" in names)
        typed = (element.attr("itemtype") or "").endswith(("/Comment", "/UserComments"))
        if (called or typed) and element.tag not in _WHOLE and element.find("h1") is None:
            yield element


def _is_apart(page: Page, beside: Node) -> bool:
    """Whether what stands beside an article, which has the page's headline, has a heading of its own."""
    story = page.root.find("article")
    headed = story is not None and story.find("h1") is not None
    return headed and any(beside.find(tag) is not None for tag in _HEADINGS)


def _columns(page: Page) -> Iterator[Node]:
    """The columns that a page calls sidebars: outside the article, and with few of the page's words."""
    there = [part for part in _COLUMNS if part in page.tree.text]
    words = 0
    for element in page.root.select(", ".join(f"[class*={part}], [id*={part}]" for part in there)) if there else ():
        named = f"{element.attr('class') or ''} {element.attr('id') or ''}"[:400]
        if element.tag in _WHOLE or not _SIDEBAR.search(named):
            continue
        around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
        words = words or _words(page.root)
        if not around & _STORY and element.find("h1") is None and _words(element) * _PART < words:
            yield element


def _words(element: Node) -> int:
    """How many letters the paragraphs inside have."""
    return sum(len(each.text) for each in element.find_all("p", limit=_PARAGRAPHS))


def _are_list(hits: list[Hit], start: int, end: int, several: int = 2) -> bool:
    """Whether what an aside shows is a list of videos: a playlist, or several players."""
    inside = [hit for hit in hits if start <= hit.start < end]
    return len(inside) >= several or any(hit.post is not None and "/playlist" in hit.post.url for hit in inside)


def _apart(hits: list[Hit]) -> list[Hit]:
    """Without those that stand inside another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
