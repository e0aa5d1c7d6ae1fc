"""Images in HTML: what a reader of the article sees."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from embedarchive.documents.html import Node, Tree, is_element
from embedarchive.finder.images import (
    candidates,
    captions,
    lead,
    originals,
    signs,
    sizes,
    slides,
    stills,
    strays,
    thumbnails,
)
from embedarchive.finder.images.captions import is_near
from embedarchive.finder.images.refusals import Refusals, Shown
from embedarchive.model import Image

_MOST_CANDIDATES = 10
_EMPTY = frozenset({"span", "div", "source"})
"""What holds the address of one size, and nothing else, beside the image that a script will show."""
_AROUND = 12  # elements that an image stands in
_MOST_SIZES = 12
_MOST_ABOVE = 12
"""Images above the text that are looked at for the one that the head names."""


def find(tree: Tree, base_url: str | None, outside: Sequence[tuple[int, int]] = ()) -> tuple[Image, ...]:
    """The article's images in reading order, each once.

    Args:
        tree: the parsed page.
        base_url: what relative addresses are resolved against.
        outside: the places of embeds, whose images are the embeds' own.
    """
    try:
        return _Page(tree, base_url, outside).images()
    finally:
        is_near.cache_clear()  # what it remembers would keep the page in memory


class _Page(Refusals):
    """One page while its images are looked for."""

    def __init__(self, tree: Tree, base_url: str | None, outside: Sequence[tuple[int, int]]) -> None:
        super().__init__(tree, base_url)
        self.outside = [span for span in sorted(outside) if not self._holds_text(span)]
        self.seen: set[str] = set()
        self.wholes: dict[str, str] = {}
        self.stills: set[int] = set()
        self.places: dict[str, strays.Placed] = {}
        self.dummies = candidates.shared(self.elements)

    @functools.cached_property
    def kept(self) -> dict[str, str]:
        """The images that its style sheets keep under names."""
        return candidates.variables(self.tree.text)

    def _holds_text(self, span: tuple[int, int]) -> bool:
        """Whether the element that shows an embed also holds the article's text: its images are not the embed's."""
        first, end = span
        return first < self.region.text_start < self.region.text_end < end

    def images(self) -> tuple[Image, ...]:
        """The article's images in reading order."""
        found = self._without_strays(self._in_elements())
        for still in stills.find(self.tree, self.base, self.region, self.is_elsewhere):
            if not self._is_in_embed(still.start):
                found.setdefault(originals.identity(still.url), still)
                self.stills.add(still.start)
        for slide in slides.find(self.tree, self.base, self.region, self.is_elsewhere, self._leads_on):
            found.setdefault(originals.identity(slide.url), slide)
        for each in thumbnails.find(self.tree, self.base, self.region, self.is_elsewhere, self.elements):
            found.setdefault(originals.identity(each.url), each)
        return tuple(sorted(self._led(list(found.values())), key=lambda image: (image.start, image.end)))

    def _leads_on(self, element: Node) -> bool:
        """Whether an element without an `<img>` shows the image of a teaser."""
        return self.is_teaser(element, list(islice(element.ancestors, _AROUND)), self.tree.span(element)[0])

    def _in_elements(self) -> dict[str, Image]:
        """The images that elements show, each once, by what renditions of it have in common."""
        found: dict[str, Image] = {}
        last: Image | None = None
        beside: Node | None = None
        for element in self.elements:
            image = self._image(element)
            if image is None or (last and signs.is_for_another_screen(image, last)):
                continue
            if last and beside and signs.are_one(image, last, element, beside):
                if found.get(key := originals.identity(last.url)) is last:
                    found[key] = _joined(last, image)
                continue
            self._keep(found, image, element)
            last, beside = image, element
        return found

    def _without_strays(self, found: dict[str, Image]) -> dict[str, Image]:
        """The images but for those that are unlike the others."""
        if len(found) <= 1:
            return found
        page = strays.Page(self.region, lambda: self.named is not None, self.is_named, self.is_in_a_box_of_links)
        unlike = strays.find(self.places, page)
        return {key: image for key, image in found.items() if key not in unlike}

    def _keep(self, found: dict[str, Image], image: Image, element: Node) -> None:
        key = self._key(image, element, found)
        first = found.setdefault(key, image)
        self.places.setdefault(key, strays.Placed(first, element))
        if first is not image and len(first.candidates) < _MOST_CANDIDATES:  # shown before in another size
            found[key] = replace(first, candidates=tuple(dict.fromkeys((*first.candidates, *image.candidates))))

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
        named = self.named
        if named is None and not top:
            return [*body, *self._hero(body)]
        if named is None or self.is_of_author(named.url, named.alt):
            return body
        alike = next((image for image in body if originals.alike(named.url, image.url)), None)
        if alike is None:
            return body if top or self._is_doubtful(named, body) else [*body, self._above(named)]
        if "//" in alike.url:
            return body
        whole = replace(alike, url=named.url, candidates=named.candidates)  # of a page that tells its address nowhere
        return [whole if image is alike else image for image in body]

    def _is_doubtful(self, named: Image, body: list[Image]) -> bool:
        """Whether only the head's elements name an image, and the article has others, which come from elsewhere.

        It may be a card, another image of the same thing, or what stands for the whole site.
        """
        place, *places = (strays.folder(originals.identity(image.url)) for image in (named, *body))
        if not places or place in places:
            return False
        return not lead.is_told_again(self.tree, named.url)

    def _hero(self, body: list[Image]) -> list[Image]:
        """The background of the headline's box, where it is no image of the text."""
        if "url(" not in self.tree.text:
            return []
        hero = slides.above(self.tree, self.base, self.region, self.is_elsewhere)
        return [hero] if hero and not any(originals.alike(hero.url, each.url) for each in body) else []

    def _above(self, named: Image) -> Image:
        """The image that the page's head names as it is shown above the text, if it stands there in a box."""
        for shown in self._above_text():
            if originals.alike(named.url, shown.url):
                return self._as_shown(named, shown)
        return named

    def _above_text(self) -> Iterator[Shown]:
        """The images above the text that are in no link and not small, the nearest first."""
        before = [element for element in self.elements if self.tree.start(element) < self.region.text_start]
        for element in reversed(before[-_MOST_ABOVE:]):
            written = candidates.attributes(element)
            around = list(islice(element.ancestors, 8))
            if sizes.is_small(written) or any(getattr(above, "tag", "") == "a" for above in around[:5]):
                continue
            source = candidates.shown(written)[0]
            url = candidates.absolute(self.base, source)
            if source and "//" in url:
                yield Shown(element, written, self.tree.start(element), around, url)

    def _as_shown(self, named: Image, shown: Shown) -> Image:
        """The image of the head, with the place and the words of the one that the page shows."""
        caption, credit = captions.told(shown.around, self.region.above, shown.written.get("title", ""))
        start, end = self.tree.span(shown.element)
        return replace(
            named,
            url=shown.url,
            candidates=tuple(dict.fromkeys((*named.candidates, *originals.candidates(shown.url)))),
            alt=" ".join(shown.alternative.split()) or named.alt,
            caption=caption or named.caption,
            credit=credit or named.credit,
            start=start,
            end=end,
        )

    def _image(self, element: Node) -> Image | None:
        """The image that an element shows, None when it is none of the article's. What costs least is asked first."""
        start = self._place(element)
        if start is None:
            return None
        written = self._written(element)
        if self.says_no(written, start):
            return None
        source, larger = _addresses(element, written)
        if not source or source in self.seen or self.is_ornament(written):
            return None
        url = _filled(candidates.absolute(self.base, source))
        shown = Shown(element, written, start, list(islice(element.ancestors, 8)), url)
        if self.is_none(shown):
            return None
        self.seen.add(source)
        return self._described(shown, larger)

    def _place(self, element: Node) -> int | None:
        """Where an element begins, if that is where the article is, and in no embed. A line costs less than a place."""
        first, last = self.region.lines
        if not first <= (element.source_line or 0) <= last or self.is_elsewhere(element.parent or element):
            return None
        place = self.tree.place(element)
        if place is None:
            return None
        start = self.tree.offset(place.start)
        return start if self.region.start <= start <= self.region.tail and not self._is_in_embed(start) else None

    def _is_in_embed(self, start: int) -> bool:
        return any(first <= start < end for first, end in self.outside)

    def _written(self, element: Node) -> dict[str, str]:
        """An element's attributes, its address none that others show, too, until their images have come."""
        written = candidates.attributes(element)
        if written.get("src") in self.dummies:
            written["src"] = ""
        name = candidates.variable(written)
        written["src"] = (self.kept.get(name) if name else None) or written.get("src", "")
        return written

    def _described(self, shown: Shown, larger: tuple[str, ...]) -> Image:
        """An image with its words, its place and the addresses of its larger selves."""
        around = shown.around
        full = [candidates.absolute(self.base, address) for address in (*self.linked(around), *larger[:4])]
        caption, credit = captions.told(around, self.region.above, shown.written.get("title", ""))
        holder = next((above for above in around[:2] if getattr(above, "tag", "") == "picture"), shown.element)
        start, end = self.tree.span(holder)
        if start < self.region.text_start and (shown.element.tag == "video" or any(map(signs.is_player, around))):
            self.stills.add(start)
        return Image(
            url=shown.url,
            candidates=originals.candidates(shown.url, tuple(full)),
            alt=" ".join(shown.alternative.split()),
            caption=caption,
            credit=credit,
            start=start,
            end=end,
        )


def _addresses(element: Node, written: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The address that an element shows, as it is written, and the larger ones that it or what is around it names."""
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
    return (source, larger) if source else _beside(element)


def _beside(element: Node) -> tuple[str, tuple[str, ...]]:
    """The addresses in the empty elements right before an image that has none: its sizes, the largest the last."""
    before = islice(takewhile(_is_empty, filter(is_element, element.previous_siblings)), _MOST_SIZES)
    sizes_beside = tuple(filter(None, (candidates.shown(candidates.attributes(each))[0] for each in before)))
    return (sizes_beside[0], sizes_beside) if sizes_beside else ("", ())


def _is_empty(element: Node) -> bool:
    return element.tag in _EMPTY and not element.children


def _filled(url: str) -> str:
    """An address in which a script would write the size, with one."""
    return originals.candidates(url)[0] if "{" in url else url


def _joined(image: Image, other: Image) -> Image:
    """An image with the addresses of another that is the same image."""
    return replace(image, candidates=tuple(dict.fromkeys((*other.candidates, *image.candidates))))
