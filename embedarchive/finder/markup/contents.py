"""What the finder asks of a page's elements again and again: its links and images, and what may hold an embed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.markup import blocks, frames, links, providers, stories
from embedarchive.finder.markup.shapes import HOLDERS, Compiled, compiled
from embedarchive.finder.markup.stories import Story
from embedarchive.model import Reference

DEEPEST = 8
"""Embeds inside embeds: what is deeper is a page that attacks its readers."""
_BLOCKS = frozenset({*HOLDERS, "li", "td", "dd", "dt", "header", "main", "center", "ul", "ol", "svg"})


@dataclass(frozen=True, slots=True)
class Holders:
    """The elements of a page that may hold an embed.

    Attributes:
        known: what has an attribute that some shape has, by its tag.
        data: what has any attribute of data, and the names of these.
        paired: what may name a platform in one place and a post in another.
        made: the elements that somebody made for embeds, known by their names.
    """

    known: Mapping[str, Sequence[Node]]
    data: Sequence[tuple[Node, Sequence[str]]]
    paired: Sequence[Node]
    made: Sequence[Node]


class Contents:
    """A page with what is asked of its elements again and again, each found once.

    Attributes:
        tree: the page.
        shapes: what to look for.
        site: the host whose page it is; None until somebody asks and nobody has said.
        depth: how many times this was taken out of something else.
        unread: where the first thing stands that was not looked at, by the reason why.
    """

    def __init__(self, tree: Tree, base_url: str | None, depth: int = 0, at: str | None = None) -> None:
        self.tree = tree
        self.root = tree.root
        self.shapes: Compiled = compiled()
        base = urls.parse(base_url) if base_url else None
        self._base_url = base_url
        self._at = at or base_url
        self.depth = depth
        self.unread: dict[str, tuple[int, int]] = {}
        self.site: str | None = base.host if base else None

    @functools.cached_property
    def story(self) -> Story:
        """What the page says of the story that it tells."""
        return stories.of_page(self.root, self._base_url)

    @functools.cached_property
    def anchors(self) -> list[Node]:
        """Its links."""
        return self.root.find_all("a")

    @functools.cached_property
    def hrefs(self) -> list[str | None]:
        """What each link leads to."""
        return [anchor.attr("href") for anchor in self.anchors]

    @functools.cached_property
    def images(self) -> list[tuple[Node, list[str]]]:
        """Its images, with the values of their attributes."""
        images = self.root.find_all("img")
        return [(each, [value for value in each.attrs.values() if isinstance(value, str)]) for each in images]

    @functools.cached_property
    def posts(self) -> dict[str, Reference]:
        """The posts that links lead to: past who counts clicks, and by their paths on a platform's own page."""
        distinct = {href for href in self.hrefs if href}
        told = {href: post for href in distinct if "=http" in href and (post := links.tracked(href))}
        named = urls.parse(self._at) if self._at else None
        base = self._at if named and platforms.answers(named.host) else None
        own = (href for href in distinct if href[0] == "/") if base else ()
        told |= {href: post for href in own if (post := platforms.recognise(urls.resolve(href, base) or ""))}
        told |= {href: post for href in distinct if "?" in href and (post := blocks.acted_on(href))}
        return {**told, **self.named}

    @functools.cached_property
    def own(self) -> Reference | None:
        """The post that the page is of, as its address has it."""
        return platforms.recognise(self._at) if self._at else None

    @functools.cached_property
    def named(self) -> dict[str, Reference]:
        """The posts that the links name as they are."""
        return links.named(self.hrefs)

    @functools.cached_property
    def leading(self) -> list[tuple[Node, Reference]]:
        """The links that name a post as it is, and which."""
        return self.leading_to(self.named)

    def leading_to(self, posts: Mapping[str, Reference]) -> list[tuple[Node, Reference]]:
        """The links whose addresses name one of these posts, and which."""
        pairs = zip(self.anchors, self.hrefs, strict=True) if posts else ()
        return [(anchor, post) for anchor, href in pairs if href and (post := posts.get(href))]

    @functools.cached_property
    def holders(self) -> Holders:
        """What may hold an embed, told by the names of its attributes, which most elements have in common."""
        known: dict[str, list[Node]] = {}
        data: list[tuple[Node, Sequence[str]]] = []
        paired: list[Node] = []
        for element, tag, names in self.tree.attributed():
            own = "-" in tag  # somebody's own element: its name says as much as its attributes
            look = _held if len(names) <= frames.ATTRIBUTES else _held.__wrapped__
            remarkable, held, named = look(names, tag if own else "", own or tag in _BLOCKS)
            if remarkable:
                known.setdefault(tag, []).append(element)
            if held:
                data.append((element, held))
            if named and (own or tag in HOLDERS):
                paired.append(element)
        return Holders(known, data, paired, list(self.root.iter_elements(self.shapes.by_tag)))

    def shallow(self, elements: Iterable[Node]) -> Iterator[tuple[Node, tuple[int, int]]]:
        """The elements and their places, without those that stand too deep inside each other."""
        ends: list[int] = []
        for element in elements:
            if place := self.entered(element, ends):
                ends.append(place[1])
                yield element, place

    def entered(self, element: Node, ends: list[int]) -> tuple[int, int] | None:
        """An element's place, unless it stands too deep inside others.

        Args:
            element: the next one, in the page's order.
            ends: where those that are open end; what has ended before this one is taken out.
        """
        if len(ends) >= DEEPEST and ends[-1] > self.tree.start(element):
            self.unread.setdefault("nested-too-deeply", self.tree.span(element))
            return None
        place = self.tree.span(element)
        while ends and ends[-1] <= place[0]:
            ends.pop()
        return place


@functools.lru_cache(maxsize=4096)
def _held(names: tuple[str, ...], own: str, block: bool) -> tuple[bool, Sequence[str], bool]:
    """What attributes of these names may hold: asked once for all elements, of all pages, that have them.

    Args:
        names: those of the attributes.
        own: the element's name, if somebody made it.
        block: whether its own addresses and words mean nothing to a browser.

    Returns:
        Whether some shape has one; under which something may be parked; whether they may say whose post it is.
    """
    return not compiled().attributes.isdisjoint(names), frames.parking(names, block=block), providers.worth(names, own)
