"""What stands where the article does and is no image of it: signs, portraits, other pages' cards, advertising."""

from __future__ import annotations

import functools
import re
from collections import Counter
from itertools import islice, takewhile
from typing import NamedTuple

from embedarchive.documents.html import PLACE, Node, Tree
from embedarchive.finder.images import candidates, captions, cards, exclusions, lead, originals, portraits, signs, sizes
from embedarchive.finder.images.captions import is_near, plain
from embedarchive.finder.images.linking import Links, near_around
from embedarchive.model import Image
from embedarchive.patterns import regex

_NUMBER = regex(r"\d\d")
_NAMING = regex(r"[./]|%2[ef]", re.IGNORECASE)
_ROOT = 2  # slashes in the address of a host without a path
_FEWEST = 3
_STRIPS = 2
_OFTEN = 3
"""How often at most a strip, and an image without words or size may be shown that is no ornament."""
_BESIDE = 200
"""Letters beside an image that may be its caption."""
_PICTURE = regex(r"\.(?:svg|jpe?g|png|gif|webp|avif)(?:$|[?#])", re.IGNORECASE)
_RARE = frozenset({"amp-img", "amp-anim"})


class Shown(NamedTuple):
    """An element that shows an image.

    Attributes:
        element: the element.
        written: its attributes, as plain text.
        start: where it begins in the source.
        around: the elements around it, the nearest first.
        url: the absolute address of what it shows.
    """

    element: Node
    written: dict[str, str]
    start: int
    around: list[Node]
    url: str

    @property
    def alternative(self) -> str:
        """The text that stands for it, as it is written."""
        return self.written.get("alt", "")


class Refusals(Links):
    """The images of a page, and which of them are none of its article's."""

    def __init__(self, tree: Tree, base_url: str | None) -> None:
        super().__init__(tree, base_url)
        self.host = candidates.host(base_url)
        self.elements = _elements(tree)
        self.shown: Counter[str] | None = None
        self.led: Counter[str] | None = None
        self.authors: frozenset[tuple[str, ...]] | None = None

    @functools.cached_property
    def named(self) -> Image | None:
        """The lead image that the page's head names."""
        return lead.find(self.tree, self.base)

    def says_no(self, written: dict[str, str], start: int) -> bool:
        """Whether an element's own size, names or words say that it is none: what costs least is asked first."""
        large = sizes.is_large(written)
        return (
            sizes.is_small(written)
            or exclusions.own_class(f"{written.get('class', '')} {written.get('id', '')}", large=large)
            or exclusions.own_words(written.get("alt", "").strip(), "" if large else written.get("src", ""))
            or (start < self.region.text_start and (sizes.is_portrait(written) or sizes.is_banner(written)))
        )

    def is_none(self, image: Shown) -> bool:
        """Whether an image is none of the article's."""
        return (
            self._is_out_of_place(image)
            or self._is_foreign(image)
            or self._is_sign(image)
            or self._is_anothers(image)
            or self._is_advertising(image)
        )

    def _is_out_of_place(self, image: Shown) -> bool:
        """Whether it stands below the text and in no gallery, is a thumbnail that opens nothing, or is by a byline."""
        _, written, start, around, _ = image
        if start > self.region.end and not self.is_gallery(around):
            return True
        if sizes.is_thumbnail(written) and not self.linked(around) and not self._is_one_of_many(written):
            return True
        if start < self.region.text_start:
            return not sizes.is_large(written) and signs.is_beside_date(around)
        return signs.is_byline(image.element, around)

    def _is_foreign(self, image: Shown) -> bool:
        """Whether its address says that it is a pixel, a badge or the sign of the site."""
        _, written, _, around, url = image
        large = sizes.is_large(written)
        wholes = self.linked(around)
        opens = sizes.is_figure(written) and bool(wholes)
        itself = any(originals.alike(candidates.absolute(self.base, whole), url) for whole in wholes)
        told = itself or sizes.is_described(written) or captions.is_all_of_a_figure(around)
        return exclusions.foreign_address(
            url,
            large=large or told,
            captioned=(large and captions.has_figcaption(around)) or opens,
            photograph=signs.is_photograph(url, around),
        ) or (not large and exclusions.is_named_as_site(url, self.host or candidates.host(url)))

    def _is_sign(self, image: Shown) -> bool:
        """Whether it is a drawing of the page's own, a rule, or the portrait of who wrote the article."""
        _, written, _, around, url = image
        return (
            signs.is_drawing(url, written, around)
            or (self._is_furniture(url, written) and not captions.find(around)[0])
            or sizes.is_rule(written)
            or (_is_counter(url) and not (written.get("alt", "").strip() or "width" in written))
            or (
                self.is_of_author(url, image.alternative)
                and not sizes.is_view(written)
                and not self._is_told(around, image.alternative)
            )
        )

    def _is_anothers(self, image: Shown) -> bool:
        """Whether it is the card of another page."""
        element, _, start, around, url = image
        return (
            self.follows_a_teaser(around, url)
            or self.is_teaser(element, around, start)
            or self.is_on_a_card(element)
            or cards.is_to_be_pinned(around)
        )

    def is_in_a_box_of_links(self, element: Node) -> bool:
        """Whether an image stands in a box of the article, and most of what that says are links."""
        around = takewhile(lambda above: above not in self.region.above, islice(element.ancestors, 8))
        return cards.is_among_links(near_around(list(around)))

    def is_named(self, url: str) -> bool:
        """Whether an address is of the image that the page's head names, in whatever size."""
        return self.named is not None and originals.alike(self.named.url, url)

    def _is_advertising(self, image: Shown) -> bool:
        """Whether it is paid for or asks for something: its link says so, it can be closed, a shop sells it."""
        _, written, _, around, url = image
        return (
            cards.is_promoted(around)
            or self._is_in_a_box_that_asks(image)
            or cards.is_closable(near_around(around))
            or (sizes.is_banner(written) and self.leads_away(around))
            or self._leads_where_others_do(written, around)
            or self.is_sold(f"{image.alternative} {url.rpartition('/')[2]}", around)
        )

    def _is_in_a_box_that_asks(self, image: Shown) -> bool:
        """Whether an image stands in a box of few words whose links belong to a campaign; below the text, to an app.

        And there, if it is unnamed and not large, whose links share the page.
        """
        hrefs = self.box_links(image.around)
        if cards.are_campaign(hrefs):
            return True
        if image.start <= self.region.text_end:
            return False
        silent = not image.alternative.strip() and not sizes.is_large(image.written)
        return cards.offers_apps(hrefs) or (silent and any(map(self.is_sharing, hrefs)))

    def _leads_where_others_do(self, written: dict[str, str], around: list[Node]) -> bool:
        """Whether an image of which nothing is said leads where others of the page lead that say nothing either."""
        if written.get("alt", "").strip() or not self.leads_away(around) or self.heads_a_section(around):
            return False
        if self.led is None:
            silent = (element for element in self.elements if not plain(element.attrs.get("alt")).strip())
            self.led = Counter(_led_to(list(islice(element.ancestors, 6))) for element in silent)
        return self.led[_led_to(around[:6])] >= _FEWEST

    def _is_one_of_many(self, written: dict[str, str]) -> bool:
        """Whether three images or more of the stated size stand where the article does: a gallery's thumbnails."""
        first, last = self.region.lines
        size = [written.get("width"), written.get("height")]
        alike = (each for each in self.elements if [each.attr("width"), each.attr("height")] == size)
        return len({each.attr("src") for each in alike if first <= (each.source_line or 0) <= last}) >= _FEWEST

    def is_ornament(self, written: dict[str, str]) -> bool:
        """Whether the page shows an image without words or size, or a strip, again and again: bullets, rules."""
        source, strip = written.get("src", ""), sizes.is_banner(written)
        if any(map(str.isalnum, written.get("alt", ""))) or ("width" in written and not strip):
            return False
        if self.shown is None:
            self.shown = Counter(plain(other.attrs.get("src")) for other in self.elements)
        return self.shown[source] > (_STRIPS if strip else _OFTEN) and not candidates.is_placeholder(source)

    def _is_furniture(self, url: str, written: dict[str, str]) -> bool:
        """Whether an image of which nothing is said has no number in its address, where the head names one that has.

        A content system numbers what is uploaded, or files it by date; what the pages of a site are made of has words
        alone.
        """
        if written.get("alt", "").strip() or "width" in written or _NUMBER.search(url.partition("//")[2]):
            return False
        if candidates.host(url).split(".")[-2:] != self.host.split(".")[-2:]:
            return False
        return self.named is not None and lead.is_numbered(self.named.url)

    def _is_told(self, around: list[Node], alternative: str) -> bool:
        """Whether what stands right beside an image says something of it, and not who wrote the article."""
        if captions.find(around)[0]:
            return True
        for above in around[:3]:
            if above in self.region.above or not is_near(above):
                return False
            if words := captions.visible(above):
                said = portraits.in_words(words)
                return len(words) <= _BESIDE and not set(portraits.in_words(alternative)) & set(said)
        return False

    def is_of_author(self, url: str, alternative: str) -> bool:
        """Whether an image is the portrait of who wrote the page: the name of its file, or its words, may be a name."""
        name = url.partition("?")[0].rpartition("/")[2]
        if len(name) > 40 and not 1 <= alternative.count(" ") <= 3:
            return False
        if not portraits.may_be_name(name, alternative):
            return False
        if self.authors is None:
            self.authors = portraits.authors(self.tree.text)
        return portraits.is_of_author(name, alternative, self.authors, self.host)


def _is_counter(url: str) -> bool:
    """Whether an address has no path, and what it asks the host names no file nor address: it counts a reader."""
    place, _, query = url.partition("?")
    return bool(query) and place.rstrip("/").count("/") == _ROOT and not _NAMING.search(query)


def _elements(tree: Tree) -> list[Node]:
    """The elements that show images; an SVG's `<image>` is part of a drawing. Asking for one name costs least."""
    found: list[Node] = tree.root.find_all("img")
    rare = [*tree.root.find_all("video"), *(each for each, tag, _ in tree.attributed() if tag in _RARE)]
    if "<object" in tree.text or "<embed" in tree.text:
        rare += filter(_is_drawn_by_plugin, tree.elements(("object", "embed")))
    return sorted((*found, *rare), key=PLACE) if rare else found


def _is_drawn_by_plugin(element: Node) -> bool:
    """Whether an `<object>` or `<embed>` shows an image, and none inside stands in for it."""
    kind = plain(element.attrs.get("type"))
    picture = kind.startswith("image/") if kind else _PICTURE.search(candidates.attributes(element).get("src", ""))
    return bool(picture) and element.find("img") is None


def _led_to(around: list[Node]) -> str:
    """The host that the link around an image leads to."""
    link = next((above for above in around if getattr(above, "tag", "") == "a"), None)
    return candidates.host(plain(link.attrs.get("href"))) if link is not None else ""
