"""Images in HTML: what a reader of the article sees."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import (
    candidates,
    captions,
    exclusions,
    lead,
    originals,
    portraits,
    signs,
    sizes,
    slides,
    stills,
)
from embedarchive.finder.images.captions import is_near, plain
from embedarchive.finder.images.linking import Links
from embedarchive.model import Image
from embedarchive.patterns import regex

_MOST_CANDIDATES = 10
_NUMBER = regex(r"\d\d")
_FEWEST = 3
_BESIDE = 200
"""Letters beside an image that may be its caption."""
_RARE = frozenset({"amp-img", "amp-anim"})


def find(tree: Tree, base_url: str | None, outside: Sequence[tuple[int, int]] = ()) -> tuple[Image, ...]:
    """The article's images in reading order, each once.

    Args:
        tree: the parsed page.
        base_url: what relative addresses are resolved against.
        outside: the places of embeds, whose images are the embeds' own.
    """
    return _Page(tree, base_url, outside).images()


class _Page(Links):
    """One page while its images are looked for."""

    def __init__(self, tree: Tree, base_url: str | None, outside: Sequence[tuple[int, int]]) -> None:
        super().__init__(tree, base_url)
        self.host = candidates.host(base_url)
        self.outside = [span for span in sorted(outside) if not self._holds_text(span)]
        self.seen: set[str] = set()
        self.wholes: dict[str, str] = {}
        self.stills: set[int] = set()
        self.elements = self._elements()
        self.shown: Counter[str] | None = None
        self.dummies = candidates.shared(self.elements)
        self.led: Counter[str] | None = None
        self.numbered: bool | None = None
        self.authors: frozenset[tuple[str, ...]] | None = None

    @functools.cached_property
    def kept(self) -> dict[str, str]:
        """The images that its style sheets keep under names."""
        return candidates.variables(self.tree.text)

    def _holds_text(self, span: tuple[int, int]) -> bool:
        """Whether the element that shows an embed also holds the article's text: its images are not the embed's."""
        first, end = span
        return first < self.region.text_start < self.region.text_end < end

    def images(self) -> tuple[Image, ...]:
        found: dict[str, Image] = {}
        last: Image | None = None
        beside: Node | None = None
        for element in self.elements:
            image = self._image(element)
            if image is None or (last and signs.is_for_another_screen(image, last)):
                continue
            if (last and beside) and (
                signs.is_without_scripts(element, beside)
                or signs.is_other_shape(image, last, element, beside)
                or signs.is_still_beside_player(image, last, element, beside)
            ):
                if found.get(key := originals.identity(last.url)) is last:
                    found[key] = _joined(last, image)
                continue
            key = self._key(image, element, found)
            first = found.setdefault(key, image)
            if first is not image and len(first.candidates) < _MOST_CANDIDATES:  # shown before in another size
                found[key] = replace(first, candidates=tuple(dict.fromkeys((*first.candidates, *image.candidates))))
            last, beside = image, element
        for still in stills.find(self.tree, self.base, self.region, self.is_elsewhere):
            if not any(first <= still.start < end for first, end in self.outside):
                found.setdefault(originals.identity(still.url), still)
                self.stills.add(still.start)
        for slide in slides.find(self.tree, self.base, self.region, self.is_elsewhere):
            found.setdefault(originals.identity(slide.url), slide)
        return tuple(sorted(self._led(list(found.values())), key=lambda image: (image.start, image.end)))

    def _key(self, image: Image, element: Node, found: dict[str, Image]) -> str:
        """Under what an image is kept: two that open one file are one, and so is the lead in a gallery, renamed."""
        key = originals.identity(image.url)
        for whole in self.linked(list(islice(element.ancestors, 3))):
            key = self.wholes.setdefault(whole, key)
        return (
            key if key in found else next((each for each in islice(found, 2) if originals.is_renamed(each, key)), key)
        )

    def _led(self, body: list[Image]) -> list[Image]:
        """The images, and the one that the page's head names where the top of the article shows no still."""
        top = [image for image in body if image.start < self.region.text_start and image.start not in self.stills]
        if top and "//" in top[0].url:
            return body
        shown = lead.find(self.tree, self.base)
        if shown is None and not top and "url(" in self.tree.text:
            hero = slides.above(self.tree, self.base, self.region, self.is_elsewhere)
            return (
                [*body, hero]
                if hero is not None and all(not originals.alike(hero.url, each.url) for each in body)
                else body
            )
        if shown is None or self._is_of_author(shown.url, shown.alt):
            return body
        alike = next((image for image in body if originals.alike(shown.url, image.url)), None)
        if alike is None:
            return body if top else [*body, self._above(shown)]
        if "//" in alike.url:
            return body
        whole = replace(
            alike, url=shown.url, candidates=shown.candidates
        )  # of a page that says nowhere where it stands
        return [whole if image is alike else image for image in body]

    def _above(self, named: Image) -> Image:
        """The image that the page's head names as it is shown above the text, if it stands there in a box."""
        before = [element for element in self.elements if self.tree.start(element) < self.region.text_start]
        for element in reversed(before[-12:]):
            written = candidates.attributes(element)
            if sizes.is_small(written) or any(
                getattr(above, "tag", "") == "a" for above in islice(element.ancestors, 5)
            ):
                continue
            source = candidates.shown(written)[0]
            url = candidates.absolute(self.base, source)
            if source and "//" in url and originals.alike(named.url, url):
                start, end = self.tree.span(element)
                alternative = " ".join(written.get("alt", "").split())
                caption, credit = captions.told(
                    list(islice(element.ancestors, 8)), self.region.above, written.get("title", "")
                )
                return replace(
                    named,
                    url=url,
                    candidates=tuple(dict.fromkeys((*named.candidates, *originals.candidates(url)))),
                    alt=alternative or named.alt,
                    caption=caption or named.caption,
                    credit=credit or named.credit,
                    start=start,
                    end=end,
                )
        return named

    def _elements(self) -> list[Node]:
        """The elements that show images; an SVG's `<image>` is part of a drawing. Asking for one name costs least."""
        root = self.tree.root
        found: list[Node] = root.find_all("img")
        rare = [*root.find_all("video"), *(each for each, tag, _ in self.tree.attributed() if tag in _RARE)]
        return sorted((*found, *rare), key=self.tree.start) if rare else found

    def _image(self, element: Node) -> Image | None:  # noqa: PLR0911 -- a refusal for each reason
        """The image that an element shows, None when it is none of the article's. What costs least is asked first."""
        first_line, last_line = self.region.lines
        if not first_line <= (element.source_line or 0) <= last_line or self.is_elsewhere(element.parent or element):
            return None
        start = self._start(element)
        if start is None or any(first <= start < last for first, last in self.outside):
            return None
        written = candidates.attributes(element)
        if written.get("src") in self.dummies:
            written["src"] = ""  # what all of them show until the parked one has come
        name = candidates.variable(written)
        written["src"] = (self.kept.get(name) if name else None) or written.get("src", "")
        large = sizes.is_large(written)
        if (
            sizes.is_small(written)
            or exclusions.own_class(f"{written.get('class', '')} {written.get('id', '')}", large=large)
            or exclusions.own_words(written.get("alt", "").strip(), "" if large else written.get("src", ""))
            or (start < self.region.text_start and (sizes.is_portrait(written) or sizes.is_banner(written)))
        ):
            return None
        source, larger = self._addresses(element, written)
        if not source or source in self.seen or self._is_ornament(written):
            return None
        around = list(islice(element.ancestors, 8))
        if (
            (start > self.region.end and not self.is_gallery(around))
            or (sizes.is_thumbnail(written) and not self.linked(around) and not self._is_one_of_many(written))
            or (
                not large and signs.is_beside_date(around)
                if start < self.region.text_start
                else signs.is_byline(element, around)
            )
        ):
            return None
        url = candidates.absolute(self.base, source)
        if "{" in url:  # a script writes the size in its place
            url = originals.candidates(url)[0]
        if (
            exclusions.foreign_address(
                url,
                large=large or sizes.is_described(written),
                captioned=(large and captions.has_figcaption(around))
                or (sizes.is_figure(written) and bool(self.linked(around))),
            )
            or (not large and exclusions.is_named_as_site(url, self.host or candidates.host(url)))
            or signs.is_drawing(url, written, around)
            or signs.is_promoted(around)
            or (self._is_furniture(url, written) and not captions.find(around)[0])
            or sizes.is_rule(written)
            or (sizes.is_banner(written) and self.leads_away(around))
            or self.follows_a_teaser(around, url)
            or signs.is_to_be_pinned(around)
            or (self._is_of_author(url, written.get("alt", "")) and not self._is_told(around, written.get("alt", "")))
            or self.is_teaser(element, around, start)
            or self.is_on_a_card(element)
            or self._is_advertising(written, around)
            or self.is_sold(f"{written.get('alt', '')} {url.rpartition('/')[2]}", around)
        ):
            return None
        self.seen.add(source)
        full = [candidates.absolute(self.base, address) for address in (*self.linked(around), *larger[:4])]
        caption, credit = captions.told(around, self.region.above, written.get("title", ""))
        holder = next((above for above in around[:2] if getattr(above, "tag", "") == "picture"), element)
        start, end = self.tree.span(holder)
        if start < self.region.text_start and (element.tag == "video" or any(map(signs.is_player, around))):
            self.stills.add(start)
        return Image(
            url=url,
            candidates=originals.candidates(url, tuple(full)),
            alt=" ".join(written.get("alt", "").split()),
            caption=caption,
            credit=credit,
            start=start,
            end=end,
        )

    def _start(self, element: Node) -> int | None:
        """Where the element begins, if that is where the article is."""
        place = element.source_location
        if place is None:
            return None
        start = self.tree.offset(place.start_tag.start_offset)
        return start if self.region.start <= start <= self.region.tail else None

    def _addresses(self, element: Node, written: dict[str, str]) -> tuple[str, tuple[str, ...]]:
        if element.tag == "video":
            return candidates.poster(written), ()
        source, larger = candidates.shown(written)
        parent = element.parent
        if parent is not None and getattr(parent, "tag", "") == "picture" and is_near(parent):
            written_beside = [candidates.attributes(other) for other in parent.find_all("source")]
            for sets in sorted(written_beside, key=candidates.is_narrow):
                if not sets.get("type", "").startswith("video"):
                    _, more = candidates.shown(sets)
                    larger = (*more, *larger) if len(more) > len(larger) else (*larger, *more)
            source = source or (larger[0] if larger else "")
        return source, larger

    def _is_one_of_many(self, written: dict[str, str]) -> bool:
        """Whether three images or more of the stated size stand where the article does: a gallery's thumbnails."""
        first, last = self.region.lines
        size = [written.get("width"), written.get("height")]
        alike = (each for each in self.elements if [each.attr("width"), each.attr("height")] == size)
        return len({each.attr("src") for each in alike if first <= (each.source_line or 0) <= last}) >= _FEWEST

    def _is_advertising(self, written: dict[str, str], around: list[Node]) -> bool:
        """Whether an image of which nothing is said leads where others of the page lead that say nothing either."""
        if written.get("alt", "").strip() or not self.leads_away(around):
            return False
        if self.led is None:
            silent = (element for element in self.elements if not plain(element.attrs.get("alt")).strip())
            self.led = Counter(_led_to(list(islice(element.ancestors, 6))) for element in silent)
        return self.led[_led_to(around[:6])] >= _FEWEST

    def _is_ornament(self, written: dict[str, str]) -> bool:
        """Whether the page shows an image without words or size again and again: bullets, corners, rules."""
        if written.get("alt", "").strip() or "width" in written:
            return False
        if self.shown is None:
            self.shown = Counter(plain(other.attrs.get("src")) for other in self.elements)
        return self.shown[written.get("src", "")] > 3 and not candidates.is_placeholder(written.get("src", ""))

    def _is_furniture(self, url: str, written: dict[str, str]) -> bool:
        """Whether an image of which nothing is said has no number in its address, where the head names one that has.

        A content system numbers what is uploaded, or files it by date; what the pages of a site are made of has words
        alone.
        """
        if written.get("alt", "").strip() or "width" in written or _NUMBER.search(url.partition("//")[2]):
            return False
        if candidates.host(url).split(".")[-2:] != self.host.split(".")[-2:]:
            return False
        if self.numbered is None:
            self.numbered = lead.is_numbered(self.tree, self.base)
        return self.numbered

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

    def _is_of_author(self, url: str, alternative: str) -> bool:
        """Whether an image is the portrait of who wrote the page: the name of its file, or its words, may be a name."""
        name = url.partition("?")[0].rpartition("/")[2]
        if len(name) > 40 and not 1 <= alternative.count(" ") <= 3:
            return False
        if self.authors is None:
            self.authors = portraits.authors(self.tree.text)
        return portraits.is_of_author(name, alternative, self.authors, self.host)


def _led_to(around: list[Node]) -> str:
    """The host that the link around an image leads to."""
    link = next((above for above in around if getattr(above, "tag", "") == "a"), None)
    return candidates.host(plain(link.attrs.get("href"))) if link is not None else ""


def _joined(image: Image, other: Image) -> Image:
    """An image with the addresses of another that is the same image."""
    return replace(image, candidates=tuple(dict.fromkeys((*other.candidates, *image.candidates))))
