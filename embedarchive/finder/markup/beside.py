"""What a page shows beside its article: menus, columns, what readers say, other stories, windows that open alone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import islice

from embedarchive.documents import following
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.markup.contents import Contents
from embedarchive.finder.markup.hits import Hit, is_blank
from embedarchive.finder.markup.stories import Story, letters
from embedarchive.patterns import regex

_BESIDE = ("aside", "footer", "nav", "header")
_ROLES = frozenset({"complementary", "banner", "contentinfo", "navigation"})
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
_FEET = "div[id=footer], div[id=colophon]"
"""How the end of a page is called where it is no `<footer>`."""
_COMMENTS = {"omment": "[class*=omment], [id*=omment], [itemtype*=omment]", "disqus": "[id^=disqus]"}
"""What lists of comments are found by, by what a page with any has in its source."""
_READERS = regex(
    r"(?!(?:no|has|with|show|hide|open|close|closed)[-_])(?:[a-z]{1,20}[-_]{1,2}){0,2}"
    r"(?:comments|comments?[-_]{0,2}(?:area|body|content|list|section|text|thread|[0-9]{1,12}))|disqus[-_]thread"
)
"""How a list of what readers say is called, and a part of one; an article may be a comment itself."""
_WINDOWS = frozenset({"dialog", "alertdialog"})
_LEADING = ('"#{}"', "'#{}'", 'aria-controls="{}"')
"""How a page names an element that something on it leads to, or opens."""
_PART = 3  # of the page's words stand in the article, and at most one in the column
_PARAGRAPHS = 500
_FEW = 300  # letters: what has more is text
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_RANKS = ("h1", "h2", "h3")
_SEVERAL = 3  # players in a column: one may be the article's, whatever the column is called
_TITLE = 12  # letters of a title
_STORIES = 100  # and windows that are looked at
_PAIR = 2
_ANYWHERE = frozenset({"json", "script"})
"""Forms of embeds that a script draws, wherever it stands itself."""
_TEXT = 300  # letters of an article
_NEARLY = 0.9  # of the page's words
_MARKUP = 1000  # characters of tags between an article and its film
_DEEP = 60  # elements around one that are looked at

Place = tuple[int, int]


def parted(page: Contents, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """Those of the article, and those beside it.

    Args:
        page: the page.
        hits: what it shows.
    """
    opened, unopened = _windows(page, hits) if hits else ([], [])
    taken = [*_places(page, hits), *unopened] if hits else []
    fixed = [hit.form not in _ANYWHERE and not _within(hit, opened) for hit in hits]
    around = list(_around(page, [hit for hit, stays in zip(hits, fixed, strict=True) if stays]))
    told = [
        (hit, _within(hit, taken) or (stays and any(_lies_apart(page, hit, each) for each in around)))
        for hit, stays in zip(hits, fixed, strict=True)
    ]
    return [hit for hit, beside in told if not beside], [hit for hit, beside in told if beside]


def _within(hit: Hit, places: Sequence[Place]) -> bool:
    return any(start <= hit.start < end for start, end in places)


def _lies_apart(page: Contents, hit: Hit, place: Place) -> bool:
    """Whether a hit lies in a place beside the article, and is no platform's player or post right at the article."""
    start, end = place
    if not (start <= hit.start and hit.end <= end):
        return False
    source = page.tree.text
    if hit.platform == "web" or (start > 0 and end < len(source)):
        return True
    first, last = (hit.end, end) if start == 0 else (start, hit.start)
    return last - first > _MARKUP or not is_blank(source, first, last)


def _places(page: Contents, hits: list[Hit]) -> Iterator[Place]:
    """Where the article is not."""
    span = page.tree.span
    yield from (span(each) for each in _marked(page, hits))
    yield from (span(each) for each in _unopened(page))
    yield from (span(each) for each in _of_readers(page))
    yield from (span(each) for each in _columns(page, hits))
    yield from (span(each) for each in _channels(page, hits))
    yield from _other_stories(page)
    yield from (span(each) for each in page.tree.once(following.stories))


# ------------------------------------------------------------------------------------------- what says so of itself


def _marked(page: Contents, hits: list[Hit]) -> Iterator[Node]:
    """Headers and footers of the page, menus wherever they stand, and asides that hold a list."""
    feet = page.root.select(_FEET) if "footer" in page.tree.text or "colophon" in page.tree.text else ()
    tagged = (each for tag in _BESIDE for each in page.root.find_all(tag))
    for element in (*tagged, *_of_roles(page, _ROLES), *feet):
        around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
        outside = element.tag == "nav" or not around & _ARTICLE
        if outside and element.find("article") is None and element.find("h1") is None:
            aside = element.tag == "aside" or element.attr("role") == "complementary"
            listed = _are_list(hits, page.tree.span(element))
            if not aside or listed or (element.attr("role") and _is_apart(page, element)):
                yield element


def _of_roles(page: Contents, roles: Container[str | None]) -> Iterator[Node]:
    """The elements that say that they have one of these parts in the page: all that say one are found once."""
    return (each for each in page.tree.once(_with_roles) if each.attr("role") in roles)


def _with_roles(tree: Tree) -> list[Node]:
    return list(tree.root.select("[role]"))


def _unopened(page: Contents) -> Iterator[Node]:
    """Templates outside the article, whose contents a script puts wherever it likes.

    An `<article>` or `<main>` is it where it holds a part of the page's words: a teaser has hardly any.
    """
    templates = page.root.find_all("template", limit=_STORIES)
    boxes = [each for tag in ("article", "main") if templates for each in page.root.find_all(tag, limit=_STORIES)]
    whole = _words(page.root) if boxes else 0
    if any(_PART * _words(each) > whole for each in boxes):
        for element in templates:
            around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
            if not around & _ARTICLE:
                yield element


def _is_apart(page: Contents, beside: Node) -> bool:
    """Whether what stands beside an article, which has the page's headline, has a heading of its own."""
    story = page.root.find("article")
    headed = story is not None and story.find("h1") is not None
    return headed and any(beside.find(tag) is not None for tag in _HEADINGS)


def _of_readers(page: Contents) -> Iterator[Node]:
    """What readers say of the article, as lists of comments are called, or each of them."""
    selectors = [selector for sign, selector in _COMMENTS.items() if sign in page.tree.text]
    for element in page.root.select(", ".join(selectors)) if selectors else ():
        names = _names(element).lower().split()
        called = any(_READERS.fullmatch(name) for name in names) or (element.tag == "li" and "comment" in names)
        typed = (element.attr("itemtype") or "").endswith(("/Comment", "/UserComments"))
        if (called or typed) and element.tag not in _WHOLE and element.find("h1") is None:
            yield element


def _columns(page: Contents, hits: list[Hit]) -> Iterator[Node]:
    """The columns that a page calls sidebars, with several players: outside the article, with few of its words."""
    there = [part for part in _COLUMNS if part in page.tree.text] if len(hits) >= _SEVERAL else []
    whole = _words(page.root) if there else 0
    for element in page.root.select(", ".join(f"[class*={part}], [id*={part}]" for part in there)) if there else ():
        if element.tag in _WHOLE or not _SIDEBAR.search(_names(element)):
            continue
        around = {getattr(above, "tag", "") for above in islice(element.ancestors, _DEEP)}
        if around & _STORY or not _are_list(hits, page.tree.span(element), _SEVERAL):
            continue
        if element.find("h1") is None and _words(element) * _PART < whole:
            yield element


def _windows(page: Contents, hits: list[Hit]) -> tuple[list[Place], list[Place]]:
    """Where the windows over the page stand that hold a hit: those that something on it opens, and all others."""
    text = page.tree.text
    modal = page.root.select("[class~=modal]") if "modal" in text else ()
    found = (*page.root.find_all("dialog"), *_of_roles(page, _WINDOWS), *modal)
    windows = [each for each in islice(found, _STORIES) if each.find("h1") is None]
    opened: list[Place] = []
    unopened: list[Place] = []
    for window in windows:
        place = page.tree.span(window)
        if any(_within(hit, [place]) for hit in hits):
            name = window.attr("id")
            leading = name and any(each.format(name) in text for each in _LEADING)
            (opened if leading else unopened).append(place)
    return opened, unopened


def _channels(page: Contents, hits: list[Hit]) -> Iterator[Node]:
    """The block that holds several lists of videos, with headings and hardly a word."""
    lists = [hit for hit in hits if hit.post and "/playlist" in hit.post.url]
    frames = page.root.find_all("iframe") if len(lists) >= _PAIR else ()
    first = next((each for each in frames if page.tree.start(each) == lists[0].start), None)
    for block in islice(first.ancestors, _DEEP) if first is not None else ():
        if getattr(block, "tag", "body") in _WHOLE:
            return
        if all(_within(hit, [page.tree.span(block)]) for hit in lists):
            if block.find("h1") is None and any(block.find(tag) for tag in _HEADINGS) and _words(block) < _FEW:
                yield block
            return


def _other_stories(page: Contents) -> Iterator[Place]:
    """Stories whose headlines lead to pages of their own, where another one has the title of this page."""
    told = page.root.find_all("article", limit=_STORIES)
    title = page.root.find("title") if len(told) >= _PAIR else None
    if title is None:
        return
    said = letters(title.text)
    headed = [(page.tree.span(each), head) for each in told if (head := _headline(each)) is not None]
    own = [place for place, head in headed if _is_title(head, said)]
    for place, head in headed if own else ():
        apart = all(place[1] <= start or end <= place[0] for start, end in own)
        if apart and (head.tag == "h1" or _leads_away(head, page.story)) and not _is_title(head, said):
            yield place


def _around(page: Contents, hits: list[Hit]) -> Iterator[Place]:
    """What stands before and after the one `<main>` or `<article>` that holds nearly all paragraphs.

    Its headline may stand above it, and something that belongs to it in between. Where it holds another one that has
    the headline and nearly all paragraphs, too, `<aside>`s outside of that are beside it.
    """
    found = [each for tag in ("main", "article") for each in page.root.find_all(tag, limit=_PAIR)] if hits else []
    placed = sorted(((page.tree.span(each), each) for each in found), key=lambda each: each[0])
    if all(_within(hit, [place]) for hit in hits for place, _ in placed):
        return
    whole = _words(page.root)
    boxes = [each for each in placed if (said := _words(each[1])) >= _TEXT and said > _NEARLY * whole]
    if not boxes:
        return
    (start, end), outer = boxes[0]
    above = [at for each in page.root.find_all("h1") if (at := page.tree.start(each)) < start]
    yield (0, above[-1] if above and outer.find("h1") is None else start)
    yield (end, len(page.tree.text))
    (start, end), inner = boxes[-1]
    asides = page.root.find_all("aside", limit=_STORIES) if inner.find("h1") is not None else ()
    yield from (place for place in map(page.tree.span, asides) if place[1] <= start or end <= place[0])


def _headline(story: Node) -> Node | None:
    return next((head for tag in _RANKS if (head := story.find(tag)) is not None), None)


def _leads_away(headline: Node, story: Story) -> bool:
    """Whether a headline is, or stands in, a link to another page of the site."""
    above = headline.parent
    link = above if above is not None and getattr(above, "tag", "") == "a" else headline.find("a")
    return link is not None and story.stands_at(link.attr("href") or "") is False


def _is_title(headline: Node, title: str) -> bool:
    said = letters(headline.text)
    return len(said) >= _TITLE and said in title


# ------------------------------------------------------------------------------------------------------------- names


def _names(element: Node) -> str:
    """How an element is called."""
    return f"{element.attr('class') or ''} {element.attr('id') or ''}"[:400]


def _words(element: Node) -> int:
    """How many letters the paragraphs inside have."""
    return sum(len(each.text) for each in element.find_all("p", limit=_PARAGRAPHS))


def _are_list(hits: list[Hit], place: Place, several: int = 2) -> bool:
    """Whether what a block shows is a list of videos: a playlist, or several players."""
    inside = [hit for hit in hits if _within(hit, [place])]
    return len(inside) >= several or any(hit.post is not None and "/playlist" in hit.post.url for hit in inside)
