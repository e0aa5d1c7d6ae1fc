"""What stands around an element of a page: the article itself, or another matter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from embedarchive.documents import following
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, captions, exclusions, region, signs, sizes
from embedarchive.finder.images.captions import is_near

_MOST_ARTICLES = 400
_MOST_LINES = 60
"""Paragraphs that are looked at for one that is the text of an article."""
_PARAGRAPH = 150
"""Letters of such a one at least."""
_FEW_LETTERS = 40
"""Letters beside an image in a box that is about it."""
_NAMED = 1000
"""Characters of an element's class names that are looked at."""
_SLUG = 4
"""Hyphens in an id that is a sentence."""
_FEW = 200
"""Letters beside an image that is a button."""
_HEADS = frozenset({"header", "head", "top", "pageheader", "page-header", "banner"})
"""Of a site, where the headline stands in another element and further down."""


class Surroundings:
    """What stands around an element of a page, each question asked once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        sure, headings = region.headlines(tree)
        self._headed = sure[0].source_line if sure else None
        # what holds the headline is no other matter, though it be called the left column
        self._foreign: dict[Node, bool] = dict.fromkeys(
            (above for heading in sure[:1] for above in islice(heading.ancestors, 100)), False
        )
        self._foreign.update(dict.fromkeys(self._articles_after(sure), True))
        self._foreign.update(dict.fromkeys(tree.once(following.stories), True))
        self._elsewhere: dict[Node, bool] = {}
        self.region = region.find(tree, self.is_elsewhere, headings)
        self._elsewhere = dict.fromkeys(self.region.above, False)

    def _articles_after(self, sure: list[Node]) -> Iterator[Node]:
        """The `<article>` elements that begin after the one with headline and text has ended: other articles."""
        own = next((above for heading in sure[:1] for above in heading.ancestors if _is_article(above)), None)
        if own is None or not any(_is_long(words) for words in islice(own.iter_elements(("p",)), _MOST_LINES)):
            return
        end = self.tree.span(own)[1]
        for other in self.tree.root.find_all("article", limit=_MOST_ARTICLES):
            if self.tree.start(other) >= end:
                yield other

    def is_foreign(self, element: Node) -> bool:
        """Whether an element by itself holds something other than the article."""
        known = self._foreign.get(element)
        if known is None:
            tag = getattr(element, "tag", "")
            if tag in {"", "html", "body"}:
                known = False
            else:
                get = element.attr
                name = get("id", "") or ""
                if name.count("-") >= _SLUG:  # made of a headline
                    name = ""
                named = f"{get('class', '')} {name}"[:_NAMED]
                known = exclusions.foreign_region(tag[:_NAMED], named, (get("role") or "")[:_NAMED])
                if (known and tag == "div" and _is_in_figure(element)) or (known is None and _is_figure(element)):
                    known = False
                if known and tag == "div" and _is_players_box(element):
                    known = False
                if known is None or (
                    not known and tag == "div" and named.strip() in _HEADS and self._is_above(element)
                ):
                    known = not _is_frame(element)
            self._foreign[element] = known
        return known

    def _is_above(self, element: Node) -> bool:
        """Whether an element begins before the headline does, where the page has one."""
        return self._headed is not None and (element.source_line or 0) <= self._headed

    def is_elsewhere(self, element: Node) -> bool:
        """Whether an element, or one around it below the article's own, holds something other than the article."""
        path = []
        verdict = False
        node: Node | None = element
        while node is not None:
            known = self._elsewhere.get(node)
            if known is not None:
                verdict = known
                break
            path.append(node)
            node = node.parent
        for inner in reversed(path):
            verdict = verdict or self.is_foreign(inner)
            self._elsewhere[inner] = verdict
        return verdict


def _is_article(node: Node) -> bool:
    return getattr(node, "tag", "") == "article"


def _is_long(paragraph: Node) -> bool:
    return len(paragraph.text) >= _PARAGRAPH


def _is_figure(element: Node) -> bool:
    """Whether an element that is called after what it also has, as buttons that share it, is a figure or one image.

    The image is described, and stands in no link: the signs of those whom something is shared with do.
    """
    if element.tag == "figure":
        return element.find("img") is not None
    shown = element.find_all("img", limit=2) if element.tag == "div" and is_near(element) else []
    return (
        len(shown) == 1
        and sizes.is_described(candidates.attributes(shown[0]))
        and len("".join(element.text.split())) < _FEW_LETTERS
        and all(getattr(above, "tag", "") != "a" for above in islice(shown[0].ancestors, 4))
    )


def _is_in_figure(element: Node) -> bool:
    """Whether an element is a figure's own box around its image, without words or links to anywhere."""
    if getattr(element.parent, "tag", "") != "figure" or not is_near(element) or element.text.strip():
        return False
    return element.find("a") is None and len(element.find_all("img", limit=2)) == 1


def _is_facade(button: Node) -> bool:
    """Whether a button is an image that opens or plays when touched: one of some size, with a few words at most.

    What stands in for the image where no scripts run is not counted.
    """
    shown = captions.with_scripts(button)
    if len(shown) != 1 or len("".join(button.text.split())) > _FEW:
        return False
    around = islice(button.ancestors, 3)
    return (
        button.find("figure") is not None
        or sizes.is_large(candidates.attributes(shown[0]))
        or any(getattr(above, "tag", "") == "figure" for above in around)
    )


def _is_players_box(element: Node) -> bool:
    """Whether an element is called a player and holds one video with a still, whatever it leads to besides."""
    videos = element.find_all("video", limit=2) if signs.is_player(element) else []
    return len(videos) == 1 and bool(candidates.poster(candidates.attributes(videos[0])))


def _is_frame(element: Node) -> bool:
    """Whether an element holds one figure and nothing else but its caption: a few words beside it, few of them linked.

    A player has its caption where it likes.
    """
    if not is_near(element) or len(figures := element.find_all("figure", limit=2)) > 1:
        return False
    if element.tag == "button":
        return _is_facade(element)
    if not figures:
        return captions.is_captioned(element) or _is_players_box(element)
    (figure,) = figures
    caption = figure.find("figcaption")
    linked = sum(len("".join(link.text.split())) for link in element.find_all("a", limit=9))
    if signs.is_player(element):
        return linked == 0
    if caption is None or len(figure.find_all("picture", limit=2)) > 1:
        return False
    words = len("".join(caption.text.split()))
    beside = len("".join(element.text.split())) - len("".join(figure.text.split()))
    return words > 0 and beside < 30 and 5 * linked <= words
