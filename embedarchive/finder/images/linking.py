"""Where the links around an image lead: to its larger self, or away from the article."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice, takewhile
from urllib.parse import unquote, urlsplit

from embedarchive.documents.html import Node, Tree, is_element
from embedarchive.finder.images import candidates, captions, cards, labels, region, signs, sizes
from embedarchive.finder.images.captions import is_near, plain
from embedarchive.finder.images.surroundings import Surroundings
from embedarchive.patterns import regex

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORDS_OF_A_CARD = 60
_FEWEST_WORDS = 3  # in a link that is a headline
_TITLE = 12
"""Letters of a headline at least."""
_BOX = 400
"""Letters of a box that asks for something at most."""
_ROOT = 2  # slashes in the address of a site's first page
_BLOCKS = frozenset({"section", "div", "article"})
_WORDED = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "span")
_FILE = regex(r"\.(?:jpe?g|png|gif|webp|avif|tiff?)(?:$|[?#!/])", re.IGNORECASE)
_ATTACHMENT = regex(
    r"attachment|multimedia|/photos?/|/galler|lightbox|/bilder|/fotos?/|/image[s/]|/im(?:ag|g)s?/|/pictures?/|fotostrecke|slideshow",
    re.IGNORECASE,
)


class Links(Surroundings):
    """The links of a page, and what leads away from its article."""

    def __init__(self, tree: Tree, base_url: str | None) -> None:
        super().__init__(tree)
        self.base = base_url
        self.words: dict[Node, int] = {}
        self.cards: dict[tuple[Node | None, str, str | None], bool] = {}
        self.said: str | None = None

    def follows_a_teaser(self, around: list[Node], url: str) -> bool:
        """Whether the paragraph right before an image without caption is nothing but a link, in words, elsewhere."""
        figure = next((above for above in around[:3] if getattr(above, "tag", "") in {"figure", "div", "p"}), None)
        outer = figure.parent if figure is not None and getattr(figure.parent, "tag", "") == "div" else None
        for block in (figure, outer):
            before = next(filter(is_element, islice(block.previous_siblings, 3)), None) if block is not None else None
            alone = before is not None and before.tag == "p" and before.find("img") is None
            link = before.find("a") if before is not None and alone else None
            if block is None or before is None or link is None:
                continue
            if not is_near(block) or block.text.strip() or block.find("a") is not None:
                continue
            if link.text.strip() == before.text.strip() != "":
                href = plain(link.attrs.get("href"))
                if self.base:
                    return self._leads_elsewhere(href)
                return _FILE.search(href) is None and candidates.host(href) == candidates.host(url) != ""
        return False

    def is_teaser(self, element: Node, around: list[Node], start: int) -> bool:
        """Whether the image leads to another article: it is linked, and the same link has words beside it."""
        link = next((above for above in around[:6] if getattr(above, "tag", "") == "a" and "href" in above.attrs), None)
        if link is None:
            return self._is_in_a_teaser(element, around, start)
        href = plain(link.attrs.get("href"))
        written = candidates.attributes(element)
        if (
            self._leads_elsewhere(href)
            and not self._is_below_this_page(href)
            and (labels.is_titled(link, href) or sizes.is_banner(written))
        ):
            return True
        if self._leads_nowhere_else(link, href, start) or self._is_captioned(link, around):
            return False
        if link not in self.words:
            self.words[link] = len(link.text[:2000].split())
        if self.words[link] >= _FEWEST_WORDS or labels.is_among_others(link, self.region.above):
            return True
        if (sizes.is_large(written) and len(self._leading[href]) == 1) or self.heads_a_section(around):
            return False
        beside_text = not self.region.text_start <= start <= self.region.text_end
        again = len(self._leading[href]) > 1 and not (_is_alone(link) and self.leads_away(around))
        return beside_text or again or self._among_cards(around)

    def _is_in_a_teaser(self, element: Node, around: list[Node], start: int) -> bool:
        """Whether an image without a link stands where the words beside it, or before it, lead to another article."""
        below = start > self.region.text_end
        caption = _caption(around)
        return (
            (caption is not None and self._is_headline(caption))
            or cards.is_card(element, self._of_its_own(around))
            or self._is_under_a_link(around)
            or self._is_beside_a_headline(around, below=below)
            or ((below or self._beside(around[:6]) is not None) and labels.is_among_others(element, self.region.above))
            or self._is_deep_in_a_link(element)
        )

    def _of_its_own(self, around: list[Node]) -> list[Node]:
        """What is around an image and holds no more of the text than the image: there the article's own links begin."""
        return list(takewhile(lambda above: above not in self.region.above, around))

    def _leads_nowhere_else(self, link: Node, href: str, start: int) -> bool:
        """Whether the link around an image leads to no other page, but to the image, this page, or what is below it."""
        if not href or href.startswith(("#", "javascript:")) or _FILE.search(href):
            return True
        if start <= self.region.text_end and (_ATTACHMENT.search(href) or signs.opens_picture(link)):
            return True
        return self._is_this_page(href) or self._is_below_this_page(href) or self._is_of_the_headline(href)

    def _is_of_the_headline(self, href: str) -> bool:
        """Whether another link there bears the article's headline: to it, or where it first stood."""
        others = self._leading[href]
        return len(others) > 1 and not self._headlines.isdisjoint(labels.letters(link.text) for link in others)

    @functools.cached_property
    def _leading(self) -> Mapping[str, list[Node]]:
        """The links of the page by where they lead."""
        found: defaultdict[str, list[Node]] = defaultdict(list)
        for link in self.tree.root.find_all("a"):
            found[plain(link.attrs.get("href"))].append(link)
        return found

    @functools.cached_property
    def _headlines(self) -> frozenset[str]:
        return frozenset(labels.letters(heading.text) for heading in region.headlines(self.tree)[0])

    def _is_under_a_link(self, around: list[Node]) -> bool:
        """Whether an empty link, laid over the block around an image, has the block's words for its title: a card."""
        for above in near_around(around):
            if above in self.region.above:
                return False
            for link in above.find_all("a", limit=4):
                title = labels.letters(link.attr("title") or link.attr("aria-label") or "")
                if len(title) >= _TITLE and not link.text.strip() and not any(map(is_element, link.children)):
                    href = plain(link.attrs.get("href"))
                    elsewhere = bool(href) and not href.startswith("#") and not _FILE.search(href)
                    return elsewhere and not self._is_this_page(href) and title in labels.letters(above.text)
        return False

    def _is_beside_a_headline(self, around: list[Node], *, below: bool) -> bool:
        """Whether a heading and an image, with few words, are the card of another page of the site.

        The heading is linked; below the text, a link beside it is enough.
        """
        card = self._beside(around)
        return (
            card is not None
            and len(card.text[:1000].split()) <= _WORDS_OF_A_CARD
            and card.find("figcaption") is None
            and any(
                (below or _is_linked(heading)) and not _FILE.search(heading.text.strip())
                for heading in islice(card.iter_elements(_HEADINGS), 3)
            )
        )

    def _beside(self, around: list[Node]) -> Node | None:
        """The nearest block around an image that has links, if all lead to one other page of the site; None if not."""
        for above in around:
            if above in self.region.above or not is_near(above):
                return None
            if links := [link for link in above.find_all("a", limit=4) if "href" in link.attrs]:
                hrefs = {plain(link.attrs.get("href")) for link in links}
                alone = len(hrefs) == 1 and len(captions.with_scripts(above)) <= 1  # none where a script draws it
                return above if alone and all(map(self._leads_elsewhere, hrefs)) else None
        return None

    def _is_deep_in_a_link(self, element: Node) -> bool:
        """Whether a link to another page of the site holds the image with much between, and some words beside it."""
        for above in islice(element.ancestors, 6, 16):
            if above in self.region.above:
                return False
            if getattr(above, "tag", "") == "a":
                return self._leads_elsewhere(plain(above.attrs.get("href"))) and is_near(above) and _says_much(above)
        return False

    def is_on_a_card(self, element: Node) -> bool:
        """Whether one of three or more like blocks holds the image, each with a link to a page of its own."""
        for block in islice(element.ancestors, 10):
            if block in self.region.above or not is_near(block):
                return False
            kind = (block.parent, block.tag, block.attr("class", ""))
            if kind not in self.cards:
                self.cards[kind] = self._is_card(block)
            if self.cards[kind]:
                return True
        return False

    def _is_card(self, block: Node) -> bool:
        return cards.are_cards(block, self._leads_elsewhere, self._is_away) and not self._is_thumbnail(block)

    def is_sold(self, name: str, around: list[Node]) -> bool:
        """Whether an image is on a shop's card for something that the article does not speak of."""
        card = cards.shop_card(near_around(around))
        if card is None or self.region.element is None:
            return False
        if self.said is None:
            told = (
                paragraph.text for paragraph in self.region.element.find_all("p") if card not in paragraph.ancestors
            )
            self.said = f" {labels.folded(' '.join(told))} "
        return not cards.is_spoken_of(name, self.said)

    def _leads_elsewhere(self, href: str) -> bool:
        """Whether an address is another page of this site."""
        if not self.base or not href or href.startswith(("#", "javascript:", "mailto:")) or _FILE.search(href):
            return False
        try:
            there, here = urlsplit(candidates.absolute(self.base, href)), urlsplit(self.base)
        except ValueError:
            return False
        return there.hostname == here.hostname and not self._is_this_page(href)

    def leads_away(self, around: list[Node]) -> bool:
        """Whether an image leads to another site, as strips of advertising do."""
        link = next((above for above in around[:6] if getattr(above, "tag", "") == "a"), None)
        href = plain(link.attrs.get("href")) if link is not None else ""
        return self._is_away(href)

    def _is_away(self, href: str) -> bool:
        """Whether an address is of another site."""
        if not href or _FILE.search(href):
            return False
        try:
            there, here = urlsplit(candidates.absolute(self.base, href)), urlsplit(self.base or "")
        except ValueError:
            return False
        return bool(here.hostname and there.hostname and there.hostname != here.hostname)

    def heads_a_section(self, around: list[Node]) -> bool:
        """Whether an image leads to another site, and a heading and words of the article tell of what it shows."""
        block = next((each for each in around[:6] if each.parent in self.region.above), None)
        return block is not None and self.leads_away(around) and cards.heads_words(block, self._leads_elsewhere)

    def box_links(self, around: list[Node]) -> list[str]:
        """The addresses in the nearest block around an image that has links beside it, if it has few words."""
        for above in around[:5]:
            if above in self.region.above or getattr(above, "tag", "") == "a" or not is_near(above):
                return []
            if links := above.find_all("a", limit=6):
                few = len(captions.visible(above)) <= _BOX and above.find("figcaption") is None
                return [plain(link.attrs.get("href"))[:2000] for link in links] if few else []
        return []

    def is_sharing(self, href: str) -> bool:
        """Whether a link hands the address of this page to another site: it shares it."""
        here = (self.base or "").partition("?")[0].partition("//")[2].rstrip("/")
        return "/" in here and here in unquote(href) and self._is_away(href)

    def _is_captioned(self, link: Node, around: list[Node]) -> bool:
        """Whether a figure with a caption of its own holds the image, and the link does not hold the caption."""
        caption = _caption(around)
        return caption is not None and link not in caption.ancestors and not self._is_headline(caption)

    def _is_headline(self, caption: Node) -> bool:
        """Whether a heading in a caption leads to another page of the site: it is that page's headline."""
        links = (
            link
            for heading in islice(caption.iter_elements(_HEADINGS), 2)
            for link in (*heading.find_all("a", limit=2), *islice(heading.ancestors, 3))
            if getattr(link, "tag", "") == "a"
        )
        return any(self._leads_elsewhere(plain(link.attrs.get("href"))) for link in links)

    def _among_cards(self, around: list[Node]) -> bool:
        return any(getattr(above, "tag", "") in {"li", "td"} and above not in self.region.above for above in around[:5])

    def _is_this_page(self, href: str) -> bool:
        if not self.base:
            return False
        try:
            there, here = urlsplit(candidates.absolute(self.base, href)), urlsplit(self.base)
        except ValueError:
            return False
        return (there.hostname, there.path.rstrip("/")) == (here.hostname, here.path.rstrip("/")) and set(
            here.query.split("&")
        ) <= {"", *there.query.split("&")}

    def _is_thumbnail(self, block: Node) -> bool:
        """Whether a block has no words and leads to the page of the one image that it shows: one of a gallery's."""
        return not block.text.strip() and all(
            _ATTACHMENT.search(href) or self._is_below_this_page(href)
            for href in (plain(link.attrs.get("href")) for link in block.find_all("a", limit=3))
        )

    def _is_below_this_page(self, href: str) -> bool:
        """Whether an address continues that of the page, as those of the pages of its images do."""
        here = (self.base or "").partition("?")[0].rstrip("/")
        return here.count("/") > _ROOT and candidates.absolute(self.base, href).startswith(f"{here}/")

    def is_gallery(self, around: list[Node]) -> bool:
        """Whether an image after the text is one of the article's gallery: it opens in full size, or has a caption."""
        if self.linked(around):
            return True
        figure = next((above for above in around[:4] if getattr(above, "tag", "") == "figure" and is_near(above)), None)
        return (
            figure is not None
            and figure.find("a") is None
            and (figure.find("figcaption") is not None or getattr(figure.parent, "tag", "") in _BLOCKS)
        )

    def linked(self, around: list[Node]) -> tuple[str, ...]:
        """The larger image that the image links to."""
        link = next((above for above in around[:3] if getattr(above, "tag", "") == "a"), None)
        href = plain(link.attrs.get("href")) if link is not None else ""
        return (href,) if _FILE.search(href) and not href.startswith("javascript:") else ()


def near_around(around: list[Node]) -> list[Node]:
    """The elements around an image that are about it, the nearest first."""
    return list(takewhile(is_near, around))


def _caption(around: list[Node]) -> Node | None:
    """The caption of the figure around an image, if it has one."""
    figure = next((above for above in around if getattr(above, "tag", "") == "figure"), None)
    return figure.find("figcaption") if figure is not None and is_near(figure) else None


def _is_linked(heading: Node) -> bool:
    """Whether a heading holds a link, or is in one."""
    return heading.find("a") is not None or any(
        getattr(above, "tag", "") == "a" for above in islice(heading.ancestors, 3)
    )


def _is_alone(link: Node) -> bool:
    """Whether a paragraph holds nothing but this link, and that no words: an illustration that names its source."""
    parent = link.parent
    return parent is not None and getattr(parent, "tag", "") == "p" and is_near(parent) and not parent.text.strip()


def _says_much(link: Node) -> bool:
    """Whether a link has three words or more, those of styles and scripts in it not counted."""
    return sum(len(node.text[:2000].split()) for node in islice(link.iter_elements(_WORDED), 20)) >= _FEWEST_WORDS
